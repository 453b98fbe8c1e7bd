"""What the shop asks of a supplier: take an order, say when it has left, cancel it while it has not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orders.actions import ParcelNews, ParcelReport
from orders.ids import OrderId, ParcelId, Sku, SupplierId
from orders.order import Address


class SupplierUnavailable(Exception):
    """No answer, or none that can be trusted: try again with the same key."""


@dataclass(frozen=True, slots=True)
class SupplierOrder:
    """What one parcel shall contain and where it goes. Never changes for a key."""

    supplier: SupplierId
    lines: tuple[tuple[Sku, int], ...]
    address: Address
    promised_by: datetime
    ordered_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    accepted: bool
    ref: str = ""
    """The supplier's own order number."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """The parcel has left the supplier."""

    carrier: str
    number: str
    at: datetime
    eta: datetime | None

    def report(self, order: OrderId, parcel: ParcelId) -> ParcelReport:
        return ParcelReport(
            order=order,
            parcel=parcel,
            news=ParcelNews.SHIPPED,
            at=self.at,
            carrier=self.carrier,
            number=self.number,
            eta=self.eta,
            external_id=f"{self.number}/handover",
            pushed=False,
        )


class Supplier(Protocol):
    """Every call may be repeated: a known key replays its first answer. All raise SupplierUnavailable."""

    def place(self, key: str, order: SupplierOrder, now: datetime) -> Receipt: ...

    def find(self, key: str, now: datetime) -> Receipt | None:
        """What became of a key; None when it never arrived."""
        ...

    def handover(self, key: str, now: datetime) -> Handover | None:
        """Carrier and number once the parcel has left; None before."""
        ...

    def cancel(self, key: str, now: datetime) -> bool:
        """True when nothing will be sent (a key never seen counts, and is never accepted later); False: too late."""
        ...
