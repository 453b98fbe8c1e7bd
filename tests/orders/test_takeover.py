"""Another shop's books: what is taken over, that it goes on living, and that it comes out as it went in."""

import json
from datetime import datetime, timedelta

import pytest

from orders import customer_store, gift_store, service
from orders.actions import CancelOrder, ChangeAddress, ExchangeLines, ParcelNews, ReportDamaged, ReturnLines, Swap
from orders.auditing import Books, breaches_of
from orders.books.entries import SumEntry
from orders.books.handing_on import HandedOn, _differs, hand_on
from orders.books.pricing import Premises
from orders.books.takeover import Taken, take_over
from orders.books.writing import order_entry, product_entry
from orders.customers import PaymentMethod
from orders.errands import ErrandKind, key_of
from orders.events import OrderTakenOver
from orders.ids import GiftCardId, OrderId, ShopperId, Sku
from orders.ledger import Account
from orders.lifecycle import Headline
from orders.line import LineQuantity
from orders.order import Address
from orders.service import Done
from tests.orders.counter import Counter, eur
from tests.orders.ledgers import ONE, ORDERS, books, change, customer, delivered, order, parcel, product, raw
from tests.orders.replay import told_from

NAMES = [str(entry["id"]) for entry in ORDERS]


def takes(shop: Counter, whole: object) -> Taken:
    with shop.writes() as session:
        return take_over(session, json.dumps(whole).encode(), shop.now, shop.policy)


def hands_on(shop: Counter) -> HandedOn:
    with shop.open() as session:
        return hand_on(session, shop.now, shop.policy)


def test_every_state_of_an_order_is_taken_over_and_the_books_stay_even(shop: Counter) -> None:
    taken = takes(shop, books())
    assert (taken.customers, taken.products, taken.orders, taken.complaints) == (1, 2, len(ORDERS), [])
    assert {shop.headline(shop.order(OrderId(name))) for name in NAMES} == {state.value for state in Headline}


def test_unchanged_books_come_out_as_they_went_in(shop: Counter) -> None:
    takes(shop, books())
    handed = json.loads(hands_on(shop).text)
    assert handed["customers"] == books()["customers"]
    assert handed["orders"] == books()["orders"]
    assert handed["products"][:2] == books()["products"]


@pytest.mark.parametrize("lists", [{}, {"customers": []}, {"customers": [customer()]}, {"orders": [], "products": []}])
def test_lists_that_were_not_there_or_were_empty_come_out_so(shop: Counter, lists: dict[str, list[object]]) -> None:
    takes(shop, lists)
    handed = json.loads(hands_on(shop).text)
    handed["products"] = [entry for entry in handed["products"] if entry["id"] in ("mug", "bowl")]
    assert {name: entries for name, entries in handed.items() if entries or name in lists} == lists


@pytest.mark.parametrize("name", NAMES)
def test_what_the_shop_would_write_of_an_order_makes_the_same_order_again(shop: Counter, name: str) -> None:
    takes(shop, books())
    with shop.open() as session:
        offers = service.offers(session, [Sku("mug-S"), Sku("mug-L"), Sku("bowl-S")])
        card = gift_store.find(session, GiftCardId("G1"))
    assert card is not None
    was = shop.order(OrderId(name))
    premises = Premises(offers, {"gift_card_G1": card}, shop.policy, shop.now)
    assert _differs(was, order_entry(was), premises) == ""


def test_an_import_twice_is_an_import_once(shop: Counter) -> None:
    takes(shop, books())
    before = hands_on(shop).text
    again = takes(shop, books())
    assert (again.customers, again.products, again.orders, again.complaints) == (0, 0, 0, [])
    assert again.already == 3 + len(ORDERS)
    assert hands_on(shop).text == before


def test_later_parts_of_the_books_name_what_earlier_parts_brought(shop: Counter) -> None:
    takes(shop, {"customers": [customer()], "products": [product(), product("bowl")]})
    assert takes(shop, {"orders": [order("X", "confirmed")]}).orders == 1


def test_nobody_is_told_what_happened_in_the_other_shop(shop: Counter) -> None:
    takes(shop, books())
    with shop.open() as session:
        assert service.unannounced(session) == ()
        first = service.events_of(session, OrderId("H-delivered"))[0]
    assert first == OrderTakenOver(order=OrderId("H-delivered"), seq=1, at=shop.now, total=eur("54.00"))


# The retelling knows shops that do not inspect what came back; K is being inspected.
@pytest.mark.parametrize("name", [name for name in NAMES if name != "K-returned"])
def test_an_order_taken_over_can_be_told_again_from_its_events(shop: Counter, name: str) -> None:
    takes(shop, books())
    taken = shop.order(OrderId(name))
    with shop.open() as session:
        told = told_from(taken, service.events_of(session, taken.id))
    assert list(told.differs_from(taken)) == []


def test_shipping_and_fee_of_nothing_stay_nothing(shop: Counter) -> None:
    takes(shop, books())
    taken = shop.order(OrderId("H-delivered"))
    assert (taken.shipping, taken.fee, taken.tax, taken.total) == (eur("0"), eur("0"), eur("0"), eur("54.00"))
    assert taken.terms.fee_rate == 0


