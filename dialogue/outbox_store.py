"""Queries for the outbox: Messages on their way, in order, and the text as it was sent. Nothing commits here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from dialogue.conversation import Conversation
from dialogue.messages.base import Message
from dialogue.tables import OutboxRow
from orders.ids import ConversationId, OrderId, ShopperId


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A Message to say, the order it is about, and the published intent it answers."""

    message: Message
    order: OrderId | None = None
    intent: str | None = None


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


def queue(session: Session, to: Conversation, outgoing: Iterable[Outgoing], now: datetime, turn: int | None) -> None:
    """Put Messages behind those that already wait for this conversation. `turn` is None for what nobody asked for."""
    for each in outgoing:
        session.add(
            OutboxRow(
                conversation=to.id,
                shopper=to.shopper,
                name=each.message.name(),
                message=each.message.model_dump_json(),
                locale=to.locale,
                market=to.market,
                order_id=each.order,
                intent=each.intent,
                turn=turn,
                created_at=now,
            )
        )
        # One insert at a time: ids must rise in the order of saying.
        session.flush()


def waiting(session: Session, conversation: ConversationId, now: datetime, limit: int = 50) -> tuple[Reply, ...]:
    """Replies to send now, in order. Empty while the first of them is put off: nothing overtakes."""
    rows = session.scalars(
        select(OutboxRow)
        .where(col(OutboxRow.conversation) == conversation, col(OutboxRow.state) == "waiting")
        .order_by(col(OutboxRow.id))
        .limit(limit)
    ).all()
    due: list[Reply] = []
    for row in rows:
        if row.next_at is not None and row.next_at > now:
            break
        due.append(_reply(row))
    return tuple(due)


def is_told(session: Session, conversation: ConversationId) -> bool:
    """Whether nothing waits to be sent, not even what is put off."""
    waits = select(col(OutboxRow.id)).where(
        col(OutboxRow.conversation) == conversation, col(OutboxRow.state) == "waiting"
    )
    return session.execute(waits.limit(1)).first() is None


def mark_sent(session: Session, reply: int, text: str, external_id: str | None, now: datetime) -> None:
    session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.id) == reply)
        .values(state="sent", text=text, external_id=external_id, sent_at=now)
    )


def put_off(session: Session, reply: int, next_at: datetime) -> None:
    session.execute(
        update(OutboxRow).where(col(OutboxRow.id) == reply).values(attempts=OutboxRow.attempts + 1, next_at=next_at)
    )


def drop(session: Session, reply: int, now: datetime) -> None:
    """Give a reply up: the channel does not take it."""
    session.execute(update(OutboxRow).where(col(OutboxRow.id) == reply).values(state="dropped", sent_at=now))


def said(session: Session, conversation: ConversationId, limit: int = 200) -> tuple[Reply, ...]:
    """What we told the person, oldest first, the newest `limit` of it; unsent ones included."""
    rows = session.scalars(
        select(OutboxRow)
        .where(col(OutboxRow.conversation) == conversation)
        .order_by(col(OutboxRow.id).desc())
        .limit(limit)
    )
    return tuple(reversed([_reply(row) for row in rows]))


def _reply(row: OutboxRow) -> Reply:
    return Reply(
        id=row.id or 0,
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
    )
