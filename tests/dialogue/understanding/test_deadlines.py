"""The day by which goods must be there."""

from datetime import date, timedelta

import pytest

from dialogue.commands import FindProducts
from tests.dialogue.counterpart import NOW
from tests.dialogue.understanding.scenes import offline, scene

FRIDAY = NOW.date() + timedelta(days=(4 - NOW.date().weekday()) % 7 or 7)


def needed_by(text: str, locale: str) -> date | None:
    commands = offline().understand(scene(text, locale)).commands
    return next((command.needs[0].needed_by for command in commands if isinstance(command, FindProducts)), None)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "i need a rain jacket by friday"),
        ("de", "ich brauche bis Freitag eine Regenjacke"),
        ("fr", "il me faut un imperméable avant vendredi"),
        ("es", "necesito un chubasquero para el viernes"),
    ],
)
def test_goods_needed_by_a_day_are_looked_for_with_it(locale: str, text: str) -> None:
    assert needed_by(text, locale) == FRIDAY


def test_a_number_of_days_is_counted_from_today() -> None:
    assert needed_by("looking for a rain jacket that arrives within 5 days", "en") == NOW.date() + timedelta(days=5)
    assert needed_by("looking for a rain jacket for 5 days of hiking", "en") is None