def test_the_ledger_shows_what_was_paid_and_what_went_back(shop: Counter) -> None:
    takes(shop, books())
    with shop.open() as session:
        postings = service.postings(session, OrderId("M-partly"))
    at_the_provider = [posting.amount for posting in postings if posting.account is Account.PROVIDER]
    assert at_the_provider == [eur("54.00"), eur("-12.00")]


def test_a_customer_keeps_addresses_and_tokens(shop: Counter) -> None:
    other = {"name": "Noa B.", "line1": "Am Markt 1", "city": "Ulm", "postcode": "89073", "country": "DE"}
    takes(shop, {"customers": [customer(addresses=[other], default_method="gift_card_G1")]})
    with shop.open() as session:
        known = customer_store.find(session, ShopperId("noa"))
    assert known is not None
    assert known.addresses == (Address("Noa B.", "Am Markt 1", "Ulm", "89073", "DE"),)
    assert known.usual_method == PaymentMethod("gift_card_G1", "gift_card")


def test_a_gift_card_holds_what_the_books_say_is_left_on_it(shop: Counter) -> None:
    takes(shop, books())
    with shop.open() as session:
        (card,) = service.gift_cards_of(session, ShopperId("noa"))
    assert (card.id, card.balance) == ("G1", eur("20.00"))


def test_a_variant_keeps_its_own_shipping_price_and_its_markets(shop: Counter) -> None:
    bulky = product()
    bulky["variants"] = [
        {
            "sku": "mug-S",
            "prices": {"EUR": "12.50"},
            "stock": 5,
            "shipping": {"amount": "49.00", "currency": "EUR"},
            "markets": ["DE", "AT"],
        }
    ]
    takes(shop, {"products": [bulky]})
    with shop.open() as session:
        offer = service.offers(session, [Sku("mug-S")])[Sku("mug-S")]
    assert (offer.shipping, offer.markets) == (eur("49.00"), ("DE", "AT"))
    assert product_entry([offer]).variants[0].shipping == SumEntry(amount="49.00", currency="EUR")


def test_no_charge_of_the_other_shop_is_made_again(shop: Counter) -> None:
    takes(shop, books())
    shop.days(2)
    assert shop.payments.charges() == {}


def test_the_audit_sees_a_charge_that_would_be_made_again(shop: Counter) -> None:
    takes(shop, books())
    taken = shop.order(OrderId("H-delivered"))
    with shop.open() as session:
        written = Books(
            service.postings(session, taken.id),
            service.events_of(session, taken.id),
            errands=frozenset({key_of(ErrandKind.CHARGE, taken.payments[0].id)}),
        )
    assert [breach.invariant for breach in breaches_of(taken, written)] == [
        "what another shop has charged is never charged again"
    ]


def test_goods_still_to_be_ordered_are_ordered_and_sent(shop: Counter) -> None:
    takes(shop, books(orders=[order("B", "confirmed")]))
    shop.days(6)
    assert shop.headline(shop.order(OrderId("B"))) == "delivered"


def test_without_a_promise_in_the_books_ours_runs_from_the_takeover(shop: Counter) -> None:
    takes(shop, books(orders=[order("D", "shipped", parcels=[parcel("shipped")])]))
    assert shop.order(OrderId("D")).promised_by > shop.now
    shop.days(8)
    assert shop.headline(shop.order(OrderId("D"))) == "delayed"
    shop.days(2)
    assert shop.order(OrderId("D")).refunded == eur("54.00")


def test_a_promise_of_the_books_that_has_passed_is_paid_for(shop: Counter) -> None:
    lines = [{"sku": "mug-S", "quantity": 1, "price": "54.00", "promised_by": "2026-11-12T23:59:59Z"}]
    parcels = [parcel("shipped", lines=[{"line": 1, "quantity": 1}])]
    takes(shop, books(orders=[order("D", "shipped", lines=lines, parcels=parcels)]))
    shop.works()
    assert shop.headline(shop.order(OrderId("D"))) == "refunded"


def test_an_order_taken_over_is_cancelled_like_any_other(shop: Counter) -> None:
    takes(shop, books(orders=[order("B", "confirmed")]))
    shop.done(CancelOrder(**shop.on(shop.order(OrderId("B")))))
    shop.passes(timedelta(hours=1))
    assert shop.order(OrderId("B")).paid_back == eur("54.00")


def test_goods_taken_over_are_returned_like_any_other(shop: Counter) -> None:
    takes(shop, books(orders=[delivered("H", "delivered")]))
    taken = shop.order(OrderId("H"))
    shop.done(ReturnLines(**shop.on(taken), lines=(LineQuantity(taken.lines[0].id, 1),)))
    shop.hears(taken, ParcelNews.RETURN_RECEIVED)
    shop.works()
    assert shop.order(taken).paid_back == eur("12.00")


