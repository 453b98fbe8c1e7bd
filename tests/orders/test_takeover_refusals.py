"""Books that are wrong: each fault is named with its place and reason, nothing of the entry is kept, the rest loads."""

import json
from collections.abc import Mapping

import pytest

from orders import service
from orders.books.reading import LARGEST, NoBooks, read
from orders.books.takeover import Taken, take_over
from orders.ids import OrderId
from tests.orders.counter import Counter
from tests.orders.ledgers import ALL, NEW, ONE, Entry, books, change, customer, delivered, order, parcel, product


def takes(shop: Counter, whole: Mapping[str, object]) -> Taken:
    with shop.writes() as session:
        return take_over(session, json.dumps(whole).encode(), shop.now, shop.policy)


def refused(shop: Counter, **lists: list[Entry]) -> list[str]:
    return [str(complaint) for complaint in takes(shop, books(**lists)).complaints]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "is not JSON"),
        (b"hello", "is not JSON"),
        (b"\x00" * 20, "is not JSON"),
        (b'{"orders": [}', "is not JSON: Expecting value in line 1, column 13"),
        (b"\xff\xfe{}", "is not UTF-8 text"),
        (b"[]", "must hold one JSON object with customers, products, orders, not a list"),
        (b"null", "not a null"),
        (b'"books"', "not a text"),
        (b'{"orders": [NaN]}', "NaN is no JSON number"),
        (b'{"orders": [' + b"9" * 5000 + b"]}", "is not JSON that can be read"),
        (b"[" * 100_000, "is nested too deeply"),
        (b'{"orders": [{"id": "A", "id": "B"}]}', "one object has 'id' twice"),
    ],
)
def test_a_file_that_is_no_books_is_refused_as_a_whole(raw: bytes, why: str) -> None:
    with pytest.raises(NoBooks, match=why.replace("[", r"\[")):
        read(raw)


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(NoBooks, match="give it in parts"):
        read(b" " * (LARGEST + 1))


def test_a_mark_at_the_beginning_of_the_file_does_not_matter() -> None:
    assert read(b'\xef\xbb\xbf{"orders": []}').complaints == []


@pytest.mark.parametrize(
    ("whole", "complaint"),
    [
        ({"orders": {}}, "orders: must be a list, not a object"),
        ({"orders": 5}, "orders: must be a list, not a number"),
        ({"Orders": []}, "Orders: is not known here; there are customers, products, orders"),
        ({"orders": [5]}, "orders[0]: 5 must be an object"),
        ({"orders": [None]}, "orders[0]: must be an object"),
    ],
)
def test_lists_that_are_none_are_named(shop: Counter, whole: dict[str, object], complaint: str) -> None:
    assert [str(each) for each in takes(shop, whole).complaints] == [complaint]


