"""A circuit breaker: what fails again and again is left alone for a while, then tried once."""

import threading
from dataclasses import dataclass, field
from typing import Final

FAILURES: Final = 5
"""In a row; after these nothing is asked."""
PAUSE_SECONDS: Final = 30.0
"""After these one call may try."""


@dataclass
class Breaker:
    """Moments are seconds of any clock that only goes forward. Safe to use from several threads."""

    failures: int = FAILURES
    pause: float = PAUSE_SECONDS
    _failed: int = 0
    _closed_again_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def lets_through(self, now: float) -> bool:
        """Whether to call now. Who is let through after a pause tries for all: nobody else is meanwhile."""
        with self._lock:
            if self._failed < self.failures:
                return True
            if now < self._closed_again_at:
                return False
            self._closed_again_at = now + self.pause
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failed = 0

    def failed(self, now: float) -> None:
        with self._lock:
            self._failed += 1
            self._closed_again_at = now + self.pause
