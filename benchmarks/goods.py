"""A catalog of any size in the grammar of the demo catalog, and realistic needs for it; the same for the same seed.

Each product takes the kind, audience, sizes, price range and measures of a demo design and gets its own name, two
sentences of the designs of its kind in the four languages they are written in, colours, materials, patterns and
features as its kind has them, and a price list as shops print them. The skew is that of large shops: the share of a
category, and of a supplier, falls as one over its rank (Zipf); a product has 1 to 20 SKUs, 5 in the middle (colours
times sizes); 7 % of SKUs are sold out and 12 % nearly so; a heavy thing stays on its continent, and one supplier in
twenty sells in three markets only.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from matching.demo.build import FREIGHT_GRAMS, FREIGHT_MARKETS, HERE, TAG_KINDS, read_terms
from matching.demo.design import LANGUAGES, Design, read_designs
from matching.demo.price_lists import price_list, shop_ending
from matching.need import Budget, BudgetKind, Need
from matching.product import Product, Variant
from orders.ids import ProductId, Sku, SupplierId
from orders.money import Money
from orders.states import Tier
from orders.stock import Offer, Source

SUPPLIERS: Final = 400
MOST_SKUS: Final = 20
MIDDLE_SKUS: Final = 5.0
FEW_MARKETS: Final = ("DE", "AT", "NL")
SYLLABLES: Final = tuple(re.findall("..", "skalomarivetanobrisofendakelihostevaulpegraniroju"))

Goods = tuple[Product, tuple[Offer, ...]]


@dataclass(frozen=True)
class Kind:
    """What the designs of one category have in common, and the sentences of its shelf (the file they stand in)."""

    designs: tuple[Design, ...]
    colors: tuple[str, ...]
    tags: dict[str, tuple[str, ...]]
    own: dict[str, tuple[str, ...]]
    shelf: dict[str, tuple[str, ...]]


class Grammar:
    """The demo catalog as material to draw from. `titles` are the words of its concepts by (kind, concept)."""

    def __init__(self) -> None:
        terms = read_terms()
        self.titles = {(kind, name): term.title for kind, entries in terms.items() for name, term in entries.items()}
        designs = tuple(read_designs(HERE / "source"))
        grouped: dict[str, list[Design]] = defaultdict(list)
        for design in designs:
            grouped[design.category].append(design)
        self.categories = tuple(random.Random(7).sample(sorted(grouped), len(grouped)))
        self.kinds = {name: self._kind(group, designs) for name, group in grouped.items()}
        self.weights = tuple(accumulate(1 / rank for rank in range(1, len(self.categories) + 1)))
        self.supplier_weights = tuple(accumulate(1 / rank for rank in range(1, SUPPLIERS + 1)))

    def some_category(self, rng: random.Random) -> str:
        return rng.choices(self.categories, cum_weights=self.weights)[0]

    def _kind(self, group: Sequence[Design], designs: Sequence[Design]) -> Kind:
        near = [design for design in designs if design.audience == group[0].audience]
        tags: dict[str, dict[str, None]] = defaultdict(dict)
        for design in group:
            for tag in design.tags:
                tags[next(kind for kind in TAG_KINDS if (kind, tag) in self.titles)][tag] = None
        return Kind(
            designs=tuple(group),
            colors=tuple(dict.fromkeys(color for design in near for color in design.colors if color)),
            tags={kind: tuple(names) for kind, names in tags.items()},
            own={language: _sentences(group, language) for language in LANGUAGES},
            shelf={language: _sentences(near, language) for language in LANGUAGES},
        )


def goods(count: int, seed: int = 1) -> Iterator[Goods]:
    """Products with their offers until there are `count` SKUs; the last product is cut short to meet it."""
    grammar, rng, made = Grammar(), random.Random(seed), 0
    for number in range(count):
        product, offers = _product(grammar, rng, number)
        room = count - made
        if len(offers) > room:
            offers = offers[:room]
            kept = {offer.sku for offer in offers}
            product = _only(product, kept)
        made += len(offers)
        yield product, offers
        if made == count:
            return


def some_need(grammar: Grammar, rng: random.Random, language: str) -> Need:
    """What a shopper might write, as it is understood: words in that language, and none to six constraints."""
    category = grammar.some_category(rng)
    kind = grammar.kinds[category]
    design = rng.choice(kind.designs)
    words = rng.choice(kind.own[language]).split()
    start = rng.randrange(max(1, len(words) - 5))
    said = " ".join(words[start : start + rng.randint(3, 6)]).strip(" .,;:")
    color = rng.choice(kind.colors) if rng.random() < 0.5 and kind.colors else None
    material = rng.choice(kind.tags["material"]) if rng.random() < 0.25 and kind.tags.get("material") else None
    feature = rng.choice(kind.tags["feature"]) if rng.random() < 0.25 and kind.tags.get("feature") else None
    has_kind, price = rng.random() < 0.5, next(iter(design.sizes.values()))
    named = (("color", color), ("material", material), ("category", category if has_kind else None))
    titles = [grammar.titles[kind_, name] for kind_, name in named if name]
    return Need(
        text=" ".join([*titles, said]),
        category=category if has_kind else None,
        colors=(color,) if color else (),
        materials=(material,) if material else (),
        features=(feature,) if feature else (),
        size=rng.choice(list(design.sizes)) or None if has_kind and rng.random() < 0.3 else None,
        budget=_budget(rng, price) if rng.random() < 0.5 else None,
    )


def words_alone(need: Need) -> Need:
    return Need(text=need.text)


def _budget(rng: random.Random, price: Money) -> Budget:
    upper = Money(shop_ending(int(price.minor * rng.uniform(0.5, 2))), price.currency)
    return Budget(kind=BudgetKind.UP_TO, upper=upper)


def _product(grammar: Grammar, rng: random.Random, number: int) -> Goods:
    category = grammar.some_category(rng)
    kind = grammar.kinds[category]
    design = rng.choice(kind.designs)
    name = "".join(rng.choices(SYLLABLES, k=rng.randint(2, 3))).title()
    identity = ProductId(f"{category[:8].upper()}-{name.upper()}-{number}")
    supplier = rng.choices(range(SUPPLIERS), cum_weights=grammar.supplier_weights)[0]
    texts = {language: _text(kind, language, rng) for language in LANGUAGES}
    tags = {of: _some(rng, kind.tags.get(of, ())) for of in TAG_KINDS}
    variants, sizes = _variants(design, kind, identity, rng)
    product = Product(
        id=identity,
        title=f"{name} {grammar.titles['category', category]}",
        category=category,
        description=texts["en"],
        audience=design.audience,
        variants=variants,
        name=name,
        brand=f"House {supplier}",
        materials=tags["material"],
        features=tags["feature"],
        patterns=tags["pattern"][:1],
        styles=tags["style"],
        rooms=tags["room"],
        occasions=tags["occasion"],
        dimensions={of: round(cm * rng.uniform(0.7, 1.4), 1) for of, cm in design.centimetres.items()},
        attributes={"weight_g": str(design.grams)} if design.grams else {},
        descriptions=texts,
        tier="regional",
        supplier=f"house-{supplier}",
    )
    return product, _offers(product, design, sizes, supplier, rng)


def _variants(
    design: Design, kind: Kind, identity: ProductId, rng: random.Random
) -> tuple[tuple[Variant, ...], dict[Sku, str]]:
    """Colours times sizes of this product, and which of the design's sizes each SKU has."""
    wanted = min(MOST_SKUS, 1 + int(rng.expovariate(1 / MIDDLE_SKUS)))
    sizes = list(design.sizes)[: max(1, wanted)]
    count = max(1, round(wanted / len(sizes)))
    colors: Sequence[str | None] = rng.sample(kind.colors, min(count, len(kind.colors))) or [None]
    pairs = [(color, size) for color in colors for size in sizes][:MOST_SKUS]
    skus = [Sku(f"{identity}-{color}-{size.replace(' ', '')}") for color, size in pairs]
    made = tuple(Variant(sku, color, size or None) for sku, (color, size) in zip(skus, pairs, strict=True))
    return made, {sku: size for sku, (_, size) in zip(skus, pairs, strict=True)}


