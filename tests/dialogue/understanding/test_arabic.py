"""How Arabic is cut: one way of writing digits, marks and drawn-out words, and the "and" that leans on its word."""

import pytest

from dialogue.understanding.duals import Duals
from dialogue.understanding.leaning import Leaning
from dialogue.understanding.phrases import read_phrases
from dialogue.understanding.text import clean
from locales import load_locales
from matching.lexicon import Lexicon
from tests.dialogue.understanding.scenes import offline, scene


@pytest.fixture(scope="module")
def leaning() -> Leaning:
    locales = load_locales()
    phrases = read_phrases("ar", locales.ways_of_talking["ar"])
    terms = {code: locales.vocabularies[code] for code in ("en", "ar")}
    return Leaning(phrases, Lexicon(terms, {"ar": phrases.known}))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("مقاس ٣٩، حتى ١٤٠٫٥٠ يورو؟", "مقاس 39, حتى 140.50 يورو?"),
        ("۱۲۳٬۴۵۶", "123,456"),
        ("جَاكِيت مَطَرٍ", "جاكيت مطر"),
        ("كتيـــــر", "كتير"),
        ("Größe 42, l’été", "Größe 42, l’été"),
    ],
)
def test_marks_digits_and_punctuation_are_read_in_one_way(typed: str, read: str) -> None:
    assert clean(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("بطانية وجاكيت", "بطانية و جاكيت"),
        ("أحب الأخضر وأكره الصوف", "أحب الأخضر و أكره الصوف"),
        ("والبطانية وين", "و البطانية وين"),
        ("وصلني الطرد", "وصلني الطرد"),
        ("فستان وردي", "فستان وردي"),
        ("اسمي وليد", "اسمي وليد"),
    ],
)
def test_an_and_that_leans_on_a_known_word_is_cut_off(leaning: Leaning, typed: str, read: str) -> None:
    assert leaning.apart(typed) == read


def test_a_language_without_such_words_is_left_as_it_is() -> None:
    locales = load_locales()
    german = read_phrases("de", locales["de"].phrases)
    assert Leaning(german, Lexicon({"de": locales["de"].terms})).apart("und Undine, undicht") == "und Undine, undicht"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("بدي بطانيتين", "بدي 2 بطانية"),
        ("كوبين لو سمحت", "2 كوب لو سمحت"),
        ("مرتين", "مرتين"),
        ("بعد يومين", "بعد يومين"),
        ("بنطلون جينز", "بنطلون جينز"),
    ],
)
def test_two_said_by_an_ending_are_counted(typed: str, read: str) -> None:
    locales = load_locales()
    phrases = read_phrases("ar", locales.ways_of_talking["ar"])
    terms = {code: locales.vocabularies[code] for code in ("en", "ar")}
    assert Duals(phrases, Lexicon(terms, {"ar": phrases.known})).apart(typed) == read


@pytest.mark.parametrize(
    ("typed", "kind"), [("الجاكيت ضد الماء؟", "ask_about_product"), ("جاكيت ضد الماء", "find_products")]
)
def test_an_article_written_in_one_with_the_goods_points_at_those_shown(typed: str, kind: str) -> None:
    reading = offline().understand(scene(typed, "ar", {"shown": 3}))
    assert [command.kind for command in reading.commands] == [kind]


def test_a_size_told_beside_a_wish_is_told_once() -> None:
    reading = offline().understand(scene("زوجتي تلبس M وأبغى لها سويتر كشمير", "ar", {}))
    assert [(fact.who, fact.value) for fact in reading.facts] == [("wife", "M")]
