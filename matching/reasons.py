"""Why a product was picked, as facts that hold for the variant on offer: the two or three that tell the shopper
most."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from matching.concepts import Concepts
from matching.fit import bounds_of
from matching.index.columns import concepts_of
from matching.matches import Reason, Taste, Why
from matching.need import Need
from matching.product import Product, Variant
from orders.money import Money

MOST: Final = 3
GOOD_VALUE: Final = 0.75
"""Share of comparable goods that must cost more before a price is called good."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One variant on offer and what ranking knows of it. `taste` is None where nobody's taste was used."""

    product: Product
    variant: Variant
    price: Money
    in_wished_size: bool = False
    cheaper_than: float = 0.5
    comparable: int = 0
    cheapest: bool = False
    taste: Taste | None = None
    arrives: date | None = None
    """The day promised for goods of its supplier, where one is."""
    for_children: bool = False
    """Made for children, of whom nobody has spoken."""


def reasons_for(need: Need, pick: Pick, concepts: Concepts, missed: frozenset[str] = frozenset()) -> tuple[Reason, ...]:
    """Most telling first; empty only when the need asked for nothing that could be checked.

    `missed` are the constraints that a near miss does not satisfy: nothing is said in its favour there.
    """
    silent = frozenset().union(*(_SILENT.get(each, frozenset()) for each in missed))
    found = dict.fromkeys(reason for source in _SOURCES for reason in source(need, pick, concepts))
    return tuple([reason for reason in found if reason.why not in silent][:MOST])


def _children(need: Need, pick: Pick, concepts: Concepts) -> Iterator[Reason]:
    """No reason for it, but what must be known: nobody shall take a child's jacket for their own."""
    if pick.for_children:
        yield Reason(Why.FOR_CHILDREN)


def _space(need: Need, pick: Pick, concepts: Concepts) -> Iterator[Reason]:
    measures = pick.product.dimensions_of(pick.variant)
    for room in need.fits:
        if room.dimension.value in measures:
            yield Reason(Why.FITS_SPACE, cm=round(measures[room.dimension.value]))


def _in_time(need: Need, pick: Pick, concepts: Concepts) -> Iterator[Reason]:
    if need.needed_by and pick.arrives:
        yield Reason(Why.IN_TIME, day=pick.arrives)


def _own_size(need: Need, pick: Pick, concepts: Concepts) -> Iterator[Reason]:
    if pick.in_wished_size and pick.taste and pick.variant.size:
        yield Reason(Why.YOUR_SIZE if pick.taste.own else Why.THEIR_SIZE, size=pick.variant.size)


def _wishes(need: Need, pick: Pick, concepts: Concepts) -> Iterator[Reason]:
    """At most one reason per kind of wish, so that three reasons say three things."""
    for why, kind, wanted in (
        (Why.FEATURE, "feature", need.features),
        (Why.MATERIAL, "material", need.materials + need.liked_materials),
        (Why.OCCASION, "occasion", need.occasions),
        (Why.PATTERN, "pattern", need.patterns),
        (Why.STYLE, "style", need.styles + need.liked_styles),
        (Why.COLOR, "color", need.colors + need.liked_colors),
        (Why.ROOM, "room", need.rooms),
    ):
        named = _first(pick, kind, concepts.expand_all(kind, wanted))
        if named:
            yield Reason(why, concept=(kind, named))


def _taste(need: Need, pick: Pick, concepts: Concepts) -> Iterator[Reason]:
    likes = pick.taste.likes if pick.taste else frozenset()
    for kind, name in concepts_of(pick.product, pick.variant):
        if kind != "audience" and any(name in concepts.expand(kind, like) for like in likes):
            yield Reason(Why.YOUR_TASTE, concept=(kind, name))
            return


def _price(need: Need, pick: Pick, concepts: Concepts) -> Iterator[Reason]:
    upper = bounds_of(need.budget)[1] if need.budget else None
    if need.budget:
        yield Reason(Why.IN_BUDGET, amount=upper or pick.price)
    if pick.cheapest:
        yield Reason(Why.CHEAPEST, amount=pick.price)
    elif pick.comparable >= 4 and pick.cheaper_than >= GOOD_VALUE:
        yield Reason(Why.GOOD_VALUE, amount=pick.price)


def _basics(need: Need, pick: Pick, concepts: Concepts) -> Iterator[Reason]:
    if need.size and pick.variant.size:
        yield Reason(Why.SIZE, size=pick.variant.size)
    if need.category and pick.product.category:
        yield Reason(Why.CATEGORY, concept=("category", pick.product.category))


def _first(pick: Pick, kind: str, wanted: frozenset[str]) -> str | None:
    if not wanted:
        return None
    return next((name for of, name in concepts_of(pick.product, pick.variant) if of == kind and name in wanted), None)


_SILENT: Final[Mapping[str, frozenset[Why]]] = {
    "budget": frozenset({Why.IN_BUDGET, Why.GOOD_VALUE, Why.CHEAPEST}),
    "colors": frozenset({Why.COLOR}),
    "size": frozenset({Why.SIZE, Why.YOUR_SIZE, Why.THEIR_SIZE}),
    "materials": frozenset({Why.MATERIAL}),
    "category": frozenset({Why.CATEGORY}),
    "needed_by": frozenset({Why.IN_TIME}),
}
_SOURCES: Final[tuple[Callable[[Need, Pick, Concepts], Iterator[Reason]], ...]] = (
    _children, _in_time, _space, _own_size, _taste, _wishes, _price, _basics,
)  # fmt: skip