LINE = {"sku": "mug-S", "quantity": 2, "price": "12.00"}
BOWL = {"sku": "bowl-S", "quantity": 1, "price": "30.00"}
PAID = {"method": "card_77", "amount": "54.00"}
BALANCE = {"amount": "5", "currency": "EUR"}
NUMBER = "4111111111111111"


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"id": ""}, '.id: "" is no id: letters, digits and # . _ : @ + - only, at most 100'),
        ({"id": "a/b"}, '.id: "a/b" is no id: letters, digits and # . _ : @ + - only, at most 100'),
        ({"id": "a\u0000"}, '.id: "a\\u0000" is no id: letters, digits and # . _ : @ + - only, at most 100'),
        ({"placed_at": "2026-11-02T09:00:00"}, '.placed_at: "2026-11-02T09:00:00" has no zone; write'),
        ({"placed_at": "yesterday"}, '.placed_at: "yesterday" is no moment; write 2026-05-03T10:00:00Z'),
        ({"placed_at": 1762074000}, ".placed_at: 1762074000 is no moment; write 2026-05-03T10:00:00Z"),
        ({"placed_at": "2027-11-02T09:00:00Z"}, ".placed_at: lies ahead of now"),
        ({"state": "vanished"}, '.state: "vanished" is not one of draft, awaiting_confirmation, expired, confirmed, '),
        ({"state": "delivered"}, ".state: says delivered, but parcels and changes say confirmed"),
        ({"currency": "XXX"}, '.currency: "XXX" is not one of AED, AUD, '),
        ({"currency": "JPY", "lines": [{**LINE, "price": "12.50"}]}, ".lines[0].price: amount '12.50' does not fit"),
        ({"lines": []}, ".lines: is empty"),
        ({"lines": [{**LINE, "quantity": 0}]}, ".lines[0].quantity: 0 must be 1 or more"),
        ({"lines": [{**LINE, "quantity": -1}]}, ".lines[0].quantity: -1 must be 1 or more"),
        ({"lines": [{**LINE, "quantity": 1.5}]}, ".lines[0].quantity: 1.5 must be a whole number"),
        ({"lines": [{**LINE, "quantity": True}]}, ".lines[0].quantity: true must be a whole number"),
        ({"lines": [LINE, {**BOWL, "price": "-30.00"}]}, '.lines[1].price: "-30.00" is no amount; write'),
        ({"lines": [LINE, {**BOWL, "price": 30}]}, ".lines[1].price: 30 must be text"),
        ({"lines": [LINE, {**BOWL, "price": "0.00"}]}, ".lines[1].price: is zero; what was given away is left out"),
        ({"lines": [LINE, {**BOWL, "price": "30.001"}]}, ".lines[1].price: amount '30.001' does not fit EUR"),
        ({"lines": [LINE, {**BOWL, "price": "1e3"}]}, '.lines[1].price: "1e3" is no amount'),
        ({"lines": [LINE, {**BOWL, "sku": "vase"}]}, ".lines[1].sku: the product of 'vase' is in neither"),
        ({"lines": [{"sku": "mug-S"}]}, ".lines[0].quantity: is missing"),
        ({"customer": "nobody"}, ".customer: customer 'nobody' is in neither the file nor the shop"),
        ({"email": "a\ud800b"}, ".email: is no valid text (a lone surrogate)"),
        ({"email": 5}, ".email: 5 must be text"),
        ({"gift": "yes"}, ".gift: is not known here"),
        ({"address": None}, ".address: must be an object"),
        ({"payments": []}, ".payments: sum to EUR 0.00, the order costs EUR 54.00"),
        ({"payments": [{**PAID, "amount": "53.99"}]}, ".payments: sum to EUR 53.99, the order costs EUR 54.00"),
        ({"payments": [{**PAID, "method": "cash"}]}, ".payments[0].method: 'cash' does not begin with a kind"),
        ({"payments": [{**PAID, "paid_at": "2026-11-01T09:00:00Z"}]}, ".payments[0].paid_at: lies before"),
        ({"shipping": "4.90"}, ".payments: sum to EUR 54.00, the order costs EUR 58.90"),
        ({"parcels": [parcel("shipped", lines=[{"line": 3, "quantity": 1}])]}, ".parcels[0].lines[0].line: there are"),
        ({"parcels": [parcel("shipped"), parcel("shipped")]}, ".parcels: hold 4 of 'mug-S', of which 2 were sold"),
        ({"parcels": [parcel("delivered", ended_at=None)]}, ".parcels[0].ended_at: is missing: when was it delivered?"),
        ({"parcels": [parcel("delivered", ended_at="2026-11-03T09:00:00Z")]}, ".parcels[0].ended_at: lies before"),
        ({"parcels": [parcel("shipped", shipped_at="2027-01-01T00:00:00Z")]}, ".parcels[0].shipped_at: lies ahead"),
    ],
)  # fmt: skip
def test_a_wrong_order_is_named_with_place_and_reason(shop: Counter, wrong: Entry, complaint: str) -> None:
    taken = takes(shop, books(orders=[order("before", "confirmed"), {**order("A", "confirmed"), **wrong}]))
    assert str(taken.complaints[0]).startswith(f"orders[1]{complaint}")
    assert taken.orders == 1
    with shop.open() as session:
        assert service.any_order(session, OrderId("A")) is None
        assert service.postings(session, OrderId("A")) == ()
        assert service.events_of(session, OrderId("A")) == ()


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (change("returned", "12.00", lines=ONE), "received_at: is missing: goods are refunded when they are back"),
        (change("returned"), "lines: is missing in returned"),
        (change("cancelled", lines=ONE), "lines: has no place in cancelled"),
        (change("damaged", "99.00", lines=ONE), "refund.amount: is EUR 75.00 more than was paid for these pieces"),
        (change("damaged", "12.00", lines=[{"line": 9, "quantity": 1}]), "lines[0].line: there are 2 lines, none is 9"),
        (change("goodwill", "54.01"), "refund.amount: EUR 54.01 is not between zero and the EUR 54.00 still held"),
        (change("goodwill"), "refund.amount: is missing"),
        (change("exchanged", lines=ONE), "new: is missing in exchanged"),
        (change("exchanged", lines=ALL, new=NEW), "lines: one line is exchanged at a time"),
        (
            change("exchanged", lines=ONE, new={**NEW, "price": "13.00"}),
            "new.payment: must be the difference of EUR 1.00",
        ),
        (change("exchanged", lines=ONE, new={**NEW, "sku": "vase"}), "new.sku: there is no product with this variant"),
        (change("never_came", "54.00", parcel=2), "parcel: there are 1 parcels, none is 2"),
        (change("damaged", "12.00", at="2026-10-01T00:00:00Z", lines=ONE), "at: lies before the order was placed"),
    ],
)
def test_a_change_that_cannot_have_been_is_named(shop: Counter, wrong: Entry, complaint: str) -> None:
    found = refused(shop, orders=[delivered("A", "delivered", wrong)])
    assert len(found) == 1
    assert found[0].startswith(f"orders[0].changes[0].{complaint}")


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        (delivered("A", "cancelled", change("cancelled", "54.00")), "changes[0]: cancelled is not possible there: "),
        (delivered("A", "returned", change("returned", lines=[{"line": 1, "quantity": 3}])), "changes[0]: returned "),
        (order("A", "cancelled", changes=[change("cancelled", "50.00")]), "changes[0].refund.amount: "),
        (order("A", "draft"), "payments: an order that is draft has none"),
        (order("A", "awaiting_confirmation", payments=[], lines=[{**LINE, "quantity": 6}]), "lines: 6 pieces of mug-S"),
    ],
)  # fmt: skip
def test_an_order_that_contradicts_itself_is_not_taken(shop: Counter, entry: Entry, complaint: str) -> None:
    found = refused(shop, orders=[entry])
    assert len(found) == 1
    assert found[0].startswith(f"orders[0].{complaint}")


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"methods": [{"token": f"card_{NUMBER}", "kind": "card"}]}, "methods[0].token: looks like a card number"),
        ({"methods": [{"token": "4111 1111 1111 1111", "kind": "card"}]}, "methods[0].token: what looks like"),
        ({"methods": [{"token": "card_1", "kind": "card", "label": f"Visa {NUMBER}"}]}, "methods[0].label: looks like"),
        ({"card_number": NUMBER}, "card_number: is not known here"),
        ({"methods": [{"token": "pm_1", "kind": "pm"}]}, "methods[0].token: 'pm_1' does not begin with its kind"),
        ({"methods": [{"token": "card_1", "kind": "card"}] * 2}, "methods[1].token: 'card_1' is methods[0] already"),
        ({"methods": [{"token": "card_1", "kind": "card", "balance": BALANCE}]}, "methods[0].balance: is for gift"),
        ({"default_method": "card_9"}, "default_method: 'card_9' is none of the methods"),
        ({"name": "  "}, 'name: "  " is empty'),
        ({"name": "A\u0007"}, 'name: "A\\u0007" holds control characters'),
    ],
)  # fmt: skip
def test_a_wrong_customer_is_named_and_so_are_their_orders(shop: Counter, wrong: Entry, complaint: str) -> None:
    found = refused(shop, customers=[{**customer(), **wrong}], orders=[order("A", "confirmed")])
    assert found[0].startswith(f"customers[0].{complaint}")
    assert found[1:] == ["orders[0].customer: customer 'noa' was not taken (customers[0])"]
    assert NUMBER not in " ".join(found)
    assert "4111 1111" not in " ".join(found)


