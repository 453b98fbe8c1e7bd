"""What can be filtered by, as numpy arrays with one row per SKU: what it is, and what its offer says.

The offers are a read-only copy of those that `orders` owns. A change of price or stock touches no vector.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.index.attributes import DIMENSIONS as DIMENSIONS
from matching.index.attributes import Attributes
from matching.index.attributes import concepts_of as concepts_of
from matching.index.standing import NO_PRICE as NO_PRICE
from matching.index.standing import Availability as Availability
from matching.index.standing import Change, Minor, Standing
from matching.index.standing import Mask as Mask
from matching.ladder import Ladder
from matching.passing import Passing
from matching.product import Product
from matching.sizes import CHILDREN
from orders.ids import Sku

AT_ONCE: Final = 10_000
PLACES: Final = 8
"""Markets, currencies and quantities whose answers are kept."""
_DEAREST: Final = np.iinfo(np.int64).max
Place = tuple[str, str, int]
"""A market, its currency and how many pieces are wanted."""


@dataclass(frozen=True, slots=True)
class Here:
    """What is for sale in one place: a read-only mask of rows, the same as rows and products, which of these products
    are made for children (1) in all that is for sale of them, the cheapest one, what the goods of each category cost at
    least, and by product of the catalog the share of its category that costs more (0 where it is not for sale)."""

    sellable: Mask
    passing: Passing
    for_children: NDArray[np.float64]
    cheapest: int | None
    ladder: Ladder
    values: NDArray[np.float64]


class Columns:
    """One row per variant of the products given, in their order; immutable: `updated` and `grown` give the next."""

    def __init__(self, products: Iterable[Product], offers: Iterable[Availability] = ()) -> None:
        attributes = Attributes(products)
        nothing = Standing.of_nothing(len(attributes))
        self._become(attributes, nothing.changed(_changes(attributes, offers)))

    def _become(self, attributes: Attributes, standing: Standing) -> None:
        self.attributes, self._standing = attributes, standing
        self._places: dict[Place, None] = {}
        self._here = lru_cache(maxsize=PLACES)(partial(_look_round, attributes, standing))

    def __len__(self) -> int:
        return len(self.attributes)

    @property
    def product(self) -> NDArray[np.int32]:
        """The product number of each row."""
        return self.attributes.product

    @property
    def measures(self) -> NDArray[np.float32]:
        """(rows, DIMENSIONS) centimetres, NaN where unknown."""
        return self.attributes.measures

    def updated(self, offers: Iterable[Availability]) -> "Columns":
        """With these offers instead of the ones their SKUs had; SKUs of no product are passed over."""
        return self._next(self.attributes, self._standing.changed(_changes(self.attributes, offers)))

    def grown(self, products: Iterable[Product], gone: Collection[int], offers: Iterable[Availability]) -> "Columns":
        """With products that come after these, and their offers; without those of the numbers that are `gone`."""
        attributes = Attributes(products, self.attributes, gone)
        standing = self._standing.grown(len(attributes), np.flatnonzero(~attributes.there))
        return self._next(attributes, standing.changed(_changes(attributes, offers)))

    def _next(self, attributes: Attributes, standing: Standing) -> "Columns":
        after = Columns.__new__(Columns)
        after._become(attributes, standing)
        for place in list(self._places)[-PLACES:]:  # Who brings a change computes what the next search would have to.
            after.here(*place)
        return after

    def row_of(self, sku: Sku) -> int | None:
        return self.attributes.row_of(sku)

    def prices(self, currency: str) -> Minor:
        """Minor units per row, NO_PRICE where the offer names none in this currency. Not to be written to."""
        return self._standing.prices_in(currency)

    def stock(self) -> Minor:
        """Pieces free to sell per row. Not to be written to."""
        return self._standing.stock

    def price_at(self, row: int, currency: str) -> int:
        """Minor units, or NO_PRICE."""
        column = self._standing.prices.get(currency)
        return NO_PRICE if column is None else int(column[row])

    def stock_at(self, row: int) -> int:
        return int(self._standing.stock[row])

    def tier_at(self, row: int) -> str:
        return self._standing.tiers[int(self._standing.tier[row])]

    def currencies(self) -> frozenset[str]:
        """Currencies in which anything has a price."""
        return frozenset(code for code, column in self._standing.prices.items() if (column != NO_PRICE).any())

    def sold_in(self, market: str) -> Mask:
        """Rows that may be sold in a market (ISO 3166 country)."""
        return self._standing.sold_in(market)

    def sent_by(self, tiers: Collection[str]) -> Mask:
        """Rows whose supplier is of one of these tiers; one of an unknown tier is of none."""
        return self._standing.sent_by(tiers)

    def here(self, market: str, currency: str, quantity: int) -> Here:
        """What can be bought in so many pieces there, at a price in the currency."""
        place = (market, currency, quantity)
        self._places[place] = None
        return self._here(place)

    def having(self, kind: str, concepts: Collection[str]) -> Mask:
        """Rows with any of the concepts. Call it with narrower concepts already included. Read-only."""
        return self.attributes.having(kind, concepts)

    def everything(self) -> Mask:
        return np.ones(len(self), np.bool_)

    def judged(self, rule: Callable[[str | None, str | None, str | None], bool]) -> Mask:
        """A rule over (category, audience, size) as a mask, judged once per distinct combination."""
        return self.attributes.judged(rule)

    def known(self) -> frozenset[tuple[str, str]]:
        """Every (kind, concept) that some row has."""
        return self.attributes.concepts.known()


def _look_round(attributes: Attributes, standing: Standing, place: Place) -> Here:
    market, currency, quantity = place
    prices = standing.prices_in(currency)
    sellable = (prices != NO_PRICE) & (standing.stock >= quantity) & standing.sold_in(market)
    sellable.flags.writeable = False
    starts, groups = attributes.first[:-1], attributes.categories
    lowest = np.where(sellable, prices, _DEAREST)
    lowest = np.minimum.reduceat(lowest, starts) if len(starts) else lowest
    there = np.flatnonzero(lowest != _DEAREST)
    ladder, values = Ladder(lowest[there], groups[there]), np.zeros(len(lowest))
    values[there] = ladder.dearer(lowest[there], groups[there])
    passing = Passing.of(np.flatnonzero(sellable), attributes.product)
    children = attributes.among(passing.rows, "audience", CHILDREN)
    for_children = np.logical_and.reduceat(children, passing.starts) if len(passing) else np.zeros(0)
    return Here(sellable, passing, for_children.astype(np.float64), passing.cheapest(prices), ladder, values)


def _changes(attributes: Attributes, offers: Iterable[Availability]) -> Iterator[Change]:
    waiting = iter(offers)
    while part := list(islice(waiting, AT_ONCE)):
        rows = attributes.rows_of([offer.sku for offer in part])
        for row, offer in zip(rows.tolist(), part, strict=True):
            if row >= 0:
                yield row, offer, attributes.meant_for[int(attributes.meant[row])]
