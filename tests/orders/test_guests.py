"""Orders that a code has opened: for how long, to whom, and what a mere guest may do with them."""

from dataclasses import replace

from orders import service
from orders.access import AccessDone, ForgetAccess, Grant, plain_name, refused_to_guest
from orders.actions import (
    AbandonQuote,
    CancelOrder,
    ChangeAddress,
    ChangeLines,
    ChangePayment,
    RefundOntoGiftCard,
    ReturnLines,
    Swap,
)
from orders.answers import Decision, Reason, Refusal
from orders.ids import OrderId, ShopperId, Sku
from orders.line import LineQuantity
from tests.orders.counter import Counter, eur
from tests.orders.guests import ANNA, MAIL, asks, by_guest, mail, opens, seen

# ---- what is open


def test_access_ends_after_thirty_days(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    opens(shop)
    shop.days(29)
    assert seen(shop) == [order.id]
    shop.days(1)
    assert seen(shop) == []
    assert shop.refuses(CancelOrder(**by_guest(shop, shop.order(order)))) == "unknown_order"


def test_access_is_given_up_at_once(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    opens(shop)
    with shop.writes() as session:
        assert service.access(session, ForgetAccess(shopper=ANNA), shop.now) == AccessDone(forgotten=1)
        assert service.access(session, ForgetAccess(shopper=ANNA), shop.now) == AccessDone()
    assert seen(shop) == []


def test_quotes_stay_their_owner_s_alone(shop: Counter) -> None:
    placed = shop.buys(("coat-M", 1))
    quote = shop.quotes(("coat-L", 1))
    opens(shop)
    assert seen(shop) == [placed.id]
    assert shop.refuses(AbandonQuote(**by_guest(shop, quote))) == "unknown_order"
    assert Grant(MAIL, shop.now).covers(quote, frozenset({MAIL})) is False


def test_a_guest_s_order_is_found_by_its_number_and_a_stranger_s_is_not(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    opens(shop)
    with shop.open() as session:
        assert service.find_order(session, ANNA, order.id, shop.now) is not None
        assert service.find_order(session, ShopperId("eve"), order.id, shop.now) is None


def test_without_access_another_s_order_is_answered_exactly_like_a_missing_one(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    asks(shop)
    mail(shop)
    there, missing = by_guest(shop, order), by_guest(shop, order)
    missing["order"] = OrderId("SK-AAAAAA")
    answers = [shop.does(CancelOrder(**head)) for head in (there, missing)]
    assert [replace(each, order=None) for each in answers if isinstance(each, Refusal)] == [
        Refusal(Reason.UNKNOWN_ORDER)
    ] * 2
    with shop.open() as session:
        previews = [service.preview(session, CancelOrder(**head), shop.now) for head in (there, missing)]
    assert [replace(each, order=None) for each in previews if isinstance(each, Refusal)] == [
        Refusal(Reason.UNKNOWN_ORDER)
    ] * 2


# ---- what a guest may do


def test_a_guest_cancels_and_the_money_goes_back_the_way_it_came(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    opens(shop)
    shop.done(CancelOrder(**by_guest(shop, order)))
    shop.days(1)
    assert shop.charges() == ["payment 49.39 done", "refund 49.39 done"]
    assert {refund.method for refund in shop.order(order).refunds} == {"card_4242"}


def test_a_guest_sends_goods_back(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    opens(shop)
    lines = (LineQuantity(order.lines[0].id, 1),)
    assert shop.done(ReturnLines(**by_guest(shop, order), lines=lines)).claims


def test_a_guest_never_changes_where_goods_and_money_go(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    opens(shop)
    head = by_guest(shop, order)
    for action in (
        ChangeAddress(**head, address=replace(order.address, line1="Elsewhere 1")),
        ChangePayment(**head, method="card_1881"),
        RefundOntoGiftCard(**head),
    ):
        assert shop.refuses(action) == "owner_only"
        with shop.open() as session:
            preview = service.preview(session, action, shop.now)
        assert isinstance(preview, Refusal) and preview.reason is Reason.OWNER_ONLY
    assert shop.order(order) == order


def test_a_guest_never_spends_the_owner_s_money(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    opens(shop)
    dearer, cheaper = (
        ChangeLines(**by_guest(shop, order), swaps=(Swap(order.lines[0].id, 1, Sku(sku)),))
        for sku in ("coat-XL", "coat-S")
    )
    assert shop.refuses(dearer) == "owner_only"
    assert shop.order(order) == order
    assert shop.done(cheaper).lines[-1].sku == "coat-S"
    assert refused_to_guest(dearer, Decision(charge=eur("0.00"))) is None


def test_the_owner_may_still_do_everything(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    opens(shop)
    moved = shop.done(ChangeAddress(**shop.on(order), address=replace(order.address, line1="Lindenweg 9")))
    assert moved.address.line1 == "Lindenweg 9"


def test_nothing_leads_to_the_orders_of_somebody_who_is_erased(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    opens(shop)
    with shop.writes() as session:
        service.forget_access(session, order.shopper)
    assert seen(shop) == []


def test_a_name_is_the_same_in_any_order_case_and_accents() -> None:
    assert plain_name("Meier, Ánna") == plain_name("anna MEIER") == "anna meier"
