"""Events of disputes. They concern the shop and the bank; the shopper hears of them from the bank."""

from dataclasses import dataclass
from datetime import datetime

from orders.happened import Happened
from orders.ids import RefundId
from orders.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOpened(Happened):
    """The shopper's bank asks for a payment back."""

    dispute: str
    payment: str
    amount: Money
    reason: str
    answer_by: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeAnswered(Happened):
    dispute: str
    by_person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeWon(Happened):
    dispute: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeLost(Happened):
    """The bank took the money back. Once more for what could not be booked while a charge was under way."""

    dispute: str
    payment: str
    amount: Money
    refund: RefundId | None
    """How it is booked; None where the order held nothing any more."""
