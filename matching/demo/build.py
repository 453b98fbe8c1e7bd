"""Makes `catalog.jsonl` from the sources, always the same bytes: `python -m matching.demo.build`.

`python -m bot.ready` reads it then, for shops that open with these goods.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NotRequired, TypedDict

from pydantic import BaseModel, ConfigDict, TypeAdapter

from matching.demo.design import LANGUAGES, Design, SourceError, Supplier, read_care, read_designs, read_suppliers
from matching.demo.price_lists import chance, price_list
from orders.money import Money

HERE: Final = Path(__file__).parent
CATALOG: Final = HERE / "catalog.jsonl"
TERMS: Final = HERE.parents[1] / "locales" / "en" / "terms.toml"

TAG_KINDS: Final = ("material", "feature", "pattern", "style", "room", "occasion", "fit", "season")
FREIGHT_MARKETS: Final = ("DE", "AT", "FR", "ES", "IT", "NL", "BE", "IE", "PT", "PL", "SE", "DK", "CZ", "FI", "GB")
"""Furniture above FREIGHT_GRAMS does not cross oceans."""
BULKY_GRAMS: Final = 8_000
FREIGHT_GRAMS: Final = 20_000
STOCK: Final[Mapping[str, tuple[int, int]]] = {"wholesale": (8, 80), "maker": (3, 14), "marketplace": (4, 40)}


class CatalogLine(TypedDict):
    """One SKU, as the catalog line of the chat contract; amounts are decimals as text."""

    sku: str
    product: str
    name: str
    title: str
    category: str
    description: str
    descriptions: dict[str, str]
    audience: str
    color: str
    size: str
    material: str
    features: list[str]
    price: str
    currency: str
    prices: dict[str, str]
    cost: str
    stock: int
    tier: str
    supplier: str
    brand: str
    image: str
    dimensions: dict[str, float]
    attributes: dict[str, str | list[str]]
    shipping: NotRequired[str]
    markets: NotRequired[list[str]]


class Term(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str


Terms = Mapping[str, Mapping[str, Term]]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every line is made with: the vocabulary, the suppliers and the care sentences."""

    terms: Terms
    suppliers: Mapping[str, Supplier]
    care: Mapping[str, Mapping[str, str]]

    def tagged(self, design: Design) -> dict[str, list[str]]:
        """The design's tags by kind, in their order. Raises SourceError for a word that is no concept."""
        found: dict[str, list[str]] = {kind: [] for kind in TAG_KINDS}
        for tag in design.tags:
            kind = next((kind for kind in TAG_KINDS if tag in self.terms[kind]), None)
            if kind is None:
                raise SourceError(f"{design.id}: {tag!r} is not a concept of {', '.join(TAG_KINDS)}")
            found[kind].append(tag)
        return found


def read_terms(file: Path = TERMS) -> Terms:
    return TypeAdapter(dict[str, dict[str, Term]]).validate_python(tomllib.loads(file.read_text("utf-8")))


def catalog_lines() -> Iterator[CatalogLine]:
    """Every SKU of every design. Raises SourceError."""
    workshop = Workshop(read_terms(), read_suppliers(HERE / "suppliers.toml"), read_care(HERE / "care.toml"))
    for design in read_designs(HERE / "source"):
        for color in design.colors:
            for size, price in design.sizes.items():
                yield _line(design, color, size, price, workshop)


def catalog_text() -> str:
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in catalog_lines())


def sku_of(product: str, color: str, size: str) -> str:
    """Readable and fit for a web address: RAIN-SKAGEN-yellow-M, BLK1-grey-130x180, JEANS-RELAX-blue-W30L32."""
    return "-".join(part for part in (product, color, size.replace(" ", "") if size != "one size" else "") if part)


def _line(design: Design, color: str, size: str, price: Money, workshop: Workshop) -> CatalogLine:
    supplier = workshop.suppliers[design.supplier]
    tagged = workshop.tagged(design)
    sku = sku_of(design.id, color, size)
    noun, shade = workshop.terms["category"][design.category].title, workshop.terms["color"][color].title
    line = CatalogLine(
        sku=sku,
        product=design.id,
        name=design.name,
        title=f"{design.name} {noun}, {shade}",
        category=design.category,
        description=design.texts["en"],
        descriptions=dict(design.texts),
        audience=design.audience,
        color=color,
        size=size,
        material=", ".join(tagged["material"]),
        features=tagged["feature"],
        price=price.plain(),
        currency=price.currency,
        prices={currency: amount.plain() for currency, amount in price_list(design.id, price).items()},
        cost=price.plain(),
        stock=_stock(design, sku, supplier, "one_of_a_kind" in tagged["feature"]),
        tier=supplier.tier,
        supplier=design.supplier,
        brand=supplier.name,
        image=f"/pictures/{sku}.svg",
        dimensions=_dimensions(design, size),
        attributes=_attributes(design, supplier, tagged, workshop),
    )
    if design.grams >= BULKY_GRAMS:
        line["shipping"] = "39.00" if design.grams >= FREIGHT_GRAMS else "14.90"
    if design.grams >= FREIGHT_GRAMS:
        line["markets"] = list(FREIGHT_MARKETS)
    return line


def _attributes(
    design: Design, supplier: Supplier, tagged: Mapping[str, list[str]], workshop: Workshop
) -> dict[str, str | list[str]]:
    """`care` in English and `care_de` … as whole sentences; `weight_g` in grams; concepts by kind."""
    care = workshop.care[design.care]
    found: dict[str, str | list[str]] = {
        f"{kind}s": tags for kind, tags in tagged.items() if tags and kind not in ("feature", "material")
    }
    found["care"] = care["en"]
    found |= {f"care_{language}": care[language] for language in LANGUAGES if language != "en"}
    found["bought_from"] = supplier.kind
    found["ships_from"] = supplier.country
    if design.grams:
        found["weight_g"] = str(design.grams)
    return found


def _stock(design: Design, sku: str, supplier: Supplier, unique: bool) -> int:
    """About one variant in fourteen is sold out and one in eight nearly so; the source may ask for more."""
    luck = chance(sku, "stock", below=100)
    low, high = STOCK[supplier.kind]
    if unique:
        low, high = 1, 3
    count = low + chance(sku, "count", below=high - low + 1)
    if luck < 7:
        count = 0
    elif luck < 19:
        count = 1 + luck % 3
    return max(count, design.least_stock.get(sku.removeprefix(f"{design.id}-"), 0))


def _dimensions(design: Design, size: str) -> dict[str, float]:
    """Measures of this variant: those of the design, and what its size says ("130x180" is width × length)."""
    found = dict(design.centimetres)
    if sides := re.fullmatch(r"(\d+)x(\d+)", size):
        found["width"], found["length"] = float(sides[1]), float(sides[2])
    elif design.size_is and size:
        found[design.size_is] = float(size)
    return found


def main() -> None:
    CATALOG.write_text(catalog_text(), "utf-8")


if __name__ == "__main__":
    main()
