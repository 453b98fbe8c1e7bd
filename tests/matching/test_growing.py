"""A search that takes over news answers as one that is built of the whole catalog."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from matching.encoder.base import Vectors
from matching.matcher import Matcher
from matching.matches import Ask, Matches
from matching.need import Need
from matching.product import Product
from matching.search import named_concepts
from orders.ids import ProductId, Sku
from tests.matching.goods import GERMANY, HashEncoder, Row, english, matcher_of, offers_of, products_of, some_rows
from tests.matching.wishes import some_need

Catalog = dict[str, list[Row]]


def by_product(rows: Iterable[Row]) -> Catalog:
    grouped: Catalog = {}
    for row in rows:
        grouped.setdefault(row.product, []).append(row)
    return grouped


def flat(catalog: Catalog) -> list[Row]:
    return [row for rows in catalog.values() for row in rows]


def changed(catalog: Catalog, rng: random.Random) -> Catalog:
    """Some products gone, some with fewer variants or another colour and price, some new."""
    after: Catalog = {}
    for product, rows in catalog.items():
        match rng.randrange(6):
            case 0:
                continue
            case 1:
                after[product] = rows[: max(1, len(rows) - 1)]
            case 2:
                after[product] = [replace(row, color="copper", prices={"EUR": 777}) for row in rows]
            case _:
                after[product] = rows
    fresh = by_product(some_rows(rng.randrange(1_000), products=12))
    mark = rng.randrange(1_000_000)
    return after | {
        f"{product}-{mark}": [replace(row, product=f"{product}-{mark}", sku=f"{row.sku}-{mark}") for row in rows]
        for product, rows in fresh.items()
    }


def take_over(matcher: Matcher, before: Catalog, after: Catalog) -> None:
    gone = [ProductId(product) for product in before if product not in after]
    rows = [row for product in after if before.get(product) != after[product] for row in after[product]]
    matcher.take_over(products_of(rows), gone, offers_of(rows))


def answers(matcher: Matcher, needs: Sequence[Need]) -> list[Matches]:
    return [matcher.find(need, GERMANY) for need in needs]


def counted(matcher: Matcher, needs: Sequence[Need]) -> list[tuple[int, int, Ask | None]]:
    return [(found.total, len(found.best) + len(found.near), found.ask) for found in answers(matcher, needs)]


def known(matcher: Matcher, rows: Iterable[Row]) -> list[tuple[Product | None, Product | None, int]]:
    return [
        (matcher.product(ProductId(row.product)), matcher.product_of(Sku(row.sku)), matcher.stock_of(Sku(row.sku)))
        for row in rows
    ]


@pytest.mark.parametrize("seed", range(6))
def test_after_any_news_the_answers_are_those_of_the_catalog_as_it_is(seed: int) -> None:
    rng = random.Random(seed)
    catalog = by_product(some_rows(seed, products=60))
    matcher, ever = matcher_of(*flat(catalog)), flat(catalog)
    needs = [some_need(rng).model_copy(update={"text": ""}) for _ in range(80)]
    # What is gone still counts in how rare a word is, until the words are sorted anew.
    wordless = [need for need in needs if not named_concepts(need, english())]
    for _ in range(4):
        after = changed(catalog, rng)
        take_over(matcher, catalog, after)
        catalog, ever = after, ever + flat(after)
        whole = matcher_of(*flat(catalog))
        assert answers(matcher, wordless) == answers(whole, wordless)
        assert counted(matcher, needs) == counted(whole, needs)
        assert known(matcher, ever) == known(whole, ever)


def test_words_of_new_goods_are_found_and_those_of_goods_that_are_gone_are_not() -> None:
    vase = Row("v", "V", "vase", "home", title="Vase with a heron")
    mug = Row("m", "M", "mug", "home", title="Mug with a kestrel")
    matcher = matcher_of(vase)
    matcher.take_over(products_of([mug]), [ProductId("V")], offers_of([mug]))
    assert [match.variant.sku for match in matcher.find(Need(text="kestrel"), GERMANY).best] == ["m"]
    assert not matcher.shelf.words.search("heron", 5)


def test_an_offer_of_goods_that_are_gone_brings_nothing_back() -> None:
    vase, mug = Row("v", "V", "vase", "home"), Row("m", "M", "mug", "home")
    matcher = matcher_of(vase, mug)
    matcher.take_over([], [ProductId("V")], [])
    assert matcher.update_offers(offers_of([vase])) == 0
    assert (matcher.find(Need(category="vase"), GERMANY).total, matcher.stock_of(Sku("v"))) == (0, 0)


def test_only_vectors_of_news_are_made() -> None:
    rows = some_rows(3, products=50)
    matcher = matcher_of(*rows)
    written = matcher.shelf.vectors.written
    new = [Row("m", "M", "mug", "home"), replace(rows[0], title="Another title", product=rows[0].product)]
    matcher.take_over(products_of(new), [], offers_of(new))
    assert matcher.shelf.vectors.written == written + 2


def test_a_search_is_worn_when_a_quarter_of_it_is_of_goods_that_are_gone() -> None:
    rows = [Row(f"s{number}", f"P{number}", "vase", "home") for number in range(8)]
    matcher = matcher_of(*rows)
    worn = []
    for number in range(3):
        matcher.take_over([], [ProductId(f"P{number}")], [])
        worn.append(matcher.shelf.is_worn)
    assert worn == [False, False, True]


class FailsOnce(HashEncoder):
    """An encoder that cannot read the word that it is told to fail at, the first time it is asked."""

    failing = ""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        if self.failing and any(self.failing in text for text in texts):
            self.failing = ""
            raise RuntimeError("no more memory")
        return super().encode_passages(texts)


def test_news_that_could_not_be_taken_over_leave_nothing_behind_and_can_be_taken_over_again() -> None:
    encoder, vase = FailsOnce(), Row("v", "V", "vase", "home", title="Vase with a heron")
    matcher = Matcher(english(), encoder, products_of([vase]), offers_of([vase]))
    mug = Row("m", "M", "mug", "home", title="Mug with a kestrel")
    encoder.failing = "kestrel"
    with pytest.raises(RuntimeError):
        matcher.take_over(products_of([mug]), [], offers_of([mug]))
    assert matcher.find(Need(text="kestrel"), GERMANY).total == 1
    matcher.take_over(products_of([mug]), [], offers_of([mug]))
    assert matcher.find(Need(text="kestrel"), GERMANY).best[0].variant.sku == "m"
    assert matcher.find(Need(text="heron"), GERMANY).best[0].variant.sku == "v"
