"""Things to be done outside, once and safe to repeat: kinds, keys, running one, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orders.ids import OrderId


class ErrandKind(StrEnum):
    CHARGE = "charge"
    PAY_OUT_REFUND = "pay_out_refund"
    PLACE_WITH_SUPPLIER = "place_with_supplier"
    CANCEL_WITH_SUPPLIER = "cancel_with_supplier"
    FOLLOW_PARCEL = "follow_parcel"
    FOLLOW_RETURN = "follow_return"


@dataclass(frozen=True, slots=True)
class Errand:
    """Draft."""

    id: int
    kind: ErrandKind
    order: OrderId
    key: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """Draft."""
