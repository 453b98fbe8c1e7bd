"""What falls due when: quote and payment expiry, promises, returns that do not come, closing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orders.ids import OrderId


class TimerKind(StrEnum):
    QUOTE_EXPIRY = "quote_expiry"
    PAYMENT_EXPIRY = "payment_expiry"
    UNDO_OVER = "undo_over"
    """A cancellation can no longer be taken back: its refund leaves."""
    PROMISE = "promise"
    """Nothing proven delivered by the promised day plus grace: the guarantee pays."""
    LOST = "lost"
    """A loss reported by the carrier and not answered by the shopper: the guarantee pays."""
    RETURN_DUE = "return_due"
    INSPECTION = "inspection"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Timer:
    id: int
    kind: TimerKind
    order: OrderId
    ref: str
    """The parcel or claim it is about; empty for the order."""
    due_at: datetime
