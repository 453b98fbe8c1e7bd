"""Reads catalog lines of any format, one by one: each is a variant with its offer, or a complaint that names line,
field and reason.

Words of other vocabularies are turned into concepts where the lexicon knows them; what stays unknown is kept as said
among the attributes and satisfies no wish.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from matching.feeds import fields
from matching.feeds.base import LONGEST_DESCRIPTION, LONGEST_TITLE, Complaint, Feed, FeedOffer, Told
from matching.feeds.charts import chart_for
from matching.feeds.fields import Note
from matching.feeds.grouping import GTIN, likeness, together, undressed
from matching.feeds.rows import FieldError, Line
from matching.feeds.saying import SIZED, color_in, filled, named, sides_in, size_in
from matching.feeds.vocabulary import LineWords, Vocabulary
from matching.index.columns import DIMENSIONS
from matching.lexicon import Lexicon
from matching.product import Product, Variant
from matching.sizes import read_size, sides_of
from orders.ids import ProductId, Sku

OF_THE_SKU: Final = frozenset(
    {"sku", "title", "titles", "color", "size", "image", "price", "currency", "prices", "stock", "cost", "shipping"}
)
"""Fields in which the lines of one product differ; what stands in all others is read once a product."""

MOST_VARIANTS: Final = 2_000
"""Rows of one product, which are held together while it is written."""


@dataclass(frozen=True, slots=True)
class Read:
    """One good line: the product as this line alone would have it, its offer, and where it stood.

    `keys` are shared by rows of one product; `duplicate` says that another row is the same trade item, or another
    product has the same name. `unknown` are kinds and the texts that name no concept of them.
    """

    number: int
    product: Product
    offer: FeedOffer
    keys: tuple[str, ...] = ()
    duplicate: bool = False
    unknown: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """A line that says of a SKU that it is not sold any more."""

    number: int
    sku: Sku


@dataclass(frozen=True, slots=True)
class Begun:
    """What the rows before said about a product."""

    category: str | None
    variants: int


class Seen(Protocol):
    """What came before a line in its file."""

    def line_of(self, sku: str) -> int | None:
        """Where a SKU stood that was taken or is gone."""

    def begun(self, product: ProductId) -> Begun | None:
        """None for a product that has no row yet."""

    def alike(self, key: str) -> ProductId | None:
        """The product of the first row that had this key."""


@dataclass(frozen=True, slots=True)
class _Described:
    """How the last line's words about its product were read, with what was mended and unknown in them."""

    said: Line
    product: Product
    notes: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[str, str], ...]


