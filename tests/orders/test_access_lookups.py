"""What a guest tells leads to its order by an index, whoever else lives there and however much they have bought."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event
from sqlmodel import Session

from orders import access_store, accessing, customer_store, service
from orders.access import AccessDone, Contact
from orders.customers import Customer
from orders.order import Order
from tests.orders.counter import JANA, Counter
from tests.orders.guests import ANNA, BY_NAME, MAIL, MINUTES, asks, mail, opens, seen, tries

Asked = list[tuple[str, tuple[object, ...]]]


@contextmanager
def reading(session: Session) -> Iterator[Asked]:
    """Every query of the block, with its parameters."""
    asked: Asked = []

    def note(_c: object, _u: object, statement: str, parameters: tuple[object, ...], _x: object, _many: bool) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(session.get_bind(), "before_cursor_execute", note)
    yield asked
    event.remove(session.get_bind(), "before_cursor_execute", note)


def scans(session: Session, asked: Asked) -> list[str]:
    """Steps of these queries that read a whole table of orders or customers."""
    plans = [
        str(step[3])
        for statement, parameters in asked
        for step in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    ]
    return [step for step in plans if step.startswith(("SCAN orders", "SCAN customer"))]


@pytest.mark.parametrize(
    "contact",
    [
        BY_NAME,
        Contact(email=MAIL),
        Contact(email=MAIL, name="Jana Vogt"),
        Contact(order="7F3KQ2", email=MAIL),
        Contact(order="7F3KQ2", name="Jana Vogt", postcode="53111"),
    ],
)
def test_what_a_guest_tells_is_looked_up_without_reading_all_orders(shop: Counter, contact: Contact) -> None:
    with shop.open() as session, reading(session) as asked:
        accessing.target_of(session, contact)
        assert asked and scans(session, list(asked)) == []


def test_no_order_itself_is_read_to_find_where_a_letter_goes(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    with shop.open() as session, reading(session) as asked:
        assert accessing.target_of(session, BY_NAME) is not None
        assert not [statement for statement, _ in asked if "body" in statement]


def test_as_many_queries_open_ten_orders_as_open_one(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    opens(shop)
    counts = []
    for _ in range(2):
        with shop.open() as session, reading(session) as asked:
            service.orders_open_to(session, ANNA, shop.now)
            counts.append(len(asked))
        for _ in range(9):
            shop.confirms(shop.quotes(("lamp-one", 1)))
    assert counts[0] == counts[1] and len(seen(shop)) == 19


def test_an_order_is_found_by_its_number_without_reading_the_others(shop: Counter) -> None:
    orders = [shop.quotes(("lamp-one", 1)) for _ in range(4)]
    with shop.open() as session, reading(session) as asked:
        found = service.find_order(session, JANA, f"#{orders[0].id.lower()}", shop.now)
        assert found is not None and found.id == orders[0].id
        assert len(asked) == 1 and scans(session, list(asked)) == []


def test_of_very_many_opened_orders_the_newest_are_shown_and_any_is_found_by_number(
    shop: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought: list[Order] = []
    for _ in range(4):
        bought.append(shop.quotes(("lamp-one", 1)))
        shop.confirms(bought[-1])
        shop.now += MINUTES
    opens(shop)
    monkeypatch.setattr(access_store, "_SHOWN", 3)
    assert seen(shop) == [order.id for order in reversed(bought[1:])]
    with shop.open() as session:
        assert service.find_order(session, ANNA, bought[0].id, shop.now) is not None


def test_the_same_access_opened_again_is_one_access_for_longer(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    opens(shop)
    shop.days(1)
    opens(shop)
    with shop.open() as session:
        (grant,) = access_store.grants(session, ANNA, shop.now)
    assert (grant.until - shop.now).days == shop.policy.access.days


def test_a_customer_s_address_counts_where_the_order_names_none(shop: Counter) -> None:
    for _ in range(2):
        shop.confirms(shop.done(replace(shop.quote_wish(("lamp-one", 1)), email="")))
    with shop.writes() as session:
        customer_store.save(session, Customer(JANA, "Jana Vogt", "jana@work.example"))
    asks(shop, BY_NAME)
    (letter,) = mail(shop)
    assert letter.email == "jana@work.example"
    answer = tries(shop, letter.code)
    assert isinstance(answer, AccessDone) and len(answer.opened) == len(seen(shop)) == 2
