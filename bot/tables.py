"""Rows of the bot room: cases at the desk and chores to run after a turn. Rows never leave `store.py` files."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from orders.tables import Instant


class CaseRow(SQLModel, table=True):
    """A flagged conversation. `state` is open, claimed or closed; `version` guards every change (compare-and-set).

    `facts` is the Case as JSON: what was asked, tried and refused, and the money that is open.
    """

    __tablename__ = "desk_case"
    __table_args__ = (Index("desk_case_open", "state", "conversation"),)

    id: int | None = Field(default=None, primary_key=True)
    conversation: str = Field(index=True)
    shopper: str = Field(index=True)
    flag: str
    state: str = "open"
    staff: str | None = None
    version: int = 0
    facts: str = Field(sa_type=Text)
    opened_at: datetime = Field(sa_type=Instant)
    claimed_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class ChoreRow(SQLModel, table=True):
    """Something a Plan wants from this room (to be erased), run by the worker after the turn, safe to repeat.

    It waits as long as it is here: who does it deletes it.
    """

    __tablename__ = "chore"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    conversation: str
    shopper: str = Field(index=True)
    asked_at: datetime = Field(sa_type=Instant)


class StaffNoteRow(SQLModel, table=True):
    """What staff said or did in a case, in order; append-only."""

    __tablename__ = "staff_note"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(index=True, foreign_key="desk_case.id")
    staff: str
    verb: str
    at: datetime = Field(sa_type=Instant)


class PaceRow(SQLModel, table=True):
    """When a channel (`key` is its name) or a conversation (its id) will have made up for what was sent so far: shared
    by all processes."""

    __tablename__ = "pace"

    key: str = Field(primary_key=True)
    shopper: str = Field(default="", index=True)
    even_at: datetime = Field(sa_type=Instant)


class ClockRow(SQLModel, table=True):
    """How far the demo's clock has been moved on; one row."""

    __tablename__ = "demo_clock"

    id: int = Field(default=1, primary_key=True)
    seconds: int = 0
