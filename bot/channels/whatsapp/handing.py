"""Files that WhatsApp is given by address: which of them it takes, and addresses that are signed and end.

Twilio fetches what is sent along, and has no cookie of ours: whoever knows such an address reads that one file until it
ends. It names a reply and a place in it; the file is made anew from those, and is gone once the person is forgotten.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

from bot.channels.base import SentFile
from bot.channels.whatsapp import papers
from bot.clock import Clock
from bot.storage import Storage
from dialogue import outbox_store
from dialogue.messages.base import File
from dialogue.outbox_store import Reply
from dialogue.wording import Wordings

KEPT: Final = timedelta(days=3)
"""For so long an address is good at least."""
DAY: Final = 86_400
LARGEST: Final = 16_000_000
LARGEST_IMAGE: Final = 5_000_000
"""Bytes (https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages)."""
_IMAGES: Final = frozenset({"image/jpeg", "image/png"})
_TAKEN: Final = _IMAGES | {"application/pdf", papers.KIND}


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """`public` is the address of this route as the world sees it; `make` makes a file of a reply."""

    public: str
    secret: bytes = field(repr=False)
    storage: Storage
    wordings: Wordings
    make: Callable[[File, Reply], SentFile]
    clock: Clock

    def address(self, reply: int, place: int, name: str) -> str:
        """The same all day, so that a message that is tried again is the same message."""
        end = int((self.clock() + KEPT).timestamp()) // DAY * DAY + DAY
        about = f"{reply}-{place}-{end}"
        return f"{self.public}/{about}-{self._signed(about)}/{quote(name)}"

    def answer(self, token: str) -> SentFile | None:
        """The file of an address; None for one that is not ours, has ended, or whose reply is no more."""
        about, _, signature = token.rpartition("-")
        if not signature.isascii() or not hmac.compare_digest(self._signed(about), signature):
            return None
        reply, place, end = map(int, about.split("-"))
        if self.clock() > datetime.fromtimestamp(end, UTC):
            return None
        with self.storage.reads() as session:
            found = outbox_store.reply(session, reply)
        files = self.wordings.render(found.message, found.locale, found.market).files if found is not None else ()
        return as_taken(self.make(files[place], found)) if found is not None and place < len(files) else None

    def _signed(self, about: str) -> str:
        return hmac.new(self.secret, f"file {about}".encode(), hashlib.sha256).hexdigest()[:40]


def as_taken(file: SentFile) -> SentFile:
    """A paper of ours in a form that WhatsApp takes; everything else as it is."""
    if file.kind != "text/html":
        return file
    return SentFile(file.name.removesuffix(".html") + ".docx", content=papers.document(file.text))


def is_taken(file: SentFile) -> bool:
    """Whether it can be sent along; else only its address can be told."""
    return file.kind in _TAKEN and len(file.body) <= (LARGEST_IMAGE if file.kind in _IMAGES else LARGEST)
