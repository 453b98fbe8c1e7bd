"""A thousand needs at random against a checker that reads the rows alone."""

import random
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
from matching.matches import Occasion, Why
from matching.need import Need
from tests.matching.checker import rows_of, some_need, violations
from tests.matching.goods import HashEncoder, Row, english, lexicon, offers_of, products_of, some_rows

CATALOG = Path(__file__).parents[2] / "matching" / "demo" / "catalog.jsonl"
PLACES = (("DE", "EUR"), ("US", "USD"), ("DE", "USD"))
MISSED = {
    Why.OVER_BUDGET: {"budget"}, Why.OTHER_COLOR: {"colors"}, Why.OTHER_SIZE: {"size"},
    Why.OTHER_MATERIAL: {"materials"},
    Why.OTHER_CATEGORY: {"category"}, Why.NOT_SAID: {"styles", "rooms", "occasions", "patterns", "features"},
}  # fmt: skip


def complaints(matcher: Matcher, rows: list[Row], seed: int, count: int, *, sizes: bool = True) -> list[str]:
    """Everything wrong with the answers to `count` needs. Without `sizes` none is asked for: a catalog that sizes one
    kind of thing in two ways is judged by conversions, which the checker does not know."""
    rng = random.Random(seed)
    by_sku = {row.sku: row for row in rows}
    found: list[str] = []
    for _ in range(count):
        need, (market, currency) = some_need(rng), rng.choice(PLACES)
        need = need if sizes else need.model_copy(update={"size": None})
        good = {row.product for row in rows if not violations(row, need, market, currency)}
        answer = matcher.find(need, Occasion(market=market, currency=currency))
        for match in answer.best:
            if wrong := violations(by_sku[match.variant.sku], need, market, currency):
                found.append(f"{match.variant.sku} violates {wrong} of {need!r}")
            if by_sku[match.variant.sku].prices.get(currency) != match.price.minor:
                found.append(f"{match.variant.sku} does not cost {match.price}")
        # Words alone may speak of something else than anything in the catalog; then nothing is the right answer.
        if not answer.best and need.model_copy(update={"text": ""}) == Need():
            continue
        if len(answer.best) != min(3, len(good)) or answer.total != len(good):
            found.append(f"{len(answer.best)} of {answer.total} shown where {len(good)} fit {need!r}")
        for match in answer.near:
            wrong = violations(by_sku[match.variant.sku], need, market, currency)
            said = [reason for reason in match.reasons if reason.why in MISSED]
            if not wrong or not wrong <= frozenset().union(*(MISSED[reason.why] for reason in said)):
                found.append(f"{match.variant.sku} misses {wrong} but says {said}")
            if any(not wrong & MISSED[reason.why] for reason in said):
                found.append(f"{match.variant.sku} misses only {wrong} and says {said}")
    return found


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


def lost_goods(rows: list[Row]) -> Matcher:
    """Planted: the search forgets every tenth product."""
    products = products_of(rows)
    return Matcher(english(), HashEncoder(), [p for n, p in enumerate(products) if n % 10], offers_of(rows))


@pytest.mark.parametrize("planted", [flat_concepts, swapped_variants, endless_stock, no_markets, lost_goods])
def test_the_sweep_catches_a_planted_bug(planted: Callable[[list[Row]], Matcher]) -> None:
    rows = some_rows(1)
    assert complaints(planted(rows), rows, seed=1, count=100)
