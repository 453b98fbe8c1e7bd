"""The allowed steps of an order, a parcel, a refund and a dispute, and the headline a shopper hears."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from orders.order import Order, Parcel
from orders.states import (
    ClaimKind,
    ClaimState,
    DisputeState,
    OrderState,
    ParcelState,
    Problem,
    RefundReason,
    RefundState,
)

ORDER_STEPS: Final[dict[OrderState, frozenset[OrderState]]] = {
    OrderState.DRAFT: frozenset({OrderState.EXPIRED}),
    OrderState.QUOTED: frozenset({OrderState.CONFIRMED, OrderState.EXPIRED}),
    # back to QUOTED when the payment is declined; EXPIRED when its outcome stays unknown
    OrderState.CONFIRMED: frozenset({OrderState.PAID, OrderState.QUOTED, OrderState.CANCELLED, OrderState.EXPIRED}),
    OrderState.PAID: frozenset({OrderState.CANCELLED, OrderState.CLOSED}),
    # a cancellation taken back; CONFIRMED only while its charge was still under way
    OrderState.CANCELLED: frozenset({OrderState.PAID, OrderState.CONFIRMED}),
    OrderState.CLOSED: frozenset(),
    OrderState.EXPIRED: frozenset(),
}

PARCEL_STEPS: Final[dict[ParcelState, frozenset[ParcelState]]] = {
    ParcelState.WAITING: frozenset(
        {
            ParcelState.ORDERED, ParcelState.CANCELLED, ParcelState.HANDED_OVER, ParcelState.MOVING,
            ParcelState.EXCEPTION, ParcelState.DELIVERED, ParcelState.LOST, ParcelState.RETURNED,
        }
    ),
    # carriers skip scans, so each later state can be the first one heard of
    ParcelState.ORDERED: frozenset(
        {
            ParcelState.CANCELLED, ParcelState.HANDED_OVER, ParcelState.MOVING, ParcelState.EXCEPTION,
            ParcelState.DELIVERED, ParcelState.LOST, ParcelState.RETURNED,
        }
    ),
    ParcelState.HANDED_OVER: frozenset(
        {
            ParcelState.MOVING, ParcelState.EXCEPTION, ParcelState.DELIVERED, ParcelState.LOST, ParcelState.RETURNED,
        }
    ),
    ParcelState.MOVING: frozenset(
        {ParcelState.EXCEPTION, ParcelState.DELIVERED, ParcelState.LOST, ParcelState.RETURNED}
    ),
    ParcelState.EXCEPTION: frozenset(
        {ParcelState.MOVING, ParcelState.DELIVERED, ParcelState.LOST, ParcelState.RETURNED}
    ),
    # only by a person's correction
    ParcelState.DELIVERED: frozenset({ParcelState.MOVING}),
    # found after all
    ParcelState.LOST: frozenset({ParcelState.DELIVERED}),
    ParcelState.RETURNED: frozenset(),
    ParcelState.CANCELLED: frozenset(),
}  # fmt: skip

REFUND_STEPS: Final[dict[RefundState, frozenset[RefundState]]] = {
    RefundState.ASKED: frozenset({RefundState.APPROVED, RefundState.DECLINED}),
    RefundState.APPROVED: frozenset({RefundState.PAID_OUT}),
    RefundState.PAID_OUT: frozenset(),
    RefundState.DECLINED: frozenset(),
}

DISPUTE_STEPS: Final[dict[DisputeState, frozenset[DisputeState]]] = {
    # banks decide without an answer too
    DisputeState.OPEN: frozenset({DisputeState.ANSWERED, DisputeState.WON, DisputeState.LOST}),
    DisputeState.ANSWERED: frozenset({DisputeState.WON, DisputeState.LOST}),
    DisputeState.WON: frozenset(),
    DisputeState.LOST: frozenset(),
}

UNDERWAY: Final = frozenset({ParcelState.HANDED_OVER, ParcelState.MOVING, ParcelState.EXCEPTION})
BEFORE_HANDOVER: Final = frozenset({ParcelState.WAITING, ParcelState.ORDERED})
AT_REST: Final = frozenset({ParcelState.DELIVERED, ParcelState.LOST, ParcelState.RETURNED, ParcelState.CANCELLED})


class Headline(StrEnum):
    """The state of an order in one word, as the chat contract spells it."""

    DRAFT = "draft"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    EXPIRED = "expired"
    CONFIRMED = "confirmed"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    LOST = "lost"
    RETURNED_TO_SENDER = "returned_to_sender"
    CANCELLED = "cancelled"
    RETURN_REQUESTED = "return_requested"
    RETURNED = "returned"
    EXCHANGE_REQUESTED = "exchange_requested"
    EXCHANGED = "exchanged"
    REFUND_PENDING = "refund_pending"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


_GOES_ON: Final = frozenset({RefundReason.PRICE_DIFFERENCE, RefundReason.METHOD_CHANGED})
"""Money that goes back while the shopper keeps the goods."""
_SMALL: Final = frozenset({RefundReason.GOODWILL, RefundReason.PRICE_ADJUSTED, RefundReason.LATE_APOLOGY})
"""Money that says less than where the goods are."""
NEVER_CAME: Final = frozenset({Headline.LOST, Headline.RETURNED_TO_SENDER})
"""The shopper chooses between money and a new parcel."""
_BEFORE_PAYMENT: Final = {
    OrderState.DRAFT: Headline.DRAFT,
    OrderState.QUOTED: Headline.AWAITING_CONFIRMATION,
    OrderState.EXPIRED: Headline.EXPIRED,
    OrderState.CONFIRMED: Headline.CONFIRMED,
    OrderState.CANCELLED: Headline.CANCELLED,
}


def headline(order: Order, now: datetime) -> Headline:
    """What a shopper hears: what they asked for comes before what their money does, and that before the parcels."""
    early = _BEFORE_PAYMENT.get(order.state)
    return early or _of_claims(order) or _of_refunds(order) or _of_parcels(order, now)


def _of_claims(order: Order) -> Headline | None:
    open_kinds = {claim.kind for claim in order.claims if claim.state in (ClaimState.OPEN, ClaimState.RECEIVED)}
    waiting = {claim.kind for claim in order.claims if claim.state is ClaimState.OPEN}
    if ClaimKind.EXCHANGE in open_kinds:
        return Headline.EXCHANGE_REQUESTED
    if waiting & {ClaimKind.RETURN, ClaimKind.WITHDRAWAL}:
        return Headline.RETURN_REQUESTED
    return None


def _of_refunds(order: Order) -> Headline | None:
    real = [refund for refund in order.refunds if refund.reason not in _GOES_ON]
    moving = any(parcel.state in UNDERWAY | BEFORE_HANDOVER for parcel in order.parcels)
    # What was given up while the rest goes on says less than where the rest is.
    aside = {*_SMALL, *((RefundReason.LINE_CANCELLED,) if moving else ())}
    small = all(refund.reason in aside for refund in real)
    if any(refund.state in (RefundState.ASKED, RefundState.APPROVED) for refund in real) and not small:
        return Headline.REFUND_PENDING
    if order.captured.minor > 0 and order.paid_back == order.captured:
        return Headline.REFUNDED
    if any(claim.state is ClaimState.RECEIVED for claim in order.claims):
        return Headline.RETURNED
    if any(c.kind is ClaimKind.EXCHANGE and c.state is ClaimState.SETTLED for c in order.claims):
        return Headline.EXCHANGED
    if any(refund.state is RefundState.PAID_OUT for refund in real) and not moving:
        return Headline.PARTIALLY_REFUNDED
    return None


def _of_parcels(order: Order, now: datetime) -> Headline:
    live = [p for p in order.parcels if p.state is not ParcelState.CANCELLED and not p.answered]
    states = {parcel.state for parcel in live}
    if ParcelState.LOST in states:
        return Headline.LOST
    if ParcelState.RETURNED in states:
        return Headline.RETURNED_TO_SENDER
    if any(is_late(parcel, now) for parcel in live):
        return Headline.DELAYED
    if states & UNDERWAY:
        return Headline.SHIPPED
    if ParcelState.ORDERED in states:
        return Headline.PROCESSING
    if ParcelState.WAITING in states or not states:
        return Headline.CONFIRMED
    return Headline.DELIVERED


def is_late(parcel: Parcel, now: datetime) -> bool:
    """The carrier says so, or the promised day has passed without delivery."""
    if parcel.state in AT_REST:
        return False
    said = parcel.state is ParcelState.EXCEPTION and parcel.problem in (Problem.DELAYED, Problem.UNDELIVERABLE)
    return said or now > parcel.promised_by
