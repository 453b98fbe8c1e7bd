"""Scores as pure functions."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.ask import ask_for, entropy
from matching.matches import Occasion, Taste
from matching.need import Need
from matching.passing import Passing
from matching.rank import blended, first_of_each, ordered, scaled, share_of_vectors, varied
from matching.shelf import Shelf, build_shelf
from matching.ties import shuffled, tie_of
from tests.matching.goods import GERMANY, HashEncoder, Row, english, matcher_of, offers_of, products_of


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=30))
def test_the_best_of_each_group_is_found(rows: list[tuple[int, int, int]]) -> None:
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    found = [rows[place] for place in first_of_each(columns[0], columns[1:]).tolist()]
    assert found == [min(row for row in rows if row[0] == group) for group in sorted({row[0] for row in rows})]


def test_equals_are_ordered_by_their_look_alone_and_otherwise_for_another_need() -> None:
    ties = np.array([tie_of(look) for look in ("a", "b", "c")])
    first = shuffled(ties, Need(category="vase"))
    order = [("a", "b", "c")[place] for place in ordered(np.zeros(3), first)]
    assert [("c", "a", "b")[place] for place in ordered(np.zeros(3), first[[2, 0, 1]])] == order
    needs = [Need(text=f"vase {n}") for n in range(300)]
    leaders = Counter(int(ordered(np.zeros(3), shuffled(ties, need))[0]) for need in needs)
    assert all(70 <= leaders[place] <= 130 for place in range(3))


def test_equal_scores_say_nothing() -> None:
    assert scaled(np.array([0.4, 0.4 + 1e-9])).tolist() == [0, 0]
    assert scaled(np.array([])).tolist() == []


def test_vectors_decide_alone_where_no_word_is_found() -> None:
    assert blended(np.array([0.1, 0.3]), np.zeros(2), 0.3).tolist() == [0, 1]
    assert blended(np.array([0.1, 0.3]), np.array([2.0, 1.0]), 0.3).tolist() == pytest.approx([0.7, 0.65])


def test_goods_that_share_nearly_the_same_words_differ_little() -> None:
    assert blended(np.array([0.1, 0.1]), np.array([2.0, 1.98]), 0.05).tolist() == pytest.approx([0.95, 0.9405])


def test_what_words_cannot_judge_is_judged_by_vectors() -> None:
    assert [share_of_vectors(0.05, known) for known in (1, 0.5, 0)] == pytest.approx([0.05, 0.525, 1])


def test_variety_prefers_a_slightly_worse_but_different_pick() -> None:
    likeness = np.array([[1, 0.9, 0.1], [0.9, 1, 0.1], [0.1, 0.1, 1]])
    assert varied(np.array([0.9, 0.88, 0.86]), likeness, 2) == [0, 2]
    assert varied(np.array([0.9, 0.88, 0.8]), likeness, 2) == [0, 1]


def test_a_near_copy_comes_last_but_comes() -> None:
    likeness = np.array([[1, 0.99, 0], [0.99, 1, 0], [0, 0, 1]])
    assert varied(np.array([0.9, 0.9, 0.1]), likeness, 3) == [0, 2, 1]


def test_entropy_counts_bits() -> None:
    assert (entropy([1, 1]), entropy([4]), entropy([]), entropy([1, 1, 1, 1])) == (1.0, 0.0, 0.0, 2.0)


MANY = [
    Row(f"{n}", f"P{n}", ("rain_jacket", "vase", "sneakers", "blanket")[n % 4], ("women", "home", "men", "home")[n % 4],
        color=("red", "blue")[n % 2], size=("M", None, "42", "130x180")[n % 4], prices={"EUR": 1000 * (n + 1)})
    for n in range(24)
]  # fmt: skip


def test_who_asks_for_anything_is_asked_what_kind_of_thing() -> None:
    ask = matcher_of(*MANY).find(Need(person="friend"), GERMANY).ask
    assert ask is not None
    assert (ask.slot, sorted(ask.options)) == ("product", ["clothing", "decor", "home_textiles", "shoes"])


def test_a_wide_category_is_asked_about_by_its_branches_or_by_money_never_by_what_is_known() -> None:
    clothes = [
        Row(f"{n}", f"P{n}", ("jacket", "dress", "jeans")[n % 3], "women", prices={"EUR": 4000}) for n in range(12)
    ]
    ask = matcher_of(*clothes).find(Need(category="clothing", audience="women"), GERMANY).ask
    assert ask is not None
    assert (ask.slot, sorted(ask.options)) == ("product", ["dress", "jacket", "trousers"])


def test_a_clear_need_is_answered_and_not_asked_about() -> None:
    jackets = [Row(f"{n}", f"P{n}", "jacket", "women", color=("red", "blue")[n % 2]) for n in range(12)]
    assert matcher_of(*jackets).find(Need(category="jacket"), GERMANY).ask is None


def all_of(shelf: Shelf) -> Passing:
    return Passing.of(np.arange(len(shelf.columns)), shelf.columns.product)


def test_budgets_to_choose_from_are_round_amounts_of_what_is_there() -> None:
    vases = [Row(f"{n}", f"P{n}", "vase", "home", prices={"EUR": 1000 + 700 * n}) for n in range(12)]
    shelf = build_shelf(products_of(vases), offers_of(vases), english(), HashEncoder())
    ask = ask_for(Need(category="decor"), GERMANY, shelf, all_of(shelf), english())
    assert ask is not None
    assert (ask.slot, ask.options) == ("budget", ("40", "60", "80"))


def test_sizes_are_asked_in_their_natural_order_and_only_when_unknown() -> None:
    shirts = [Row(f"{n}", f"P{n}", "top", "women", size=("L", "S", "M")[n % 3]) for n in range(12)]
    shelf = build_shelf(products_of(shirts), offers_of(shirts), english(), HashEncoder())
    ask = ask_for(Need(audience="women"), GERMANY, shelf, all_of(shelf), english())
    assert ask is not None
    assert (ask.slot, ask.options) == ("size", ("S", "M", "L"))
    known = Occasion("DE", "EUR", Taste(sizes={"clothing": "M"}))
    assert ask_for(Need(audience="women"), known, shelf, all_of(shelf), english()) is None
