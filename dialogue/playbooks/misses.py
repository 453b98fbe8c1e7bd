"""When nothing fits exactly: near misses told by what they miss, the closest to unknown words, or nothing at all."""

import math
import re
from dataclasses import replace
from typing import Final

from dialogue.commands import RefineSearch
from dialogue.conversation import Conversation, OpenQuestion, Slot
from dialogue.counter import Counter
from dialogue.messages.base import Message, Term
from dialogue.messages.near import ClosestTo, NearColor, NearColorSize, NearestInPrice, NearMisses, NearPrice, NearSize
from dialogue.messages.selection import (
    Loosens,
    NothingFits,
    NothingFitsAtOnce,
    NothingFitsLoosen,
    NothingSoCheap,
    NotSold,
)
from dialogue.playbooks.cards import currency_of
from dialogue.playbooks.searching import (
    CARDS,
    Search,
    cards,
    completed,
    concepts_in,
    occasion_for,
    what_of,
    without,
)
from dialogue.playbooks.variants import Wish, fitting
from dialogue.view import View
from matching import sizes
from matching.matches import MISSES, Match, Reason, Why
from matching.need import BudgetKind, Need
from matching.product import Product
from orders.ids import ProductId
from orders.money import Money

LOOSENED: Final = (
    "colors", "size", "budget", "materials", "patterns", "styles", "features", "rooms", "occasions", "fits",
    "not_colors", "not_materials", "needed_by",
)  # fmt: skip
"""Conditions of a need in the order in which dropping one is offered: taste first, what the thing must do later."""
_CHEAPEST_OF: Final = 40
LOOSENS: Final = "loosens"
"""Subject of the question whether a condition shall be dropped."""


def missed(found: Search, view: View, counter: Counter, first: int = 1) -> tuple[Message, tuple[Match, ...]]:
    """What is told when nothing fits: what comes near and is shown with it, or that there is nothing."""
    budget = found.need.budget
    about = budget is not None and budget.kind is not BudgetKind.UP_TO
    if about and (not found.near or Why.OVER_BUDGET in _missed(found.near[0])):
        nearest = _nearest_in_price(found.need, view, counter)
        if nearest:
            return NearestInPrice(shown=cards(nearest, first)), nearest
    if found.near:
        return near_message(found, view, counter, first)
    return nothing(found.need, view, counter), ()


def _nearest_in_price(need: Need, view: View, counter: Counter) -> tuple[Match, ...]:
    """Of what fits but for a price that was said as "around", "from" or "between": the nearest, cheaper or dearer."""
    bounds = [bound.minor for bound in (need.budget.lower, need.budget.upper) if bound] if need.budget else []
    found = _but_for_budget(need, view, counter) if bounds else ()
    return tuple(sorted(found, key=lambda match: min(abs(match.price.minor - bound) for bound in bounds)))[:CARDS]


def near_message(found: Search, view: View, counter: Counter, first: int = 1) -> tuple[Message, tuple[Match, ...]]:
    """Near misses, told by what they miss where all those shown miss the same; with the matches shown."""
    need, near = found.need, found.near
    missed = _missed(near[0])
    alike = tuple(match for match in near if _missed(match) == missed)
    match missed:
        case (Why.OTHER_COLOR | Why.OTHER_SIZE,) if need.budget and _is_there(
            without(need, ("budget",)), view, counter
        ):
            # It is there in that colour and size at another price: only the cards say in what each misses.
            return NearMisses(shown=cards(near, first)), near
        case (Why.OVER_BUDGET,) if (limit := upper_of(need)) is not None:
            alike = tuple(sorted(alike, key=lambda each: each.price.minor))
            return NearPrice(limit=limit, price=alike[0].price, shown=cards(alike, first)), alike
        case (Why.OTHER_COLOR,) if need.colors and (color := alike[0].variant.color):
            same = tuple(each for each in alike if each.variant.color == color)
            wanted, offered = Term(kind="color", id=need.colors[0]), Term(kind="color", id=color)
            shown, gone = cards(same, first), sold_out_of(need, same[0].product, counter)
            if need.size and _is_there(without(need, ("size",)), view, counter):
                return NearColorSize(wanted=wanted, size=need.size, offered=offered, shown=shown, gone=gone), same
            return NearColor(wanted=wanted, offered=offered, shown=shown, gone=gone), same
        case (Why.OTHER_SIZE,) if need.size and alike[0].variant.size:
            alike = tuple(_in_nearest_size(match, need.size, view, counter) for match in alike)
            size = alike[0].variant.size or ""
            same = tuple(each for each in alike if each.variant.size == size)
            gone = sold_out_of(need, same[0].product, counter, same[0].variant.color)
            return NearSize(wanted=need.size, offered=size, shown=cards(same, first), gone=gone), same
        case _:
            return NearMisses(shown=cards(near, first)), near


