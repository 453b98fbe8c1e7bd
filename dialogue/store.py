"""Queries for inbox, conversations and decision record. Transactions belong to the callers; nothing commits here."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Executable, bindparam, func, insert, or_, select, update
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
from orders.rows import connection_of, insert_into

_conversations: Final = TypeAdapter(Conversation)
_arrivals: Final = TypeAdapter(Arrival)

# What every turn asks.
_STATES: Final = select(col(ConversationRow.state), col(ConversationRow.version))
_STATE: Final = _STATES.where(col(ConversationRow.id) == bindparam("of"))
_STATE_AT: Final = _STATES.where(
    col(ConversationRow.channel) == bindparam("channel"), col(ConversationRow.address) == bindparam("address")
)
_VERSION: Final = select(col(ConversationRow.version)).where(col(ConversationRow.id) == bindparam("of"))
_ADDRESS: Final = select(col(ConversationRow.channel), col(ConversationRow.address)).where(
    col(ConversationRow.id) == bindparam("of")
)
_SAVE: Final = update(ConversationRow).where(
    col(ConversationRow.id) == bindparam("of"), col(ConversationRow.version) == bindparam("read_version")
)
_LEASE: Final = update(ConversationRow).where(
    col(ConversationRow.id) == bindparam("of"),
    or_(
        col(ConversationRow.lease_owner).is_(None),
        col(ConversationRow.lease_owner) == bindparam("owner"),
        col(ConversationRow.lease_until) <= bindparam("now"),
    ),
)
_RELEASE: Final = update(ConversationRow).where(
    col(ConversationRow.id) == bindparam("of"), col(ConversationRow.lease_owner) == bindparam("owner")
)
_IS_OPEN: Final = (
    col(InboxRow.conversation) == bindparam("of"),
    col(InboxRow.handled_at).is_(None),
    col(InboxRow.parsed).is_not(None),
)
_INBOUNDS: Final = select(
    col(InboxRow.seq),
    col(InboxRow.conversation),
    col(InboxRow.shopper),
    col(InboxRow.channel),
    col(InboxRow.received_at),
    col(InboxRow.parsed),
)
_OPEN: Final = _INBOUNDS.where(*_IS_OPEN).order_by(col(InboxRow.seq)).limit(50)
_UNREAD: Final = select(col(InboxRow.seq)).where(*_IS_OPEN).limit(1)
_KNOWN: Final = select(col(InboxRow.seq)).where(
    col(InboxRow.channel) == bindparam("channel"), col(InboxRow.external_id) == bindparam("external_id")
)
_HANDLED: Final = update(InboxRow).where(col(InboxRow.seq).in_(bindparam("seqs", expanding=True)))
_DECIDED: Final = insert(DecisionRow)
_keepers: Final[dict[str, Executable]] = {}


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
    return connection_of(session).execute(_keeping(session), row).first() is not None


def _keeping(session: Session) -> Executable:
    """An insert that does nothing where the message is here already: made once for each kind of database."""
    kind = session.get_bind().dialect.name
    if kind not in _keepers:
        once = insert_into(session, InboxRow).on_conflict_do_nothing(index_elements=["channel", "external_id"])
        _keepers[kind] = once.returning(col(InboxRow.seq))
    return _keepers[kind]


def is_known(session: Session, arrival: Arrival) -> bool:
    """Whether this message was stored before."""
    named = {"channel": arrival.channel, "external_id": arrival.external_id}
    return connection_of(session).execute(_KNOWN, named).first() is not None


def open_inbounds(session: Session, conversation: Conversation) -> tuple[Inbound, ...]:
    """Messages no turn has settled yet, in the order they were stored."""
    return open_inbounds_of(session, conversation.id)


def open_inbounds_of(session: Session, conversation_id: ConversationId) -> tuple[Inbound, ...]:
    return tuple(_inbound(*row) for row in connection_of(session).execute(_OPEN, {"of": conversation_id}))


def keep_attachments(session: Session, inbound: Inbound, attachments: tuple[Attachment, ...]) -> None:
    """What was attached to a message, now that it was brought in."""
    row = session.get(InboxRow, int(inbound.id.removeprefix("m")))
    if row is not None and row.parsed is not None:
        said = replace(_arrivals.validate_json(row.parsed), attachments=attachments)
        row.parsed = _arrivals.dump_json(said).decode()
        session.add(row)


def mark_handled(session: Session, inbounds: Iterable[Inbound], turn: int | None, now: datetime) -> None:
    seqs = [int(inbound.id.removeprefix("m")) for inbound in inbounds]
    connection_of(session).execute(_HANDLED, {"seqs": seqs, "handled_at": now, "turn": turn})


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
    newest = _INBOUNDS.where(col(InboxRow.conversation) == conversation, col(InboxRow.parsed).is_not(None))
    rows = session.execute(newest.order_by(col(InboxRow.seq).desc()).limit(limit))
    return tuple(reversed([_inbound(*row) for row in rows]))


def inbound(session: Session, conversation: ConversationId, message: str) -> Inbound | None:
    """One message of a conversation by its id."""
    number = message.removeprefix("m")
    of_it = _INBOUNDS.where(col(InboxRow.conversation) == conversation, col(InboxRow.parsed).is_not(None))
    row = session.execute(of_it.where(col(InboxRow.seq) == int(number))).first() if number.isdecimal() else None
    return _inbound(*row) if row else None


def heard_by_turn(session: Session, conversation: ConversationId) -> dict[int, str]:
    """What the person wrote or pressed, by the number of the turn that answered it."""
    rows = session.execute(
        _INBOUNDS.add_columns(col(InboxRow.turn))
        .where(col(InboxRow.conversation) == conversation, col(InboxRow.turn).is_not(None))
        .order_by(col(InboxRow.seq))
    )
    heard: dict[int, list[str]] = {}
    for *said, turn in rows:
        inbound = _inbound(*said)
        heard.setdefault(turn, []).append(inbound.text or f"[{inbound.button or 'photo'}]")
    return {turn: " / ".join(texts) for turn, texts in heard.items()}


def _inbound(
    seq: int | None, conversation: str, shopper: str, channel: str, received_at: datetime, parsed: str | None
) -> Inbound:
    said = _arrivals.validate_json(parsed or "")
    return Inbound(
        id=MessageId(f"m{seq}"),
        conversation=ConversationId(conversation),
        shopper=ShopperId(shopper),
        channel=channel,
        at=received_at,
        text=said.text,
        button=said.button,
        locale=said.locale,
        attachments=said.attachments,
        sender=said.sender,
        staff=said.staff,
    )


# ---- conversations


def find_conversation(session: Session, channel: str, address: str) -> Conversation | None:
    row = connection_of(session).execute(_STATE_AT, {"channel": channel, "address": address}).first()
    return _conversation(*row) if row else None


def conversation(session: Session, conversation_id: ConversationId) -> Conversation | None:
    row = connection_of(session).execute(_STATE, {"of": conversation_id}).first()
    return _conversation(*row) if row else None


def version_of(session: Session, conversation_id: ConversationId) -> int | None:
    """How often the conversation was settled; None when it is gone."""
    return connection_of(session).execute(_VERSION, {"of": conversation_id}).scalar()


def address_of(session: Session, conversation_id: ConversationId) -> tuple[str, str] | None:
    """(channel, address): where the person is reached."""
    row = connection_of(session).execute(_ADDRESS, {"of": conversation_id}).first()
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
    values = {
        "state": _state(changed),
        "version": changed.version,
        "holder": changed.holder.value,
        "attempts": 0,
        "next_at": None,
    }
    settled = connection_of(session).execute(_SAVE, {"of": changed.id, "read_version": read_version, **values})
    if settled.rowcount != 1:
        raise StaleConversation(changed.id)


def lease(session: Session, conversation_id: ConversationId, owner: str, now: datetime, until: datetime) -> bool:
    """Take (or keep) the conversation until then, unless another worker holds it."""
    taken = {"lease_owner": owner, "lease_until": until}
    asked = {"of": conversation_id, "owner": owner, "now": now}
    return connection_of(session).execute(_LEASE, {**asked, **taken}).rowcount == 1


def release(session: Session, conversation_id: ConversationId, owner: str) -> bool:
    """Whether the lease was still this owner's."""
    free = {"lease_owner": None, "lease_until": None}
    return connection_of(session).execute(_RELEASE, {"of": conversation_id, "owner": owner, **free}).rowcount == 1


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
    return connection_of(session).execute(_UNREAD, {"of": conversation_id}).first() is not None


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
    rows = session.execute(_STATES.where(col(ConversationRow.shopper) == shopper))
    return tuple(_conversation(*row) for row in rows)


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


