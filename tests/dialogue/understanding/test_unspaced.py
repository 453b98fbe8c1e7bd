"""Scripts that are written without spaces, where each character is a token."""

import tomllib

import pytest

from dialogue.understanding.access import contact_in
from dialogue.understanding.numbers import Numbers
from dialogue.understanding.patterns import Patterns, Slots
from dialogue.understanding.phrases import Phrases, read_phrases
from dialogue.understanding.references import References
from dialogue.understanding.spans import Heard
from dialogue.understanding.text import Spelling, clean
from orders.gift_cards import code_in

WORDS: Phrases = read_phrases(
    "ja",
    tomllib.loads("""
[words]
not_numbers = ["一緒", "十分"]
[numbers]
1 = ["一"]
10 = ["十"]
[say]
track_order = ["荷物はどこ", "{order}はどこ"]
cancel_order = ["注文を{any}キャンセル"]
greet = ["はい"]
"""),
)


def heard(text: str) -> Heard:
    tokens = WORDS.spelling.tokens(clean(text))
    return Heard(tokens, (), (), (), (), 0, len(tokens))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("８０，５ユーロ！", "80,5ユーロ!"),
        ("Ｌサイズ（赤）？", "Lサイズ(赤)?"),
        ("ｷｬﾝｾﾙ", "キャンセル"),
        ("赤、２個。", "赤, 2個. "),
        ("５０〜８０ユーロ", "50~80ユーロ"),
        ("１、２", "1, 2"),
        ("Große Decke, 80 €!", "Große Decke, 80 €!"),
    ],
)
def test_wide_letters_digits_and_signs_are_read_as_all_others(typed: str, read: str) -> None:
    assert clean(typed) == read


def test_the_words_of_a_file_are_read_in_one_width_too() -> None:
    assert Spelling().words("ｷｬﾝｾﾙ ＯＫ") == (*"キャンセル", "ok")


def test_an_order_number_may_stand_against_characters() -> None:
    text = clean("昨日注文したSK-7F3KQ2はどこ")
    found = References(WORDS).orders(text, WORDS.spelling.tokens(text), ())
    assert [order for _, _, order in found] == ["SK-7F3KQ2"]


@pytest.mark.parametrize("text", ["注文SK-7F3KQ2、メールはaiko@example.comです", "aiko@example.comでSK-7F3KQ2を頼んだ"])
def test_an_address_for_letters_ends_where_characters_begin(text: str) -> None:
    found = contact_in(clean(text), WORDS)
    assert (found.email, found.order) == ("aiko@example.com", "SK-7F3KQ2")


def test_a_gift_cards_code_may_stand_against_characters() -> None:
    assert code_in("コードはGC-2345-6789-ABCDです") == "GC-2345-6789-ABCD"


def test_a_number_within_a_word_counts_nothing() -> None:
    tokens = WORDS.spelling.tokens("一緒に十、十分です")
    assert [number.value for number in Numbers(WORDS).find(tokens)] == [10]


def test_a_single_character_is_never_put_right() -> None:
    assert WORDS.nearest("林") is None


def test_a_phrase_is_found_among_other_characters() -> None:
    said = heard("あの、荷物はどこですか")
    hits = Patterns(WORDS.patterns).find(said, Slots(said, WORDS))
    assert [(hit.pattern.label, said.part(hit.start, hit.end).text) for hit in hits] == [("track_order", "荷物はどこ")]


def test_anything_may_be_longer_where_it_is_counted_in_characters() -> None:
    said = heard("注文をもう要らなくなったのでキャンセル")
    hits = Patterns(WORDS.patterns).find(said, Slots(said, WORDS))
    assert [hit.pattern.label for hit in hits] == ["cancel_order"]
