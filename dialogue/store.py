"""Queries for inbox, conversations and decision record. Transactions belong to the callers; nothing commits here."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import CursorResult, func, or_, select, update
from sqlmodel import Session, col

from dialogue.conversation import Conversation, Pending
from dialogue.inbound import MASK, Arrival, Attachment, Inbound
from dialogue.plan import Decided
from dialogue.tables import (
    ConversationRow,
    DecisionRow,
    InboxRow,
    OutboxRow,
    ShopperRow,
)
from orders import actions
from orders.actions import OrderAction
from orders.ids import ConversationId, MessageId, ShopperId
from orders.rows import insert_into

_conversations: Final = TypeAdapter(Conversation)
_arrivals: Final = TypeAdapter(Arrival)


class StaleConversation(Exception):
    """The conversation changed since it was read: roll back, read again, think again."""


# ---- inbox


def keep_raw(session: Session, arrival: Arrival, to: Conversation | None, now: datetime, parsed: bool = True) -> bool:
    """Store what came in; False when this (channel, external id) is here already. `parsed` False: raw alone."""
    row = {
        "channel": arrival.channel,
        "external_id": arrival.external_id,
        "conversation": to.id if to else "",
        "shopper": to.shopper if to else "",
        "raw": arrival.raw,
        "parsed": _arrivals.dump_json(replace(arrival, raw="")).decode() if parsed else None,
        "received_at": now,
    }
    once = (
        insert_into(session, InboxRow).values(**row).on_conflict_do_nothing(index_elements=["channel", "external_id"])
    )
    return session.execute(once.returning(col(InboxRow.seq))).first() is not None


def is_known(session: Session, arrival: Arrival) -> bool:
    """Whether this message was stored before."""
    known = select(col(InboxRow.seq)).where(
        col(InboxRow.channel) == arrival.channel, col(InboxRow.external_id) == arrival.external_id
    )
    return session.execute(known).first() is not None


def open_inbounds(session: Session, conversation: Conversation) -> tuple[Inbound, ...]:
    """Messages no turn has settled yet, in the order they were stored."""
    rows = session.scalars(
        select(InboxRow)
        .where(
            col(InboxRow.conversation) == conversation.id,
            col(InboxRow.handled_at).is_(None),
            col(InboxRow.parsed).is_not(None),
        )
        .order_by(col(InboxRow.seq))
        .limit(50)
    )
    return tuple(_inbound(row) for row in rows)


def mark_handled(session: Session, inbounds: Iterable[Inbound], turn: int | None, now: datetime) -> None:
    seqs = [int(inbound.id.removeprefix("m")) for inbound in inbounds]
    session.execute(update(InboxRow).where(col(InboxRow.seq).in_(seqs)).values(handled_at=now, turn=turn))


def mask(session: Session, inbounds: Iterable[Inbound], secret: str) -> None:
    """What was typed and is nobody's to read stands in what came in no longer, however it was spaced."""
    digits = re.compile(r"[\s\-.]*".join(re.escape(letter) for letter in secret if letter.isalnum()))
    for inbound in inbounds:
        row = session.get(InboxRow, int(inbound.id.removeprefix("m")))
        if row is not None and secret:
            row.raw = digits.sub(MASK, row.raw)
            row.parsed = digits.sub(MASK, row.parsed) if row.parsed else None
            session.add(row)
    session.flush()


def history(session: Session, conversation: ConversationId, limit: int = 200) -> tuple[Inbound, ...]:
    """What the person wrote, oldest first, the newest `limit` of it."""
    rows = session.scalars(
        select(InboxRow)
        .where(col(InboxRow.conversation) == conversation, col(InboxRow.parsed).is_not(None))
        .order_by(col(InboxRow.seq).desc())
        .limit(limit)
    )
    return tuple(reversed([_inbound(row) for row in rows]))


def heard_by_turn(session: Session, conversation: ConversationId) -> dict[int, str]:
    """What the person wrote or pressed, by the number of the turn that answered it."""
    rows = session.scalars(
        select(InboxRow)
        .where(col(InboxRow.conversation) == conversation, col(InboxRow.turn).is_not(None))
        .order_by(col(InboxRow.seq))
    )
    heard: dict[int, list[str]] = {}
    for row in rows:
        inbound = _inbound(row)
        heard.setdefault(row.turn or 0, []).append(inbound.text or f"[{inbound.button or 'photo'}]")
    return {turn: " / ".join(texts) for turn, texts in heard.items()}


