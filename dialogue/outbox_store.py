"""Queries for the outbox: Messages on their way, in order, and the text as it was sent. Nothing commits here."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Row, bindparam, func, insert, or_, select, update
from sqlmodel import Session, col

from dialogue.conversation import Conversation
from dialogue.messages.base import Message
from dialogue.tables import ConversationRow, InboxRow, OutboxRow
from orders.ids import ConversationId, OrderId, ShopperId
from orders.rows import connection_of

_QUEUE: Final = insert(OutboxRow)
_REPLIES: Final = select(
    col(OutboxRow.id),
    col(OutboxRow.conversation),
    col(OutboxRow.shopper),
    col(OutboxRow.name),
    col(OutboxRow.message),
    col(OutboxRow.locale),
    col(OutboxRow.market),
    col(OutboxRow.order_id),
    col(OutboxRow.intent),
    col(OutboxRow.turn),
    col(OutboxRow.state),
    col(OutboxRow.attempts),
    col(OutboxRow.next_at),
    col(OutboxRow.created_at),
    col(OutboxRow.text),
    col(OutboxRow.pieces),
    col(OutboxRow.failure),
)
_IS_WAITING: Final = (col(OutboxRow.conversation) == bindparam("of"), col(OutboxRow.state) == "waiting")
_WAITING: Final = _REPLIES.where(*_IS_WAITING).order_by(col(OutboxRow.id)).limit(bindparam("most"))
_WAITS: Final = select(col(OutboxRow.id)).where(*_IS_WAITING).limit(1)
RECENT: Final = 200_000
"""Messages that are looked through for one of a name."""
_SENT: Final = update(OutboxRow).where(
    col(OutboxRow.id) == bindparam("of"),
    col(OutboxRow.state) == "waiting",
    col(OutboxRow.attempts) == bindparam("tried"),
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A Message to say, the order it is about, and the published intent it answers."""

    message: Message
    order: OrderId | None = None
    intent: str | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """The message that stands above a reply in the chat. `pressed_alone` is whether nothing was written since, only
    pressed."""

    external_id: str
    message: Message
    text: str
    pieces: int
    pressed_alone: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """A Message as it waits in the outbox, or as it was sent (`text`)."""

    id: int
    conversation: ConversationId
    shopper: ShopperId
    message: Message
    locale: str
    market: str
    order: OrderId | None
    intent: str | None
    turn: int | None
    state: str
    attempts: int
    created_at: datetime
    text: str | None = None
    pieces: int = 0
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Replies of one channel that were given up for one reason."""

    channel: str
    why: str
    count: int
    newest_at: datetime


def queue(session: Session, to: Conversation, outgoing: Iterable[Outgoing], now: datetime, turn: int | None) -> None:
    """Put Messages behind those that already wait for this conversation. `turn` is None for what nobody asked for."""
    for each in outgoing:
        row = {
            "conversation": to.id,
            "shopper": to.shopper,
            "name": each.message.name(),
            "message": each.message.model_dump_json(),
            "locale": to.locale,
            "market": to.market,
            "order_id": each.order,
            "intent": each.intent,
            "turn": turn,
            "variant": "",
            "state": "waiting",
            "pieces": 0,
            "attempts": 0,
            "created_at": now,
        }
        # One insert at a time: ids must rise in the order of saying.
        connection_of(session).execute(_QUEUE, row)


def queue_instead(session: Session, to: Conversation, said: Outgoing, refused: Reply, now: datetime) -> None:
    """Put something that another chat of the person did not take behind what waits in this one."""
    queue(session, replace(to, market=refused.market), [said], now, None)
    newest = select(func.max(col(OutboxRow.id))).where(col(OutboxRow.conversation) == to.id).scalar_subquery()
    session.execute(update(OutboxRow).where(col(OutboxRow.id) == newest).values(instead_of=refused.id))


def tried_in(session: Session, reply: int) -> frozenset[ConversationId]:
    """The chats that this was to be said in, and in whose stead it was."""
    tried: set[ConversationId] = set()
    at: int | None = reply
    while at is not None:
        row = session.execute(
            select(col(OutboxRow.conversation), col(OutboxRow.instead_of)).where(col(OutboxRow.id) == at)
        ).first()
        if row is None:
            break
        tried.add(ConversationId(row.conversation))
        at = row.instead_of
    return frozenset(tried)


def waiting(session: Session, conversation: ConversationId, now: datetime, limit: int = 50) -> tuple[Reply, ...]:
    """Replies to send now, in order. Empty while the first of them is put off: nothing overtakes."""
    due: list[Reply] = []
    for row in connection_of(session).execute(_WAITING, {"of": conversation, "most": limit}).all():
        if row.next_at is not None and row.next_at > now:
            break
        due.append(_reply(row))
    return tuple(due)


def is_told(session: Session, conversation: ConversationId) -> bool:
    """Whether nothing waits to be sent, not even what is put off."""
    return connection_of(session).execute(_WAITS, {"of": conversation}).first() is None


def before(session: Session, reply: Reply) -> Before | None:
    """What was sent right before the answer to a turn, with the id the channel gave it; None for news, which answers
    nothing, and where anything else was said or is unsent in between."""
    if reply.turn is None:
        return None
    earlier = (col(OutboxRow.conversation) == reply.conversation, col(OutboxRow.id) < reply.id)
    row = session.scalars(select(OutboxRow).where(*earlier).order_by(col(OutboxRow.id).desc()).limit(1)).first()
    if row is None or row.state != "sent" or not row.external_id or row.turn == reply.turn:
        return None
    inbox = (col(InboxRow.conversation) == reply.conversation, col(InboxRow.parsed).is_not(None))
    since = or_(col(InboxRow.turn) > (row.turn or reply.turn - 1), col(InboxRow.handled_at).is_(None))
    said = [json.loads(parsed or "{}") for parsed in session.scalars(select(col(InboxRow.parsed)).where(*inbox, since))]
    return Before(
        external_id=row.external_id,
        message=Message.registry[row.name].model_validate_json(row.message),
        text=row.text or "",
        pieces=row.pieces,
        pressed_alone=all(each.get("button") and not each.get("attachments") for each in said),
    )


def changed_to(session: Session, conversation: ConversationId, external_id: str) -> Reply | None:
    """What a message of the channel's says since it was changed; None for one that is as it was sent."""
    same = (col(OutboxRow.conversation) == conversation, col(OutboxRow.external_id) == external_id)
    said = _REPLIES.where(*same, col(OutboxRow.state) == "sent").order_by(col(OutboxRow.id).desc()).limit(2)
    found = [_reply(row) for row in session.execute(said)]
    return found[0] if len(found) > 1 else None


