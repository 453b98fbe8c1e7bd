"""One state of the catalog, ready to be searched: products, columns, vectors and words that belong together.

A reload builds a new shelf and swaps it in whole; so does a change of prices and stock, which shares all the rest.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.concepts import Concepts
from matching.encoder.base import Encoder
from matching.index.attributes import joined
from matching.index.columns import Availability, Columns, concepts_of
from matching.index.faiss import FaissIndex
from matching.lexical import LexicalIndex, Page
from matching.morphology import fold
from matching.names import Names, Places
from matching.packed import PackedProducts
from matching.product import Product, Variant
from matching.ties import Ties, look_of, tie_of, variant_look
from orders.ids import ProductId

OF_THE_SUPPLIER: Final = frozenset({"bought_from", "ships_from"})
"""Attributes that are not searched, so that it changes no ranking who supplies the goods."""
DESCRIPTION: int = 400
"""Characters of a description that enter the vector: more of them blur what the thing is."""
AT_ONCE: Final = 5_000
"""Products that are encoded and indexed together."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Row numbers are those of `columns`; `product` numbers index `products` and are the keys of both indexes.

    Arrays have one entry per product, `sku_ties` one per row.
    """

    products: PackedProducts
    ids: Names
    columns: Columns
    vectors: FaissIndex
    words: LexicalIndex
    ties: Ties
    """By what is seen of a product; those of `ids` tell the same thing offered twice apart."""
    sku_ties: Ties
    groups: NDArray[np.int32]
    """Category of each product as a number: what prices are compared within. GONE: not in the catalog any more."""
    categories: tuple[str | None, ...]
    """By that number."""
    audiences: NDArray[np.int32]
    audience_names: tuple[str | None, ...]
    titles: Ties
    """Folded titles as tie numbers, to see the same thing offered twice."""
    names: Places
    """Of folded names of their own as tie numbers, NO_NAME where there is none."""

    def number_of(self, product: ProductId) -> int | None:
        """Of a product that is in the catalog."""
        number = self.ids.number_of(product)
        return None if number is None or self.groups[number] == GONE else number

    @property
    def is_worn(self) -> bool:
        """So much of it is of goods that are gone that it should be built anew."""
        return bool(np.count_nonzero(self.groups == GONE) > WORN * len(self.groups))


def build_shelf(
    products: Iterable[Product],
    offers: Iterable[Availability],
    concepts: Concepts,
    encoder: Encoder,
    folder: Path | None = None,
) -> Shelf:
    """Everything a search needs, from catalog rows and offers, in one pass: neither is ever held whole.

    Products without variants cannot be bought: left out. What was learned over many vectors is kept in `folder`.
    """
    drawer = _Drawer(concepts, encoder, FaissIndex(encoder.dimensions, folder, encoder.name))
    columns = Columns(drawer.taking(products), offers)
    drawer.vectors.learn_if_due()
    return drawer.shelf(columns)


def grown_shelf(
    before: Shelf, news: Sequence[Product], gone: Iterable[ProductId], offers: Iterable[Availability],
    concepts: Concepts, encoder: Encoder,
) -> Shelf:  # fmt: skip
    """With products that are new or different, and their offers, and without those that are gone.

    A product that is different gets a new number. Vectors of products that are gone stay until a shelf is built: a
    search that runs on the shelf of before may still ask for them.
    """
    known = (before.number_of(name) for name in (*gone, *(product.id for product in news)))
    outdated = [number for number in known if number is not None]
    drawer = _Drawer(concepts, encoder, before.vectors, before)
    columns = before.columns.grown(drawer.taking(news), outdated, offers)
    if outdated:
        before.words.remove(outdated)
    before.vectors.learn_if_due()
    return drawer.shelf(columns, outdated)


NO_NAME: Final = -1
GONE: Final = -1
WORN: Final = 0.25


class _Drawer:
    """Notes what a shelf keeps of each product as it comes by, after those on the shelf of `before`."""

    def __init__(self, concepts: Concepts, encoder: Encoder, vectors: FaissIndex, before: Shelf | None = None) -> None:
        self._concepts, self._encoder, self._before = concepts, encoder, before
        self.products = PackedProducts(before.products if before else None)
        self.vectors = vectors
        self.words = before.words if before else LexicalIndex()
        self.ids: list[str] = []
        self.ties, self.sku_ties, self.titles, self.names = array("q"), array("q"), array("q"), array("q")
        self.groups, self.audiences = array("i"), array("i")
        self.categories = {name: number for number, name in enumerate(before.categories if before else ())}
        self.audience_names = {name: number for number, name in enumerate(before.audience_names if before else ())}

    def shelf(self, columns: Columns, outdated: Sequence[int] = ()) -> Shelf:
        """With all that came by, before it what stood there, of which some is outdated."""
        before = self._before
        groups = joined(before.groups if before else None, np.array(self.groups, np.int32))
        groups[list(outdated)] = GONE
        return Shelf(
            products=self.products,
            ids=Names(self.ids, before.ids if before else None),
            columns=columns,
            vectors=self.vectors,
            words=self.words,
            ties=joined(before.ties if before else None, np.array(self.ties, np.int64)),
            sku_ties=joined(before.sku_ties if before else None, np.array(self.sku_ties, np.int64)),
            groups=groups,
            categories=tuple(self.categories),
            audiences=joined(before.audiences if before else None, np.array(self.audiences, np.int32)),
            audience_names=tuple(self.audience_names),
            titles=joined(before.titles if before else None, np.array(self.titles, np.int64)),
            names=Places(joined(before.names.ties if before else None, np.array(self.names, np.int64))),
        )

    def taking(self, products: Iterable[Product]) -> Iterator[Product]:
        """Passes each product on after it was noted, and has them indexed in large parts."""
        with self.words.putting() as put:
            waiting: list[Product] = []
            for product in products:
                if product.variants:
                    self._note(product)
                    waiting.append(product)
                    yield product
                if len(waiting) == AT_ONCE:
                    put(self._indexed(waiting))
                    waiting = []
            if waiting:
                put(self._indexed(waiting))

    def _note(self, product: Product) -> None:
        self.products.add(product)
        self.ids.append(product.id)
        self.ties.append(tie_of(look_of(product)))
        self.sku_ties.extend(tie_of(variant_look(variant)) for variant in product.variants)
        self.groups.append(self.categories.setdefault(product.category, len(self.categories)))
        self.audiences.append(self.audience_names.setdefault(product.audience, len(self.audience_names)))
        self.titles.append(tie_of(" ".join(product.title.casefold().split())))
        self.names.append(tie_of(fold(product.name)) if product.name else NO_NAME)

    def _indexed(self, products: Sequence[Product]) -> Iterator[Page]:
        """The pages of products whose vectors were put."""
        first = len(self.products) - len(products)
        keys = np.arange(first, len(self.products), dtype=np.int64)
        passages = [passage_of(product, self._concepts) for product in products]
        marks = np.array([tie_of(passage) for passage in passages], np.int64)
        new = ~self.vectors.known(keys, marks)
        unread = [passages[place] for place in np.flatnonzero(new).tolist()]
        self.vectors.put(keys[new], self._encoder.encode_passages(unread), marks[new])
        return (page_of(first + place, product, self._concepts) for place, product in enumerate(products))


def passage_of(product: Product, concepts: Concepts) -> str:
    """What the encoder reads of a product: what it is, what it is like, and the start of its description."""
    said = [product.title, *_titles(product, concepts), product.description[:DESCRIPTION]]
    return ". ".join(dict.fromkeys(part for part in said if part))


def page_of(number: int, product: Product, concepts: Concepts) -> Page:
    """What the lexical index reads of a product."""
    kinds = [product.category, *concepts.ancestors("category", product.category)] if product.category else []
    said = [*_titles(product, concepts), *(value for _, value in _told(product)), product.brand or ""]
    return Page(
        key=number,
        category=product.category or "",
        title=_readable(product.title),
        kinds=" ".join(concepts.title("category", name) for name in kinds if name),
        attributes=_readable(" ".join([*said, *_besides(product, said)])),
        description=_readable(product.description),
        names=_readable(" . ".join(name.replace("_", " ") for name, _ in _told(product))),
        abroad={locale: _readable(_said_in(locale, product)) for locale in {*product.titles, *product.descriptions}},
    )


def _besides(product: Product, said: Sequence[str]) -> Iterable[str]:
    """Words of its own name and of its variants' names that nothing else says of it, each once."""
    known = set(" ".join([product.title, *said]).casefold().split())
    names = dict.fromkeys([product.name or "", *(variant.title or "" for variant in product.variants)])
    words = dict.fromkeys(word.strip(",;:()") for name in names for word in name.casefold().split())
    return (word for word in words if word not in known)


def _said_in(locale: str, product: Product) -> str:
    """Title, twice, and description in a language, as far as there are any."""
    title = product.titles.get(locale, "")
    return " . ".join((title, title, product.descriptions.get(locale, "")))


def _titles(product: Product, concepts: Concepts) -> Sequence[str]:
    """Titles of everything that holds for any of its variants, each once."""
    alike: dict[tuple[object, ...], Variant] = {}
    for variant in product.variants:  # Sizes of one colour have everything in common.
        alike.setdefault((variant.color, variant.audience, variant.materials, variant.features), variant)
    pairs = dict.fromkeys(pair for variant in alike.values() for pair in concepts_of(product, variant))
    return tuple(concepts.title(kind, name) for kind, name in pairs)


def _told(product: Product) -> Iterable[tuple[str, str]]:
    """Attributes of the goods; where a supplier sends them from tells nothing of the goods."""
    return ((name, value) for name, value in product.attributes.items() if name not in OF_THE_SUPPLIER)


def _readable(text: str) -> str:
    return text.encode("utf-8", "ignore").decode("utf-8")
