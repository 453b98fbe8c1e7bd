"""One search over one shelf: what may be sold here, which variant stands for its product, and the signals that rank
it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.concepts import Concepts
from matching.fit import in_time, masks_for, wearer_of
from matching.index.columns import NO_PRICE, Mask
from matching.matches import Match, Occasion, Taste
from matching.morphology import fold
from matching.near import Relaxation, miss
from matching.need import Need
from matching.passing import Passing
from matching.rank import WEIGHTS, Numbers, Rows, Signals, first_of_each
from matching.reasons import Pick, reasons_for
from matching.shelf import Shelf
from matching.sizes import CHILDREN, ONE_SIZE, at_home, fits, is_of_age, read_size
from matching.ties import tie_of
from orders.ids import ProductId
from orders.money import Money

PROFILE_SIZES: Final[Mapping[str, str]] = {
    "clothing": "clothing", "waist": "trousers", "shoes": "shoes", "ring": "ring", "bed": "bed",
}  # fmt: skip
"""Way of sizing → the profile's kind of size."""
NOBODY: Final = Taste()


class Search:
    """The constraints of a need as masks over the shelf's rows, and what ranking has to know about the rows that
    pass."""

    def __init__(self, need: Need, occasion: Occasion, shelf: Shelf, concepts: Concepts) -> None:
        need = _sized_at_home(need, occasion.market, concepts)
        self.need, self.occasion, self.shelf, self.concepts = need, occasion, shelf, concepts
        self.prices = shelf.columns.prices(occasion.currency)
        self.stock = shelf.columns.stock()
        self.masks: dict[str, Mask] = masks_for(need, shelf.columns, concepts)
        if need.needed_by:
            self.masks["needed_by"] = in_time(need.needed_by, occasion.arrivals, shelf.columns)
        self.here = shelf.columns.here(occasion.market, occasion.currency, need.quantity)
        self.taste = occasion.taste if _is_theirs(need, occasion.taste) else NOBODY
        self._wished = self._wished_sizes()

    def passing(self, relaxed: Sequence[Relaxation] = ()) -> Passing:
        """Rows that satisfy every constraint, with those replaced that are relaxed: these they miss."""
        if not self.masks:
            return self.here.passing
        instead = {each.drops: each.mask for each in relaxed}
        found = self.here.sellable
        for name, mask in self.masks.items():
            found = found & (instead[name] & ~mask if name in instead else mask)
        return Passing.of(np.flatnonzero(found), self.shelf.columns.product)

    def unseen(self, passing: Passing, taken: Collection[ProductId] = ()) -> Passing:
        """Without products that were shown before or are taken already."""
        hidden = {self.shelf.ids.number_of(name) for name in (*self.occasion.seen, *taken)}
        return passing.without([number for number in hidden if number is not None])

    def best_variants(self, rows: Rows) -> Rows:
        """One row per product: in the size and colour wished for, then the cheaper, then the better stocked one."""
        colors = self._narrower("color", self.need.liked_colors) | self._named(self.taste.likes, "color")
        liked, exact = self._any_of(rows, "color", colors), self._any_of(rows, "color", self.need.colors)
        hurt = self._any_of(rows, "color", self._named(self.taste.dislikes, "color"))
        wish = 4 * self._wished[rows] + 2 * exact + 1 * liked - 1 * hurt
        keys = (-wish, self.prices[rows], -self.stock[rows], self.shelf.sku_ties[rows])
        return rows[first_of_each(self.shelf.columns.product[rows], keys)]

    def signals(self, chosen: Rows, text: Numbers) -> Signals:
        """Of a few rows; `text` is how well their words fit."""
        return Signals(
            text=text,
            exact=self._exact(chosen),
            liked=self._liked(chosen),
            size=self._wished[chosen].astype(np.float64),
            taste=self._share_of(chosen, self.taste.likes),
            disliked=self._share_of(chosen, self.taste.dislikes),
            value=self.here.ladder.dearer(self.prices[chosen], self._groups(chosen)),
            unasked=self._unasked(chosen),
        )

    def wishes(self, passing: Passing) -> Numbers:
        """What many products score by the wishes that their best row meets, without words and price; unrounded."""
        need, taste = self.need, self.taste
        liked = need.liked_colors or need.liked_materials or need.liked_styles
        if passing is self.here.passing and not (liked or taste.sizes or taste.likes or taste.dislikes):
            return (0.0 if self._is_for_child else WEIGHTS.unasked) * self.here.for_children
        return np.asarray(np.maximum.reduceat(self._wishes_met(passing.rows), passing.starts), np.float64)

    def _wishes_met(self, rows: Rows) -> Numbers:
        need, taste, found = self.need, self.taste, np.zeros(len(rows))
        if need.colors:
            found += WEIGHTS.exact * self._exact(rows)
        if need.liked_colors or need.liked_materials or need.liked_styles:
            found += WEIGHTS.liked * self._liked(rows)
        if taste.sizes:
            found += WEIGHTS.size * self._wished[rows]
        if taste.likes or taste.dislikes:
            found += WEIGHTS.taste * self._share_of(rows, taste.likes)
            found += WEIGHTS.disliked * self._share_of(rows, taste.dislikes)
        if not self._is_for_child:
            found += WEIGHTS.unasked * self._unasked(rows)
        return found

    def cheapest(self, passing: Passing) -> int | None:
        """The product that has the lowest price of at least three; None where several have."""
        return self.here.cheapest if passing is self.here.passing else passing.cheapest(self.prices)

    def likeness(self, products: Rows) -> Numbers:
        """(n, n) from 0 to 1 between products: cosine where they are of one category; 1 for the same title."""
        vectors = self.shelf.vectors.vectors(products)
        cosines = np.clip(vectors @ vectors.T, 0, 1).astype(np.float64)
        groups = self.shelf.groups[products]
        titles = self.shelf.titles[products]
        same = np.equal.outer(groups, groups)
        return np.where(np.equal.outer(titles, titles), 1.0, np.where(same, cosines, 0.5 * cosines))

    def match(
        self, row: int, score: float, cheaper_than: float, cheapest: bool, relaxed: Sequence[Relaxation]
    ) -> Match:
        """The row as an answer. A near miss says first in what it misses."""
        columns = self.shelf.columns
        number = int(columns.product[row])
        product = self.shelf.products[number]
        variant = product.variants[row - int(columns.attributes.first[number])]
        price = Money(int(self.prices[row]), self.occasion.currency)
        pick = Pick(
            product, variant, price,
            in_wished_size=bool(self._wished[row]) and self.need.age is None, cheaper_than=cheaper_than,
            comparable=self._comparable(number), cheapest=cheapest,
            taste=self.taste if self.taste is not NOBODY else None,
            arrives=self.occasion.arrivals.get(columns.tier_at(row)),
            for_children=product.audience_of(variant) in CHILDREN and not self._is_for_child,
        )  # fmt: skip
        said_in = self.need.budget.upper.currency if self.need.budget and self.need.budget.upper else price.currency
        amount = columns.price_at(row, said_in)
        said = None if amount == NO_PRICE else Money(amount, said_in)
        missed = tuple(miss(each, pick, said) for each in relaxed)
        reasons = reasons_for(self.need, pick, self.concepts, frozenset(each.drops for each in relaxed))
        return Match(product, variant, price, int(self.stock[row]), score, missed + reasons[: 3 - len(missed)])

    def _comparable(self, number: int) -> int:
        return int(np.count_nonzero(self.shelf.groups == self.shelf.groups[number])) - 1

    def _groups(self, rows: Rows) -> NDArray[np.int32]:
        return self.shelf.columns.attributes.categories[self.shelf.columns.product[rows]]

    def named(self, passing: Passing) -> Passing:
        """Products whose own name is among the words that are no concept ("the Fjord blanket"); all where none is."""
        words = [tie_of(word) for word in set(fold(self.need.text).split())]
        found = passing.only(self.shelf.names.of(words))
        return found if len(found) else passing

    def _exact(self, chosen: Rows) -> Numbers:
        """Who asks for yellow gets mustard too, but yellow first."""
        if not self.need.colors:
            return np.zeros(len(chosen))
        return self._any_of(chosen, "color", self.need.colors).astype(np.float64)

    def _liked(self, chosen: Rows) -> Numbers:
        wishes = [
            self._any_of(chosen, kind, self._narrower(kind, wanted))
            for kind, wanted in (
                ("color", self.need.liked_colors), ("material", self.need.liked_materials), ("style",
                self.need.liked_styles), )
            if wanted
        ]  # fmt: skip
        return np.mean(wishes, axis=0).astype(np.float64) if wishes else np.zeros(len(chosen))

    def _share_of(self, chosen: Rows, words: Collection[str]) -> Numbers:
        """1 where a variant has any of the tasted concepts, whatever their kind."""
        found = np.zeros(len(chosen), np.bool_)
        if not words:
            return found.astype(np.float64)
        for kind in ("color", "material", "pattern", "style", "category", "feature"):
            found |= self._any_of(chosen, kind, self._named(words, kind))
        return found.astype(np.float64)

    def _unasked(self, chosen: Rows) -> Numbers:
        """1 for children's goods when the need speaks of no child."""
        if self._is_for_child:
            return np.zeros(len(chosen))
        return self._any_of(chosen, "audience", CHILDREN).astype(np.float64)

    @cached_property
    def _is_for_child(self) -> bool:
        """A child is spoken of, or goods that are made for nobody else (a romper)."""
        need = self.need
        person = self.concepts.audience_of(need.person)
        if need.audience in CHILDREN or person in CHILDREN or (need.age is not None and need.age < 18):
            return True
        columns = self.shelf.columns
        kind = columns.having("category", self.concepts.expand("category", need.category)) if need.category else None
        return kind is not None and not (kind & ~columns.having("audience", CHILDREN)).any()

    def _wished_sizes(self) -> Mask:
        """Rows in the very size of the age that was said, or in one that the profile knows, where the need names
        none."""
        if self.need.age is not None and not self.need.size:
            age = self.need.age
            return self.shelf.columns.judged(lambda category, audience, size: is_of_age(size, age))
        if self.need.size or not self.taste.sizes:
            return np.zeros(len(self.shelf.columns), np.bool_)
        return self.shelf.columns.judged(self._is_wished(wearer_of(self.need, self.concepts)))

    def _is_wished(self, wearer: str | None) -> Callable[[str | None, str | None, str | None], bool]:
        def rule(category: str | None, audience: str | None, size: str | None) -> bool:
            sizing = self.concepts.sizing(category)
            wished = self.taste.sizes.get(PROFILE_SIZES.get(sizing or "", ""))
            if (read_size(size) if size else None) == ONE_SIZE:
                return False
            if not wished or audience in CHILDREN:
                return False
            own = at_home(wished, self.occasion.market, sizing, wearer or audience)
            return fits(own, size, sizing, wearer or audience)

        return rule

    def _any_of(self, rows: Rows, kind: str, concepts: Collection[str]) -> Mask:
        return self.shelf.columns.attributes.among(rows, kind, concepts)

    def _narrower(self, kind: str, wanted: tuple[str, ...]) -> frozenset[str]:
        return self.concepts.expand_all(kind, wanted)

    def _named(self, words: Collection[str], kind: str) -> frozenset[str]:
        return self.concepts.expand_all(kind, tuple(word for word in words if (kind, word) in self.concepts))


def _sized_at_home(need: Need, market: str, concepts: Concepts) -> Need:
    """The need with its size in the system that the number is of where it was said."""
    if not need.size:
        return need
    size = at_home(need.size, market, concepts.sizing(need.category), wearer_of(need, concepts))
    return need if size == need.size else need.model_copy(update={"size": size})


def named_concepts(need: Need, concepts: Concepts) -> str:
    """The need's own concepts in the words of the source language: the form that speaks as the catalog does."""
    pairs = [
        *(("color", name) for name in need.colors + need.liked_colors),
        *(("pattern", name) for name in need.patterns),
        *(("material", name) for name in need.materials + need.liked_materials),
        *(("style", name) for name in need.styles + need.liked_styles),
        *(("category", name) for name in (need.category,) if name),
        *(("feature", name) for name in need.features),
        *(("occasion", name) for name in need.occasions),
        *(("room", name) for name in need.rooms),
    ]
    return " ".join(dict.fromkeys(concepts.title(kind, name) for kind, name in pairs))


def _is_theirs(need: Need, taste: Taste) -> bool:
    """Nobody's own sizes and tastes are used for somebody else."""
    for_another = need.person not in {None, "self"} or (need.gift and need.person != "self")
    return not (taste.own and for_another)
