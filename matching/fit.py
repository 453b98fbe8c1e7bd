"""Hard constraints: which rows of the catalog satisfy a need. Each constraint is a mask, so that one can be relaxed
alone.

What a product does not say never satisfies a wish, and never violates a "not".
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

import numpy as np

from matching.concepts import Concepts
from matching.index.columns import DIMENSIONS, NO_PRICE, Columns, Mask
from matching.need import Budget, BudgetKind, Need, Room
from matching.sizes import CHILDREN, ONE_SIZE, fits, read_size, suits_age
from orders.money import Money

AROUND: Final = (80, 120)
"""Per cent of the amount that "around" reaches down and up to."""

GENDERS: Final[Mapping[str, tuple[str, str]]] = {"women": ("girls", "women"), "men": ("boys", "men"),
                                                 "girls": ("girls", "women"), "boys": ("boys", "men")}  # fmt: skip

ACCEPTED: Final[Mapping[str, frozenset[str]]] = {
    "women": frozenset({"women", "unisex"}),
    "men": frozenset({"men", "unisex"}),
    "unisex": frozenset({"unisex"}),
    "kids": frozenset({"kids", "girls", "boys"}),
    "girls": frozenset({"girls", "kids"}),
    "boys": frozenset({"boys", "kids"}),
    "baby": frozenset({"baby"}),
    "teens": frozenset({"teens", "unisex"}),
    "home": frozenset({"home", "unisex"}),
}
SIZED: Final = frozenset({"clothing", "shoes", "waist", "kids_clothing", "kids_shoes"})
"""Ways of sizing in which a size that was said must be met by the goods."""
MEASURED: Final = "dimensions"
"""The way of sizing of what is laid, hung or spread: a rug of 80x150."""
GROWN_UP: Final = frozenset({"women", "men", "unisex"})


def audience_for(need: Need, concepts: Concepts) -> frozenset[str] | None:
    """Audiences whose goods suit the person, from what was said, their relation and age; None when nothing is known."""
    said = need.audience or _gendered(concepts.audience_of(need.person))
    if need.age is None:
        return ACCEPTED.get(said, frozenset({said})) if said else None
    child, adult = GENDERS.get(said or "", (None, None))
    if need.age <= 1:
        return ACCEPTED["baby"]
    if need.age <= 12:
        toddlers = ACCEPTED["baby"] if need.age == 2 else frozenset[str]()
        return ACCEPTED[child or "kids"] | toddlers
    if need.age <= 17:
        grown = frozenset({adult}) if adult and need.age >= 14 else frozenset[str]()
        return ACCEPTED["teens"] | ACCEPTED[child or "kids"] | grown
    if adult:
        return ACCEPTED[adult]
    return GROWN_UP if said in {None, "kids", "baby", "teens"} else ACCEPTED.get(said or "", frozenset())


def masks_for(need: Need, columns: Columns, concepts: Concepts) -> dict[str, Mask]:
    """One mask per constraint that the need sets, by name of the field."""
    rules: dict[str, Mask] = {}
    if need.category:
        rules["category"] = columns.having("category", concepts.expand("category", need.category))
    for name, kind, wanted in (
        ("colors", "color", need.colors), ("materials", "material", need.materials), ("patterns", "pattern",
        need.patterns), ("styles", "style", need.styles), ("rooms", "room", need.rooms), ("occasions", "occasion",
        need.occasions), ):  # fmt: skip
        if wanted:
            rules[name] = columns.having(kind, concepts.expand_all(kind, wanted))
    for feature in need.features:
        rules[f"features.{feature}"] = columns.having("feature", concepts.expand("feature", feature))
    for name, kind, unwanted in (
        ("not_categories", "category", need.not_categories), ("not_colors", "color", need.not_colors),
        ("not_materials", "material", need.not_materials), ("not_features", "feature", need.not_features),
        ("not_patterns", "pattern", need.not_patterns),
    ):  # fmt: skip
        if unwanted:
            rules[name] = ~columns.having(kind, concepts.expand_all(kind, unwanted))
    rules |= _person_masks(need, columns, concepts)
    if need.fits:
        rules["fits"] = np.logical_and.reduce([_room_mask(room, columns) for room in need.fits])
    if need.budget:
        rules["budget"] = budget_mask(need.budget, columns)
    return rules


def budget_mask(budget: Budget, columns: Columns) -> Mask:
    """Rows whose price in the budget's own currency is within its bounds, both inclusive. No price there: never."""
    lower, upper = bounds_of(budget)
    currency = (upper or lower or Money.zero("EUR")).currency
    prices = columns.prices(currency)
    within: Mask = prices != NO_PRICE
    if lower is not None:
        within &= prices >= lower.minor
    if upper is not None:
        within &= prices <= upper.minor
    return within


