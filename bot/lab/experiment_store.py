"""Queries of experiments: what is tried, its arms, and what each look found. Transactions are the callers'."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session, col

from bot.tables import ArmRow, ExperimentRow, LookRow
from dialogue.evidence import Bound, Guard, Plan, Tally
from dialogue.experiments import Arm, Goal, Running
from orders.rows import connection_of


class State(StrEnum):
    RUNNING = "running"
    ENDED = "ended"


class ArmState(StrEnum):
    OPEN = "open"
    STOPPED = "stopped"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class TrialArm:
    """An arm with what became of it."""

    arm: Arm
    state: ArmState
    note: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """One experiment on one text in one locale. `note` says why it ended."""

    id: int
    locale: str
    context: str
    english: str
    goal: Goal
    plan: Plan
    per_arm: int
    state: State
    note: str
    started_by: str
    started_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    looked_at: datetime
    arms: tuple[TrialArm, ...]

    @property
    def control(self) -> Arm:
        return self.arms[0].arm

    @property
    def open(self) -> tuple[Arm, ...]:
        """The arms that are still said, the control first."""
        return tuple(each.arm for each in self.arms if each.arm.open)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found of one arm; the control has no bound."""

    at: datetime
    arm: int
    tally: Tally
    bound: Bound | None


_RUNNING: Final = (
    select(
        col(ExperimentRow.id), col(ExperimentRow.locale), col(ExperimentRow.context), col(ExperimentRow.english),
        col(ArmRow.number), col(ArmRow.version), col(ArmRow.forms), col(ArmRow.state),
    )
    .join(ArmRow, col(ArmRow.experiment_id) == col(ExperimentRow.id))
    .where(col(ExperimentRow.state) == bindparam("state"))
    .order_by(col(ExperimentRow.id), col(ArmRow.number))
)  # fmt: skip


def running(session: Session) -> dict[tuple[str, str], Running]:
    """What is tried now, by (locale, context): for every message that is worded."""
    arms: dict[tuple[str, str, int, str], list[Arm]] = {}
    for row in connection_of(session).execute(_RUNNING, {"state": State.RUNNING.value}).all():
        arm = Arm(row.number, row.version, tuple(json.loads(row.forms)), row.state == ArmState.OPEN)
        arms.setdefault((row.locale, row.context, row.id, row.english), []).append(arm)
    return {(key[0], key[1]): Running(key[2], key[3], tuple(each)) for key, each in arms.items()}


def add(session: Session, row: ExperimentRow, arms: Iterable[Arm]) -> int:
    """A new experiment. A second one on a text that is tried already breaks the unique key."""
    session.add(row)
    session.flush()
    for arm in arms:
        forms = json.dumps(arm.forms, ensure_ascii=False)
        session.add(ArmRow(experiment_id=row.id or 0, number=arm.number, version=arm.version, forms=forms))
    session.flush()
    return row.id or 0


def experiment(session: Session, identity: int) -> Experiment | None:
    return next(iter(_read(session, [identity])), None)


def experiments(session: Session, limit: int = 200) -> tuple[Experiment, ...]:
    """The newest, those that run first."""
    newest = select(col(ExperimentRow.id)).order_by(col(ExperimentRow.state).desc(), col(ExperimentRow.id).desc())
    return _read(session, list(session.scalars(newest.limit(limit))))


def due(session: Session, since: datetime) -> tuple[int, ...]:
    """Those that run and were last looked at before this moment."""
    query = select(col(ExperimentRow.id)).where(
        col(ExperimentRow.state) == State.RUNNING.value, col(ExperimentRow.looked_at) <= since
    )
    return tuple(each or 0 for each in session.scalars(query))


def claim_look(session: Session, of: Experiment, now: datetime) -> bool:
    """Compare-and-set: of several processes one looks."""
    done = connection_of(session).execute(
        update(ExperimentRow)
        .where(
            col(ExperimentRow.id) == of.id,
            col(ExperimentRow.state) == State.RUNNING.value,
            col(ExperimentRow.looked_at) == of.looked_at,
        )
        .values(looked_at=now)
    )
    return done.rowcount == 1


def end(session: Session, identity: int, note: str, by: str | None, now: datetime) -> bool:
    """False where it had ended before. `by` is None for what ends by itself."""
    done = connection_of(session).execute(
        update(ExperimentRow)
        .where(col(ExperimentRow.id) == identity, col(ExperimentRow.state) == State.RUNNING.value)
        .values(state=State.ENDED.value, note=note, ended_by=by, ended_at=now)
    )
    return done.rowcount == 1


