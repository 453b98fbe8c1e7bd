"""Changing the search at hand: cheaper, others, another colour or size, not yellow, larger. Says what changed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dialogue.commands import Direction, ProductRef, RefineSearch
from dialogue.conversation import Shown
from dialogue.counter import Counter
from dialogue.messages.base import Card, Message, Term
from dialogue.messages.selection import (
    CheaperFound,
    DearerFound,
    MoreFound,
    NoMore,
    NoOtherSize,
    NothingCheaper,
    NothingCheaperGroup,
    NothingDearer,
    NothingDearerGroup,
    NothingFitsGroup,
    NowAround,
    NowBetween,
    NowFrom,
    NowInstead,
    NowLoosened,
    NowUpTo,
    NowWith,
    NowWithout,
    Shortlist,
    ShortlistGroup,
    WhatSearch,
)
from dialogue.plan import Decided, Plan
from dialogue.playbooks.cards import currency_of, title_of_sku
from dialogue.playbooks.misses import loosening, missed, offering
from dialogue.playbooks.pointing import pointed, product_with
from dialogue.playbooks.searching import (
    CONCEPTS,
    Search,
    cards,
    search,
    showing,
    what_of,
    without,
)
from dialogue.view import View
from matching.matches import Match, Why
from matching.need import Budget, BudgetKind, Dimension, Need, Room
from orders.money import Money

_ADDED: Final = ("not_categories", "features", "not_features", "not_colors", "not_materials", "not_patterns")
"""Fields that what is newly said adds to; all others it replaces."""
_OPPOSITE: Final = {
    "colors": "not_colors", "not_colors": "colors", "materials": "not_materials", "not_materials": "materials",
    "patterns": "not_patterns", "not_patterns": "patterns", "features": "not_features", "not_features": "features",
}  # fmt: skip
_EXCLUDED: Final = {"not_colors": "color", "not_materials": "material", "not_patterns": "pattern",
                    "not_features": "feature", "not_categories": "category"}  # fmt: skip
_MEASURED: Final = (Dimension.LENGTH, Dimension.WIDTH, Dimension.DIAMETER, Dimension.HEIGHT, Dimension.DEPTH)


def refined(command: RefineSearch, view: View, counter: Counter) -> Plan:
    needs = view.conversation.needs or _needs_of_focus(view, counter)
    if not needs:
        return Plan(view.conversation, view.profile, (WhatSearch(),))
    changed = tuple(without(merged(need, command.change), command.drop) for need in needs)
    match command.direction:
        case Direction.MORE:
            return _more(changed, view, counter)
        case Direction.CHEAPER | Direction.DEARER:
            return _other_price(changed, command, view, counter)
        case Direction.SMALLER | Direction.LARGER:
            return _other_size(changed, command, view, counter)
        case _:
            return _changed(_about(command.change, needs, changed), command, view, counter)


def merged(need: Need, change: Need) -> Need:
    """The need with what was newly said in it: exclusions and features add up, all else replaces."""
    update: dict[str, object] = {}
    for field in Need.model_fields:
        said = getattr(change, field)
        if said == Need.model_fields[field].get_default() or field == "text":
            continue
        old = getattr(need, field)
        update[field] = tuple(dict.fromkeys((*old, *said))) if field in _ADDED else said
        if field in _OPPOSITE:
            opposite = _OPPOSITE[field]
            update.setdefault(opposite, tuple(each for each in getattr(need, opposite) if each not in said))
    if change.fits:
        named = {room.dimension for room in change.fits}
        update["fits"] = (*(room for room in need.fits if room.dimension not in named), *change.fits)
    if need.shared and "budget" in update:
        update["shared"] = update.pop("budget")
    update |= _words(need, change, bool(update))
    return need.model_copy(update=update)


def _words(need: Need, change: Need, concepts: bool) -> dict[str, object]:
    """Words of the new kind of thing replace the old ones; words that are all that was said are added."""
    if change.category and change.category != need.category:
        return {"text": change.text}
    if change.text and not concepts:
        return {"text": f"{need.text} {change.text}".strip()}
    return {}


def _about(change: Need, needs: tuple[Need, ...], changed: tuple[Need, ...]) -> tuple[Need, ...]:
    """Of several needs, only the one whose kind of thing was named is changed; without a name, all are."""
    if len(needs) > 1 and any(need.category == change.category for need in needs):
        return tuple(
            after if before.category == change.category else before
            for before, after in zip(needs, changed, strict=True)
        )
    return changed


def _needs_of_focus(view: View, counter: Counter) -> tuple[Need, ...]:
    """What a search for things like the product at hand would be."""
    shown = view.conversation.focus or next(iter(view.conversation.shown), None)
    product = product_with(shown.sku, view, counter) if shown else None
    return (Need(category=product.category, text="" if product.category else product.title),) if product else ()


# others of the same


def _more(needs: tuple[Need, ...], view: View, counter: Counter) -> Plan:
    seen = frozenset(view.conversation.seen)
    found = [search(need, view, counter, seen) for need in needs]
    picks = [match for each in found for match in each.picks]
    if not picks:
        drop = loosening(needs[0], view, counter, seen)
        decided = Decided("selection", "nothing_more", inputs=f"seen={len(seen)}")
        return Plan(replace(view.conversation, question=None), view.profile, (NoMore(drop=drop),), decided=(decided,))
    if len(needs) > 1:
        return _told_in_groups(found, view, counter, "more")
    message = MoreFound(number=len(picks), shown=cards(picks))
    return _shown(message, needs, picks, view, "more")


# cheaper, dearer


def _other_price(needs: tuple[Need, ...], command: RefineSearch, view: View, counter: Counter) -> Plan:
    cheaper = command.direction is Direction.CHEAPER
    priced = [_bounded(need, command.than, cheaper, view, counter) for need in needs]
    if not any(base.minor for _, base in priced):
        return _changed(needs, command, view, counter)
    found = [search(need, view, counter) for need, _ in priced]
    what = "cheaper" if cheaper else "dearer"
    if cheaper and not any(each.picks for each in found):
        priced = [(_without_floor(need), base) for need, base in priced]
        found = [search(need, view, counter) for need, _ in priced]
    if not any(each.picks for each in found):
        return _no_other_price(priced[0], cheaper, view, counter)
    found = [_without_our_limit(each) for each in found]
    if len(needs) > 1:
        return _prices_in_groups(needs, found, [base for _, base in priced], cheaper, view)
    than, shown = priced[0][1], cards(found[0].picks)
    message = CheaperFound(than=than, shown=shown) if cheaper else DearerFound(than=than, shown=shown)
    return _shown(message, (priced[0][0],), found[0].picks, view, what)


def _without_our_limit(found: Search) -> Search:
    """Our own bound is no budget of the shopper's: it is no reason to tell them."""
    picks = tuple(
        replace(match, reasons=tuple(reason for reason in match.reasons if reason.why is not Why.IN_BUDGET))
        for match in found.picks
    )
    return replace(found, picks=picks)


