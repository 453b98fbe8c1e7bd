"""Money: exact, one rounding rule, nothing lost in splitting."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.money import Money, MoneyError, allocate, share, total
from tests.orders.counter import eur


@pytest.mark.parametrize(
    "amount,currency,minor,plain",
    [
        ("41.80", "EUR", 4180, "41.80"),
        (1200, "JPY", 1200, "1200"),
        ("1.5", "KWD", 1500, "1.500"),
        ("-3", "EUR", -300, "-3.00"),
    ],
)
def test_amounts_keep_their_currency_s_places(amount: str | int, currency: str, minor: int, plain: str) -> None:
    money = Money.parse(amount, currency)
    assert (money.minor, money.plain(), str(money)) == (minor, plain, f"{currency} {plain}")


@pytest.mark.parametrize("amount", ["41.805", "1,50", "", "NaN", "Infinity", "1.299,50"])
def test_what_is_no_exact_amount_is_refused(amount: str) -> None:
    with pytest.raises(MoneyError):
        Money.parse(amount, "EUR")


def test_yen_have_no_cents() -> None:
    with pytest.raises(MoneyError, match="0 decimals"):
        Money.parse("10.5", "JPY")


@pytest.mark.parametrize("make", [lambda: Money(1, "XXX"), lambda: Money.parse("1", "DM")])
def test_an_unknown_currency_is_refused(make: object) -> None:
    with pytest.raises(MoneyError, match="is not one of"):
        assert callable(make) and make()


@pytest.mark.parametrize("op", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_currencies_are_never_mixed(op: str) -> None:
    with pytest.raises(MoneyError, match="different currencies"):
        getattr(eur("1"), op)(Money(1, "USD"))


def test_sums_and_comparisons() -> None:
    assert eur("1.10") + eur("2") - eur("0.05") == eur("3.05")
    assert -eur("1") * 3 == eur("-3.00")
    assert eur("1") < eur("2") <= eur("2") and eur("3") > eur("2") >= eur("2")
    assert total([eur("1"), eur("2")], "EUR") == eur("3") and total([], "EUR").is_zero()


@pytest.mark.parametrize("amount,fee", [("0.05", "0.01"), ("0.04", "0.00"), ("44.90", "4.49"), ("44.95", "4.50")])
def test_ten_per_cent_are_rounded_half_up(amount: str, fee: str) -> None:
    assert share(eur(amount), Decimal("0.10")) == eur(fee)


def test_the_fee_of_a_sum_is_not_the_sum_of_fees() -> None:
    """So it is counted once, on the whole order, and split afterwards."""
    rate = Decimal("0.10")
    assert share(eur("0.05"), rate) + share(eur("0.05"), rate) == eur("0.02")
    assert share(eur("0.10"), rate) == eur("0.01")


def test_a_cent_that_does_not_divide_goes_to_the_largest_remainder_earlier_first() -> None:
    assert allocate(eur("0.10"), [1, 1, 1]) == (eur("0.04"), eur("0.03"), eur("0.03"))
    assert allocate(eur("1.00"), [1, 2]) == (eur("0.33"), eur("0.67"))
    assert allocate(eur("0.03"), [0, 0]) == (eur("0.02"), eur("0.01"))


@pytest.mark.parametrize("amount,weights", [("1", []), ("1", [-1, 2]), ("-1", [1])])
def test_what_cannot_be_split_is_refused(amount: str, weights: list[int]) -> None:
    with pytest.raises(MoneyError, match="cannot split"):
        allocate(eur(amount), weights)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_parts_always_sum_to_the_whole_and_stay_near_their_share(minor: int, weights: list[int]) -> None:
    parts = allocate(Money(minor, "EUR"), weights)
    assert sum(part.minor for part in parts) == minor
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert whole == 0 or abs(part.minor - minor * weight / whole) < 1
