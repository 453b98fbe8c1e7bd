"""How Arabic is cut: one way of writing digits, marks and drawn-out words, and the "and" that leans on its word."""

import pytest

from dialogue.understanding.leaning import Leaning
from dialogue.understanding.phrases import read_phrases
from dialogue.understanding.text import clean
from locales import load_locales
from matching.lexicon import Lexicon


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