def _prices_in_groups(
    needs: tuple[Need, ...], found: Sequence[Search], bases: Sequence[Money], cheaper: bool, view: View
) -> Plan:
    """Each thing cheaper (dearer) than before; where there is none, it says so and that wish stays as it was."""
    messages: list[Message] = []
    shown: list[Match] = []
    kept: list[Need] = []
    for need, each, than in zip(needs, found, bases, strict=True):
        if each.picks:
            messages.append(ShortlistGroup(what=what_of(need), shown=cards(each.picks, len(shown) + 1)))
        else:
            messages.append(
                NothingCheaperGroup(what=what_of(need), than=than)
                if cheaper
                else NothingDearerGroup(what=what_of(need), than=than)
            )
        shown.extend(each.picks)
        kept.append(each.need if each.picks else need)
    decided = _decided("cheaper" if cheaper else "dearer", shown)
    return Plan(showing(view.conversation, kept, shown), view.profile, tuple(messages), decided=(decided,))


def _bounded(need: Need, than: ProductRef | None, cheaper: bool, view: View, counter: Counter) -> tuple[Need, Money]:
    """The need with a price bound just beyond the product named, or beyond all those shown."""
    base = _price_named(than, view, counter) or _price_shown(need, cheaper, view, counter)
    one = Money(1, base.currency)
    old = need.budget or Budget(kind=BudgetKind.UP_TO)
    upper: Money | None = base - one
    lower = old.lower if old.lower and old.lower < base else None
    if not cheaper:
        upper, lower = (old.upper if old.upper and old.upper > base else None), base + one
    kind = BudgetKind.BETWEEN if upper and lower else BudgetKind.UP_TO if upper else BudgetKind.FROM
    return need.model_copy(update={"budget": Budget(kind=kind, lower=lower, upper=upper)}), base


