"""What the shop asks of a carrier: where a parcel is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orders.actions import ParcelReport
from orders.ids import OrderId, ParcelId


class CarrierUnavailable(Exception):
    """No answer: try again later."""


@dataclass(frozen=True, slots=True)
class TrackRequest:
    order: OrderId
    parcel: ParcelId | None
    carrier: str
    number: str
    since: datetime
    """When it was handed over, or for goods sent back, when the label was made."""
    returning: bool = False


class Carrier(Protocol):
    def track(self, request: TrackRequest, now: datetime) -> tuple[ParcelReport, ...]:
        """Everything known about a number so far, oldest first, each with the carrier's own event id.

        Raises CarrierUnavailable. An unknown number has no news.
        """
        ...
