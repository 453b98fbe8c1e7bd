"""Queries of the reply lab: versions of texts. Transactions are the callers'; nothing commits here."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session, col

from bot.tables import WordingRow
from orders.rows import connection_of


class State(StrEnum):
    """Where a version is on its way to shoppers."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    LIVE = "live"
    PAST = "past"
    ROLLED_BACK = "rolled_back"


OPEN: Final = (State.DRAFT.value, State.REVIEWED.value)
"""What may still be changed or published."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a text. `forms` has one text, or one for each plural form of the locale."""

    id: int
    locale: str
    context: str
    version: int
    english: str
    forms: tuple[str, ...]
    state: State
    written_by: str
    written_at: datetime
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    published_by: str | None = None
    published_at: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    after: int | None = None


_LIVE: Final = select(
    col(WordingRow.id), col(WordingRow.locale), col(WordingRow.context), col(WordingRow.english), col(WordingRow.forms)
).where(col(WordingRow.state) == bindparam("state"))


def live(session: Session) -> dict[tuple[str, str], tuple[int, str, tuple[str, ...]]]:
    """(id, English source, forms) of every text that is said in place of its file's, by (locale, context)."""
    rows = connection_of(session).execute(_LIVE, {"state": State.LIVE.value}).all()
    return {(row.locale, row.context): (row.id, row.english, tuple(json.loads(row.forms))) for row in rows}


def versions(session: Session, locale: str, context: str) -> tuple[Version, ...]:
    """The history of a text, newest first."""
    query = (
        select(WordingRow)
        .where(col(WordingRow.locale) == locale, col(WordingRow.context) == context)
        .order_by(col(WordingRow.version).desc())
    )
    return tuple(map(_version, session.scalars(query)))


def standing(session: Session, states: tuple[State, ...]) -> tuple[Version, ...]:
    """Every version in one of these states, oldest first."""
    query = select(WordingRow).where(col(WordingRow.state).in_([state.value for state in states]))
    return tuple(map(_version, session.scalars(query.order_by(col(WordingRow.id)))))


def newest(session: Session, locale: str, context: str) -> Version | None:
    return next(iter(versions(session, locale, context)), None)


def add(  # noqa: PLR0913 - a version is all of this
    session: Session, locale: str, context: str, english: str, forms: tuple[str, ...], by: str, now: datetime
) -> Version:
    """A new draft, one version further. Two at once: the second breaks the unique key."""
    last = session.scalar(
        select(func.max(col(WordingRow.version))).where(
            col(WordingRow.locale) == locale, col(WordingRow.context) == context
        )
    )
    told = json.dumps(forms, ensure_ascii=False)
    row = WordingRow(
        locale=locale,
        context=context,
        version=(last or 0) + 1,
        english=english,
        forms=told,
        written_by=by,
        written_at=now,
    )
    session.add(row)
    session.flush()
    return _version(row)


def move(session: Session, version: Version, to: State, **noted: object) -> bool:
    """Compare-and-set of the state, with who and when; False when somebody moved it first."""
    done = connection_of(session).execute(
        update(WordingRow)
        .where(col(WordingRow.id) == version.id, col(WordingRow.state) == version.state.value)
        .values(state=to.value, **noted)
    )
    return done.rowcount == 1


def version_of(session: Session, identity: int) -> Version | None:
    row = session.get(WordingRow, identity)
    return _version(row) if row else None


def _version(row: WordingRow) -> Version:
    return Version(
        id=row.id or 0,
        locale=row.locale,
        context=row.context,
        version=row.version,
        english=row.english,
        forms=tuple(json.loads(row.forms)),
        state=State(row.state),
        written_by=row.written_by,
        written_at=row.written_at,
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
        published_by=row.published_by,
        published_at=row.published_at,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
        after=row.after,
    )
