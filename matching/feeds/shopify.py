"""Reads the product CSV that Shopify exports, in its older and its newer column names.

A product is the rows of one handle: the first says what it is, each row with a price is a variant. The file names no
currency, so the reader has to be told one. Source: Shopify's help page on CSV files to import and export products.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from matching.feeds.base import cleaned
from matching.feeds.merchant import UNCOUNTED, audience_of
from matching.feeds.rows import FieldError, Json, Line, Rows
from matching.feeds.tables import Cells, table

_ALIASES: Final = {
    "url_handle": "handle", "description": "body_html", "sku": "variant_sku", "price": "variant_price",
    "inventory_quantity": "variant_inventory_qty", "inventory_tracker": "variant_inventory_tracker",
    "continue_selling_when_out_of_stock": "variant_inventory_policy", "product_image_url": "image_src",
    "variant_image_url": "variant_image", "published_on_online_store": "published", "barcode": "variant_barcode",
}  # fmt: skip
"""Newer column names, by the older ones that are used here."""
_GENDER, _AGE = "google_shopping_gender", "google_shopping_age_group"
_METAFIELD: Final = "_product_metafields_"
_HIDDEN: Final = ("draft", "archived")


def read_shopify(pieces: Iterable[bytes], currency: str) -> Rows:
    """What is draft, archived or unpublished is not sold any more; rows that only add a picture are passed over."""
    first: dict[str, str] = {}
    for number, cells in table(pieces, ",", ("handle", "title", "variant_price"), _ALIASES):
        if isinstance(cells, FieldError):
            yield number, cells
            continue
        first = {**first, **cells} if cells.get("handle") == first.get("handle") else dict(cells)
        if "variant_price" in cells or "option1_value" in cells:
            yield number, _line(first, cells, currency)


def _is_shown(product: Cells) -> bool:
    return (
        product.get("status", "active").casefold() not in _HIDDEN and product.get("published", "").casefold() != "false"
    )


def _line(product: Cells, variant: Cells, currency: str) -> Line:
    options = dict(_options(product, variant))
    handle, title = product.get("handle", ""), product.get("title", "")
    line: dict[str, Json] = {
        "sku": variant.get("variant_sku") or "-".join([handle, *options.values()]).replace(" ", "_"),
        "product": handle,
        "title": f"{title}, {', '.join(options.values())}" if cleaned(title) and options else title,
        "description": product.get("body_html"),
        "category": product.get("type") or product.get("product_category"),
        "brand": product.get("vendor"),
        "audience": audience_of(product.get(_GENDER, ""), product.get(_AGE, "")),
        "tags": [tag.strip() for tag in product.get("tags", "").split(",") if tag.strip()],
        "price": variant.get("variant_price"),
        "currency": currency,
        "stock": _stock(variant),
        "image": variant.get("variant_image") or product.get("image_src"),
        "deleted": not _is_shown(product),
        "attributes": {**dict(_metafields(product)), **options, **dict(_facts(variant))},
    }
    return {name: value for name, value in line.items() if value not in (None, "", [], {})}


def _metafields(product: Cells) -> Iterator[tuple[str, str]]:
    """Columns such as "Color (product.metafields.shopify.color-pattern)", by the name before the brackets."""
    return ((name.partition(_METAFIELD)[0], said) for name, said in product.items() if _METAFIELD in name)


def _facts(variant: Cells) -> Iterator[tuple[str, str]]:
    if "variant_barcode" in variant:
        yield "gtin", variant["variant_barcode"]
    if (grams := variant.get("variant_grams", "0")) != "0":
        yield "weight", f"{grams} g"


def _options(product: Cells, variant: Cells) -> Iterable[tuple[str, str]]:
    """Names stand on the first row alone. A product without options has one that says so."""
    for place in (1, 2, 3):
        name, value = product.get(f"option{place}_name"), variant.get(f"option{place}_value")
        if name and value and (name, value) != ("Title", "Default Title"):
            yield name, value


def _stock(variant: Mapping[str, str]) -> Json:
    """Below zero is oversold: none. What is not counted, or sold on when none is left, is there."""
    counted = variant.get("variant_inventory_qty")
    goes_on = variant.get("variant_inventory_policy", "").casefold() in ("continue", "true")
    if counted is None:
        return UNCOUNTED if "variant_inventory_tracker" not in variant else 0
    if counted.lstrip("-").isdigit() and int(counted) <= 0:
        return UNCOUNTED if goes_on else 0
    return counted
