"""What must hold after every step of a stream, for the orders the step touched, and for all of them at the end.

Rows are read with plain SQL and only what is new since the last look, so that looking after each step is affordable.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pydantic import TypeAdapter
from sqlmodel import Session

from orders import service
from orders.auditing import Books, breaches_of
from orders.event_json import from_json
from orders.events import Event, ReshipPromised
from orders.ids import OrderId, Sku
from orders.ledger import Account, Posting
from orders.money import Money, total
from orders.order import Order
from orders.states import OrderState, ParcelState, PaymentPurpose, PaymentState, RefundReason
from orders.timers import TimerKind
from tests.orders.counter import MONDAY, SHELF, Counter
from tests.orders.replay import Told, told_from

PRICES: Final = {offer.sku: offer.prices[0].plain() for offer in SHELF}
SALE: Final = "19.99"
_ORDERS: Final = TypeAdapter(Order)
_TABLES: Final = ("order_event", "posting", "errand", "timer", "confirmation", "parcel_news", "gift_move")
_ALL_ROWS: Final = (
    "SELECT (SELECT group_concat(revision) FROM orders), (SELECT group_concat(stock || '/' || reserved) FROM offer), "
    + ", ".join(f"(SELECT count(*) FROM {table})" for table in _TABLES)
)


@dataclass
class Seen:
    """What was read of one order so far."""

    postings: list[Posting] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    parcels: dict[str, ParcelState] = field(default_factory=dict)
    told: Told | None = None


@dataclass
class Watch:
    shop: Counter
    orders: dict[OrderId, Order] = field(default_factory=dict)
    """As last read, in the order they were made: ids are drawn anew in every run."""
    stock: dict[Sku, int] = field(default_factory=lambda: {offer.sku: offer.stock for offer in SHELF})
    """All pieces that ever came in."""
    _seen: dict[OrderId, Seen] = field(default_factory=dict)

    def rows(self) -> object:
        """What a refusal, or a step that was cut off, must leave as it is."""
        with self.shop.open() as session:
            return session.connection().exec_driver_sql(_ALL_ROWS).one()

    # ---- after a step

    def look(self, touched: Iterable[OrderId], *, corrected: bool) -> Iterator[str]:
        """The faults of these orders; `corrected` when a person has just taken a delivery back."""
        with self.shop.open() as session:
            for order_id in dict.fromkeys(touched):
                yield from self._look(session, order_id, corrected)
            query = "SELECT sku, stock, reserved FROM offer WHERE stock < 0 OR reserved < 0 OR reserved > stock"
            for row in session.connection().exec_driver_sql(query):
                yield f"negative or oversold stock: {row}"
            for row in session.connection().exec_driver_sql("SELECT id, balance FROM gift_card WHERE balance < 0"):
                yield f"a gift card below zero: {row}"

    def _look(self, session: Session, order_id: OrderId, corrected: bool) -> Iterator[str]:
        query = session.connection().exec_driver_sql
        row = query("SELECT body FROM orders WHERE id = ?", (order_id,)).first()
        if row is None:
            return
        order, seen = _ORDERS.validate_json(row[0]), self._seen.setdefault(order_id, Seen())
        before, self.orders[order_id] = self.orders.get(order_id), order
        self._read_on(session, order_id, seen)
        timers = query("SELECT kind FROM timer WHERE order_id = ? AND NOT fired", (order_id,))
        errands = query("SELECT key FROM errand WHERE order_id = ? AND state = 'waiting'", (order_id,))
        books = Books(
            seen.postings,
            seen.events,
            frozenset(TimerKind(kind) for (kind,) in timers),
            frozenset(key for (key,) in errands),
        )
        yield from (f"{breach.invariant}: {breach.found}" for breach in breaches_of(order, books))
        yield from _replayed(order, seen)
        if before is not None and before.version > order.version:
            yield f"{order_id} went back from version {before.version} to {order.version}"
        yield from _parcels(order, seen, corrected)
        for line in order.lines:
            if line.price.plain() not in (PRICES[line.sku], SALE):
                yield f"{line.sku} was sold at {line.price}"

    def _read_on(self, session: Session, order_id: OrderId, seen: Seen) -> None:
        query = session.connection().exec_driver_sql
        last = seen.events[-1].seq if seen.events else 0
        new = query("SELECT kind, body FROM order_event WHERE order_id = ? AND seq > ? ORDER BY seq", (order_id, last))
        seen.events += [from_json(kind, body) for kind, body in new]
        entry = seen.postings[-1].entry if seen.postings else 0
        posted = query(
            "SELECT entry, account, minor, currency, what, ref FROM posting WHERE order_id = ? AND entry > ? "
            "ORDER BY id",
            (order_id, entry),
        )
        seen.postings += [
            Posting(order_id, at, Account(account), Money(minor, currency), what, ref, MONDAY)
            for at, account, minor, currency, what, ref in posted
        ]

    # ---- at the end

    def end(self) -> Iterator[str]:
        """Nothing is due any more: everything is settled, the bank agrees, and no piece was lost from the shelf."""
        yield from self.shop.breaches()
        yield from self.look(list(self.orders), corrected=True)
        with self.shop.open() as session:
            for order in self.orders.values():
                yield from _settled(order)
                yield from told_from(order, service.events_of(session, order.id)).differs_from(order)
        yield from self._bank()
        yield from self._yeses()
        yield from self._shelf()

    def _bank(self) -> Iterator[str]:
        """Every charge the bank knows is one payment of one order, every pay-out one part of one refund."""
        ours: dict[str, Money] = {}
        for order in self.orders.values():
            for payment in order.payments:
                if payment.captured.minor and payment.gift_card is None:
                    if f"charge:{payment.id}" in ours:
                        yield f"{payment.id} belongs to two orders"
                    ours[f"charge:{payment.id}"] = payment.captured - sum_paid_back(order, payment.id)
        if ours != self.shop.payments.charges():
            yield f"the bank says {self.shop.payments.charges()}, our books {ours}"

    def _yeses(self) -> Iterator[str]:
        with self.shop.open() as session:
            query = session.connection().exec_driver_sql
            keys = query("SELECT key FROM errand GROUP BY kind, ref HAVING count(*) > 1").all()
            strangers = query("SELECT id FROM confirmation WHERE order_id NOT IN (SELECT id FROM orders)").all()
        yield from (f"one thing to be done has several keys: {key}" for key in keys)
        yield from (f"a yes for no order: {each}" for each in strangers)

    def _shelf(self) -> Iterator[str]:
        out: dict[Sku, int] = {}
        for order in self.orders.values():
            again = [e for e in self._seen[order.id].events if isinstance(e, ReshipPromised)]
            sent = {line.id: line.sku for line in order.lines}
            for line in order.lines:
                out[line.sku] = out.get(line.sku, 0) + _taken(order, line.id)
            for piece in (piece for event in again for piece in event.lines):
                out[sent[piece.line]] += piece.quantity
        for sku, came in self.stock.items():
            if came - out.get(sku, 0) != self.shop.stock(sku)[0]:
                yield f"{sku}: {came} came in, {out.get(sku, 0)} went out, {self.shop.stock(sku)} are there"


def _replayed(order: Order, seen: Seen) -> Iterator[str]:
    if seen.told is None:
        seen.told = told_from(order, ())
    for event in seen.events[seen.told.heard :]:
        seen.told.hear(event)
    yield from seen.told.differs_from(order)


def _parcels(order: Order, seen: Seen, corrected: bool) -> Iterator[str]:
    for parcel in order.parcels:
        was, seen.parcels[parcel.id] = seen.parcels.get(parcel.id), parcel.state
        if was is ParcelState.DELIVERED and parcel.state is not was and not corrected:
            yield f"{parcel.id} went back from delivered to {parcel.state}"


def _settled(order: Order) -> Iterator[str]:
    if order.state in (OrderState.QUOTED, OrderState.CONFIRMED):
        yield f"{order.id} is still {order.state} at the end of time"
    open_pieces = sum(line.open_quantity for line in order.lines)
    ended = order.state in (OrderState.CANCELLED, OrderState.EXPIRED)
    if order.captured.minor and (ended or open_pieces) and order.refundable.minor and not asked(order):
        yield f"{order.id} kept {order.refundable} for goods that never came"


def asked(order: Order) -> bool:
    return any(refund.state == "asked" for refund in order.refunds)


def asked_for(order: Order) -> Money:
    """What owed refunds that wait for a person come to; they were told of when asked for. A gift is not owed."""
    gifts = (RefundReason.GOODWILL, RefundReason.LATE_APOLOGY)
    waiting = (each for each in order.refunds if each.state == "asked" and each.reason not in gifts)
    return total((refund.amount for refund in waiting), order.currency)


def sum_paid_back(order: Order, payment: str) -> Money:
    nothing = Money.zero(order.currency)
    for refund in order.refunds:
        if refund.reason is RefundReason.DISPUTED:
            continue  # taken by the shopper's bank, which our provider's books do not tell
        for part in refund.parts:
            back = part.payment == payment and part.done and part.gift_card is None
            nothing = nothing + part.amount if back else nothing
    return nothing


def _taken(order: Order, line_id: str) -> int:
    """Pieces an order took from the shelf for this line and did not give back."""
    if order.state in (OrderState.DRAFT, OrderState.QUOTED, OrderState.EXPIRED):
        return 0
    pending = [p for p in order.payments if p.state is PaymentState.PENDING and p.purpose is PaymentPurpose.DIFFERENCE]
    assert not pending
    return sum(line.quantity - line.cancelled - line.changed for line in order.lines if line.id == line_id)
