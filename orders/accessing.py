"""A guest's access from the wish to the opened orders: counting, codes, letters, and who may do what to an order."""

from datetime import datetime, timedelta
from typing import Final, assert_never

from sqlmodel import Session

from orders import access, access_store, store
from orders.access import (
    AccessDone,
    AccessWish,
    AskCode,
    CodeLetter,
    Contact,
    ForgetAccess,
    Standing,
    Target,
    TryCode,
)
from orders.access_store import Asked
from orders.answers import Reason, Refusal
from orders.ids import ShopperId
from orders.order import Order
from orders.policy import Policy
from orders.tables import OrderDecisionRow

HOUR: Final = timedelta(hours=1)


def wish(session: Session, wanted: AccessWish, now: datetime, policy: Policy) -> AccessDone | Refusal:
    """Do it and record it. A wrong code has used up a try: a Refusal here is to be committed like any answer."""
    match wanted:
        case AskCode():
            answer = _ask(session, wanted, now, policy)
        case TryCode():
            answer = _try(session, wanted, now, policy)
        case ForgetAccess():
            answer = AccessDone(forgotten=access_store.revoke(session, wanted.shopper, now))
        case _:
            assert_never(wanted)
    told = answer.reason.value if isinstance(answer, Refusal) else "done"
    row = OrderDecisionRow(
        shopper=wanted.shopper, stage="service", action=type(wanted).__name__, actor="rules", answer=told, at=now
    )
    store.record(session, row)
    return answer


def _ask(session: Session, wanted: AskCode, now: datetime, policy: Policy) -> AccessDone | Refusal:
    """Nothing is looked up here: the answer, and the time it takes, are the same whether an order fits or not."""
    most, since = policy.access.per_hour, now - HOUR
    access_store.hold_counts(session)
    access_store.sweep(session, now)
    often = access_store.asked_by(session, wanted.shopper, since) >= most
    if often or access_store.asked_for(session, wanted.contact.key, since) >= most:
        return Refusal(Reason.TOO_MANY_CODES)
    access_store.add(session, wanted, now, now + timedelta(minutes=policy.access.minutes))
    return AccessDone()


def _try(session: Session, wanted: TryCode, now: datetime, policy: Policy) -> AccessDone | Refusal:
    """A try is taken before anything is compared, so that no number of guessers at once gets more of them."""
    asked, most = access_store.newest(session, wanted.shopper), policy.access.tries
    if asked is None or not access_store.count_try(session, asked.id, most, now):
        return Refusal(Reason.CODE_EXPIRED)
    asked = access_store.asked(session, asked.id) or asked
    if not access.is_right(wanted.code, asked.salt, asked.digest) or asked.target is None:
        return Refusal(Reason.CODE_WRONG, quantity=max(0, most - asked.tries))
    if not access_store.use(session, asked.id, now):
        return Refusal(Reason.CODE_EXPIRED)
    until = now + timedelta(days=policy.access.days)
    granted = access_store.grant(session, wanted.shopper, asked.target, now, until)
    return AccessDone(opened=access_store.opened(session, [granted]), until=until)


# ---- letters


def letters_due(session: Session, now: datetime) -> tuple[int, ...]:
    return access_store.due(session, now)


def write_letter(session: Session, code: int, now: datetime, policy: Policy) -> CodeLetter | None:
    """The letter to send for a code asked for, with a code made right now; None where nothing is to be sent.

    Commit before sending it. A letter that may or may not have been sent is written anew with another code: the newest
    one counts.
    """
    waiting = access_store.asked(session, code)
    target = (waiting.target or target_of(session, waiting.contact)) if waiting else None
    access_store.hold_counts(session)
    asked = access_store.take(session, code, now)
    if asked is None:
        return None
    if target is None or now >= asked.until or _too_many(session, asked, target, now, policy):
        access_store.finish(session, code, access_store.VOID)
        return None
    made, salt = access.new_code(), access.new_salt()
    access_store.make(session, code, target, salt, access.digest(salt, made))
    return CodeLetter(code, target.email, made, asked.until, asked.locale, asked.market)


def _too_many(session: Session, asked: Asked, target: Target, now: datetime, policy: Policy) -> bool:
    """Whether so many letters went there within the hour that no further one does; one written anew counts already."""
    if asked.target is not None:
        return False
    return access_store.sent_to(session, target.email, now - HOUR) >= policy.access.per_hour


def target_of(session: Session, contact: Contact) -> Target | None:
    """Whom a letter about this would go to; nobody where too little was told or no order fits."""
    return access_store.target(session, contact) if contact.is_enough else None


def letter_sent(session: Session, code: int) -> None:
    access_store.finish(session, code, access_store.SENT)


def letter_refused(session: Session, code: int) -> None:
    """It can never be sent: the address takes no mail."""
    access_store.finish(session, code, access_store.VOID)


def letter_put_off(session: Session, code: int, again_at: datetime) -> None:
    access_store.put_off(session, code, again_at)


# ---- whose orders


def standing(session: Session, order: Order, shopper: ShopperId, now: datetime) -> Standing:
    """What this shopper is to the order: the one place that says whose it is."""
    if order.shopper == shopper:
        return Standing.OWNER
    open_now = access_store.grants(session, shopper, now)
    emails = access_store.emails_on_file(session, [order])[order.id] if open_now else frozenset[str]()
    return Standing.GUEST if any(each.covers(order, emails) for each in open_now) else Standing.STRANGER


def open_to(session: Session, shopper: ShopperId, now: datetime) -> tuple[Order, ...]:
    """The shopper's own orders and those that a code has opened to them, newest first."""
    own = store.orders_of(session, shopper)
    granted = access_store.grants(session, shopper, now)
    others = [order for order in access_store.opened(session, granted) if order.shopper != shopper]
    return tuple(sorted((*own, *others), key=lambda order: (order.created_at, order.id), reverse=True))


def close_to_all(session: Session, shopper: ShopperId) -> None:
    """Nobody but the shopper gets at their orders any more, by any code for the addresses on them."""
    orders = store.orders_of(session, shopper)
    emails = access_store.emails_on_file(session, orders).values()
    access_store.forget_email(session, frozenset[str]().union(*emails))
