"""What a basket costs and what comes back for parts of it, reckoned here a second time from the written rules.

Whole minor units and fractions only, nothing of the code under test: prices as listed, shipping per tier, the fee half
up on goods and shipping, tax on top half up where the market adds it, parts of a whole by largest remainder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

FEE = Fraction(10, 100)
SHIPPING = {
    "EUR": {"local": 490, "regional": 690, "overseas": 990},
    "USD": {"local": 590, "regional": 790, "overseas": 1090},
}


@dataclass(frozen=True)
class Place:
    """A market as far as sums and days go."""

    country: str
    region: str
    currency: str
    on_top: Fraction
    """Tax added at the end; 0 where prices contain it."""
    shipping_taxed: bool
    days: dict[str, int]
    limit: int
    """The largest refund without a person, in minor units."""


GERMANY = Place("DE", "", "EUR", Fraction(0), True, {"local": 4, "regional": 7, "overseas": 18}, 100_00)
TEXAS = Place("US", "TX", "USD", Fraction(625, 10_000), True, {"local": 7, "regional": 10, "overseas": 20}, 110_00)
CALIFORNIA = Place("US", "CA", "USD", Fraction(725, 10_000), False, TEXAS.days, TEXAS.limit)


def half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))


def parts(amount: int, weights: Sequence[int]) -> list[int]:
    """Floors first, then one unit each to the largest remainders, earlier first."""
    exact = [Fraction(amount * weight, sum(weights)) for weight in weights]
    whole = [int(part) for part in exact]
    order = sorted(range(len(weights)), key=lambda at: (whole[at] - exact[at], at))
    for at in order[: amount - sum(whole)]:
        whole[at] += 1
    return whole


@dataclass(frozen=True)
class Bought:
    sku: str
    price: int
    quantity: int
    tier: str

    @property
    def goods(self) -> int:
        return self.price * self.quantity


@dataclass(frozen=True)
class Bill:
    place: Place
    lines: tuple[Bought, ...]

    @property
    def goods(self) -> int:
        return sum(line.goods for line in self.lines)

    @property
    def shipping(self) -> int:
        return sum(SHIPPING[self.place.currency][tier] for tier in {line.tier for line in self.lines})

    @property
    def fee(self) -> int:
        return half_up(FEE * (self.goods + self.shipping))

    @property
    def tax(self) -> int:
        return self._tax_on(self.goods, self.fee)

    @property
    def total(self) -> int:
        return self.goods + self.shipping + self.fee + self.tax

    def _tax_on(self, goods: int, fee: int) -> int:
        taxed = goods + fee + (self.shipping if self.place.shipping_taxed else 0)
        return half_up(self.place.on_top * taxed)

    def in_full(self, at: int, pieces: int) -> int:
        """Goods that never came or came badly: their own share of everything."""
        weights = [line.goods for line in self.lines]
        line, own = self.lines[at], [1] * self.lines[at].quantity
        shares = [line.goods, *(parts(whole, weights)[at] for whole in (self.shipping, self.fee, self.tax))]
        if pieces == sum(line.quantity for line in self.lines):
            return self.total
        return sum(sum(parts(share, own)[:pieces]) for share in shares)

    def without(self, at: int, pieces: int) -> int:
        """Goods given up or sent back while others stay: what is paid then is the price of what stays."""
        if pieces == sum(line.quantity for line in self.lines):
            return self.total
        goods = self.goods - self.lines[at].price * pieces
        fee = half_up(FEE * (goods + self.shipping))
        return self.total - (goods + self.shipping + fee + self._tax_on(goods, fee))

    def promised(self, tier: str, quoted_at: datetime) -> datetime:
        """The last second of the promised day."""
        day = quoted_at + timedelta(days=self.place.days[tier])
        return day.replace(hour=23, minute=59, second=59, microsecond=0)
