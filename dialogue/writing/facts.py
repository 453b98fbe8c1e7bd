"""The facts of what is shown, as locked tokens: what a text about it may say. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from string import ascii_uppercase
from typing import Final

from dialogue.messages.base import Card, Term
from dialogue.understanding.text import fold
from dialogue.writing.draft import Concept, Draft, Form, token
from matching.concepts import Concepts
from matching.need import Need
from matching.product import Product, Variant
from orders.ids import Sku

MOST_CARDS: Final = 6
_MOST_FACTS: Final = 12
_MOST: Final = 99
"""Tokens have two digits at most."""
_ASKED: Final = {
    "category": "category", "features": "feature", "styles": "style", "rooms": "room", "occasions": "occasion",
    "audience": "audience",
}  # fmt: skip
"""Fields of a Need → the kind of concept."""


@dataclass(frozen=True)
class Shown:
    """A card with its letter, and the numbers of its facts."""

    letter: str
    card: Card
    product: Product
    facts: Mapping[int, Term]

    def draft(self, text: str, locale: str, said: frozenset[Concept], names: frozenset[str]) -> Draft:
        """`said` are the concepts that may be named, `names` those of all products that are shown."""
        return Draft(text, Form.REASON, locale, self.facts, said, names - _names_of(self.product))

    def may_name(self, needs: Sequence[Need], concepts: Concepts) -> frozenset[Concept]:
        """What it is and what was asked for, and everything broader: a rain jacket is a jacket."""
        own = (*_concepts_of(self.product), *(each for need in needs for each in _asked(need)))
        return frozenset((kind, each) for kind, name in own for each in (name, *concepts.ancestors(kind, name)))

    def told(self, called: Callable[[Term], str]) -> Mapping[str, object]:
        """As the model is told of it; `called` words a fact."""
        facts = {token(number): f"{called(fact)} ({fact.kind})" for number, fact in self.facts.items()}
        return {"product": self.letter, "title": self.product.title, "facts": facts}


def shown(cards: Sequence[Card], product_of: Callable[[Sku], Product | None]) -> tuple[Shown, ...]:
    """The first few cards whose products are known. No two share a number."""
    found: list[Shown] = []
    first = 1
    for letter, card in zip(ascii_uppercase, cards[:MOST_CARDS], strict=False):
        product = product_of(Sku(card.sku))
        variant = product.variant(card.sku) if product else None
        if product is None or variant is None:
            continue
        facts = dict(enumerate(islice(facts_of(product, variant, card), _MOST_FACTS), start=first))
        first += len(facts)
        found.append(Shown(letter, card, product, facts))
    return tuple(each for each in found if each.facts and max(each.facts) <= _MOST)


def names_in(products: Sequence[Product]) -> frozenset[str]:
    """Words that name one product and no other kind of thing."""
    return frozenset(name for product in products for name in _names_of(product))


def facts_of(product: Product, variant: Variant, card: Card) -> tuple[Term, ...]:
    """What is known of the variant on the card; its size only where the card names it. No price: cards have it."""
    concepts = [
        ("color", (variant.color,) if variant.color else ()),
        ("material", product.materials_of(variant)),
        ("feature", product.features_of(variant)),
        ("pattern", product.patterns),
        ("style", product.styles),
        ("occasion", product.occasions),
        ("room", product.rooms),
        ("size", (card.title.size,) if card.title.size else ()),
        ("cm", tuple(_number(cm) for cm in product.dimensions_of(variant).values())),
    ]
    facts = [Term(kind=kind, id=each) for kind, found in concepts for each in found]
    return tuple(dict.fromkeys(facts))


def _number(cm: float) -> str:
    return str(int(cm)) if cm == int(cm) else str(cm)


def _concepts_of(product: Product) -> tuple[Concept, ...]:
    kinds = {
        "category": (product.category,),
        "room": product.rooms,
        "occasion": product.occasions,
        "style": product.styles,
        "audience": (product.audience,),
    }
    return tuple((kind, each) for kind, found in kinds.items() for each in found if each)


def _asked(need: Need) -> tuple[Concept, ...]:
    values = {kind: getattr(need, field) for field, kind in _ASKED.items()}
    listed = {kind: value if isinstance(value, tuple) else (value,) for kind, value in values.items()}
    return tuple((kind, each) for kind, found in listed.items() for each in found if each)


def _names_of(product: Product) -> frozenset[str]:
    return frozenset(fold(word) for word in (product.name or "").split() if len(word) > 1)
