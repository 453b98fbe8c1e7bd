"""What a need of another language is in English words."""

import tomllib
from pathlib import Path

import pytest

from locales import load_locales
from matching.bridge import BRIDGES, Bridge


@pytest.fixture(scope="module")
def german() -> Bridge:
    terms = {locale.code: locale.terms for locale in load_locales() if locale.code in {"de", "en"}}
    return Bridge("de", terms["de"], terms["en"])


@pytest.mark.parametrize(
    ("said", "english"),
    [
        ("ein langes Kleid", "a maxi dress"),
        ("eine lange Bluse", "a long blouse"),
        ("Bluse mit Rüschen und ohne Ärmel", "blouse with ruffle and sleeveless"),
        ("Regenjacke in Senfgelb", "rain jacket in mustard"),
        ("bodenlange Robe", "floor length gown"),
    ],
)
def test_words_are_carried_over_in_their_order(german: Bridge, said: str, english: str) -> None:
    assert german.english(said) == english


def test_what_no_glossary_knows_stays_as_it_is(german: Bridge) -> None:
    assert german.english("Kleid von Quxborg 38") == "dress from quxborg 38"


def test_a_compound_of_two_known_words_gives_both(german: Bridge) -> None:
    assert german.english("Spitzenbluse").split() == ["lace", "blouse"]


def test_nothing_said_is_nothing_in_english(german: Bridge) -> None:
    assert german.english("") == ""


def test_a_language_without_a_file_of_its_own_has_the_terms_of_the_shop() -> None:
    terms = {locale.code: locale.terms for locale in load_locales() if locale.code in {"fr", "en"}}
    assert Bridge("fr", terms["fr"], terms["en"]).english("robe") == "dress"


@pytest.mark.parametrize("file", sorted(BRIDGES.glob("*.toml")), ids=lambda file: file.stem)
def test_a_word_stands_under_one_english_word_only(file: Path) -> None:
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    words = [word for table in tables.values() for forms in table.values() for word in forms]
    assert len(words) == len(set(words))
    english = [name for table in tables.values() for name in table]
    assert len(english) == len(set(english))
