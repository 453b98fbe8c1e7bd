"""Scores over candidates, as pure functions of numbers. Supplier, tier, cost and order of entry are not among them.

A score orders products that already satisfy the need; nothing here lets one in or keeps one out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

NEAR_COPY: Final = 0.985
"""Cosine from which two products of one category are the same thing twice."""
VECTOR_WEIGHT: Final = 0.05
"""Share of the shipped encoder in the text score where the catalog has every word that was said."""
VARIETY: Final = 0.05
"""What full likeness to a better pick costs: enough to choose between goods that fit about as well, and no more."""
PLACES: Final = 5
"""Decimals to which scores are compared, so that rounding of sums never decides."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal, scaled to 0 … 1, is worth in a score."""

    text: float = 0.5
    exact: float = 1.0
    liked: float = 0.2
    size: float = 0.25
    taste: float = 0.15
    disliked: float = -0.3
    value: float = 0.1
    unasked: float = -0.5


WEIGHTS: Final = Weights()


@dataclass(frozen=True, slots=True)
class Signals:
    """One number from 0 to 1 per candidate: how well the words fit, the very colour asked for, wishes met, own size
    there, tastes met and hurt, price among comparable goods (1 is the cheapest), and whether it is made for children
    that nobody mentioned."""

    text: Numbers
    exact: Numbers
    liked: Numbers
    size: Numbers
    taste: Numbers
    disliked: Numbers
    value: Numbers
    unasked: Numbers


def score(signals: Signals, weights: Weights = WEIGHTS) -> Numbers:
    """The weighted sum, rounded so that equal goods stay equal."""
    parts = [getattr(weights, field.name) * getattr(signals, field.name) for field in fields(Signals)]
    return np.asarray(np.round(np.sum(parts, axis=0), PLACES), np.float64)


def scaled(values: Numbers) -> Numbers:
    """Min-max to 0 … 1; all zero where everything is equal."""
    if not len(values) or np.ptp(values) < 1e-6:
        return np.zeros(len(values))
    return np.asarray((values - values.min()) / np.ptp(values), np.float64)


def blended(vectors: Numbers, words: Numbers, vector_weight: float) -> Numbers:
    """Weighted sum of similarity, min-max scaled, and BM25 as a share of the best; the vectors alone where no word was
    found. BM25 has a zero that means something: goods that share the same words differ little."""
    if not words.any():
        return scaled(vectors)
    summed = vector_weight * scaled(vectors) + (1 - vector_weight) * words / words.max()
    return np.asarray(summed, np.float64)


def share_of_vectors(weight: float, known: float) -> float:
    """What words cannot judge, vectors judge: from `weight` where all are known to everything where none is."""
    return weight + (1 - weight) * (1 - known)


def ordered(scores: Numbers, *ties: Rows) -> Rows:
    """Positions, best first; equals by the keys given in order, smaller first."""
    return np.lexsort((*reversed(ties), -scores))


def first_of_each(groups: NDArray[np.int32], keys: Sequence[NDArray[np.generic]]) -> Rows:
    """Position of the best member of each group, by keys compared in order, smaller first."""
    order = np.argsort(groups, kind="stable")
    for key in keys:
        starts = _starts(groups[order])
        best = np.minimum.reduceat(key[order], starts) if len(order) else key[:0]
        order = order[key[order] == np.repeat(best, np.diff(starts, append=len(order)))]
    return order[_starts(groups[order])]


def _starts(grouped: NDArray[np.int32]) -> Rows:
    """Where each run of equal numbers begins."""
    return np.flatnonzero(np.diff(grouped, prepend=-1))


def varied(scores: Numbers, likeness: Numbers, limit: int, weight: float = VARIETY) -> list[int]:
    """Positions of up to `limit` good and different candidates, from candidates that are ordered best first.

    Maximal marginal relevance: each pick pays for its likeness (n, n), 0 … 1, to what was picked. Near copies come
    last.
    """
    picked: list[int] = []
    nearest, taken = np.zeros(len(scores)), np.zeros(len(scores), np.bool_)
    while len(picked) < min(limit, len(scores)):
        best = int(np.lexsort((weight * nearest - scores, nearest >= NEAR_COPY, taken))[0])
        picked.append(best)
        taken[best] = True
        nearest = np.maximum(nearest, likeness[:, best])
    return picked