def _offers(
    product: Product, design: Design, sizes: dict[Sku, str], supplier: int, rng: random.Random
) -> tuple[Offer, ...]:
    level = rng.lognormvariate(0, 0.35)
    markets = FREIGHT_MARKETS if design.grams >= FREIGHT_GRAMS else FEW_MARKETS if supplier % 20 == 19 else ()
    lists: dict[int, tuple[Money, ...]] = {}
    for price in set(design.sizes.values()):
        euro = Money(shop_ending(max(int(price.minor * level), 300)), "EUR")
        lists[price.minor] = (euro, *price_list(product.id, euro).values())
    return tuple(
        Offer(
            sku=sku,
            product=product.id,
            title=product.title,
            options=(),
            prices=lists[design.sizes[size].minor],
            stock=_stock(rng),
            sources=(Source(SupplierId(f"house-{supplier}"), Tier.REGIONAL),),
            markets=markets,
        )
        for sku, size in sizes.items()
    )


def _stock(rng: random.Random) -> int:
    luck = rng.random()
    return 0 if luck < 0.07 else rng.randint(1, 3) if luck < 0.19 else rng.randint(4, 80)


def _only(product: Product, kept: set[Sku]) -> Product:
    return replace(product, variants=tuple(variant for variant in product.variants if variant.sku in kept))


def _some(rng: random.Random, tags: Sequence[str]) -> tuple[str, ...]:
    return tuple(rng.sample(tags, min(len(tags), rng.randint(1, 4)))) if tags else ()


def _text(kind: Kind, language: str, rng: random.Random) -> str:
    return f"{rng.choice(kind.own[language])} {rng.choice(kind.shelf[language])}"


def _sentences(designs: Sequence[Design], language: str) -> tuple[str, ...]:
    texts = (text for design in designs for text in design.texts[language].split(". "))
    return tuple(dict.fromkeys(f"{text.rstrip('.')}." for text in texts if text))
