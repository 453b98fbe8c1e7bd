"""From a need to products that fit, with reasons; near misses named as such; and the one question worth asking.

Filters are exact and come first; text only orders what passed. Implements the Finder protocol of `matches.py`.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from matching.ask import ask_for
from matching.bridge import Bridge
from matching.concepts import Concepts
from matching.encoder.base import Encoder
from matching.index.columns import NO_PRICE, Availability
from matching.matches import Match, Matches, Occasion, Why
from matching.meant import found_as_meant
from matching.near import Relaxation, further, relaxations
from matching.need import Need
from matching.passing import Passing
from matching.product import Product
from matching.rank import PLACES, VECTOR_WEIGHT, Numbers, Rows, blended, ordered, score, share_of_vectors, varied
from matching.search import Search, named_concepts
from matching.shelf import GONE, Shelf, build_shelf, grown_shelf
from matching.shortlist import Said, shortlisted
from matching.ties import shuffled
from matching.uses import found_for
from orders.ids import ProductId, Sku
from orders.money import Money

READ: Final = 2_000
"""Characters of a need's text that are searched by."""
CONSIDERED: Final = 40
"""Candidates among which variety is sought."""
WORD_HITS: Final = 1_400
"""Products that share most words with the need; all others count as sharing none."""
FAINT: Final = 0.25
"""Cosine below which a text that shares no word with the catalog speaks of something else."""


