"""What Telegram tells us (Bot API, type Update) as Arrivals, or the reason why it is passed over. Pure.

Only private chats with people are answered: what is said in a group is not said to us.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dialogue.inbound import Arrival, Attachment, storable

NAME: Final = "telegram"
LONGEST_TEXT: Final = 20_000
LARGEST_PHOTO: Final = 5_000_000
"""Bytes; the chat page takes as much. A larger one is answered as one that cannot be opened."""
LATEST_EDIT: Final = 600
"""Seconds after which an edited message is history and no wish any more. Telegram lets people edit for two days."""
FILE: Final = "telegram:"
"""Stands before a file_id in an attachment's address, until the file is fetched."""

COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "start": ("do:greet", ""),
    "find": ("start", "find_something"),
    "orders": ("do:list_orders", "my_orders"),
    "track": ("do:track_order", "where_is_it"),
    "help": ("do:ask_help", "help"),
    "language": ("do:change_language", "change_language"),
    "aboutme": ("do:ask_about_me", "about_me"),
    "person": ("human", "person"),
}
"""Command → the button it stands for, and the label that describes it in the menu (none: it is not in the menu)."""

KINDS: Final = ("message", "edited_message", "callback_query")
"""The updates we ask Telegram for."""

_UNREAD: Final[Mapping[str, str]] = {
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "sticker": "sticker",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "animation": "video/mp4",
    "document": "application/octet-stream",
    "live_photo": "other",
    "paid_media": "other",
    "story": "other",
    "dice": "other",
    "poll": "other",
    "checklist": "other",
    "game": "other",
    "invoice": "other",
}
"""Kinds of content that are kept and answered, but not opened."""

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Press:
    """A callback query to answer, and the message whose keyboard was pressed (None where Telegram knows it no more)."""

    query: str
    chat: int
    data: str
    message: int | None = None
    keyboard: tuple[tuple[str, str], ...] = ()
    """(label, id) of every button that stands under that message."""


@dataclass(frozen=True, slots=True)
class Read:
    """One update. `passed_over` is why it is no message to us; `unreadable` is put before a person."""

    arrival: Arrival | None = None
    press: Press | None = None
    unreadable: Arrival | None = None
    passed_over: str = ""


class Malformed(ValueError):
    """Not an update at all: nothing to key it by. The message quotes nothing from it."""


def read(body: bytes) -> Read:
    """A webhook's body. Raises Malformed for what is no JSON object with an update_id: truncated on its way, or no
    update."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("the body is no JSON") from error
    return read_update(update)


def read_update(update: object) -> Read:
    """One update. Raises Malformed."""
    number = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(update, dict) or not isinstance(number, int) or isinstance(number, bool):
        raise Malformed("the body is no update")
    kind = next((kind for kind in KINDS if kind in update), None)
    if kind is None:
        return Read(passed_over=f"an update of kind {_kind(update)}")
    raw = json.dumps(update, ensure_ascii=True)
    try:
        return _READERS[kind](_part(update, kind), number, raw)
    except (KeyError, TypeError, ValueError, OverflowError):
        # Signed by the secret and yet not as documented: kept for a person to look at, by the number it came under.
        return Read(unreadable=Arrival(channel=NAME, external_id=str(number), address="", raw=raw))


def _kind(update: Json) -> str:
    """The update's own word for what it is, where it is a word."""
    named = [key for key in update if key != "update_id" and re.fullmatch(r"[a-z_]{1,40}", str(key))]
    return named[0] if named else "unknown"


def _message(message: Json, number: int, raw: str) -> Read:
    chat, sender = _part(message, "chat"), _part(message, "from") if "from" in message else {}
    if (why := _not_ours(chat, sender)) is not None:
        return Read(passed_over=why)
    attachments = _attachments(message)
    button, text = _said(message)
    if not text.strip() and button is None and not attachments:
        return Read(passed_over="a message about the chat itself")
    arrival = Arrival(
        channel=NAME,
        external_id=str(number),
        address=str(_number(chat, "id")),
        raw=raw,
        text=text,
        button=button,
        locale=_hint(sender),
        attachments=attachments,
    )
    return Read(arrival)


def _edited(message: Json, number: int, raw: str) -> Read:
    """Somebody who mends a message at once means the mended one; a bare media edit or a late one says nothing new."""
    age = _number(message, "edit_date") - _number(message, "date")
    if age > LATEST_EDIT:
        return Read(passed_over="an edit of an old message")
    if not _words(message).strip():
        return Read(passed_over="an edit without words")
    return _message(message, number, raw)


def _pressed(query: Json, number: int, raw: str) -> Read:
    sender = _part(query, "from")
    message = _part(query, "message") if "message" in query else None
    chat = _part(message, "chat") if message else None
    if chat is None:
        return Read(passed_over="a button under a message that is not ours")
    if (why := _not_ours(chat, sender)) is not None:
        return Read(passed_over=why)
    data = query.get("data")
    if not isinstance(data, str) or not data or len(data.encode("utf-8", "replace")) > 64:
        return Read(passed_over="a button without an id")
    address, query_id = _number(chat, "id"), query["id"]
    arrival = Arrival(
        channel=NAME,
        external_id=str(number),
        address=str(address),
        raw=raw,
        button=storable(data),
        locale=_hint(sender),
    )
    # A message that Telegram no longer shows us has date 0 (InaccessibleMessage), and cannot be edited.
    known = message is not None and message.get("date") != 0
    press = Press(
        query=str(query_id),
        chat=address,
        data=data,
        message=_number(message, "message_id") if message is not None and known else None,
        keyboard=_keyboard(message) if message is not None else (),
    )
    return Read(arrival, press)


