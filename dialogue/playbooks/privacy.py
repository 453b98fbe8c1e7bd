"""What is known of a person: shown, noted, corrected, forgotten, exported, erased; and no more offers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dialogue.commands import (
    AskAboutMe,
    CorrectProfile,
    DeleteMyData,
    ExportMyData,
    FactSaid,
    OptOut,
)
from dialogue.conversation import OpenQuestion, Pending, Slot
from dialogue.counter import Counter
from dialogue.messages import privacy as say
from dialogue.messages.base import Message, Place, Term, Trait
from dialogue.plan import ChoreKind, Decided, Plan
from dialogue.playbooks.courtesy import own_name
from dialogue.playbooks.lines import method_of, place_of
from dialogue.profile import ABOUT, NAME, Fact, Profile, forget, learn, named
from dialogue.view import View
from orders import account_actions
from orders.money import EXPONENTS, Money
from orders.states import OrderState

CONTACT: Final = ("email", "phone", "address")
"""What can be forgotten that is no fact about tastes or people."""
ERASE = "erase"
"""The chore a Pending yes to `EraseAsk` names."""


def ask_about_me(command: AskAboutMe, view: View, counter: Counter) -> Plan:
    """Exactly what is stored, grouped by person, with the day each thing was said."""
    profile = view.profile
    own = (*_contact(profile), *_traits(profile, "self", dated=True))
    messages: list[Message] = [say.AboutYou(facts=own) if own else say.AboutYouNothing()]
    messages += [
        say.AboutSomeone(person=Term(kind="person", id=who), facts=_traits(profile, who, dated=True))
        for who in profile.others
    ]
    placed = [order for order in view.own_orders if order.placed_at]
    if placed:
        messages.append(say.AboutYourOrders(number=len(placed)))
    decided = Decided("service", "told_profile", inputs=f"facts={len(profile.facts)}")
    return Plan(view.conversation, profile, tuple(messages), decided=(decided,))


def _contact(profile: Profile) -> tuple[Trait, ...]:
    place: tuple[Place, ...] = (place_of(profile.address),) if profile.address else ()
    said = (("name", profile.name), ("email", profile.email), ("phone", profile.phone))
    lines = [Trait(about=about, values=(value,)) for about, value in said if value]
    lines += [Trait(about="address", values=(each,)) for each in place]
    if profile.payment:
        lines.append(Trait(about="payment", values=(method_of(profile.payment),)))
    if profile.locale:
        lines.append(Trait(about="language", values=(own_name(profile.locale),)))
    if profile.whatsapp_since:
        lines.append(Trait(about="whatsapp", values=("1",), said_at=profile.whatsapp_since))
    if profile.opted_out:
        lines.append(Trait(about="opted_out", values=("1",)))
    return tuple(lines)


def _traits(profile: Profile, who: str, *, dated: bool) -> tuple[Trait, ...]:
    return tuple(trait_of(fact, dated=dated) for fact in profile.facts if fact.who == who)


def trait_of(fact: Fact, *, dated: bool = False) -> Trait:
    return Trait(about=fact.about, values=(_value(fact),), said_at=fact.said_at if dated else None)


def _value(fact: Fact) -> Term | Money | int | str:
    head, _, kind = fact.about.partition(".")
    if head in ("likes", "dislikes"):
        return Term(kind=kind, id=fact.value)
    if fact.about == "occasion":
        return Term(kind="occasion", id=fact.value)
    if fact.about == "household.age" and fact.value.isdecimal():
        return int(fact.value)
    if fact.about == "budget.usual":
        return _amount(fact.value)
    return fact.value


def _amount(said: str) -> Money | str:
    """ "EUR 80.00" or "80 EUR" as money; anything else as it was said."""
    number, currency = re.search(r"\d+(?:\.\d+)?", said), re.search(r"[A-Z]{3}", said)
    if number is None or currency is None or currency.group() not in EXPONENTS:
        return said
    decimals = len(number.group().partition(".")[2])
    return said if decimals > EXPONENTS[currency.group()] else Money.parse(number.group(), currency.group())


# learned and corrected


def noted_in_passing(view: View) -> tuple[Message, ...]:
    """A light word on what this turn's messages taught us beside what they wanted."""
    now = {inbound.id for inbound in view.inbounds}
    learned = [fact for fact in view.profile.facts if fact.source in now]
    return _noted(learned)


def _noted(facts: Sequence[Fact]) -> tuple[Message, ...]:
    people = dict.fromkeys(fact.who for fact in facts)
    messages: list[Message] = []
    for who in people:
        traits = tuple(trait_of(fact) for fact in facts if fact.who == who)
        if who != "self":
            messages.append(say.NotedFor(person=Term(kind="person", id=who), facts=traits))
        else:
            messages.append(say.Noted(facts=traits) if len(traits) == 1 else say.NotedMany(facts=traits))
    return tuple(messages)


