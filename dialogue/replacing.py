"""Which reply is the newer state of the one before it, so that a channel may change that message instead of sending
another one.

Only where nobody would miss anything: the reply answers nothing but a press, the message before it is the newest in the
chat, and both tell how the same thing stands. News is never told this way, nor what would look unchanged.
"""

from typing import Final

from dialogue.messages import basket
from dialogue.messages.base import Message
from dialogue.messages.tracking import Tracking
from dialogue.outbox_store import Before, Reply

_BASKET: Final = (
    basket.AddedToBasket,
    basket.BasketShown,
    basket.BasketEmptied,
    basket.BasketEmptyNow,
    basket.BasketEmpty,
)


def replaced(before: Before | None, reply: Reply, text: str) -> str | None:
    """The channel's id of the message that becomes this text; None where it is sent as a message of its own."""
    if before is None or not before.pressed_alone or before.pieces or before.text == text:
        return None
    return before.external_id if _is_newer_state(before.message, reply.message) else None


def _is_newer_state(old: Message, new: Message) -> bool:
    if isinstance(old, Tracking) and isinstance(new, Tracking):
        return old.order == new.order
    return isinstance(old, _BASKET) and isinstance(new, _BASKET)
