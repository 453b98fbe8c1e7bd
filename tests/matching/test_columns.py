"""What can be filtered by, and how it changes."""

from dataclasses import replace

import numpy as np

from matching.index.columns import NO_PRICE, Availability, Columns
from orders.ids import Sku
from orders.money import Money
from tests.matching.goods import Row, offers_of, products_of

ROWS = [
    Row("a", "A", "vase", color="navy", materials=("glass",), prices={"EUR": 500, "USD": 600}),
    Row("b", "A", "vase", color="red", stock=0, markets=("DE", "FR")),
    Row("c", "B", "mug", color="navy", materials=("glass", "oak"), dimensions={"height": 59.9}),
]


def columns() -> Columns:
    return Columns(products_of(ROWS), offers_of(ROWS))


def test_a_row_has_any_of_the_concepts_asked_for_and_what_nobody_has_has_no_rows() -> None:
    assert columns().having("color", {"navy"}).tolist() == [True, False, True]
    assert columns().having("material", {"oak", "silk"}).tolist() == [False, False, True]
    assert columns().having("material", {"silk"}).any() == np.False_
    assert columns().attributes.concepts.among(np.array([2, 1]), "color", {"navy"}).tolist() == [True, False]


def test_a_measure_is_at_most_what_it_is_said_to_be() -> None:
    height = columns().measures[:, 1]
    assert (height <= 59.9).tolist() == [False, False, True]


def test_what_is_for_sale_somewhere_is_there_has_a_price_and_may_be_sold() -> None:
    assert columns().here("DE", "EUR", 1).sellable.tolist() == [True, False, True]
    assert columns().here("DE", "USD", 1).sellable.tolist() == [True, False, False]
    assert columns().here("DE", "EUR", 6).sellable.tolist() == [False, False, False]


def test_a_change_is_seen_in_the_next_state_and_never_in_the_one_that_is_searched() -> None:
    before = columns()
    assert before.here("US", "EUR", 1).sellable.tolist() == [True, False, True]
    after = before.updated([Availability(Sku("c"), (Money(700, "EUR"),), 9, ("DE",)), Availability(Sku("gone"), (), 1)])
    assert (before.price_at(2, "EUR"), after.price_at(2, "EUR"), after.price_at(2, "USD")) == (5000, 700, NO_PRICE)
    assert (before.stock_at(2), after.stock_at(2)) == (5, 9)
    assert before.here("US", "EUR", 1).sellable.tolist() == [True, False, True]
    assert after.here("US", "EUR", 1).sellable.tolist() == [True, False, False]


def test_a_row_is_sold_where_both_its_product_and_its_offer_may_be() -> None:
    (product,) = products_of(ROWS[:1])
    meant = Columns([replace(product, markets=("DE", "AT"))])
    sold = meant.updated([Availability(Sku("a"), (), 1, ("AT", "US"))])
    assert [sold.sold_in(market).tolist() for market in ("AT", "DE", "US")] == [[True], [False], [False]]
