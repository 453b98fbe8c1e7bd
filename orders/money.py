"""Money in minor units, and the few sums a shop does with it: the fee, splitting without losing a cent.

The rounding rule, the same for currencies with 0, 2 and 3 decimals: a rate (fee, tax) is applied once, to the sum of
the whole order, and rounded half up to a minor unit (`share`). Whatever falls to lines, pieces or payments is split
from that rounded sum and never rounded by itself: largest remainder, the earlier line first, so that the parts sum to
it exactly (`allocate`).

A pure leaf that every room may import. Formatting for people is `locales/formats.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final, Self

# ISO 4217 exponents of what the shop trades in; a currency that is not here is refused, never guessed.
EXPONENTS: Final[dict[str, int]] = {
    "AUD": 2, "CAD": 2, "CHF": 2, "CZK": 2, "DKK": 2, "EUR": 2, "GBP": 2, "JPY": 0, "KWD": 3, "MXN": 2,
    "NOK": 2, "NZD": 2, "PLN": 2, "SEK": 2, "USD": 2, "CNY": 2, "AED": 2, "SAR": 2, "BRL": 2,
}  # fmt: skip


class MoneyError(ValueError):
    """An amount that is not one: unknown currency, mixed currencies, more decimals than the currency has."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (cents, yen, fils) of one currency. May be negative in sums and postings."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in EXPONENTS:
            raise MoneyError(f"currency {self.currency!r} is not one of {', '.join(sorted(EXPONENTS))}")

    @classmethod
    def parse(cls, amount: str | int | Decimal, currency: str) -> Self:
        """Read a plain decimal ("41.80", a dot, no grouping).

        Raises MoneyError for an unknown currency, for text that is no number, and for more decimals than it has.
        """
        if currency not in EXPONENTS:
            raise MoneyError(f"currency {currency!r} is not one of {', '.join(sorted(EXPONENTS))}")
        try:
            scaled = Decimal(amount).scaleb(EXPONENTS[currency])
        except InvalidOperation as error:
            raise MoneyError(f"amount {amount!r} is not a decimal number; write it like 41.80") from error
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            raise MoneyError(f"amount {amount!r} does not fit {currency}, which has {EXPONENTS[currency]} decimals")
        return cls(int(scaled), currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(0, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units with the currency's places: Decimal("41.80")."""
        return Decimal(self.minor).scaleb(-EXPONENTS[self.currency])

    def plain(self) -> str:
        """The amount as a decimal string with the currency's places and no currency: "41.80"."""
        return f"{self.decimal:.{EXPONENTS[self.currency]}f}"

    def __str__(self) -> str:
        return f"{self.currency} {self.plain()}"

    def is_zero(self) -> bool:
        return self.minor == 0

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, quantity: int) -> "Money":
        return Money(self.minor * quantity, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise MoneyError(f"{self} and {other} are of different currencies and cannot be put together")
        return other.minor


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum of amounts of one currency; zero of `currency` for none."""
    result = Money.zero(currency)
    for amount in amounts:
        result = result + amount
    return result


def share(amount: Money, rate: Decimal) -> Money:
    """`rate` of an amount, rounded half up (away from zero) to a minor unit: the one rounding rule of the shop."""
    return Money(int((Decimal(amount.minor) * rate).to_integral_value(ROUND_HALF_UP)), amount.currency)


def allocate(amount: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """Split an amount over weights so that the parts sum to it exactly.

    Largest remainder: each part gets its floor, then one minor unit goes to the largest remainders, earlier first.
    All-zero weights split evenly. Raises MoneyError for no weights, a negative weight or a negative amount.
    """
    if not weights or min(weights) < 0 or amount.minor < 0:
        raise MoneyError(f"cannot split {amount} over {list(weights)!r}; amount and weights must be 0 or more")
    if sum(weights) == 0:
        weights = [1] * len(weights)
    whole = sum(weights)
    floors = [amount.minor * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount.minor * weights[i] % whole), i))
    for i in by_remainder[: amount.minor - sum(floors)]:
        floors[i] += 1
    return tuple(Money(part, amount.currency) for part in floors)
