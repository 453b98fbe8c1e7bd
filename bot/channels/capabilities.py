"""One table of what each channel can show and take: layout, docs/channels.md and the reply lab are made from it. Pure.

Lengths are the vendors' own unless a comment says why they are shorter.
"""

from collections.abc import Mapping
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
        # Quick replies in a session; longer choices become a list picker of ten.
        buttons=3,
        button_length=20,
        album=1,
        markup="whatsapp",
        receipts=Receipts.READ,
        window_hours=24,
        takes=frozenset({"photo", "file", "voice", "location"}),
    ),
}
