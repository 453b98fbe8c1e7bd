"""A dispute as a value: the shopper's bank asks for a payment back (chargeback)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from orders.money import Money
from orders.states import DisputeState

RUNNING: Final = (DisputeState.OPEN, DisputeState.ANSWERED)


@dataclass(frozen=True, slots=True)
class Dispute:
    id: str
    payment: str
    amount: Money
    """What the bank asks for."""
    reason: str
    """As the provider names it: "product_not_received", "fraudulent" …"""
    state: DisputeState
    opened_at: datetime
    reference: str = ""
    """The provider's own name of it."""
    answer_by: datetime | None = None
    answered_at: datetime | None = None
    by_person: str = ""
    """Who handed the evidence in."""
    ended_at: datetime | None = None
    taken: Money | None = None
    """What a lost dispute took: never more than the order still held."""

    @property
    def runs(self) -> bool:
        """Neither won nor lost yet."""
        return self.state in RUNNING
