"""Rows of guests' access: codes that were asked for, and what right ones opened. Rows never leave `access_store.py`."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from orders.tables import Instant


class AccessCodeRow(SQLModel, table=True):
    """One code asked for. Whether an order fits is looked up when its letter is written, after the reply.

    `asked` is the Contact as JSON until then; `asked_key` counts wishes alike. `sent_to` and `order_id` are what the
    code opens, empty when nothing fits. Of the code itself only `digest` is kept, salted. `state` is waiting, sent or
    void.
    """

    __tablename__ = "access_code"
    __table_args__ = (Index("access_code_waiting", "state", "next_at"),)

    id: int | None = Field(default=None, primary_key=True)
    shopper: str = Field(index=True)
    conversation: str
    locale: str
    market: str
    asked: str = Field(sa_type=Text)
    asked_key: str = Field(index=True)
    sent_to: str = Field(default="", index=True)
    order_id: str = ""
    salt: str = ""
    digest: str = ""
    tries: int = 0
    state: str = "waiting"
    attempts: int = 0
    next_at: datetime = Field(sa_type=Instant)
    asked_at: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class AccessGrantRow(SQLModel, table=True):
    """What a right code opened: every order with this e-mail address on file, or only `order_id`."""

    __tablename__ = "access_grant"

    id: int | None = Field(default=None, primary_key=True)
    shopper: str = Field(index=True)
    email: str = Field(index=True)
    order_id: str = ""
    granted_at: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
