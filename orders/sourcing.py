"""Which supplier and tier serve a variant, and who is next when one fails."""

from collections.abc import Iterable

from orders.ids import SupplierId
from orders.stock import Offer, Source


def first_source(offer: Offer) -> Source:
    """The preferred source: it sets tier, shipping and promise. Offers without a source are never sold."""
    return offer.sources[0]


def next_source(offer: Offer | None, tried: Iterable[SupplierId]) -> Source | None:
    """The next supplier in the offer's order that has not failed this order yet; None when all have."""
    if offer is None:
        return None
    failed = set(tried)
    return next((source for source in offer.sources if source.supplier not in failed), None)