def end_on(session: Session, locale: str, context: str, note: str, now: datetime) -> None:
    """What is tried on a text ends because the text was changed."""
    query = select(col(ExperimentRow.id)).where(
        col(ExperimentRow.locale) == locale,
        col(ExperimentRow.context) == context,
        col(ExperimentRow.state) == State.RUNNING.value,
    )
    for identity in session.scalars(query).all():
        end(session, identity or 0, note, None, now)


def stop_arm(session: Session, identity: int, number: int, note: str, now: datetime) -> None:
    """It is said no more: its shoppers read what they would without the experiment."""
    _close(session, identity, number, {"state": ArmState.STOPPED.value, "note": note, "ended_at": now})


def choose_arm(session: Session, identity: int, number: int, note: str, by: str, now: datetime) -> None:
    """It was made live; the experiment has ended with that."""
    _close(session, identity, number, {"state": ArmState.CHOSEN.value, "note": "", "ended_at": now})
    session.execute(update(ExperimentRow).where(col(ExperimentRow.id) == identity).values(note=note, ended_by=by))


def _close(session: Session, identity: int, number: int, values: Mapping[str, object]) -> None:
    arm = update(ArmRow).where(col(ArmRow.experiment_id) == identity, col(ArmRow.number) == number)
    session.execute(arm.values(**values))


def add_look(session: Session, identity: int, look: Look) -> None:
    bound = look.bound
    session.add(
        LookRow(
            experiment_id=identity,
            at=look.at,
            arm=look.arm,
            told=look.tally.told,
            counted=look.tally.counted,
            succeeded=look.tally.succeeded,
            harmed=json.dumps({guard.value: count for guard, count in look.tally.harmed.items()}),
            difference=bound.difference if bound else None,
            low=bound.low if bound else None,
            high=bound.high if bound else None,
        )
    )


def looks(session: Session, identity: int) -> tuple[Look, ...]:
    """Everything that was found, oldest first."""
    query = select(LookRow).where(col(LookRow.experiment_id) == identity)
    return tuple(map(_look, session.scalars(query.order_by(col(LookRow.at), col(LookRow.id)))))


def counted(session: Session, identity: int) -> int:
    """Shoppers of all arms together who were counted at the last look that is kept; -1 where there was none."""
    last = select(func.max(col(LookRow.at))).where(col(LookRow.experiment_id) == identity).scalar_subquery()
    rows = select(func.sum(col(LookRow.counted))).where(col(LookRow.experiment_id) == identity, col(LookRow.at) == last)
    found = session.scalar(rows)
    return -1 if found is None else int(found)


def _look(row: LookRow) -> Look:
    harmed = {Guard(name): count for name, count in json.loads(row.harmed).items()}
    known = row.difference is not None and row.low is not None and row.high is not None
    bound = Bound(row.difference or 0.0, row.low or 0.0, row.high or 0.0) if known else None
    return Look(row.at, row.arm, Tally(row.told, row.counted, row.succeeded, harmed), bound)


def _read(session: Session, identities: list[int | None] | list[int]) -> tuple[Experiment, ...]:
    """In the order of `identities`."""
    arms: dict[int, list[TrialArm]] = {}
    of = select(ArmRow).where(col(ArmRow.experiment_id).in_(identities)).order_by(col(ArmRow.number))
    for row in session.scalars(of):
        state = ArmState(row.state)
        arm = Arm(row.number, row.version, tuple(json.loads(row.forms)), state is ArmState.OPEN)
        arms.setdefault(row.experiment_id, []).append(TrialArm(arm, state, row.note, row.ended_at))
    found = {
        row.id or 0: _experiment(row, arms[row.id or 0])
        for row in session.scalars(select(ExperimentRow).where(col(ExperimentRow.id).in_(identities)))
    }
    return tuple(found[each or 0] for each in identities if each in found)


def _experiment(row: ExperimentRow, arms: list[TrialArm]) -> Experiment:
    return Experiment(
        id=row.id or 0,
        locale=row.locale,
        context=row.context,
        english=row.english,
        goal=Goal(row.goal),
        plan=Plan(len(arms) - 1, row.base, row.smallest),
        per_arm=row.per_arm,
        state=State(row.state),
        note=row.note,
        started_by=row.started_by,
        started_at=row.started_at,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
        looked_at=row.looked_at,
        arms=tuple(arms),
    )