def correct_profile(command: CorrectProfile, view: View, counter: Counter) -> Plan:
    """Facts are noted, replaced or erased as said; the answer names what changed."""
    if not command.facts:
        return Plan(view.conversation, view.profile, (say.WhatToCorrect(),))
    profile = view.profile
    told: list[Message] = []
    noted: list[Fact] = []
    forgotten: list[Fact] = []
    erased: list[Trait] = []
    for said in command.facts:
        before = profile
        if said.forget and said.about in CONTACT:
            erased += _contact_of(profile, said.about)
            profile = _without_contact(profile, said.about)
        elif said.forget:
            profile = forget(profile, said.who, said.about, said.value or None)
            forgotten += [fact for fact in before.facts if fact not in profile.facts]
        elif said.about == NAME:
            profile = named(profile, said.value)
            noted.append(_fact(said, view))
        elif said.about in ABOUT:
            fact = _fact(said, view)
            profile = learn(profile, fact)
            told += _corrected(before, fact)
            noted += [] if _corrected(before, fact) else [fact]
    told += _noted(noted)
    erased += [trait_of(fact) for fact in forgotten]
    if erased:
        told.append(say.Forgotten(facts=tuple(erased)))
    elif not told:
        told.append(say.NothingToForget() if any(said.forget for said in command.facts) else say.WhatToCorrect())
    decided = Decided("service", "profile_changed", inputs=",".join(said.about for said in command.facts))
    address = view.conversation.address if profile.address or not view.profile.address else None
    return Plan(replace(view.conversation, address=address), profile, tuple(told), decided=(decided,))


def _contact_of(profile: Profile, about: str) -> tuple[Trait, ...]:
    return tuple(trait for trait in _contact(profile) if trait.about == about)


def _without_contact(profile: Profile, about: str) -> Profile:
    match about:
        case "email":
            return replace(profile, email=None)
        case "phone":
            return replace(profile, phone=None)
        case _:
            return replace(profile, address=None)


def _fact(said: FactSaid, view: View) -> Fact:
    source = view.inbounds[-1]
    return Fact(who=said.who, about=said.about, value=said.value, said_at=source.at, source=source.id)


def _corrected(before: Profile, fact: Fact) -> tuple[Message, ...]:
    """Says old and new where a single value of the shopper's own is replaced by another."""
    replaced = [old for old in before.facts if old not in learn(before, fact).facts]
    changed = [old for old in replaced if (old.about, old.value) != (fact.about, fact.value)]
    if fact.who != "self" or not changed:
        return ()
    return (say.Corrected(old=trait_of(changed[-1]), new=trait_of(fact)),)


# erased, exported, no more offers


def delete_my_data(command: DeleteMyData, view: View, counter: Counter) -> Plan:
    """Asks first, and says what the law makes us keep. Nothing is erased before the yes."""
    token = counter.new_token()
    under_way = sum(
        1
        for order in view.own_orders
        if order.placed_at
        and order.state is not OrderState.CANCELLED
        and any(line.open_quantity > 0 for line in order.lines)
    )
    told = say.EraseAskWithOrders(token=token, number=under_way) if under_way else say.EraseAsk(token=token)
    conversation = replace(
        view.conversation,
        pending=Pending(token=token, chore=ERASE),
        question=OpenQuestion(slot=Slot.CONFIRM, subject=token),
    )
    decided = Decided("service", "erasure_asked", inputs=f"orders_under_way={under_way}")
    return Plan(conversation, view.profile, (told,), decided=(decided,))


def erase(view: View) -> Plan:
    """After the yes: the worker erases once this turn is told."""
    decided = Decided("service", "erasure_confirmed", actor="shopper")
    conversation = replace(view.conversation, pending=None, question=None)
    return Plan(conversation, view.profile, (say.Erasing(),), chores=(ChoreKind.ERASE,), decided=(decided,))


def keep(view: View) -> Plan:
    """After the no."""
    conversation = replace(view.conversation, pending=None, question=None)
    return Plan(conversation, view.profile, (say.ErasureDropped(),))


def export_my_data(command: ExportMyData, view: View, counter: Counter) -> Plan:
    """The file is made when it is sent, so it holds this message too."""
    decided = Decided("service", "exported")
    told = say.YourData(subject=view.conversation.shopper)
    return Plan(view.conversation, view.profile, (told,), decided=(decided,))


def opt_out(command: OptOut, view: View, counter: Counter) -> Plan:
    if view.profile.opted_out:
        return Plan(view.conversation, view.profile, (say.OptedOutAlready(),))
    decided = Decided("service", "opted_out", actor="shopper")
    # Who wants no messages waits for nothing any more; what is asked for later is told.
    nothing = account_actions.ForgetWishes(shopper=view.conversation.shopper)
    profile = replace(view.profile, opted_out=True)
    return Plan(view.conversation, profile, (say.OptedOut(),), account=(nothing,), decided=(decided,))
