"""What the desk in Slack shows, read from the shop's own rows at the moment it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel import Locale as Cldr
from sqlmodel import Session

from bot import store as bot_store
from bot.desk.masking import Mask
from bot.desk.slack.blocks import CaseView, HomeCase, WaitingRefund
from bot.desk.slack.store import Thread
from bot.desk.words import REASONS, age, in_words, refund_waiting, tried
from bot.store import DeskCase
from dialogue import profile_store, store
from dialogue.conversation import Conversation, Holder
from dialogue.playbooks.handover import kept_promises
from orders import service
from orders.amounts import bounds
from orders.ids import ShopperId
from orders.order import Address, Order, Refund
from orders.policy import standard

NOBODY: Final = "New shopper"


@dataclass(frozen=True, slots=True)
class Shown:
    """A thread's case as it stands, what tells how somebody is reached masked by `mask`. `talk` is None for what could
    not be parsed, and after an erasure."""

    view: CaseView
    talk: Conversation | None
    closed: bool
    mask: Mask


def shown(session: Session, thread: Thread, now: datetime) -> Shown | None:
    """None when nothing of the case is left: the shopper was erased."""
    cases = _cases(session, thread)
    if not cases:
        return None
    talk = store.conversation(session, thread.conversation) if thread.conversation else None
    waiting = [each for each in cases if each.state != "closed"]
    newest = cases[-1].case
    orders = service.orders_of(session, thread.shopper) if talk else ()
    refund, mask = refund_waiting(orders), mask_of(session, thread.shopper, talk, orders)
    closed = thread.closed or not waiting
    held = talk is not None and talk.holder is Holder.STAFF
    view = CaseView(
        thread=thread.id,
        why=", ".join(dict.fromkeys(REASONS[each.case.flag] for each in waiting or cases)),
        shopper=_name(session, thread) if talk else NOBODY,
        language=_language(talk) if talk else "",
        state="closed" if closed else "claimed" if held else "open",
        staff=talk.staff if talk and held else None,
        since=f"{cases[0].case.opened_at:%d %b %H:%M} UTC",
        asked=tuple(map(mask, newest.asked)),
        tried=tuple(map(mask, tried(newest.tried))),
        refused=tuple(map(in_words, newest.refused)),
        promised=tuple(map(mask, kept_promises(talk.promises))) if talk else (),
        open_money=newest.open_money,
        refund=_refund(refund, orders, talk.staff if talk else None) if refund else None,
        has_conversation=talk is not None,
    )
    return Shown(view, talk, closed, mask)


def mask_of(session: Session, shopper: ShopperId, talk: Conversation | None, orders: Iterable[Order]) -> Mask:
    """Knows every address of theirs: the profile's, the one of the order at hand, and where orders went."""
    places = [order.address for order in orders] + ([talk.address] if talk and talk.address else [])
    return Mask(profile_store.profile(session, shopper), tuple(dict.fromkeys(places)))


def in_full(found: Shown, orders: Iterable[Order]) -> tuple[tuple[str, str], ...]:
    """What the thread hides, by its names."""
    who = found.mask.profile
    rows = [("Name", who.name), ("E-mail", who.email), ("Phone", who.phone), ("Address", _place(who.address))]
    rows += [(f"Order {each.id}", f"{_place(each.address)} · {each.email} · {each.method}") for each in orders]
    return tuple((name, fact) for name, fact in rows if fact)


def _place(at: Address | None) -> str:
    if at is None:
        return ""
    parts = (at.name, at.line1, at.line2, f"{at.postcode} {at.city}".strip(), at.region, at.country)
    return ", ".join(part for part in parts if part)


def home_cases(session: Session, now: datetime) -> tuple[HomeCase, ...]:
    """Open cases, those waiting longest first."""
    return tuple(
        HomeCase(
            why=REASONS[case.case.flag],
            shopper=profile_store.profile(session, case.shopper).name or NOBODY,
            age=age(now - case.case.opened_at),
            state=case.state,
            staff=case.staff,
            last=_mask_at_home(session, case)((case.case.asked or ("",))[-1]),
        )
        for case in bot_store.cases(session)
    )


def _mask_at_home(session: Session, case: DeskCase) -> Mask:
    talk, orders = store.conversation(session, case.conversation), service.orders_of(session, case.shopper)
    return mask_of(session, case.shopper, talk, orders)


def _cases(session: Session, thread: Thread) -> tuple[DeskCase, ...]:
    if not thread.conversation:
        one = bot_store.case(session, thread.case)
        return (one,) if one else ()
    return tuple(case for case in bot_store.cases_of(session, thread.conversation) if case.id >= thread.case)


def _name(session: Session, thread: Thread) -> str:
    return profile_store.profile(session, thread.shopper).name or NOBODY


def _language(talk: Conversation) -> str:
    spoken, market = Cldr.parse(talk.locale).get_display_name("en"), Cldr("en").territories.get(talk.market)
    return f"Writes {spoken}, buys in {market or talk.market}"


def _refund(refund: Refund, orders: Iterable[Order], staff: str | None) -> WaitingRefund:
    limit = {"amount": "above the limit", "often": "many refunds lately", "second": "needs a second person"}
    why = limit.get(refund.why_person, in_words(refund.why_person))
    order = next(each for each in orders if each.id == refund.order)
    within = bounds(order, refund, standard(), (staff,) if staff else ())
    return WaitingRefund(
        id=refund.id,
        amount=str(refund.amount),
        why=f"Order {refund.order}, {in_words(refund.reason.value)}; {why}",
        currency=order.currency,
        plain=refund.amount.plain(),
        least=within.least.plain(),
        most=within.most.plain(),
    )
