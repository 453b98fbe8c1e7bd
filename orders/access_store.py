"""Queries of guests' access: codes, grants, and the orders that they are about. Transactions are the callers'."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select, update
from sqlmodel import Session, col

from orders import customer_store, store
from orders.access import (
    AskCode,
    Contact,
    Grant,
    Target,
    bare_number,
    plain_email,
    plain_name,
    plain_postcode,
)
from orders.access_tables import AccessCodeRow, AccessGrantRow
from orders.ids import OrderId, ShopperId
from orders.order import Order
from orders.rows import connection_of, one_at_a_time, rows_changed
from orders.tables import CustomerRow, OrderRow

WAITING, SENT, VOID = "waiting", "sent", "void"
_LEASE: Final = timedelta(minutes=1)
"""A letter whose sender has died is written anew after that."""
_KEPT: Final = timedelta(days=1)
_WISHES: Final = 20_240_115
"""The key of the lock under which wishes are counted."""
_SHOWN: Final = 200
"""So many orders that codes have opened are listed, the newest; an older one is found by its number."""
_contacts: Final = TypeAdapter(Contact)

# What is asked in every turn.
_DUE: Final = (
    select(col(AccessCodeRow.id))
    .where(col(AccessCodeRow.state) == WAITING, col(AccessCodeRow.next_at) <= bindparam("now"))
    .order_by(col(AccessCodeRow.id))
    .limit(bindparam("most"))
)
_GRANTS: Final = (
    select(col(AccessGrantRow.email), col(AccessGrantRow.until), col(AccessGrantRow.order_id))
    .where(
        col(AccessGrantRow.shopper) == bindparam("of"),
        col(AccessGrantRow.revoked_at).is_(None),
        col(AccessGrantRow.until) > bindparam("now"),
    )
    .order_by(col(AccessGrantRow.id))
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One code asked for, as it is now."""

    id: int
    shopper: ShopperId
    contact: Contact
    locale: str
    market: str
    until: datetime
    tries: int
    salt: str
    digest: str
    target: Target | None


# ---- wishes


def hold_counts(session: Session) -> None:
    """From here to the end of the transaction nobody else counts wishes."""
    one_at_a_time(session.connection(), _WISHES)


def asked_by(session: Session, shopper: ShopperId, since: datetime) -> int:
    return _count(session, AccessCodeRow.shopper, shopper, since)


def asked_for(session: Session, key: str, since: datetime) -> int:
    return _count(session, AccessCodeRow.asked_key, key, since)


def sent_to(session: Session, email: str, since: datetime) -> int:
    return _count(session, AccessCodeRow.sent_to, email, since)


def _count(session: Session, column: object, value: str, since: datetime) -> int:
    rows = select(func.count()).select_from(AccessCodeRow)
    return session.scalars(rows.where(col(column) == value, col(AccessCodeRow.asked_at) > since)).one()


def add(session: Session, wish: AskCode, now: datetime, until: datetime) -> None:
    """The newest code asked for; an older letter of this shopper that waits is not written any more."""
    older = col(AccessCodeRow.shopper) == wish.shopper, col(AccessCodeRow.state) == WAITING
    session.execute(update(AccessCodeRow).where(*older).values(state=VOID, asked=""))
    session.add(
        AccessCodeRow(
            shopper=wish.shopper,
            conversation=wish.conversation,
            locale=wish.locale,
            market=wish.market,
            asked=_contacts.dump_json(wish.contact).decode(),
            asked_key=wish.contact.key,
            next_at=now,
            asked_at=now,
            until=until,
        )
    )
    session.flush()


def newest(session: Session, shopper: ShopperId) -> Asked | None:
    """The code asked for last: an older one opens nothing any more."""
    found = select(AccessCodeRow).where(col(AccessCodeRow.shopper) == shopper).order_by(col(AccessCodeRow.id).desc())
    row = session.scalars(found.limit(1).execution_options(populate_existing=True)).first()
    return _asked(row) if row else None


def asked(session: Session, code: int) -> Asked | None:
    """One code asked for, as it is by now."""
    row = session.get(AccessCodeRow, code, populate_existing=True)
    return _asked(row) if row else None


