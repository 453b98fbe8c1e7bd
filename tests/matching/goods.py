"""Small catalogs for tests: rows as a feed has them, the values that matching makes of them, and a hash encoder."""

import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from locales import load_locales
from matching.concepts import Concepts
from matching.encoder.base import Vectors
from matching.index.columns import Availability
from matching.lexicon import Lexicon
from matching.matcher import Matcher
from matching.matches import Occasion, Taste
from matching.product import Product, Variant
from orders.ids import ProductId, Sku
from orders.money import Money

GERMANY = Occasion(market="DE", currency="EUR")


class HashEncoder:
    """Words as directions: texts are alike when they share words. Passes the promises of the Encoder protocol."""

    name = "hash-64"
    dimensions = 64

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._vector(text) for text in texts], np.float32).reshape(len(texts), self.dimensions)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self.encode_queries(texts)

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dimensions, np.float32)
        for word in text.casefold().replace(",", " ").replace(".", " ").split():
            digest = hashlib.blake2b(word.encode("utf-8", "ignore"), digest_size=4).digest()
            vector[int.from_bytes(digest, "big") % self.dimensions] += 1
        length = float(np.linalg.norm(vector))
        return vector / np.float32(length) if length else vector


@dataclass(frozen=True)
class Row:
    """One SKU in plain values, as the catalog states it; what a checker reads without any code of matching."""

    sku: str
    product: str
    category: str
    audience: str | None = None
    color: str | None = None
    size: str | None = None
    materials: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    dimensions: Mapping[str, float] = field(default_factory=dict)
    prices: Mapping[str, int] = field(default_factory=lambda: {"EUR": 5000})
    stock: int = 5
    markets: tuple[str, ...] = ()
    title: str = ""
    name: str | None = None
    supplier: str = "anyone"
    tier: str = "express"


@cache
def english() -> Concepts:
    return Concepts(load_locales()["en"].terms)


@cache
def lexicon() -> Lexicon:
    return Lexicon({locale.code: locale.terms for locale in load_locales() if locale.terms})


def products_of(rows: Iterable[Row]) -> tuple[Product, ...]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.product, []).append(row)
    return tuple(_product(group) for group in grouped.values())


def offers_of(rows: Iterable[Row]) -> tuple[Availability, ...]:
    return tuple(
        Availability(
            Sku(row.sku),
            tuple(Money(minor, code) for code, minor in row.prices.items()),
            row.stock,
            row.markets,
            row.tier,
        )
        for row in rows
    )


def matcher_of(*rows: Row) -> Matcher:
    return Matcher(english(), HashEncoder(), products_of(rows), offers_of(rows))


def in_germany(**sizes: str) -> Occasion:
    return Occasion(market="DE", currency="EUR", taste=Taste(sizes=sizes))


def _product(group: Sequence[Row]) -> Product:
    first = group[0]
    return Product(
        id=ProductId(first.product),
        title=first.title or f"{english().title('category', first.category)} {first.product}",
        category=first.category,
        description="",
        name=first.name,
        audience=first.audience,
        variants=tuple(
            Variant(Sku(row.sku), row.color, row.size, dimensions=row.dimensions, materials=row.materials)
            for row in group
        ),
        materials=first.materials,
        features=first.features,
        patterns=first.patterns,
        styles=first.styles,
        rooms=first.rooms,
        occasions=first.occasions,
        tier=first.tier,
        supplier=first.supplier,
    )


CATEGORIES = {
    "rain_jacket": "clothing", "jacket": "clothing", "cardigan": "clothing", "summer_dress": "clothing",
    "jeans": "waist",
    "sneakers": "shoes", "chelsea_boots": "shoes", "ring": "ring", "blanket": "dimensions", "bed_linen": "bed",
    "vase": "none", "bookcase": "none", "mug": "none", "backpack": "none", "romper": "kids_clothing",
}  # fmt: skip
SIZES = {
    "clothing": ("S", "M", "L", "XL"), "waist": ("W30 L32", "W32 L34"), "shoes": ("38", "39", "42"), "ring": ("52",
    "54"),
    "dimensions": ("130x180", "150x200"), "bed": ("135x200", "140x200"), "none": (None,),
    "kids_clothing": ("62", "92", "104", "116"),
}  # fmt: skip
COLORS = ("yellow", "mustard", "navy", "blue", "black", "cream", "olive", "multicolor", None)
MATERIALS = ("cotton", "organic_cotton", "wool", "merino", "oak", "stoneware", "leather", "suede")
FEATURES = ("waterproof", "hooded", "removable_hood", "handmade", "dishwasher_safe", "pockets")
PATTERNS = ("plain", "striped", "checked", "tartan")
STYLES = ("scandinavian", "boho", "classic")
ROOMS = ("living_room", "bedroom", "kitchen")
OCCASIONS = ("work", "job_interview", "wedding", "hiking")


def some_rows(seed: int, products: int = 200) -> list[Row]:
    """A catalog at random: sold-out variants, unknown attributes, several currencies and markets."""
    rng = random.Random(seed)
    rows: list[Row] = []
    for number in range(products):
        category = rng.choice(list(CATEGORIES))
        sizing = CATEGORIES[category]
        audience = "home" if sizing in {"none", "dimensions", "bed"} and category != "backpack" else None
        audience = audience or rng.choice(["women", "men", "unisex", "women", "men", None])
        audience = rng.choice(["baby", "kids", "girls", "boys"]) if sizing == "kids_clothing" else audience
        features = tuple(rng.sample(FEATURES, rng.randint(0, 3)))
        patterns = tuple(rng.sample(PATTERNS, rng.randint(0, 1)))
        styles = tuple(rng.sample(STYLES, rng.randint(0, 2)))
        rooms = tuple(rng.sample(ROOMS, rng.randint(0, 2)))
        occasions = tuple(rng.sample(OCCASIONS, rng.randint(0, 2)))
        price = rng.randrange(900, 20000)
        for color in rng.sample(COLORS, rng.randint(1, 3)):
            for size in rng.sample(SIZES[sizing], rng.randint(1, len(SIZES[sizing]))):
                minor = price + rng.choice([0, 0, 500])
                rows.append(
                    Row(
                        sku=f"{number}-{color}-{size}",
                        product=f"P{number:03}",
                        category=category,
                        audience=audience,
                        color=color,
                        size=size,
                        materials=tuple(rng.sample(MATERIALS, rng.randint(0, 2))),
                        features=features,
                        patterns=patterns,
                        styles=styles,
                        rooms=rooms,
                        occasions=occasions,
                        dimensions=_some_dimensions(rng) if sizing == "none" and rng.random() < 0.8 else {},
                        prices={"EUR": minor} | ({"USD": minor + 700} if rng.random() < 0.7 else {}),
                        stock=rng.choice([0, 0, 1, 2, 9]),
                        markets=rng.choice([(), (), ("DE", "FR"), ("US",)]),
                        tier=rng.choice(["local", "regional", "overseas"]),
                    )
                )
    return rows


def _some_dimensions(rng: random.Random) -> Mapping[str, float]:
    height = {"height": rng.randint(5, 220)}
    return height | {"width": rng.choice([35, 59.5, 60, 60.5, 140])} if rng.random() < 0.7 else height