_READERS: Final = {"message": _message, "edited_message": _edited, "callback_query": _pressed}


def _not_ours(chat: Json, sender: Json) -> str | None:
    """Why somebody is not answered; None for a person in a chat of their own with us."""
    if sender.get("is_bot") is True:
        return "a message from a bot"
    # Some of Telegram's own examples leave the type out; a chat with a person has that person's id.
    kind = chat.get("type", "private" if chat.get("id") == sender.get("id") else "group")
    return None if kind == "private" else "a message in a group or channel"


def _said(message: Json) -> tuple[str | None, str]:
    """(button, text): a command of ours is a button; any other is read as words."""
    text = _words(message)
    if (contact := _contact(message)) is not None:
        text = "\n".join(part for part in (text, contact) if part)
    if (place := _venue(message)) is not None:
        text = "\n".join(part for part in (text, place) if part)
    command = re.match(r"/(\w{1,32})(?:@\w+)?(?:\s|$)", text)
    if command is None:
        return None, text
    known = COMMANDS.get(command[1].lower())
    return (known[0], "") if known else (None, text.removeprefix("/"))


def _words(message: Json) -> str:
    text = message.get("text", message.get("caption", ""))
    if not isinstance(text, str):
        raise TypeError("text is no text")
    return storable(text)[:LONGEST_TEXT]


def _contact(message: Json) -> str | None:
    """A shared contact as a person would write it: name and number."""
    if "contact" not in message:
        return None
    contact = _part(message, "contact")
    name = " ".join(storable(str(contact[key])) for key in ("first_name", "last_name") if contact.get(key))
    return ", ".join(part for part in (name, storable(str(contact["phone_number"]))) if part)


def _venue(message: Json) -> str | None:
    """A place with an address as a person would write it; a bare pin has none."""
    if "venue" not in message:
        return None
    venue = _part(message, "venue")
    return ", ".join(storable(str(venue[key])) for key in ("title", "address") if venue.get(key))


def _attachments(message: Json) -> tuple[Attachment, ...]:
    if "photo" in message:
        return (_photo(message["photo"]),)
    if "location" in message and "venue" not in message:
        return (_pin(_part(message, "location")),)
    for kind, declared in _UNREAD.items():
        if kind in message:
            return (_file(_part(message, kind), declared, openable=kind == "document"),)
    return ()


def _pin(place: Json) -> Attachment:
    """A geo: address (RFC 5870), to six places: a tenth of a metre."""
    return Attachment("location", f"geo:{float(str(place['latitude'])):.6f},{float(str(place['longitude'])):.6f}")


def _photo(sizes: object) -> Attachment:
    """The largest of the sizes Telegram offers that we take."""
    if not isinstance(sizes, list) or not sizes:
        raise TypeError("a photo has sizes")
    offered = [size for size in sizes if isinstance(size, dict) and _size(size) <= LARGEST_PHOTO]
    if not offered:
        return Attachment("image/jpeg", "data:,")
    best = max(offered, key=lambda size: _number(size, "width") * _number(size, "height"))
    return Attachment("image/jpeg", FILE + _name(best))


def _file(content: Json, declared: str, *, openable: bool) -> Attachment:
    """A file by its own word for what it is; a picture sent as a file is a photo, unless it is too large."""
    said = content.get("mime_type")
    kind = said if isinstance(said, str) and re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,100}", said) else declared
    if kind.startswith("image/") and not openable:
        kind = declared
    if kind.startswith("image/") and _size(content) > LARGEST_PHOTO:
        return Attachment(kind, "data:,")
    return Attachment(kind, FILE + (_name(content) if "file_id" in content else declared))


def _name(content: Json) -> str:
    name = content["file_id"]
    if not isinstance(name, str) or not re.fullmatch(r"[\w-]{1,300}", name):
        raise TypeError("a file has a name")
    return name


def _size(content: Json) -> int:
    size = content.get("file_size", 0)
    return size if isinstance(size, int) else LARGEST_PHOTO + 1


def _keyboard(message: Json) -> tuple[tuple[str, str], ...]:
    rows = _part(message, "reply_markup").get("inline_keyboard") if "reply_markup" in message else None
    buttons = [button for row in rows if isinstance(row, list) for button in row] if isinstance(rows, list) else []
    return tuple(
        (str(button["text"]), str(button["callback_data"]))
        for button in buttons
        if isinstance(button, dict) and "text" in button and "callback_data" in button
    )


def _hint(sender: Json) -> str | None:
    code = sender.get("language_code")
    return code[:16] if isinstance(code, str) and re.fullmatch(r"[A-Za-z]{2,3}([_-][\w-]{1,12})?", code) else None


def _part(whole: Json, name: str) -> Json:
    part = whole[name]
    if not isinstance(part, dict):
        raise TypeError(f"{name} is no object")
    return part


def _number(whole: Json, name: str) -> int:
    number = whole[name]
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(f"{name} is no number")
    return number
