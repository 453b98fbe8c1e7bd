"""Several things for one budget: of the best of each kind the set with the highest score whose exact sum stays within.

Exact over the candidates it is given. What a set is made of stands in outfit.toml. Pure.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Final

from matching.fit import bounds_of
from matching.matches import Match
from matching.need import Budget
from orders.money import Money

NEUTRAL: Final = frozenset(
    {"black", "white", "grey", "light_grey", "anthracite", "beige", "cream", "sand", "brown", "natural", "navy"}
)
"""Colours that go with any other."""
TOGETHER: Final = 0.05
"""What two things that go together are worth in a score: it decides between equals, never against a better fit."""


@dataclass(frozen=True, slots=True)
class Place:
    """One thing of the set: how many of it are wanted, and what may fill it."""

    quantity: int
    candidates: tuple[Match, ...]

    def cost(self, candidate: Match) -> int:
        return candidate.price.minor * self.quantity

    @property
    def cheapest(self) -> Match:
        return min(self.candidates, key=lambda each: (each.price.minor, -each.score))


@dataclass(frozen=True, slots=True)
class Outfit:
    """One match for each place, in their order, and what they cost together. `over` is by how much that is more than
    the budget allows: then nothing is affordable, and this is the cheapest set."""

    picks: tuple[Match, ...]
    total: Money
    over: Money | None = None


@cache
def sets() -> Mapping[str, Mapping[str, int]]:
    """Name of a set → category → how many."""
    read = tomllib.loads(files("matching").joinpath("outfit.toml").read_text(encoding="utf-8"))
    return {name: {kind: int(count) for kind, count in parts.items()} for name, parts in read.items()}


def best_set(places: Sequence[Place], budget: Budget) -> Outfit | None:
    """The best set that the budget pays for, else the cheapest with what it is over; None where a place has nobody."""
    if not places or not all(place.candidates for place in places):
        return None
    lower, upper = bounds_of(budget)
    found = _Search(places, lower.minor if lower else 0, upper.minor if upper else None).best()
    if found is not None:
        return _outfit(places, found)
    cheapest = _outfit(places, [place.cheapest for place in places])
    if upper is None or cheapest.total <= upper:
        return None  # Nothing costs as much as the budget asks for.
    return Outfit(cheapest.picks, cheapest.total, cheapest.total - upper)


def score_of(picks: Sequence[Match]) -> float:
    """Sum of the scores, and a little for each two that go together."""
    pairs = sum(goes_with(first, second) for first, second in combinations(picks, 2))
    return sum(each.score for each in picks) + TOGETHER * pairs


def goes_with(first: Match, second: Match) -> bool:
    """The same colour, or one of them neutral; an unknown colour goes with nothing for sure."""
    one, other = first.variant.color, second.variant.color
    if one is None or other is None:
        return False
    return one == other or one in NEUTRAL or other in NEUTRAL


class _Search:
    """Depth first over the places, the best candidates first; a branch is cut where even the best that may follow could
    not beat what was found, or the cheapest that must follow could not be paid."""

    def __init__(self, places: Sequence[Place], lower: int, upper: int | None) -> None:
        self._places, self._lower, self._upper = places, lower, upper
        self._ordered = [sorted(place.candidates, key=lambda each: -each.score) for place in places]
        self._cheapest = _sums_behind([place.cost(place.cheapest) for place in places])
        self._highest = _sums_behind([max(each.score for each in place.candidates) for place in places])
        self._found: list[Match] | None = None
        self._key = (0.0, 0)

    def best(self) -> list[Match] | None:
        self._visit([], 0)
        return self._found

    def _visit(self, picks: list[Match], cost: int) -> None:
        place = len(picks)
        if self._upper is not None and cost + self._cheapest[place] > self._upper:
            return
        if place == len(self._places):
            self._keep(picks, cost)
            return
        pairs = len(self._places) * (len(self._places) - 1) / 2
        if self._found is not None and score_of(picks) + self._highest[place] + TOGETHER * pairs < self._key[0]:
            return
        for candidate in self._ordered[place]:
            self._visit([*picks, candidate], cost + self._places[place].cost(candidate))

    def _keep(self, picks: list[Match], cost: int) -> None:
        """The higher score wins, and of equal ones the lower sum."""
        key = (round(score_of(picks), 6), -cost)
        if cost >= self._lower and (self._found is None or key > self._key):
            self._found, self._key = list(picks), key


def _sums_behind(values: Sequence[float]) -> list[float]:
    """Sum of the values from each place on; 0 behind the last."""
    sums = [0.0]
    for value in reversed(values):
        sums.append(sums[-1] + value)
    return sums[::-1]


def _outfit(places: Sequence[Place], picks: Sequence[Match]) -> Outfit:
    minor = sum(place.cost(each) for place, each in zip(places, picks, strict=True))
    return Outfit(tuple(picks), Money(minor, picks[0].price.currency))
