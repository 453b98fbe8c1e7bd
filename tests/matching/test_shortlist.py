"""Many products: only those that may win are ranked one by one."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import shortlist
from matching.matches import Occasion, Taste
from matching.need import Need
from matching.shortlist import best_of
from tests.matching.goods import GERMANY, Row, matcher_of, some_rows
from tests.matching.wishes import some_need


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 99)), max_size=40), st.integers(1, 40))
def test_the_best_are_taken_and_of_equals_those_of_the_smallest_ties(pairs: list[tuple[int, int]], count: int) -> None:
    scores, ties = np.array([score for score, _ in pairs], float), np.array([tie for _, tie in pairs])
    taken = sorted((-pairs[place][0], pairs[place][1]) for place in best_of(scores, ties.take, count).tolist())
    assert taken == sorted((-score, tie) for score, tie in pairs)[:count]


def test_the_best_of_many_are_those_of_all_sorted() -> None:
    rng = np.random.default_rng(3)
    for levels, size in ((5, 3_000), (1_000, 3_000), (1_000_000, 40_000)):
        scores, ties = rng.integers(0, levels, size).astype(float), rng.permutation(size)
        sorted_all = np.lexsort((ties, -scores))
        for count in (1, 200, 2_999):
            assert set(best_of(scores, ties.take, count).tolist()) == set(sorted_all[:count].tolist())


def test_the_nearest_are_the_same_asked_for_at_once_or_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, rng = some_rows(9, products=300), random.Random(9)
    matcher = matcher_of(*rows)
    needs = [some_need(rng).model_copy(update={"category": None}) for _ in range(60)]
    taste = Occasion("DE", "EUR", Taste(sizes={"clothing": "M"}, likes=frozenset({"cotton"})))
    for name, value in (("FEW", 40), ("NEAREST", 20), ("ENOUGH", 15), ("WISHED", 10), ("WORDED", 10)):
        monkeypatch.setattr(shortlist, name, value)
    at_once = [matcher.find(need, taste) for need in needs]
    monkeypatch.setattr(shortlist, "SCAN", 0)
    assert [matcher.find(need, taste) for need in needs] == at_once


def test_a_need_without_words_has_the_same_answers_from_a_shortlist(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, rng = some_rows(8, products=300), random.Random(8)
    matcher = matcher_of(*rows)
    needs = [some_need(rng).model_copy(update={"text": "", "category": None}) for _ in range(40)]
    taste = Occasion("DE", "EUR", Taste(sizes={"clothing": "M"}, likes=frozenset({"cotton"})))
    whole = [matcher.find(need, where) for need in needs for where in (GERMANY, taste)]
    monkeypatch.setattr(shortlist, "FEW", 60)
    monkeypatch.setattr(shortlist, "WISHED", 60)
    assert [matcher.find(need, where) for need in needs for where in (GERMANY, taste)] == whole


def test_what_the_words_mean_is_found_among_many_that_cost_less(monkeypatch: pytest.MonkeyPatch) -> None:
    vases = [Row(f"{n}", f"P{n}", "vase", "home", title=f"Vase {n}", prices={"EUR": 900 + n}) for n in range(80)]
    heron = Row("heron", "H", "vase", "home", title="Vase with a heron", prices={"EUR": 9900})
    monkeypatch.setattr(shortlist, "FEW", 10)
    monkeypatch.setattr(shortlist, "WISHED", 5)
    answer = matcher_of(*vases, heron).find(Need(category="vase", text="vase with a heron"), GERMANY)
    assert (answer.best[0].variant.sku, answer.total) == ("heron", 81)
