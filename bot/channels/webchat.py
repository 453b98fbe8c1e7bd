"""Local browser chat: event streams to open pages, and the shapes in which a page is told things.

Nothing is lost when no page is open: the conversation is in the database, and a page reads it when it opens.
"""

import asyncio
import base64
import json
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from bot.channels.base import Delivery, SentFile
from bot.channels.capabilities import ABLE
from bot.transcript import PERSONS_MESSAGES
from dialogue.wording import WordedButton, WordedCard

Json = Mapping[str, "str | int | float | bool | Sequence[Json] | Sequence[str] | Json | None"]

CAPABILITIES: Final = ABLE["web"]
HEARTBEAT_SECONDS: Final = 15.0


class Hub:
    """Open event streams by address. `publish` may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: dict[str, set[asyncio.Queue[tuple[str, str]]]] = defaultdict(set)
        self._loops: dict[asyncio.Queue[tuple[str, str]], asyncio.AbstractEventLoop] = {}

    def publish(self, address: str, event: str, data: object) -> int:
        """Tell every open page of an address; returns how many there are."""
        text = json.dumps(data, ensure_ascii=False)
        with self._lock:
            open_streams = [(stream, self._loops[stream]) for stream in self._streams.get(address, ())]
        for stream, loop in open_streams:
            loop.call_soon_threadsafe(stream.put_nowait, (event, text))
        return len(open_streams)

    def publish_all(self, event: str, data: object) -> None:
        """Tell every open page there is."""
        with self._lock:
            addresses = list(self._streams)
        for address in addresses:
            self.publish(address, event, data)

    async def follow(self, address: str) -> AsyncIterator[str]:
        """The stream of one page as server-sent events, until the page goes away."""
        stream: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        with self._lock:
            self._streams[address].add(stream)
            self._loops[stream] = asyncio.get_running_loop()
        try:
            yield "retry: 1000\n\n"
            while True:
                try:
                    event, text = await asyncio.wait_for(stream.get(), HEARTBEAT_SECONDS)
                    yield f"event: {event}\ndata: {text}\n\n"
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            with self._lock:
                self._streams[address].discard(stream)
                del self._loops[stream]
                if not self._streams[address]:
                    del self._streams[address]


class Webchat:
    """The Channel of the browser chat: what is delivered goes to every open page of that shopper."""

    name = "web"
    capabilities = CAPABILITIES

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._lock = threading.Lock()
        self._waiting: dict[str, list[list[Delivery]]] = defaultdict(list)

    def deliver(self, delivery: Delivery) -> str | None:
        self._hub.publish(delivery.address, "reply", bubble(delivery))
        with self._lock:
            for heard in self._waiting.get(delivery.address, ()):
                heard.append(delivery)
        return None

    @contextmanager
    def listening(self, address: str) -> Iterator[list[Delivery]]:
        """What is delivered to an address while the block runs, for a page that waits for its answer."""
        heard: list[Delivery] = []
        with self._lock:
            self._waiting[address].append(heard)
        try:
            yield heard
        finally:
            with self._lock:
                self._waiting[address].remove(heard)
                if not self._waiting[address]:
                    del self._waiting[address]


def bubble(delivery: Delivery, rtl: bool = False, person: bool = False) -> Json:
    """One reply as the page shows it."""
    return {
        "id": delivery.id,
        "from": "person" if person or delivery.name in PERSONS_MESSAGES else "agent",
        "text": delivery.text,
        "locale": delivery.locale,
        "rtl": rtl,
        "buttons": [button_shape(button) for button in delivery.buttons],
        "cards": [card_shape(card) for card in delivery.cards],
        "files": [file_shape(file) for file in delivery.files],
    }


def button_shape(button: WordedButton) -> Json:
    return {"id": button.id, "label": button.label, "legal": button.legal}


def card_shape(card: WordedCard) -> Json:
    return {
        "position": card.position,
        "sku": card.sku,
        "title": card.title,
        "price": card.price,
        "image": card.image,
        "reasons": [{"text": reason, "misses": reason in card.misses} for reason in card.reasons],
        "left": card.left,
    }


def file_shape(file: SentFile) -> Json:
    """A file with its content inside its address, so that a reloaded page can still hand it over."""
    charset = "" if file.content else ";charset=utf-8"
    return {"name": file.name, "url": f"data:{file.kind}{charset};base64,{base64.b64encode(file.body).decode('ascii')}"}
