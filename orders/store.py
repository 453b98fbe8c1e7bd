"""Queries of the orders room: the only place that reads and writes its rows. Transactions are the callers'."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Integer, bindparam, func, insert, or_, select, update
from sqlmodel import Session, col

from orders import costs, gift_store
from orders.access import bare_number, plain_email, plain_name, plain_postcode
from orders.changes import Change, NewErrand, NewTimer
from orders.errands import LEASE, key_of
from orders.event_json import from_json, readable, to_json
from orders.events import Event
from orders.ids import OrderId, ShopperId
from orders.ledger import Account, Posting
from orders.money import Money
from orders.order import Order
from orders.rows import StaleWrite, connection_of, insert_once, is_sqlite, rows_changed
from orders.stock_store import move_stock
from orders.tables import (
    ConfirmationRow,
    ErrandRow,
    EventRow,
    Instant,
    NewsRow,
    OrderDecisionRow,
    OrderRow,
    PostingRow,
    TimerRow,
)
from orders.timers import Timer, TimerKind

_orders: Final = TypeAdapter(Order)

# What is asked after every turn.
_BODY: Final = (col(OrderRow.body), col(OrderRow.revision))
"""What an Order is made of. No row objects: orders are read in every turn and for every errand."""
_NOW, _MOST = bindparam("now", type_=Instant), bindparam("most", type_=Integer)
_BY_ID: Final = select(*_BODY).where(col(OrderRow.id) == bindparam("id"))
_TAKEN: Final = select(col(OrderRow.id)).where(col(OrderRow.id) == bindparam("id"))
_DUE_ERRANDS: Final = (
    select(ErrandRow)
    .where(
        col(ErrandRow.state) == "waiting",
        col(ErrandRow.due_at) <= _NOW,
        or_(col(ErrandRow.leased_until).is_(None), col(ErrandRow.leased_until) <= _NOW),
    )
    .order_by(col(ErrandRow.due_at), col(ErrandRow.id))
    .limit(_MOST)
)
_DUE_TIMERS: Final = (
    select(col(TimerRow.id), col(TimerRow.kind), col(TimerRow.order_id), col(TimerRow.ref), col(TimerRow.due_at))
    .where(col(TimerRow.fired).is_(False), col(TimerRow.due_at) <= _NOW)
    .order_by(col(TimerRow.due_at), col(TimerRow.id))
    .limit(_MOST)
)
_EVENTS, _POSTINGS = insert(EventRow), insert(PostingRow)
_NEWS: Final = select(col(EventRow.id)).where(col(EventRow.announced).is_(False)).limit(1)
_NEWEST: Final = select(func.max(col(EventRow.id)))
_READY: Final = func.coalesce(col(ErrandRow.leased_until), col(ErrandRow.due_at)).label("ready")
_DUE_ERRAND: Final = select(_READY).where(col(ErrandRow.state) == "waiting").order_by(_READY).limit(1)
_DUE_TIMER: Final = (
    select(col(TimerRow.due_at)).where(col(TimerRow.fired).is_(False)).order_by(col(TimerRow.due_at)).limit(1)
)


# ---- orders


def order(session: Session, order_id: OrderId) -> Order | None:
    row = connection_of(session).execute(_BY_ID, {"id": order_id}).first()
    return _order(*row) if row else None


def orders_of(session: Session, shopper: ShopperId) -> tuple[Order, ...]:
    return orders_where(session, col(OrderRow.shopper) == shopper)


def orders_numbered(session: Session, number: str) -> tuple[Order, ...]:
    """By a bare number, newest first: a few at most, as orders taken over keep the numbers of another shop."""
    return orders_where(session, col(OrderRow.number) == number)


def orders_where(session: Session, fits: ColumnElement[bool], limit: int | None = None) -> tuple[Order, ...]:
    """Newest first; None: all that fit."""
    newest_first = col(OrderRow.created_at).desc(), col(OrderRow.id).desc()
    rows = session.execute(select(*_BODY).where(fits).order_by(*newest_first).limit(limit))
    return tuple(_order(*row) for row in rows)


def search(session: Session, text: str, limit: int) -> tuple[Order, ...]:
    pattern = "%" + text.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    rows = session.execute(
        select(*_BODY)
        .where(or_(col(OrderRow.search).like(pattern, escape="\\"), col(OrderRow.id) == text.upper()))
        .order_by(col(OrderRow.created_at).desc())
        .limit(limit)
    )
    return tuple(_order(*row) for row in rows)


def all_orders(session: Session) -> Iterable[Order]:
    for row in session.execute(select(*_BODY).order_by(col(OrderRow.id)).execution_options(yield_per=200)):
        yield _order(*row)


def is_taken(session: Session, order_id: OrderId) -> bool:
    return connection_of(session).execute(_TAKEN, {"id": order_id}).first() is not None


def _order(body: str, revision: int) -> Order:
    return replace(_orders.validate_json(body), revision=revision)


def _searchable(of: Order) -> str:
    parts = [of.id, of.address.name, of.email, of.address.postcode]
    parts += [parcel.number for parcel in of.parcels] + [line.sku for line in of.lines]
    return " ".join(part for part in parts if part).casefold()


# ---- writing a change in one piece


def insert_order(session: Session, change: Change) -> Order:
    return _write(session, change, is_new=True)


def save(session: Session, change: Change) -> Order:
    """Write everything a Change holds. Raises StaleWrite when the order or its stock moved since it was read."""
    return _write(session, change, is_new=False)


def _write(session: Session, change: Change, *, is_new: bool) -> Order:
    costs.book(change)
    if change.order.state is not change.state:
        raise ValueError(f"order {change.order.id} went to {change.order.state} without Change.enter")
    read_revision = change.order.revision
    version = change.order.version + (1 if change.matters and not is_new else 0)
    after = replace(change.order, version=version, revision=read_revision + 1)
    values = {
        "state": after.state.value,
        "revision": after.revision,
        "search": _searchable(after),
        "email": plain_email(after.email),
        "postcode": plain_postcode(after.address.postcode),
        "name": plain_name(after.address.name),
        "placed_at": after.placed_at,
        "body": _orders.dump_json(after).decode(),
    }
    if is_new:
        owner = {"id": after.id, "shopper": after.shopper, "conversation": after.conversation}
        owner["number"] = bare_number(after.id)
        session.execute(insert(OrderRow).values(**values, **owner, created_at=after.created_at))
    else:
        guarded = update(OrderRow).where(col(OrderRow.id) == after.id, col(OrderRow.revision) == read_revision)
        if rows_changed(session, guarded.values(**values)) != 1:
            raise StaleWrite(f"order {after.id} changed since revision {read_revision}")
    _append(session, change, after)
    return after


def _append(session: Session, change: Change, after: Order) -> None:
    if change.events:
        connection_of(session).execute(_EVENTS, [_event_values(event) for event in change.events])
    if change.postings:
        connection_of(session).execute(_POSTINGS, [_posting_values(each) for each in change.postings])
    for errand in change.errands:
        add_errand(session, after.id, errand)
    for timer in change.timers:
        add_timer(session, after.id, timer)
    for move in change.stock:
        move_stock(session, move)
    for card in change.new_cards:
        gift_store.issue(session, card, change.now)
    for gift in change.gifts:
        gift_store.move(session, gift, after.id, after.shopper, change.now)


def _event_values(event: Event) -> dict[str, object]:
    kind = type(event).__name__
    return {
        "order_id": event.order,
        "seq": event.seq,
        "kind": kind,
        "body": to_json(event),
        "at": event.at,
        "announced": False,
    }


def _posting_values(posting: Posting) -> dict[str, object]:
    return {
        "order_id": posting.order,
        "entry": posting.entry,
        "account": posting.account.value,
        "minor": posting.amount.minor,
        "currency": posting.amount.currency,
        "what": posting.what,
        "ref": posting.ref,
        "at": posting.at,
    }


# ---- events and postings


def events(session: Session, order_id: OrderId) -> tuple[Event, ...]:
    rows = session.scalars(select(EventRow).where(col(EventRow.order_id) == order_id).order_by(col(EventRow.seq)))
    return tuple(from_json(row.kind, row.body) for row in rows)


def untold(session: Session, limit: int) -> tuple[Event, ...]:
    """Oldest first. What only another version of the shop can read waits for that one, and holds up no other."""
    found, last = list[Event](), 0
    waiting = select(EventRow).where(col(EventRow.announced).is_(False)).order_by(col(EventRow.id)).limit(limit)
    while rows := session.scalars(waiting.where(col(EventRow.id) > last)).all():
        last = rows[-1].id or 0
        found += [event for row in rows if (event := readable(row.kind, row.body)) is not None]
        if len(found) >= limit or len(rows) < limit:
            break
    return tuple(found[:limit])


def unreadable_events(session: Session) -> tuple[tuple[OrderId, str], ...]:
    """The order and the kind of every Event that only another version of the shop can read."""
    rows = session.scalars(select(EventRow).order_by(col(EventRow.id)).execution_options(yield_per=200))
    return tuple((OrderId(row.order_id), row.kind) for row in rows if readable(row.kind, row.body) is None)


def has_news(session: Session) -> bool:
    return connection_of(session).execute(_NEWS).first() is not None


def newest_event(session: Session) -> int:
    return connection_of(session).execute(_NEWEST).scalar() or 0


def mark_told(session: Session, events: Iterable[Event]) -> int:
    """How many of them nobody had told before; another worker may do so at the same moment."""
    untold = update(EventRow).where(col(EventRow.announced).is_(False)).values(announced=True)
    return sum(
        rows_changed(session, untold.where(col(EventRow.order_id) == event.order, col(EventRow.seq) == event.seq))
        for event in events
    )


def postings(session: Session, order_id: OrderId) -> tuple[Posting, ...]:
    rows = session.scalars(select(PostingRow).where(col(PostingRow.order_id) == order_id).order_by(col(PostingRow.id)))
    return tuple(
        Posting(
            OrderId(row.order_id),
            row.entry,
            Account(row.account),
            Money(row.minor, row.currency),
            row.what,
            row.ref,
            row.at,
        )
        for row in rows
    )


def unfired(session: Session) -> dict[str, set[TimerKind]]:
    """Kinds of timers still to fire, per order."""
    found: dict[str, set[TimerKind]] = {}
    for order_id, kind in session.execute(
        select(col(TimerRow.order_id), col(TimerRow.kind)).where(col(TimerRow.fired).is_(False))
    ):
        found.setdefault(str(order_id), set()).add(TimerKind(kind))
    return found


def undone(session: Session) -> dict[str, set[str]]:
    """Keys of errands still to be done, per order."""
    found: dict[str, set[str]] = {}
    for order_id, key in session.execute(
        select(col(ErrandRow.order_id), col(ErrandRow.key)).where(col(ErrandRow.state) == "waiting")
    ):
        found.setdefault(str(order_id), set()).add(str(key))
    return found


# ---- confirmations, news, decisions


def use_confirmation(session: Session, token: str, order_id: OrderId, action: str, now: datetime) -> bool:
    """Use up a yes; False when it was used before."""
    values: dict[str, object] = {"id": token, "order_id": order_id, "action": action, "at": now}
    return insert_once(session, ConfirmationRow, values)


def was_confirmed(session: Session, token: str) -> bool:
    return session.get(ConfirmationRow, token) is not None


def knows_news(session: Session, external_id: str) -> bool:
    return session.get(NewsRow, external_id) is not None


def take_news(session: Session, external_id: str, order_id: OrderId, now: datetime) -> bool:
    """Note a carrier's event; False when it was taken in before."""
    return insert_once(session, NewsRow, {"external_id": external_id, "order_id": order_id, "at": now})


