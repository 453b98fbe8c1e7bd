"""What the desk in Slack shows, read from the shop's own rows at the moment it is shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel import Locale as Cldr
from sqlmodel import Session

from bot import store as bot_store
from bot.desk.slack.blocks import CaseView, HomeCase, WaitingRefund
from bot.desk.slack.store import Thread
from bot.desk.words import REASONS, age, in_words, refund_waiting, tried
from bot.store import DeskCase
from dialogue import profile_store, store
from dialogue.conversation import Conversation, Holder
from dialogue.playbooks.handover import TELLING
from orders import service
from orders.order import Refund

NOBODY: Final = "New shopper"


@dataclass(frozen=True, slots=True)
class Shown:
    """A thread's case as it stands. `talk` is None for what could not be parsed, and after an erasure."""

    view: CaseView
    talk: Conversation | None
    closed: bool


def shown(session: Session, thread: Thread, now: datetime) -> Shown | None:
    """None when nothing of the case is left: the shopper was erased."""
    cases = _cases(session, thread)
    if not cases:
        return None
    talk = store.conversation(session, thread.conversation) if thread.conversation else None
    waiting = [each for each in cases if each.state != "closed"]
    newest = cases[-1].case
    refund = refund_waiting(service.orders_of(session, thread.shopper)) if talk else None
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
        asked=newest.asked,
        tried=tuple(tried(newest.tried)),
        refused=tuple(map(in_words, newest.refused)),
        promised=tuple(each for each in talk.promises if len(each) >= TELLING or any(map(str.isdecimal, each)))
        if talk
        else (),
        open_money=newest.open_money,
        refund=_refund(refund) if refund else None,
        has_conversation=talk is not None,
    )
    return Shown(view, talk, closed)


def home_cases(session: Session, now: datetime) -> tuple[HomeCase, ...]:
    """Open cases, those waiting longest first."""
    return tuple(
        HomeCase(
            why=REASONS[case.case.flag],
            shopper=profile_store.profile(session, case.shopper).name or NOBODY,
            age=age(now - case.case.opened_at),
            state=case.state,
            staff=case.staff,
            last=(case.case.asked or ("",))[-1],
        )
        for case in bot_store.cases(session)
    )


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


def _refund(refund: Refund) -> WaitingRefund:
    limit = {"amount": "above the limit", "often": "many refunds lately", "second": "needs a second person"}
    why = limit.get(refund.why_person, in_words(refund.why_person))
    return WaitingRefund(refund.id, str(refund.amount), f"Order {refund.order}, {in_words(refund.reason.value)}; {why}")