def sold_out_of(need: Need, product: Product, counter: Counter, color: str | None = None) -> str:
    """The variant wanted, where the product comes like that and is sold out; empty where it does not."""
    for wanted in need.colors or (color,):
        made = fitting(product, Wish(wanted, need.size))
        gone = [each for each in made if counter.finder.stock_of(each.sku) <= 0]
        if gone and len(gone) == len(made):
            return str(gone[0].sku)
    return ""


def _missed(match: Match) -> tuple[Why, ...]:
    return tuple(reason.why for reason in match.reasons if reason.why in MISSES)


def _in_nearest_size(match: Match, wanted: str, view: View, counter: Counter) -> Match:
    """The same product in the size in stock that is nearest to the one wanted."""
    currency = currency_of(view, counter)
    there = [
        (distance, place, variant, price)
        for place, variant in enumerate(match.product.variants)
        if variant.color == match.variant.color
        and counter.finder.stock_of(variant.sku) > 0
        and (distance := sizes.apart(wanted, variant.size)) < math.inf
        and (price := counter.finder.price_of(variant.sku, currency))
    ]
    if not there:
        return match
    _, _, variant, price = min(there, key=lambda each: each[:2])
    reasons = tuple(
        Reason(Why.OTHER_SIZE, size=variant.size) if reason.why is Why.OTHER_SIZE else reason
        for reason in match.reasons
    )
    return replace(match, variant=variant, price=price, stock=counter.finder.stock_of(variant.sku), reasons=reasons)


def is_unknown(found: Search) -> bool:
    """Only words were said, none is a concept, and no product found bears one of them."""
    need = found.need
    if need.category or concepts_in(need) or not need.text.strip():
        return False
    words = _words(need.text)
    return not any(words & _names(match.product) for match in found.picks)


def closest(found: Search) -> tuple[Message, tuple[Match, ...]]:
    """What search makes of words that name nothing we know, and said to be that."""
    return ClosestTo(what=found.need.text.strip(), shown=cards(found.picks)), found.picks


def _names(product: Product) -> frozenset[str]:
    return _words(product.title, product.name or "", product.brand or "", *product.titles.values())


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in re.findall(r"\w{3,}", text.casefold()))


def upper_of(need: Need) -> Money | None:
    return need.budget.upper if need.budget else None


def nothing(need: Need, view: View, counter: Counter) -> Message:
    """Nothing there: says so, and offers to drop the one condition without which there is something."""
    drop = loosening(need, view, counter)
    limit = upper_of(need)
    price = _cheapest(need, view, counter) if drop == "budget" and limit else None
    if limit and price and price > limit:
        return NothingSoCheap(limit=limit, price=price, drop=drop)
    if drop:
        return NothingFitsLoosen(drop=drop)
    if (kind := _of_that_kind(need, view, counter)) is not None:
        return kind
    conditions = need.model_copy(update={"category": None, "text": ""})
    if need.category is None and not concepts_in(conditions) and (what := what_of(need)):
        return NotSold(what=what)
    return NothingFits()


def _of_that_kind(need: Need, view: View, counter: Counter) -> NothingFitsAtOnce | None:
    """The kind of thing that was named, where only the conditions together leave nothing of it."""
    given_up = [field for field in LOOSENED if getattr(need, field)]
    wider = without(need, given_up)
    price = _cheapest(wider, view, counter) if need.category and len(given_up) > 1 else None
    if price is None:
        return None
    return NothingFitsAtOnce(drop=",".join(given_up), what=Term(kind="category", id=need.category or ""), price=price)


def offering(conversation: Conversation, message: Message) -> Conversation:
    """A plain yes to "drop one condition?" drops it."""
    if not isinstance(message, Loosens) or not message.drop:
        return conversation
    command = RefineSearch(drop=tuple(message.drop.split(","))).model_dump_json()
    question = OpenQuestion(Slot.SOLUTION, options=(message.drop,), command=command, subject=LOOSENS)
    return replace(conversation, question=question)


def _cheapest(need: Need, view: View, counter: Counter) -> Money | None:
    """The lowest price of what fits but for the budget, among the best."""
    prices = (match.price for match in _but_for_budget(need, view, counter))
    return min(prices, key=lambda price: price.minor, default=None)


def _but_for_budget(need: Need, view: View, counter: Counter) -> tuple[Match, ...]:
    wider = completed(without(need, ("budget",)), view)
    return counter.finder.find(wider, occasion_for(need, view, counter), _CHEAPEST_OF).best


def _is_there(need: Need, view: View, counter: Counter) -> bool:
    return bool(counter.finder.find(completed(need, view), occasion_for(need, view, counter), 1).best)


def loosening(
    need: Need, view: View, counter: Counter, seen: frozenset[ProductId] = frozenset(), keep: str = ""
) -> str | None:
    """The first condition (other than `keep`) without which something fits; None when none helps alone."""
    occasion = occasion_for(need, view, counter, seen)
    for field in LOOSENED:
        if field != keep and getattr(need, field):
            wider = completed(without(need, (field,)), view)
            if counter.finder.find(wider, occasion, 1).best:
                return field
    return None
