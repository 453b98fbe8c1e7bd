"""Queries of guests' access: codes, grants, and the orders that they are about. Transactions are the callers'."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import delete, func, or_, select, update
from sqlmodel import Session, col

from orders import customer_store, store
from orders.access import AskCode, Contact, Grant, Target, plain_email, plain_postcode
from orders.access_tables import AccessCodeRow, AccessGrantRow
from orders.ids import OrderId, ShopperId
from orders.order import Order
from orders.rows import is_sqlite, rows_changed
from orders.tables import OrderRow

WAITING, SENT, VOID = "waiting", "sent", "void"
_LEASE: Final = timedelta(minutes=1)
"""A letter whose sender has died is written anew after that."""
_KEPT: Final = timedelta(days=1)
_ONE_AT_A_TIME: Final = 20_240_115
"""Any number: the key of the lock under which wishes are counted."""
_contacts: Final = TypeAdapter(Contact)


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
    """From here to the end of the transaction nobody else counts wishes. SQLite has one writer at any time."""
    if not is_sqlite(session):
        session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))


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
    waiting = col(AccessCodeRow.state) == WAITING, col(AccessCodeRow.next_at) <= now
    rows = session.scalars(select(AccessCodeRow).where(*waiting).order_by(col(AccessCodeRow.id)).limit(limit))
    return tuple(row.id or 0 for row in rows)


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
    order_id = target.order or ""
    session.add(AccessGrantRow(shopper=shopper, email=target.email, order_id=order_id, granted_at=now, until=until))
    session.flush()
    return Grant(target.email, until, target.order)


def grants(session: Session, shopper: ShopperId, now: datetime) -> tuple[Grant, ...]:
    """What is open to this shopper now, besides their own."""
    rows = session.scalars(
        select(AccessGrantRow)
        .where(
            col(AccessGrantRow.shopper) == shopper,
            col(AccessGrantRow.revoked_at).is_(None),
            col(AccessGrantRow.until) > now,
        )
        .order_by(col(AccessGrantRow.id))
    )
    return tuple(Grant(row.email, row.until, OrderId(row.order_id) if row.order_id else None) for row in rows)


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


def emails_of(session: Session, order: Order) -> frozenset[str]:
    """The addresses on file for an order: its own, and its customer's."""
    customer = customer_store.find(session, order.shopper)
    known = (order.email, customer.email if customer else "")
    return frozenset(plain_email(email) for email in known if email)


def with_email(session: Session, email: str) -> tuple[Order, ...]:
    """Orders with this address on file, newest first."""
    owners = [customer.id for customer in customer_store.with_email(session, email)]
    found = or_(col(OrderRow.email) == plain_email(email), col(OrderRow.shopper).in_(owners))
    return store.orders_where(session, found)


def with_postcode(session: Session, postcode: str) -> tuple[Order, ...]:
    return store.orders_where(session, col(OrderRow.postcode) == plain_postcode(postcode))


def opened(session: Session, grants: Iterable[Grant]) -> tuple[Order, ...]:
    """The orders that these accesses cover, newest first."""
    found: dict[OrderId, Order] = {}
    for each in grants:
        for order in with_email(session, each.email):
            if each.covers(order, emails_of(session, order)):
                found[order.id] = order
    return tuple(sorted(found.values(), key=lambda order: (order.created_at, order.id), reverse=True))
