"""What happened to a parcel, as the carrier or a person tells it."""

from dataclasses import dataclass
from datetime import datetime

from orders.happened import Happened
from orders.ids import ParcelId
from orders.line import LineQuantity
from orders.states import ParcelState


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelHandedOver(Happened):
    parcel: ParcelId
    lines: tuple[LineQuantity, ...]
    carrier: str
    number: str
    eta: datetime | None
    promised_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelMoved(Happened):
    parcel: ParcelId
    place: str
    eta: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelDelayed(Happened):
    parcel: ParcelId
    carrier: str
    number: str
    eta: datetime | None
    promised_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAttemptFailed(Happened):
    parcel: ParcelId
    carrier: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelUndeliverable(Happened):
    """The carrier cannot deliver (wrong address, nobody there for days) and will send it back."""

    parcel: ParcelId
    carrier: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelReturnedToSender(Happened):
    """As ParcelLost: refund or reshipment, and at `pays_at` the money goes back by itself."""

    parcel: ParcelId
    carrier: str
    number: str
    pays_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelDelivered(Happened):
    parcel: ParcelId
    lines: tuple[LineQuantity, ...]
    return_until: datetime
    withdraw_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLost(Happened):
    """The carrier reports a loss. The shopper may choose refund or reshipment; at `pays_at` it is refunded anyway."""

    parcel: ParcelId
    lines: tuple[LineQuantity, ...]
    carrier: str
    number: str
    pays_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelCorrected(Happened):
    """A person took a wrong delivery report back."""

    parcel: ParcelId
    was: ParcelState
    now: ParcelState
