"""The Runner in this process: threads that drain woken keys, sweep, and look round. It holds no truth."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Final

from bot.runner.base import Drain

GLANCE: Final = 0.5
"""Seconds: a price or stock that another process changed is seen within a second."""
log = logging.getLogger(__name__)


class LocalRunner:
    """Drains of one key never overlap; a key woken while it is drained is drained once more afterwards.

    `sweep` finds work that nobody woke us for, `every` so many seconds; `look` sees what others changed, GLANCE seconds
    after it last did.
    """

    def __init__(
        self,
        drain: Drain,
        sweep: Callable[[], None],
        look: Callable[[], None] = lambda: None,
        *,
        threads: int = 4,
        every: float = 2.0,
    ) -> None:
        self._drain = drain
        self._changed = threading.Condition()
        self._waiting: deque[str] = deque()
        self._again: set[str] = set()
        self._running: set[str] = set()
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, name=f"worker-{number}", daemon=True) for number in range(threads)
        ]
        for name, work, pause in (("sweep", sweep, every), ("look", look, GLANCE)):
            keep = partial(self._keep, work, pause)
            self._threads.append(threading.Thread(target=keep, name=name, daemon=True))

    def wake(self, key: str) -> None:
        with self._changed:
            if key in self._running:
                self._again.add(key)
            elif key not in self._waiting:
                self._waiting.append(key)
                self._changed.notify()

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopped.set()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=30)

    def _work(self) -> None:
        while (key := self._next()) is not None:
            try:
                self._drain(key)
            finally:
                self._done(key)

    def _next(self) -> str | None:
        with self._changed:
            while not self._waiting and not self._stopped.is_set():
                self._changed.wait()
            if self._stopped.is_set():
                return None
            key = self._waiting.popleft()
            self._running.add(key)
            return key

    def _done(self, key: str) -> None:
        with self._changed:
            self._running.discard(key)
            if key in self._again:
                self._again.discard(key)
                self._waiting.append(key)
                self._changed.notify()

    def _keep(self, work: Callable[[], None], pause: float) -> None:
        work()
        while not self._stopped.wait(pause):
            work()
