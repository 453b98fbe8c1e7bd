"""Reads files of prices and stock: for a SKU what is new about its offer, and nothing about the thing itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matching.feeds import fields
from matching.feeds.jsonlines import read_jsonlines
from matching.feeds.merchant import money_of
from matching.feeds.rows import FieldError, Json, Line, Rows
from matching.feeds.tables import Cells, table
from orders.ids import Sku
from orders.money import Money

_ALIASES: Final = {
    "id": "sku", "variant_sku": "sku", "variant_price": "price", "quantity": "stock", "inventory_quantity": "stock",
    "variant_inventory_qty": "stock", "market": "markets", "countries": "markets",
}  # fmt: skip
_DELIMITERS: Final = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
_PRICE_IN: Final = "price_"


@dataclass(frozen=True, slots=True)
class OfferChange:
    """What is new about one offer; None, and no prices, for what the line does not name. No markets: everywhere."""

    sku: Sku
    prices: tuple[Money, ...] = ()
    stock: int | None = None
    markets: tuple[str, ...] | None = None


def read_updates(pieces: Iterable[bytes], path: Path, currency: str) -> Iterator[tuple[int, OfferChange | FieldError]]:
    """By the file's ending: `.csv` and `.tsv` or `.txt` tables, JSON lines for every other."""
    delimiter = _DELIMITERS.get(path.suffix.casefold())
    rows = _from_table(pieces, delimiter) if delimiter else read_jsonlines(pieces, "")
    for number, line in rows:
        if isinstance(line, FieldError):
            yield number, line
            continue
        try:
            yield number, _change(line, currency)
        except FieldError as error:
            yield number, error


def _from_table(pieces: Iterable[bytes], delimiter: str) -> Rows:
    for number, cells in table(pieces, delimiter, ("sku",), _ALIASES):
        yield number, cells if isinstance(cells, FieldError) else _line(cells)


def _line(cells: Cells) -> Line:
    """ "89.90 EUR" names its currency; a column "price_usd" is the price in that one; markets are parted by commas."""
    line: dict[str, Json] = dict(cells)
    if "price" in cells:
        line["price"], code = money_of(cells["price"], cells.get("currency", ""))
        line["currency"] = code or None
    listed: dict[str, Json] = {
        name.removeprefix(_PRICE_IN).upper(): cell for name, cell in cells.items() if name.startswith(_PRICE_IN)
    }
    if listed:
        line["prices"] = listed
    if "markets" in cells:
        line["markets"] = [part.strip() for part in cells["markets"].replace(";", ",").split(",") if part.strip()]
    return line


def _change(line: Line, currency: str) -> OfferChange:
    sku = fields.identifier(line, "sku")
    if sku is None:
        raise FieldError("sku", "is missing; every line is one SKU")
    change = OfferChange(
        Sku(sku),
        _prices(line, currency),
        fields.stock(line) if line.get("stock") is not None else None,
        fields.markets(line, _no_note) if line.get("markets") is not None else None,
    )
    if change == OfferChange(Sku(sku)):
        raise FieldError(None, "says nothing new; name a price, stock or markets")
    return change


def _prices(line: Line, currency: str) -> tuple[Money, ...]:
    found: dict[str, Money] = {}
    if line.get("price") is not None:
        code = fields.currency({"currency": line.get("currency") or currency})
        found[code] = fields.amount(line["price"], "price", code)
    listed = line.get("prices")
    if listed is not None and not isinstance(listed, Mapping):
        raise FieldError("prices", 'is not an object such as {"USD": "44.00"}')
    for name, value in (listed or {}).items():
        code = fields.currency({"currency": name})
        price = fields.amount(value, f"prices.{code}", code)
        if found.setdefault(code, price) != price:
            raise FieldError(
                f"prices.{code}", f"{price.plain()} is not the price {found[code].plain()} of the same line"
            )
    return tuple(found.values())


def _no_note(name: str, what: str) -> None:
    """Countries are short: what has to be mended in them does not matter."""
