"""Every locale's tests.toml: sentences written by other people than the phrases they measure."""

import sys

import pytest

from dialogue.commands import INTENTS
from locales import load_locales
from tests.dialogue.understanding.sentences import hear, macro_f1, report, sentences, slot_accuracy

SPOKEN = [locale.code for locale in load_locales() if locale.phrases and sentences(locale.code)]
REACHED = (0.93, 0.93)
"""Macro-F1 of the intents and share of the slots that a language should reach."""
BLIND = {
    "cs": (0.91, 0.92), "da": (0.92, 0.935), "fi": (0.88, 0.895), "it": (0.905, 0.935), "nl": (0.915, 0.92),
    "pl": (0.905, 0.93), "pt": (0.905, 0.9), "sv": (0.92, 0.905), "ar": (0.895, 0.88), "ja": (0.915, 0.92),
    "zh": (0.925, 0.905),
}  # fmt: skip
"""What languages reach on sentences that their phrases were never tried on, and which are not there yet."""


READ = frozenset({"ar", "cs", "da", "fi", "it", "nl", "pl", "pt", "sv", "zh"})
"""Languages whose every second sentence, from the first on, was read to better the phrases: the others measure."""


@pytest.mark.parametrize("locale", SPOKEN or [pytest.param("en", marks=pytest.mark.skip("no tests.toml yet"))])
def test_sentences_of_a_locale_are_understood(locale: str) -> None:
    measured = sentences(locale)[1::2] if locale in READ else sentences(locale)
    heard = [hear(sentence, locale) for sentence in measured]
    figures = f"{locale}: macro-F1 {macro_f1(heard):.3f}, slots {slot_accuracy(heard):.3f}, {len(heard)} sentences"
    sys.stdout.write(f"{figures}\n{report(heard)}\n")
    intents, slots = BLIND.get(locale, REACHED)
    assert macro_f1(heard) >= intents
    assert slot_accuracy(heard) >= slots


@pytest.mark.parametrize("locale", SPOKEN)
def test_a_sentence_names_an_intent_that_exists(locale: str) -> None:
    published = set(INTENTS.values())
    assert {intent for each in sentences(locale) for intent in (each.intent, *each.also)} <= published
