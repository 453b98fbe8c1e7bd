"""What happens when a timer fires: quotes expire, guarantees pay, returns that never came are closed, orders end.

Every timer looks at the order as it is now; what has been settled meanwhile is left alone, so firing twice is harmless.
"""

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from orders.answers import Facts
from orders.changes import Change, StockMove
from orders.claims import pay_guarantee, settle_return
from orders.events import OrderClosed, PersonNeeded, QuoteExpired, ReturnExpired
from orders.lifecycle import AT_REST
from orders.line import LineQuantity
from orders.order import Payment
from orders.pieces import is_back, undelivered
from orders.refunds import open_refund, refund_due, rest_due
from orders.settling import difference_of, take_exchange_back
from orders.states import (
    ClaimKind,
    ClaimState,
    OrderState,
    ParcelState,
    PaymentPurpose,
    PaymentState,
    RefundReason,
    RefundState,
)
from orders.timers import Timer, TimerKind

_AGAIN = timedelta(days=7)


def fire(change: Change, timer: Timer) -> None:
    """Do what falls due at `change.now`."""
    match timer.kind:
        case TimerKind.QUOTE_EXPIRY:
            _expire_quote(change)
        case TimerKind.PAYMENT_EXPIRY:
            _expire_payment(change, timer)
        case TimerKind.UNDO_OVER:
            _refund_cancelled(change)
        case TimerKind.PROMISE:
            _keep_promise(change, timer)
        case TimerKind.LOST:
            _pay_lost(change, timer)
        case TimerKind.RETURN_DUE:
            _close_return(change, timer)
        case TimerKind.INSPECTION:
            claims = [claim for claim in change.order.claims if claim.id == timer.ref and is_back(claim)]
            for claim in claims:
                settle_return(change, claim)
        case TimerKind.CLOSE:
            _close(change, timer)
        case _:
            assert_never(timer.kind)


def _expire_quote(change: Change) -> None:
    order = change.order
    if order.state is not OrderState.QUOTED or change.now < order.quote_expires_at:
        return
    for line in order.lines:
        change.move_stock(StockMove.RELEASE, line.sku, line.quantity)
    change.enter(OrderState.EXPIRED)
    change.say(QuoteExpired(**change.head(), reason="nobody said yes"))


def _expire_payment(change: Change, timer: Timer) -> None:
    """The outcome of a charge is still unknown: stop waiting. Money that comes later goes straight back."""
    payment = next((p for p in change.order.payments if p.id == timer.ref), None)
    if payment is None or payment.state is not PaymentState.PENDING:
        return
    change.say(PersonNeeded(**change.head(), about=payment.id, why="the outcome of a charge is still unknown"))
    if payment.purpose is PaymentPurpose.ORDER and change.order.state is OrderState.CONFIRMED:
        _give_up_order(change, payment)


def _give_up_order(change: Change, payment: Payment) -> None:
    for line in change.order.lines:
        change.move_stock(StockMove.PUT_BACK, line.sku, line.quantity)
    change.enter(OrderState.EXPIRED)
    change.say(QuoteExpired(**change.head(), reason=f"no answer about payment {payment.id}"))


def _refund_cancelled(change: Change) -> None:
    order = change.order
    running = order.undo_until is None or change.now < order.undo_until
    if order.state is not OrderState.CANCELLED or running:
        return
    due = rest_due(order, RefundReason.CANCELLED)
    if due.amount.minor > 0 and order.refundable.minor > 0:
        open_refund(change, due)


def _keep_promise(change: Change, timer: Timer) -> None:
    """Nothing proves delivery by the promised day plus grace: everything charged for those pieces goes back."""
    order, grace = change.order, timedelta(hours=change.policy.windows.grace_hours)
    if order.state not in (OrderState.PAID, OrderState.CLOSED) or _put_off(change, timer):
        return
    pieces = tuple(piece for piece in undelivered(order) if change.now >= change.line(piece.line).promised_by + grace)
    _pay(change, pieces, RefundReason.LATE)


def _put_off(change: Change, timer: Timer) -> bool:
    """While a charge is under way nobody knows what has been paid: the guarantee looks again an hour later."""
    charging = any(payment.state is PaymentState.PENDING for payment in change.order.payments)
    if charging:
        change.timer(timer.kind, timer.ref, change.now + timedelta(hours=1))
    return charging


def _pay_lost(change: Change, timer: Timer) -> None:
    parcel = next((p for p in change.order.parcels if p.id == timer.ref), None)
    if parcel is None or parcel.answered or parcel.pays_at is None or change.now < parcel.pays_at:
        return
    if _put_off(change, timer):
        return
    if parcel.state is ParcelState.LOST:
        _pay(change, undelivered(change.order, parcel.id), RefundReason.LOST)
    elif parcel.state is ParcelState.RETURNED:
        _pay(change, undelivered(change.order, parcel.id), RefundReason.RETURNED_TO_SENDER)


def _pay(change: Change, pieces: tuple[LineQuantity, ...], reason: RefundReason) -> None:
    if pieces:
        due = refund_due(change.order, pieces, reason, change.policy, Facts(now=change.now))
        pay_guarantee(change, pieces, due)


def _close_return(change: Change, timer: Timer) -> None:
    """Announced goods never came back: the shopper keeps them; an exchange is taken back, its difference refunded."""
    claim = next((c for c in change.order.claims if c.id == timer.ref), None)
    if claim is None or claim.state is not ClaimState.OPEN:
        return
    paid = difference_of(change.order, claim)
    if paid is not None and paid.state is PaymentState.PENDING:
        change.timer(TimerKind.RETURN_DUE, claim.id, change.now + timedelta(days=1))
        return
    for piece in claim.lines:
        line = change.line(piece.line)
        change.put_line(replace(line, returning=max(0, line.returning - piece.quantity)))
    change.say(ReturnExpired(**change.head(), claim=claim.id, lines=claim.lines))
    change.put_claim(replace(claim, state=ClaimState.CLOSED))
    if claim.kind is ClaimKind.EXCHANGE:
        take_exchange_back(change, claim, paid)


def _close(change: Change, timer: Timer) -> None:
    """The last window is over and nothing is open: the order ends."""
    order = change.order
    if order.state is not OrderState.PAID:
        return
    busy = (
        any(parcel.state not in AT_REST for parcel in order.parcels)
        or any(claim.state in (ClaimState.OPEN, ClaimState.RECEIVED) for claim in order.claims)
        or any(refund.state in (RefundState.ASKED, RefundState.APPROVED) for refund in order.refunds)
        or any(payment.state is PaymentState.PENDING for payment in order.payments)
        or any(dispute.runs for dispute in order.disputes)
        or bool(undelivered(order))
    )
    if busy:
        change.timer(TimerKind.CLOSE, timer.ref, change.now + _AGAIN)
        return
    change.enter(OrderState.CLOSED)
    change.say(OrderClosed(**change.head()))