def _inbound(row: InboxRow) -> Inbound:
    said = _arrivals.validate_json(row.parsed or "")
    return Inbound(
        id=MessageId(f"m{row.seq}"),
        conversation=ConversationId(row.conversation),
        shopper=ShopperId(row.shopper),
        channel=row.channel,
        at=row.received_at,
        text=said.text,
        button=said.button,
        locale=said.locale,
        attachments=tuple(Attachment(type=each.type, url=each.url) for each in said.attachments),
        sender=said.sender,
        staff=said.staff,
    )


# ---- conversations


def find_conversation(session: Session, channel: str, address: str) -> Conversation | None:
    row = session.scalars(
        select(ConversationRow).where(col(ConversationRow.channel) == channel, col(ConversationRow.address) == address)
    ).first()
    return _conversation(row) if row else None


def conversation(session: Session, conversation_id: ConversationId) -> Conversation | None:
    row = session.get(ConversationRow, conversation_id)
    return _conversation(row) if row else None


def address_of(session: Session, conversation_id: ConversationId) -> tuple[str, str] | None:
    """(channel, address): where the person is reached."""
    row = session.get(ConversationRow, conversation_id)
    return (row.channel, row.address) if row else None


def begin_conversation(session: Session, opened: Conversation, address: str, now: datetime) -> None:
    """A first word: the conversation, and the shopper if they are new."""
    if session.get(ShopperRow, opened.shopper) is None:
        session.add(ShopperRow(id=opened.shopper, created_at=now))
    session.add(
        ConversationRow(
            id=opened.id,
            shopper=opened.shopper,
            channel=opened.channel,
            address=address,
            state=_state(opened),
            created_at=now,
        )
    )
    session.flush()


def save_conversation(session: Session, changed: Conversation, read_version: int) -> None:
    """Raises StaleConversation when another turn was settled since `read_version`."""
    settled = session.execute(
        update(ConversationRow)
        .where(col(ConversationRow.id) == changed.id, col(ConversationRow.version) == read_version)
        .values(
            state=_state(changed),
            version=changed.version,
            holder=changed.holder.value,
            attempts=0,
            next_at=None,
        )
    )
    if not isinstance(settled, CursorResult) or settled.rowcount != 1:
        raise StaleConversation(changed.id)


def lease(session: Session, conversation_id: ConversationId, owner: str, now: datetime, until: datetime) -> bool:
    """Take (or keep) the conversation until then, unless another worker holds it."""
    taken = session.execute(
        update(ConversationRow)
        .where(
            col(ConversationRow.id) == conversation_id,
            or_(
                col(ConversationRow.lease_owner).is_(None),
                col(ConversationRow.lease_owner) == owner,
                col(ConversationRow.lease_until) <= now,
            ),
        )
        .values(lease_owner=owner, lease_until=until)
    )
    return isinstance(taken, CursorResult) and taken.rowcount == 1


def release(session: Session, conversation_id: ConversationId, owner: str) -> None:
    session.execute(
        update(ConversationRow)
        .where(col(ConversationRow.id) == conversation_id, col(ConversationRow.lease_owner) == owner)
        .values(lease_owner=None, lease_until=None)
    )


def put_off(session: Session, conversation_id: ConversationId, now: datetime, pause: Callable[[int], timedelta]) -> int:
    """A turn failed: try again after a pause that grows. Returns how often it has failed in a row."""
    row = session.get(ConversationRow, conversation_id)
    if row is None:
        return 0
    row.attempts, row.next_at = row.attempts + 1, now + pause(row.attempts)
    session.add(row)
    return row.attempts


def resting(session: Session, among: Iterable[ConversationId], now: datetime) -> frozenset[ConversationId]:
    """Those of these conversations that were put off and whose pause is not over."""
    query = select(col(ConversationRow.id)).where(
        col(ConversationRow.id).in_(tuple(among)), col(ConversationRow.next_at) > now
    )
    return frozenset(map(ConversationId, session.scalars(query)))