def _without_floor(need: Need) -> Need:
    """Who asks for cheaper than the lower bound once said has given that bound up."""
    upper = need.budget.upper if need.budget else None
    return need.model_copy(update={"budget": Budget(kind=BudgetKind.UP_TO, upper=upper)}) if upper else need


def _price_named(ref: ProductRef | None, view: View, counter: Counter) -> Money | None:
    named = pointed(ref, view, counter) if ref else None
    return counter.finder.price_of(named.sku, currency_of(view, counter)) if named else None


def _price_shown(need: Need, cheaper: bool, view: View, counter: Counter) -> Money:
    """The price in focus, else the lowest (or highest) shown; with several needs at hand, of what fits this one."""
    currency = currency_of(view, counter)
    shown = [counter.finder.price_of(each.sku, currency) for each in _shown_for(need, view, counter)]
    prices = [price for price in shown if price] or [match.price for match in search(need, view, counter).picks]
    choose = min if cheaper else max
    return Money(choose((price.minor for price in prices), default=0), currency)


def _shown_for(need: Need, view: View, counter: Counter) -> tuple[Shown, ...]:
    if view.conversation.focus:
        return (view.conversation.focus,)
    if len(view.conversation.needs) < 2:
        return view.conversation.shown
    return tuple(Shown(each.product.id, each.variant.sku) for each in search(need, view, counter).picks)


def _no_other_price(priced: tuple[Need, Money], cheaper: bool, view: View, counter: Counter) -> Plan:
    need, than = priced
    drop = loosening(need, view, counter, keep="budget") if cheaper else None
    message = NothingCheaper(than=than, drop=drop) if cheaper else NothingDearer(than=than)
    kept = replace(view.conversation, needs=(need,) if drop else view.conversation.needs, question=None)
    decided = Decided("selection", "nothing_cheaper" if cheaper else "nothing_dearer", inputs=f"than={than}")
    return Plan(kept, view.profile, (message,), decided=(decided,))


# larger, smaller


def _other_size(needs: tuple[Need, ...], command: RefineSearch, view: View, counter: Counter) -> Plan:
    """The next size of the product meant where it has sizes, else a larger or smaller thing by its measurements."""
    larger = command.direction is Direction.LARGER
    meant = pointed(command.than or ProductRef(), view, counter) or next(iter(view.conversation.shown), None)
    product = product_with(meant.sku, view, counter) if meant else None
    variant = product.variant(meant.sku) if product and meant else None
    if product is None or variant is None or meant is None:
        return Plan(view.conversation, view.profile, (WhatSearch(),))
    need = needs[-1]
    if variant.size and len(product.sizes) > 1:
        size = _next_size(product.sizes, need.size or variant.size, larger)
        if size is None:
            told = NoOtherSize(title=title_of_sku(product, meant.sku, sized=False), size=need.size or variant.size)
            return Plan(view.conversation, view.profile, (told,))
        wanted = need.model_copy(update={"size": size})
        return _changed((wanted,), RefineSearch(change=Need(size=size)), view, counter)
    measures = product.dimensions_of(variant)
    dimension = next((each for each in _MEASURED if each.value in measures), None)
    if dimension is None:
        told = NoOtherSize(title=title_of_sku(product, meant.sku, sized=False), size=variant.size or "")
        return Plan(view.conversation, view.profile, (told,))
    cm = measures[dimension.value]
    room = Room(dimension=dimension, at_least_cm=cm + 1) if larger else Room(dimension=dimension, at_most_cm=cm - 1)
    return _changed((merged(need, Need(fits=(room,))),), RefineSearch(change=Need(fits=(room,))), view, counter)


