"""What is meant by a word that the catalog does not have."""

import random

import pytest

from matching.lexical import LexicalIndex, Page


def one(title: str, language: str = "en") -> LexicalIndex:
    other = Page(2, "", "Oak shelf", abroad={language: "Oak"})
    told = Page(1, "", title) if language == "en" else Page(1, "", "", abroad={language: title})
    return LexicalIndex([told, other])


@pytest.mark.parametrize(
    ("language", "title", "slip"),
    [
        ("en", "Rain jacket", "rainjaket"), ("en", "Wardrobe", "wadrobe"), ("en", "Umbrella stand", "umbrlela"),
        ("de", "Regenjacke", "Regnjacke"), ("de", "Kommode", "Komode"), ("es", "Chaqueta", "chaquta"),
        ("fr", "Imperméable", "impermable"), ("it", "Poltrona", "poltorna"), ("pt", "Almofada", "almofda"),
        ("nl", "Boekenkast", "boekekast"), ("sv", "Bokhylla", "bokhyla"), ("da", "Spisebord", "spisbord"),
        ("fi", "Sadetakki", "sadetaki"), ("pl", "Poduszka", "podszka"), ("cs", "Polštář", "polstr"),
    ],
)  # fmt: skip
def test_a_slip_finds_what_was_meant(language: str, title: str, slip: str) -> None:
    assert set(one(title, language).search(slip, 5, language=language)) == {1}


@pytest.mark.parametrize("word", ["lmap", "X2001", "20001", "iphone15", "elephant"])
def test_short_words_numbers_models_and_strangers_are_not_corrected(word: str) -> None:
    index = LexicalIndex([Page(1, "", "lamp X2000 20000 iphone14 elegant")])
    assert index.search(word, 5) == {}


def test_a_word_that_the_catalog_has_is_never_corrected() -> None:
    index = LexicalIndex([Page(1, "", "Tablet"), Page(2, "", "Tables")])
    assert set(index.search("tablet", 5)) == {1}


def test_a_slip_counts_less_than_the_word_itself() -> None:
    index = one("Wardrobe")
    assert 0 < index.search("wadrobe", 5)[1] < index.search("wardrobe", 5)[1]


def test_a_word_of_another_language_is_no_slip_of_an_english_one() -> None:
    index = one("Grunge tee")
    assert index.search("grunde", 5, language="de") == {}


def test_of_words_equally_near_the_more_frequent_is_meant() -> None:
    index = LexicalIndex(
        [Page(1, "", "marble"), Page(2, "", "marbled"), Page(3, "", "a marbles set"), Page(4, "", "market")]
    )
    assert set(index.search("marblle", 5)) >= {1, 3}


def test_most_random_slips_in_long_words_are_forgiven() -> None:
    rng = random.Random(5)
    words = ["bookcase", "umbrella", "armchair", "raincoat", "necklace", "backpack", "trousers", "curtains"]
    index = LexicalIndex([Page(number, "", word) for number, word in enumerate(words)])
    slipped = [_slip(word, rng) for word in words for _ in range(10)]
    found = [set(index.search(slip, 1)) == {place // 10} for place, slip in enumerate(slipped)]
    assert sum(found) >= 70


def _slip(word: str, rng: random.Random) -> str:
    """One letter behind the first left out, doubled or exchanged with its neighbour."""
    place = rng.randrange(1, len(word) - 1)
    left, here, right = word[:place], word[place], word[place + 1 :]
    return rng.choice((left + right, left + here + here + right, left + right[0] + here + right[1:]))
