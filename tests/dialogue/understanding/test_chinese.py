"""What only Chinese has: numbers and names in characters, two ways to write one, sizes with their word behind."""

import tomllib

import pytest

from dialogue.understanding.addresses import Addresses, AddressWords
from dialogue.understanding.names import full_name, opening_name
from dialogue.understanding.numbers import Numbers
from dialogue.understanding.phrases import Phrases, read_phrases
from dialogue.understanding.sizes import Sizes
from dialogue.understanding.spans import Listener
from dialogue.understanding.text import Token, clean
from locales import load_locales
from matching.lexicon import Lexicon
from tests.dialogue.understanding.scenes import offline, scene

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


@pytest.mark.parametrize(
    ("said", "city", "line1", "postcode"),
    [
        ("我的地址是北京市朝阳区建国路88号，邮编100022", "北京市", "朝阳区建国路88号", "100022"),
        ("寄到上海市徐汇区漕溪北路45号 200030", "上海市", "徐汇区漕溪北路45号", "200030"),
        ("浙江省杭州市西湖区文三路18号3单元502室", "杭州市", "西湖区文三路18号3单元502室", None),
    ],
)
def test_an_address_in_characters_goes_from_the_large_to_the_small(
    said: str, city: str, line1: str, postcode: str | None
) -> None:
    words = AddressWords.of([WORDS])
    read = Addresses(lambda: words, WORDS).read(said, "CN")
    assert (read.city, read.line1, read.postcode) == (city, line1, postcode)


@pytest.mark.parametrize(("said", "country"), [("中国北京市朝阳区建国路88号", "CN"), ("北京市朝阳区建国路88号", None)])
def test_a_country_in_front_is_no_part_of_the_city(said: str, country: str | None) -> None:
    words = AddressWords.of([WORDS])
    read = Addresses(lambda: words, WORDS).read(said, "DE")
    assert (read.country, read.city) == (country, "北京市")


@pytest.mark.parametrize("said", ["给我来1号", "城市里有3个", "邮费要5块"])
def test_a_sentence_with_a_number_is_no_address(said: str) -> None:
    words = AddressWords.of([WORDS])
    assert Addresses(lambda: words, WORDS).read(said, "CN").city is None


@pytest.mark.parametrize("said", ["两百到五百之间", "200到500之间的外套"])
def test_a_word_behind_two_sums_makes_them_a_range(said: str) -> None:
    reading = offline().understand(scene(said, "zh", {"shown": 3}))
    needs = [getattr(each, "change", None) or each.needs[0] for each in reading.commands]
    assert [(need.budget.lower.plain(), need.budget.upper.plain()) for need in needs] == [("200.00", "500.00")]
