"""Files that pass between a thread and a shopper: what staff attached, and the photos of the shopper.

A file of staff is fetched from Slack's own host with the bot's token, told by its first bytes, and named by us.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlmodel import Session

from bot.channels.base import ChannelRejected
from bot.channels.outside import LARGEST, Outside, Resolve, resolve
from dialogue import store
from dialogue.attached import content_of, picture_type
from dialogue.inbound import Attachment
from orders.ids import ConversationId

HOSTS: Final = ("files.slack.com",)
"""Where url_private points to (docs.slack.dev, "File object"). It is asked with the bot's token, which goes nowhere
else; who may not read a file is sent on to a page for signing in, which lies elsewhere and is not followed."""
MOST: Final = 10
"""Files of one message that are passed on."""
ENDINGS: Final[Mapping[str, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "application/pdf": "pdf",
}
"""What is passed on, by its type."""
BROKEN: Final = "data:,"
"""The address of a file that could not be had."""
_LONGEST_NAME: Final = 60
# Everything but letters, digits and a few signs: no path, no control sign, nothing that turns the writing around.
_UNSAFE: Final = re.compile(r"[^\w .()+-]+")


class BrokenFile(ValueError):
    """There is no such file, or it is none."""


@dataclass(frozen=True, slots=True)
class Photo:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FromSlack:
    """`near` names host and port that stand for Slack in a test, over plain HTTP; None outside of tests."""

    token: str = field(repr=False)
    near: str | None = None
    resolve: Resolve = resolve
    largest: int = LARGEST

    def fetch(self, attachment: Attachment) -> Attachment:
        """The same with its content inside its address, under its true type. Raises ChannelUnavailable (try again) or
        ChannelRejected."""
        slack = Outside(
            vendor="Slack",
            key=f"Bearer {self.token}",
            hosts=HOSTS,
            near=self.near,
            resolve=self.resolve,
            largest=self.largest,
        )
        content = slack.content(attachment.url)
        kind = "application/pdf" if content.startswith(b"%PDF-") else picture_type(content[:16])
        if kind is None:
            raise ChannelRejected("it is neither a picture that can be opened nor a PDF")
        url = f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
        return Attachment(type=kind, url=url, name=f"{_stem(attachment.name)}.{ENDINGS[kind]}")


def attached(event: Mapping[str, object], largest: int = LARGEST) -> tuple[Attachment, ...]:
    """The files of a message, by where Slack keeps them; one that is nowhere, or says that it is too large, is broken
    from the start."""
    listed = event.get("files")
    files = [each for each in listed if isinstance(each, dict)][:MOST] if isinstance(listed, list) else []
    return tuple(_attachment(file, largest) for file in files)


def _attachment(file: Mapping[str, object], largest: int) -> Attachment:
    kind, name, size = (file.get(each) for each in ("mimetype", "name", "size"))
    place = file.get("url_private_download") or file.get("url_private")
    is_there = isinstance(place, str) and file.get("mode") == "hosted" and isinstance(size, int) and size <= largest
    return Attachment(
        type=kind if isinstance(kind, str) and kind else "file",
        url=str(place) if is_there else BROKEN,
        name=name[:200] if isinstance(name, str) else "",
    )


def _stem(name: str) -> str:
    """A file's name without its ending, safe to be written anywhere."""
    bare = re.sub(r"\.\w{1,8}$", "", name)
    return _UNSAFE.sub(" ", bare).strip(" .")[:_LONGEST_NAME].strip(" .") or "file"


def photo_of(session: Session, conversation: ConversationId, inbound: str, number: int = 0) -> Photo:
    """A photo of a message of the shopper's, counted from nothing. Raises BrokenFile."""
    found = store.inbound(session, conversation, inbound)
    photos = [each for each in found.attachments if each.type in ENDINGS] if found else []
    content = content_of(photos[number]) if number < len(photos) else None
    if content is None:
        raise BrokenFile("there is no such photo")
    return Photo(f"photo-{inbound}.{ENDINGS[photos[number].type]}", content)
