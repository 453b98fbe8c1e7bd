"""Puts the rows of any catalog format together: products for matching, offers for orders, complaints for people.

Rows are the catalog line of the chat contract, whatever they were read from. Words of other vocabularies are turned
into concepts where the lexicon knows them; what stays unknown is kept as said among the attributes and satisfies no
wish.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from matching.feeds import fields
from matching.feeds.base import (
    LONGEST_DESCRIPTION,
    LONGEST_TITLE,
    Complaint,
    Feed,
    FeedOffer,
    shared_title,
)
from matching.feeds.fields import FieldError, Line, Note
from matching.index.columns import DIMENSIONS
from matching.lexicon import Lexicon
from matching.product import Product, Variant
from matching.sizes import sides_of
from orders.ids import ProductId, Sku

Rows = Iterable[tuple[int, Line | FieldError]]
"""Rows with the line they stand on, counted from 1; an error for one that cannot be read at all."""

SEVERAL: Final = "multicolor"
OF_THE_SKU: Final = frozenset(
    {"sku", "title", "titles", "color", "size", "image", "price", "currency", "prices", "stock", "cost", "shipping"}
)
"""Fields in which the lines of one product differ; what stands in all others is read once a product."""


@dataclass(frozen=True, slots=True)
class _Concepts:
    """The concepts that a line names, in its own words or ours. What the lexicon does not know goes to `attributes`."""

    line: Line
    reading: "_Reading"
    attributes: dict[str, str]
    note: Note

    def category(self) -> str | None:
        """The last part of a path that is known; in a phrase the last thing named is what it is (English heads)."""
        said = fields.words(self.line, "category", self.note)
        for part in reversed(re.split(r"\s*(?:>|»|/|\|)\s*", said or "")):
            if part and (found := self.reading.concepts("category", part)):
                return found[-1]
        if said:
            self.attributes.setdefault("category", said)
        return None

    def color(self) -> str | None:
        """One colour; several are many-coloured, a shade named with its colour is the shade."""
        said = fields.words(self.line, "color", self.note)
        found = self.reading.concepts("color", said) if said else ()
        broader = {above for name in found for above in self.reading.lexicon.concepts.ancestors("color", name)}
        narrow = [name for name in found if name not in broader]
        return narrow[0] if len(narrow) == 1 else (SEVERAL if narrow else None)

    def many(self, kind: str) -> tuple[str, ...]:
        """Concepts of a kind from its field (`style`, `styles`) and the attribute of that name, which is used up."""
        said: list[str] = []
        for name in (kind, f"{kind}s"):
            said.extend(fields.many(self.line, name, self.note))
            said.extend((self.attributes.pop(name, None) or "").split(", "))
        found = {text: self.reading.concepts(kind, text) for text in said if text}
        if unknown := [text for text, concepts in found.items() if not concepts]:
            self.attributes[kind] = ", ".join(unknown)
        # Tags say anything about a thing: of them only what is known counts.
        tagged = [self.reading.concepts(kind, tag) for tag in fields.many(self.line, "tags", self.note)]
        return tuple(dict.fromkeys(concept for concepts in (*found.values(), *tagged) for concept in concepts))


@dataclass(frozen=True, slots=True)
class _Read:
    """One good line: the product as this line alone would have it, its offer, and where it stood."""

    number: int
    product: Product
    offer: FeedOffer


@dataclass(slots=True)
class _Reading:
    """What was read so far; lines of one product are put together at the end."""

    lexicon: Lexicon
    by_product: dict[ProductId, list[_Read]] = field(default_factory=dict)
    line_of: dict[str, int] = field(default_factory=dict)
    refused: list[Complaint] = field(default_factory=list)
    repaired: list[Complaint] = field(default_factory=list)
    known: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    last: tuple[Line, Product] | None = None
    """What the last line said about its product, and how that was read; kept when there was nothing to repair."""

    def concepts(self, kind: str, text: str) -> tuple[str, ...]:
        """Feeds repeat their words: each is looked up once."""
        if (kind, text) not in self.known:
            self.known[kind, text] = self.lexicon.all_of(text, kind)
        return self.known[kind, text]


def read_rows(rows: Rows, lexicon: Lexicon) -> Feed:
    """Every good row as part of a product, every bad one as a complaint that names line, field and reason."""
    reading = _Reading(lexicon)
    for number, line in rows:
        if isinstance(line, FieldError):
            reading.refused.append(Complaint(number, line.field, line.reason))
            continue
        notes: list[Complaint] = []
        try:
            read = _read_line(number, line, reading, notes)
        except FieldError as error:
            reading.refused.append(Complaint(number, error.field, error.reason))
            continue
        reading.line_of[read.offer.sku] = number
        reading.by_product.setdefault(read.product.id, []).append(read)
        reading.repaired.extend(notes)
    reads = [read for group in reading.by_product.values() for read in group]
    return Feed(
        products=tuple(_together(group) for group in reading.by_product.values()),
        offers=tuple(read.offer for read in sorted(reads, key=lambda read: read.number)),
        refused=tuple(reading.refused),
        repaired=tuple(reading.repaired),
    )


def _read_line(number: int, line: Line, reading: _Reading, notes: list[Complaint]) -> _Read:
    def note(name: str, what: str) -> None:
        notes.append(Complaint(number, name, what))

    sku = fields.identifier(line, "sku")
    if sku is None:
        raise FieldError("sku", "is missing; every line is one SKU")
    if sku in reading.line_of:
        raise FieldError("sku", f"{sku!r} was on line {reading.line_of[sku]} already")
    product_id = ProductId(fields.identifier(line, "product") or sku)
    title = fields.words(line, "title", note, LONGEST_TITLE)
    if title is None:
        raise FieldError("title", "is missing; say what the thing is")
    described = _product(line, product_id, reading, notes, note)
    titles = fields.pairs(line, "titles", note, LONGEST_TITLE)
    variant = _variant(line, Sku(sku), described, title, reading, note)
    product = replace(described, title=title, titles=titles, variants=(variant,), dimensions={})
    earlier = reading.by_product.get(product_id)
    if earlier and earlier[0].product.category != product.category:
        told = earlier[0].product.category or "unknown"
        raise FieldError("category", f"{product.category or 'unknown'!r} is not the category {told!r} of its product")
    return _Read(number, product, _offer(line, product, variant, note))


def _product(line: Line, product_id: ProductId, reading: _Reading, notes: list[Complaint], note: Note) -> Product:
    """What a line says about the product, but for titles. Lines of one product mostly repeat it."""
    said = {name: value for name, value in line.items() if name not in OF_THE_SKU}
    if reading.last and reading.last[0] == said and reading.last[1].id == product_id:
        return reading.last[1]
    before = len(notes)
    product = _described(line, product_id, reading, note)
    reading.last = (said, product) if len(notes) == before else None
    return product


def _described(line: Line, product_id: ProductId, reading: _Reading, note: Note) -> Product:
    attributes = fields.pairs(line, "attributes", note)
    dimensions, other = fields.measures(line, DIMENSIONS)
    concepts = _Concepts(line, reading, attributes, note)
    return Product(
        id=product_id,
        title="",
        category=concepts.category(),
        description=fields.words(line, "description", note, LONGEST_DESCRIPTION) or "",
        audience=next(iter(concepts.many("audience")), None),
        variants=(),
        name=fields.words(line, "name", note),
        brand=fields.words(line, "brand", note),
        materials=concepts.many("material"),
        features=concepts.many("feature"),
        patterns=concepts.many("pattern"),
        styles=concepts.many("style"),
        rooms=concepts.many("room"),
        occasions=concepts.many("occasion"),
        dimensions=dimensions,
        attributes=attributes | other,
        descriptions=fields.pairs(line, "descriptions", note, LONGEST_DESCRIPTION),
        tier=fields.words(line, "tier", note),
        supplier=fields.words(line, "supplier", note),
    )


def _variant(line: Line, sku: Sku, product: Product, title: str, reading: _Reading, note: Note) -> Variant:
    size = fields.words(line, "size", note, 40)
    dimensions = dict(product.dimensions)
    if reading.lexicon.concepts.sizing(product.category) in {"bed", "dimensions"}:
        for name, side in zip(("width", "length"), sides_of(size), strict=False):
            dimensions.setdefault(name, side)
    return Variant(
        sku=sku,
        title=title,
        color=_Concepts(line, reading, {}, note).color(),
        size=size,
        image=fields.words(line, "image", note, 500),
        dimensions=dimensions,
    )


def _offer(line: Line, product: Product, variant: Variant, note: Note) -> FeedOffer:
    code = fields.currency(line)
    base = fields.amount(line.get("price"), "price", code)
    extra = {
        name: fields.amount(line[name], name, code, zero=True)
        for name in ("shipping", "cost")
        if line.get(name) not in (None, "")
    }
    cost = extra.get("cost")
    if cost is not None and cost != base:
        # The shopper sees the price, so that is what the supplier gets: there is no other figure to earn from.
        note("cost", f"left out: {cost.plain()} is not the price {base.plain()}, and goods are sold at what they cost")
        cost = None
    return FeedOffer(
        sku=variant.sku,
        product=product.id,
        title=variant.title or product.title,
        prices=fields.prices(line, base, note),
        stock=fields.stock(line),
        supplier=product.supplier,
        tier=product.tier,
        cost=cost,
        shipping=extra.get("shipping"),
        markets=tuple(market.upper() for market in fields.many(line, "markets", note)),
    )


def _together(group: list[_Read]) -> Product:
    """Lines of one product as one: it has what all of them say; where they differ, each variant keeps its own."""
    products = [read.product for read in group]
    first = products[0]
    materials = _common([product.materials for product in products])
    features = _common([product.features for product in products])
    audiences = {product.audience for product in products}
    title = shared_title([product.title for product in products])
    audience = first.audience if len(audiences) == 1 else None
    locales = [locale for locale in first.titles if all(locale in product.titles for product in products)]
    return replace(
        first,
        title=title,
        titles={locale: shared_title([product.titles[locale] for product in products]) for locale in locales},
        description=next((product.description for product in products if product.description), ""),
        audience=audience,
        materials=materials,
        features=features,
        patterns=_common([product.patterns for product in products]),
        styles=_common([product.styles for product in products]),
        rooms=_common([product.rooms for product in products]),
        occasions=_common([product.occasions for product in products]),
        attributes={
            key: said
            for key, said in first.attributes.items()
            if all(other.attributes.get(key) == said for other in products)
        },
        variants=tuple(
            replace(
                product.variants[0],
                title=product.title if product.title != title else None,
                materials=product.materials if product.materials != materials else None,
                features=product.features if product.features != features else None,
                audience=product.audience if product.audience != audience else None,
            )
            for product in products
        ),
    )


def _common(lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    """What every list has, in the order of the first."""
    return tuple(name for name in lists[0] if all(name in other for other in lists[1:]))
