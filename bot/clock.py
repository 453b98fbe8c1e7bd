"""The shop's clock: real time, plus what the demo and the test door have moved it on."""

import threading
from datetime import UTC, datetime, timedelta


class Clock:
    """Calling it gives now, timezone-aware UTC. It moves forward; `set_back` alone begins anew."""

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        self._ahead = ahead
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    @property
    def ahead(self) -> timedelta:
        return self._ahead

    def set_back(self) -> None:
        """Real time again, when everything that happened is forgotten too."""
        with self._lock:
            self._ahead = timedelta(0)

    def move(self, by: timedelta) -> None:
        """Raises ValueError for a step back: what has happened stays before now."""
        if by < timedelta(0):
            raise ValueError(f"the clock cannot go back by {by}")
        with self._lock:
            self._ahead += by


class StillClock(Clock):
    """A clock that stands at `start` and moves only when it is moved: the same requests give the same answers."""

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self._start = start

    def __call__(self) -> datetime:
        return self._start + self._ahead