def mark_sent(
    session: Session, reply: Reply, text: str, external_id: str | None, now: datetime, variant: str = ""
) -> None:
    """Compare-and-set: what the channel has told meanwhile stands, such as that it did not arrive and is tried another
    way, or is given up. `variant` is the lab's text it was said in; "" for the file's."""
    sent = {"state": "sent", "text": text, "external_id": external_id, "sent_at": now, "variant": variant}
    connection_of(session).execute(_SENT, {"of": reply.id, "tried": reply.attempts, **sent})


def put_off(session: Session, reply: int, next_at: datetime) -> None:
    session.execute(
        update(OutboxRow).where(col(OutboxRow.id) == reply).values(attempts=OutboxRow.attempts + 1, next_at=next_at)
    )


def wait_until(session: Session, reply: int, next_at: datetime) -> None:
    """It was not tried: the channel's pace does not allow it yet."""
    session.execute(update(OutboxRow).where(col(OutboxRow.id) == reply).values(next_at=next_at))


def mark_piece(session: Session, reply: Reply, pieces: int) -> None:
    """So many messages of the channel's have gone out for this reply. Compare-and-set, as `mark_sent` is."""
    session.execute(
        update(OutboxRow)
        .where(
            col(OutboxRow.id) == reply.id,
            col(OutboxRow.state) == "waiting",
            col(OutboxRow.attempts) == reply.attempts,
        )
        .values(pieces=pieces)
    )


