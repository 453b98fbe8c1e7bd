"""Which of many products are worth ranking one by one: those whose words come nearest, and those that meet most wishes.

Where few products pass, all are ranked. Vectors are asked for among what passes, so that a narrow filter loses none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.index.base import SCAN, Vectors
from matching.passing import Passing
from matching.rank import WEIGHTS, Numbers, Rows, scaled
from matching.search import Search
from matching.ties import Ties, shuffled

FEW: Final = 2_000
"""Products that are all ranked."""
NEAREST: Final = 300
ENOUGH: Final = 200
"""Of the nearest, so many that meet as many wishes as any: no more of those are looked for."""
WISHED: Final = 200
WORDED: Final = 600
PART: Final = 16
"""Of many scores every so manieth tells about how high the best are."""
Marked = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a need: their vector, the products that share most of them, numbers rising, with their BM25, and
    which share of the words that were said the catalog knows."""

    vector: Vectors
    products: Rows
    scores: Numbers
    known: float

    @classmethod
    def of(cls, vector: Vectors, hits: tuple[Rows, Numbers], known: float) -> "Said":
        products, scores = hits
        order = np.argsort(products)
        return cls(vector, products[order], scores[order], known)

    def scores_of(self, products: Rows) -> Numbers:
        """BM25 of these products, 0 where they are not among the ones that share most words."""
        found = np.zeros(len(products))
        if len(self.products):
            places = np.minimum(np.searchsorted(self.products, products), len(self.products) - 1)
            there = self.products[places] == products
            found[there] = self.scores[places[there]]
        return found


def shortlisted(search: Search, said: Said | None, passing: Passing) -> Passing:
    """All that passes where it is few; else what the words find, what is nearest to them, and what meets most wishes,
    cheapest in its category first."""
    products = passing.products
    if len(products) <= FEW:
        return passing
    wishes = search.wishes(passing)
    scores = wishes + WEIGHTS.value * search.here.values[products]
    best = best_of(scores, lambda level: _ties(search, products[level]), WISHED if said else FEW)
    found = [products[best]]
    if said is not None:
        found += [_worded(search, said, products, scores), *_nearest(search, said, products, wishes == wishes.max())]
    rising = np.sort(np.concatenate(found))
    return passing.only(rising[np.flatnonzero(np.diff(rising, prepend=-1))])


def _nearest(search: Search, said: Said, products: Rows, is_most: Marked) -> Iterator[Rows]:
    """The products nearest to the words; of those that meet most wishes as well, where the nearest seldom do."""
    vectors, most = search.shelf.vectors, products[is_most]
    both = NEAREST < len(most) < len(products)
    # Where an index scores every one, all of them in their order cost no more than the first.
    at_once = both and len(products) <= SCAN
    ranked, _ = vectors.search(said.vector, len(products) if at_once else NEAREST, products)
    nearest = ranked[:NEAREST]
    yield nearest
    if not both or np.count_nonzero(is_most[np.searchsorted(products, nearest)]) >= ENOUGH:
        return
    if at_once:
        yield ranked[is_most[np.searchsorted(products, ranked)]][:NEAREST]
    else:
        yield vectors.search(said.vector, NEAREST, most)[0]


def _worded(search: Search, said: Said, products: Rows, scores: Numbers) -> Rows:
    """Of the products that pass, with what they score by wishes and price, those that score best with their words."""
    places = np.minimum(np.searchsorted(products, said.products), len(products) - 1)
    there = products[places] == said.products
    worded, places = said.products[there], places[there]
    with_words = WEIGHTS.text * scaled(said.scores[there]) + scores[places]
    best = best_of(with_words, lambda level: _ties(search, worded[level]), WORDED)
    return np.asarray(worded[best], np.int64)


def _ties(search: Search, products: Rows) -> Ties:
    return shuffled(search.shelf.ties[products], search.need)


def best_of(scores: Numbers, ties_at: Callable[[Rows], Ties], count: int) -> Rows:
    """Positions of the `count` best, in no order; of those that score alike, the ones of the smallest tie numbers."""
    if len(scores) <= count:
        return np.arange(len(scores))
    edge = _edge(scores, count)
    better, level = np.flatnonzero(scores > edge), np.flatnonzero(scores == edge)
    room = count - len(better)
    taken = level if len(level) == room else level[np.argpartition(ties_at(level), room)[:room]]
    return np.concatenate([better, taken])


def _edge(scores: Numbers, count: int) -> float:
    """The lowest of the `count` highest scores: of many, those are sorted that a part of them lets expect above it."""
    some = scores[::PART]
    likely = min(len(some), 2 * count // PART + PART)
    above = scores[scores >= np.partition(some, -likely)[-likely]]
    return float(np.partition(above if len(above) >= count else scores, -count)[-count])
