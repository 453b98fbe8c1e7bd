"""The states and kinds an order, its parcels, payments, refunds and claims can have. Allowed steps: `lifecycle.py`."""

from enum import StrEnum


class OrderState(StrEnum):
    """The order machine. What a shopper hears is `lifecycle.headline`, computed from all three machines."""

    DRAFT = "draft"
    QUOTED = "quoted"
    CONFIRMED = "confirmed"
    PAID = "paid"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class ParcelState(StrEnum):
    """The parcel machine. WAITING is planned and not yet accepted by the supplier."""

    WAITING = "waiting"
    ORDERED = "ordered"
    HANDED_OVER = "handed_over"
    MOVING = "moving"
    EXCEPTION = "exception"
    DELIVERED = "delivered"
    LOST = "lost"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class Problem(StrEnum):
    """What is wrong with a parcel in state EXCEPTION."""

    DELAYED = "delayed"
    ATTEMPT_FAILED = "attempt_failed"
    UNDELIVERABLE = "undeliverable"


class PaymentState(StrEnum):
    PENDING = "pending"
    CAPTURED = "captured"
    FAILED = "failed"


class PaymentPurpose(StrEnum):
    ORDER = "order"
    DIFFERENCE = "difference"
    REPLACEMENT = "replacement"
    """Takes the place of an earlier charge, which then goes back."""


class RefundState(StrEnum):
    """The refund machine. ASKED waits for a person."""

    ASKED = "asked"
    APPROVED = "approved"
    PAID_OUT = "paid_out"
    DECLINED = "declined"


class RefundReason(StrEnum):
    CANCELLED = "cancelled"
    LINE_CANCELLED = "line_cancelled"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    MISSING = "missing"
    LOST = "lost"
    LATE = "late"
    RETURNED_TO_SENDER = "returned_to_sender"
    UNAVAILABLE = "unavailable"
    PRICE_DIFFERENCE = "price_difference"
    METHOD_CHANGED = "method_changed"
    """The order was paid anew another way: the first payment goes back."""
    PRICE_ADJUSTED = "price_adjusted"
    """The price has fallen soon after the order."""
    KEPT_FOR_LESS = "kept_for_less"
    """Damaged or wrong goods that the shopper keeps for a lower price."""
    LATE_APOLOGY = "late_apology"
    """The shipping of a parcel that came late, by our own word."""
    GOODWILL = "goodwill"
    DISPUTED = "disputed"
    """The shopper's bank took the money back: a lost dispute, not a refund of ours."""


class DisputeState(StrEnum):
    """The dispute machine. ANSWERED: the evidence was handed in, the bank has still to decide."""

    OPEN = "open"
    ANSWERED = "answered"
    WON = "won"
    LOST = "lost"


class ClaimKind(StrEnum):
    RETURN = "return"
    WITHDRAWAL = "withdrawal"
    EXCHANGE = "exchange"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    MISSING = "missing"
    LOST = "lost"


class ClaimState(StrEnum):
    """OPEN: goods have still to come back, or the replacement has still to leave. RECEIVED: goods are back."""

    OPEN = "open"
    RECEIVED = "received"
    SETTLED = "settled"
    CLOSED = "closed"


class Tier(StrEnum):
    """Where goods come from: it sets delivery time and shipping price."""

    LOCAL = "local"
    REGIONAL = "regional"
    OVERSEAS = "overseas"
