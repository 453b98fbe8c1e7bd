"""Rows of the bot room: cases at the desk and chores to run after a turn. Rows never leave `store.py` files."""

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
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
    risen_at: datetime | None = Field(default=None, sa_type=Instant)


class SlackThreadRow(SQLModel, table=True):
    """A flagged conversation as a thread in Slack: one for each time it is put before a person, by its first case.

    `ts` is there once the thread's first message is posted. `told` names what the first messages of the thread hold, as
    JSON; `seen` changes when there is something new to tell.
    """

    __tablename__ = "slack_thread"
    __table_args__ = (Index("slack_thread_place", "channel", "ts"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(unique=True)
    conversation: str = Field(index=True)
    shopper: str = Field(index=True)
    channel: str
    ts: str | None = None
    told: str = Field(default="[]", sa_type=Text)
    seen: str = ""
    opened_at: datetime = Field(sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class SlackPostRow(SQLModel, table=True):
    """Something to be posted in Slack. The row is the truth; the worker posts it, in order within its thread.

    `key` is unique: the same thing is never put down twice. `place` is the channel or user it goes to. `body` holds the
    method's arguments as JSON; what shows a case as it stands is made when it is sent. `state` is waiting, sent or
    dropped (`why` says the reason).
    """

    __tablename__ = "slack_post"
    __table_args__ = (Index("slack_post_waiting", "state", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    thread_id: int | None = Field(default=None, index=True)
    shopper: str = Field(default="", index=True)
    key: str = Field(unique=True)
    place: str
    method: str
    body: str = Field(sa_type=Text)
    state: str = "waiting"
    attempts: int = 0
    next_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    ts: str | None = None
    why: str | None = None


class SlackPaceRow(SQLModel, table=True):
    """When the next post may go to a channel: its pace, and the lease of whoever posts there now."""

    __tablename__ = "slack_pace"

    place: str = Field(primary_key=True)
    next_at: datetime = Field(sa_type=Instant)


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


class LinkRow(SQLModel, table=True):
    """A chat that a code has joined to a person's others. `joined` is the id under which its shopper was known before:
    what is still found under it is this person's too."""

    __tablename__ = "link"

    joined: str = Field(primary_key=True)
    shopper: str = Field(index=True)
    conversation: str
    at: datetime = Field(sa_type=Instant)


class LinkCodeRow(SQLModel, table=True):
    """A code asked for in a conversation, to be typed in another chat on `channel` (empty: on any). Of the code itself
    only `digest` is kept, salted, and only once it was told; `tries` counts what was typed anywhere meanwhile."""

    __tablename__ = "link_code"

    id: int | None = Field(default=None, primary_key=True)
    shopper: str = Field(index=True)
    conversation: str
    channel: str = ""
    salt: str = ""
    digest: str = ""
    tries: int = 0
    asked_at: datetime = Field(sa_type=Instant, index=True)
    until: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class LinkTryRow(SQLModel, table=True):
    """A code that was typed, for counting; an hour later the next one that anybody types removes it. `address` is a
    fingerprint of where: who is erased and comes back has no new tries."""

    __tablename__ = "link_try"

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(index=True)
    at: datetime = Field(sa_type=Instant, index=True)


class SecretRow(SQLModel, table=True):
    """What the machines of a shop sign with, by name: the same for all of them."""

    __tablename__ = "secret"

    name: str = Field(primary_key=True)
    value: str


class SpentLinkRow(SQLModel, table=True):
    """A link to the desk that was used; forgotten when it would be too old to use."""

    __tablename__ = "spent_link"

    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant, index=True)


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


class SentMessageRow(SQLModel, table=True):
    """One message at a vendor that gives receipts. `part` names the piece of a reply it carries; a callback that is
    faster than our own note of the message leaves a row without one. `state` only moves on.
    """

    __tablename__ = "sent_message"
    __table_args__ = (UniqueConstraint("channel", "external_id", name="sent_message_once"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    part: str | None = Field(default=None, unique=True)
    reply: int | None = Field(default=None, index=True)
    external_id: str | None = None
    form: str = ""
    state: str
    error: int | None = None
    at: datetime = Field(sa_type=Instant)


class ReachRow(SQLModel, table=True):
    """What stands in the way of writing to somebody, each until they write again: the vendor's window was closed, they
    blocked us, choices cannot be shown. `choices` are what a typed number means (JSON), as long as the newest message
    of theirs is the one numbered `choices_after`.
    """

    __tablename__ = "reach"

    conversation: str = Field(primary_key=True)
    shopper: str = Field(index=True)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    blocked_at: datetime | None = Field(default=None, sa_type=Instant)
    plain_at: datetime | None = Field(default=None, sa_type=Instant)
    choices: str = Field(default="[]", sa_type=Text)
    choices_after: int = 0


class TemplateRow(SQLModel, table=True):
    """A template at the vendor: which Message it words in which locale, and whether it may be sent."""

    __tablename__ = "message_template"

    sid: str = Field(primary_key=True)
    name: str = Field(index=True)
    locale: str
    status: str
    reason: str = ""
    category: str = ""
    body: str = Field(sa_type=Text)
    synced_at: datetime = Field(sa_type=Instant)


class ContentRow(SQLModel, table=True):
    """Buttons or a list that the vendor knows by its own id already; `digest` is of their words."""

    __tablename__ = "session_content"

    digest: str = Field(primary_key=True)
    sid: str
    made_at: datetime = Field(sa_type=Instant)


class WordingRow(SQLModel, table=True):
    """One version of one text in one locale, written in the reply lab.

    `state` is draft, reviewed, live, past (another one is live, or none) or rolled_back. `english` is the source it was
    written for: when that changes, the version is no longer said. `forms` are its plural forms as JSON. `after` is the
    version that was live when this one went live, to go back to.
    """

    __tablename__ = "wording"
    __table_args__ = (
        UniqueConstraint("locale", "context", "version", name="wording_version"),
        Index("wording_live", "state", "locale"),
    )

    id: int | None = Field(default=None, primary_key=True)
    locale: str
    context: str
    version: int
    english: str = Field(sa_type=Text)
    forms: str = Field(sa_type=Text)
    state: str = "draft"
    written_by: str
    written_at: datetime = Field(sa_type=Instant)
    reviewed_by: str | None = None
    reviewed_at: datetime | None = Field(default=None, sa_type=Instant)
    published_by: str | None = None
    published_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    after: int | None = None


class ExperimentRow(SQLModel, table=True):
    """One experiment on one text in one locale, with what was planned before its start.

    `state` is running or ended; `note` says why it ended. `control` is the version that was live at the start, None for
    the file's text. `looked_at` is when the counts were last read: who moves it on looks, so that of several processes
    one does. `per_arm` is in shoppers; `base` and `smallest` are shares.
    """

    __tablename__ = "experiment"
    __table_args__ = (
        Index(
            "experiment_once",
            "locale",
            "context",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    locale: str
    context: str
    english: str = Field(sa_type=Text)
    goal: str
    base: float
    smallest: float
    per_arm: int
    control: int | None = None
    state: str = "running"
    note: str = Field(default="", sa_type=Text)
    started_by: str
    started_at: datetime = Field(sa_type=Instant)
    ended_by: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    looked_at: datetime = Field(sa_type=Instant)


class ArmRow(SQLModel, table=True):
    """One arm of an experiment. `number` 0 is the control; `forms` are its plural forms as JSON, as they were at the
    start. `state` is open, stopped (by itself; `note` says why) or chosen."""

    __tablename__ = "experiment_arm"
    __table_args__ = (UniqueConstraint("experiment_id", "number", name="experiment_arm_once"),)

    id: int | None = Field(default=None, primary_key=True)
    experiment_id: int = Field(foreign_key="experiment.id")
    number: int
    version: int | None = None
    forms: str = Field(sa_type=Text)
    state: str = "open"
    note: str = Field(default="", sa_type=Text)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class LookRow(SQLModel, table=True):
    """What one look found of one arm: shoppers told, counted and gone on, `harmed` by guardrail as JSON, and where the
    difference to the control surely lies. Append-only; nothing in it is of anybody."""

    __tablename__ = "experiment_look"
    __table_args__ = (Index("experiment_look_of", "experiment_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    experiment_id: int = Field(foreign_key="experiment.id")
    at: datetime = Field(sa_type=Instant)
    arm: int
    told: int
    counted: int
    succeeded: int
    harmed: str = Field(sa_type=Text)
    difference: float | None = None
    low: float | None = None
    high: float | None = None
