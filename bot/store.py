"""Queries of the bot room: desk cases, chores, the demo clock. Transactions are the callers'; nothing commits here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import CursorResult, bindparam, func, select, update
from sqlmodel import Session, col

from bot.tables import CaseRow, ChoreRow, ClockRow, StaffNoteRow
from dialogue.plan import Case, ChoreKind
from orders.ids import ConversationId, ShopperId
from orders.rows import connection_of

_cases: Final = TypeAdapter(Case)
# What is asked after every turn.
_NEWEST_CASE: Final = select(func.max(col(CaseRow.id)), func.sum(col(CaseRow.version)))
_CHORES: Final = select(
    col(ChoreRow.id), col(ChoreRow.kind), col(ChoreRow.conversation), col(ChoreRow.shopper)
).order_by(col(ChoreRow.id))
_CHORES_OF: Final = _CHORES.where(col(ChoreRow.conversation) == bindparam("of"))


@dataclass(frozen=True, slots=True)
class DeskCase:
    """A case as the desk sees it. `state` is open, claimed or closed; `version` goes into every change."""

    id: int
    conversation: ConversationId
    shopper: ShopperId
    state: str
    staff: str | None
    version: int
    case: Case
    claimed_at: datetime | None = None
    closed_at: datetime | None = None
    risen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Chore:
    id: int
    kind: ChoreKind
    conversation: ConversationId
    shopper: ShopperId


def open_case(session: Session, conversation: ConversationId, shopper: ShopperId, case: Case) -> None:
    """A new case, unless one with this flag is open for the conversation; then its facts are brought up to date."""
    row = session.scalars(
        select(CaseRow).where(
            col(CaseRow.conversation) == conversation,
            col(CaseRow.flag) == case.flag.value,
            col(CaseRow.state) != "closed",
        )
    ).first() or CaseRow(
        conversation=conversation, shopper=shopper, flag=case.flag.value, facts="", opened_at=case.opened_at
    )
    row.facts = _cases.dump_json(case).decode()
    session.add(row)
    session.flush()


def cases(session: Session, states: Iterable[str] = ("open", "claimed"), limit: int = 200) -> tuple[DeskCase, ...]:
    """Cases in these states, those waiting longest first."""
    rows = session.scalars(
        select(CaseRow).where(col(CaseRow.state).in_(tuple(states))).order_by(col(CaseRow.id)).limit(limit)
    )
    return tuple(_case(row) for row in rows)


def cases_of(session: Session, conversation: ConversationId) -> tuple[DeskCase, ...]:
    rows = session.scalars(select(CaseRow).where(col(CaseRow.conversation) == conversation).order_by(col(CaseRow.id)))
    return tuple(_case(row) for row in rows)


def case(session: Session, case_id: int) -> DeskCase | None:
    row = session.get(CaseRow, case_id)
    return _case(row) if row else None


def change_case(session: Session, case: DeskCase, state: str, staff: str | None, now: datetime) -> bool:
    """Compare-and-set: False when somebody else changed the case since it was read."""
    moments = {"claimed_at": now} if state == "claimed" else {"closed_at": now} if state == "closed" else {}
    changed = session.execute(
        update(CaseRow)
        .where(col(CaseRow.id) == case.id, col(CaseRow.version) == case.version, col(CaseRow.state) == case.state)
        .values(state=state, staff=staff, version=case.version + 1, **moments)
    )
    return isinstance(changed, CursorResult) and changed.rowcount == 1


def unclaimed(session: Session, since: datetime) -> tuple[DeskCase, ...]:
    """Open cases of conversations that nobody has claimed since then and that have not risen, the oldest first."""
    rows = session.scalars(
        select(CaseRow)
        .where(
            col(CaseRow.state) == "open",
            col(CaseRow.conversation) != "",
            col(CaseRow.risen_at).is_(None),
            col(CaseRow.opened_at) <= since,
        )
        .order_by(col(CaseRow.id))
        .limit(100)
    )
    return tuple(_case(row) for row in rows)


def raise_case(session: Session, case: DeskCase, now: datetime) -> bool:
    """Compare-and-set: a case rises once, and only while nobody has it."""
    changed = session.execute(
        update(CaseRow)
        .where(col(CaseRow.id) == case.id, col(CaseRow.state) == "open", col(CaseRow.risen_at).is_(None))
        .values(risen_at=now, version=CaseRow.version + 1)
    )
    return isinstance(changed, CursorResult) and changed.rowcount == 1


def newest_case(session: Session) -> tuple[int, int]:
    """Changes whenever a case is opened or changed, for those who want to know whether anything happened."""
    newest, changes = connection_of(session).execute(_NEWEST_CASE).one()
    return int(newest or 0), int(changes or 0)


def note(session: Session, case_id: int, staff: str, verb: str, now: datetime) -> None:
    session.add(StaffNoteRow(case_id=case_id, staff=staff, verb=verb, at=now))


def _case(row: CaseRow) -> DeskCase:
    return DeskCase(
        id=row.id or 0,
        conversation=ConversationId(row.conversation),
        shopper=ShopperId(row.shopper),
        state=row.state,
        staff=row.staff,
        version=row.version,
        case=_cases.validate_json(row.facts),
        claimed_at=row.claimed_at,
        closed_at=row.closed_at,
        risen_at=row.risen_at,
    )


# ---- chores


def add_chore(
    session: Session, kind: ChoreKind, conversation: ConversationId, shopper: ShopperId, now: datetime
) -> None:
    session.add(ChoreRow(kind=kind.value, conversation=conversation, shopper=shopper, asked_at=now))


def waiting_chores(session: Session, conversation: ConversationId | None = None) -> tuple[Chore, ...]:
    of = {"of": conversation} if conversation is not None else {}
    rows = connection_of(session).execute(_CHORES_OF if conversation is not None else _CHORES, of)
    return tuple(
        Chore(chore or 0, ChoreKind(kind), ConversationId(about), ShopperId(shopper))
        for chore, kind, about, shopper in rows
    )


# ---- the demo's clock


def clock_ahead(session: Session) -> timedelta:
    row = session.get(ClockRow, 1)
    return timedelta(seconds=row.seconds) if row else timedelta(0)


def keep_clock(session: Session, ahead: timedelta) -> None:
    row = session.get(ClockRow, 1) or ClockRow(id=1)
    row.seconds = int(ahead.total_seconds())
    session.add(row)
