"""Reads the demo goods as people write them in `source/*.toml`: one table per design, four packed lines and its texts.

[RAIN-SKAGEN]                                          # product id
name = "Skagen"
make = "rain_jacket, women, kystlinje, 129"            # category, audience, supplier, price in EUR
vary = "yellow navy × XS..XL"                          # colours × sizes; a size may have its own price: 90x200=590
tags = "recycled_polyester waterproof hooded plain"    # concepts of any kind, the main material first
size = "length 78, 640 g"                              # centimetres by name, and the weight
care = "wash30"                                        # a table of care.toml
size_is = "diameter"                                   # optional: what a bare number as size measures, in cm
stock = "yellow-M=12"                                  # optional: counts that must be there
en, de, fr, es = …                                     # what to know before buying
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, TypeAdapter

from orders.money import Money

LANGUAGES: Final = ("en", "de", "fr", "es")
LADDERS: Final = (
    ("XS", "S", "M", "L", "XL", "XXL"),
    tuple(str(height) for height in range(50, 165, 6)),
    tuple(str(shoe) for shoe in range(16, 50)),
)
"""Sizes in their order, so that `XS..XL` can be written. Body heights go before shoe sizes: `50..86` are babies."""


class SourceError(ValueError):
    """A design that cannot be read; names the design and what is wrong."""


class Supplier(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: str
    tier: str
    country: str


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    make: str
    vary: str
    tags: str
    size: str = ""
    care: str
    size_is: str | None = None
    stock: str = ""
    en: str
    de: str
    fr: str
    es: str


@dataclass(frozen=True, slots=True)
class Design:
    """One product. `sizes` holds each size with its price; the size is "" for goods without one."""

    id: str
    name: str
    category: str
    audience: str
    supplier: str
    colors: tuple[str, ...]
    sizes: Mapping[str, Money]
    tags: tuple[str, ...]
    centimetres: Mapping[str, float]
    grams: int
    care: str
    size_is: str | None
    least_stock: Mapping[str, int]
    texts: Mapping[str, str]


_SOURCE: Final = TypeAdapter(dict[str, _Written])
_SUPPLIERS: Final = TypeAdapter(dict[str, Supplier])
_CARE: Final = TypeAdapter(dict[str, dict[str, str]])


def read_designs(folder: Path) -> Iterator[Design]:
    """Every design of every file, by file name and then as written. Raises SourceError."""
    for file in sorted(folder.glob("*.toml")):
        written = _SOURCE.validate_python(tomllib.loads(file.read_text("utf-8")))
        for product, design in written.items():
            yield _design(product, design)


def read_suppliers(file: Path) -> Mapping[str, Supplier]:
    return _SUPPLIERS.validate_python(tomllib.loads(file.read_text("utf-8")))


def read_care(file: Path) -> Mapping[str, Mapping[str, str]]:
    return _CARE.validate_python(tomllib.loads(file.read_text("utf-8")))


def _design(product: str, written: _Written) -> Design:
    made = [part.strip() for part in written.make.split(",")]
    if len(made) != 4:
        raise SourceError(f"{product}: make {written.make!r} is not 'category, audience, supplier, price'")
    category, audience, supplier, price = made
    colors, _, sizes = written.vary.partition("×")
    centimetres, grams = _measures(product, written.size)
    return Design(
        id=product,
        name=written.name,
        category=category,
        audience=audience,
        supplier=supplier,
        colors=tuple(colors.split()),
        sizes=_sizes(sizes.strip(), Money.parse(price, "EUR")),
        tags=tuple(written.tags.split()),
        centimetres=centimetres,
        grams=grams,
        care=written.care,
        size_is=written.size_is,
        least_stock={key: int(count) for key, _, count in (part.partition("=") for part in written.stock.split())},
        texts={"en": written.en, "de": written.de, "fr": written.fr, "es": written.es},
    )


def _sizes(written: str, price: Money) -> dict[str, Money]:
    if not written:
        return {"": price}
    if ".." in written:
        return dict.fromkeys(_ladder(*written.split("..")), price)
    pairs = (part.strip().partition("=") for part in written.split(","))
    return {size: Money.parse(own, "EUR") if own else price for size, _, own in pairs}


def _ladder(first: str, last: str) -> Sequence[str]:
    for ladder in LADDERS:
        if first in ladder and last in ladder:
            return ladder[ladder.index(first) : ladder.index(last) + 1]
    raise SourceError(f"no row of sizes goes from {first!r} to {last!r}")


def _measures(product: str, written: str) -> tuple[dict[str, float], int]:
    centimetres: dict[str, float] = {}
    grams = 0
    for part in filter(None, (part.strip() for part in written.split(","))):
        if weight := re.fullmatch(r"(\d+) g", part):
            grams = int(weight[1])
        elif length := re.fullmatch(r"(width|height|depth|length|diameter) (\d+(?:\.\d+)?)", part):
            centimetres[length[1]] = float(length[2])
        else:
            raise SourceError(f"{product}: {part!r} is neither a length ('width 40') nor a weight ('300 g')")
    return centimetres, grams
