"""One table of what each channel can show and take: layout, docs/channels.md and the reply lab are made from it. Pure.

Lengths are the vendors' own unless a comment says why they are shorter.
"""

from collections.abc import Callable, Mapping
from typing import Final

from bot.channels.base import Capabilities, Pace, Receipts, Unit

ABLE: Final[Mapping[str, Capabilities]] = {
    "web": Capabilities(
        text_length=20_000,
        buttons=24,
        button_length=80,
        cards=True,
        files=True,
        album=10,
        typing=True,
        takes=frozenset({"photo"}),
    ),
    "terminal": Capabilities(text_length=100_000, buttons=30, button_length=200, cards=True, files=True),
    "json": Capabilities(
        text_length=1_000_000, buttons=100, button_length=200, cards=True, files=True, takes=frozenset({"photo"})
    ),
    "telegram": Capabilities(
        # 4096 after entities are parsed (api.json, sendMessage).
        text_length=4096,
        unit=Unit.UTF16,
        # 100 in all (InlineKeyboardLimit of python-telegram-bot); two dozen are what a person looks through.
        buttons=24,
        # Telegram states no limit; longer words are cut with an ellipsis on a phone.
        button_length=60,
        cards=True,
        files=True,
        album=10,
        markup="html",
        edits=True,
        typing=True,
        receipts=Receipts.SENT,
        # About 30 a second, one a second to each chat with short bursts (FloodLimit of python-telegram-bot); these are
        # no hard numbers, so that some room is left.
        pace=Pace(25, 25),
        chat_pace=Pace(1, 4),
        takes=frozenset({"photo", "file", "voice", "location", "contact"}),
    ),
    "whatsapp": Capabilities(
        # 1,600 in Twilio's count, which may be of bytes: 1,500 bytes fit whichever way it counts.
        text_length=1500,
        unit=Unit.BYTES,
        # Quick replies; up to ten choices, or longer ones, become a list. What is in neither is numbered.
        buttons=3,
        button_length=20,
        chooses=True,
        # A picture each where there is one, else in words; with numbers to take them by.
        cards=True,
        files=True,
        album=1,
        markup="whatsapp",
        receipts=Receipts.READ,
        window_hours=24,
        takes=frozenset({"photo", "file", "voice", "location"}),
    ),
}


def table() -> str:
    """The table as Markdown, for docs/channels.md."""
    rows = [("", *ABLE), ("---", *("---" for _ in ABLE))]
    rows += [(what, *(str(say(able)) for able in ABLE.values())) for what, say in _SAYS.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _yes(value: object) -> str:
    return "yes" if value else "–"


def _pace(pace: Pace | None) -> str:
    return f"{pace.per_second:g} a second, {pace.burst} at once" if pace else "–"


_SAYS: Final[Mapping[str, Callable[[Capabilities], str]]] = {
    "longest text": lambda able: f"{able.text_length} {able.unit.value}",
    "buttons": lambda able: f"{able.buttons} of {able.button_length} characters" if able.buttons else "numbered list",
    "product cards": lambda able: _yes(able.cards),
    "pictures together": lambda able: str(able.album) if able.album else "–",
    "files sent": lambda able: _yes(able.files),
    "markup": lambda able: able.markup,
    "edits": lambda able: _yes(able.edits),
    "shows typing": lambda able: _yes(able.typing),
    "receipts": lambda able: able.receipts.value,
    "free words": lambda able: f"{able.window_hours} h after their last" if able.window_hours else "always",
    "taken in": lambda able: ", ".join(sorted(able.takes)) or "–",
    "pace": lambda able: _pace(able.pace),
    "pace to one person": lambda able: _pace(able.chat_pace),
}
