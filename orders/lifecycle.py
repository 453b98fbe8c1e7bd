"""The allowed steps of an order, a parcel and a refund, and the headline a shopper hears, computed from all three."""

from datetime import datetime
from enum import StrEnum

from orders.order import Order


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


def headline(order: Order, now: datetime) -> Headline:
    raise NotImplementedError
