"""Which product a person points at: "the second one", "the yellow jacket", "it"."""

import re
from collections.abc import Iterable

from dialogue.commands import ProductRef
from dialogue.conversation import Shown
from dialogue.counter import Counter
from dialogue.playbooks.cards import currency_of, market_of
from dialogue.view import View
from matching.matches import Occasion
from matching.need import Need
from matching.product import Product, Variant
from orders.ids import Sku

SEARCHED = 3
"""How many search results count as what the words may have meant."""


def pointed(ref: ProductRef, view: View, counter: Counter) -> Shown | None:
    """The product meant, as it was shown; None when that is not clear. Position -1 is the last one shown."""
    shown = view.conversation.shown
    if ref.sku:
        product = product_with(Sku(ref.sku), view, counter)
        return Shown(product.id, Sku(ref.sku)) if product else None
    if ref.position is not None:
        place = ref.position - 1 if ref.position > 0 else ref.position
        return shown[place] if ref.position and -len(shown) <= place < len(shown) else None
    if ref.words.strip():
        return _named(ref.words, view, counter)
    if view.conversation.focus:
        return view.conversation.focus
    return shown[0] if len(shown) == 1 else None


def product_with(sku: Sku, view: View, counter: Counter) -> Product | None:
    return view.product_of(sku) or counter.finder.product_of(sku)


def resemblance(words: str, product: Product, variant: Variant | None) -> int:
    """How many of the words are in what a product is called, is made of and looks like."""
    return len(_words(words) & _naming(product, variant))


def _named(words: str, view: View, counter: Counter) -> Shown | None:
    """By the words of title, material, colour and size among what was shown, then by search. What fits two is none."""
    shown = view.conversation.shown
    said = _words(words)
    scores = [len(said & _described(each, view, counter)) for each in shown]
    if scores and max(scores) > 0:
        return shown[scores.index(max(scores))] if scores.count(max(scores)) == 1 else None
    occasion = Occasion(market=market_of(view, counter), currency=currency_of(view, counter))
    found = counter.finder.find(Need(text=words), occasion, SEARCHED).best
    known = [each for each in shown if each.product in {match.product.id for match in found}]
    if known:
        return known[0] if len(known) == 1 else None
    named = [match for match in found if said & _naming(match.product, match.variant)]
    return Shown(named[0].product.id, named[0].variant.sku) if named else None


def _described(shown: Shown, view: View, counter: Counter) -> frozenset[str]:
    product = product_with(shown.sku, view, counter)
    return _naming(product, product.variant(shown.sku)) if product else frozenset()


def _naming(product: Product, variant: Variant | None) -> frozenset[str]:
    texts = [product.title, product.name or "", product.category or "", *product.titles.values(), *product.materials]
    if variant:
        texts += [variant.color or "", variant.size or ""]
    return _words(*texts)


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in re.findall(r"\w{2,}", text.replace("_", " ").casefold()))


def products_of(shown: Iterable[Shown], view: View, counter: Counter) -> tuple[tuple[Shown, Product], ...]:
    """Those that are still in the catalog, with their products."""
    found = ((each, product_with(each.sku, view, counter)) for each in shown)
    return tuple((each, product) for each, product in found if product is not None)
