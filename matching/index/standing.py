"""What the offers say, as numpy arrays with one row per SKU: prices, pieces, markets and the supplier's tier.

Immutable: a change makes a new one, so that a search sees one state from beginning to end without a lock.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orders.ids import Sku
from orders.money import Money

Mask = NDArray[np.bool_]
Minor = NDArray[np.int64]
Codes = NDArray[np.int32]

NO_PRICE: Final = -1
EVERYWHERE: Final = None


@dataclass(frozen=True, slots=True)
class Availability:
    """What an offer says that matching needs: one price per currency, pieces free to sell, markets (none:
    everywhere), and the tier of the supplier who would send it, by which a day of arrival is promised."""

    sku: Sku
    prices: tuple[Money, ...]
    stock: int
    markets: tuple[str, ...] = ()
    tier: str = ""


Change = tuple[int, Availability, frozenset[str]]
"""A row, its offer, and the markets its product is meant for (none: every one)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`markets` and `tiers` are the distinct values that `market` and `tier` number."""

    prices: dict[str, Minor]
    stock: Minor
    market: Codes
    markets: tuple[frozenset[str] | None, ...]
    tier: Codes
    tiers: tuple[str, ...]

    @classmethod
    def of_nothing(cls, rows: int) -> "Standing":
        """Nothing is there, and it costs nothing that could be named."""
        numbers = np.zeros(rows, np.int32)
        return cls({}, np.zeros(rows, np.int64), numbers, (EVERYWHERE,), numbers, ("",))

    def changed(self, changes: Iterable[Change]) -> "Standing":
        """With these offers in place of those that their rows had."""
        prices = {code: column.copy() for code, column in self.prices.items()}
        stock, market, tier = self.stock.copy(), self.market.copy(), self.tier.copy()
        markets = {allowed: number for number, allowed in enumerate(self.markets)}
        tiers = {name: number for number, name in enumerate(self.tiers)}
        for row, offer, meant_for in changes:
            for column in prices.values():
                column[row] = NO_PRICE
            for price in offer.prices:
                if price.currency not in prices:
                    prices[price.currency] = np.full(len(stock), NO_PRICE, np.int64)
                prices[price.currency][row] = price.minor
            stock[row] = offer.stock
            market[row] = markets.setdefault(_allowed(offer.markets, meant_for), len(markets))
            tier[row] = tiers.setdefault(offer.tier, len(tiers))
        return Standing(prices, stock, market, tuple(markets), tier, tuple(tiers))

    def grown(self, rows: int, gone: NDArray[np.int64]) -> "Standing":
        """With so many rows, and nothing known of the new ones nor of those that are `gone`."""
        more = (0, rows - len(self.stock))
        prices = {code: np.pad(column, more, constant_values=NO_PRICE) for code, column in self.prices.items()}
        for column in prices.values():
            column[gone] = NO_PRICE
        stock = np.pad(self.stock, more)
        stock[gone] = 0
        return replace(self, prices=prices, stock=stock, market=np.pad(self.market, more), tier=np.pad(self.tier, more))

    def prices_in(self, currency: str) -> Minor:
        """Minor units per row, NO_PRICE where the offer names none in this currency. Not to be written to."""
        column = self.prices.get(currency)
        return np.full(len(self.stock), NO_PRICE, np.int64) if column is None else column

    def sold_in(self, market: str) -> Mask:
        verdicts = np.array([allowed is EVERYWHERE or market in allowed for allowed in self.markets], np.bool_)
        return np.asarray(verdicts.take(self.market), np.bool_)

    def sent_by(self, tiers: Collection[str]) -> Mask:
        verdicts = np.array([bool(tier) and tier in tiers for tier in self.tiers], np.bool_)
        return np.asarray(verdicts.take(self.tier), np.bool_)


def _allowed(offered: Collection[str], meant_for: frozenset[str]) -> frozenset[str] | None:
    lists = [markets for markets in (frozenset(offered), meant_for) if markets]
    return frozenset.intersection(*lists) if lists else EVERYWHERE
