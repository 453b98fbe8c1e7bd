"""Rows that pass, by product."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.passing import Passing

PRODUCT = np.repeat(np.arange(8, dtype=np.int32), [1, 3, 2, 5, 1, 1, 4, 2])
ANY_ROWS = st.sets(st.integers(0, len(PRODUCT) - 1))
SOME = st.sets(st.integers(0, 9))


def passing(rows: set[int]) -> Passing:
    return Passing.of(np.array(sorted(rows), np.int64), PRODUCT)


@given(ANY_ROWS)
def test_products_are_those_of_the_rows_each_once(rows: set[int]) -> None:
    found = passing(rows)
    assert found.products.tolist() == sorted({int(PRODUCT[row]) for row in rows})
    assert [int(PRODUCT[found.rows[start]]) for start in found.starts] == found.products.tolist()


@given(ANY_ROWS, SOME)
def test_a_part_has_all_rows_of_its_products_and_no_others(rows: set[int], wanted: set[int]) -> None:
    kept = passing(rows).only(np.array(sorted(wanted), np.int64))
    assert kept.rows.tolist() == sorted(row for row in rows if int(PRODUCT[row]) in wanted)
    rest = passing(rows).without(wanted)
    assert rest.rows.tolist() == sorted(row for row in rows if int(PRODUCT[row]) not in wanted)
    assert rest.products.tolist() == sorted({int(PRODUCT[row]) for row in rest.rows})


@given(ANY_ROWS, st.lists(st.integers(1, 4), min_size=len(PRODUCT), max_size=len(PRODUCT)))
def test_the_cheapest_is_a_product_that_no_other_equals(rows: set[int], given_prices: list[int]) -> None:
    prices = np.array(given_prices, np.int64)
    lowest = min((int(prices[row]) for row in rows), default=0)
    cheapest = {int(PRODUCT[row]) for row in rows if prices[row] == lowest}
    products = {int(PRODUCT[row]) for row in rows}
    expected = cheapest.pop() if len(products) >= 3 and len(cheapest) == 1 else None
    assert passing(rows).cheapest(prices) == expected
