"""One person in several chats: codes that link two of them, made when they are told and kept hashed; joining, parting.

How often codes may be tried, and why, is in docs/decisions/0028.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlmodel import Session

from bot import link_store
from bot.storage import Storage
from bot.tables import LinkCodeRow
from dialogue import join_store, store
from dialogue.conversation import Conversation
from dialogue.links import MINUTES
from dialogue.messages.base import Message
from dialogue.messages.linking import LinkCode
from orders import access, accounts
from orders.ids import ShopperId

log = logging.getLogger(__name__)

TRIES: Final = 5
"""What may be typed at one address within the hour, and what one code survives, wherever it is typed."""
OVER_ALL: Final = 50
"""What may be typed anywhere within the hour."""
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Linking:
    """What is kept of codes and links; every method takes the session of the turn that wishes it."""

    new_id: Callable[[], str]

    def awaited(self, session: Session, talk: Conversation, now: datetime) -> bool:
        return link_store.is_awaited(session, talk.channel, now - link_store.KEPT)

    def ask(self, session: Session, talk: Conversation, channel: str, now: datetime) -> int:
        until = now + timedelta(minutes=MINUTES)
        row = LinkCodeRow(shopper=talk.shopper, conversation=talk.id, channel=channel, asked_at=now, until=until)
        return link_store.add_code(session, row)

    def claim(self, session: Session, talk: Conversation, code: str, now: datetime) -> Conversation | None:
        """Counted before anything is compared, under one lock, so that no number of guessers at once gets more."""
        link_store.hold_tries(session)
        address = _fingerprint(session, talk)
        at_address = link_store.tries_since(session, now - HOUR, address)
        if at_address >= TRIES or link_store.tries_since(session, now - HOUR) >= OVER_ALL:
            log.warning("Conversation %s may try no more codes for now", talk.id)
            return None
        codes = link_store.open_codes(session, now, TRIES)
        link_store.count_try(session, address, codes, now)
        right = [each for each in codes if access.is_right(code, each.salt, each.digest)]
        meant = [each for each in right if each.channel in ("", talk.channel) and each.shopper != talk.shopper]
        other = store.conversation(session, meant[0].conversation) if meant else None
        if other is None or not _may_join(session, talk, other):
            return None
        return other if link_store.use_code(session, meant[0].id, now) else None

    def join(self, session: Session, talk: Conversation, other: Conversation, now: datetime) -> None:
        left, into = talk.shopper, other.shopper
        join_store.hold(session, (left, into))
        accounts.join(session, left, into)
        join_store.join_profiles(session, left, into)
        join_store.join_chats(session, left, into)
        link_store.join_rows(session, left, into)
        link_store.void_codes(session, into, now)
        link_store.note_link(session, left, into, talk.id, now)

    def part(self, session: Session, chat: Conversation, now: datetime) -> None:
        stays = [each for each in store.conversations_of(session, chat.shopper) if each.id != chat.id]
        if not stays:
            return
        join_store.hold(session, (chat.shopper,))
        stranger = ShopperId(f"s-{self.new_id()}")
        join_store.part_chat(session, chat, stranger, now)
        join_store.move_news(session, chat.id, stays[0].id)
        link_store.part_rows(session, chat.id, stranger)
        link_store.void_codes(session, chat.shopper, now)


def _may_join(session: Session, talk: Conversation, other: Conversation) -> bool:
    """A chat that is linked already is somebody's; and who is being erased is erased as they asked."""
    alone = len(store.conversations_of(session, talk.shopper)) == 1
    return alone and not link_store.has_chores(session, (talk.shopper, other.shopper))


def _fingerprint(session: Session, talk: Conversation) -> str:
    channel, address = store.address_of(session, talk.id) or (talk.channel, talk.id)
    return sha256(f"{channel}:{address}".encode()).hexdigest()


def code_maker(storage: Storage, clock: Callable[[], datetime]) -> Callable[[Message], Message]:
    """Makes a code at the moment it is told; a telling that is repeated tells another one, and the newest counts."""

    def make(message: Message) -> Message:
        if not isinstance(message, LinkCode):
            return message
        with storage.writes() as session:
            link_store.hold_tries(session)
            now = clock()
            taken = link_store.open_codes(session, now, TRIES)
            code = access.new_code()
            while any(access.is_right(code, each.salt, each.digest) for each in taken):
                code = access.new_code()
            salt = secrets.token_hex(16)
            made = link_store.make_code(session, message.ticket, salt, access.digest(salt, code), now)
        return message.model_copy(update={"code": f"{code[:3]} {code[3:]}"}) if made else message

    return make
