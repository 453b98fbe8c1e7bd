"""The one question worth asking when a need is vague: the slot whose answer says most about what is on the shelf."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.concepts import Concepts
from matching.fit import audience_for
from matching.index.columns import NO_PRICE
from matching.matches import Ask, Occasion
from matching.need import Need
from matching.passing import Passing
from matching.shelf import Shelf
from matching.sizes import LETTERS
from orders.money import EXPONENTS

MOST_OPTIONS: Final = 6
COUNTED: Final = 2_500
"""Products up to which all values are counted; of more, a part of that size or half of it."""
ENOUGH: Final = 6
"""Up to this many products are shown rather than asked about."""

ANSWERED: Final[Mapping[str, float]] = {"product": 1.0, "recipient": 1.0, "budget": 0.7, "color": 0.5, "size": 0.45}
"""How often a shopper can answer at once; a size or colour means little before the thing is known."""


def ask_for(need: Need, occasion: Occasion, shelf: Shelf, passing: Passing, concepts: Concepts) -> Ask | None:
    """The slot with the most expected information over what passes; None when little would be learned.

    Information is the entropy in bits of the slot's values over the products, times the chance of an answer.
    """
    if len(passing.products) <= ENOUGH or not _is_open(need, concepts):
        return None
    passing = _sample(passing, shelf)
    best: tuple[float, str, Counter[str]] | None = None
    for slot, counted in _SLOTS.items():
        counts = counted(need, occasion, shelf, passing, concepts)
        gain = entropy(list(counts.values())) * ANSWERED[slot]
        if len(counts) > 1 and gain > (best[0] if best else 0.1):
            best = (gain, slot, counts)
    if best is None:
        return None
    options = sorted(best[2], key=lambda option: (-best[2][option], option))[:MOST_OPTIONS]
    return Ask(best[1], tuple(_arranged(best[1], options)))


def _sample(passing: Passing, shelf: Shelf) -> Passing:
    """Of many products a part, drawn by what is seen of them: enough to know the shares."""
    every = 1 << (len(passing.products) // COUNTED).bit_length()
    return passing if every == 1 else passing.at(np.flatnonzero(shelf.ties[passing.products] & (every - 1) == 0))


def entropy(counts: Sequence[int]) -> float:
    """Shannon entropy in bits of a distribution given as counts."""
    total = sum(counts)
    return -sum(count / total * math.log2(count / total) for count in counts if count) if total else 0.0


def _is_open(need: Need, concepts: Concepts) -> bool:
    """No category yet, or one so wide that it has branches of its own below (clothing, not jacket)."""
    if need.category is None:
        return True
    return not concepts.ancestors("category", need.category) and bool(concepts.children("category", need.category))


def _products(need: Need, occasion: Occasion, shelf: Shelf, passing: Passing, concepts: Concepts) -> Counter[str]:
    """Branches one step below the category asked for; the widest ones when none was."""
    counts: Counter[str] = Counter()
    for category, count in _counted(shelf.groups[passing.products], shelf.categories).items():
        if need.category is None:
            counts[concepts.widest("category", category)] += count
            continue
        path = (category, *concepts.ancestors("category", category))
        if need.category in path and path.index(need.category) > 0:
            counts[path[path.index(need.category) - 1]] += count
    return counts


def _recipients(need: Need, occasion: Occasion, shelf: Shelf, passing: Passing, concepts: Concepts) -> Counter[str]:
    if audience_for(need, concepts) is not None or need.person is not None:
        return Counter()
    counts = _counted(shelf.audiences[passing.products], shelf.audience_names)
    return Counter({audience: count for audience, count in counts.items() if audience not in {"home", "unisex"}})


def _colors(need: Need, occasion: Occasion, shelf: Shelf, passing: Passing, concepts: Concepts) -> Counter[str]:
    if need.colors or need.liked_colors:
        return Counter()
    attributes = shelf.columns.attributes.concepts
    names = [color for (color,) in (each or (None,) for each in attributes.sets["color"])]
    counts: Counter[str] = Counter()
    for color, count in _counted(_once_each(attributes.numbers["color"], passing, shelf), names).items():
        counts[concepts.widest("color", color)] += count
    return counts


def _sizes(need: Need, occasion: Occasion, shelf: Shelf, passing: Passing, concepts: Concepts) -> Counter[str]:
    """Only worth asking when everything left is sized one way and nobody's size is known."""
    if need.size or occasion.taste.sizes:
        return Counter()
    groups = np.unique(shelf.groups[passing.products]).tolist()
    sizings = (concepts.sizing(shelf.categories[number]) for number in groups)
    first = next(sizings, None)
    if first in {None, "none", "one_size"} or any(sizing != first for sizing in sizings):
        return Counter()
    attributes = shelf.columns.attributes
    return _counted(_once_each(attributes.size, passing, shelf), attributes.sizes)


def _budgets(need: Need, occasion: Occasion, shelf: Shelf, passing: Passing, concepts: Concepts) -> Counter[str]:
    """Upper bounds at the quarters of the prices, rounded up to amounts that people name."""
    if need.budget is not None or occasion.currency not in EXPONENTS:
        return Counter()
    prices = shelf.columns.prices(occasion.currency)[passing.rows]
    whole = prices[prices != NO_PRICE] / 10 ** EXPONENTS[occasion.currency]
    if not len(whole):
        return Counter()
    quarters = [len(whole) * quarter // 4 for quarter in (1, 2, 3)]
    bounds = sorted({_round_up(amount) for amount in np.partition(whole, quarters)[quarters].tolist()})
    reached = np.minimum(np.searchsorted(bounds, whole), len(bounds) - 1)
    return _counted(reached, [str(bound) for bound in bounds])


def _once_each(numbers: NDArray[np.int32], passing: Passing, shelf: Shelf) -> NDArray[np.int64]:
    """Each product's numbers, by row, once for all its rows that have the same."""
    found, count = numbers[passing.rows], int(numbers.max()) + 1
    places = np.repeat(np.arange(len(passing.products)), np.diff(passing.starts, append=len(passing.rows)))
    pairs = np.zeros(len(passing.products) * count, np.bool_)
    pairs[places * count + found] = True
    return np.flatnonzero(pairs) % count


def _counted(numbers: NDArray[np.int32] | NDArray[np.int64], names: Sequence[str | None]) -> Counter[str]:
    """How often each name occurs, of names given by number; what has none is not counted."""
    counts = zip(names, np.bincount(numbers, minlength=len(names)).tolist(), strict=True)
    return Counter({name: count for name, count in counts if name and count})


def _round_up(amount: float) -> int:
    """To 10s below 100, 50s below 500, 100s above."""
    step = 10 if amount < 100 else 50 if amount < 500 else 100
    return max(step, math.ceil(amount / step) * step)


def _arranged(slot: str, options: list[str]) -> list[str]:
    """Sizes and amounts in their natural order, all else likeliest first."""
    if slot == "budget":
        return sorted(options, key=int)
    if slot == "size" and all(option.casefold() in LETTERS for option in options):
        return sorted(options, key=lambda option: LETTERS.index(option.casefold()))
    return sorted(options) if slot == "size" else options


_SLOTS: Final[Mapping[str, Callable[[Need, Occasion, Shelf, Passing, Concepts], Counter[str]]]] = {
    "product": _products, "recipient": _recipients, "budget": _budgets, "color": _colors, "size": _sizes,
}  # fmt: skip
