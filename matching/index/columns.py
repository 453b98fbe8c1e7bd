"""What can be filtered by, as numpy arrays with one row per SKU: prices, stock, markets, and concepts as bits.

A read-only copy of the offers that `orders` owns, updated in place by SKU; a change of price or stock touches no
vector.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.product import Product, Variant
from orders.ids import Sku
from orders.money import Money

Mask = NDArray[np.bool_]
Minor = NDArray[np.int64]

NO_PRICE: Final = -1
DIMENSIONS: Final = ("width", "height", "depth", "length", "diameter")
_WORD: Final = 64


@dataclass(frozen=True, slots=True)
class Availability:
    """What an offer says that matching needs: one price per currency, pieces free to sell, markets (none:
    everywhere), and the tier of the supplier who would send it, by which a day of arrival is promised."""

    sku: Sku
    prices: tuple[Money, ...]
    stock: int
    markets: tuple[str, ...] = ()
    tier: str = ""


class Columns:
    """One row per variant of the products given, in their order. Rows are fixed; prices, stock and markets change.

    Attributes of a row are bits: `having("color", {"navy", "blue"})` is a mask of rows with any of them. `combination`
    numbers each distinct (category, audience, size), so that a rule over them is judged once per distinct value.
    """

    def __init__(self, products: Sequence[Product]) -> None:
        pairs = [(number, product, variant) for number, product in enumerate(products) for variant in product.variants]
        self.skus: tuple[Sku, ...] = tuple(variant.sku for _, _, variant in pairs)
        self.row_of: dict[str, int] = {sku: row for row, sku in enumerate(self.skus)}
        self.product: NDArray[np.int32] = np.array([number for number, _, _ in pairs], np.int32)
        self.variants: tuple[Variant, ...] = tuple(variant for _, _, variant in pairs)
        self.measures: NDArray[np.float64] = np.array(
            [
                [product.dimensions_of(variant).get(name, np.nan) for name in DIMENSIONS]
                for _, product, variant in pairs
            ],
            np.float64,
        ).reshape(len(pairs), len(DIMENSIONS))
        self.combinations: list[tuple[str | None, str | None, str | None]] = []
        self.combination = self._number_combinations(pairs)
        self._bits: dict[tuple[str, str], int] = {}
        self._words = self._pack(pairs)
        self._lock = threading.Lock()
        self._prices: dict[str, Minor] = {}
        self._stock: Minor = np.zeros(len(pairs), np.int64)
        self._tier: NDArray[np.int16] = np.zeros(len(pairs), np.int16)
        self._tiers: dict[str, int] = {"": 0}
        self._restricted: Mask = np.zeros(len(pairs), np.bool_)
        self._allowed: dict[str, Mask] = {}
        self._meant_for = tuple(frozenset(product.markets) for _, product, _ in pairs)

    def __len__(self) -> int:
        return len(self.skus)

    def update(self, offers: Iterable[Availability]) -> int:
        """Take over prices, stock and markets by SKU; SKUs of no product are passed over. How many rows changed."""
        count = 0
        with self._lock:
            for offer in offers:
                row = self.row_of.get(offer.sku)
                if row is not None:
                    self._set(row, offer)
                    count += 1
        return count

    def prices(self, currency: str) -> Minor:
        """Minor units per row, NO_PRICE where the offer names none in this currency. A copy."""
        with self._lock:
            column = self._prices.get(currency)
            return np.full(len(self), NO_PRICE, np.int64) if column is None else column.copy()

    def stock(self) -> Minor:
        with self._lock:
            return self._stock.copy()

    def price_at(self, row: int, currency: str) -> int:
        """Minor units, or NO_PRICE."""
        with self._lock:
            column = self._prices.get(currency)
            return NO_PRICE if column is None else int(column[row])

    def stock_at(self, row: int) -> int:
        with self._lock:
            return int(self._stock[row])

    def currencies(self) -> frozenset[str]:
        """Currencies in which anything has a price."""
        with self._lock:
            return frozenset(code for code, column in self._prices.items() if (column != NO_PRICE).any())

    def sold_in(self, market: str) -> Mask:
        """Rows that may be sold in a market (ISO 3166 country)."""
        with self._lock:
            allowed = self._allowed.get(market)
            return ~self._restricted if allowed is None else ~self._restricted | allowed

    def sent_by(self, tiers: Collection[str]) -> Mask:
        """Rows whose supplier is of one of these tiers; one of an unknown tier is of none."""
        with self._lock:
            numbers = [number for tier, number in self._tiers.items() if tier and tier in tiers]
            return np.isin(self._tier, numbers)

    def tier_at(self, row: int) -> str:
        with self._lock:
            return list(self._tiers)[int(self._tier[row])]

    def having(self, kind: str, concepts: Collection[str]) -> Mask:
        """Rows with any of the concepts. Call it with narrower concepts already included."""
        found = np.zeros(len(self), np.bool_)
        for concept in concepts:
            bit = self._bits.get((kind, concept))
            if bit is not None:
                found |= (self._words[:, bit // _WORD] >> np.uint64(bit % _WORD)) & np.uint64(1) != 0
        return found

    def everything(self) -> Mask:
        return np.ones(len(self), np.bool_)

    def judged(self, rule: Callable[[str | None, str | None, str | None], bool]) -> Mask:
        """A rule over (category, audience, size) as a mask, judged once per distinct combination."""
        verdicts = np.array([rule(*combination) for combination in self.combinations], np.bool_)
        return verdicts[self.combination] if len(verdicts) else ~self.everything()

    def known(self) -> frozenset[tuple[str, str]]:
        """Every (kind, concept) that some row has."""
        return frozenset(self._bits)

    def _set(self, row: int, offer: Availability) -> None:
        for column in self._prices.values():
            column[row] = NO_PRICE
        for price in offer.prices:
            if price.currency not in self._prices:
                self._prices[price.currency] = np.full(len(self), NO_PRICE, np.int64)
            self._prices[price.currency][row] = price.minor
        self._stock[row] = offer.stock
        self._tier[row] = self._tiers.setdefault(offer.tier, len(self._tiers))
        lists = [markets for markets in (frozenset(offer.markets), self._meant_for[row]) if markets]
        self._restricted[row] = bool(lists)
        for allowed in self._allowed.values():
            allowed[row] = False
        for market in frozenset.intersection(*lists) if lists else ():
            self._allowed.setdefault(market, np.zeros(len(self), np.bool_))[row] = True

    def _number_combinations(self, pairs: Sequence[tuple[int, Product, Variant]]) -> NDArray[np.int32]:
        numbers: dict[tuple[str | None, str | None, str | None], int] = {}
        codes = [
            numbers.setdefault((product.category, product.audience_of(variant), variant.size), len(numbers))
            for _, product, variant in pairs
        ]
        self.combinations = list(numbers)
        return np.array(codes, np.int32)

    def _pack(self, pairs: Sequence[tuple[int, Product, Variant]]) -> NDArray[np.uint64]:
        rows = [tuple(concepts_of(product, variant)) for _, product, variant in pairs]
        for concepts in rows:
            for concept in concepts:
                self._bits.setdefault(concept, len(self._bits))
        # Sizes of one product hold the same concepts, so each combination is packed once.
        numbers = {concepts: number for number, concepts in enumerate(dict.fromkeys(rows))}
        words = np.zeros((len(numbers), len(self._bits) // _WORD + 1), np.uint64)
        for concepts, number in numbers.items():
            for concept in concepts:
                bit = self._bits[concept]
                words[number, bit // _WORD] |= np.uint64(1 << (bit % _WORD))
        return words[np.array([numbers[concepts] for concepts in rows], np.int64)]


def concepts_of(product: Product, variant: Variant) -> Iterable[tuple[str, str]]:
    """Every (kind, concept) that holds for a variant, as the catalog says it."""
    single = (("category", product.category), ("color", variant.color), ("audience", product.audience_of(variant)))
    yield from ((kind, concept) for kind, concept in single if concept)
    many = (
        ("material", product.materials_of(variant)),
        ("feature", product.features_of(variant)),
        ("pattern", product.patterns),
        ("style", product.styles),
        ("room", product.rooms),
        ("occasion", product.occasions),
    )
    yield from ((kind, concept) for kind, concepts in many for concept in concepts)
