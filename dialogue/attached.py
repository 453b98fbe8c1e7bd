"""What somebody sent beside words, by what it is and not by what it calls itself. Pure."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, Literal

from dialogue.inbound import Attachment, Inbound

MediaType = Literal["image/jpeg", "image/png", "image/gif", "image/webp"]

_BEGINNINGS: Final[Mapping[bytes, MediaType]] = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
_HEAD: Final = 16
"""Bytes that tell a picture from anything else; as many characters of base64 hold them as `_HEAD_WRITTEN`."""
_HEAD_WRITTEN: Final = 24


class Sent(StrEnum):
    """Kinds of attachments. Only photos can be looked at; the others have an answer each."""

    PHOTO = "photo"
    VOICE = "voice"
    STICKER = "sticker"
    BROKEN_PHOTO = "broken_photo"
    """It calls itself a picture and is none, or one of a kind that nothing here opens."""
    LOCATION = "location"
    FILE = "file"


def what_was_sent(attachment: Attachment) -> Sent:
    """Of the declared type ("image/png", "audio/ogg", "sticker") and, where the content is at hand, of that."""
    kind = attachment.type.partition("/")[0].lower()
    if kind == "image":
        return Sent.PHOTO if _may_be_picture(attachment.url) else Sent.BROKEN_PHOTO
    return _WORDLESS.get(kind, Sent.FILE)


_WORDLESS: Final[Mapping[str, Sent]] = {
    "audio": Sent.VOICE,
    "voice": Sent.VOICE,
    "sticker": Sent.STICKER,
    "location": Sent.LOCATION,
}


def photos_of(inbounds: Iterable[Inbound]) -> tuple[Attachment, ...]:
    """The attachments that are photos, in the order they came."""
    every = (attachment for inbound in inbounds for attachment in inbound.attachments)
    return tuple(attachment for attachment in every if what_was_sent(attachment) is Sent.PHOTO)


def is_wordless(inbounds: Iterable[Inbound]) -> bool:
    """Nothing was said or pressed, and what was sent is no photo."""
    said = tuple(inbounds)
    words = any(inbound.text.strip() or inbound.button for inbound in said)
    return not words and not photos_of(said) and any(inbound.attachments for inbound in said)


def picture_type(content: bytes) -> MediaType | None:
    """The kind of picture that bytes begin as; None for everything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), None)


def content_of(attachment: Attachment) -> bytes | None:
    """What lies inside its address; None for what lies elsewhere, could not be had, or is not base64."""
    head, _, body = attachment.url.partition(",")
    if not body or not (head.startswith("data:") and head.endswith(";base64")):
        return None
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return None


def is_here(attachment: Attachment) -> bool:
    """Whether its content was brought in."""
    head, _, body = attachment.url.partition(",")
    return head.startswith("data:") and bool(body)


def _may_be_picture(url: str) -> bool:
    """What is stored elsewhere was looked at when it was fetched."""
    head, _, body = url.partition(",")
    if not head.startswith("data:"):
        return True
    if not head.endswith(";base64"):
        return False
    try:
        return picture_type(base64.b64decode(body[:_HEAD_WRITTEN], validate=True)[:_HEAD]) is not None
    except (binascii.Error, ValueError):
        return False
