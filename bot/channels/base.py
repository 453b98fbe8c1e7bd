"""What a channel is to the rest of the house: it says what it can show, and it delivers what was laid out for it.

Adapters do not inherit from Channel; `tests/contracts/test_channels.py` holds them to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, Protocol

from dialogue.wording import WordedButton, WordedCard
from orders.ids import OrderId

_KINDS: Final[Mapping[str, str]] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "txt": "text/plain",
    "json": "application/json",
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
}


class ChannelError(Exception):
    """A delivery that did not happen. Only those below are ever raised."""


class ChannelUnavailable(ChannelError):
    """Try again: `after` seconds from now when the channel said so."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class ChannelRejected(ChannelError):
    """Do not try again: blocked, unknown address, or content the channel does not take."""


class ChannelGone(ChannelRejected):
    """Nobody is reached there: they have blocked us, or left. What else waits for them is not sent either."""


class Unit(StrEnum):
    """What a channel counts a text's length in."""

    CHARACTERS = "characters"
    UTF16 = "utf16"
    """Telegram: an emoji outside the first plane counts twice."""
    BYTES = "bytes"
    """Bytes of UTF-8."""


class Receipts(StrEnum):
    """The furthest a channel tells of what was sent."""

    NONE = "none"
    SENT = "sent"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a channel may be written to: `burst` messages at once, then `per_second` of them."""

    per_second: float
    burst: int

    def wait(self, owed: float, weight: float = 1.0) -> float:
        """Seconds until what counts as `weight` messages may go, when what went before is made up for in `owed` seconds
        (the generic cell rate algorithm, ITU-T I.371, Annex A). It adds `weight / per_second` to what is owed."""
        return max(0.0, owed + (weight - self.burst) / self.per_second)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can show and take. `bot/channels/capabilities.py` has them all, for layout, docs and reply lab.

    `text_length` counts `unit`s; `buttons` is how many fit under one text (0: none at all), `button_length` how many
    characters one shows. `album` is how many pictures stand together (0: no pictures); `takes` what may come in.
    """

    text_length: int = 4000
    unit: Unit = Unit.CHARACTERS
    buttons: int = 0
    button_length: int = 20
    chooses: bool = False
    """It fits choices itself, so all of them come along: into buttons, a list, or numbers."""
    cards: bool = False
    files: bool = False
    album: int = 0
    markup: Literal["none", "html", "whatsapp"] = "none"
    edits: bool = False
    typing: bool = False
    receipts: Receipts = Receipts.NONE
    window_hours: int | None = None
    """Hours after the person's last word in which they may be written to freely; None: always."""
    pace: Pace | None = None
    """Of the whole bot, all processes together; None: as fast as we can."""
    chat_pace: Pace | None = None
    """To one person."""
    takes: frozenset[str] = frozenset()
    """Of photo, file, voice, location, contact."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file for the shopper: a receipt, a refund note, an export (`text` is its whole content), or what a member of
    staff sent along (`content`, the bytes as they came)."""

    name: str
    text: str = ""
    content: bytes = b""

    @property
    def body(self) -> bytes:
        """What goes over the wire."""
        return self.content or self.text.encode()

    @property
    def kind(self) -> str:
        """Its media type, by the ending of its name: the names are ours."""
        return _KINDS.get(self.name.rpartition(".")[2].lower(), "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One piece for one person, fitted to the channel. `id` is the same when a delivery is repeated; `name` is the
    Message's, `order` the order it is about."""

    id: str
    address: str
    name: str
    text: str
    locale: str
    buttons: tuple[WordedButton, ...] = ()
    cards: tuple[WordedCard, ...] = ()
    files: tuple[SentFile, ...] = ()
    intent: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    """The Message's fields in words, by name, for a channel that fills a template with them."""
    asks: str | None = None
    order: OrderId | None = None
    replaces: str | None = None
    """The channel's id of the message that this is the newer state of, for a channel that edits."""


class Channel(Protocol):
    """A way to reach a shopper. `deliver` is called from worker threads with no transaction open."""

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def deliver(self, delivery: Delivery) -> str | None:
        """Send one piece; returns the channel's own id for it, if it has one.

        Raises ChannelUnavailable (try again) or ChannelRejected (do not).
        """
        ...
