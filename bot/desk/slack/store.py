"""Queries of the desk in Slack: threads, what is to be posted there, the pace of each channel. Nothing commits here."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import CursorResult, Update, case, func, or_, select, update
from sqlmodel import Session, col

from bot.tables import CaseRow, SlackPaceRow, SlackPostRow, SlackThreadRow
from dialogue.attached import is_here
from dialogue.inbound import Arrival
from dialogue.tables import ConversationRow, InboxRow, OutboxRow
from orders.ids import ConversationId, ShopperId
from orders.rows import insert_into

Json = dict[str, object]
_arrivals: Final = TypeAdapter(Arrival)
CHANNEL: Final = "slack"
"""The inbox's name for what staff do in Slack."""
TRANSLATE: Final = "translate"
"""The method of a post whose text is still to be translated; Slack knows no such method."""
ANSWER: Final = "answer"
"""The verb of a thread reply: passed on only while its author holds the conversation."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A case's thread; `ts` is None until its first message is posted, `told` names what that message holds."""

    id: int
    case: int
    conversation: ConversationId
    shopper: ShopperId
    channel: str
    ts: str | None
    told: frozenset[str]
    seen: str
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Something to put down: `key` names it for good, `place` is the channel or user it goes to."""

    key: str
    method: str
    place: str
    body: Json
    thread: int | None = None
    shopper: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """Something to be posted: the method of Slack's Web API and its arguments."""

    id: int
    thread: int | None
    place: str
    method: str
    body: Json
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Typed:
    """A thread reply that a turn has taken: where it stands in Slack, what it said to the shopper, and whether a file
    of it could not be passed on."""

    message: str
    turn: int | None
    staff: str
    text: str
    lost_file: bool


# ---- threads


def cases_without_thread(session: Session) -> tuple[int, ...]:
    """Cases that are open and have no thread, nor has their conversation an open one; each conversation's first."""
    open_talks = select(col(SlackThreadRow.conversation)).where(
        col(SlackThreadRow.closed_at).is_(None), col(SlackThreadRow.conversation) != ""
    )
    rows = session.execute(
        select(col(CaseRow.id), col(CaseRow.conversation))
        .where(
            col(CaseRow.state) != "closed",
            col(CaseRow.id).not_in(select(col(SlackThreadRow.case_id))),
            col(CaseRow.conversation).not_in(open_talks),
        )
        .order_by(col(CaseRow.id))
        .limit(100)
    ).all()
    found: dict[str, int] = {}
    for case_id, conversation in rows:
        found.setdefault(conversation or f"case {case_id}", case_id or 0)
    return tuple(found.values())


def open_thread(
    session: Session, case_id: int, conversation: ConversationId, shopper: ShopperId, channel: str, now: datetime
) -> Thread | None:
    """None when another process has opened it at this moment."""
    row = {"case_id": case_id, "conversation": conversation, "shopper": shopper, "channel": channel}
    once = insert_into(session, SlackThreadRow).on_conflict_do_nothing(index_elements=["case_id"])
    values = {**row, "opened_at": now, "told": "[]", "seen": ""}
    session.execute(once.values(**values))
    made = session.scalars(select(SlackThreadRow).where(col(SlackThreadRow.case_id) == case_id)).one()
    return _thread(made) if made.seen == "" and made.ts is None else None


def open_threads(session: Session) -> tuple[Thread, ...]:
    rows = session.scalars(
        select(SlackThreadRow).where(col(SlackThreadRow.closed_at).is_(None)).order_by(col(SlackThreadRow.id))
    )
    return tuple(_thread(row) for row in rows)


def thread(session: Session, thread_id: int) -> Thread | None:
    row = session.get(SlackThreadRow, thread_id)
    return _thread(row) if row else None


def thread_at(session: Session, channel: str, ts: str) -> Thread | None:
    row = session.scalars(
        select(SlackThreadRow).where(col(SlackThreadRow.channel) == channel, col(SlackThreadRow.ts) == ts)
    ).first()
    return _thread(row) if row else None


def begin_thread(session: Session, of: Thread, told: Iterable[str]) -> None:
    """Keep what the thread's first messages hold."""
    session.execute(_the(of.id).values(told=json.dumps(sorted(told))))


def place_thread(session: Session, thread_id: int, channel: str, ts: str) -> None:
    """Compare-and-set: the first message's place, unless it has one. `channel` is the id that Slack answered with."""
    session.execute(_the(thread_id).where(col(SlackThreadRow.ts).is_(None)).values(channel=channel, ts=ts))


def see(session: Session, of: Thread, seen: str, closed_at: datetime | None) -> bool:
    """Compare-and-set: False when another process has told this news meanwhile."""
    changed = session.execute(
        _the(of.id).where(col(SlackThreadRow.seen) == of.seen).values(seen=seen, closed_at=closed_at)
    )
    return isinstance(changed, CursorResult) and changed.rowcount == 1