def drop(session: Session, reply: int, now: datetime, why: str) -> None:
    """Give a reply up: the channel does not take it. `why` quotes nothing of it."""
    given_up = {"state": "dropped", "sent_at": now, "failure": why}
    session.execute(update(OutboxRow).where(col(OutboxRow.id) == reply).values(**given_up))


def undelivered_to(session: Session, conversation: ConversationId, limit: int = 20) -> tuple[Reply, ...]:
    """What was given up in a conversation, the newest first."""
    given_up = _REPLIES.where(col(OutboxRow.conversation) == conversation, col(OutboxRow.state) == "dropped")
    return tuple(_reply(row) for row in session.execute(given_up.order_by(col(OutboxRow.id).desc()).limit(limit)))


def undelivered(session: Session, since: datetime) -> tuple[Undelivered, ...]:
    """What was given up since then, by channel and reason."""
    query = (
        select(
            col(ConversationRow.channel),
            func.coalesce(col(OutboxRow.failure), ""),
            func.count(),
            func.max(col(OutboxRow.sent_at)),
        )
        .join(ConversationRow, col(ConversationRow.id) == col(OutboxRow.conversation))
        .where(col(OutboxRow.state) == "dropped", col(OutboxRow.sent_at) >= since)
        .group_by(col(ConversationRow.channel), func.coalesce(col(OutboxRow.failure), ""))
        .order_by(col(ConversationRow.channel))
    )
    return tuple(Undelivered(*row) for row in session.execute(query))


def waits_since(session: Session) -> tuple[int, datetime | None]:
    """(replies that wait to be sent, when the oldest of them was said)."""
    waits = select(func.count(), func.min(col(OutboxRow.created_at))).where(col(OutboxRow.state) == "waiting")
    count, oldest = session.execute(waits).one()
    return int(count), oldest


def reply(session: Session, number: int) -> Reply | None:
    """One reply by its id."""
    row = session.execute(_REPLIES.where(col(OutboxRow.id) == number)).first()
    return _reply(row) if row is not None else None


def last_sent(session: Session, name: str) -> Reply | None:
    """The newest Message of this name that was sent, of the newest `RECENT` of all: there is no index by name."""
    newest = select(func.coalesce(func.max(col(OutboxRow.id)), 0)).scalar_subquery()
    recent = (col(OutboxRow.id) > newest - RECENT, col(OutboxRow.name) == name, col(OutboxRow.state) == "sent")
    row = session.execute(_REPLIES.where(*recent).order_by(col(OutboxRow.id).desc()).limit(1)).first()
    return _reply(row) if row is not None else None


def said(session: Session, conversation: ConversationId, limit: int = 200) -> tuple[Reply, ...]:
    """What we told the person, oldest first, the newest `limit` of it; unsent ones included."""
    newest = _REPLIES.where(col(OutboxRow.conversation) == conversation).order_by(col(OutboxRow.id).desc())
    rows = session.execute(newest.limit(limit))
    return tuple(reversed([_reply(row) for row in rows]))


def _reply(row: Row[*tuple[object, ...]]) -> Reply:
    """From the columns of `_REPLIES`."""
    return Reply(
        id=row.id,
        conversation=ConversationId(row.conversation),
        shopper=ShopperId(row.shopper),
        message=Message.registry[row.name].model_validate_json(row.message),
        locale=row.locale,
        market=row.market,
        order=OrderId(row.order_id) if row.order_id else None,
        intent=row.intent,
        turn=row.turn,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        text=row.text,
        pieces=row.pieces,
        failure=row.failure,
    )
