"""Rows of the orders room: an order's own state is one JSON value guarded by `revision`.

Postings, events, errands, timers, offers and used confirmations are rows, each with the unique key that keeps it from
happening twice.
"""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Index, Text, UniqueConstraint, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class Instant(TypeDecorator[datetime]):
    """A timezone-aware UTC moment, also on SQLite, which keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value!r} has no timezone; moments are stored in UTC")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


class OrderRow(SQLModel, table=True):
    """`body` is the Order as JSON; `search` is what staff may look it up by.

    `number`, `email`, `postcode` and `name` are what people name it by, plain as `access.bare_number`, `plain_email`,
    `plain_postcode` and `plain_name` make them.
    """

    __tablename__ = "orders"
    __table_args__ = (Index("orders_of_name", "postcode", "name"),)

    id: str = Field(primary_key=True)
    shopper: str = Field(index=True)
    conversation: str = Field(index=True)
    state: str = Field(index=True)
    revision: int
    search: str = Field(sa_type=Text)
    number: str = Field(default="", index=True)
    email: str = Field(default="", index=True)
    postcode: str = ""
    name: str = ""
    body: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=Instant)
    placed_at: datetime | None = Field(default=None, sa_type=Instant)


class EventRow(SQLModel, table=True):
    """Append-only. `announced` is set by whoever tells the shopper, in the transaction that queues the telling."""

    __tablename__ = "order_event"
    __table_args__ = (UniqueConstraint("order_id", "seq", name="event_once"), Index("event_untold", "announced", "id"))

    id: int | None = Field(default=None, primary_key=True)
    order_id: str
    seq: int
    kind: str
    body: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    announced: bool = False


class PostingRow(SQLModel, table=True):
    """One side of a ledger entry. Append-only; the sides of an (order, entry) sum to zero."""

    __tablename__ = "posting"
    __table_args__ = (UniqueConstraint("order_id", "entry", "account", "ref", name="posting_once"),)

    id: int | None = Field(default=None, primary_key=True)
    order_id: str = Field(index=True)
    entry: int
    account: str
    minor: int
    currency: str
    what: str
    ref: str
    at: datetime = Field(sa_type=Instant)


class ErrandRow(SQLModel, table=True):
    """Something to be done outside. `key` is the idempotency key, stored before the first call, unique for ever."""

    __tablename__ = "errand"
    __table_args__ = (Index("errand_due", "state", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    order_id: str = Field(index=True)
    kind: str
    ref: str
    key: str = Field(unique=True)
    state: str = "waiting"
    due_at: datetime = Field(sa_type=Instant)
    attempts: int = 0
    owner: str = ""
    leased_until: datetime | None = Field(default=None, sa_type=Instant)


class TimerRow(SQLModel, table=True):
    """Something that falls due once."""

    __tablename__ = "timer"
    __table_args__ = (
        UniqueConstraint("order_id", "kind", "ref", "due_at", name="timer_once"),
        Index("timer_due", "fired", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: str
    kind: str
    ref: str
    due_at: datetime = Field(sa_type=Instant)
    fired: bool = False


class OfferRow(SQLModel, table=True):
    """`body` holds what a feed sets as JSON; stock and reservations are columns, changed by guarded updates alone."""

    __tablename__ = "offer"

    sku: str = Field(primary_key=True)
    stock: int
    reserved: int = 0
    revision: int = Field(index=True)
    body: str = Field(sa_type=Text)


class OfferClockRow(SQLModel, table=True):
    """One row: the latest revision given to any offer."""

    __tablename__ = "offer_clock"

    id: int = Field(default=1, primary_key=True)
    revision: int = 0


class GiftCardRow(SQLModel, table=True):
    """`balance` is in minor units, changed by guarded updates alone; `holder` is empty until the card first pays."""

    __tablename__ = "gift_card"

    id: str = Field(primary_key=True)
    holder: str = Field(default="", index=True)
    currency: str
    balance: int
    created_at: datetime = Field(sa_type=Instant)


class GiftMoveRow(SQLModel, table=True):
    """Append-only. What went onto a card or off it, and for what; a balance is the sum of its moves."""

    __tablename__ = "gift_move"
    __table_args__ = (UniqueConstraint("card", "ref", name="gift_move_once"),)

    id: int | None = Field(default=None, primary_key=True)
    card: str
    order_id: str = Field(default="", index=True)
    minor: int
    ref: str
    at: datetime = Field(sa_type=Instant)


class CustomerRow(SQLModel, table=True):
    """`body` is the Customer as JSON; `email` is in lower case, to look one up by."""

    __tablename__ = "customer"

    id: str = Field(primary_key=True)
    email: str = Field(default="", index=True)
    body: str = Field(sa_type=Text)


class StockWishRow(SQLModel, table=True):
    """A shopper waits for a sold-out variant; one open wish for each. `told_at` is set in the transaction that queues
    the telling."""

    __tablename__ = "stock_wish"
    __table_args__ = (
        Index(
            "stock_wish_open",
            "shopper",
            "sku",
            unique=True,
            sqlite_where=text("told_at IS NULL"),
            postgresql_where=text("told_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    shopper: str = Field(index=True)
    conversation: str
    sku: str = Field(index=True)
    asked_at: datetime = Field(sa_type=Instant)
    told_at: datetime | None = Field(default=None, sa_type=Instant)


class StockWatchRow(SQLModel, table=True):
    """How many pieces of a variant that is waited for were free, and at which revision of its offer."""

    __tablename__ = "stock_watch"

    sku: str = Field(primary_key=True)
    free: int
    revision: int


class TakenOverRow(SQLModel, table=True):
    """An entry of another shop's books as it came. `made` is the hash of what an export would have written right then:
    while it still would, the entry is given back as it came."""

    __tablename__ = "taken_over"
    __table_args__ = (UniqueConstraint("kind", "ref", name="taken_over_once"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    ref: str
    shopper: str = Field(default="", index=True)
    body: str = Field(sa_type=Text)
    made: str


class ConfirmationRow(SQLModel, table=True):
    """A yes that was used. The same yes again finds itself here."""

    __tablename__ = "confirmation"

    id: str = Field(primary_key=True)
    order_id: str = Field(index=True)
    action: str
    at: datetime = Field(sa_type=Instant)


class NewsRow(SQLModel, table=True):
    """A carrier's event that was taken in, by the carrier's own id."""

    __tablename__ = "parcel_news"

    external_id: str = Field(primary_key=True)
    order_id: str = Field(index=True)
    at: datetime = Field(sa_type=Instant)


class OrderDecisionRow(SQLModel, table=True):
    """Who decided what about an order: the rules or a named person, and the answer. Append-only."""

    __tablename__ = "order_decision"

    id: int | None = Field(default=None, primary_key=True)
    order_id: str = Field(default="", index=True)
    shopper: str = Field(default="", index=True)
    stage: str
    action: str
    actor: str
    answer: str
    amount: str = ""
    at: datetime = Field(sa_type=Instant)
