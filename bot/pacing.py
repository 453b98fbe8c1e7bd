"""How fast one sender may write to our own pages, kept in the memory of one process: a shop on several machines lets as
much through on each."""

import ipaddress
import math
import threading
import time
from collections.abc import Callable
from typing import Final

from bot.channels.base import Pace

SHOPPER: Final = Pace(per_second=2, burst=120)
"""Messages of one browser: nobody types that fast, and forty in ten seconds still go through."""
NETWORK: Final = Pace(per_second=10, burst=600)
"""Messages from one address of the network, behind which a whole office may be. A cookie costs nothing: without this, a
script with many of them has no pace at all."""
HEAVY: Final = 100_000
"""Bytes that count as one more message: a photo of 5 MB weighs as much as fifty lines."""
MOST_SENDERS: Final = 10_000
"""Senders remembered before those who have waited long enough are forgotten."""


class Paced:
    """One pace for each sender. Safe to call from several threads."""

    def __init__(self, pace: Pace, now: Callable[[], float] = time.monotonic) -> None:
        self._pace, self._now = pace, now
        self._even_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, sender: str, weight: float = 1.0) -> float:
        """Seconds until this may be sent; with 0 it counts as sent. What weighs more than a whole burst is taken from
        who has been quiet."""
        now, weight = self._now(), min(weight, float(self._pace.burst))
        with self._lock:
            even_at = max(self._even_at.get(sender, now), now)
            if (wait := self._pace.wait(even_at - now, weight)) > 0:
                return wait
            self._even_at[sender] = even_at + weight / self._pace.per_second
            if len(self._even_at) > MOST_SENDERS:
                self._even_at = {each: even for each, even in self._even_at.items() if even > now}
        return 0.0


class Doorkeeper:
    """Lets messages in at the pace of their shopper and of their network."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._shoppers, self._networks = Paced(SHOPPER, now), Paced(NETWORK, now)

    def wait(self, shopper: str, host: str | None, size: int) -> int:
        """Whole seconds to wait before a message of `size` bytes may come in; 0 lets it in. Who writes from this
        machine has no network to share."""
        weight = 1 + size / HEAVY
        waits = [] if host is None or _is_here(host) else [self._networks.wait(_network(host), weight)]
        if not any(waits):
            waits.append(self._shoppers.wait(shopper, weight))
        return math.ceil(max(waits))


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _network(host: str) -> str:
    """Of IPv6 the part that a household is given: it has more addresses than anybody counts."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