def _the(thread_id: int) -> Update:
    return update(SlackThreadRow).where(col(SlackThreadRow.id) == thread_id)


def state_of(session: Session, conversation: ConversationId) -> str:
    """Another text whenever something in the conversation changed that its thread shows."""
    heard = session.execute(
        select(func.max(col(InboxRow.seq)), func.count(col(InboxRow.handled_at))).where(
            col(InboxRow.conversation) == conversation
        )
    ).one()
    said = session.execute(
        select(func.max(col(OutboxRow.id)), func.sum(case((col(OutboxRow.state) != "waiting", 1), else_=0))).where(
            col(OutboxRow.conversation) == conversation
        )
    ).one()
    version = session.scalar(select(col(ConversationRow.version)).where(col(ConversationRow.id) == conversation))
    cases = session.execute(
        select(func.max(col(CaseRow.id)), func.sum(col(CaseRow.version)), func.count(col(CaseRow.risen_at))).where(
            col(CaseRow.conversation) == conversation
        )
    ).one()
    return ".".join(str(each or 0) for each in (*heard, *said, version, *cases))


def typed(session: Session, conversation: ConversationId) -> tuple[Typed, ...]:
    """Thread replies of this conversation that turns have taken, oldest first."""
    rows = session.execute(
        select(col(InboxRow.external_id), col(InboxRow.turn), col(InboxRow.parsed))
        .where(
            col(InboxRow.conversation) == conversation,
            col(InboxRow.channel) == CHANNEL,
            col(InboxRow.handled_at).is_not(None),
            col(InboxRow.parsed).is_not(None),
        )
        .order_by(col(InboxRow.seq))
    )
    found = [(message, turn, _arrivals.validate_json(parsed or "")) for message, turn, parsed in rows]
    return tuple(_typed(message, turn, said) for message, turn, said in found if said.button == ANSWER)


def _typed(message: str, turn: int | None, said: Arrival) -> Typed:
    here = [each for each in said.attachments if is_here(each)]
    text = said.text.strip() or ", ".join(each.name for each in here)
    return Typed(message, turn, said.staff or "", text, lost_file=len(here) < len(said.attachments))


def _thread(row: SlackThreadRow) -> Thread:
    return Thread(
        id=row.id or 0,
        case=row.case_id,
        conversation=ConversationId(row.conversation),
        shopper=ShopperId(row.shopper),
        channel=row.channel,
        ts=row.ts,
        told=frozenset(json.loads(row.told)),
        seen=row.seen,
        closed=row.closed_at is not None,
    )


# ---- posts


def put(session: Session, draft: Draft, now: datetime) -> None:
    """Put down something to post, once for each key."""
    row: Json = {"key": draft.key, "method": draft.method, "body": json.dumps(draft.body, ensure_ascii=False)}
    row |= {"place": draft.place, "thread_id": draft.thread, "shopper": draft.shopper, "created_at": now}
    once = insert_into(session, SlackPostRow).on_conflict_do_nothing(index_elements=["key"])
    session.execute(once.values(**row, state="waiting", attempts=0))


def keys_of(session: Session, thread: int) -> frozenset[str]:
    """The keys of everything that was ever put down for a thread."""
    return frozenset(session.scalars(select(col(SlackPostRow.key)).where(col(SlackPostRow.thread_id) == thread)))


def waiting(session: Session, now: datetime, limit: int = 200) -> tuple[Post, ...]:
    """Posts to send now, oldest first: of each thread those before which nothing is put off. Nothing waits for what is
    still to be translated."""
    ready = (col(SlackPostRow.state) == "waiting", col(SlackPostRow.method) != TRANSLATE)
    rows = session.scalars(select(SlackPostRow).where(*ready).order_by(col(SlackPostRow.id)).limit(limit))
    due: list[Post] = []
    held: set[int | None] = set()
    for row in rows:
        if row.thread_id is not None and row.thread_id in held:
            continue
        if row.next_at is not None and row.next_at > now:
            held.add(row.thread_id)
            continue
        due.append(_post(row))
    return tuple(due)


def untranslated(session: Session, now: datetime, until: datetime) -> Post | None:
    """Compare-and-set: the oldest post to translate now, which is nobody else's until then."""
    due = (
        col(SlackPostRow.state) == "waiting",
        col(SlackPostRow.method) == TRANSLATE,
        or_(col(SlackPostRow.next_at).is_(None), col(SlackPostRow.next_at) <= now),
    )
    row = session.scalars(select(SlackPostRow).where(*due).order_by(col(SlackPostRow.id)).limit(1)).first()
    if row is None:
        return None
    taken = session.execute(_that(row.id or 0).where(*due).values(next_at=until))
    return _post(row) if isinstance(taken, CursorResult) and taken.rowcount == 1 else None


