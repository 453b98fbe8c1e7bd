"""How fast feeds come in, and what memory that takes: `python -m benchmarks feeds`.

The goods are those of `goods.py`, written as a file of each format. Each import is a process of its own, from the
start of reading to the last row in a SQLite file; its peak memory is the kernel's figure, with Python and every
language's words in it. CPU is the time of that process alone: what it would take on a machine with nothing else to do.
"""

import csv
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from html import escape
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from benchmarks.goods import goods
from benchmarks.table import show
from bot.importing import Import
from bot.settings import Settings
from bot.wiring import open_storage, words_of_feeds
from locales import load_locales
from matching.feeds import format_of
from matching.feeds.base import Complaint, Told
from matching.feeds.gathering import Source
from matching.feeds.quality import Quality

ROWS: Final = 200_000
RUNS: Final = ("first", "again")
Row = dict[str, str]
_SHOPIFY: Final = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Published", "Option1 Name", "Option1 Value", "Option2 Name",
    "Option2 Value", "Variant SKU", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Price", "Image Src",
)  # fmt: skip
_MERCHANT: Final = (
    "id", "item_group_id", "title", "description", "product_type", "price", "availability", "quantity", "color", "size",
    "material", "brand", "image_link",
)  # fmt: skip


class Silent:
    def refused(self, complaint: Complaint) -> None: ...

    def reading(self, quality: Quality, share: float) -> None: ...

    def writing(self, done: int, of: int) -> None: ...


def rows(count: int) -> Iterator[Row]:
    for product, offers in goods(count):
        for variant, offer in zip(product.variants, offers, strict=True):
            yield {
                "id": offer.sku, "item_group_id": product.id, "title": f"{product.title}, {variant.color}",
                "description": product.description, "product_type": (product.category or "").replace("_", " "),
                "price": offer.prices[0].plain(), "availability": "in stock", "quantity": str(offer.stock),
                "color": variant.color or "", "size": variant.size or "", "material": ", ".join(product.materials),
                "brand": f"{product.supplier or 'Maker'}", "image_link": f"https://shop.example/{offer.sku}.jpg",
            }  # fmt: skip


def as_json_lines(file: Path) -> None:
    names = {"id": "sku", "item_group_id": "product", "product_type": "category", "image_link": "image"}
    with file.open("w", encoding="utf-8") as out:
        for row in rows(ROWS):
            line = {names.get(name, name): said for name, said in row.items() if said and name != "availability"}
            out.write(json.dumps({**line, "currency": "EUR", "stock": int(row["quantity"])}) + "\n")


def as_merchant_table(file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, _MERCHANT, delimiter="\t")
        table.writeheader()
        table.writerows({**row, "price": f"{row['price']} EUR"} for row in rows(ROWS))


def as_merchant_document(file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write('<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>\n')
        for row in rows(ROWS):
            said = {**row, "price": f"{row['price']} EUR"}
            out.write(
                f"<item>{''.join(f'<g:{name}>{escape(text)}</g:{name}>' for name, text in said.items())}</item>\n"
            )
        out.write("</channel></rss>\n")


def as_shopify_file(file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(_SHOPIFY)
        for row in rows(ROWS):
            table.writerow(
                (row["item_group_id"], row["title"], f"<p>{escape(row['description'])}</p>", row["brand"],
                 row["product_type"], "TRUE", "Color", row["color"], "Size" if row["size"] else "", row["size"],
                 row["id"], "shopify", row["quantity"], row["price"], row["image_link"])
            )  # fmt: skip


FORMS: Final[dict[str, Callable[[Path], None]]] = {
    "feed.jsonl": as_json_lines,
    "feed.tsv": as_merchant_table,
    "feed.xml": as_merchant_document,
    "feed.csv": as_shopify_file,
}


@dataclass(frozen=True)
class Took:
    rows: int
    refused: int
    seconds: float
    cpu: float
    peak: float
    """MiB."""


def imported(file: Path, database: Path) -> Took:
    """What an import in this process takes."""
    settings = Settings(database_url=f"sqlite:///{database}")
    with closing(open_storage(settings)) as storage:
        began, busy = time.perf_counter(), time.process_time()
        done = Import(
            storage=storage,
            source=Source(file, format_of(file), Told(currency="EUR")),
            lexicon=words_of_feeds(load_locales()),
            scratch=database.with_suffix(".scratch"),
            watch=Silent(),
        ).run()
        seconds, cpu = time.perf_counter() - began, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Took(done.quality.rows, done.quality.refused, seconds, cpu, peak)


def main() -> None:
    table = []
    with tempfile.TemporaryDirectory() as folder:
        for name, write in FORMS.items():
            file, database = Path(folder) / name, Path(folder) / "shop.db"
            write(file)
            size = file.stat().st_size / 2**20
            for run in RUNS:
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                    took = process.submit(imported, file, database).result()
                speed = (f"{took.rows / took.seconds:,.0f}", f"{took.rows / took.cpu:,.0f}")
                counts = (f"{took.rows:,}", f"{size:.0f}", f"{took.refused:,}")
                table.append((format_of(file), run, *counts, *speed, f"{took.peak:.0f}"))
            for left in (*Path(folder).glob("shop.db*"), file):
                left.unlink()
    head = ("format", "import", "rows", "MiB", "refused", "rows/s", "rows/s of CPU", "peak MiB")
    show(f"Feeds of {ROWS:,} rows, from file to database", head, table)
