"""Which rows are one product, and what that product is: those of one group, and those that are plainly the same
thing."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from matching.feeds.rows import Line
from matching.feeds.titles import shared_title
from matching.product import Product

GTIN: Final = "gtin "
"""How the key of a trade item number begins."""
_GTIN_LENGTHS: Final = (8, 12, 13, 14)


def together(rows: Sequence[Product]) -> Product:
    """Rows of one product, each with its one variant, as one: it has what all of them say; where they differ, each
    variant keeps its own."""
    first = rows[0]
    materials = _common([row.materials for row in rows])
    features = _common([row.features for row in rows])
    title = shared_title([row.title for row in rows])
    audience = first.audience if len({row.audience for row in rows}) == 1 else None
    locales = [locale for locale in first.titles if all(locale in row.titles for row in rows)]
    return replace(
        first,
        title=title,
        titles={locale: shared_title([row.titles[locale] for row in rows]) for locale in locales},
        description=next((row.description for row in rows if row.description), ""),
        audience=audience,
        materials=materials,
        features=features,
        patterns=_common([row.patterns for row in rows]),
        styles=_common([row.styles for row in rows]),
        rooms=_common([row.rooms for row in rows]),
        occasions=_common([row.occasions for row in rows]),
        attributes={
            key: said
            for key, said in first.attributes.items()
            if all(other.attributes.get(key) == said for other in rows)
        },
        variants=tuple(
            replace(
                row.variants[0],
                title=row.title if row.title != title else None,
                materials=row.materials if row.materials != materials else None,
                features=row.features if row.features != features else None,
                audience=row.audience if row.audience != audience else None,
            )
            for row in rows
        ),
    )


def gtin_of(text: str | None) -> str | None:
    """A trade item number in fourteen digits; None for what has not its length or its check digit (GS1 General
    Specifications, 7.9)."""
    digits = (text or "").replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in _GTIN_LENGTHS or not int(digits):
        return None
    digits = digits.zfill(14)
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits[:13]))
    return digits if (10 - weighted % 10) % 10 == int(digits[13]) else None


def likeness(line: Line, product: Product) -> tuple[str, ...]:
    """Keys that only rows of one product share: the trade item number; title without colour and size, brand, supplier
    and category together. The second takes a brand: names without one ("Mug") are too common."""
    gtin = gtin_of(product.attributes.get("gtin"))
    keys = [f"{GTIN}{gtin}"] if gtin else []
    if product.brand and (bare := undressed(product.title, line)):
        said = "\x1f".join((bare, product.brand, product.supplier or "", product.category or ""))
        keys.append(f"name {hashlib.blake2b(said.casefold().encode(), digest_size=12).hexdigest()}")
    return tuple(keys)


def undressed(title: str, line: Line) -> str:
    """A title without the words of the row's colour and size: the same for all variants of a product."""
    dressed = {word for name in ("color", "size") for word in _words(str(line.get(name) or ""))}
    return " ".join(word for word in _words(title) if word not in dressed)


def _words(text: str) -> list[str]:
    bare = (word.strip(",;:.()[]-–—/|") for word in text.casefold().split())
    return [word for word in bare if word]


def _common(lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    """What every list has, in the order of the first."""
    return tuple(name for name in lists[0] if all(name in other for other in lists[1:]))
