"""What a need of another language is in English words."""

import tomllib
from pathlib import Path

import pytest

from locales import load_locales
from matching.bridge import BRIDGES, Bridge
from matching.matcher import Matcher
from matching.matches import Occasion
from matching.need import Need
from tests.matching.goods import HashEncoder, Row, english, offers_of, products_of


@pytest.fixture(scope="module")
def bridge() -> Bridge:
    return Bridge({locale.code: locale.terms for locale in load_locales() if locale.code in {"de", "en", "fr"}})


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
def test_words_are_carried_over_in_their_order(bridge: Bridge, said: str, english: str) -> None:
    assert bridge.english(said, "de") == english


def test_what_no_glossary_knows_stays_as_it_is(bridge: Bridge) -> None:
    assert bridge.english("Kleid von Quxborg 38", "de") == "dress from quxborg 38"


def test_a_compound_of_two_known_words_gives_both(bridge: Bridge) -> None:
    assert bridge.english("Spitzenbluse", "de").split() == ["lace", "blouse"]


def test_nothing_said_is_nothing_in_english(bridge: Bridge) -> None:
    assert bridge.english("", "de") == ""


def test_a_language_without_a_file_of_its_own_has_the_terms_of_the_shop(bridge: Bridge) -> None:
    assert bridge.english("robe", "fr") == "dress"


def test_english_stays_as_it_was_said(bridge: Bridge) -> None:
    assert bridge.english("A long dress!", "en_GB") == "A long dress!"


@pytest.mark.parametrize(("said", "first"), [("Rüschen", "ruffle"), ("Fransen", "fringe")])
def test_a_need_that_names_no_concept_is_searched_in_english_too(bridge: Bridge, said: str, first: str) -> None:
    rows = [Row(each, each, "vase", title=f"Quxborg vase with {each}") for each in ("ruffle", "fringe")]
    matcher = Matcher(english(), HashEncoder(), products_of(rows), offers_of(rows), bridge=bridge)
    found = matcher.find(Need(text=f"Quxborg mit {said}"), Occasion("DE", "EUR", language="de"))
    assert found.best[0].product.title == f"Quxborg vase with {first}"


@pytest.mark.parametrize("file", sorted(BRIDGES.glob("*.toml")), ids=lambda file: file.stem)
def test_a_word_stands_under_one_english_word_only(file: Path) -> None:
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    words = [word for table in tables.values() for forms in table.values() for word in forms]
    assert len(words) == len(set(words))
    english = [name for table in tables.values() for name in table]
    assert len(english) == len(set(english))
