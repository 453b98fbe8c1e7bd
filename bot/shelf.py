"""Brings goods from a catalog file to matching and their offers to orders, and keeps the index in step with orders."""

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from sqlmodel import Session

from bot.storage import Storage
from matching import store as catalog
from matching.feeds import FORMATS, format_of
from matching.feeds.base import Feed, FeedOffer, Told
from matching.feeds.reading import read_rows
from matching.feeds.source import FeedFile
from matching.index.columns import Availability
from matching.lexicon import Lexicon
from matching.matcher import Matcher
from matching.product import Product
from orders import service
from orders.ids import SupplierId
from orders.sourcing import first_source
from orders.states import Tier
from orders.stock import Offer, Source

_TIERS: Final = frozenset(Tier)


def read_feed(path: Path, lexicon: Lexicon, *, form: str = "", currency: str = "") -> Feed:
    """A whole catalog file as objects: for files as small as the demo's. Its format is that of its ending where none is
    named; `currency` is for prices that name none."""
    format_ = FORMATS[format_of(path, form)]
    with FeedFile(path) as file:
        return read_rows(format_.rows(file.cut(format_.cut), currency), lexicon, Told(currency=currency))


def keep(storage: Storage, feed: Feed) -> None:
    """Make the catalog and its offers those of the feed, in one transaction."""
    with storage.writes() as session:
        catalog.replace_catalog(session, feed.products)
        service.load_offers(session, offers_in(feed))


def offers_in(feed: Feed) -> tuple[Offer, ...]:
    """What the feed sells, as orders knows it."""
    return offers_of(feed.products, feed.offers)


def offers_of(products: Iterable[Product], offers: Iterable[FeedOffer]) -> tuple[Offer, ...]:
    """Offers of these products, as orders knows them."""
    options = {
        variant.sku: tuple((name, value) for name, value in (("color", variant.color), ("size", variant.size)) if value)
        for product in products
        for variant in product.variants
    }
    return tuple(_offer(offer, options.get(offer.sku, ())) for offer in offers)


def _offer(offer: FeedOffer, options: tuple[tuple[str, str], ...]) -> Offer:
    tier = Tier(offer.tier) if offer.tier in _TIERS else Tier.REGIONAL
    return Offer(
        sku=offer.sku,
        product=offer.product,
        title=offer.title,
        options=options,
        prices=offer.prices,
        stock=offer.stock,
        sources=(Source(SupplierId(offer.supplier or "house"), tier),),
        shipping=offer.shipping,
        costs=(offer.cost,) if offer.cost else (),
        markets=offer.markets,
    )


class Shelf:
    """The index's copy of price and stock. `refresh` takes what changed in orders since the last time."""

    def __init__(self, storage: Storage, matcher: Matcher) -> None:
        self._storage, self._matcher = storage, matcher
        self._revision = 0
        self._refreshing = threading.Lock()

    def fill(self) -> None:
        """Load the whole catalog into the index, at the start and after an import."""
        newest = 0

        def offers(session: Session) -> Iterator[Availability]:
            nonlocal newest
            for offer in _all_offers(session):
                newest = max(newest, offer.revision)
                yield availability(offer)

        with self._storage.reads() as session:
            loaded = self._matcher.build(catalog.each_product(session), offers(session))
        # What changed since is brought by the next refresh.
        with self._refreshing:
            self._matcher.use(loaded)
            self._revision = newest

    def refresh(self, session: Session) -> int:
        """Changes taken over; no vector is touched."""
        taken = 0
        with self._refreshing:
            while changed := service.offers_since(session, self._revision):
                self._matcher.update_offers(availability(offer) for offer in changed)
                self._revision = max(offer.revision for offer in changed)
                taken += len(changed)
        return taken


def _all_offers(session: Session) -> Iterator[Offer]:
    revision = -1
    while page := service.offers_since(session, revision):
        yield from page
        # Offers loaded together share a revision, so a page ends only where a revision ends.
        revision = page[-1].revision


def availability(offer: Offer) -> Availability:
    return Availability(offer.sku, offer.prices, offer.free, offer.markets, first_source(offer).tier)