def record(session: Session, row: OrderDecisionRow) -> None:
    session.add(row)


# ---- errands


def add_errand(session: Session, order_id: OrderId, errand: NewErrand) -> None:
    """Stored with its key before anything is called; a key that is known stays what it is."""
    insert_once(
        session,
        ErrandRow,
        {
            "order_id": order_id,
            "kind": errand.kind.value,
            "ref": errand.ref,
            "key": key_of(errand.kind, errand.ref),
            "state": "waiting",
            "due_at": errand.due_at,
            "attempts": 0,
            "owner": "",
        },
    )


def due_errands(session: Session, now: datetime, limit: int) -> Sequence[ErrandRow]:
    due = _DUE_ERRANDS if is_sqlite(session) else _DUE_ERRANDS.with_for_update(skip_locked=True)
    return session.scalars(due, {"now": now, "most": limit}).all()


def lease(session: Session, row: ErrandRow, owner: str, now: datetime) -> None:
    row.owner, row.leased_until, row.attempts = owner, now + LEASE, row.attempts + 1
    session.add(row)
    session.flush()


def errand_row(session: Session, errand_id: int) -> ErrandRow | None:
    return session.get(ErrandRow, errand_id, populate_existing=True)


def finish_errand(session: Session, row: ErrandRow, state: str) -> None:
    row.state, row.leased_until = state, None
    session.add(row)