def test_a_wrong_product_is_named_and_so_are_the_orders_of_it(shop: Counter) -> None:
    wrong = product()
    wrong["variants"] = [{"sku": "mug-S", "prices": {"EUR": "-1", "XXX": "1"}}]
    price, currency, line = refused(shop, products=[wrong, product("bowl")], orders=[order("A", "confirmed")])
    assert price.startswith('products[0].variants[0].prices.EUR: "-1" is no amount; write "54.04", not below zero')
    assert currency.startswith('products[0].variants[0].prices.XXX: "XXX" is not one of AED, AUD, BRL, CAD, CHF')
    assert line == "orders[0].lines[0].sku: the product of 'mug-S' was not taken (products[0])"


def test_a_product_that_costs_nothing_is_named_and_so_are_the_orders_of_it(shop: Counter) -> None:
    assert refused(shop, products=[product(price="0"), product("bowl")], orders=[order("A", "confirmed")]) == [
        "products[0].variants[0].prices: a price is above zero",
        "orders[0].lines[0].sku: the product of 'mug-S' was not taken (products[0])",
    ]


def test_an_id_that_comes_twice_counts_once(shop: Counter) -> None:
    twice = [order("A", "confirmed"), order("A", "confirmed")]
    assert refused(shop, orders=twice) == ["orders[1].id: 'A' is orders[0] already"]


def test_a_variant_that_comes_twice_is_refused(shop: Counter) -> None:
    other = product("bowl")
    other["variants"] = product()["variants"]
    assert refused(shop, products=[product(), other], orders=[]) == [
        "products[1].variants[0].sku: 'mug-S' is another variant already"
    ]


def test_an_entry_that_changed_since_it_was_taken_is_named_and_stays(shop: Counter) -> None:
    takes(shop, books(orders=[order("A", "confirmed")]))
    assert refused(shop, orders=[order("A", "confirmed", email="new@example.com")]) == [
        "orders[0]: was taken over before with other contents; it stays as it is"
    ]
    assert shop.order(OrderId("A")).email == ""


def test_an_order_of_our_own_with_that_number_stays(shop: Counter) -> None:
    mine = shop.buys()
    assert refused(shop, orders=[order(mine.id, "confirmed")]) == [
        f"orders[0].id: there is an order {mine.id!r} already, which did not come from these books"
    ]
    assert shop.order(mine).shopper == "jana"


def test_goods_on_our_own_shelf_keep_their_offers(shop: Counter) -> None:
    mine = product("coat")
    mine["variants"] = [{"sku": "coat-M", "prices": {"EUR": "1.00"}, "stock": 99}]
    assert refused(shop, products=[mine], orders=[], customers=[]) == [
        "products[0].variants[0].sku: 'coat-M' is sold here already; its offer stays as it is"
    ]
    assert shop.stock("coat-M") == (10, 0)
