"""What is told of offers that exist already: other prices, stock or markets, and that something is not sold any more.

Transactions are the callers'; whole offers come in through `service.load_offers`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import Session

from orders import stock_store
from orders.ids import Sku
from orders.stock import OfferNews


@dataclass(frozen=True, slots=True)
class Updated:
    """`changed` counts offers that are different now; `unknown` are SKUs that nobody offers."""

    changed: int
    unknown: tuple[Sku, ...] = ()


def update_offers(session: Session, news: Iterable[OfferNews]) -> Updated:
    """Prices, stock and markets of offers that exist. Reservations stay, and so does all that is not named."""
    return Updated(*stock_store.update_offers(session, {each.sku: each for each in news}))


def withdraw(session: Session, skus: Collection[Sku]) -> int:
    """Nothing left of these from now on. The offers stay: what was ordered of them can be looked up, exchanged and
    given back. How many had pieces."""
    return update_offers(session, [OfferNews(sku, stock=0) for sku in skus]).changed
