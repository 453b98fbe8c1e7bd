"""Performs what a Plan wishes of links, in the write at the end of its turn: codes, one person's chats joined, parted.

What is said comes from here, as only here it is known whether a code was right. Chats are joined and parted last, when
everything else of the turn is written under the person whose turn it was.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from dialogue import store
from dialogue.conversation import Conversation
from dialogue.links import MINUTES, AskLink, LinkDone, LinkWish, TryLink, Unlink
from dialogue.messages import linking as say
from dialogue.messages.base import Message
from dialogue.outbox_store import Outgoing, queue
from dialogue.playbooks.linking import channel_label
from orders.ids import ConversationId


class Links(Protocol):
    """What is kept of codes and links, in the transaction of the turn that wishes it."""

    def awaited(self, session: Session, talk: Conversation, now: datetime) -> bool:
        """Whether six digits that are typed here may be a code: somebody else asked for one of late."""
        ...

    def ask(self, session: Session, talk: Conversation, channel: str, now: datetime) -> int:
        """Put a code down to be made when it is told; older ones of the same person work no longer."""
        ...

    def claim(self, session: Session, talk: Conversation, code: str, now: datetime) -> Conversation | None:
        """The chat that asked for this code, which is used up by it; None for every code that does not work here."""
        ...

    def join(self, session: Session, talk: Conversation, other: Conversation, now: datetime) -> None:
        """Everything that is kept of the person of `talk` is the other's from now on."""
        ...

    def part(self, session: Session, chat: Conversation, now: datetime) -> None:
        """The chat begins anew as a stranger's; what the person has stays with their other chats."""
        ...


@dataclass(frozen=True, slots=True)
class Performed:
    """What to say now, and whom to join or part once the turn is written."""

    message: Message
    after: Conversation
    joins: Conversation | None = None
    parts: ConversationId | None = None


def perform(session: Session, wish: LinkWish, talk: Conversation, links: Links, now: datetime) -> Performed:
    """A wrong code has used up a try, which is to be committed like any answer."""
    match wish:
        case AskLink():
            done = LinkDone(ticket=links.ask(session, talk, wish.channel, now))
            return Performed(say.LinkCode(minutes=MINUTES, ticket=done.ticket or 0), talk)
        case TryLink():
            return _tried(LinkDone(other=links.claim(session, talk, wish.code, now)), talk)
        case Unlink():
            return _parted(session, wish, talk)


def _tried(done: LinkDone, talk: Conversation) -> Performed:
    other = done.other
    if other is None:
        return Performed(say.RefusedLinkCode(minutes=MINUTES), talk)
    # The language and market follow, unless a language was chosen here.
    if not talk.locale_chosen:
        talk = replace(talk, locale=other.locale, locale_chosen=other.locale_chosen, tongue=other.tongue)
    after = replace(_without_chores(talk), market=other.market, question=None)
    return Performed(say.ChatsLinked(channel=channel_label(other.channel)), after, joins=other)


def _without_chores(talk: Conversation) -> Conversation:
    """A yes to be forgotten was asked for less than what it would erase now."""
    waits_for_chore = talk.pending is not None and talk.pending.chore is not None
    return replace(talk, pending=None, question=None) if waits_for_chore else talk


def _parted(session: Session, wish: Unlink, talk: Conversation) -> Performed:
    if wish.chat == talk.id:
        stays = next(chat for chat in store.conversations_of(session, talk.shopper) if chat.id != talk.id)
        return Performed(say.ChatLeft(channel=channel_label(stays.channel)), talk, parts=wish.chat)
    left = store.conversation(session, wish.chat)
    channel = channel_label(left.channel if left else "")
    return Performed(say.ChatUnlinked(channel=channel), talk, parts=wish.chat)


def finish(session: Session, done: Performed, talk: Conversation, links: Links, now: datetime) -> None:
    """Join or part, behind everything else of the turn. A turn that thinks in one of these chats has to think again."""
    if done.joins is not None:
        links.join(session, talk, done.joins, now)
        asked = store.conversation(session, done.joins.id)
        if asked is not None:
            after = replace(_without_chores(asked), version=asked.version + 1, disclosed=True)
            store.save_conversation(session, after, asked.version)
            told = say.ChatLinkedThere(channel=channel_label(talk.channel), chat=talk.id)
            queue(session, after, [Outgoing(told)], now, None)
    if done.parts is not None:
        parted = store.conversation(session, done.parts)
        if parted is not None:
            links.part(session, parted, now)


def follow_language(session: Session, talk: Conversation) -> None:
    """The language chosen in one chat is that of all chats of the person."""
    for chat in store.conversations_of(session, talk.shopper):
        if chat.id != talk.id and chat.locale != talk.locale:
            other = replace(chat, locale=talk.locale, locale_chosen=True, tongue=None, version=chat.version + 1)
            store.save_conversation(session, other, chat.version)
