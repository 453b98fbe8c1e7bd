"""A thousand needs at random against a checker that reads the rows alone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from locales import load_locales
from matching.concepts import Concepts
from matching.feeds.jsonlines import read_jsonlines
from matching.feeds.reading import read_rows
from matching.feeds.source import lines_of
from matching.matcher import Matcher
from tests.matching.checker import rows_of
from tests.matching.goods import HashEncoder, Row, english, lexicon, offers_of, products_of, some_rows
from tests.matching.wishes import complaints

CATALOG = Path(__file__).parents[2] / "matching" / "demo" / "catalog.jsonl"


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_no_hard_constraint_is_violated_and_nothing_that_fits_is_lost(seed: int) -> None:
    rows = some_rows(seed)
    matcher = Matcher(english(), HashEncoder(), products_of(rows), offers_of(rows))
    assert complaints(matcher, rows, seed, 250) == []


def test_no_hard_constraint_is_violated_on_the_built_in_catalog() -> None:
    rows = rows_of(CATALOG)
    feed = read_rows(read_jsonlines(lines_of(CATALOG), ""), lexicon())
    assert (feed.refused, feed.repaired) == ((), ())
    matcher = Matcher(english(), HashEncoder(), feed.products, [offer.availability for offer in feed.offers])
    assert complaints(matcher, rows, 5, 200, sizes=False) == []


@pytest.mark.soak
def test_no_hard_constraint_is_violated_in_ten_thousand_needs() -> None:
    rows = some_rows(99, products=400)
    matcher = Matcher(english(), HashEncoder(), products_of(rows), offers_of(rows))
    assert complaints(matcher, rows, 99, 10_000) == []


class Flat(Concepts):
    """Planted: shades and kinds are forgotten."""

    def expand(self, kind: str, concept: str) -> frozenset[str]:
        return frozenset({concept})


def flat_concepts(rows: list[Row]) -> Matcher:
    terms = load_locales()["en"].terms
    return Matcher(Flat(terms), HashEncoder(), products_of(rows), offers_of(rows))


def swapped_variants(rows: list[Row]) -> Matcher:
    """Planted: neighbouring lines of one product exchange their colours."""
    swapped = list(rows)
    for place in range(0, len(rows) - 1, 2):
        one, other = rows[place], rows[place + 1]
        if one.product == other.product:
            swapped[place], swapped[place + 1] = replace(one, color=other.color), replace(other, color=one.color)
    return Matcher(english(), HashEncoder(), products_of(swapped), offers_of(rows))


def endless_stock(rows: list[Row]) -> Matcher:
    return Matcher(english(), HashEncoder(), products_of(rows), offers_of([replace(row, stock=9) for row in rows]))


def no_markets(rows: list[Row]) -> Matcher:
    return Matcher(english(), HashEncoder(), products_of(rows), offers_of([replace(row, markets=()) for row in rows]))


def all_fast(rows: list[Row]) -> Matcher:
    """Planted: every supplier is taken for one next door."""
    fast = [replace(row, tier="local") for row in rows]
    return Matcher(english(), HashEncoder(), products_of(rows), offers_of(fast))


def lost_goods(rows: list[Row]) -> Matcher:
    """Planted: the search forgets every tenth product."""
    products = products_of(rows)
    return Matcher(english(), HashEncoder(), [p for n, p in enumerate(products) if n % 10], offers_of(rows))


@pytest.mark.parametrize("planted", [flat_concepts, swapped_variants, endless_stock, no_markets, all_fast, lost_goods])
def test_the_sweep_catches_a_planted_bug(planted: Callable[[list[Row]], Matcher]) -> None:
    rows = some_rows(1)
    assert complaints(planted(rows), rows, seed=1, count=100)
