"""Brings a feed of any size into the catalog: read once into a scratch file, then written product by product in short
transactions. Cut off at any moment and run again, it goes on where it stopped."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from bot.shelf import offers_of
from bot.storage import Storage
from matching import store as catalog
from matching.feeds.base import Complaint
from matching.feeds.gathering import STEP, Gatherer, Source, Watch
from matching.feeds.grouping import together
from matching.feeds.quality import Quality
from matching.feeds.store import Bundle, FeedStore
from matching.lexicon import Lexicon
from orders import offering, service
from orders.ids import Sku
from orders.stock import Offer

BATCH: Final = 500
"""Rows of one transaction, and more where a product has more: it is written whole or not at all."""
LAYOUT: Final = 1
"""Rises when scratch files are written differently; older ones are begun anew."""
MOST_REPORTED: Final = 10_000
"""Refused rows that are kept for a report."""
HOUSE: Final = "house"
"""The supplier of goods whose feed names none."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `products` counts those of the feed; `variants` and `offers` count what was new or different,
    `removed` the variants that are gone. `refused` are the first refused rows, MOST_REPORTED at most.

    `kept_missing`: nothing was removed for being missing, because rows were refused of which even the SKU is unknown.
    """

    quality: Quality
    refused: tuple[Complaint, ...]
    products: int = 0
    variants: int = 0
    offers: int = 0
    removed: int = 0
    kept_missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """`scratch` is the file that remembers how far it came; it is deleted when all is done.

    `delete_missing`: the feed is all that its suppliers sell. `built_in` are goods that leave when own ones come. `at`
    is called at each point where a crash leaves something half done; `step` and `batch` are the rows that are read and
    written together.
    """

    storage: Storage
    source: Source
    lexicon: Lexicon
    scratch: Path
    watch: Watch
    delete_missing: bool = False
    built_in: tuple[Sku, ...] = ()
    at: Callable[[str], None] = lambda point: None
    step: int = STEP
    batch: int = BATCH

    def run(self) -> Imported:
        """Raises BeingImported while another process imports the same file."""
        with closing(FeedStore.open(self.scratch, identity_of(self.source))) as store:
            quality = Gatherer(self.source, store, self.lexicon, self.watch, self.at, self.step).gather()
            done = self._write(store, quality)
            store.delete()
        return done

    def _write(self, store: FeedStore, quality: Quality) -> Imported:
        start, total = self._start(store), store.products()
        variants = offers = 0
        for batch in _batches(store.bundles(after=int(store.said("written") or 0)), self.batch):
            kept, loaded = self._write_batch(batch, start)
            variants, offers = variants + kept.written, offers + loaded
            store.save(written=str(batch[-1].number))
            self.watch.writing(batch[-1].number, total)
        keeps = self.delete_missing and (quality.unnamed > 0 or not total)
        removed = sum(self._remove(skus) for skus in _parts(store.gone()))
        removed += sum(self._remove(skus) for skus in _parts(store.missing(self.built_in if total else ())))
        if self.delete_missing and not keeps:
            removed += self._remove_missing(store)
        refused = store.refusals(MOST_REPORTED)
        return Imported(quality, refused, total, variants, offers, removed, kept_missing=keeps)

    def _start(self, store: FeedStore) -> int:
        """The position of the feed's first product, the same however often the import is begun."""
        if (said := store.said("start")) is not None:
            return int(said)
        with self.storage.reads() as session:
            start = catalog.next_position(session)
        store.save(start=str(start))
        return start

    def _write_batch(self, batch: list[Bundle], start: int) -> tuple[catalog.Stored, int]:
        products = [together([product for product, _ in bundle.rows]) for bundle in batch]
        offers = offers_of(products, [offer for bundle in batch for _, offer in bundle.rows])
        self.at("before write")
        with self.storage.writes() as session:
            kept = catalog.keep_products(session, products, start + batch[0].number - 1)
            loaded = service.load_offers(session, offers)
            self.at("in write")
        self.at("written")
        return kept, loaded

    def _remove_missing(self, store: FeedStore) -> int:
        """What the feed's suppliers sold and the feed does not name."""
        theirs = {supplier or HOUSE for supplier in store.suppliers()}
        removed, revision = 0, -1
        while page := self._offers_after(revision):
            sold = (offer.sku for offer in page if any(source.supplier in theirs for source in offer.sources))
            removed += sum(self._remove(skus) for skus in _parts(store.missing(sold)))
            revision = page[-1].revision
        return removed

    def _offers_after(self, revision: int) -> tuple[Offer, ...]:
        with self.storage.reads() as session:
            return service.offers_since(session, revision)

    def _remove(self, skus: list[Sku]) -> int:
        """Out of the catalog; nothing left to sell. What was ordered of it stays in its orders."""
        with self.storage.writes() as session:
            removed = catalog.remove_skus(session, skus)
            offering.withdraw(session, skus)
        self.at("removed")
        return removed


def identity_of(source: Source) -> str:
    """The same for the same file, read the same way."""
    said = repr((LAYOUT, str(source.path.resolve()), source.form, source.told))
    return hashlib.sha256(said.encode()).hexdigest()


def _batches(bundles: Iterable[Bundle], most: int) -> Iterator[list[Bundle]]:
    batch: list[Bundle] = []
    rows = 0
    for bundle in bundles:
        batch.append(bundle)
        rows += len(bundle.rows)
        if rows >= most:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _parts(skus: Iterable[Sku]) -> Iterator[list[Sku]]:
    given = iter(skus)
    while part := list(islice(given, BATCH)):
        yield part
