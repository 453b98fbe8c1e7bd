"""Several things for one budget."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from matching.matches import Match
from matching.need import Budget, BudgetKind
from matching.outfit import Outfit, Place, best_set, score_of, sets
from matching.product import Product, Variant
from orders.ids import ProductId, Sku
from orders.money import Money
from tests.matching.goods import english


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def up_to(minor: int) -> Budget:
    return Budget(kind=BudgetKind.UP_TO, upper=eur(minor))


def candidate(name: str, minor: int, score: float, color: str | None = None) -> Match:
    variant = Variant(Sku(name), color)
    product = Product(ProductId(name), name, "top", "", None, (variant,))
    return Match(product, variant, eur(minor), 9, score)


def names(outfit: Outfit | None) -> list[str]:
    return [match.variant.sku for match in outfit.picks] if outfit else []


def test_the_best_set_within_the_budget_is_taken_though_each_best_alone_would_be_too_dear() -> None:
    tops = Place(1, (candidate("silk", 9000, 0.9), candidate("cotton", 2000, 0.6)))
    shoes = Place(1, (candidate("boots", 9000, 0.9), candidate("plimsolls", 3000, 0.1)))
    found = best_set((tops, shoes), up_to(12000))
    assert (names(found), found and found.total) == (["cotton", "boots"], eur(11000))


def test_quantities_count_in_the_sum() -> None:
    chairs = Place(2, (candidate("good", 10000, 0.9), candidate("plain", 7000, 0.2)))
    table = Place(1, (candidate("table", 15000, 0.5),))
    assert names(best_set((chairs, table), up_to(30000))) == ["plain", "table"]
    assert names(best_set((chairs, table), up_to(35000))) == ["good", "table"]


def test_where_nothing_is_affordable_the_cheapest_set_says_by_how_much_it_is_over() -> None:
    places = (Place(1, (candidate("a", 9000, 0.9), candidate("b", 6000, 0.1))), Place(2, (candidate("c", 2500, 0.5),)))
    found = best_set(places, up_to(10000))
    assert found == Outfit(found.picks if found else (), eur(11000), eur(1000))
    assert names(found) == ["b", "c"]


def test_a_place_that_nothing_can_fill_leaves_no_set() -> None:
    assert best_set((Place(1, (candidate("a", 100, 0.5),)), Place(1, ())), up_to(10000)) is None


def test_colours_that_go_together_decide_between_equals_and_never_against_a_better_fit() -> None:
    red = Place(1, (candidate("red", 100, 0.5, "red"),))
    equals = Place(1, (candidate("green", 100, 0.5, "green"), candidate("black", 100, 0.5, "black")))
    better = Place(1, (candidate("green", 100, 0.6, "green"), candidate("black", 100, 0.5, "black")))
    assert names(best_set((red, equals), up_to(1000))) == ["red", "black"]
    assert names(best_set((red, better), up_to(1000))) == ["red", "green"]


CANDIDATES = st.lists(
    st.tuples(st.integers(1, 60), st.integers(-5, 20), st.sampled_from([None, "red", "green", "navy", "mustard"])),
    min_size=1, max_size=5,
)  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(1, 3), CANDIDATES), min_size=1, max_size=4), st.integers(1, 300), st.integers(0, 90)
)
def test_no_other_set_within_the_budget_scores_higher(
    drawn: list[tuple[int, list[tuple[int, int, str | None]]]], upper: int, lower: int
) -> None:
    places = [
        Place(
            count,
            tuple(candidate(f"{n}-{k}", price, score / 20, color) for k, (price, score, color) in enumerate(some)),
        )
        for n, (count, some) in enumerate(drawn)
    ]
    budget = Budget(kind=BudgetKind.BETWEEN, lower=eur(lower), upper=eur(upper))
    every = [
        (sum(place.cost(each) for place, each in zip(places, picks, strict=True)), picks)
        for picks in product(*(place.candidates for place in places))
    ]
    payable = [(cost, picks) for cost, picks in every if lower <= cost <= upper]
    least, found = min(cost for cost, _ in every), best_set(places, budget)
    if payable:
        assert found is not None and found.over is None and lower <= found.total.minor <= upper
        keys = {tuple(id(each) for each in picks): (round(score_of(picks), 6), -cost) for cost, picks in payable}
        assert keys[tuple(id(match) for match in found.picks)] == max(keys.values())
    elif least > upper:
        assert found is not None and (found.total.minor, found.over) == (least, eur(least - upper))
    else:
        assert found is None


def test_a_set_is_made_of_kinds_of_goods_that_exist() -> None:
    assert all(("category", kind) in english() for parts in sets().values() for kind in parts)
