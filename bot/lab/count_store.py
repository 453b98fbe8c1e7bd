"""Who read which arm, and what they did then: counted from the messages, cases, consents and orders that are there.

Nothing is stored for it: a person who is erased is no longer counted. A person counts once, from the first message they
read in an arm; who read two arms (two chats that were linked meanwhile) is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot.lab.experiment_store import Experiment
from bot.tables import CaseRow, ReachRow
from dialogue.evidence import Guard, Tally
from dialogue.experiments import DAYS, Goal, is_repeated, is_step, variant
from dialogue.outbox_store import RECENT
from dialogue.tables import ConsentRow, OutboxRow
from orders.events import GuaranteePaid, RefundApproved, RefundNeedsPerson
from orders.tables import EventRow, OrderRow

SLOW: Final = timedelta(seconds=10)
"""A message that takes longer from when it is said to when the channel has all of it is late."""
HISTORY: Final = timedelta(days=30)
"""How far back it is looked for what a text achieves without an experiment."""
_MONEY_BACK: Final = tuple(kind.__name__ for kind in (RefundApproved, RefundNeedsPerson, GuaranteePaid))


@dataclass(slots=True)
class _Reader:
    """A person, the first message they read in an arm, and what they were told next."""

    variant: str
    locale: str
    read_at: datetime
    late: bool
    next_at: datetime | None = None
    names: frozenset[str] = frozenset()
    intents: frozenset[str] = frozenset()
    locales: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Before:
    """What a text achieved in the days before: shoppers who read it, how many a day, and of those whose time has passed
    how many succeeded."""

    told: int
    per_day: float
    counted: int
    succeeded: int


def tallies(session: Session, of: Experiment, now: datetime) -> dict[int, Tally]:
    """Of every arm that is still said, by its number."""
    names = {variant(of.id, arm.number, arm.version): arm.number for arm in of.open}
    ours = [variant(of.id, each.arm.number, each.arm.version) for each in of.arms]
    readers = _readers(session, col(OutboxRow.variant).in_(ours))
    harmed = {guard: _harmed(session, guard, readers, of.started_at) for guard in Guard}
    passed, succeeded = _achieved(session, of.goal, of.context, readers, of.started_at, now)
    found = {}
    for name, number in names.items():
        who = {shopper for shopper, reader in readers.items() if reader.variant == name}
        harms = {guard: len(who & shoppers) for guard, shoppers in harmed.items()}
        found[number] = Tally(len(who), len(who & passed), len(who & succeeded), harms)
    return found


def before(session: Session, context: str, locale: str, goal: Goal, now: datetime) -> Before:
    """What the text achieved in this locale and its regional variants, in HISTORY and the RECENT messages."""
    since = now - HISTORY
    here = or_(col(OutboxRow.locale) == locale, col(OutboxRow.locale).startswith(f"{locale}_", autoescape=True))
    newest = select(func.max(col(OutboxRow.id))).scalar_subquery()
    recent = (col(OutboxRow.id) > newest - RECENT) & (col(OutboxRow.sent_at) >= since)
    readers = _readers(session, (col(OutboxRow.name) == context) & here & recent)
    passed, succeeded = _achieved(session, goal, context, readers, since, now)
    first = min((reader.read_at for reader in readers.values()), default=now)
    days = max((now - first) / timedelta(days=1), 1.0)
    return Before(len(readers), len(readers) / days, len(passed), len(succeeded))


def _readers(session: Session, which: ColumnElement[bool]) -> dict[str, _Reader]:
    """Everybody who was sent one of these messages, by shopper; who read two arms is left out."""
    query = select(
        col(OutboxRow.shopper),
        col(OutboxRow.variant),
        col(OutboxRow.locale),
        col(OutboxRow.sent_at),
        col(OutboxRow.created_at),
    ).where(col(OutboxRow.state) == "sent", which)
    readers: dict[str, _Reader] = {}
    torn = set()
    for shopper, said_in, locale, sent_at, created_at in session.execute(query.order_by(col(OutboxRow.id))):
        if shopper not in readers:
            read_at = sent_at or created_at
            readers[shopper] = _Reader(said_in, locale, read_at, late=read_at - created_at > SLOW)
        elif _arm(readers[shopper].variant) != _arm(said_in):
            torn.add(shopper)
    _follow(session, which, readers)
    return {shopper: reader for shopper, reader in readers.items() if shopper not in torn}


def _arm(said_in: str) -> str:
    """ "x3.1:v18" → "x3.1"; live texts and the file's are all one."""
    return said_in.partition(":")[0] if said_in.startswith("x") else ""


