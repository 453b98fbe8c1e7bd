"""Cancelling an order or a line, taking it back, and changing address or variant before packing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orders import service
from orders.actions import (
    CancelLine,
    CancelOrder,
    ChangeAddress,
    ChangeLines,
    ParcelNews,
    Remedy,
    ReportLost,
    Swap,
    UndoCancel,
)
from orders.ids import LineId, Sku
from orders.money import Money, share, total
from orders.order import Address
from orders.quote import tax_on_top
from orders.states import ParcelState
from tests.orders.counter import AUSTIN, BONN, Counter, an_offer, eur

COLOGNE = replace(BONN, line1="Domplatz 1", city="Köln", postcode="50667")
SOON = timedelta(minutes=16)


def test_an_order_cancelled_before_it_was_charged_is_charged_once_that_is_taken_back(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    shop.confirms(order)
    shop.done(CancelOrder(**shop.on(shop.order(order))))
    shop.works()
    shop.done(UndoCancel(**shop.on(shop.order(order))))
    shop.works()
    assert (shop.headline(order), shop.charges()) == ("processing", ["payment 49.39 done"])


def test_a_cancelled_order_is_refunded_in_full_once_it_cannot_be_taken_back(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), ("lamp-one", 2))
    shop.done(CancelOrder(**shop.on(order)))
    assert shop.headline(order) == "cancelled"
    assert shop.charges() == ["payment 71.37 done", "refund 71.37 pending"]
    shop.passes(SOON)
    assert shop.charges() == ["payment 71.37 done", "refund 71.37 done"]
    assert shop.stock("coat-M") == (10, 0)


def test_a_cancellation_taken_back_in_time_leaves_the_order_as_it_was(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    cancelled = shop.done(CancelOrder(**shop.on(order)))
    shop.done(UndoCancel(**shop.on(cancelled)))
    shop.passes(SOON)
    assert (shop.headline(order), shop.charges()) == ("processing", ["payment 49.39 done"])
    assert shop.stock("coat-M") == (9, 0)
    shop.days(4)
    assert shop.headline(order) == "delivered"


def test_after_the_grace_a_cancellation_stays(shop: Counter) -> None:
    cancelled = shop.done(CancelOrder(**shop.on(shop.buys())))
    shop.passes(SOON)
    assert shop.refuses(UndoCancel(**shop.on(shop.order(cancelled)))) == "undo_too_late"
    assert shop.refuses(CancelOrder(**shop.on(shop.order(cancelled)))) == "already_cancelled"


def test_only_a_cancelled_order_is_taken_back(shop: Counter) -> None:
    assert shop.refuses(UndoCancel(**shop.on(shop.buys()))) == "not_cancelled"


def test_a_cancellation_is_not_taken_back_when_the_goods_went_elsewhere(shop: Counter) -> None:
    cancelled = shop.done(CancelOrder(**shop.on(shop.buys(("last-piece", 1)))))
    shop.quotes(("last-piece", 1))
    assert shop.refuses(UndoCancel(**shop.on(cancelled))) == "sold_out"


def test_what_has_left_cannot_be_cancelled(shop: Counter) -> None:
    order = shop.buys(("coat-M", 2))
    shop.days(1)
    order = shop.order(order)
    assert shop.refuses(CancelOrder(**shop.on(order))) == "already_shipped"
    assert shop.refuses(CancelLine(**shop.on(order), line=order.lines[0].id, quantity=1)) == "already_shipped"
    assert shop.refuses(ChangeAddress(**shop.on(order), address=COLOGNE)) == "already_shipped"


def test_a_quote_is_not_cancelled_but_abandoned(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    assert shop.refuses(CancelOrder(**shop.on(order))) == "not_placed"
    assert shop.refuses(ChangeAddress(**shop.on(order), address=COLOGNE)) == "not_placed"


def test_a_cancelled_piece_is_refunded_with_its_fee_and_the_shipping_stays(shop: Counter) -> None:
    order = shop.buys(("coat-M", 2), ("lamp-one", 1))
    shop.done(CancelLine(**shop.on(order), line=order.lines[0].id, quantity=1))
    shop.works()
    assert shop.charges()[-1] == "refund 44.00 done"
    assert shop.headline(order) == "processing"
    assert [parcel.state for parcel in shop.order(order).parcels] == [ParcelState.CANCELLED, ParcelState.ORDERED]


@pytest.mark.parametrize("address", [BONN, AUSTIN])
def test_what_stays_costs_the_fee_and_the_tax_of_what_stays(shop: Counter, address: Address) -> None:
    order = shop.buys(("coat-M", 2), ("lamp-one", 1), address=address)
    for at in (1, 0):
        order = shop.done(CancelLine(**shop.on(order), line=order.lines[at].id, quantity=1))
        stays = order.total - order.taken_out.total
        goods = total((line.price * line.remaining for line in order.lines), order.currency)
        fee = share(goods + order.shipping, order.terms.fee_rate)
        assert stays == goods + order.shipping + fee + tax_on_top(goods, order.shipping, fee, order.terms)


def test_cancelling_piece_by_piece_gives_everything_back_to_the_cent(shop: Counter) -> None:
    order = shop.buys(("coat-M", 2), ("lamp-one", 1))
    for at, quantity in ((0, 1), (1, 1), (0, 1)):
        order = shop.done(CancelLine(**shop.on(order), line=order.lines[at].id, quantity=quantity))
    shop.works()
    assert shop.order(order).refunded == eur("104.38") == order.captured
    assert shop.headline(order) == "cancelled"


@pytest.mark.parametrize("quantity,why", [(0, "bad_quantity"), (-1, "bad_quantity"), (3, "quantity_too_large")])
def test_no_more_pieces_are_cancelled_than_there_are(shop: Counter, quantity: int, why: str) -> None:
    order = shop.buys(("coat-M", 2))
    assert shop.refuses(CancelLine(**shop.on(order), line=order.lines[0].id, quantity=quantity)) == why


def test_a_line_that_is_not_there_is_unknown(shop: Counter) -> None:
    order = shop.buys()
    assert shop.refuses(CancelLine(**shop.on(order), line=LineId("SK-X-9"), quantity=1)) == "unknown_line"


def test_a_cancelled_line_is_told_so(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), ("lamp-one", 1))
    order = shop.done(CancelLine(**shop.on(order), line=order.lines[0].id, quantity=1))
    assert shop.refuses(CancelLine(**shop.on(order), line=order.lines[0].id, quantity=1)) == "already_cancelled"


# ---- address


def test_a_new_address_goes_to_the_supplier_as_a_new_parcel(shop: Counter) -> None:
    order = shop.buys()
    shop.done(ChangeAddress(**shop.on(order), address=COLOGNE))
    shop.works()
    order = shop.order(order)
    assert order.address == COLOGNE
    assert [parcel.state for parcel in order.parcels] == [ParcelState.CANCELLED, ParcelState.ORDERED]


def test_the_address_changes_while_the_charge_is_under_way(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    shop.confirms(order)
    shop.done(ChangeAddress(**shop.on(shop.order(order)), address=COLOGNE))
    shop.works()
    assert shop.order(order).address == COLOGNE and len(shop.order(order).parcels) == 1


@pytest.mark.parametrize(
    "address,why",
    [
        (replace(BONN, country="FR"), "price_would_change"),
        (replace(BONN, country="ZZ"), "unknown_market"),
        (replace(BONN, line1=""), "incomplete_address"),
    ],
)
def test_an_address_that_would_change_the_price_needs_a_new_order(shop: Counter, address: Address, why: str) -> None:
    assert shop.refuses(ChangeAddress(**shop.on(shop.buys()), address=address)) == why


@pytest.mark.parametrize("region,why", [("CA", "price_would_change"), ("", "incomplete_address")])
def test_another_state_has_another_tax(shop: Counter, region: str, why: str) -> None:
    order = shop.buys(("coat-M", 1), address=AUSTIN)
    assert shop.refuses(ChangeAddress(**shop.on(order), address=replace(AUSTIN, region=region))) == why


def test_news_of_a_cancelled_order_change_nothing(shop: Counter) -> None:
    cancelled = shop.done(CancelOrder(**shop.on(shop.buys())))
    shop.hears(cancelled, ParcelNews.DELIVERED)
    assert shop.headline(cancelled) == "cancelled"
    assert Money.zero("EUR") == shop.order(cancelled).refunded


def test_two_lines_of_one_variant_are_brought_back_only_when_there_are_pieces_for_both(shop: Counter) -> None:
    order = shop.buys(("rug-big", 1), ("coat-M", 1))
    with shop.writes() as session:
        service.load_offers(session, [an_offer("coat-M", "40.00", 1), an_offer("rug-big", "180.00", 5)])
    coat = next(line for line in order.lines if line.sku == "coat-M")
    changed = shop.done(ChangeLines(**shop.on(order), swaps=(Swap(coat.id, 1, Sku("rug-big")),)))
    shop.works()
    cancelled = shop.done(CancelOrder(**shop.on(shop.order(changed))))
    with shop.writes() as session:
        service.load_offers(session, [an_offer("rug-big", "180.00", 1)])
    assert shop.refuses(UndoCancel(**shop.on(cancelled))) == "sold_out"


def test_two_lines_of_one_variant_are_sent_again_only_when_there_are_pieces_for_both(shop: Counter) -> None:
    order = shop.buys(("rug-big", 1), ("coat-M", 1))
    with shop.writes() as session:
        service.load_offers(session, [an_offer("rug-big", "180.00", 5)])
    coat = next(line for line in order.lines if line.sku == "coat-M")
    shop.done(ChangeLines(**shop.on(order), swaps=(Swap(coat.id, 1, Sku("rug-big")),)))
    shop.works()
    shop.now = max(line.promised_by for line in shop.order(order).lines) + timedelta(hours=1)
    with shop.writes() as session:
        service.load_offers(session, [an_offer("rug-big", "180.00", 1)])
    again = ReportLost(**shop.on(shop.order(order)), remedy=Remedy.RESHIP)
    assert shop.refuses(again) == "sold_out"
