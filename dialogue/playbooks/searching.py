"""Searching for a need with what the profile knows, and telling what came of it: matches, near misses, or nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from dialogue.conversation import Conversation, Shown
from dialogue.counter import Counter
from dialogue.messages.base import Card, Term
from dialogue.playbooks.cards import card_of, currency_of, market_of
from dialogue.playbooks.lines import day_of
from dialogue.profile import Profile
from dialogue.view import View
from matching.matches import Ask, Match, Matches, Occasion, Reason, Taste, Why
from matching.need import BudgetKind, Need
from orders.ids import ProductId
from orders.money import EXPONENTS, Money, MoneyError
from orders.states import Tier

CARDS: Final = 3
CONCEPTS: Final = {
    "colors": "color", "materials": "material", "features": "feature", "patterns": "pattern", "styles": "style",
    "rooms": "room", "occasions": "occasion",
}  # fmt: skip
"""A need's fields that hold concepts, with the kind of concept."""
_GROWN: Final = 16


@dataclass(frozen=True, slots=True)
class Search:
    """A need as it was said, completed with what is known of the person it is for, and what was found."""

    need: Need
    picks: tuple[Match, ...]
    near: tuple[Match, ...]
    total: int
    ask: Ask | None


def search(need: Need, view: View, counter: Counter, seen: frozenset[ProductId] = frozenset()) -> Search:
    """Up to CARDS products. Sizes and tastes are those of the person it is for; a usual budget only orders."""
    occasion = occasion_for(need, view, counter, seen)
    usual = None if need.budget else usual_budget(view.profile, person_of(need), occasion.currency)
    found = counter.finder.find(completed(need, view), occasion, CARDS if usual is None else 2 * CARDS)
    best = found.best if usual is None else _habit_first(found, usual)
    if need.budget and need.budget.kind is BudgetKind.AROUND:
        return Search(need, _unbounded(best[:CARDS]), _unbounded(found.near[:CARDS]), found.total, found.ask)
    return Search(need, best[:CARDS], found.near[:CARDS], found.total, found.ask)


def _unbounded(matches: Sequence[Match]) -> tuple[Match, ...]:
    """ "Around 40" is no limit that goods could be within."""
    return tuple(
        replace(match, reasons=tuple(reason for reason in match.reasons if reason.why is not Why.IN_BUDGET))
        for match in matches
    )


def occasion_for(need: Need, view: View, counter: Counter, seen: frozenset[ProductId] = frozenset()) -> Occasion:
    return Occasion(
        market=market_of(view, counter),
        currency=currency_of(view, counter),
        taste=taste_of(view.profile, person_of(need)),
        seen=seen,
        arrivals=_arrivals(market_of(view, counter), counter),
        language=view.conversation.locale,
    )


def _arrivals(market: str, counter: Counter) -> dict[str, date]:
    """The day by which goods ordered now are promised in a market, by the tier of their supplier."""
    policy = counter.policy
    return {tier.value: day_of(policy.promised(market, tier, counter.now), market) for tier in Tier}


def person_of(need: Need) -> str | None:
    """Whose sizes and tastes count: "self", a relation, or None for a gift to somebody who was not named."""
    if need.person:
        return need.person
    return None if need.gift else "self"


def taste_of(profile: Profile, who: str | None) -> Taste:
    if who is None:
        return Taste(own=False)
    return Taste(
        sizes=profile.sizes(who),
        likes=profile.tastes("likes", who),
        dislikes=profile.tastes("dislikes", who),
        own=who == "self",
    )


def completed(need: Need, view: View) -> Need:
    """With the age of the child it is for, where it was told once and not now."""
    if need.age is not None or need.person in (None, "self"):
        return need
    age = view.profile.age(need.person or "", view.now)
    return need if age is None or age >= _GROWN else need.model_copy(update={"age": age})


def usual_budget(profile: Profile, who: str | None, currency: str) -> Money | None:
    """What the shopper usually spends at most, when it was said in this currency (or in none)."""
    said = profile.value("budget.usual", who) if who else None
    amount = re.search(r"\d+(?:\.\d+)?", said or "")
    named = re.search(r"[A-Z]{3}", said or "")
    if amount is None or (named and named.group() != currency):
        return None
    return money_said(amount.group(), currency)


def money_said(amount: str, currency: str) -> Money | None:
    """An amount in major units, written with a dot; None for what is none or has too many decimals."""
    try:
        return Money.parse(amount, currency)
    except MoneyError:
        return None


def _habit_first(found: Matches, usual: Money) -> tuple[Match, ...]:
    within = tuple(
        replace(match, reasons=(*match.reasons, Reason(Why.IN_BUDGET, amount=usual)))
        for match in found.best
        if match.price <= usual
    )
    return (*within, *(match for match in found.best if match.price > usual))


def cards(matches: Sequence[Match], first: int = 1) -> tuple[Card, ...]:
    return tuple(card_of(match, first + place) for place, match in enumerate(matches))


def showing(conversation: Conversation, needs: Sequence[Need], matches: Sequence[Match]) -> Conversation:
    """The conversation once these were shown; an open question about something else is closed."""
    shown = tuple(Shown(match.product.id, match.variant.sku) for match in matches)
    return replace(
        conversation,
        needs=tuple(needs),
        shown=shown,
        seen=tuple(dict.fromkeys((*conversation.seen, *(each.product for each in shown)))),
        focus=shown[0] if len(shown) == 1 else None,
        question=None,
    )


def what_of(need: Need) -> Term | str:
    """What is looked for in one word, else in the shopper's own words."""
    if need.category:
        return Term(kind="category", id=need.category)
    return next(
        (Term(kind=kind, id=concepts[0]) for field, kind in CONCEPTS.items() if (concepts := getattr(need, field))),
        need.text.strip(),
    )


def without(need: Need, fields: Sequence[str]) -> Need:
    """The need with these fields forgotten; names it does not have are passed over."""
    known = {field: Need.model_fields[field].get_default() for field in fields if field in Need.model_fields}
    return need.model_copy(update=known)


def concepts_in(need: Need) -> bool:
    """Whether anything is set that can be searched by besides a category or words."""
    return any(getattr(need, field) for field in CONCEPTS) or bool(need.fits) or need.audience is not None


def amounts(options: Sequence[str], currency: str) -> tuple[Money, ...]:
    """Upper bounds in major units as amounts of this currency."""
    scale = Decimal(1).scaleb(-EXPONENTS[currency])
    found = (money_said(str(Decimal(option).quantize(scale)), currency) for option in options if option.isdecimal())
    return tuple(amount for amount in found if amount is not None)
