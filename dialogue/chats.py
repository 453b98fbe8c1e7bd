"""Which of a person's chats news goes to: the one they prefer, else where they wrote last, else the next one."""

from datetime import UTC, datetime
from typing import Final

from sqlmodel import Session

from dialogue import outbox_store, profile_store, store
from dialogue.conversation import Conversation
from dialogue.outbox_store import Outgoing, Reply
from orders.ids import ConversationId, ShopperId

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def chat_for(session: Session, shopper: ShopperId, usual: ConversationId) -> Conversation | None:
    """Where to tell this person something; `usual` is where it began. None where they have no chat any more."""
    chats = store.conversations_of(session, shopper)
    if not chats:
        return store.conversation(session, usual)
    return chats[0] if len(chats) == 1 else _in_turn(session, shopper, chats)[0]


def _in_turn(session: Session, shopper: ShopperId, chats: tuple[Conversation, ...]) -> list[Conversation]:
    """The preferred one first, then those last written in."""
    preferred = profile_store.profile(session, shopper).news_to
    return sorted(chats, key=lambda chat: (chat.id == preferred, chat.last_inbound_at or _NEVER, chat.id), reverse=True)


def tell_elsewhere(session: Session, refused: Reply, now: datetime) -> ConversationId | None:
    """News that one chat did not take waits in the next one; None where none is left, or somebody was answered there.

    What was asked in a chat is answered in that chat alone.
    """
    if refused.turn is not None:
        return None
    tried = outbox_store.tried_in(session, refused.id)
    chats = _in_turn(session, refused.shopper, store.conversations_of(session, refused.shopper))
    chat = next((each for each in chats if each.id not in tried), None)
    if chat is None:
        return None
    said = Outgoing(refused.message, refused.order)
    outbox_store.queue_instead(session, chat, said, refused, now)
    return chat.id