def _follow(session: Session, which: ColumnElement[bool], readers: dict[str, _Reader]) -> None:
    """What each was told in answer to the next thing they wrote in that chat; what staff say answers nothing."""
    later, answer = aliased(OutboxRow), aliased(OutboxRow)
    firsts = select(func.min(col(OutboxRow.id))).where(col(OutboxRow.state) == "sent", which)
    turn = (
        select(func.min(col(later.turn)))
        .where(
            col(later.conversation) == col(OutboxRow.conversation),
            col(later.id) > col(OutboxRow.id),
            col(later.turn).is_not(None),
            col(later.intent).is_not(None),
            or_(col(OutboxRow.turn).is_(None), col(later.turn) > col(OutboxRow.turn)),
        )
        .scalar_subquery()
    )
    query = (
        select(col(OutboxRow.shopper), col(answer.name), col(answer.intent), col(answer.locale), col(answer.created_at))
        .join(answer, (col(answer.conversation) == col(OutboxRow.conversation)) & (col(answer.turn) == turn))
        .where(col(OutboxRow.id).in_(firsts.group_by(col(OutboxRow.shopper))))
    )
    for shopper, name, intent, locale, at in session.execute(query):
        reader = readers.get(shopper)
        if reader is None:  # Sent, or linked to another chat, between the two queries.
            continue
        reader.next_at = at
        reader.names |= {name}
        reader.intents |= {intent} if intent else frozenset()
        reader.locales |= {locale}


def _achieved(
    session: Session, goal: Goal, context: str, readers: dict[str, _Reader], since: datetime, now: datetime
) -> tuple[set[str], set[str]]:
    """(those whose time for it has passed, those of them who succeeded)."""
    time = timedelta(days=DAYS[goal])
    passed = {shopper for shopper, reader in readers.items() if reader.read_at + time <= now}
    if goal is Goal.ORDER:
        placed = select(col(OrderRow.shopper), col(OrderRow.placed_at)).where(col(OrderRow.placed_at) >= since)
        rows = [(shopper, at) for shopper, at in session.execute(placed) if at is not None]
        return passed, passed & _within(rows, readers, time)
    return passed, {shopper for shopper in passed if _went_on(goal, context, readers[shopper], time)}


def _went_on(goal: Goal, context: str, reader: _Reader, time: timedelta) -> bool:
    in_time = reader.next_at is not None and reader.next_at - reader.read_at <= time
    if goal is Goal.NOT_REPEATED:
        return not (in_time and is_repeated(context, reader.names))
    return in_time and is_step(context, reader.names, reader.intents)


def _within(rows: Iterable[tuple[str, datetime]], readers: dict[str, _Reader], time: timedelta | None) -> set[str]:
    """Those to whom it happened after they had read, within this time."""
    found = set()
    for shopper, at in rows:
        reader = readers.get(shopper)
        if reader is not None and at > reader.read_at and (time is None or at - reader.read_at <= time):
            found.add(shopper)
    return found


def _harmed(session: Session, guard: Guard, readers: dict[str, _Reader], since: datetime) -> set[str]:
    match guard:
        case Guard.LATENCY:
            return {shopper for shopper, reader in readers.items() if reader.late}
        case Guard.LANGUAGE:
            return {shopper for shopper, reader in readers.items() if _speaks_otherwise(reader)}
        case Guard.HANDOVER:
            case = select(col(CaseRow.shopper), col(CaseRow.opened_at)).where(col(CaseRow.opened_at) >= since)
            return _within(session.execute(case), readers, None)
        case Guard.OPT_OUT:
            stop = (col(ConsentRow.given).is_(False), col(ConsentRow.at) >= since)
            rows = [*session.execute(select(col(ConsentRow.shopper), col(ConsentRow.at)).where(*stop))]
            blocked = select(col(ReachRow.shopper), col(ReachRow.blocked_at)).where(col(ReachRow.blocked_at) >= since)
            rows += [(shopper, at) for shopper, at in session.execute(blocked) if at is not None]
            return _within(rows, readers, None)
        case Guard.REFUND:
            back = (
                select(col(OrderRow.shopper), col(EventRow.at))
                .join(OrderRow, col(OrderRow.id) == col(EventRow.order_id))
                .where(col(EventRow.kind).in_(_MONEY_BACK), col(EventRow.at) >= since)
            )
            return _within(session.execute(back), readers, None)


def _speaks_otherwise(reader: _Reader) -> bool:
    """Whether what they wrote next was in another language, or asked for one."""
    language = reader.locale.partition("_")[0]
    return "change_language" in reader.intents or any(each.partition("_")[0] != language for each in reader.locales)
