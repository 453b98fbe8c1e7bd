"""Two to four products side by side, from their records alone, with an honest word on which is the better value."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue.commands import CompareProducts
from dialogue.conversation import OpenQuestion, Shown, Slot
from dialogue.counter import Counter
from dialogue.messages.base import Message, Term, Title
from dialogue.messages.comparison import (
    CompareAlike,
    CompareCheaperDoesMore,
    CompareDifferentKinds,
    ComparedOne,
    CompareEachHasSome,
    CompareExtra,
    CompareSamePrice,
    CompareSamePriceExtra,
    OnlyOneToCompare,
    WhatToCompare,
)
from dialogue.plan import Decided, Plan
from dialogue.playbooks.cards import currency_of, title_of
from dialogue.playbooks.pointing import pointed, products_of
from dialogue.playbooks.traits import brief_traits
from dialogue.view import View
from matching.product import Product
from orders.money import Money

MOST = 4


@dataclass(frozen=True, slots=True)
class Side:
    """A product that is compared, as it was shown, at its price here."""

    shown: Shown
    product: Product
    title: Title
    price: Money

    @property
    def features(self) -> frozenset[str]:
        variant = self.product.variant(self.shown.sku)
        return frozenset(self.product.features_of(variant) if variant else self.product.features)

    def extras(self, other: "Side") -> tuple[Term, ...]:
        """What this one can do and the other one's maker does not claim."""
        return tuple(Term(kind="feature", id=each) for each in sorted(self.features - other.features))


def compare_products(command: CompareProducts, view: View, counter: Counter) -> Plan:
    """Compares those named; with fewer than two named, those at hand. One line of verdict ends it."""
    sides = _sides(_meant(command, view, counter), view, counter)
    if len(sides) < 2 and len(view.conversation.shown) == 1:
        return Plan(view.conversation, view.profile, (OnlyOneToCompare(),))
    if len(sides) < 2:
        question = OpenQuestion(slot=Slot.PRODUCT, command=command.model_dump_json())
        asked = replace(view.conversation, question=question)
        return Plan(asked, view.profile, (WhatToCompare(),))
    shown = view.conversation.shown
    if any(side.shown not in shown for side in sides):
        shown = tuple(side.shown for side in sides)
    lines = tuple(
        ComparedOne(
            position=shown.index(side.shown) + 1,
            title=side.title,
            traits=brief_traits(side.product, side.shown.sku, side.price, counter),
        )
        for side in sides
    )
    decided = Decided("selection", "compared", inputs=",".join(side.shown.sku for side in sides))
    conversation = replace(view.conversation, shown=shown, question=None)
    return Plan(conversation, view.profile, (*lines, _verdict(sides)), decided=(decided,))


def _meant(command: CompareProducts, view: View, counter: Counter) -> tuple[Shown, ...]:
    named = tuple(found for ref in command.products if (found := pointed(ref, view, counter)))
    if len(named) == 1 and view.conversation.focus:
        named = (*named, view.conversation.focus)
    distinct = tuple(dict.fromkeys(named))
    return (distinct if len(distinct) > 1 else tuple(dict.fromkeys(view.conversation.shown)))[:MOST]


def _sides(meant: Sequence[Shown], view: View, counter: Counter) -> tuple[Side, ...]:
    currency = currency_of(view, counter)
    return tuple(
        Side(shown, product, title_of(product, product.variant(shown.sku), sized=False), price)
        for shown, product in products_of(meant, view, counter)
        if (price := counter.finder.price_of(shown.sku, currency))
    )


def _verdict(sides: Sequence[Side]) -> Message:
    """The cheapest against the one that can do most beyond it (the next in price when none can do more)."""
    takes = tuple((side.shown.sku, side.title) for side in sides)
    if len({side.product.category for side in sides}) > 1:
        return CompareDifferentKinds(takes=takes)
    cheap, *others = sorted(sides, key=lambda side: side.price.minor)
    other = max(others, key=lambda side: (len(side.extras(cheap)), -side.price.minor))
    more, less = other.extras(cheap), cheap.extras(other)
    difference = other.price - cheap.price
    if difference.is_zero():
        return _at_one_price(takes, cheap, other)
    if more and less:
        return CompareEachHasSome(
            takes=takes,
            dear=other.title,
            cheap=cheap.title,
            difference=difference,
            dear_extras=more,
            cheap_extras=less,
        )
    if more:
        return CompareExtra(takes=takes, dear=other.title, cheap=cheap.title, difference=difference, extras=more)
    if less:
        return CompareCheaperDoesMore(takes=takes, cheap=cheap.title, difference=difference, extras=less)
    return CompareAlike(takes=takes, cheap=cheap.title, difference=difference)


def _at_one_price(takes: tuple[tuple[str, Title], ...], one: Side, other: Side) -> Message:
    more, less = other.extras(one), one.extras(other)
    if bool(more) == bool(less):
        return CompareSamePrice(takes=takes)
    better = other if more else one
    return CompareSamePriceExtra(takes=takes, better=better.title, extras=more or less)
