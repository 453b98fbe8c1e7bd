"""The carriers there are, by name. Adapters are imported when asked for, because unused SDKs load slowly."""

from collections.abc import Callable
from typing import Final

from orders.carriers.base import Carrier


def _demo() -> Carrier:
    from orders.carriers.demo import DemoCarrier

    return DemoCarrier()


CARRIERS: Final[dict[str, Callable[[], Carrier]]] = {"demo": _demo}
"""Name to builder."""
