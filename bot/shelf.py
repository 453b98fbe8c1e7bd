"""Brings goods from a catalog file to matching and their offers to orders, and keeps the index in step with orders."""

import logging
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
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
from orders.rows import one_at_a_time
from orders.sourcing import first_source
from orders.states import Tier
from orders.stock import Offer, Source

log = logging.getLogger(__name__)
_TIERS: Final = frozenset(Tier)
_STOCKING: Final = 20_261_129
"""The key of the lock under which a new shop is stocked."""


def read_feed(path: Path, lexicon: Lexicon, *, form: str = "", currency: str = "") -> Feed:
    """A whole catalog file as objects: for files as small as the demo's. Its format is that of its ending where none is
    named; `currency` is for prices that name none."""
    format_ = FORMATS[format_of(path, form)]
    with FeedFile(path) as file:
        return read_rows(format_.rows(file.cut(format_.cut), currency), lexicon, Told(currency=currency))


def stock(storage: Storage, feed: Feed) -> None:
    """Make the catalog and its offers those of the feed, in one transaction; nothing where another process has stocked
    the shop meanwhile."""
    with storage.writes() as session:
        one_at_a_time(session.connection(), _STOCKING)
        if catalog.count_skus(session):
            return
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
    """Keeps the search in step with the catalog and its offers. `refresh` takes what changed since the last time, by
    this process or another."""

    def __init__(self, storage: Storage, matcher: Matcher) -> None:
        self._storage, self._matcher = storage, matcher
        self._goods, self._revision = 0, 0
        """Up to where the catalog's news and those of the offers are known."""
        self._refreshing = threading.Lock()
        self._renewing: threading.Thread | None = None

    def fill(self) -> None:
        """Load the whole catalog into the search. One that is in use answers from what it has until then."""
        newest = 0

        def offers(session: Session) -> Iterator[Availability]:
            nonlocal newest
            for offer in _all_offers(session):
                newest = max(newest, offer.revision)
                yield availability(offer)

        with self._storage.reads() as session:
            goods = catalog.newest_revision(session)
            loaded = self._matcher.build(catalog.each_product(session), offers(session))
        with self._storage.reads() as session, self._refreshing:
            self._matcher.use(loaded)
            self._goods, self._revision = goods, newest
            while self._take_goods(session):
                pass
            self._take_offers(session)

    def refresh(self, session: Session) -> int:
        """Changes of offers taken over; no vector is touched. Goods that are new or gone come before them, so many at a
        time that who waits for this one does not wait long."""
        with self._refreshing:
            self._take_goods(session)
            taken = self._take_offers(session)
            if self._matcher.shelf.is_worn and not (self._renewing and self._renewing.is_alive()):
                self._renewing = threading.Thread(target=self._renew, name="renewing", daemon=True)
                self._renewing.start()
        return taken

    def wait(self) -> None:
        """Until what is being built anew is in use."""
        if self._renewing:
            self._renewing.join()

    def _renew(self) -> None:
        """Instead of a search that holds much of goods that are gone, one of the catalog as it is."""
        try:
            self.fill()
        except (OSError, SQLAlchemyError) as error:
            log.warning("The search is not built anew for now: %s", error)

    def _take_goods(self, session: Session) -> bool:
        """Whether there was news. Offers come with their goods: those of goods not known yet are passed over."""
        news = catalog.news_since(session, self._goods)
        if news is not None:
            skus = [variant.sku for product in news.products for variant in product.variants]
            found = service.offers(session, skus).values()
            self._matcher.take_over(news.products, news.gone, [availability(offer) for offer in found])
            self._goods = news.revision
        return news is not None

    def _take_offers(self, session: Session) -> int:
        taken = 0
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
