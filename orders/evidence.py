"""The evidence pack of an order: what was agreed, paid, sent, proven and given back, from the order and its Events.

A typed value; `bot/desk/evidence.py` makes a page to print of it. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from orders.actions import Consent
from orders.dispute import Dispute
from orders.events import Event, OrderConfirmed, ParcelDelivered, ParcelHandedOver, QuoteMade
from orders.ids import ParcelId
from orders.money import Money
from orders.order import Order, Payment, Refund, Terms

_HEAD: Final = frozenset({"order", "seq", "at"})


@dataclass(frozen=True, slots=True)
class Agreement:
    """The shopper's yes: how it was given, to which quote, when."""

    at: datetime
    consent: Consent
    quote_hash: str
    """Of goods, quantities, prices, totals, address and method as they were shown."""
    quoted_at: datetime | None
    total: Money
    method: str
    promised_by: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """A parcel's way, and the proof that it arrived."""

    parcel: ParcelId
    contents: tuple[tuple[str, int], ...]
    """Title and pieces."""
    carrier: str
    number: str
    state: str
    handed_over_at: datetime | None
    delivered_at: datetime | None
    """The carrier's own moment of delivery."""
    last_place: str
    recorded_as: tuple[int, ...]
    """The Events in our log that say so, by number."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One Event in the log: what, when, and every fact it carries."""

    number: int
    at: datetime
    what: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EvidencePack:
    made_at: datetime
    order: Order
    terms: Terms
    agreement: Agreement | None
    """None where another shop took the order."""
    payments: tuple[Payment, ...]
    deliveries: tuple[Delivery, ...]
    refunds: tuple[Refund, ...]
    disputes: tuple[Dispute, ...]
    log: tuple[Entry, ...]
    """Every Event, oldest first."""


def pack_of(order: Order, events: Sequence[Event], now: datetime) -> EvidencePack:
    """`events` are all of the order's, in order."""
    return EvidencePack(
        made_at=now,
        order=order,
        terms=order.terms,
        agreement=_agreement(events),
        payments=order.payments,
        deliveries=tuple(_deliveries(order, events)),
        refunds=order.refunds,
        disputes=order.disputes,
        log=tuple(Entry(event.seq, event.at, in_words(type(event).__name__), _facts(event)) for event in events),
    )


def _agreement(events: Sequence[Event]) -> Agreement | None:
    """The latest yes: a declined payment makes the order a quote again, and it takes another yes."""
    yes = next((event for event in reversed(events) if isinstance(event, OrderConfirmed)), None)
    if yes is None:
        return None
    quoted = next((event.at for event in reversed(events) if isinstance(event, QuoteMade)), None)
    return Agreement(yes.at, yes.consent, yes.quote_hash, quoted, yes.total, yes.method, yes.promised_by)


def _deliveries(order: Order, events: Sequence[Event]) -> Iterator[Delivery]:
    titles = {line.id: line.title for line in order.lines}
    for parcel in order.parcels:
        said = [
            event.seq
            for event in events
            if isinstance(event, ParcelHandedOver | ParcelDelivered) and event.parcel == parcel.id
        ]
        yield Delivery(
            parcel=parcel.id,
            contents=tuple((titles[piece.line], piece.quantity) for piece in parcel.lines),
            carrier=parcel.carrier,
            number=parcel.number,
            state=parcel.state.value,
            handed_over_at=parcel.handed_over_at,
            delivered_at=parcel.delivered_at,
            last_place=parcel.last_place,
            recorded_as=tuple(said),
        )


def in_words(name: str) -> str:
    """ "ParcelHandedOver" and "handed_over" as "parcel handed over" and "handed over"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower()


def _facts(event: Event) -> tuple[tuple[str, str], ...]:
    told = ((field.name, _said(getattr(event, field.name))) for field in fields(event) if field.name not in _HEAD)
    return tuple((in_words(name), said) for name, said in told if said)


def _said(value: object) -> str:
    """A fact as text; empty for none."""
    if value is None:
        return ""
    if isinstance(value, Enum):
        return in_words(str(value.value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} UTC"
    if isinstance(value, tuple):
        return ", ".join(map(_said, value))
    if is_dataclass(value) and not isinstance(value, Money | type):
        return " ".join(filter(None, (_said(getattr(value, field.name)) for field in fields(value))))
    return str(value)