def _conversation(kept: str, version: int) -> Conversation:
    state = json.loads(kept)
    pending = state.pop("pending", None)
    value = _conversations.validate_python({**state, "pending": None, "version": version}, strict=False)
    if pending is None:
        return value
    waits = pending["action"]
    try:
        action = _action(pending["kind"]).validate_json(json.dumps(waits)) if waits is not None else None
    except (AttributeError, ValidationError):
        return value  # Another version of the shop waited for that yes; a button that confirms it is used up.
    return replace(value, pending=Pending(token=pending["token"], action=action, chore=pending["chore"]))


@cache
def _action(name: str) -> TypeAdapter[OrderAction]:
    return TypeAdapter(getattr(actions, name))


# ---- decision record


def record(session: Session, of: Conversation, decided: Iterable[Decided], now: datetime) -> None:
    rows = [
        {
            "conversation": of.id,
            "shopper": of.shopper,
            "turn": of.turns,
            "at": now,
            "stage": each.stage,
            "what": each.what,
            "actor": each.actor,
            "confidence": each.confidence,
            "inputs": each.inputs,
        }
        for each in decided
    ]
    if rows:
        connection_of(session).execute(_DECIDED, rows)


def decisions(session: Session, conversation_id: ConversationId) -> tuple[tuple[int, Decided], ...]:
    """(turn, decided) of a conversation, oldest first."""
    rows = session.scalars(
        select(DecisionRow).where(col(DecisionRow.conversation) == conversation_id).order_by(col(DecisionRow.id))
    )
    return tuple((row.turn, Decided(row.stage, row.what, row.actor, row.confidence, row.inputs)) for row in rows)