def _asked(row: AccessCodeRow) -> Asked:
    return Asked(
        id=row.id or 0,
        shopper=ShopperId(row.shopper),
        contact=_contacts.validate_json(row.asked) if row.asked else Contact(),
        locale=row.locale,
        market=row.market,
        until=row.until,
        tries=row.tries,
        salt=row.salt,
        digest=row.digest,
        target=Target(row.sent_to, OrderId(row.order_id) if row.order_id else None) if row.sent_to else None,
    )


def count_try(session: Session, code: int, most: int, now: datetime) -> bool:
    """Take one of the tries; False when none is left, or the code is used or too old. Whoever compares takes one."""
    row = col(AccessCodeRow.id) == code, col(AccessCodeRow.used_at).is_(None)
    left = col(AccessCodeRow.tries) < most, col(AccessCodeRow.until) > now
    taken = update(AccessCodeRow).where(*row, *left).values(tries=AccessCodeRow.tries + 1)
    return rows_changed(session, taken) == 1


def use(session: Session, code: int, now: datetime) -> bool:
    """Use it up; False when it was used before."""
    once = update(AccessCodeRow).where(col(AccessCodeRow.id) == code, col(AccessCodeRow.used_at).is_(None))
    return rows_changed(session, once.values(used_at=now)) == 1


# ---- letters


def due(session: Session, now: datetime, limit: int = 20) -> tuple[int, ...]:
    """Codes whose letter is to be written now, oldest first."""
    rows = connection_of(session).execute(_DUE, {"now": now, "most": limit})
    return tuple(code or 0 for code in rows.scalars())


def take(session: Session, code: int, now: datetime) -> Asked | None:
    """Take a letter to write, for a minute; None when another worker has it, or it waits no more."""
    mine = update(AccessCodeRow).where(
        col(AccessCodeRow.id) == code, col(AccessCodeRow.state) == WAITING, col(AccessCodeRow.next_at) <= now
    )
    taken = mine.values(next_at=now + _LEASE, attempts=AccessCodeRow.attempts + 1)
    if rows_changed(session, taken) != 1:
        return None
    return asked(session, code)


def make(session: Session, code: int, target: Target, salt: str, digest: str) -> None:
    values = {"sent_to": target.email, "order_id": target.order or "", "salt": salt, "digest": digest}
    session.execute(update(AccessCodeRow).where(col(AccessCodeRow.id) == code).values(**values))


def put_off(session: Session, code: int, until: datetime) -> None:
    waiting = update(AccessCodeRow).where(col(AccessCodeRow.id) == code, col(AccessCodeRow.state) == WAITING)
    session.execute(waiting.values(next_at=until))


def finish(session: Session, code: int, state: str) -> None:
    """The letter is sent or given up: what was told of the order is forgotten."""
    waiting = update(AccessCodeRow).where(col(AccessCodeRow.id) == code, col(AccessCodeRow.state) == WAITING)
    session.execute(waiting.values(state=state, asked=""))


def sweep(session: Session, now: datetime) -> None:
    """Codes are kept for a day, for counting; ended accesses likewise."""
    session.execute(delete(AccessCodeRow).where(col(AccessCodeRow.asked_at) < now - _KEPT))
    ended = or_(col(AccessGrantRow.until) < now - _KEPT, col(AccessGrantRow.revoked_at) < now - _KEPT)
    session.execute(delete(AccessGrantRow).where(ended))


# ---- grants


def grant(session: Session, shopper: ShopperId, target: Target, now: datetime, until: datetime) -> Grant:
    """Open it, or what is open already for longer."""
    order_id, row = target.order or "", AccessGrantRow
    mine = col(row.shopper) == shopper, col(row.email) == target.email, col(row.order_id) == order_id
    open_now = update(row).where(*mine, col(row.revoked_at).is_(None), col(row.until) > now)
    if not rows_changed(session, open_now.values(until=until)):
        session.add(row(shopper=shopper, email=target.email, order_id=order_id, granted_at=now, until=until))
        session.flush()
    return Grant(target.email, until, target.order)