def conversations_with_work(session: Session, now: datetime, limit: int = 200) -> tuple[ConversationId, ...]:
    """Conversations with an unhandled message or a reply that is due, leased and put off by nobody; oldest first."""
    free = (
        or_(col(ConversationRow.lease_until).is_(None), col(ConversationRow.lease_until) <= now),
        or_(col(ConversationRow.next_at).is_(None), col(ConversationRow.next_at) <= now),
    )
    unread = (
        select(col(InboxRow.conversation))
        .join(ConversationRow, col(ConversationRow.id) == col(InboxRow.conversation))
        .where(col(InboxRow.handled_at).is_(None), col(InboxRow.parsed).is_not(None), *free)
        .group_by(col(InboxRow.conversation))
        .order_by(func.min(col(InboxRow.seq)))
        .limit(limit)
    )
    unsent = (
        select(col(OutboxRow.conversation))
        .join(ConversationRow, col(ConversationRow.id) == col(OutboxRow.conversation))
        .where(
            col(OutboxRow.state) == "waiting",
            or_(col(OutboxRow.next_at).is_(None), col(OutboxRow.next_at) <= now),
            *free,
        )
        .distinct()
        .limit(limit)
    )
    found = [row[0] for row in session.execute(unread)] + [row[0] for row in session.execute(unsent)]
    return tuple(ConversationId(each) for each in dict.fromkeys(found))


def has_unread(session: Session, conversation_id: ConversationId) -> bool:
    """Whether a message waits that no turn has settled yet."""
    unread = select(col(InboxRow.seq)).where(
        col(InboxRow.conversation) == conversation_id,
        col(InboxRow.handled_at).is_(None),
        col(InboxRow.parsed).is_not(None),
    )
    return session.execute(unread.limit(1)).first() is not None


def backlog(session: Session) -> tuple[int, int]:
    """(messages that wait, those of them whose conversation has failed before)."""
    waits = (
        select(func.count())
        .select_from(InboxRow)
        .join(ConversationRow, col(ConversationRow.id) == col(InboxRow.conversation))
        .where(col(InboxRow.handled_at).is_(None), col(InboxRow.parsed).is_not(None))
    )
    failed = waits.where(col(ConversationRow.attempts) > 0)
    return session.execute(waits).scalar_one(), session.execute(failed).scalar_one()


def conversations_of(session: Session, shopper: ShopperId) -> tuple[Conversation, ...]:
    rows = session.scalars(select(ConversationRow).where(col(ConversationRow.shopper) == shopper))
    return tuple(_conversation(row) for row in rows)


def _state(value: Conversation) -> str:
    """The Conversation as JSON. An order action is kept under its class's name: several have the same fields."""
    state = json.loads(_conversations.dump_json(replace(value, pending=None)))
    if value.pending is not None:
        action = value.pending.action
        state["pending"] = {"token": value.pending.token, "chore": value.pending.chore, "action": None}
        if action is not None:
            name = type(action).__name__
            state["pending"] |= {"kind": name, "action": json.loads(_action(name).dump_json(action))}
    return json.dumps(state, ensure_ascii=False)


def _conversation(row: ConversationRow) -> Conversation:
    state = json.loads(row.state)
    pending = state.pop("pending", None)
    value = _conversations.validate_python({**state, "pending": None, "version": row.version}, strict=False)
    if pending is None:
        return value
    kept = pending["action"]
    try:
        action = _action(pending["kind"]).validate_json(json.dumps(kept)) if kept is not None else None
    except (AttributeError, ValidationError):
        return value  # Another version of the shop waited for that yes; a button that confirms it is used up.
    return replace(value, pending=Pending(token=pending["token"], action=action, chore=pending["chore"]))


@cache
def _action(name: str) -> TypeAdapter[OrderAction]:
    return TypeAdapter(getattr(actions, name))


# ---- decision record


def record(session: Session, of: Conversation, decided: Iterable[Decided], now: datetime) -> None:
    session.add_all(
        DecisionRow(
            conversation=of.id,
            shopper=of.shopper,
            turn=of.turns,
            at=now,
            stage=each.stage,
            what=each.what,
            actor=each.actor,
            confidence=each.confidence,
            inputs=each.inputs,
        )
        for each in decided
    )


def decisions(session: Session, conversation_id: ConversationId) -> tuple[tuple[int, Decided], ...]:
    """(turn, decided) of a conversation, oldest first."""
    rows = session.scalars(
        select(DecisionRow).where(col(DecisionRow.conversation) == conversation_id).order_by(col(DecisionRow.id))
    )
    return tuple((row.turn, Decided(row.stage, row.what, row.actor, row.confidence, row.inputs)) for row in rows)
