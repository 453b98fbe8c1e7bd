"""What only Chinese has: numbers and names in characters, two ways to write one, sizes with their word behind."""

import tomllib

import pytest

from dialogue.understanding.names import full_name, opening_name
from dialogue.understanding.numbers import Numbers
from dialogue.understanding.phrases import Phrases, read_phrases
from dialogue.understanding.sizes import Sizes
from dialogue.understanding.spans import Listener
from dialogue.understanding.text import Token, clean
from locales import load_locales
from matching.lexicon import Lexicon

WORDS: Phrases = read_phrases("zh", load_locales().ways_of_talking["zh"])
SMALL: Phrases = read_phrases(
    "zh",
    tomllib.loads("""
[words]
order_words = ["下单"]
negation = ["错下单"]
"""),
)


def tokens(text: str, phrases: Phrases = WORDS) -> tuple[Token, ...]:
    return phrases.spelling.tokens(clean(text))


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("五十", "50"), ("十五", "15"), ("四十二", "42"), ("一百五十", "150"), ("两百五", "250"), ("两百零五", "205"),
        ("一千二", "1200"), ("三千五百", "3500"), ("一万二", "12000"), ("二百五十三", "253"), ("十", "10"),
    ],
)  # fmt: skip
def test_numbers_in_characters_are_read_as_they_are_said(said: str, value: str) -> None:
    assert [str(number.value) for number in Numbers(WORDS).find(tokens(said))] == [value]


@pytest.mark.parametrize("said", ["等一下", "换一批", "大一号的", "一样的"])
def test_a_character_for_one_inside_a_word_counts_nothing(said: str) -> None:
    assert Numbers(WORDS).find(tokens(said)) == []


def test_a_wide_comma_between_digits_ends_a_part_and_joins_no_number() -> None:
    assert [token.raw for token in tokens("36-40，10刀")] == ["36", "40", "10", "刀"]


@pytest.mark.parametrize("said", ["m码", "M码", "要m码的"])
def test_a_small_letter_in_front_of_a_size_word_is_a_size(said: str) -> None:
    assert [value for _, _, value in Sizes(WORDS).find(tokens(said))] == ["M"]


def test_a_comma_ends_a_word_of_characters() -> None:
    assert SMALL.words("order_words").has(tokens("没错，下单", SMALL))
    assert not SMALL.words("negation").has(tokens("没错，下单", SMALL))
    assert SMALL.words("negation").has(tokens("没错下单", SMALL))


@pytest.mark.parametrize(
    ("said", "is_name"), [("李娜", True), ("欧阳娜娜", True), ("陳大文", True), ("你好啊", False), ("李", False)]
)
def test_a_full_name_begins_with_that_of_a_family(said: str, is_name: bool) -> None:
    assert (full_name(tokens(said), WORDS) is not None) is is_name


@pytest.mark.parametrize(("said", "name"), [("小王就行", "小王"), ("王芳，谢谢", "王芳"), ("了外卖", None)])
def test_a_name_ends_where_the_sentence_goes_on(said: str, name: str | None) -> None:
    assert opening_name(tokens(said), WORDS) == name


def test_traditional_characters_name_the_same_goods() -> None:
    locales = load_locales()
    lexicon = Lexicon({code: locales.vocabularies[code] for code in ("en", "zh")})
    heard = Listener(WORDS, lexicon).hear("綠色的襯衫")
    assert [(span.kind, span.value) for span in heard.of("color", "category")] == [
        ("color", "green"),
        ("category", "shirt"),
    ]
