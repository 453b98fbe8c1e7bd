"""Keeping goods that were to be sent back: the Command, and what else such words mean where nothing is. Pure."""

from typing import Final

from dialogue.commands import CancelReturn
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.shopping import Said
from dialogue.understanding.situation import Situation
from dialogue.understanding.spans import Heard

KIND: Final = "cancel_return"
_LIKE_IT: Final = ("undo_cancel", "deny", "take_product", "change_order", "return_item", "exchange_item")
"""What words that keep something resemble."""


def cancel_return(said: Said) -> CancelReturn:
    return CancelReturn(order=said.situation.order(said.heard), item=said.situation.item(said.heard))


def bent_to_returns(kind: str, heard: Heard, situation: Situation, phrases: Phrases) -> str:
    """ "I'll keep it after all" is of a return where one is under way and no yes is waited for. Where none is, it is
    the no to what waits, or of a cancelled order."""
    if kind == KIND and not situation.returns:
        return "deny" if situation.awaits_yes else "undo_cancel" if situation.is_cancelled else kind
    if not situation.returns or situation.awaits_yes:
        return kind
    undone = kind == "undo_cancel" and not situation.is_cancelled
    return KIND if undone or (kind in _LIKE_IT and phrases.words("keep").has(heard.said)) else kind
