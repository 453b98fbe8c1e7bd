"""Which keyboard stands under a message, so that the tick on a pressed button never brings an older one back.

Telegram edits without comparing: whoever comes last wins. A message that became its newer state keeps that one's
buttons, however late the tick on the old ones is, and whoever changes a message lets a tick on its way arrive first.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from typing import Final

Place = tuple[int, int]
"""A chat and a message in it."""
Buttons = frozenset[str]
"""The ids under a message."""

PATIENCE: Final = 20.0
"""Seconds that a change waits for a tick: longer than the client waits for Telegram."""
MOST: Final = 2_000
"""Messages whose change this process remembers; of older ones the outbox tells."""


class Keyboards:
    """`changed_to` tells from the outbox what stands under a message that was changed; None for one that never was."""

    def __init__(self, changed_to: Callable[[int, int], Buttons | None] = lambda chat, message: None) -> None:
        self._changed_to = changed_to
        self._lock = threading.Lock()
        self._now: OrderedDict[Place, Buttons] = OrderedDict()
        self._ticks: dict[Place, Future[bool]] = {}

    def tick(self, place: Place, shown: Iterable[str], begin: Callable[[], Future[bool]]) -> None:
        """Begins a tick on a keyboard, unless another one stands there by now."""
        kept = self._changed_to(*place)
        with self._lock:
            now = self._now.get(place, kept)
            if now is not None and now != frozenset(shown):
                return
            self._ticks[place] = future = begin()
        future.add_done_callback(lambda done: self._ticked(place, done))

    def _ticked(self, place: Place, done: Future[bool]) -> None:
        with self._lock:
            if self._ticks.get(place) is done:
                del self._ticks[place]

    def changing(self, place: Place, to: Iterable[str]) -> None:
        """To be called before a message is changed: no tick begins any more, and one that is on its way is over."""
        with self._lock:
            self._now[place] = frozenset(to)
            self._now.move_to_end(place)
            while len(self._now) > MOST:
                self._now.popitem(last=False)
            tick = self._ticks.get(place)
        if tick is not None:
            wait([tick], PATIENCE)
