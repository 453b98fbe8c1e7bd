import tomllib
from collections import Counter
from pathlib import Path

import pytest

FILE = Path(__file__).parents[3] / "locales" / "en" / "terms.toml"
TERMS: dict[str, dict[str, dict[str, str | list[str]]]] = tomllib.loads(FILE.read_text("utf-8"))
SIZES = {
    "clothing",
    "waist",
    "kids_clothing",
    "shoes",
    "kids_shoes",
    "socks",
    "gloves",
    "hat",
    "belt",
    "ring",
    "bed",
    "dimensions",
    "one_size",
    "none",
}


@pytest.mark.parametrize("kind", TERMS)
def test_a_word_means_one_concept_of_its_kind(kind: str) -> None:
    words = Counter(word for concept in TERMS[kind].values() for word in concept["words"])
    assert [word for word, count in words.items() if count > 1] == []


@pytest.mark.parametrize("kind", TERMS)
def test_every_broader_concept_exists_and_no_concept_is_broader_than_itself(kind: str) -> None:
    for name in TERMS[kind]:
        above = name
        for _ in range(6):
            above = str(TERMS[kind][above].get("broader", ""))
            if not above:
                break
            assert above in TERMS[kind], f"{name}: {above}"
        assert not above, f"{name} is too deep or broader than itself"


@pytest.mark.parametrize("kind", TERMS)
def test_every_concept_has_a_title_and_words(kind: str) -> None:
    assert [name for name, concept in TERMS[kind].items() if not concept["title"] or not concept["words"]] == []


def test_words_are_written_in_lower_case() -> None:
    assert [
        word
        for kind in TERMS.values()
        for concept in kind.values()
        for word in concept["words"]
        if word != word.lower()
    ] == []


def test_every_category_has_a_plural_and_says_how_its_sizes_are_written() -> None:
    assert [name for name, concept in TERMS["category"].items() if not concept["plural"]] == []
    assert {str(concept["sizes"]) for concept in TERMS["category"].values()} == SIZES


def test_every_person_has_an_audience_that_exists() -> None:
    audiences = {str(person["audience"]) for name, person in TERMS["person"].items() if name != "self"}
    assert audiences <= set(TERMS["audience"])
