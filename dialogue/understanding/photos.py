"""Photos that a model may look at: what a data address holds, if it really is a picture, and small enough. Pure."""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from dialogue.attached import MediaType, picture_type
from dialogue.inbound import Attachment
from dialogue.view import View

MOST_PHOTOS: Final = 4
LARGEST: Final = 3_750_000
"""Bytes of a picture; in base64 it is a third longer, and 5 MB is the most that the API takes."""

_START_OF_SCAN: Final = 0xDA
_SAYS_SOMETHING: Final = frozenset({0xE1, 0xED, 0xFE})
"""JPEG segments with Exif, XMP, IPTC and comments: where and when a photo was taken."""


@dataclass(frozen=True, slots=True)
class Photo:
    media_type: MediaType
    data: str
    """Base64."""


def photos_in(view: View) -> tuple[Photo, ...]:
    """The turn's photos that are pictures, the first few."""
    attached = (attachment for inbound in view.inbounds for attachment in inbound.attachments)
    found = (photo for attachment in attached if (photo := photo_of(attachment)) is not None)
    return tuple(photo for _, photo in zip(range(MOST_PHOTOS), found, strict=False))


def photo_of(attachment: Attachment) -> Photo | None:
    """None for what lies elsewhere, is too large, or does not begin as a picture does, whatever it calls itself."""
    head, comma, body = attachment.url.partition(",")
    if not head.startswith("data:") or not head.endswith(";base64") or not comma or len(body) > LARGEST * 4 // 3 + 4:
        return None
    try:
        content = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return None
    media_type = picture_type(content)
    if media_type is None:
        return None
    if media_type == "image/jpeg":
        content = _without_notes(content)
    return Photo(media_type, base64.b64encode(content).decode())


def _without_notes(jpeg: bytes) -> bytes:
    """A JPEG without the segments that tell about its making (ITU T.81, B.1.1.4: marker, then length and content)."""
    kept, place = [jpeg[:2]], 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] != _START_OF_SCAN:
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if jpeg[place + 1] not in _SAYS_SOMETHING:
            kept.append(jpeg[place:end])
        place = end
    return b"".join((*kept, jpeg[place:]))
