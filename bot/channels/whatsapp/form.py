"""Twilio's forms as what they mean: something a person sent, or how far a message of ours has come. Pure.

Fields that are not known here are let be: "Twilio will occasionally add new parameters without advance notice"
(https://www.twilio.com/docs/messaging/guides/webhook-request).
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dialogue.inbound import Arrival, Attachment, storable

NAME: Final = "whatsapp"
LONGEST_TEXT: Final = 20_000
LONGEST_BUTTON: Final = 256
MOST_MEDIA: Final = 10

STARTS: Final = frozenset({"START", "UNSTOP"})

_SID: Final = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_ADDRESS: Final = re.compile(r"whatsapp:(\+[1-9][0-9]{6,14}|[A-Z]{2}\.[A-Za-z0-9.]{1,128})")
"""A number, or the name that WhatsApp has for somebody who keeps theirs to themselves ("US.1234")."""
_CODE: Final = re.compile(r"[0-9]{4,6}")
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,20})?")

RANKS: Final = {
    "trying": 0,
    "accepted": 1,
    "scheduled": 1,
    "queued": 2,
    "sending": 3,
    "sent": 4,
    "partially_delivered": 5,
    "canceled": 6,
    "failed": 6,
    "undelivered": 6,
    "delivered": 7,
    "read": 8,
}
"""How far a message has come. Callbacks overtake each other and come twice: the furthest stands. What was delivered
was not lost, whatever a late callback says."""
FAILED: Final = frozenset({"failed", "undelivered", "canceled"})


class NotAForm(ValueError):
    """A body that is no form, or one of very many fields."""


class Form(dict[str, tuple[str, ...]]):
    """Fields by name, each with every value it came with; blank ones are kept, because they are signed."""

    def getlist(self, name: str) -> Sequence[str]:
        return self[name]

    def one(self, name: str) -> str:
        """The field's first value as every database can store it; empty where there is none."""
        value = self.get(name, ("",))[0]
        return storable(value).strip()


@dataclass(frozen=True, slots=True)
class Status:
    """How far a message of ours has come; `error` is Twilio's code where it came no further."""

    sid: str
    state: str
    error: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a person sent. `stops` is whether Twilio took it for the wish to hear no more, `starts` whether it is the
    wish to hear again (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out)."""

    arrival: Arrival
    stops: bool = False
    starts: bool = False


@dataclass(frozen=True, slots=True)
class Parked:
    """What cannot be read: kept raw, and put before a person."""

    arrival: Arrival


def said(form: Form) -> Said | Parked:
    """An incoming message. Nothing is guessed: without a sender or a number of its own it is parked."""
    sid, sender = form.one("MessageSid"), form.one("From")
    if not _SID.fullmatch(sid) or not _ADDRESS.fullmatch(sender):
        return Parked(_parked(form, sid))
    button = form.one("ButtonPayload") or form.one("ListId")
    text = "" if button else _text(form)
    attachments = _media(form)
    arrival = Arrival(
        channel=NAME,
        external_id=sid,
        address=sender,
        raw=_raw(form),
        text=text[:LONGEST_TEXT],
        button=button[:LONGEST_BUTTON] or None,
        attachments=attachments or _place(form, text),
    )
    if not (arrival.text or arrival.button or arrival.attachments):
        return Parked(_parked(form, sid))
    wish = form.one("OptOutType").upper()
    return Said(arrival, stops=wish == "STOP", starts=(wish or arrival.text.strip().upper()) in STARTS)


def status(form: Form) -> Status | None:
    """A status callback; None for one that names no message, or a state nobody knows."""
    sid, state = form.one("MessageSid"), (form.one("MessageStatus") or form.one("SmsStatus")).lower()
    if not _SID.fullmatch(sid) or state not in RANKS:
        return None
    code = form.one("ErrorCode")
    return Status(sid, state, int(code) if _CODE.fullmatch(code) else None)


def _text(form: Form) -> str:
    """What was written; of a place, what it is called and where it is."""
    place = (form.one("Label"), form.one("Address")) if _DEGREES.fullmatch(form.one("Latitude")) else ()
    return form.one("Body") or ", ".join(dict.fromkeys(part for part in place if part))


def _place(form: Form, text: str) -> tuple[Attachment, ...]:
    """A place without a name, as RFC 5870 writes it."""
    latitude, longitude = form.one("Latitude"), form.one("Longitude")
    if text or not _DEGREES.fullmatch(latitude) or not _DEGREES.fullmatch(longitude):
        return ()
    return (Attachment(type="location", url=f"geo:{latitude},{longitude}"),)


def _media(form: Form) -> tuple[Attachment, ...]:
    """Files as Twilio declares them and where it keeps them; they are looked at when they are fetched."""
    number = form.one("NumMedia")
    count = min(int(number[:3]), MOST_MEDIA) if number.isdecimal() and number.isascii() else 0
    found = [(form.one(f"MediaContentType{at}").lower(), form.one(f"MediaUrl{at}")) for at in range(count)]
    sticker = form.one("MessageType").lower() == "sticker"
    return tuple(Attachment("sticker" if sticker else kind or "file", url) for kind, url in found if url)


def _parked(form: Form, sid: str) -> Arrival:
    raw = _raw(form)
    known = sid if _SID.fullmatch(sid) else hashlib.sha256(raw.encode()).hexdigest()
    return Arrival(channel=NAME, external_id=known, address="", raw=raw)


def _raw(form: Form) -> str:
    return json.dumps({name: form.one(name) for name in sorted(form)}, ensure_ascii=True)
