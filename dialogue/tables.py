"""Rows of the dialogue room: inbox, conversations, shoppers and what is known of them, outbox, decision record.

Rows never leave `store.py`; times are UTC. The inbox and the outbox are the truth about what came in and goes out.
"""

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from orders.tables import Instant


class InboxRow(SQLModel, table=True):
    """One thing a channel brought, raw and as parsed (None when it could not be). `seq` gives the order to read in.

    A settled turn sets `handled_at` and `turn`; a message kept for staff has `handled_at` and no turn.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "external_id", name="inbox_once"),
        Index("inbox_open", "conversation", "handled_at"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    channel: str
    external_id: str
    conversation: str = ""
    shopper: str = Field(default="", index=True)
    raw: str = Field(sa_type=Text)
    parsed: str | None = Field(default=None, sa_type=Text)
    received_at: datetime = Field(sa_type=Instant)
    handled_at: datetime | None = Field(default=None, sa_type=Instant)
    turn: int | None = None


class ConversationRow(SQLModel, table=True):
    """`state` is the whole Conversation as JSON; the columns beside it are what is searched by. `address` is where
    the channel reaches the person; a lease that has passed its deadline belongs to nobody."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("channel", "address", name="conversation_once"),)

    id: str = Field(primary_key=True)
    shopper: str = Field(index=True)
    channel: str
    address: str
    version: int = 0
    holder: str = Field(default="agent", index=True)
    state: str = Field(sa_type=Text)
    lease_owner: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    attempts: int = 0
    next_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class ShopperRow(SQLModel, table=True):
    """What is known of a person beside facts; `news_to` is the conversation they want news in. Where to and with
    what they pay is kept by the orders room."""

    __tablename__ = "shopper"

    id: str = Field(primary_key=True)
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    opted_out: bool = False
    news_to: str | None = None
    created_at: datetime = Field(sa_type=Instant)


class FactRow(SQLModel, table=True):
    """One fact about a person or their household, with the message it was said in."""

    __tablename__ = "fact"

    id: int | None = Field(default=None, primary_key=True)
    shopper: str = Field(index=True)
    who: str
    about: str
    value: str
    said_at: datetime = Field(sa_type=Instant)
    source: str


class ConsentRow(SQLModel, table=True):
    """A consent given or taken back: what about, when, where, the message that said so, and its words. Append-only."""

    __tablename__ = "consent"

    id: int | None = Field(default=None, primary_key=True)
    shopper: str = Field(index=True)
    about: str
    given: bool
    channel: str
    source: str
    wording: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=Instant)


class OutboxRow(SQLModel, table=True):
    """One Message to a shopper, in order of `id` per conversation; worded when it is sent, then kept as sent.

    `state` is waiting, sent, or dropped (rejected, blocked, given up; `failure` says why). `pieces` is how many
    messages of the channel's went out for it: a long one goes on where it stopped. `instead_of` is the reply that
    another chat of the person did not take. `variant` names the lab's text it was said in: "v17" a live version,
    "x3.1:v18" an arm of an experiment, "" the file's.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_waiting", "state", "conversation"), Index("outbox_variant", "variant"))

    id: int | None = Field(default=None, primary_key=True)
    conversation: str = Field(index=True)
    shopper: str = Field(index=True)
    name: str
    message: str = Field(sa_type=Text)
    locale: str
    market: str
    order_id: str | None = None
    turn: int | None = None
    intent: str | None = None
    variant: str = ""
    state: str = "waiting"
    failure: str | None = None
    instead_of: int | None = None
    pieces: int = 0
    attempts: int = 0
    next_at: datetime | None = Field(default=None, sa_type=Instant)
    text: str | None = Field(default=None, sa_type=Text)
    external_id: str | None = None
    created_at: datetime = Field(sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)


class ModelUseRow(SQLModel, table=True):
    """A turn that a model was asked about: what came of it, its tokens, and its cost in millionths of a US dollar.

    `outcome` is read, asked_back, or why the turn was read offline after all. Append-only.
    """

    __tablename__ = "model_use"
    __table_args__ = (Index("model_use_by_shopper", "shopper", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    conversation: str = Field(index=True)
    shopper: str
    at: datetime = Field(sa_type=Instant, index=True)
    model: str
    outcome: str
    requests: int
    input_tokens: int
    written_tokens: int
    cached_tokens: int
    output_tokens: int
    cost: int


class DecisionRow(SQLModel, table=True):
    """Who decided what in a turn, on which inputs, how sure. Append-only; a reversal is a row of its own."""

    __tablename__ = "decision"

    id: int | None = Field(default=None, primary_key=True)
    conversation: str = Field(index=True)
    shopper: str = Field(index=True)
    turn: int
    at: datetime = Field(sa_type=Instant)
    stage: str
    what: str
    actor: str
    confidence: float
    inputs: str = Field(default="", sa_type=Text)
