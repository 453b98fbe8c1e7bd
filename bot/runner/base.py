"""The Runner: wakes a worker for a key. It holds no truth; rows do, so a lost wake-up costs one sweep and no order."""

from collections.abc import Callable
from typing import Protocol

Drain = Callable[[str], None]
"""What is run for a key: works off everything that waits under it, and is safe to call twice or for nothing."""


class Runner(Protocol):
    """Calls for one key never overlap within a process; leases in the rows keep processes apart."""

    def wake(self, key: str) -> None:
        """Run the drain for `key` soon. Returns at once."""
        ...

    def start(self) -> None: ...

    def stop(self) -> None:
        """Take no more wake-ups, finish what runs, return."""
        ...
