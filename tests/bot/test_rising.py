"""A case that nobody claims in time rises once, and the shopper hears when to expect an answer."""

from datetime import timedelta

from bot import store
from bot.desk.rising import RISING
from tests.customer import Customer


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
