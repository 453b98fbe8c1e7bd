"""Price lists of the demo goods beside the euro: each price is one that a shop would print, not a conversion."""

import hashlib
from collections.abc import Mapping
from typing import Final

from orders.money import Money

LEVELS: Final[Mapping[str, tuple[int, int]]] = {
    "USD": (104, 116),
    "GBP": (83, 91),
    "CAD": (142, 158),
    "AUD": (160, 179),
}
"""Per hundred euro, from … to: US and Canadian prices are before tax, the others include it."""


def chance(*seeds: str, below: int) -> int:
    """A number from 0 to below - 1 that depends on nothing but the seeds, so that every build is the same."""
    digest = hashlib.sha256("/".join(seeds).encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def price_list(product: str, price: Money) -> dict[str, Money]:
    """The same goods in the other currencies; one level per product and currency, so sizes keep their order."""
    return {
        currency: Money(shop_ending(price.minor * level // 100), currency)
        for currency, (low, high) in LEVELS.items()
        for level in (low + chance(product, currency, below=high - low + 1),)
    }


def shop_ending(minor: int) -> int:
    """The nearest price as shops write them: 17.90 below 50, whole below 120, then 129 or 134, then tens less one."""
    if minor < 5_000:
        return max(_nearest(minor, 100), 200) - 10
    if minor < 12_000:
        return _nearest(minor, 100)
    if minor < 50_000:
        return _nearest(minor, 500) - 100
    return _nearest(minor, 1_000) - 100


def _nearest(minor: int, step: int) -> int:
    return (minor + step // 2) // step * step
