"""The only way into orders: load, decide, write rows + events + errands + postings, inside the caller's transaction.

Functions that write want a session whose transaction may write (`BEGIN IMMEDIATE` on SQLite); none of them commits.
`now` is timezone-aware UTC. A Refusal leaves not one row changed. `StaleWrite`: another process was faster; roll back and
run the whole transaction again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from orders.actions import Action, OnOrder, ParcelNews
from orders.answers import Decision, Facts, Refusal
from orders.errands import Errand, Outcome
from orders.events import Event
from orders.ids import ConversationId, OrderId, ParcelId, ShopperId, Sku
from orders.ledger import Posting
from orders.money import Money
from orders.order import Address, LineQuantity, Order, Parcel
from orders.policy import Policy
from orders.quote import Quote
from orders.stock import Offer
from orders.timers import Timer


@dataclass(frozen=True, slots=True)
class Done:
    """An action performed: the order as it is now, and what happened, in order."""

    order: Order
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Charge:
    """A payment or refund as the shopper may see it."""

    order: OrderId
    kind: str
    """"payment" or "refund"."""
    amount: Money
    method: str
    done: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant that does not hold: which, where, and what was found."""

    invariant: str
    order: OrderId | None
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """An order as a test wants it to have happened already."""

    shopper: ShopperId
    conversation: ConversationId
    lines: tuple[tuple[Sku, int], ...]
    state: str
    """A headline such as "shipped"."""
    address: Address
    market: str
    currency: str
    method: str
    placed_at: datetime
    email: str = ""
    carrier: str = ""
    number: str = ""
    eta: datetime | None = None


# Actions


def perform(session: Session, action: Action, now: datetime, *, policy: Policy | None = None) -> Done | Refusal:
    """Do it, or say why not. Charges, refunds and supplier orders become errands; nothing outside is called here."""
    raise NotImplementedError


def preview(session: Session, action: OnOrder, now: datetime, *, policy: Policy | None = None) -> Decision | Refusal:
    """Exactly what `perform` would give at this moment, without doing it. Needs no confirmation yet ("" will do)."""
    raise NotImplementedError


def quote_preview(
    session: Session,
    lines: Sequence[tuple[Sku, int]],
    address: Address,
    market: str,
    currency: str,
    now: datetime,
    *,
    policy: Policy | None = None,
) -> Quote | Refusal:
    """Totals and promise of a basket as `MakeQuote` would give them, holding nothing."""
    raise NotImplementedError


def facts_for(session: Session, shopper: ShopperId, skus: Iterable[Sku], now: datetime) -> Facts:
    """What `decisions.decide` needs besides order and policy, for callers that preview without a session."""
    raise NotImplementedError


# Reading


def orders_of(session: Session, shopper: ShopperId) -> tuple[Order, ...]:
    """The shopper's orders, newest first, open quotes and expired ones included."""
    raise NotImplementedError


def find_order(session: Session, shopper: ShopperId, order: str) -> Order | None:
    """By id as a person types it (case, spaces and a missing `SK-` do not matter); None for another shopper's."""
    raise NotImplementedError


def any_order(session: Session, order: OrderId) -> Order | None:
    """For staff: any order."""
    raise NotImplementedError


def search_orders(session: Session, text: str, limit: int = 50) -> tuple[Order, ...]:
    """For staff: orders whose id, name, e-mail, postcode, tracking number or a SKU contains the text; newest first."""
    raise NotImplementedError


def charges_of(session: Session, shopper: ShopperId) -> tuple[Charge, ...]:
    """Payments and refunds of all the shopper's orders, oldest first. Declined payments and refunds are left out."""
    raise NotImplementedError


def events_of(session: Session, order: OrderId) -> tuple[Event, ...]:
    raise NotImplementedError


def postings(session: Session, order: OrderId) -> tuple[Posting, ...]:
    """The order's ledger, in the order written; sums to zero per entry and currency."""
    raise NotImplementedError


# Events to tell


def unannounced(session: Session, limit: int = 100) -> tuple[tuple[Order, Event], ...]:
    """Events no turn has told the shopper yet, oldest first, with their orders as they are now."""
    raise NotImplementedError


def mark_announced(session: Session, events: Iterable[Event]) -> None:
    raise NotImplementedError


# Offers


def load_offers(session: Session, offers: Iterable[Offer]) -> int:
    """Insert or update; returns how many changed. Reservations stay. Unchanged offers keep their revision."""
    raise NotImplementedError


def offers(session: Session, skus: Iterable[Sku]) -> dict[Sku, Offer]:
    raise NotImplementedError


def offers_since(session: Session, revision: int, limit: int = 10_000) -> tuple[Offer, ...]:
    """Offers with a revision above this one, lowest first: what the index's price and stock columns must learn."""
    raise NotImplementedError


# Errands and timers


def lease_errands(session: Session, now: datetime, owner: str, limit: int = 20) -> tuple[Errand, ...]:
    """Due errands, now held by `owner` until their lease ends. Commit before running them with `errands.run`."""
    raise NotImplementedError


def settle_errand(
    session: Session, errand: Errand, outcome: Outcome, now: datetime, *, policy: Policy | None = None
) -> tuple[Event, ...]:
    """Book what an errand brought. Twice is once; a lease lost to another worker is not a problem."""
    raise NotImplementedError


def next_errand_at(session: Session) -> datetime | None:
    """When the next errand or timer is due; None when there is none."""
    raise NotImplementedError


def due_timers(session: Session, now: datetime, limit: int = 100) -> tuple[Timer, ...]:
    raise NotImplementedError


def fire_timer(session: Session, timer: Timer, now: datetime, *, policy: Policy | None = None) -> tuple[Event, ...]:
    """Do what falls due. A timer fires once; what it is about may be settled already, then nothing happens."""
    raise NotImplementedError


# Tests, demo, staff


def seed_order(session: Session, seed: Seed, now: datetime, *, policy: Policy | None = None) -> Done | Refusal:
    """An order whose headline is `seed.state`, paid in full through the ledger, refunds booked where the state says so.

    Stock is neither needed nor taken. Refusal for unknown SKUs, markets or states.
    """
    raise NotImplementedError


def report_parcel(
    session: Session,
    order: OrderId,
    news: ParcelNews,
    now: datetime,
    *,
    parcel: ParcelId | None = None,
    carrier: str = "",
    number: str = "",
    eta: datetime | None = None,
) -> Done | Refusal:
    """Parcel news from a person, a webhook or the demo page: `perform` with a pushed ParcelReport."""
    raise NotImplementedError


def audit(session: Session) -> tuple[Breach, ...]:
    """Every invariant over every order; empty when all hold."""
    raise NotImplementedError


def parcel_lines(order: Order, parcel: Parcel) -> tuple[LineQuantity, ...]:
    """The lines of a parcel, for tracking replies."""
    raise NotImplementedError
