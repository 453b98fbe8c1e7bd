"""One person in several chats: what is wished of the links between them, and what came of it. Pure.

A code proves that whoever writes in one chat writes in the other too, and nothing more. Nothing else links anybody.
"""

from dataclasses import dataclass, field
from typing import Final

from dialogue.conversation import Conversation
from orders.ids import ConversationId

MINUTES: Final = 10
"""How long a code lasts."""


@dataclass(frozen=True, slots=True)
class AskLink:
    """Make a code that is told in this chat and typed in another. `channel`: the one it may be typed on; empty: any."""

    channel: str = ""


@dataclass(frozen=True, slots=True)
class TryLink:
    """A right code makes this chat one of those of whoever asked for it, once."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unlink:
    """One of this person's chats stands alone from now on."""

    chat: ConversationId


LinkWish = AskLink | TryLink | Unlink


@dataclass(frozen=True, slots=True)
class LinkDone:
    """What came of a wish: the code that was put down, or the other chat. Neither: the code did not work."""

    ticket: int | None = None
    other: Conversation | None = None
