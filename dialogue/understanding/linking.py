"""Reads what is said of other chats of the same person: the code that links two, and the channel named. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from dialogue.commands import GiveLinkCode
from dialogue.conversation import Slot
from dialogue.inbound import MASK, Inbound
from dialogue.understanding.base import Reading
from dialogue.view import View

SURE: Final = 0.97
_ALONE: Final = re.compile(r"\W*(\d{3}[\s.\-]?\d{3})\W*")
_WAITS_FOR_NUMBERS: Final = frozenset({Slot.CODE, Slot.ORDER, Slot.ADDRESS, Slot.BUDGET, Slot.QUANTITY})
"""Questions whose answer may be six digits."""
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "whatsapp": ("whatsapp", "whats app", "whatsap", "watsapp", "واتساب", "واتس اب", "واتس آب", "ワッツアップ"),
    "telegram": ("telegram", "telegramm", "تيليجرام", "تلغرام", "تليجرام", "تيليغرام", "テレグラム", "电报"),
    "web": (
        "website", "web site", "webseite", "webchat", "homepage", "browser", "sito", "sitio web", "página web", "site",
        "webben", "hjemmeside", "hemsida", "strona", "stronie", "stronę", "webu", "webové", "prohlížeč", "verkkosivu",
        "selai", "الموقع", "ウェブ", "サイト", "ブラウザ", "网站", "网页",
    ),
}  # fmt: skip
"""Channels as people write them, in any language."""


def may_hold_code(inbounds: Iterable[Inbound]) -> bool:
    """Whether one of these messages is six digits and nothing else."""
    return any(_ALONE.fullmatch(inbound.text) for inbound in inbounds)


def at_once(text: str, view: View) -> Reading | None:
    """Six digits alone, while a code is awaited and nothing else that may be six digits."""
    question = view.conversation.question
    if not view.code_awaited or (question is not None and question.slot in _WAITS_FOR_NUMBERS):
        return None
    code = _ALONE.fullmatch(text)
    is_order = code is not None and any(order.id.endswith(code.group(1)) for order in view.orders)
    if code is None or is_order:
        return None
    return Reading((GiveLinkCode(code=code.group(1)),), SURE, trace=("a code",))


def without_link_code(text: str) -> str:
    """A message as others than the shopper may read it: six digits alone may open somebody's orders."""
    return MASK if _ALONE.fullmatch(text) else text


def channel_in(text: str) -> str:
    """The channel that is named; empty where none is."""
    told = text.casefold()
    return next((channel for channel, names in _NAMES.items() if any(name in told for name in names)), "")
