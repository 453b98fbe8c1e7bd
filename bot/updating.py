"""Takes new prices, stock and markets to the offers that exist: no product is read, no vector is touched."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.storage import Storage
from matching.feeds.base import Complaint
from matching.feeds.rows import FieldError
from matching.feeds.source import Cut, FeedFile
from matching.feeds.updates import OfferChange, read_updates
from orders import offering
from orders.ids import Sku
from orders.stock import OfferNews

BATCH: Final = 500
"""Lines of one transaction."""


@dataclass(slots=True)
class Counted:
    """`changed` counts offers that are different now, once for each batch that changed them."""

    lines: int = 0
    changed: int = 0
    refused: int = 0


def update_offers(storage: Storage, file: Path, currency: str, refused: Callable[[Complaint], None]) -> Counted:
    """Line by line in the order of the file, so the last word about a SKU counts. Safe to repeat."""
    counted = Counted()

    def refuse(complaint: Complaint) -> None:
        counted.refused += 1
        refused(complaint)

    with FeedFile(file) as opened:
        for batch in _batches(read_updates(opened.cut(Cut.LINES), file, currency), counted, refuse):
            with storage.writes() as session:
                done = offering.update_offers(session, [_news(change) for _, change in batch.values()])
            counted.changed += done.changed
            for sku in done.unknown:
                refuse(Complaint(batch[sku][0], "sku", f"{sku!r} is not sold here; import it first"))
    return counted


Batch = dict[Sku, tuple[int, OfferChange]]


def _batches(
    rows: Iterable[tuple[int, OfferChange | FieldError]], counted: Counted, refuse: Callable[[Complaint], None]
) -> Iterable[Batch]:
    """A SKU is in a batch once: what a later line says of it comes in the next."""
    batch: Batch = {}
    for number, change in rows:
        counted.lines += 1
        if isinstance(change, FieldError):
            refuse(Complaint(number, change.field, change.reason))
            continue
        if len(batch) >= BATCH or change.sku in batch:
            yield batch
            batch = {}
        batch[change.sku] = (number, change)
    if batch:
        yield batch


def _news(change: OfferChange) -> OfferNews:
    return OfferNews(change.sku, change.prices, change.stock, change.markets)