class RowReader:
    """Reads lines in the order of their file. `seen` is told of each line that was read by whoever calls."""

    def __init__(self, lexicon: Lexicon, told: Told, seen: Seen) -> None:
        self._words, self._told, self._seen = Vocabulary(lexicon, told.language), told, seen
        self._last: _Described | None = None

    def read(self, number: int, line: Line, notes: list[Complaint]) -> Read | Gone:
        """Raises FieldError for a line that cannot be sold; what was repaired is added to `notes`."""

        def note(name: str, what: str) -> None:
            notes.append(Complaint(number, name, what))

        sku = fields.identifier(line, "sku")
        if sku is None:
            raise FieldError("sku", "is missing; every line is one SKU")
        if (earlier := self._seen.line_of(sku)) is not None:
            raise FieldError("sku", f"{sku!r} was on line {earlier} already")
        if fields.flag(line, "deleted"):
            return Gone(number, Sku(sku))
        line = named(line)
        title = fields.words(line, "title", note, LONGEST_TITLE)
        if title is None:
            raise FieldError("title", "is missing; say what the thing is")
        group = fields.identifier(line, "product")
        unknown: list[tuple[str, str]] = []
        described = self._completed(line, title, group, self._product(line, number, notes, unknown))
        variant = self._variant(line, Sku(sku), described, title, note, unknown)
        titles = self._as_told(title) | fields.pairs(line, "titles", note, LONGEST_TITLE)
        product = replace(described, title=title, titles=titles, variants=(variant,), dimensions={})
        keys = likeness(line, product)
        others = {key: found for key in keys if (found := self._seen.alike(key)) is not None}
        product = replace(product, id=ProductId(group) if group else self._group(sku, product, others.values()))
        self._check_product(product)
        offer = _offer(line, product, variant, note)
        again = any(key.startswith(GTIN) or other != product.id for key, other in others.items())
        return Read(number, product, offer, keys, again, tuple(unknown))

    def _completed(self, line: Line, title: str, group: str | None, product: Product) -> Product:
        """With what the title says besides; it does not make another thing of what earlier rows of the group are."""
        begun = self._seen.begun(ProductId(group)) if group else None
        if begun and product.category is None:
            product = replace(product, category=begun.category)
            if begun.category is None:
                return product
        return filled(product, undressed(title, line), self._words)

    def _group(self, sku: str, product: Product, others: Iterable[ProductId]) -> ProductId:
        """A row of no group joins what is plainly the same thing."""
        for other in others:
            begun = self._seen.begun(other)
            if begun and begun.category == product.category and begun.variants < MOST_VARIANTS:
                return other
        return ProductId(sku)

    def _check_product(self, product: Product) -> None:
        begun = self._seen.begun(product.id)
        if begun is None:
            return
        if begun.category != product.category:
            told, said = begun.category or "unknown", product.category or "unknown"
            raise FieldError("category", f"{said!r} is not the category {told!r} of its product")
        if begun.variants >= MOST_VARIANTS:
            raise FieldError("product", f"{product.id!r} has {MOST_VARIANTS} variants already")

    def _product(self, line: Line, number: int, notes: list[Complaint], unknown: list[tuple[str, str]]) -> Product:
        """What a line says about the product, but for titles. Lines of one product mostly repeat it."""
        said = {name: value for name, value in line.items() if name not in OF_THE_SKU}
        if self._last is None or self._last.said != said:
            told: list[tuple[str, str]] = []
            strange: list[tuple[str, str]] = []
            product = self._described(line, lambda name, what: told.append((name, what)), strange)
            self._last = _Described(said, product, tuple(told), tuple(strange))
        notes.extend(Complaint(number, name, what) for name, what in self._last.notes)
        unknown.extend(self._last.unknown)
        return self._last.product

    def _described(self, line: Line, note: Note, unknown: list[tuple[str, str]]) -> Product:
        attributes = fields.pairs(line, "attributes", note)
        dimensions, other = fields.measures(line, DIMENSIONS)
        description = fields.words(line, "description", note, LONGEST_DESCRIPTION) or ""
        words = LineWords(line, self._words, attributes, note, lambda kind, text: unknown.append((kind, text)))
        return Product(
            id=ProductId(""),
            title="",
            category=words.category(),
            description=description,
            audience=next(iter(words.many("audience")), None),
            variants=(),
            name=fields.words(line, "name", note),
            brand=fields.words(line, "brand", note),
            materials=words.many("material"),
            features=words.many("feature"),
            patterns=words.many("pattern"),
            styles=words.many("style"),
            rooms=words.many("room"),
            occasions=words.many("occasion"),
            dimensions={**sides_in(description), **dimensions},
            attributes=attributes | other,
            descriptions=self._as_told(description) | fields.pairs(line, "descriptions", note, LONGEST_DESCRIPTION),
            tier=fields.words(line, "tier", note),
            supplier=fields.words(line, "supplier", note) or self._told.supplier or None,
        )

    def _as_told(self, text: str) -> dict[str, str]:
        """A text in the feed's own language, by that language; English needs no mention."""
        return {self._told.language: text} if text and self._told.language != "en" else {}

    def _variant(
        self, line: Line, sku: Sku, product: Product, title: str, note: Note, unknown: list[tuple[str, str]]
    ) -> Variant:
        size = self._size(line, product, note, unknown) or size_in(product, title, self._words)
        dimensions = {**sides_in(title), **product.dimensions}
        if self._words.lexicon.concepts.sizing(product.category) in {"bed", "dimensions"}:
            for name, side in zip(("width", "length"), sides_of(size), strict=False):
                dimensions.setdefault(name, side)
        words = LineWords(line, self._words, {}, note, lambda kind, text: unknown.append((kind, text)))
        return Variant(
            sku=sku,
            title=title,
            color=words.color() or color_in(product, title, self._words),
            size=size,
            image=fields.words(line, "image", note, 500),
            dimensions=dimensions,
        )

    def _size(self, line: Line, product: Product, note: Note, unknown: list[tuple[str, str]]) -> str | None:
        """As the catalog has it where a chart says so, else as the supplier does."""
        said = fields.words(line, "size", note, 40)
        if said is None:
            return None
        concepts = self._words.lexicon.concepts
        chart = chart_for(self._told.charts, product.supplier, product.category, product.audience, concepts)
        size = (chart.size(said) if chart else None) or said
        if concepts.sizing(product.category) in SIZED and read_size(size) is None:
            unknown.append(("size", said))
        return size


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
        markets=fields.markets(line, note),
    )


@dataclass(slots=True)
class InMemory:
    """What was read of a feed that is small enough to be kept as objects."""

    by_product: dict[ProductId, list[Read]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    keys: dict[str, ProductId] = field(default_factory=dict)

    def line_of(self, sku: str) -> int | None:
        return self.lines.get(sku)

    def begun(self, product: ProductId) -> Begun | None:
        rows = self.by_product.get(product)
        return Begun(rows[0].product.category, len(rows)) if rows else None

    def alike(self, key: str) -> ProductId | None:
        return self.keys.get(key)

    def keep(self, read: Read) -> None:
        self.lines[read.offer.sku] = read.number
        self.by_product.setdefault(read.product.id, []).append(read)
        for key in read.keys:
            self.keys.setdefault(key, read.product.id)


def read_rows(rows: Iterable[tuple[int, Line | FieldError]], lexicon: Lexicon, told: Told | None = None) -> Feed:
    """A whole feed in memory: good rows as parts of products, bad ones as complaints. Rows of goods that are not sold
    any more leave nothing."""
    seen = InMemory()
    reader = RowReader(lexicon, told or Told(), seen)
    refused: list[Complaint] = []
    repaired: list[Complaint] = []
    for number, line in rows:
        notes: list[Complaint] = []
        try:
            if isinstance(line, FieldError):
                raise line
            read = reader.read(number, line, notes)
        except FieldError as error:
            refused.append(Complaint(number, error.field, error.reason))
            continue
        if isinstance(read, Read):
            seen.keep(read)
            repaired.extend(notes)
        else:
            seen.lines[read.sku] = number
    reads = [read for group in seen.by_product.values() for read in group]
    return Feed(
        products=tuple(together([read.product for read in group]) for group in seen.by_product.values()),
        offers=tuple(read.offer for read in sorted(reads, key=lambda read: read.number)),
        refused=tuple(refused),
        repaired=tuple(repaired),
    )