def _untouched(post: int) -> Update:
    """A post that still is to be translated: another process may have done it meanwhile."""
    return _that(post).where(col(SlackPostRow.state) == "waiting", col(SlackPostRow.method) == TRANSLATE)


def translate_later(session: Session, post: int, next_at: datetime, why: str) -> None:
    session.execute(_untouched(post).values(attempts=SlackPostRow.attempts + 1, next_at=next_at, why=why))


def leave_untranslated(session: Session, post: int, why: str, now: datetime) -> None:
    session.execute(_untouched(post).values(state="dropped", sent_at=now, why=why))


def become(session: Session, post: int, method: str, body: Json) -> bool:
    """Compare-and-set: a post that was to be translated as one to be sent; False when it is not there any more."""
    ready: Json = {"method": method, "body": json.dumps(body, ensure_ascii=False), "next_at": None, "attempts": 0}
    changed = session.execute(_untouched(post).values(**ready))
    return isinstance(changed, CursorResult) and changed.rowcount == 1


def is_waiting(session: Session, post: int) -> bool:
    return session.scalar(select(col(SlackPostRow.state)).where(col(SlackPostRow.id) == post)) == "waiting"


def sent(session: Session, post: int, ts: str | None, now: datetime) -> None:
    """What was posted is Slack's to keep: of the text nothing stays here."""
    session.execute(_that(post).values(state="sent", sent_at=now, ts=ts, body="{}"))


def put_off(session: Session, post: int, next_at: datetime, why: str) -> None:
    session.execute(_that(post).values(attempts=SlackPostRow.attempts + 1, next_at=next_at, why=why))


def change(session: Session, post: int, body: Json) -> None:
    session.execute(_that(post).values(body=json.dumps(body, ensure_ascii=False), attempts=SlackPostRow.attempts + 1))


def drop(session: Session, post: int, why: str, now: datetime) -> None:
    session.execute(_that(post).values(state="dropped", sent_at=now, why=why))


def _that(post: int) -> Update:
    return update(SlackPostRow).where(col(SlackPostRow.id) == post)


def standing(session: Session) -> dict[str, int]:
    """How many messages wait, were sent and were dropped."""
    messages = col(SlackPostRow.method).in_(("root", "chat.postMessage", "file"))
    rows = session.execute(
        select(col(SlackPostRow.state), func.count()).where(messages).group_by(col(SlackPostRow.state))
    )
    return {row[0]: row[1] for row in rows}


def unpost(session: Session, shopper: ShopperId) -> None:
    """Take back what was posted about somebody who is erased: everything that we posted is to be deleted in Slack."""
    posted = session.execute(
        select(
            col(SlackPostRow.id),
            col(SlackPostRow.method),
            col(SlackPostRow.ts),
            col(SlackPostRow.place),
            col(SlackPostRow.created_at),
        ).where(
            col(SlackPostRow.shopper) == shopper,
            col(SlackPostRow.ts).is_not(None),
            col(SlackPostRow.method).in_(("root", "chat.postMessage", "suggest", "file")),
        )
    ).all()
    for number, method, ts, place, posted_at in posted:
        body: Json = {"file": ts} if method == "file" else {"channel": place, "ts": ts}
        verb = "files.delete" if method == "file" else "chat.delete"
        put(session, Draft(key=f"unpost:{number}", method=verb, place=place, body=body), posted_at)


def _post(row: SlackPostRow) -> Post:
    return Post(row.id or 0, row.thread_id, row.place, row.method, json.loads(row.body), row.attempts, row.created_at)


# ---- pace


def take(session: Session, place: str, now: datetime, until: datetime) -> bool:
    """Compare-and-set: whether this process may post there now; nobody else may until then."""
    once = insert_into(session, SlackPaceRow).on_conflict_do_nothing(index_elements=["place"])
    session.execute(once.values(place=place, next_at=now - timedelta(seconds=1)))
    taken = session.execute(
        update(SlackPaceRow)
        .where(col(SlackPaceRow.place) == place, col(SlackPaceRow.next_at) <= now)
        .values(next_at=until)
    )
    return isinstance(taken, CursorResult) and taken.rowcount == 1


def rest(session: Session, place: str, until: datetime) -> None:
    session.execute(update(SlackPaceRow).where(col(SlackPaceRow.place) == place).values(next_at=until))


def free_at(session: Session, place: str) -> datetime | None:
    return session.scalar(select(col(SlackPaceRow.next_at)).where(col(SlackPaceRow.place) == place))
