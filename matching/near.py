"""Near misses: the wish to give up, in the order in which shoppers give wishes up, and how to say so honestly."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from matching.concepts import Concepts
from matching.fit import bounds_of, budget_mask
from matching.index.columns import Columns, Mask
from matching.matches import Reason, Why
from matching.need import Budget, BudgetKind, Need
from matching.reasons import Pick
from orders.money import Money

OVER: int = 115
"""Per cent of the budget that a near miss may cost."""
FAR_OVER: int = 150
"""The same where a second wish has to be given up as well."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The constraint `drops` is replaced by `mask`; `why` with `concept` says what a product then misses."""

    drops: str
    mask: Mask
    why: Why
    concept: tuple[str, str] | None = None
    over: Money | None = None


def relaxations(need: Need, columns: Columns, concepts: Concepts, over_at_most: int = OVER) -> Iterator[Relaxation]:
    """Budget (a few per cent over at most), colour, size, then what a description may leave unsaid, the day of arrival,
    material, and the category."""
    everything = columns.everything()
    upper = bounds_of(need.budget)[1] if need.budget else None
    if need.budget and upper:
        over = Money(upper.minor * over_at_most // 100, upper.currency)
        wider = Budget(kind=BudgetKind.UP_TO, upper=over)
        yield Relaxation(
            "budget", budget_mask(wider, columns) & ~budget_mask(_up_to(upper), columns), Why.OVER_BUDGET, over=upper
        )
    yield from _given_up(everything, ("colors", need.colors, Why.OTHER_COLOR), ("size", need.size, Why.OTHER_SIZE))
    if need.patterns:
        yield Relaxation("patterns", everything, Why.NOT_SAID, ("pattern", need.patterns[0]))
    for feature in need.features:
        yield Relaxation(f"features.{feature}", everything, Why.NOT_SAID, ("feature", feature))
    yield from _given_up(
        everything,
        ("needed_by", need.needed_by, Why.TOO_LATE),
        ("materials", need.materials, Why.OTHER_MATERIAL),
    )
    # A thing that is stocked but does not suit is not exchanged for another thing: no chair for too wide a table.
    if need.category and not columns.having("category", concepts.expand("category", need.category)).any():
        for broader in concepts.ancestors("category", need.category):
            mask = columns.having("category", concepts.expand("category", broader))
            yield Relaxation("category", mask, Why.OTHER_CATEGORY)


def _given_up(everything: Mask, *wishes: tuple[str, object, Why]) -> Iterator[Relaxation]:
    """Wishes that were said (field, value, what is then missed), to be given up altogether."""
    return (Relaxation(name, everything, why) for name, value, why in wishes if value)


def further(need: Need, columns: Columns, concepts: Concepts) -> Iterator[tuple[Relaxation, ...]]:
    """Where giving one wish up is not enough: another thing of the same kind that keeps all the others (ankle boots for
    winter boots, never shoes), then two wishes at once."""
    if need.category and not need.fits:
        kind, *wider = concepts.ancestors("category", need.category) or ("",)
        if wider:
            mask = columns.having("category", concepts.expand("category", kind))
            yield (Relaxation("category", mask, Why.OTHER_CATEGORY),)
    wishes = (each for each in relaxations(need, columns, concepts, FAR_OVER) if each.drops != "category")
    yield from combinations(wishes, 2)


def miss(relaxed: Relaxation, pick: Pick, price: Money | None) -> Reason:
    """In what a product misses, with what it is instead. `price` is in the budget's currency."""
    product, variant = pick.product, pick.variant
    match relaxed.why:
        case Why.TOO_LATE:
            return Reason(relaxed.why, day=pick.arrives)
        case Why.OVER_BUDGET:
            return Reason(relaxed.why, amount=price - relaxed.over if price and relaxed.over else None)
        case Why.OTHER_COLOR:
            return Reason(relaxed.why, concept=("color", variant.color) if variant.color else None)
        case Why.OTHER_SIZE:
            return Reason(relaxed.why, size=variant.size)
        case Why.OTHER_MATERIAL:
            materials = product.materials_of(variant)
            return Reason(relaxed.why, concept=("material", materials[0]) if materials else None)
        case Why.OTHER_CATEGORY:
            return Reason(relaxed.why, concept=("category", product.category) if product.category else None)
        case _:
            return Reason(relaxed.why, concept=relaxed.concept)


def _up_to(upper: Money) -> Budget:
    return Budget(kind=BudgetKind.UP_TO, upper=upper)
