"""The one question worth asking when a need is vague: the slot whose answer says most about what is on the shelf."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from matching.concepts import Concepts
from matching.fit import audience_for
from matching.index.columns import NO_PRICE
from matching.matches import Ask, Occasion
from matching.need import Need
from matching.rank import Rows
from matching.shelf import Shelf
from matching.sizes import LETTERS
from orders.money import EXPONENTS

MOST_OPTIONS: Final = 6
ENOUGH: Final = 6
"""Up to this many products are shown rather than asked about."""

ANSWERED: Final[Mapping[str, float]] = {"product": 1.0, "recipient": 1.0, "budget": 0.7, "color": 0.5, "size": 0.45}
"""How often a shopper can answer at once; a size or colour means little before the thing is known."""


def ask_for(need: Need, occasion: Occasion, shelf: Shelf, rows: Rows, concepts: Concepts) -> Ask | None:
    """The slot with the most expected information over the rows that remain; None when little would be learned.

    Information is the entropy in bits of the slot's values over the products, times the chance of an answer.
    """
    products = len(set(shelf.columns.product[rows].tolist()))
    if products <= ENOUGH or not _is_open(need, concepts):
        return None
    best: tuple[float, str, Counter[str]] | None = None
    for slot, counted in _SLOTS.items():
        counts = counted(need, occasion, shelf, rows, concepts)
        gain = entropy(list(counts.values())) * ANSWERED[slot]
        if len(counts) > 1 and gain > (best[0] if best else 0.1):
            best = (gain, slot, counts)
    if best is None:
        return None
    options = sorted(best[2], key=lambda option: (-best[2][option], option))[:MOST_OPTIONS]
    return Ask(best[1], tuple(_arranged(best[1], options)))


def entropy(counts: Sequence[int]) -> float:
    """Shannon entropy in bits of a distribution given as counts."""
    total = sum(counts)
    return -sum(count / total * math.log2(count / total) for count in counts if count) if total else 0.0


def _is_open(need: Need, concepts: Concepts) -> bool:
    """No category yet, or one so wide that it has branches of its own below (clothing, not jacket)."""
    if need.category is None:
        return True
    return not concepts.ancestors("category", need.category) and bool(concepts.children("category", need.category))


def _products(need: Need, occasion: Occasion, shelf: Shelf, rows: Rows, concepts: Concepts) -> Counter[str]:
    """Branches one step below the category asked for; the widest ones when none was."""
    counts: Counter[str] = Counter()
    for number in set(shelf.columns.product[rows].tolist()):
        category = shelf.products[number].category
        path = (category, *concepts.ancestors("category", category)) if category else ()
        if need.category is None and path:
            counts[path[-1]] += 1
        elif need.category in path and path.index(need.category) > 0:
            counts[path[path.index(need.category) - 1]] += 1
    return counts


def _recipients(need: Need, occasion: Occasion, shelf: Shelf, rows: Rows, concepts: Concepts) -> Counter[str]:
    if audience_for(need, concepts) is not None or need.person is not None:
        return Counter()
    said = (shelf.products[number].audience for number in set(shelf.columns.product[rows].tolist()))
    return Counter(audience for audience in said if audience and audience not in {"home", "unisex"})


def _colors(need: Need, occasion: Occasion, shelf: Shelf, rows: Rows, concepts: Concepts) -> Counter[str]:
    if need.colors or need.liked_colors:
        return Counter()
    named = {(int(shelf.columns.product[row]), shelf.columns.variants[row].color) for row in rows.tolist()}
    return Counter(concepts.widest("color", color) for _, color in named if color)


def _sizes(need: Need, occasion: Occasion, shelf: Shelf, rows: Rows, concepts: Concepts) -> Counter[str]:
    """Only worth asking when everything left is sized one way and nobody's size is known."""
    sizings = {concepts.sizing(shelf.products[number].category) for number in set(shelf.columns.product[rows].tolist())}
    if need.size or occasion.taste.sizes or len(sizings) != 1 or sizings & {None, "none", "one_size"}:
        return Counter()
    named = {(int(shelf.columns.product[row]), shelf.columns.variants[row].size) for row in rows.tolist()}
    return Counter(size for _, size in named if size)


def _budgets(need: Need, occasion: Occasion, shelf: Shelf, rows: Rows, concepts: Concepts) -> Counter[str]:
    """Upper bounds at the quarters of the prices, rounded up to amounts that people name."""
    if need.budget is not None or occasion.currency not in EXPONENTS:
        return Counter()
    prices = shelf.columns.prices(occasion.currency)[rows]
    whole = sorted(int(price) / 10 ** EXPONENTS[occasion.currency] for price in prices if price != NO_PRICE)
    if not whole:
        return Counter()
    bounds = sorted({_round_up(whole[len(whole) * quarter // 4]) for quarter in (1, 2, 3)})
    return Counter(str(next((bound for bound in bounds if price <= bound), bounds[-1])) for price in whole)


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


_SLOTS: Final[Mapping[str, Callable[[Need, Occasion, Shelf, Rows, Concepts], Counter[str]]]] = {
    "product": _products, "recipient": _recipients, "budget": _budgets, "color": _colors, "size": _sizes,
}  # fmt: skip
