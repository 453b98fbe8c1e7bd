"""Updates as Telegram brings them: recorded from its own pages, or built by tests and held against its description."""

import json
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Final

from tests.peers.telegram import JANA, checked

RECORDINGS: Final = Path(__file__).parents[2] / "recordings" / "telegram"
PERSON: Final[Mapping[str, object]] = {"id": JANA, "is_bot": False, "first_name": "Test", "language_code": "de"}
CHAT: Final[Mapping[str, object]] = {"id": JANA, "type": "private", "first_name": "Test"}

_numbers = count(20_000)


def recorded(name: str) -> dict[str, object]:
    body = json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))["body"]
    assert isinstance(body, dict)
    return body


def an_update(text: str | None = None, *, update_id: int | None = None, **content: object) -> dict[str, object]:
    """A message in a private chat, with whatever else is in it; each is another update unless it is numbered."""
    number = next(_numbers) if update_id is None else update_id
    said = {} if text is None else {"text": text}
    return checked({"update_id": number, "message": {**_about(number), **said, **content}})


def an_update_of(chat: object = CHAT, sender: object = PERSON, **content: object) -> dict[str, object]:
    """A message of somebody else, or somewhere else."""
    number = next(_numbers)
    return checked({"update_id": number, "message": {**_about(number), "chat": chat, "from": sender, **content}})


def _about(number: int) -> dict[str, object]:
    return {"message_id": number, "date": 1764072000, "chat": CHAT, "from": PERSON}


def a_photo(*sizes: int, name: str = "photo") -> list[dict[str, object]]:
    """Sizes in bytes, the larger the later."""
    return [
        {"file_id": f"{name}{place}", "file_unique_id": "u", "width": place, "height": place, "file_size": size}
        for place, size in enumerate(sizes, start=1)
    ]
