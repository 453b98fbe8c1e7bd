"""One state of the catalog, ready to be searched: products, columns, vectors and words that belong together.

A reload builds a new shelf and swaps it in whole; prices and stock change in place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.concepts import Concepts
from matching.encoder.base import Encoder
from matching.index.base import Index
from matching.index.columns import Availability, Columns, concepts_of
from matching.index.faiss import FaissIndex
from matching.lexical import LexicalIndex, Page
from matching.product import Product
from matching.ties import look_of, tie_of, variant_look
from orders.ids import ProductId

OF_THE_SUPPLIER: Final = frozenset({"bought_from", "ships_from"})
"""Attributes that are not searched, so that it changes no ranking who supplies the goods."""
DESCRIPTION: int = 400
"""Characters of a description that enter the vector: more of them blur what the thing is."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Row numbers are those of `columns`; `product` numbers index `products` and are the keys of both indexes."""

    products: tuple[Product, ...]
    numbers: dict[ProductId, int]
    columns: Columns
    vectors: Index
    words: LexicalIndex
    ties: NDArray[np.int64]
    """By what is seen of a product; `copies` by its id, for the same thing offered twice."""
    copies: NDArray[np.int64]
    sku_ties: NDArray[np.int64]
    groups: NDArray[np.int64]
    """Category of each product as a number: what prices are compared within."""
    titles: tuple[str, ...]
    """Folded titles, to see the same thing offered twice."""


def build_shelf(
    products: Iterable[Product], offers: Iterable[Availability], concepts: Concepts, encoder: Encoder
) -> Shelf:
    """Everything a search needs, from catalog rows and offers. Products without variants cannot be bought: left out."""
    kept = tuple(product for product in products if product.variants)
    columns = Columns(kept)
    columns.update(offers)
    vectors = FaissIndex(encoder.dimensions)
    if kept:
        passages = encoder.encode_passages([passage_of(product, concepts) for product in kept])
        vectors.put(np.arange(len(kept), dtype=np.int64), passages)
    codes: dict[str, int] = {}
    return Shelf(
        products=kept,
        numbers={product.id: number for number, product in enumerate(kept)},
        columns=columns,
        vectors=vectors,
        words=LexicalIndex(page_of(number, product, concepts) for number, product in enumerate(kept)),
        ties=np.array([tie_of(look_of(product)) for product in kept], np.int64),
        copies=np.array([tie_of(product.id) for product in kept], np.int64),
        sku_ties=np.array([tie_of(variant_look(variant)) for variant in columns.variants], np.int64),
        groups=np.array([codes.setdefault(product.category or "", len(codes)) for product in kept], np.int64),
        titles=tuple(" ".join(product.title.casefold().split()) for product in kept),
    )


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
            " ".join([*_titles(product, concepts), *_told(product), product.brand or ""])
        ),
        description=_readable(product.description),
        local=_readable(" ".join(text for locale, text in product.titles.items() if locale != "en")),
        abroad=_readable(" ".join(text for locale, text in product.descriptions.items() if locale != "en")),
    )


def _titles(product: Product, concepts: Concepts) -> Sequence[str]:
    """Titles of everything that holds for any of its variants, each once."""
    pairs = dict.fromkeys(pair for variant in product.variants for pair in concepts_of(product, variant))
    return tuple(concepts.title(kind, name) for kind, name in pairs)


def _told(product: Product) -> Iterable[str]:
    """Attributes of the goods; where a supplier sends them from tells nothing of the goods."""
    return (value for name, value in product.attributes.items() if name not in OF_THE_SUPPLIER)


def _readable(text: str) -> str:
    return text.encode("utf-8", "ignore").decode("utf-8")
