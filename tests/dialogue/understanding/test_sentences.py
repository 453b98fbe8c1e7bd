"""Every locale's tests.toml: sentences written by other people than the phrases they measure."""

import sys
from time import perf_counter

import pytest

from dialogue.commands import INTENTS
from locales import load_locales
from tests.dialogue.understanding.scenes import offline, scene
from tests.dialogue.understanding.sentences import hear, macro_f1, report, sentences, slot_accuracy

SPOKEN = [locale.code for locale in load_locales() if locale.phrases and sentences(locale.code)]
MACRO_F1 = 0.93
SLOTS = 0.93
SLOWEST_MEDIAN_MS = 8.0


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


def test_a_message_is_understood_within_eight_milliseconds() -> None:
    views = [
        scene(text) for text in ("where is my parcel", "a rain jacket for my wife, L, up to 130 euros", "hi there")
    ]
    offline().understand(views[0])
    spent = []
    for view in views * 10:
        begun = perf_counter()
        offline().understand(view)
        spent.append((perf_counter() - begun) * 1000)
    assert sorted(spent)[len(spent) // 2] <= SLOWEST_MEDIAN_MS
