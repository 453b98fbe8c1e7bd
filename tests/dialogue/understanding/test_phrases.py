"""The phrase format: brackets, slots, word lists, and what a writer is told of a mistake."""

import pytest

from dialogue.understanding.packed import Packed, Pattern, Slot
from dialogue.understanding.phrases import PhraseError, expand, faults, parts_of, read_phrases
from dialogue.understanding.text import Spelling
from locales import Toml, load_locales

SPOKEN = [locale.code for locale in load_locales() if locale.phrases]


def test_brackets_give_every_form() -> None:
    assert expand("[please] (show|list) [my] orders") == [
        "please show my orders", "please show orders", "please list my orders", "please list orders",
        "show my orders", "show orders", "list my orders", "list orders",
    ]  # fmt: skip


@pytest.mark.parametrize("phrase", ["(a|b", "a)", "[a", "a]"])
def test_a_bracket_that_does_not_close_is_told(phrase: str) -> None:
    with pytest.raises(PhraseError):
        expand(phrase)


def test_a_line_with_more_forms_than_are_read_is_told_by_its_words() -> None:
    many = "|".join("abcdefg")
    with pytest.raises(PhraseError, match=r"where \(a\|b"):
        expand(f"where ({many}) ({many}) is it")


def test_every_line_that_cannot_be_read_is_told_with_its_entry() -> None:
    many = "|".join("abcdefg")
    told = faults({"say": {"greet": ["hi", f"({many}) ({many})", "in {colour}", "(a"]}})
    assert len(told) == 3
    assert all(fault.startswith("greet: ") for fault in told)


@pytest.mark.parametrize("locale", SPOKEN)
def test_every_line_of_every_phrase_file_can_be_read(locale: str) -> None:
    assert faults(load_locales()[locale].phrases) == []


def test_a_slot_nobody_knows_is_told() -> None:
    with pytest.raises(PhraseError, match="colour"):
        parts_of("in {colour}", Spelling())


def test_a_possessive_belongs_to_its_slot() -> None:
    assert parts_of("my {person}'s size", Spelling()) == ("my", Slot("person"), "size")


def test_words_that_lean_on_the_next_are_cut_off() -> None:
    french = Spelling.of(["l", "d", "j"], {})
    assert [token.norm for token in french.tokens("J'ai reçu l’été d'Anne")] == [
        "j",
        "ai",
        "recu",
        "l",
        "ete",
        "d",
        "anne",
    ]


def test_two_ways_of_spelling_are_one() -> None:
    german = Spelling.of([], {"ue": "u", "oe": "o", "ae": "a"})
    assert german.norm("für") == german.norm("fuer") == german.norm("fur")


@pytest.mark.parametrize("locale", SPOKEN)
def test_every_phrase_file_can_be_read_and_has_every_entry_of_english(locale: str) -> None:
    read = read_phrases(locale, load_locales()[locale].phrases)
    english = read_phrases("en", load_locales()["en"].phrases)
    assert {p.label for p in english.patterns} <= {p.label for p in read.patterns}
    assert {p.label for p in english.facts} <= {p.label for p in read.facts}


@pytest.mark.parametrize("locale", SPOKEN)
def test_a_phrase_says_one_thing(locale: str) -> None:
    meant: dict[object, str] = {}
    for pattern in read_phrases(locale, load_locales()[locale].phrases).patterns:
        kind = pattern.label.split(".")[0]
        assert meant.setdefault(pattern.parts, kind) == kind, (
            f"{pattern.parts} stands under {kind} and {meant[pattern.parts]}"
        )


@pytest.mark.parametrize("code", SPOKEN)
def test_the_words_of_a_file_are_those_of_its_forms_and_lists(code: str) -> None:
    """They are found without working the forms out, which is only done for a language that is spoken."""
    unspoken, phrases = (read_phrases(code, load_locales()[code].phrases) for _ in range(2))
    words = {word for pattern in (*phrases.patterns, *phrases.facts) for word in pattern.literals}
    words |= {word for each in (*phrases.lists.values(), *phrases.tables.values()) for word in each.words()}
    assert phrases.known == unspoken.known == words | phrases.spelling.shortened


def test_a_file_that_can_be_read_again_is_let_go_of_once_it_is_worked_out() -> None:
    toml = load_locales()["en"].phrases
    read: list[str] = []

    def again() -> Toml:
        read.append("again")
        return toml

    kept, rested = read_phrases("en", toml), read_phrases("en", toml, again)
    rested.rest()
    assert list(rested.patterns) == list(kept.patterns)
    assert list(rested.facts) == list(kept.facts)
    assert rested.known == kept.known
    assert (read, rested.is_spoken) == ([], True)
    assert rested.toml is toml
    assert read == ["again"]


def test_packed_patterns_are_those_that_were_packed() -> None:
    patterns = [
        Pattern("greet", ("hello", "there"), 1),
        Pattern("cancel_order", ("cancel", Slot("order"), "there"), 2),
        Pattern("greet", (Slot("any"),), 7),
    ]
    packed = Packed(iter(patterns))
    assert [len(packed), *packed] == [3, *patterns]
    assert list(packed.literals(1)) == ["cancel", "there"]
