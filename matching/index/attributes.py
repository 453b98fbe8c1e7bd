"""What a SKU is, as numpy arrays with one row per SKU: never what it costs or whether it is there.

What repeats is numbered, and a rule over it is judged once per number.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.index.concept_sets import KINDS, ConceptSets, Mask, Numbers
from matching.names import Names
from matching.product import Product, Variant
from orders.ids import Sku

T = TypeVar("T")
N = TypeVar("N", bound=np.generic)
Combination = tuple[str | None, str | None, str | None]

DIMENSIONS: Final = ("width", "height", "depth", "length", "diameter")
FEW: Final = 16
"""Rows are few where all are so many times more: of few, looking them up is quicker than a mask of all."""
MASKS: Final = 64
"""Masks that are kept for the next search that asks for the same."""


class Attributes:
    """One row per variant of the products given, in their order; fixed once made. Products that come after those
    `before` take the next numbers; the rows of those that are `gone` (by number) stay, but are not `there` any more.

    `product` is the product number of a row, `first` the first row of a product, with one more at the end.
    `combination` numbers each distinct (category, audience, size), `size` each of the `sizes`.
    """

    def __init__(
        self, products: Iterable[Product], before: "Attributes | None" = None, gone: Collection[int] = ()
    ) -> None:
        drawer = _Drawer(before)
        self.skus: Names = Names(drawer.skus(products), before.skus if before else None)
        self.first: NDArray[np.int64] = joined(before.first[:-1] if before else None, np.array(drawer.first, np.int64))
        self.product: Numbers = np.repeat(np.arange(len(self.first) - 1, dtype=np.int32), np.diff(self.first))
        self.there: Mask = np.ones(len(self.product), np.bool_)
        if before is not None:
            self.there[: len(before)] = before.there & ~np.isin(before.product, list(gone))
        measures = np.array(drawer.measures, np.float32).reshape(-1, len(DIMENSIONS))
        self.measures: NDArray[np.float32] = joined(before.measures if before else None, measures)
        self.combinations: list[Combination] = list(drawer.combinations)
        self.combination: Numbers = joined(
            before.combination if before else None, np.array(drawer.combination, np.int32)
        )
        sizes: dict[str | None, int] = {}
        numbers = np.array([sizes.setdefault(size, len(sizes)) for _, _, size in self.combinations], np.int32)
        self.sizes: tuple[str | None, ...] = tuple(sizes)
        self.size: Numbers = numbers.take(self.combination)
        self.meant_for: list[frozenset[str]] = list(drawer.markets)
        self.meant: Numbers = joined(before.meant if before else None, np.array(drawer.meant, np.int32))
        by_kind: dict[str, Numbers] = {
            kind: joined(before.concepts.numbers[kind] if before else None, np.array(codes, np.int32))
            for kind, codes in drawer.codes.items()
        }
        self.concepts: ConceptSets = ConceptSets(drawer.sets, by_kind, self.there)
        self.categories: Numbers = self.concepts.numbers["category"][self.first[:-1]]
        """By product; goods of one category are comparable."""
        self._masks = lru_cache(maxsize=MASKS)(self.concepts.mask)

    def __len__(self) -> int:
        return len(self.product)

    def row_of(self, sku: Sku) -> int | None:
        row = self.skus.number_of(sku)
        return row if row is not None and self.there[row] else None

    def rows_of(self, skus: Sequence[Sku]) -> NDArray[np.int64]:
        """The row of each SKU, -1 for one that is not there."""
        rows = self.skus.numbers_of(skus)
        known = np.flatnonzero(rows >= 0)
        rows[known[~self.there[rows[known]]]] = -1
        return rows

    def having(self, kind: str, concepts: Collection[str]) -> Mask:
        """Rows with any of the concepts; narrower ones are to be named too. Read-only."""
        return self._masks(kind, frozenset(concepts))

    def among(self, rows: NDArray[np.int64], kind: str, concepts: Collection[str]) -> Mask:
        """Which of these rows have any of the concepts."""
        if len(rows) * FEW < len(self):
            return self.concepts.among(rows, kind, concepts)
        return self.having(kind, concepts)[rows]

    def judged(self, rule: Callable[[str | None, str | None, str | None], bool]) -> Mask:
        """A rule over (category, audience, size) as a mask, judged once per distinct combination."""
        verdicts = np.array([rule(*combination) for combination in self.combinations], np.bool_)
        return np.asarray(verdicts.take(self.combination), np.bool_) if len(self) else np.zeros(0, np.bool_)


class _Drawer:
    """Notes the attributes of products as they come by, a few numbers a row, and goes on numbering after `before`."""

    def __init__(self, before: Attributes | None) -> None:
        self.first = array("q", [len(before) if before else 0])
        self.measures = array("f")
        self.combinations = _numbered(before.combinations if before else ())
        self.combination = array("i")
        self.markets = _numbered(before.meant_for if before else ())
        self.meant = array("i")
        self.sets: dict[str, dict[tuple[str, ...], int]] = {
            kind: _numbered(before.concepts.sets[kind] if before else ()) for kind in KINDS
        }
        self.codes: dict[str, array[int]] = {kind: array("i") for kind in KINDS}

    def skus(self, products: Iterable[Product]) -> Iterable[Sku]:
        """Passes on the SKU of each row while it notes the rest."""
        for product in products:
            shared = {"pattern": product.patterns, "style": product.styles, "room": product.rooms,
                      "occasion": product.occasions, "category": _one(product.category)}  # fmt: skip
            numbers = [(self.codes[kind], self._number(kind, found)) for kind, found in shared.items()]
            meant = self.markets.setdefault(frozenset(product.markets), len(self.markets))
            for variant in product.variants:
                for codes, number in numbers:
                    codes.append(number)
                self.meant.append(meant)
                self._note(product, variant)
                yield variant.sku
            self.first.append(self.first[-1] + len(product.variants))

    def _note(self, product: Product, variant: Variant) -> None:
        audience, measures = product.audience_of(variant), product.dimensions_of(variant)
        for kind, found in (
            ("color", _one(variant.color)), ("audience", _one(audience)),
            ("material", product.materials_of(variant)), ("feature", product.features_of(variant)),
        ):  # fmt: skip
            self.codes[kind].append(self._number(kind, found))
        self.measures.extend(measures.get(name, np.nan) for name in DIMENSIONS)
        combination = (product.category, audience, variant.size)
        self.combination.append(self.combinations.setdefault(combination, len(self.combinations)))

    def _number(self, kind: str, found: tuple[str, ...]) -> int:
        sets = self.sets[kind]
        return sets.setdefault(found, len(sets))


def _numbered(values: Iterable[T]) -> dict[T, int]:
    return {value: number for number, value in enumerate(values)}


def joined(before: NDArray[N] | None, new: NDArray[N]) -> NDArray[N]:
    return new if before is None else np.concatenate([before, new])


def concepts_of(product: Product, variant: Variant) -> Iterable[tuple[str, str]]:
    """Every (kind, concept) that holds for a variant, as the catalog says it."""
    single = (("category", product.category), ("color", variant.color), ("audience", product.audience_of(variant)))
    yield from ((kind, concept) for kind, concept in single if concept)
    many = (
        ("material", product.materials_of(variant)),
        ("feature", product.features_of(variant)),
        ("pattern", product.patterns),
        ("style", product.styles),
        ("room", product.rooms),
        ("occasion", product.occasions),
    )
    yield from ((kind, concept) for kind, concepts in many for concept in concepts)


def _one(concept: str | None) -> tuple[str, ...]:
    return (concept,) if concept else ()
