"""Another shop's books from a file into this shop, and ours into a file: orders, customers, goods and the catalog.

Each function prints for a person and returns the exit status: 0 well, 1 something could not be taken or told.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from bot.clock import Clock
from bot.office import say
from bot.settings import Settings
from bot.wiring import open_storage, words_of_feeds
from locales import load_locales
from matching import store as catalog
from matching.feeds.jsonlines import read_jsonlines
from matching.feeds.reading import read_rows
from orders.books.handing_on import HandedOn, hand_on
from orders.books.reading import LARGEST, NoBooks
from orders.books.takeover import Taken, Taking
from orders.policy import standard

if TYPE_CHECKING:
    from bot.storage import Storage
    from matching.lexicon import Lexicon
    from orders.books.entries import ProductEntry

PLAIN: Final = ("color", "size", "material")
"""Options that a catalog line has a field for; the others are its attributes."""
_aside = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


def import_books(settings: Settings, file: Path) -> int:
    """Take over what the file holds; each entry that was not taken is named with its place and reason."""
    if not file.is_file():
        say(f"There is no file {str(file)!r}.")
        return 1
    size = file.stat().st_size
    if size > LARGEST:
        say(f"{file} has {size:,} bytes; at most {LARGEST:,} are read at once, so give it in parts. Nothing was taken.")
        return 1
    storage = open_storage(settings)
    try:
        taken = take_in(storage, file.read_bytes(), words_of_feeds(load_locales()))
    except (NoBooks, OSError) as error:
        say(f"{file} {error}. Nothing was taken.")
        return 1
    finally:
        storage.close()
    for complaint in taken.complaints:
        say(f"not taken: {complaint}")
    say(
        f"Took over {taken.customers} customers, {taken.products} products and {taken.orders} orders"
        + (f"; {taken.already} entries were already there." if taken.already else ".")
    )
    return 1 if taken.complaints else 0


def take_in(storage: "Storage", raw: bytes, lexicon: "Lexicon") -> Taken:
    """Books and catalog, each part in a transaction of its own. Raises NoBooks."""
    taking = Taking(raw, Clock()(), standard())
    for part in taking.parts():
        with storage.writes() as session:
            part(session)
            lines = (json.dumps(line).encode() for product in taking.taken.goods for line in catalog_lines(product))
            catalog.keep_products(session, read_rows(read_jsonlines(lines, ""), lexicon).products)
        taking.taken.goods.clear()
    return taking.taken


def catalog_lines(product: "ProductEntry") -> Iterator[dict[str, object]]:
    """The product as catalog lines, so that it is found, shown and compared like any other."""
    for variant in product.variants:
        currency, price = next(iter(variant.prices.items()))
        options = {name.casefold(): value for name, value in variant.options.items()}
        plain: dict[str, object] = {name: options.pop(name) for name in PLAIN if name in options}
        yield {
            "sku": variant.sku,
            "product": product.id,
            "title": variant.title or product.title,
            "category": product.category or product.title,
            "description": product.description,
            "price": price,
            "currency": currency,
            "prices": variant.prices,
            "stock": variant.stock,
            "attributes": options,
            "markets": list(variant.markets),
            **plain,
        }


def export_books(settings: Settings, file: Path | None) -> int:
    """Write the books into the file, or out; what the form has no words for is named beside them."""
    storage = open_storage(settings)
    handed = _all(storage)
    storage.close()
    if file is None:
        sys.stdout.buffer.write(handed.text.encode())
        sys.stdout.buffer.flush()
    else:
        try:
            file.write_text(handed.text, encoding="utf-8")
        except OSError as error:
            say(f"{file} cannot be written: {error.strerror}.")
            return 1
        say(f"Wrote {handed.entries} entries to {file}.")
    for complaint in handed.left_out:
        _aside.print(f"left out: {complaint}")
    return 1 if handed.left_out else 0


def _all(storage: "Storage") -> HandedOn:
    with storage.reads() as session:
        about = {
            product.id: (product.description, product.category or "") for product in catalog.load_products(session)
        }
        return hand_on(session, Clock()(), standard(), about)