def put_off_errand(session: Session, row: ErrandRow, due_at: datetime, *, heard: bool) -> None:
    """Run it again later; an answer, even one without news, ends a row of failures."""
    row.due_at, row.leased_until = due_at, None
    row.attempts = 0 if heard else row.attempts
    session.add(row)


def finish_errands_of(session: Session, order_id: OrderId, keys: Iterable[str]) -> None:
    session.execute(
        update(ErrandRow)
        .where(col(ErrandRow.order_id) == order_id, col(ErrandRow.key).in_(list(keys)))
        .values(state="done")
    )


# ---- timers


def add_timer(session: Session, order_id: OrderId, timer: NewTimer) -> None:
    insert_once(
        session,
        TimerRow,
        {"order_id": order_id, "kind": timer.kind.value, "ref": timer.ref, "due_at": timer.due_at, "fired": False},
    )


def due_timers(session: Session, now: datetime, limit: int) -> tuple[Timer, ...]:
    rows = connection_of(session).execute(_DUE_TIMERS, {"now": now, "most": limit})
    return tuple(Timer(number or 0, TimerKind(kind), OrderId(order), ref, at) for number, kind, order, ref, at in rows)


def use_timer(session: Session, timer_id: int) -> bool:
    """Mark as fired; False when it was fired before."""
    once = update(TimerRow).where(col(TimerRow.id) == timer_id, col(TimerRow.fired).is_(False))
    return rows_changed(session, once.values(fired=True)) == 1


def next_due(session: Session) -> datetime | None:
    """The earliest moment at which an errand or a timer is due."""
    due = [connection_of(session).execute(earliest).scalar() for earliest in (_DUE_ERRAND, _DUE_TIMER)]
    return min((at for at in due if at is not None), default=None)
