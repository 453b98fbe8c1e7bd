"""Fifteen languages are told apart, on the sentences that people write in each."""

import pytest

from benchmarks.languages import languages, told

ALONE = 0.98
"""Share of the sentences of three words or more that are taken for their own language, each a first message."""
KEPT = 0.99
"""Share of all sentences that leave a conversation of their language in it."""


@pytest.mark.parametrize("code", languages().codes)
def test_a_sentence_is_taken_for_its_own_language(code: str) -> None:
    found = told(code)
    assert found.share_of(code, found.long) >= ALONE


@pytest.mark.parametrize("code", languages().codes)
def test_a_conversation_stays_in_its_language(code: str) -> None:
    found = told(code)
    assert found.kept[True] / sum(found.kept.values()) >= KEPT


@pytest.mark.parametrize(
    ("text", "current"),
    [("ok", "da"), ("M", "pl"), ("42", "it"), ("Skagen", "pt"), ("paypal", "cs"), ("👍", "ja")],
)
def test_what_is_written_alike_everywhere_changes_no_language(text: str, current: str) -> None:
    assert languages().of(text, current) in (None, current)


def test_a_text_of_words_that_the_conversations_language_has_stays_in_it() -> None:
    assert languages().of("die in oliv", "de") == "de"
    assert languages().of("ik zoek een rode jurk", "de") == "nl"


def test_a_letter_that_a_language_does_not_write_speaks_against_it() -> None:
    scores = languages().scores("grøn kjole")
    assert scores["da"] > scores["sv"] + 0.5


@pytest.mark.parametrize("hint", [None, "en", "en-GB", "pl"])
def test_a_clear_first_message_is_followed_whatever_the_channel_hints(hint: str | None) -> None:
    assert languages().of("szukam zielonej sukienki w rozmiarze M", None, hint) == "pl"


def test_what_japanese_alone_writes_is_no_chinese() -> None:
    assert languages().of("鏡, 五千円前後", None, "ja") == "ja"
    assert languages().of("镜子, 五千元左右", None, "zh") == "zh"


def test_a_hint_decides_over_a_word_of_several_languages() -> None:
    assert languages().of("vestido", None, "pt-BR") == "pt"
    assert languages().of("vestido", None, "es") == "es"
