"""Puts a person and their orders into the shop as if they had been there before: the JSON door's `seed`, for tests."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlmodel import Session

from bot.channels.requests import BudgetPart, OrderPart, ProfilePart, SeedRequest
from bot.channels.shapes import Json, order_shape
from dialogue import profile_store, store
from dialogue.conversation import Conversation
from dialogue.profile import Fact, Profile, learn
from orders import service
from orders.answers import Refusal
from orders.ids import MessageId, Sku
from orders.order import Address, Order

if TYPE_CHECKING:
    from bot.wiring import Shop

KINDS: Final = ("color", "material", "pattern", "style", "category")
"""What a liked or disliked word may be, looked for in this order."""


class SeedError(ValueError):
    """Something in a seed that the shop does not have: an unknown SKU, state or market."""


def seed(shop: "Shop", channel: str, asked: SeedRequest) -> list[Json]:
    """The orders made, each with its `ref`; all or none of it happens."""
    now = shop.clock()
    with shop.storage.writes() as session:
        talk = store.find_conversation(session, channel, asked.user)
        talk = talk or shop.engine.open(session, channel, asked.user, asked.profile.locale, now)
        before = profile_store.profile(session, talk.shopper)
        after = _with(before, asked.profile, shop, now)
        profile_store.save_profile(session, before, after, now)
        made = [(part.ref, _order(shop, session, talk, after, part, now)) for part in asked.orders]
    locale = shop.locales.nearest(asked.profile.locale) or talk.locale
    return [{"ref": ref, **order_shape(shop, order, locale)} for ref, order in made]


def _order(
    shop: "Shop", session: Session, talk: Conversation, profile: Profile, part: OrderPart, now: datetime
) -> Order:
    address = profile.address or Address("", "", "", "", shop.settings.market)
    rules = shop.policy.markets.get(address.country)
    if rules is None:
        raise SeedError(f"country {address.country!r} is not one of {', '.join(sorted(shop.policy.markets))}")
    tracking = part.tracking
    done = service.seed_order(
        session,
        service.Seed(
            shopper=talk.shopper,
            conversation=talk.id,
            lines=tuple((Sku(line.sku), line.quantity) for line in part.lines),
            state=part.state,
            address=address,
            market=address.country,
            currency=rules.currency,
            method=part.method,
            placed_at=now - timedelta(days=part.placed_days_ago),
            email=profile.email or "",
            carrier=tracking.carrier if tracking else "",
            number=tracking.number if tracking else "",
            eta=tracking.eta_moment() if tracking else None,
        ),
        now,
    )
    if isinstance(done, Refusal):
        raise SeedError(f"order {part.ref!r}: {done.reason.value} {done.sku or ''}".rstrip())
    service.mark_announced(session, done.events)
    return done.order


def _with(profile: Profile, part: ProfilePart, shop: "Shop", now: datetime) -> Profile:
    address = part.address
    profile = replace(
        profile,
        name=part.name or profile.name,
        email=part.email or profile.email,
        phone=part.phone or profile.phone,
        locale=part.locale or profile.locale,
        address=Address(**address.model_dump()) if address else profile.address,
    )
    for who, about, value in _said(part, shop):
        profile = learn(profile, Fact(who, about, value, now, MessageId("seed")))
    for fact in part.facts:
        profile = learn(profile, Fact(fact.about, fact.what, fact.value, fact.said_at or now, MessageId(fact.source)))
    return profile


def _said(part: ProfilePart, shop: "Shop") -> list[tuple[str, str, str]]:
    """(who, about, value) of everything but the facts that are given as such."""
    said = [("self", f"size.{kind}", size) for kind, size in part.sizes.items()]
    said += [("self", f"likes.{_kind(shop, word)}", word) for word in part.likes]
    said += [("self", f"dislikes.{_kind(shop, word)}", word) for word in part.dislikes]
    if part.budget is not None:
        budget = part.budget
        amount = f"{budget.amount} {budget.currency}".strip() if isinstance(budget, BudgetPart) else str(budget)
        said.append(("self", "budget.usual", amount))
    for person in part.household:
        said += [(person.who, f"size.{kind}", size) for kind, size in person.sizes.items()]
        if person.name:
            said.append((person.who, "household.name", person.name))
        if person.age is not None:
            said.append((person.who, "household.age", str(person.age)))
    return said


def _kind(shop: "Shop", word: str) -> str:
    terms = shop.locales["en"].terms
    return next((kind for kind in KINDS if word in terms.get(kind, {})), "style")
