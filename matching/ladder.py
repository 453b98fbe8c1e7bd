"""What the goods of each group cost, in order: how good a price is among comparable goods. Pure."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.rank import Numbers

Prices = NDArray[np.int64]
Groups = NDArray[np.int32]

_PRICE_BITS: Final = 40
_MOST: Final = (1 << _PRICE_BITS) - 1
"""Minor units above which prices count as equal."""


class Ladder:
    """One price and one group number per member."""

    def __init__(self, prices: Prices, groups: Groups) -> None:
        self._keys = np.sort(_keys(prices, groups))
        highest = int(groups.max()) + 1 if len(groups) else 0
        bounds = np.arange(highest + 1, dtype=np.int64) << _PRICE_BITS
        self._bounds = np.searchsorted(self._keys, bounds)

    def dearer(self, prices: Prices, groups: Groups) -> Numbers:
        """Share of the other members of its group that cost more, for members at these prices, which are not below
        their own on the ladder; 0.5 for one that has no company."""
        ends = self._bounds[groups + 1]
        others = ends - self._bounds[groups] - 1
        above = ends - np.searchsorted(self._keys, _keys(prices, groups), side="right")
        return np.asarray(np.where(others > 0, above / np.maximum(others, 1), 0.5), np.float64)


def _keys(prices: Prices, groups: Groups) -> Prices:
    return (groups.astype(np.int64) << _PRICE_BITS) | np.minimum(prices, _MOST)
