"""A public shop's customers, goods and orders, where SHOPKEEP_DATA has them: all are taken, and come out as they went
in. And the form of the books as it is written down."""

import json

import pytest

from bot.settings import Settings
from orders import service
from orders.actions import CancelOrder, ReturnLines
from orders.books import schema
from orders.books.entries import Books
from orders.books.handing_on import hand_on
from orders.books.takeover import take_over
from orders.ids import OrderId
from orders.line import LineQuantity
from orders.states import OrderState
from tests.orders.counter import Counter
from tests.orders.ledgers import books
from tests.orders.retail import Sheets, books_from, folder_in


@pytest.fixture(scope="module")
def public() -> Sheets:
    data = Settings().data
    folder = folder_in(data) if data is not None else None
    if data is None:
        pytest.skip("needs SHOPKEEP_DATA, the folder of the public data sets")
    if folder is None:
        pytest.skip("none of the data sets is a shop's users.json, products.json and orders.json")
    return books_from(folder)


def test_the_books_of_a_public_shop_are_taken_over_whole_and_live_on(shop: Counter, public: Sheets) -> None:
    with shop.writes() as session:
        taken = take_over(session, json.dumps(public).encode(), shop.now, shop.policy)
    assert taken.complaints == []
    assert (taken.customers, taken.orders) == (len(public["customers"]), len(public["orders"]))
    with shop.open() as session:
        handed = json.loads(hand_on(session, shop.now, shop.policy).text)
        orders = [service.any_order(session, OrderId(str(entry["id"]))) for entry in public["orders"]]
    assert handed["customers"] == public["customers"]
    assert handed["orders"] == public["orders"]
    assert handed["products"][: len(public["products"])] == public["products"]
    waiting = next(each for each in orders if each and each.state is OrderState.PAID and each.delivered_at is None)
    shop.done(CancelOrder(**shop.on(waiting)))
    arrived = next(each for each in orders if each and each.delivered_at is not None)
    shop.done(ReturnLines(**shop.on(arrived), lines=(LineQuantity(arrived.lines[0].id, 1),)))


def test_the_schema_of_the_books_is_current() -> None:
    """`python -m orders.books.schema` writes it anew."""
    assert schema.FILE.read_text(encoding="utf-8") == schema.drawn()


def test_the_example_of_the_manual_is_taken_over(shop: Counter) -> None:
    manual = (schema.FILE.parents[2] / "docs" / "orders_import.md").read_text(encoding="utf-8")
    example = manual.split("```json\n", 1)[1].split("```", 1)[0]
    with shop.writes() as session:
        taken = take_over(session, example.encode(), shop.now, shop.policy)
    assert (taken.customers, taken.products, taken.orders, taken.complaints) == (1, 1, 1, [])


def test_the_books_of_the_tests_are_what_the_schema_describes() -> None:
    described = Books.model_validate(books())
    again = Books.model_validate_json(described.model_dump_json(exclude_defaults=True))
    assert again == described
    for entry in described.orders:
        assert entry.placed_at.tzinfo is not None
