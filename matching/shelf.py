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
from matching.index.base import Index
from matching.index.columns import Availability, Columns, concepts_of
from matching.index.faiss import FaissIndex
from matching.lexical import LexicalIndex, Page
from matching.morphology import fold
from matching.names import Names, Places
from matching.packed import PackedProducts
from matching.product import Product, Variant
from matching.ties import Ties, look_of, tie_of, variant_look

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
    vectors: Index
    words: LexicalIndex
    ties: Ties
    """By what is seen of a product; those of `ids` tell the same thing offered twice apart."""
    sku_ties: Ties
    groups: NDArray[np.int32]
    """Category of each product as a number: what prices are compared within."""
    categories: tuple[str | None, ...]
    """By that number."""
    audiences: NDArray[np.int32]
    audience_names: tuple[str | None, ...]
    titles: Ties
    """Folded titles as tie numbers, to see the same thing offered twice."""
    names: Places
    """Of folded names of their own as tie numbers, NO_NAME where there is none."""


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
    return Shelf(
        products=drawer.products,
        ids=Names(drawer.ids),
        columns=columns,
        vectors=drawer.vectors,
        words=drawer.words,
        ties=np.array(drawer.ties, np.int64),
        sku_ties=np.array(drawer.sku_ties, np.int64),
        groups=np.array(drawer.groups, np.int32),
        categories=tuple(drawer.categories),
        audiences=np.array(drawer.audiences, np.int32),
        audience_names=tuple(drawer.audience_names),
        titles=np.array(drawer.titles, np.int64),
        names=Places(np.array(drawer.names, np.int64)),
    )


NO_NAME: Final = -1


class _Drawer:
    """Notes what a shelf keeps of each product as it comes by."""

    def __init__(self, concepts: Concepts, encoder: Encoder, vectors: FaissIndex) -> None:
        self._concepts, self._encoder = concepts, encoder
        self.products = PackedProducts()
        self.vectors = vectors
        self.words = LexicalIndex()
        self.ids: list[str] = []
        self.ties, self.sku_ties, self.titles, self.names = array("q"), array("q"), array("q"), array("q")
        self.groups, self.audiences = array("i"), array("i")
        self.categories: dict[str | None, int] = {}
        self.audience_names: dict[str | None, int] = {}

    def taking(self, products: Iterable[Product]) -> Iterator[Product]:
        """Passes each product on after it was noted, and has them indexed in large parts."""
        waiting: list[Product] = []
        for product in products:
            if product.variants:
                self._note(product)
                waiting.append(product)
                yield product
            if len(waiting) == AT_ONCE:
                self._index(waiting)
                waiting = []
        self._index(waiting)

    def _note(self, product: Product) -> None:
        self.products.add(product)
        self.ids.append(product.id)
        self.ties.append(tie_of(look_of(product)))
        self.sku_ties.extend(tie_of(variant_look(variant)) for variant in product.variants)
        self.groups.append(self.categories.setdefault(product.category, len(self.categories)))
        self.audiences.append(self.audience_names.setdefault(product.audience, len(self.audience_names)))
        self.titles.append(tie_of(" ".join(product.title.casefold().split())))
        self.names.append(tie_of(fold(product.name)) if product.name else NO_NAME)

    def _index(self, products: Sequence[Product]) -> None:
        if not products:
            return
        first = len(self.products) - len(products)
        keys = np.arange(first, len(self.products), dtype=np.int64)
        passages = [passage_of(product, self._concepts) for product in products]
        marks = np.array([tie_of(passage) for passage in passages], np.int64)
        new = ~self.vectors.known(keys, marks)
        unread = [passages[place] for place in np.flatnonzero(new).tolist()]
        self.vectors.put(keys[new], self._encoder.encode_passages(unread), marks[new])
        self.words.put(page_of(first + place, product, self._concepts) for place, product in enumerate(products))


def passage_of(product: Product, concepts: Concepts) -> str:
    """What the encoder reads of a product: what it is, what it is like, and the start of its description."""
    said = [product.title, *_titles(product, concepts), product.description[:DESCRIPTION]]
    return ". ".join(dict.fromkeys(part for part in said if part))


def page_of(number: int, product: Product, concepts: Concepts) -> Page:
    """What the lexical index reads of a product."""
    kinds = [product.category, *concepts.ancestors("category", product.category)] if product.category else []
    return Page(
        key=number,
        category=product.category or "",
        title=_readable(product.title),
        kinds=" ".join(concepts.title("category", name) for name in kinds if name),
        attributes=_readable(
            " ".join([*_titles(product, concepts), *(value for _, value in _told(product)), product.brand or ""])
        ),
        description=_readable(product.description),
        local=_readable(" ".join(text for locale, text in product.titles.items() if locale != "en")),
        abroad=_readable(" ".join(text for locale, text in product.descriptions.items() if locale != "en")),
        names=_readable(" . ".join(name.replace("_", " ") for name, _ in _told(product))),
    )


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
