"""Which of many products are worth ranking one by one: those whose words come nearest, and those that meet most wishes.

Where few products pass, all are ranked. Vectors are asked for among what passes, so that a narrow filter loses none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.index.base import Vectors
from matching.passing import Passing
from matching.rank import WEIGHTS, Numbers, Rows
from matching.search import Search
from matching.ties import Ties, shuffled

FEW: Final = 2_000
"""Products that are all ranked."""
NEAREST: Final = 300
WISHED: Final = 200


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a need: their vector, and BM25 by product number for the products that share most of them."""

    vector: Vectors
    hits: Mapping[int, float]


def shortlisted(search: Search, said: Said | None, passing: Passing) -> Passing:
    """All that passes where it is few; else what the words find, what is nearest to them, and what meets most wishes,
    cheapest in its category first."""
    products = passing.products
    if len(products) <= FEW:
        return passing
    shelf = search.shelf
    wishes = np.maximum.reduceat(search.wishes(passing.rows), passing.starts)
    scores = wishes + WEIGHTS.value * search.here.values[products]
    found = [products[best_of(scores, shuffled(shelf.ties[products], search.need), WISHED if said else FEW)]]
    if said is not None:
        worded = np.fromiter(said.hits, np.int64, len(said.hits))
        found += [worded, shelf.vectors.search(said.vector, NEAREST, products)[0]]
        most = products[wishes == wishes.max()]
        if NEAREST < len(most) < len(products):
            found.append(shelf.vectors.search(said.vector, NEAREST, most)[0])
    rising = np.sort(np.concatenate(found))
    return passing.only(rising[np.flatnonzero(np.diff(rising, prepend=-1))])


def best_of(scores: Numbers, ties: Ties, count: int) -> Rows:
    """Positions of the `count` best, in no order; of those that score alike, the ones of the smallest tie numbers."""
    if len(scores) <= count:
        return np.arange(len(scores))
    edge = np.partition(scores, -count)[-count]
    better, level = np.flatnonzero(scores > edge), np.flatnonzero(scores == edge)
    room = count - len(better)
    taken = level if len(level) == room else level[np.argpartition(ties[level], room)[:room]]
    return np.concatenate([better, taken])
