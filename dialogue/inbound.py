"""What a person sent, stripped of its channel's shape. Nothing here knows any channel."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from orders.ids import ConversationId, MessageId, ShopperId

MASK: Final = "••••••"
"""Stands for what was written and is nobody else's to read."""


class Sender(StrEnum):
    """Who speaks: the shopper, or a person of ours at the desk."""

    SHOPPER = "shopper"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo or file. `url` points into our own storage or is a `data:` address; it is never fetched from here."""

    type: str
    url: str
    name: str = ""
    """As it may be shown to a person; empty where it has none."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing a person sent: words, a pressed button, or attachments, never nothing at all.

    `button` is the id the person pressed; `locale` is the channel's hint ("de_AT"), not a choice.
    `staff` names the member of staff when `sender` is STAFF; then `button` holds the desk's verb.
    """

    id: MessageId
    conversation: ConversationId
    shopper: ShopperId
    channel: str
    at: datetime
    text: str = ""
    button: str | None = None
    locale: str | None = None
    attachments: tuple[Attachment, ...] = ()
    sender: Sender = Sender.SHOPPER
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """An Inbound before it is ours: who sent it as the channel knows them, and the raw event it was parsed from.

    (`channel`, `external_id`) is unique: the same pair again is the same message. `address` is where the channel
    reaches the person. Staff speak into a `conversation` of ours instead.
    """

    channel: str
    external_id: str
    address: str
    raw: str
    text: str = ""
    button: str | None = None
    locale: str | None = None
    attachments: tuple[Attachment, ...] = ()
    sender: Sender = Sender.SHOPPER
    staff: str | None = None
    conversation: ConversationId | None = None


def storable(text: str) -> str:
    """Without what no database can store: a lone surrogate is no UTF-8, and Postgres takes no NUL; neither is anything
    a person wrote."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