def _next_size(sizes: Sequence[str], size: str, larger: bool) -> str | None:
    """The neighbour in the catalog's order of sizes."""
    known = [each.casefold() for each in sizes]
    if size.casefold() not in known:
        return None
    place = known.index(size.casefold()) + (1 if larger else -1)
    return sizes[place] if 0 <= place < len(sizes) else None


# anything else


def _changed(needs: tuple[Need, ...], command: RefineSearch, view: View, counter: Counter) -> Plan:
    found = [search(need, view, counter) for need in needs]
    if len(needs) > 1:
        return _told_in_groups(found, view, counter, "refined")
    first = found[0]
    if first.picks:
        message = _says_change(command, cards(first.picks))
        return _shown(message, needs, first.picks, view, "refined")
    message, matches = missed(first, view, counter)
    if matches:
        return _shown(message, needs, matches, view, "near_misses")
    conversation = offering(replace(view.conversation, needs=needs, question=None), message)
    decided = Decided("selection", "nothing_found", inputs="refined")
    return Plan(conversation, view.profile, (message,), decided=(decided,))


def _says_change(command: RefineSearch, shown: tuple[Card, ...]) -> Message:
    """The one thing worth saying of what changed; the cards below say the rest."""
    change = command.change
    if change.category:
        return NowInstead(what=Term(kind="category", id=change.category), shown=shown)
    wanted = tuple(
        Term(kind=kind, id=concept) for field, kind in CONCEPTS.items() for concept in getattr(change, field)
    )
    if wanted or change.size:
        return NowWith(what=(*wanted, *((change.size,) if change.size else ())), shown=shown)
    unwanted = tuple(
        Term(kind=kind, id=concept) for field, kind in _EXCLUDED.items() for concept in getattr(change, field)
    )
    if unwanted:
        return NowWithout(what=unwanted, shown=shown)
    if change.budget:
        return _says_budget(change.budget, shown)
    if len(command.drop) == 1:
        return NowLoosened(shown=shown)
    return Shortlist(number=len(shown), shown=shown)


def _says_budget(budget: Budget, shown: tuple[Card, ...]) -> Message:
    if budget.lower and budget.upper:
        return NowBetween(lower=budget.lower, upper=budget.upper, shown=shown)
    if budget.upper and budget.kind is BudgetKind.AROUND:
        return NowAround(amount=budget.upper, shown=shown)
    if budget.upper:
        return NowUpTo(amount=budget.upper, shown=shown)
    if budget.lower:
        return NowFrom(amount=budget.lower, shown=shown)
    return Shortlist(number=len(shown), shown=shown)


def _told_in_groups(found: Sequence[Search], view: View, counter: Counter, what: str) -> Plan:
    messages: list[Message] = []
    shown: list[Match] = []
    for each in found:
        group = cards(each.picks, len(shown) + 1)
        label = what_of(each.need)
        messages.append(ShortlistGroup(what=label, shown=group) if group else NothingFitsGroup(what=label))
        shown.extend(each.picks)
    conversation = showing(view.conversation, [each.need for each in found], shown)
    return Plan(conversation, view.profile, tuple(messages), decided=(_decided(what, shown),))


def _shown(message: Message, needs: tuple[Need, ...], matches: Sequence[Match], view: View, what: str) -> Plan:
    conversation = showing(view.conversation, needs, matches)
    return Plan(conversation, view.profile, (message,), decided=(_decided(what, matches),))


def _decided(what: str, matches: Sequence[Match]) -> Decided:
    return Decided("selection", f"{what}:{','.join(match.variant.sku for match in matches)}")
