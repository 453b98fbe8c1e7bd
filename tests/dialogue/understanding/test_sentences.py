"""Every locale's tests.toml: sentences written by other people than the phrases they measure."""

import sys

import pytest

from dialogue.commands import INTENTS
from locales import load_locales
from tests.dialogue.understanding.sentences import hear, macro_f1, report, sentences, slot_accuracy

SPOKEN = [locale.code for locale in load_locales() if locale.phrases and sentences(locale.code)]
MACRO_F1 = 0.93
SLOTS = 0.93


@pytest.mark.parametrize("locale", SPOKEN or [pytest.param("en", marks=pytest.mark.skip("no tests.toml yet"))])
def test_sentences_of_a_locale_are_understood(locale: str) -> None:
    heard = [hear(sentence, locale) for sentence in sentences(locale)]
    figures = f"{locale}: macro-F1 {macro_f1(heard):.3f}, slots {slot_accuracy(heard):.3f}, {len(heard)} sentences"
    sys.stdout.write(f"{figures}\n{report(heard)}\n")
    assert macro_f1(heard) >= MACRO_F1
    assert slot_accuracy(heard) >= SLOTS


@pytest.mark.parametrize("locale", SPOKEN)
def test_a_sentence_names_an_intent_that_exists(locale: str) -> None:
    published = set(INTENTS.values())
    assert {intent for each in sentences(locale) for intent in (each.intent, *each.also)} <= published
