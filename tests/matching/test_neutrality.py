"""Nothing a seller could pay for, and nothing that shoppers cannot see, changes what is shown or in which order."""

import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from matching.encoder.base import Vectors
from matching.feeds.jsonlines import read_jsonlines
from matching.feeds.reading import read_rows
from matching.index.columns import Availability
from matching.matcher import Matcher
from matching.matches import Match, Occasion
from matching.need import Need
from matching.product import Product
from orders.ids import ProductId, Sku
from tests.matching.goods import HashEncoder, Row, english, lexicon, offers_of, products_of, some_rows
from tests.matching.wishes import some_need

CATALOG = Path(__file__).parents[2] / "matching" / "demo" / "catalog.jsonl"
LIMIT = 12
Goods = tuple[list[Product], list[Availability]]
Line = Mapping[str, object]


def matcher(goods: Goods) -> Matcher:
    return Matcher(english(), HashEncoder(), *goods)


def look(match: Match) -> tuple[object, ...]:
    """What a shopper sees of an answer: everything but numbers."""
    return (match.product.title, match.variant.color, match.variant.size, match.price, match.reasons)


def shown(found: Matcher, need: Need, market: str = "DE") -> list[tuple[object, ...]]:
    return [look(match) for match in found.find(need, Occasion(market=market, currency="EUR"), LIMIT).best]


def goods_of(rows: Iterable[Row]) -> Goods:
    """Alike in all but their own titles, so that ties are common."""
    listed = [replace(row, title=f"{row.category} {row.product[-2:]}") for row in rows]
    return list(products_of(listed)), list(offers_of(listed))


def other_suppliers(goods: Goods, rng: random.Random) -> Goods:
    paid = [replace(p, supplier=f"S{rng.randrange(9)}", tier=rng.choice(["local", "overseas"])) for p in goods[0]]
    return paid, goods[1]


def other_order(goods: Goods, rng: random.Random) -> Goods:
    products = [replace(p, variants=tuple(rng.sample(p.variants, len(p.variants)))) for p in goods[0]]
    return rng.sample(products, len(products)), rng.sample(goods[1], len(goods[1]))


def other_numbers(goods: Goods, rng: random.Random) -> Goods:
    """Every SKU and product id is exchanged for one that means nothing."""
    skus = {variant.sku: Sku(f"{rng.getrandbits(60):x}") for product in goods[0] for variant in product.variants}
    products = [
        replace(
            product,
            id=ProductId(f"{rng.getrandbits(60):x}"),
            variants=tuple(replace(variant, sku=skus[variant.sku]) for variant in product.variants),
        )
        for product in goods[0]
    ]
    return products, [replace(offer, sku=skus[offer.sku]) for offer in goods[1]]


Change = Callable[[Goods, random.Random], Goods]
CHANGES: tuple[Change, ...] = (other_suppliers, other_order, other_numbers)


def differences(
    goods: Goods, change: Change, rank: Callable[[Goods], Matcher] = matcher, count: int = 60
) -> list[Need]:
    """Needs that are answered otherwise once the goods are changed in what must not matter."""
    rng = random.Random(7)
    before, after = rank(goods), rank(change(goods, rng))
    needs = [some_need(rng) for _ in range(count)]
    return [need for need in needs if shown(before, need) != shown(after, need)]


@pytest.mark.parametrize("change", CHANGES)
def test_suppliers_tiers_order_of_entry_and_numbers_change_no_ranking(change: Change) -> None:
    assert differences(goods_of(some_rows(3)), change) == []


def fed(lines: Iterable[Line]) -> Goods:
    feed = read_rows(read_jsonlines((json.dumps(line).encode() for line in lines), ""), lexicon())
    return list(feed.products), [offer.availability for offer in feed.offers]


def supplied_by_others(line: Line, rng: random.Random) -> Line:
    """The same goods at the same price from another supplier, who earns more or less by them."""
    attributes = line["attributes"]
    assert isinstance(attributes, dict)
    told = {"bought_from": rng.choice(["maker", "marketplace"]), "ships_from": rng.choice(["IT", "CN"])}
    paid = {"supplier": rng.choice(["lana_alta", "first_shop"]), "tier": rng.choice(["local", "overseas"])}
    return {**line, **paid, "cost": rng.choice(["1.00", line["cost"]]), "attributes": {**attributes, **told}}


def test_who_supplies_the_goods_of_a_feed_and_what_they_cost_us_changes_no_ranking() -> None:
    rng = random.Random(11)
    lines: list[Line] = [json.loads(line) for line in CATALOG.read_text(encoding="utf-8").splitlines()]
    products = sorted({str(line["product"]) for line in lines})
    seeds = {product: number for number, product in enumerate(products)}
    other = [supplied_by_others(line, random.Random(seeds[str(line["product"])])) for line in lines]
    before, after = matcher(fed(lines)), matcher(fed(other))
    for need in [some_need(rng) for _ in range(40)]:
        assert shown(before, need) == shown(after, need)


def test_of_the_same_thing_offered_twice_the_cheaper_comes_first_and_equals_share_the_place() -> None:
    lamp = Row("a", "A", "lamp", "home", title="Table lamp", prices={"EUR": 5000})
    twin = replace(lamp, sku="b", product="B")
    dear = replace(lamp, sku="c", product="C", prices={"EUR": 5100})
    found = matcher(goods_of_titles(lamp, twin, dear))
    firsts = {
        found.find(Need(category="lamp", text=f"{n}"), Occasion("DE", "EUR"), 1).best[0].variant.sku for n in range(24)
    }
    assert firsts == {"a", "b"}


def goods_of_titles(*rows: Row) -> Goods:
    return list(products_of(rows)), list(offers_of(rows))


class Bribed(Matcher):
    """Planted: what is delivered fast is listed first among equals."""

    def __init__(self, goods: Goods) -> None:
        products = sorted(goods[0], key=lambda product: product.tier or "")
        super().__init__(english(), Leaning(), products, goods[1])


class Leaning(HashEncoder):
    """Planted: later passages are a little less like anything."""

    def encode_passages(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        vectors = super().encode_passages(texts)
        for place in range(len(texts)):
            vectors[place] *= 1 - place / (4 * len(texts))
        return vectors


def test_the_test_catches_a_ranking_that_favours_fast_suppliers() -> None:
    assert differences(goods_of(some_rows(3)), other_suppliers, Bribed)


def by_number(goods: Goods) -> Matcher:
    """Planted: the passages carry the numbers of the goods."""
    return Matcher(english(), HashEncoder(), [replace(p, description=str(p.id)) for p in goods[0]], goods[1])


def test_the_test_catches_a_ranking_by_the_numbers_of_the_goods() -> None:
    assert differences(goods_of(some_rows(3)), other_numbers, by_number)