def test_goods_taken_over_are_exchanged_at_their_own_price(shop: Counter) -> None:
    takes(shop, books(orders=[delivered("H", "delivered")]))
    taken = shop.order(OrderId("H"))
    after = shop.done(ExchangeLines(**shop.on(taken), swaps=(Swap(taken.lines[0].id, 1, Sku("mug-L")),)))
    assert after.payments[-1].amount == eur("0.50")
    assert after.fee == eur("0")


def test_damaged_goods_taken_over_are_refunded_through_the_other_shops_charge(shop: Counter) -> None:
    takes(shop, books(orders=[delivered("H", "delivered")]))
    taken = shop.order(OrderId("H"))
    shop.done(ReportDamaged(**shop.on(taken), lines=(LineQuantity(taken.lines[1].id, 1),)))
    shop.works()
    assert shop.order(taken).paid_back == eur("30.00")
    assert shop.order(taken).payments[0].reference == "ch_H"


def test_what_is_still_owed_is_paid_out(shop: Counter) -> None:
    damaged = change("damaged", "30.00", "", lines=[{"line": 2, "quantity": 1}])
    takes(shop, books(orders=[delivered("N", "refund_pending", damaged)]))
    shop.works()
    assert shop.order(OrderId("N")).paid_back == eur("30.00")


def test_a_return_on_its_way_is_waited_for_once_more(shop: Counter) -> None:
    back = change("returned", lines=ONE, carrier="DHL", number="RR1")
    takes(shop, books(orders=[delivered("J", "return_requested", back)]))
    shop.days(2)
    assert shop.headline(shop.order(OrderId("J"))) == "return_requested"
    shop.hears(shop.order(OrderId("J")), ParcelNews.RETURN_RECEIVED, "RR1")
    shop.works()
    assert shop.order(OrderId("J")).paid_back == eur("12.00")


def test_an_untaxed_order_may_go_to_another_address_of_its_market(shop: Counter) -> None:
    home = {"name": "Al", "line1": "1 Elm St", "city": "Austin", "region": "TX", "postcode": "78701", "country": "US"}
    goods = product()
    goods["variants"] = [{"sku": "mug-S", "prices": {"USD": "12.00"}, "stock": 3}]
    sold = order(
        "U", "confirmed", currency="USD", address=home, lines=[{"sku": "mug-S", "quantity": 1, "price": "54.00"}]
    )
    takes(shop, {"customers": [customer()], "products": [goods], "orders": [sold]})
    moved = Address("Al", "9 Oak St", "New York", "10001", "US", region="NY")
    answer = shop.does(ChangeAddress(**shop.on(shop.order(OrderId("U"))), address=moved))
    assert isinstance(answer, Done)


def test_an_order_is_found_by_the_number_the_other_shop_gave_it(shop: Counter) -> None:
    takes(shop, books(orders=[order("#W2611340", "confirmed")]))
    with shop.open() as session:
        for typed in ("#W2611340", "w2611340", " W 2611340"):
            found = service.find_order(session, ShopperId("noa"), typed, shop.now)
            assert found is not None, typed
        assert service.find_order(session, ShopperId("other"), "#W2611340", shop.now) is None


def test_what_happened_since_is_in_what_is_handed_on(shop: Counter) -> None:
    takes(shop, books(orders=[delivered("H", "delivered")]))
    taken = shop.order(OrderId("H"))
    shop.done(ReportDamaged(**shop.on(taken), lines=(LineQuantity(taken.lines[1].id, 1),)))
    shop.works()
    (entry,) = json.loads(hands_on(shop).text)["orders"]
    assert entry["state"] == "partially_refunded"
    assert entry["changes"][0]["refund"]["amount"] == "30.00"
    assert datetime.fromisoformat(entry["changes"][0]["refund"]["paid_at"]) == shop.now


def test_our_own_orders_are_handed_on_with_those_who_made_them(shop: Counter) -> None:
    mine = shop.receives(("coat-M", 1))
    handed = hands_on(shop)
    whole = json.loads(handed.text)
    assert handed.left_out == ()
    assert [entry["id"] for entry in whole["orders"]] == [mine.id]
    assert whole["customers"][0]["name"] == "Jana Vogt"
    assert (whole["orders"][0]["fee"], whole["orders"][0]["state"]) == ("4.49", "delivered")


def test_what_the_form_has_no_words_for_is_named_and_left_out(shop: Counter) -> None:
    mine = shop.buys(("coat-M", 1))
    shop.days(1)
    shop.hears(mine, ParcelNews.LOST)
    shop.days(2)
    (left,) = hands_on(shop).left_out
    assert str(left).startswith(f"order {mine.id}: the refund")


def test_what_is_handed_on_can_be_taken_over_by_another_shop(
    shop: Counter, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shop.receives(("coat-M", 2), ("lamp-one", 1))
    takes(shop, books())
    handed = hands_on(shop)
    other = Counter(tmp_path_factory.mktemp("other"))
    with other.writes() as session:
        # What is on its own shelf stays; the rest of the books does not need it.
        taken = take_over(session, handed.text.encode(), shop.now, shop.policy)
    assert taken.orders == len(ORDERS) + 1
    assert other.breaches() == ()


def test_books_of_ours_are_read_as_they_were_written() -> None:
    assert json.loads(raw(books())) == books()
