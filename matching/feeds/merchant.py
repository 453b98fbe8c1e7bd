"""Reads product feeds for Google Merchant Center, as tab-separated text and as RSS or Atom.

Source of the attributes: the Merchant Center product data specification. An item is one SKU; `item_group_id` groups
variants.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from matching.feeds.rows import FieldError, Json, Line, Rows
from matching.feeds.tables import table

Item = Mapping[str, tuple[str, ...]]
"""An item's attributes; a repeated one has several values, and one with parts has them joined by colons."""

UNCOUNTED: Final = 1
"""Pieces of what is only said to be in stock: one can be sold, and never more than there may be."""
_SOLD: Final = {
    "in_stock": UNCOUNTED,
    "limited_availability": UNCOUNTED,
    "out_of_stock": 0,
    "preorder": 0,
    "backorder": 0,
}
_PRICE: Final = re.compile(
    r"^(?P<amount>[-+\d.,' ]*\d)\s*(?P<code>[A-Za-z]{3})$|^(?P<first>[A-Za-z]{3})\s*(?P<rest>[-+\d].*)$"
)
_AUDIENCE: Final = {
    ("male", "kids"): "boys", ("female", "kids"): "girls", ("male", "adult"): "men", ("female", "adult"): "women",
    ("unisex", "adult"): "unisex",
}  # fmt: skip
_AGES: Final = {"newborn": "baby", "infant": "baby", "toddler": "kids", "kids": "kids"}
_MEASURES: Final = {"product_length": "length", "product_width": "width", "product_height": "height"}
_KEPT: Final = ("gtin", "mpn", "condition", "energy_efficiency_class")
_TAB: Final = "\t"
_ALIASES: Final = {"quantity_to_sell_on_facebook": "quantity", "sell_on_google_quantity": "quantity"}


def read_merchant_table(pieces: Iterable[bytes], currency: str) -> Rows:
    """Tab-separated, the first line naming the attributes."""
    for number, cells in table(pieces, _TAB, ("id", "title", "price"), _ALIASES):
        if isinstance(cells, FieldError):
            yield number, cells
        else:
            yield number, line_of({name: _several(name, cell) for name, cell in cells.items()}, currency)


def read_merchant_xml(pieces: Iterable[bytes], currency: str) -> Rows:
    """RSS 2.0 or Atom with the g: namespace; a document that breaks off keeps what came before."""
    from matching.feeds.items import items  # XML is read by few, and what reads it takes long to load.

    for number, item in items(pieces):
        yield number, item if isinstance(item, FieldError) else line_of(item, currency)


def _several(name: str, cell: str) -> tuple[str, ...]:
    """Attributes that may be repeated are separated by commas in a table."""
    if name in ("shipping", "product_detail", "additional_image_link"):
        return tuple(part.strip().strip('"') for part in cell.split(",") if part.strip())
    return (cell,)


def line_of(item: Item, currency: str) -> Line:
    """An item as a catalog line. What is missing or makes no sense is left for the line's own checks to name."""
    said = {name: values[0] for name, values in item.items() if values}
    now = said.get("sale_price") if "sale_price_effective_date" not in said else None
    amount, code = money_of(now or said.get("price", ""), currency)
    shipping, markets = _shipping(item.get("shipping", ()), code)
    details: dict[str, Json] = dict(_details(item.get("product_detail", ())))
    line: dict[str, Json] = {
        "sku": said.get("id"),
        "product": said.get("item_group_id"),
        "title": said.get("title"),
        "description": " ".join([said.get("description", ""), *item.get("product_highlight", ())]).strip(),
        "category": said.get("product_type") or said.get("google_product_category"),
        "audience": audience_of(said.get("gender", ""), said.get("age_group", "")),
        "color": said.get("color"),
        "size": _size(said),
        "material": list(re.split(r"\s*[/,]\s*", said["material"])) if "material" in said else None,
        "pattern": said.get("pattern"),
        "brand": said.get("brand"),
        "image": said.get("image_link"),
        "price": amount,
        "currency": code,
        "stock": _stock(said),
        "shipping": shipping,
        "markets": list(markets),
        "dimensions": {short: said[name] for name, short in _MEASURES.items() if name in said},
        "weight": said.get("product_weight"),
        "deleted": said.get("deleted"),
        "attributes": details | {name: said[name] for name in _KEPT if name in said},
    }
    return {name: value for name, value in line.items() if value not in (None, "", [], {})}


def money_of(text: str, currency: str) -> tuple[str, str]:
    """ "15.00 USD" as an amount and a code; an amount alone is in the feed's currency."""
    found = _PRICE.match(text.strip())
    if found is None:
        return text.strip(), currency
    return (found["amount"] or found["rest"] or "").strip(), (found["code"] or found["first"]).upper()


def _stock(said: Mapping[str, str]) -> Json:
    sold = _SOLD.get(said.get("availability", "").strip().casefold().replace(" ", "_"))
    if sold == 0:
        return 0
    return said.get("quantity", sold)


def _shipping(values: tuple[str, ...], code: str) -> tuple[str | None, tuple[str, ...]]:
    """Its price where all agree, and the countries it goes to: "US:CA:Ground:6.49 USD", parts may be empty."""
    parts = [value.split(":") for value in values]
    countries = tuple(dict.fromkeys(part[0].strip().upper() for part in parts if len(part[0].strip()) == 2))
    prices = {money_of(part[-1], code) for part in parts if len(part) > 1}
    if len(prices) != 1:
        return None, countries
    (amount, in_code), *_ = prices
    return (amount if in_code == code else None), countries


def _details(values: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """ "General:Product type:Digital player" is a name and a value of a section."""
    for value in values:
        parts = [part.strip() for part in value.split(":", 2)]
        if len(parts) >= 2 and parts[-2] and parts[-1]:
            yield parts[-2], parts[-1]


def audience_of(gender: str, age_group: str) -> str | None:
    """Of Merchant Center's gender and age group; who is of no age named is an adult."""
    age = _AGES.get(age_group.casefold(), age_group.casefold() or "adult")
    return _AUDIENCE.get((gender.casefold(), age), age if age in ("baby", "kids") else None)


def _size(said: Mapping[str, str]) -> str | None:
    """With its system where that is not the European one, which the catalog is written in."""
    size, system = said.get("size"), said.get("size_system", "").upper()
    return f"{system} {size}" if size and system in ("US", "UK", "IT", "FR", "JP") and size[:1].isdigit() else size
