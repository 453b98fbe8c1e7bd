"""Queries that make two shoppers one, and take a chat off again: what the dialogue room keeps. Nothing commits here."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from dialogue import profile_store, store
from dialogue.conversation import Conversation
from dialogue.profile import Profile, learn
from dialogue.tables import ConversationRow, FactRow, OutboxRow, ShopperRow
from orders.actions import MakeQuote, ShopperAction
from orders.ids import ConversationId, ShopperId

_FIELDS: Final = ("name", "email", "phone", "locale", "news_to")


def hold(session: Session, shoppers: Sequence[ShopperId]) -> None:
    """Nobody accepts a message or settles a turn for these people until the transaction ends. SQLite has one writer."""
    rows = select(col(ConversationRow.id)).where(col(ConversationRow.shopper).in_(shoppers))
    session.execute(rows.order_by(col(ConversationRow.id)).with_for_update()).all()


def join_profiles(session: Session, left: ShopperId, into: ShopperId) -> None:
    """What `into` says of themselves stands, gaps are filled; of facts the one said last wins; a stop stays a stop."""
    ours, theirs = profile_store.profile(session, into), profile_store.profile(session, left)
    row = session.get(ShopperRow, into)
    if row is not None:
        for name in _FIELDS:
            setattr(row, name, getattr(ours, name) or getattr(theirs, name))
        row.opted_out = ours.opted_out or theirs.opted_out
        session.add(row)
    learned = Profile(shopper=into)
    for fact in sorted((*theirs.facts, *ours.facts), key=lambda each: each.said_at):
        learned = learn(learned, fact)
    session.execute(delete(FactRow).where(col(FactRow.shopper).in_((left, into))))
    for fact in learned.facts:
        values = {field.name: getattr(fact, field.name) for field in fields(fact)}
        session.add(FactRow(shopper=into, **values))
    session.execute(delete(ShopperRow).where(col(ShopperRow.id) == left))
    session.flush()


def join_chats(session: Session, left: ShopperId, into: ShopperId) -> None:
    """Each chat is `into`'s; a turn that thinks in one of them, whoever's it was, has to think again."""
    for chat in (*store.conversations_of(session, left), *store.conversations_of(session, into)):
        waits = chat.pending
        if waits is not None and isinstance(waits.action, MakeQuote | ShopperAction):
            waits = replace(waits, action=replace(waits.action, shopper=into))
        after = replace(chat, shopper=into, pending=waits, version=chat.version + 1)
        store.save_conversation(session, after, chat.version)
    session.execute(update(ConversationRow).where(col(ConversationRow.shopper) == left).values(shopper=into))


def part_chat(session: Session, chat: Conversation, shopper: ShopperId, now: datetime) -> None:
    """The chat is a stranger's from now on: nothing of what was shown, asked or quoted is left, save who holds it."""
    session.add(ShopperRow(id=shopper, created_at=now))
    session.flush()
    afresh = Conversation(
        id=chat.id,
        shopper=shopper,
        channel=chat.channel,
        version=chat.version + 1,
        locale=chat.locale,
        locale_chosen=chat.locale_chosen,
        tongue=chat.tongue,
        market=chat.market,
        holder=chat.holder,
        staff=chat.staff,
        disclosed=chat.disclosed,
        turns=chat.turns,
        last_inbound_at=chat.last_inbound_at,
    )
    store.save_conversation(session, afresh, chat.version)
    session.execute(update(ConversationRow).where(col(ConversationRow.id) == chat.id).values(shopper=shopper))
    row = session.get(ShopperRow, chat.shopper)
    if row is not None and row.news_to == chat.id:
        row.news_to = None
        session.add(row)


def move_news(session: Session, chat: ConversationId, to: ConversationId) -> None:
    """News that waits to be sent is the person's, not the chat's."""
    waits = col(OutboxRow.conversation) == chat, col(OutboxRow.state) == "waiting", col(OutboxRow.turn).is_(None)
    session.execute(update(OutboxRow).where(*waits).values(conversation=to, attempts=0, next_at=None))
