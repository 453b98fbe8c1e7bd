"""How good a price is among comparable goods."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.ladder import Ladder


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 3)), min_size=1, max_size=30))
def test_a_price_is_as_good_as_the_share_of_comparable_goods_that_cost_more(goods: list[tuple[int, int]]) -> None:
    prices, groups = np.array([price for price, _ in goods]), np.array([group for _, group in goods], np.int32)
    shares = Ladder(prices, groups).dearer(prices, groups)
    for place, (price, group) in enumerate(goods):
        others = [other for n, (other, of) in enumerate(goods) if of == group and n != place]
        expected = sum(other > price for other in others) / len(others) if others else 0.5
        assert shares[place] == pytest.approx(expected)


def test_a_dearer_variant_of_a_product_is_judged_by_its_own_price() -> None:
    ladder = Ladder(np.array([100, 200, 300]), np.zeros(3, np.int32))
    assert ladder.dearer(np.array([250]), np.zeros(1, np.int32)).tolist() == [0.5]