def in_time(needed_by: date, arrivals: Mapping[str, date], columns: Columns) -> Mask:
    """Rows that are promised for that day or an earlier one; where nothing is promised, nothing is in time."""
    return columns.sent_by([tier for tier, day in arrivals.items() if day <= needed_by])


def bounds_of(budget: Budget) -> tuple[Money | None, Money | None]:
    """The inclusive bounds that a budget means; AROUND reaches 20 % either side, to whole minor units inwards."""
    if budget.kind is BudgetKind.AROUND and (middle := budget.upper or budget.lower):
        low, high = -(-middle.minor * AROUND[0] // 100), middle.minor * AROUND[1] // 100
        return Money(low, middle.currency), Money(high, middle.currency)
    if budget.kind is BudgetKind.UP_TO:
        return None, budget.upper
    if budget.kind is BudgetKind.FROM:
        return budget.lower, None
    return budget.lower, budget.upper


def size_mask(size: str, need: Need, columns: Columns, concepts: Concepts) -> Mask:
    """Rows whose variant comes in the size, judged by its category's way of sizing. Goods of one size only where such
    goods are asked for: a poncho is no jacket in L."""
    wearer, wanted = wearer_of(need, concepts), need.category
    unsized, by_measure = concepts.sizing(wanted) not in SIZED, concepts.sizing(wanted) == MEASURED

    def comes_in(category: str | None, audience: str | None, offered: str | None) -> bool:
        if unsized and wanted is not None and offered is None:
            # Made in one measure, which is judged by the space it must fit, if any was said; a sheepskin is no rug of
            # 80x150.
            return not by_measure or concepts.sizing(category) == MEASURED
        if not fits(size, offered, concepts.sizing(category), wearer or audience):
            return False
        asked_for = wanted is not None and (unsized or category == wanted)
        return asked_for or offered is None or read_size(offered) != ONE_SIZE

    return columns.judged(comes_in)


def wearer_of(need: Need, concepts: Concepts) -> str | None:
    """Women or men when the need says so: the side of the size tables to read."""
    accepted = audience_for(need, concepts)
    return next((side for side in ("women", "men") if accepted and side in accepted), None)


def _person_masks(need: Need, columns: Columns, concepts: Concepts) -> dict[str, Mask]:
    rules: dict[str, Mask] = {}
    accepted = audience_for(need, concepts)
    if accepted is not None and accepted & CHILDREN and _is_for_babies(need.category, columns, concepts):
        accepted |= ACCEPTED["baby"]
    if accepted is not None:
        rules["audience"] = columns.judged(lambda category, audience, _: _suits(accepted, category, audience, concepts))
    elif need.person is not None and need.age is None:
        # A friend, a colleague or the shopper: anyone but a child.
        rules["audience"] = columns.judged(
            lambda category, audience, _: audience not in CHILDREN or not concepts.is_worn(category)
        )
    if need.age is not None:
        age = need.age
        rules["age"] = columns.judged(
            lambda category, audience, size: (
                concepts.sizing(category) not in {"clothing", "kids_clothing"}
                or audience not in CHILDREN | {"teens"}
                or suits_age(size, age)
            ),
        )
    if need.size:
        rules["size"] = size_mask(need.size, need, columns, concepts)
    return rules


def _is_for_babies(category: str | None, columns: Columns, concepts: Concepts) -> bool:
    """Who asks for a bib for a niece speaks of a baby: the kind of goods is made for nobody older."""
    if category is None:
        return False
    kind = columns.having("category", concepts.expand("category", category))
    return bool(kind.any()) and not (kind & ~columns.having("audience", ACCEPTED["baby"])).any()


def _suits(accepted: frozenset[str], category: str | None, audience: str | None, concepts: Concepts) -> bool:
    """What is not worn suits everyone unless it is made for somebody else; what is worn must say whom it is for."""
    if audience in accepted:
        return True
    return not concepts.is_worn(category) and audience in {None, "home", "unisex"}


def _gendered(audience: str | None) -> str | None:
    """A friend's or colleague's goods may be anyone's: only a clear audience follows from a relation."""
    return audience if audience != "unisex" else None


def _room_mask(room: Room, columns: Columns) -> Mask:
    """A known measure within the bounds; an unknown one never fits."""
    measure = columns.measures[:, DIMENSIONS.index(room.dimension.value)]
    within = ~np.isnan(measure)
    if room.at_most_cm is not None:
        within &= measure <= room.at_most_cm
    if room.at_least_cm is not None:
        within &= measure >= room.at_least_cm
    return np.asarray(within, np.bool_)
