"""What every payment provider promises (orders/payments/base.py), retries included."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orders.money import Money
from orders.payments import PAYMENTS
from orders.payments.base import Answer, PaymentProvider, ProviderRejected, Standing

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FIVE = Money(500, "EUR")


@pytest.fixture(params=sorted(PAYMENTS))
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], PaymentProvider]:
    """Opens the provider on the same books again, as a process does after a crash."""
    return lambda: PAYMENTS[request.param](tmp_path / "books.db")


@pytest.fixture
def provider(reopen: Callable[[], PaymentProvider]) -> PaymentProvider:
    return reopen()


def test_a_charge_succeeds(provider: PaymentProvider) -> None:
    assert provider.charge("k1", FIVE, "card_4242", NOW).standing is Standing.DONE


def test_the_same_key_replays_the_first_answer(provider: PaymentProvider) -> None:
    first = provider.charge("k1", FIVE, "card_0341", NOW)
    assert first.standing is Standing.DECLINED and first.reason
    assert provider.charge("k1", FIVE, "card_0341", NOW) == first


@pytest.mark.parametrize("amount", [Money(501, "EUR"), Money(500, "USD")])
def test_the_same_key_with_other_parameters_is_rejected(provider: PaymentProvider, amount: Money) -> None:
    provider.charge("k1", FIVE, "card_4242", NOW)
    with pytest.raises(ProviderRejected):
        provider.charge("k1", amount, "card_4242", NOW)


def test_a_key_outlives_the_process(reopen: Callable[[], PaymentProvider]) -> None:
    reopen().charge("k1", FIVE, "card_4242", NOW)
    assert reopen().find("k1", NOW) == Answer(Standing.DONE)


def test_a_key_that_never_arrived_is_not_found(provider: PaymentProvider) -> None:
    assert provider.find("k1", NOW) is None


@pytest.mark.parametrize("method,end", [("card_0002", Standing.DONE), ("card_0003", Standing.DECLINED)])
def test_an_outcome_unknown_at_first_is_known_when_looked_up(
    provider: PaymentProvider, method: str, end: Standing
) -> None:
    assert provider.charge("k1", FIVE, method, NOW).standing is Standing.UNKNOWN
    looked_up = provider.find("k1", NOW)
    assert looked_up is not None and looked_up.standing is end
    assert provider.charge("k1", FIVE, method, NOW) == looked_up


def test_a_charge_is_paid_back_in_parts_and_never_beyond_itself(provider: PaymentProvider) -> None:
    provider.charge("k1", FIVE, "card_4242", NOW)
    assert provider.pay_out("r1", "k1", Money(300, "EUR"), NOW).standing is Standing.DONE
    assert provider.pay_out("r1", "k1", Money(300, "EUR"), NOW).standing is Standing.DONE
    assert provider.pay_out("r2", "k1", Money(200, "EUR"), NOW).standing is Standing.DONE
    with pytest.raises(ProviderRejected):
        provider.pay_out("r3", "k1", Money(1, "EUR"), NOW)


@pytest.mark.parametrize("charge,amount", [("nothing", FIVE), ("declined", FIVE), ("k1", Money(5, "USD"))])
def test_nothing_is_paid_back_from_what_was_not_charged(provider: PaymentProvider, charge: str, amount: Money) -> None:
    provider.charge("k1", FIVE, "card_4242", NOW)
    provider.charge("declined", FIVE, "card_0341", NOW)
    with pytest.raises(ProviderRejected):
        provider.pay_out("r1", charge, amount, NOW)


@pytest.mark.parametrize("minor", [0, -5])
def test_only_amounts_above_zero_move(provider: PaymentProvider, minor: int) -> None:
    with pytest.raises(ProviderRejected):
        provider.charge("k1", Money(minor, "EUR"), "card_4242", NOW)