def grants(session: Session, shopper: ShopperId, now: datetime) -> tuple[Grant, ...]:
    """What is open to this shopper now, besides their own."""
    rows = connection_of(session).execute(_GRANTS, {"of": shopper, "now": now})
    return tuple(Grant(email, until, OrderId(order) if order else None) for email, until, order in rows)


def revoke(session: Session, shopper: ShopperId, now: datetime) -> int:
    """How many accesses were open until now."""
    mine = col(AccessGrantRow.shopper) == shopper, col(AccessGrantRow.revoked_at).is_(None)
    ending = update(AccessGrantRow).where(*mine, col(AccessGrantRow.until) > now)
    return rows_changed(session, ending.values(revoked_at=now))


def forget_email(session: Session, emails: Iterable[str]) -> None:
    """Nothing leads to these addresses any more: who had them is erased."""
    gone = [plain_email(email) for email in emails if email]
    session.execute(delete(AccessGrantRow).where(col(AccessGrantRow.email).in_(gone)))
    session.execute(delete(AccessCodeRow).where(col(AccessCodeRow.sent_to).in_(gone)))


# ---- orders


def target(session: Session, contact: Contact) -> Target | None:
    """The address on file that the contact leads to: everything told is true of a placed order.

    None where none fits, or where name and postcode lead to several addresses.
    """
    told = _told(session, contact)
    newest = select(col(OrderRow.id)).where(told).order_by(col(OrderRow.created_at).desc(), col(OrderRow.id).desc())
    found = session.scalars(newest.limit(1)).first()
    if found is None:
        return None
    order = OrderId(found) if contact.order else None
    if contact.email:
        return Target(plain_email(contact.email), order)
    on_file = func.coalesce(func.nullif(col(OrderRow.email), ""), col(CustomerRow.email), "")
    whose = select(on_file).select_from(OrderRow).outerjoin(CustomerRow, col(CustomerRow.id) == col(OrderRow.shopper))
    emails = session.scalars(whose.where(told, on_file != "").distinct().limit(2)).all()
    return Target(emails[0], order) if len(emails) == 1 else None


def _told(session: Session, contact: Contact) -> ColumnElement[bool]:
    """What is true of an order that the contact fits; the parts that were told have an index of their own."""
    parts: list[ColumnElement[bool]] = [col(OrderRow.placed_at).is_not(None)]
    if contact.order:
        parts.append(col(OrderRow.number) == bare_number(contact.order))
    if contact.email:
        parts.append(_on_file(session, [contact.email]))
    if contact.name:
        parts.append(col(OrderRow.name) == plain_name(contact.name))
    if contact.postcode:
        parts.append(col(OrderRow.postcode) == plain_postcode(contact.postcode))
    return and_(*parts)


def _on_file(session: Session, emails: Sequence[str]) -> ColumnElement[bool]:
    """Orders with one of these addresses on file: their own, or their customer's."""
    owners = customer_store.with_emails(session, emails)
    return or_(col(OrderRow.email).in_([plain_email(each) for each in emails]), col(OrderRow.shopper).in_(owners))


def emails_on_file(session: Session, orders: Sequence[Order]) -> dict[OrderId, frozenset[str]]:
    """For each order its own address and its customer's."""
    customers = customer_store.emails_of(session, [order.shopper for order in orders])
    known = {order.id: (plain_email(order.email), customers.get(order.shopper, "")) for order in orders}
    return {order: frozenset(email for email in emails if email) for order, emails in known.items()}


def opened(session: Session, grants: Sequence[Grant]) -> tuple[Order, ...]:
    """The orders that these accesses cover, newest first, and of very many the newest."""
    if not grants:
        return ()
    whole = [each.email for each in grants if each.order is None]
    named = [each.order for each in grants if each.order is not None]
    fits = or_(col(OrderRow.id).in_(named), _on_file(session, whole)) if whole else col(OrderRow.id).in_(named)
    found = store.orders_where(session, and_(fits, col(OrderRow.placed_at).is_not(None)), _SHOWN)
    emails = emails_on_file(session, found)
    return tuple(order for order in found if any(each.covers(order, emails[order.id]) for each in grants))
