"""Rows of the catalog that pass a search, and the products they belong to."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.rank import Rows


@dataclass(frozen=True, slots=True)
class Passing:
    """`rows` rise, so that those of one product stand together: from `starts` on, one after another."""

    rows: Rows
    products: Rows
    starts: Rows

    @classmethod
    def of(cls, rows: Rows, product: NDArray[np.int32]) -> "Passing":
        """`product` is the product number of every row of the catalog."""
        numbers = product[rows]
        is_first = np.ones(len(rows), np.bool_)
        np.not_equal(numbers[1:], numbers[:-1], out=is_first[1:])
        starts = np.flatnonzero(is_first)
        return cls(rows, numbers[starts].astype(np.int64), starts)

    def __len__(self) -> int:
        return len(self.rows)

    def cheapest(self, prices: NDArray[np.int64]) -> int | None:
        """The product that has the lowest price of at least three; None where several have. One price per row of the
        catalog."""
        if len(self.products) < 3:
            return None
        own = prices[self.rows]
        places = np.flatnonzero(own == own.min())
        of = np.searchsorted(self.starts, places, side="right") - 1
        return int(self.products[of[0]]) if of[0] == of[-1] else None

    def without(self, products: Collection[int]) -> "Passing":
        return self.at(np.flatnonzero(~np.isin(self.products, list(products)))) if products else self

    def only(self, products: Rows) -> "Passing":
        """Of these products, given in rising order, the ones that pass."""
        places = np.searchsorted(self.products, products)
        there = places < len(self.products)
        places, products = places[there], products[there]
        return self.at(places[self.products[places] == products])

    def at(self, places: Rows) -> "Passing":
        """The products at these places of `products`, in rising order."""
        later = places + 1
        ends = np.where(later < len(self.starts), self.starts.take(later, mode="clip"), len(self.rows))
        lengths = ends - self.starts[places]
        starts = np.cumsum(lengths) - lengths
        rows = self.rows[np.repeat(self.starts[places] - starts, lengths) + np.arange(lengths.sum())]
        return Passing(rows, self.products[places], starts)
