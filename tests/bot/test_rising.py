"""A case that nobody claims in time rises once, and the shopper hears when to expect an answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import store
from bot.desk.hours import Hours
from bot.desk.rising import RISING
from bot.wiring import Shop
from tests.builders import an_arrival
from tests.customer import Customer
from tests.fakes import RecordingChannel


def late(customer: Customer, minutes: float) -> list[str]:
    """What the shopper hears after so many minutes more."""
    before = len(customer.channel.delivered)
    customer.shop.clock.move(timedelta(minutes=minutes))
    customer.shop.drain(RISING)
    customer.shop.worker.sweep()
    return customer.channel.said()[before:]


def risen(customer: Customer) -> int:
    with customer.shop.storage.reads() as session:
        return sum(case.risen_at is not None for case in store.cases(session))


def test_a_case_rises_once_and_its_shopper_hears_by_when(customer: Customer) -> None:
    customer.says("a person please")
    assert late(customer, 14) == []
    assert late(customer, 2) == ["person_takes_longer"]
    assert "17:16" in customer.channel.delivered[-1].text
    assert late(customer, 600) == []
    assert risen(customer) == 1


def test_what_somebody_has_claimed_does_not_rise(customer: Customer) -> None:
    customer.says("a person please")
    customer.staff("claim")
    assert late(customer, 60) == []
    assert risen(customer) == 0


def test_in_german_too(customer: Customer) -> None:
    customer.says("auf deutsch")
    customer.says("a person please")
    late(customer, 20)
    assert customer.channel.delivered[-1].text.startswith("Entschuldigen Sie, dass es dauert")


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        # Friday, 27 November 2026, 16:40 in Berlin: four of the team's hours end on Monday at 12:40 there.
        ("de_DE", "30.11.2026, 12:40"),
        ("en_US", "Nov 30, 2026, 6:40 AM"),
        ("es_ES", "30 nov 2026, 12:40"),
        ("ja_JP", "2026/11/30 12:40"),
        ("ar", "12:40"),
    ],
)
def test_what_is_promised_is_told_in_the_language_and_time_of_who_waits(shop: Shop, hint: str, told: str) -> None:
    channel = RecordingChannel()
    shop.channels["test"] = channel
    talk = shop.engine.accept(an_arrival("a person please", locale=hint))
    assert talk is not None
    shop.drain(talk)
    shop.clock.move(datetime(2026, 11, 27, 15, 40, tzinfo=UTC) - shop.clock())
    late = replace(shop.tasks[RISING].__self__, hours=Hours.read("Mo-Fr 09:00-17:00 Europe/Berlin"))  # type: ignore[attr-defined]  # a method
    late.run()
    shop.worker.sweep()
    said = channel.delivered[-1]
    assert said.name == "person_takes_longer"
    assert told in said.text.replace("\u202f", " "), said.text
