"""A shopper's photo as it goes into a thread: its bytes, under a name of ours."""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from dialogue import store
from orders.ids import ConversationId

SUFFIXES: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}


class BrokenPhoto(ValueError):
    """There is no such photo, or it is none."""


@dataclass(frozen=True, slots=True)
class Photo:
    name: str
    content: bytes


def photo_of(session: Session, conversation: ConversationId, inbound: str) -> Photo:
    """The first photo of a message. Raises BrokenPhoto."""
    found = next((each for each in store.history(session, conversation) if each.id == inbound), None)
    photo = next((each for each in found.attachments if each.type in SUFFIXES), None) if found else None
    if photo is None or not photo.url.startswith("data:"):
        raise BrokenPhoto("there is no such photo")
    try:
        content = base64.b64decode(photo.url.partition(",")[2], validate=True)
    except binascii.Error as error:
        raise BrokenPhoto("the photo is not base64") from error
    return Photo(f"photo-{inbound}.{SUFFIXES[photo.type]}", content)