class Matcher:
    """Search over one catalog. Safe to call from several threads; a reload swaps the whole catalog at once.

    `vector_weight` belongs to the encoder: its share of the text score beside BM25 where every word is known.
    What is learned over many vectors is kept in `folder`. `bridge` carries needs of other languages over into English.
    """

    def __init__(  # noqa: PLR0913
        self,
        concepts: Concepts,
        encoder: Encoder,
        products: Iterable[Product] = (),
        offers: Iterable[Availability] = (),
        vector_weight: float = VECTOR_WEIGHT,
        *,
        folder: Path | None = None,
        bridge: Bridge | None = None,
    ) -> None:
        self._concepts = concepts
        self._encoder = encoder
        self._vector_weight = vector_weight
        self._folder = folder
        self._bridge = bridge
        self._swapping = threading.Lock()
        self._shelf = self.build(products, offers)

    def build(self, products: Iterable[Product], offers: Iterable[Availability]) -> Shelf:
        """A catalog ready to be used. Searches go on meanwhile."""
        return build_shelf(products, offers, self._concepts, self._encoder, self._folder)

    def use(self, shelf: Shelf) -> None:
        """Replace the catalog. Searches that run meanwhile see the old one or the new one, never a mixture."""
        with self._swapping:
            self._shelf = shelf

    def reload(self, products: Iterable[Product], offers: Iterable[Availability]) -> None:
        self.use(self.build(products, offers))

    def update_offers(self, changes: Iterable[Availability]) -> int:
        """Take over prices, stock and markets of some SKUs; no vector is touched. How many SKUs were known."""
        offers = list(changes)
        with self._swapping:
            columns = self._shelf.columns
            self._shelf = replace(self._shelf, columns=columns.updated(offers))
            return sum(columns.row_of(offer.sku) is not None for offer in offers)

    def take_over(self, news: Sequence[Product], gone: Iterable[ProductId], offers: Iterable[Availability]) -> None:
        """Goods that are new or different, with their offers, and goods that are gone. Searches go on meanwhile."""
        with self._swapping:
            self._shelf = grown_shelf(self._shelf, news, gone, offers, self._concepts, self._encoder)

    @property
    def shelf(self) -> Shelf:
        """The catalog as it is now."""
        return self._shelf

    def currencies(self) -> frozenset[str]:
        """Currencies in which anything has a price: what an Occasion may ask for."""
        return self._shelf.columns.currencies()

    def product(self, product_id: ProductId) -> Product | None:
        shelf = self._shelf
        number = shelf.number_of(product_id)
        return None if number is None else shelf.products[number]

    def product_of(self, sku: Sku) -> Product | None:
        shelf = self._shelf
        row = shelf.columns.row_of(sku)
        return None if row is None else shelf.products[int(shelf.columns.product[row])]

    def price_of(self, sku: Sku, currency: str) -> Money | None:
        columns = self._shelf.columns
        row = columns.row_of(sku)
        price = NO_PRICE if row is None else columns.price_at(row, currency)
        return None if price == NO_PRICE else Money(price, currency)

    def stock_of(self, sku: Sku) -> int:
        columns = self._shelf.columns
        row = columns.row_of(sku)
        return 0 if row is None else columns.stock_at(row)

    def sizing_of(self, category: str | None) -> str | None:
        """The way of sizing of a category: "clothing", "shoes"."""
        return self._concepts.sizing(category)

    def find(self, need: Need, occasion: Occasion, limit: int = 3) -> Matches:
        def found(tried: Need) -> Matches:
            return found_for(tried, lambda with_fewer: self._found(with_fewer, occasion, limit), self._concepts)

        return found_as_meant(need, found)

    def by_words(self, need: Need, occasion: Occasion, limit: int) -> tuple[ProductId, ...]:
        """What satisfies the need in the order of how well its words fit, without wishes, price and variety."""
        search = Search(need, occasion, self._shelf, self._concepts)
        _, products, text = self._worded(search, self._said(search), search.passing())
        order = ordered(np.round(text, PLACES), search.shelf.ties[products])[:limit]
        return tuple(search.shelf.products[number].id for number in products[order].tolist())

    def _found(self, need: Need, occasion: Occasion, limit: int) -> Matches:
        search = Search(need, occasion, self._shelf, self._concepts)
        said = self._said(search)
        passing = search.passing()
        best = () if self._is_elsewhere(search, said) else self._pick(search, said, search.unseen(passing), limit)
        return Matches(
            best=best,
            near=() if best else self._near(search, said, limit),
            total=len(passing.products),
            ask=ask_for(need, occasion, search.shelf, passing, self._concepts),
        )

    def _is_elsewhere(self, search: Search, said: Said | None) -> bool:
        """Nothing but words is known, and they are about nothing on the shelf (a lawnmower): better to show nothing."""
        text, shelf = _readable(search.need.text), search.shelf
        if said is None or len(said.products):
            return False
        if not text or search.need.model_copy(update={"text": ""}) != Need():
            return False
        there = np.flatnonzero(shelf.groups != GONE)
        _, scores = shelf.vectors.search(self._encoder.encode_queries([text])[0], 1, there)
        return bool((scores < FAINT).any())

    def _near(self, search: Search, said: Said | None, limit: int) -> tuple[Match, ...]:
        """Products that miss one wish, in the order shoppers give wishes up; where none does at any price, two."""
        found: list[Match] = []
        need, columns = search.need, search.shelf.columns
        for relaxed in relaxations(need, columns, self._concepts):
            found += self._missing(search, said, (relaxed,), found, limit)
            if len(found) >= limit or (found and relaxed.drops == "category"):
                return tuple(found)
        at_any_price = Relaxation("budget", columns.everything(), Why.OVER_BUDGET)
        if found or (need.budget and len(search.passing((at_any_price,)))):
            return tuple(found)
        ways = (self._missing(search, said, given_up, (), limit) for given_up in further(need, columns, self._concepts))
        return next((picked for picked in ways if picked), ())

    def _missing(
        self, search: Search, said: Said | None, relaxed: tuple[Relaxation, ...], besides: Sequence[Match], limit: int
    ) -> tuple[Match, ...]:
        passing = search.unseen(search.passing(relaxed), [match.product.id for match in besides])
        return self._pick(search, said, passing, limit - len(besides), relaxed)

    def _pick(
        self, search: Search, said: Said | None, passing: Passing, limit: int, relaxed: tuple[Relaxation, ...] = ()
    ) -> tuple[Match, ...]:
        if not len(passing) or limit < 1:
            return ()
        chosen, products, text = self._worded(search, said, search.named(passing))
        signals = search.signals(chosen, text)
        scores = score(signals)
        prices = search.prices[chosen]
        ties = (shuffled(each[products], search.need) for each in (search.shelf.ties, search.shelf.ids.ties))
        order = ordered(scores, prices, *ties)[: max(CONSIDERED, limit)]
        groups = (order[signals.unasked[order] == 0], order[signals.unasked[order] > 0])
        picked: list[int] = []
        for group in groups:  # What is made for children nobody spoke of only fills up.
            likeness = search.likeness(products[group])
            picked.extend(group[varied(scores[group], likeness, limit - len(picked))].tolist())
        cheapest = search.cheapest(passing)
        return tuple(
            search.match(
                int(chosen[place]), float(scores[place]), float(signals.value[place]),
                cheapest=int(products[place]) == cheapest, relaxed=relaxed,
            )
            for place in picked
        )  # fmt: skip

    def _worded(self, search: Search, said: Said | None, passing: Passing) -> tuple[Rows, Rows, Numbers]:
        """Candidates: the best row of each, its product, and how well the words of the need fit it."""
        chosen = search.best_variants(shortlisted(search, said, passing).rows)
        products = search.shelf.columns.product[chosen].astype(np.int64)
        return chosen, products, self._text_scores(search, said, products)

    def _said(self, search: Search) -> Said | None:
        """The words of the need in two forms, as one vector, and the products that share them; None without words.

        The forms are the text as said, and the titles of the concepts found in it, which speak the catalog's language;
        where there are none, its words in English.
        """
        text, language = _readable(search.need.text), search.occasion.language
        named = named_concepts(search.need, self._concepts) or self._carried(text, language)
        forms = [form for form in dict.fromkeys((text, named)) if form]
        if not forms:
            return None
        category = search.need.category
        within = self._concepts.expand("category", category) if category else ()
        heard = search.shelf.words.hear(text, language, named)
        vector = self._encoder.encode_queries(forms).sum(axis=0)
        return Said.of(vector, search.shelf.words.best(heard, WORD_HITS, within), heard.known)

    def _carried(self, text: str, language: str) -> str:
        return self._bridge.english(text, language) if self._bridge else ""

    def _text_scores(self, search: Search, said: Said | None, products: Rows) -> Numbers:
        """How well the words of the need fit, by product: similarity and BM25."""
        if said is None:
            return np.zeros(len(products))
        return blended(
            search.shelf.vectors.scores(said.vector, products).astype(np.float64),
            said.scores_of(products),
            share_of_vectors(self._vector_weight, said.known),
        )


def _readable(text: str) -> str:
    """The part of a text that is searched by, without lone surrogates, which no tokenizer takes."""
    return text[:READ].encode("utf-8", "ignore").decode("utf-8").strip()
