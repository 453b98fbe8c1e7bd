"""The channels that people on a street write on: what opens them, what a message of theirs looks like on the wire, and
how often the vendor was told to answer whom."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlencode

from bot.channels.telegram.connection import SECRET_HEADER, secret_of
from tests.bot.channels.telegram_updates import an_update
from tests.bot.channels.whatsapp_phone import PUBLIC
from tests.peers import telegram, twilio
from tests.peers.telegram import telegram_peer
from tests.peers.twilio import twilio_peer

Peer = telegram.TelegramPeer | twilio.TwilioPeer


@dataclass(frozen=True, slots=True)
class Knocking:
    """A message of somebody's as it comes in: `external_id` is the vendor's name for it."""

    external_id: str
    path: str
    body: bytes
    headers: dict[str, str]


class Way(Protocol):
    """One channel. Each number is another person, who writes once."""

    def settings(self, peer: str) -> dict[str, object]: ...

    def knocking(self, number: int) -> Knocking: ...

    def kept(self) -> Counter[str]:
        """How many messages of ours the vendor has, by address."""
        ...


class OnTelegram:
    def __init__(self, peer: telegram.TelegramPeer) -> None:
        self._peer = peer

    def settings(self, peer: str) -> dict[str, object]:
        addresses = {"telegram_base_url": f"{peer}/bot", "telegram_file_url": f"{peer}/file/bot"}
        return {"telegram_bot_token": telegram.TOKEN, "public_url": PUBLIC, **addresses}

    def knocking(self, number: int) -> Knocking:
        person = {"id": telegram.JANA + number, "first_name": "Test"}
        about = {"chat": {**person, "type": "private"}, "from": {**person, "is_bot": False, "language_code": "de"}}
        body = json.dumps(an_update("hello", update_id=number, **about)).encode()
        signed = {SECRET_HEADER: secret_of(telegram.TOKEN), "Content-Type": "application/json"}
        return Knocking(str(number), "/hooks/telegram", body, signed)

    def kept(self) -> Counter[str]:
        return Counter(str(sent["chat_id"]) for sent in list(self._peer.sent("sendMessage")))


class OnWhatsApp:
    def __init__(self, peer: twilio.TwilioPeer) -> None:
        self._peer = peer

    def settings(self, peer: str) -> dict[str, object]:
        account = {"twilio_account_sid": twilio.ACCOUNT, "twilio_auth_token": twilio.TOKEN}
        return {**account, "twilio_whatsapp_from": twilio.NUMBER, "twilio_base_url": peer, "public_url": PUBLIC}

    def knocking(self, number: int) -> Knocking:
        sid, address = f"SM{number:032x}", f"whatsapp:+49151{number:08d}"
        self._peer.open.add(address)
        form = {
            "MessageSid": sid, "AccountSid": twilio.ACCOUNT, "From": address, "To": twilio.NUMBER, "Body": "hello",
            "NumMedia": "0",
        }  # fmt: skip
        signed = {
            "X-Twilio-Signature": twilio.signature(f"{PUBLIC}/hooks/whatsapp", form),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return Knocking(sid, "/hooks/whatsapp", urlencode(form).encode(), signed)

    def kept(self) -> Counter[str]:
        return Counter(each.to for each in list(self._peer.messages))


@contextmanager
def _telegram() -> Iterator[tuple[Peer, Way]]:
    with telegram_peer() as peer:
        yield peer, OnTelegram(peer)


@contextmanager
def _whatsapp() -> Iterator[tuple[Peer, Way]]:
    with twilio_peer() as peer:
        yield peer, OnWhatsApp(peer)


WAYS: Final = {"telegram": _telegram, "whatsapp": _whatsapp}
