"""Every kind of fault is planted in real texts of every language and found; as they are they raise next to none."""

import random

import pytest

from dialogue.sources import sources
from locales import FOLDER, SOURCE
from locales.rules import FORMAL, INFORMAL, Weight, faults_of, glossary
from locales.sources import Source
from tests.locales.planted import LANGUAGES, PLANTS, SLIP, faults, locales, planted, raised, share_raised, texts

SEEDED = 300
MOST_FALSE = 0.02


def test_every_fault_that_is_planted_is_found() -> None:
    count, missed = planted(random.Random(20))
    assert missed == []
    assert count.total() >= SEEDED and set(count) == set(PLANTS)


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != SOURCE])
def test_a_plural_form_that_is_missing_is_found(language: str) -> None:
    source, forms = next((source, forms) for source, forms in texts(language) if source.plural)
    told = faults(source, forms[:-1], language) if len(forms) > 1 else faults(source, (*forms, "…"), language)
    assert any(fault.rule == "plurals" for fault in told)


def test_next_to_no_text_of_ours_raises_anything() -> None:
    told = raised()
    assert share_raised(told) <= MOST_FALSE, told[:40]


def test_no_text_of_ours_has_an_error() -> None:
    wrong = [
        (locale.code, source.context, fault.told)
        for locale in locales()
        for source in sources()
        for replies in locale.replies[:1]
        if (forms := replies.texts.get((source.context, source.english))) and all(forms)
        for fault in faults_of(forms, source, locale.code, locale.forms)
        if fault.weight is Weight.ERROR
    ]
    assert wrong == []


def test_every_language_with_a_rule_of_address_is_tried_here() -> None:
    assert set(SLIP) == {*FORMAL, *INFORMAL}


def test_the_glossary_speaks_every_language_it_has_to() -> None:
    spoken = {
        file.parent.parent.name
        for file in FOLDER.glob("*/LC_MESSAGES/replies.po")
        if "_" not in file.parent.parent.name
    }
    for entry in glossary():
        if entry.must:
            assert spoken | {SOURCE} == set(entry.words), entry.id


@pytest.mark.parametrize(
    ("language", "text", "english"),
    [
        ("de", "Bis {day} ist Ihr Geld da.", "Your money is there by {day}."),
        ("fr", "Bonjour ! Où en est-on ?", "Hello! Where are we?"),
        ("ja", "24時間以内にお返事します。", "We answer within 24 hours."),
        ("ar", "نجيب خلال ٢٤ ساعة.", "We answer within 24 hours."),
    ],
)
def test_what_a_language_writes_its_own_way_is_no_fault(language: str, text: str, english: str) -> None:
    assert faults_of((text,), Source("sample", english), language) == ()
