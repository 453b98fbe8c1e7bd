"""A price that falls after the order, and faulty goods that are kept for less."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from orders import service
from orders.actions import (
    ApproveRefund,
    AskPriceAdjustment,
    AskRefund,
    CancelLine,
    CancelOrder,
    DeclineRefund,
    DisputeNews,
    ExchangeLines,
    Goodwill,
    KeepForLess,
    ReportDamaged,
    ReportMissing,
    ReturnLines,
    Swap,
    Withdraw,
)
from orders.answers import Decision, Refusal
from orders.events import PriceReduced
from orders.ids import LineId, Sku
from orders.ledger import Account
from orders.line import LineQuantity
from orders.money import Money
from orders.order import Order
from orders.service import Done
from orders.states import ClaimKind, ClaimState, RefundState
from orders.stock import Offer
from tests.orders.accounts import account
from tests.orders.counter import AUSTIN, Counter, an_offer, eur


def costs_now(shop: Counter, sku: str, price: str, stock: int = 10) -> None:
    loads(shop, an_offer(sku, price, stock))


def loads(shop: Counter, offer: Offer) -> None:
    with shop.writes() as session:
        service.load_offers(session, [offer])


def adjusts(shop: Counter, order: Order, at: int | None = None) -> AskPriceAdjustment:
    return AskPriceAdjustment(**shop.on(order), line=None if at is None else order.lines[at].id)


def keeps(shop: Counter, order: Order, quantity: int = 1, kind: ClaimKind = ClaimKind.DAMAGED) -> KeepForLess:
    return KeepForLess(**shop.on(order), lines=(LineQuantity(order.lines[0].id, quantity),), kind=kind)


# ---- a price that fell


def test_the_difference_goes_back_with_the_fee_on_it(shop: Counter) -> None:
    order = shop.receives(("coat-M", 2))
    costs_now(shop, "coat-M", "35.00")
    order = shop.done(adjusts(shop, order))
    shop.works()
    assert shop.charges() == ["payment 93.39 done", "refund 11.00 done"]
    assert (order.items, order.fee, order.total) == (eur("70.00"), eur("7.49"), eur("82.39"))
    assert order.lines[0].price == eur("40.00") and order.lines[0].price_now == eur("35.00")


def test_tax_on_top_of_the_difference_goes_back_too(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1), address=AUSTIN)
    assert (order.fee.plain(), order.tax.plain(), order.total.plain()) == ("4.59", "3.16", "53.65")
    costs_now(shop, "coat-M", "30.00")
    order = shop.done(adjusts(shop, order))
    shop.works()
    assert shop.charges()[-1] == "refund 11.69 done"
    assert (order.fee.plain(), order.tax.plain(), order.total.plain()) == ("3.59", "2.47", "41.96")


@pytest.mark.parametrize(
    "currency,paid,now,back",
    [("JPY", "5000", "4333", "734"), ("KWD", "12.345", "11.111", "1.358"), ("EUR", "12.34", "12.33", "0.01")],
)
def test_a_fall_is_exact_in_currencies_with_none_two_and_three_decimals(
    shop: Counter, currency: str, paid: str, now: str, back: str
) -> None:
    german = shop.policy.markets["DE"].model_copy(update={"currency": currency})
    shop.policy = shop.policy.model_copy(update={"markets": {**shop.policy.markets, "DE": german}})
    loads(shop, replace(an_offer("hat-M"), prices=(Money.parse(paid, currency),)))
    order = shop.receives(("hat-M", 1))
    loads(shop, replace(an_offer("hat-M"), prices=(Money.parse(now, currency),)))
    assert shop.done(adjusts(shop, order)).refunds[0].amount == Money.parse(back, currency)


def test_each_fall_is_made_good_once(shop: Counter) -> None:
    order = shop.receives()
    costs_now(shop, "coat-M", "35.00")
    order = shop.done(adjusts(shop, order))
    assert shop.refuses(adjusts(shop, order)) == "already_adjusted"
    costs_now(shop, "coat-M", "33.00")
    order = shop.done(adjusts(shop, order))
    assert [refund.amount.plain() for refund in order.refunds] == ["5.50", "2.20"]
    costs_now(shop, "coat-M", "39.00")
    assert shop.refuses(adjusts(shop, order)) == "already_adjusted"


def test_what_is_returned_later_gives_back_what_it_cost_by_then(shop: Counter) -> None:
    order = shop.receives(("coat-M", 3))
    costs_now(shop, "coat-M", "35.00")
    order = shop.done(adjusts(shop, order))
    order = shop.returns(order, (0, 1))
    shop.days(3)
    assert [charge for charge in shop.charges() if "refund" in charge] == ["refund 16.50 done", "refund 38.50 done"]
    order = shop.returns(shop.order(order), (0, 2))
    shop.days(3)
    assert shop.order(order).refundable.is_zero() and shop.headline(order) == "refunded"


def test_only_what_is_kept_becomes_cheaper(shop: Counter) -> None:
    order = shop.receives(("coat-M", 3))
    order = shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),)))
    costs_now(shop, "coat-M", "35.00")
    order = shop.done(adjusts(shop, order))
    assert [less.plain() for less in order.lines[0].less] == ["0.00", "5.00", "5.00"]
    assert order.refunds[-1].amount == eur("11.00")


def test_goods_on_their_way_are_adjusted_too_and_lost_ones_give_back_the_rest(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    costs_now(shop, "coat-M", "35.00")
    order = shop.done(adjusts(shop, order))
    shop.now = order.promised_by + timedelta(hours=1)
    shop.done(AskRefund(**shop.on(shop.order(order))))
    shop.works()
    assert shop.charges() == ["payment 49.39 done", "refund 5.50 done", "refund 43.89 done"]


def test_an_exchange_after_a_fall_costs_the_difference_to_what_was_left_paid(shop: Counter) -> None:
    order = shop.receives()
    costs_now(shop, "coat-M", "35.00")
    order = shop.done(adjusts(shop, order))
    swap = Swap(order.lines[0].id, 1, Sku("coat-L"))
    order = shop.done(ExchangeLines(**shop.on(order), swaps=(swap,)))
    assert order.payments[-1].amount == eur("5.50") and order.total == eur("49.39")


def test_several_lines_fall_at_once_and_one_can_be_named(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1), ("lamp-one", 2))
    costs_now(shop, "coat-M", "35.00")
    costs_now(shop, "lamp-one", "8.99")
    assert shop.done(adjusts(shop, order, at=1)).refunds[0].amount == eur("2.20")
    order = shop.order(order)
    assert shop.done(adjusts(shop, order)).refunds[1].amount == eur("5.50")


def test_the_supplier_keeps_its_price_so_the_fall_is_ours(shop: Counter) -> None:
    order = shop.receives()
    costs_now(shop, "coat-M", "35.00")
    shop.done(adjusts(shop, order))
    assert (account(shop, order, Account.GOODS), account(shop, order, Account.GOODS_COST)) == ("-3500", "4000")
    assert account(shop, order, Account.FEE) == "-399" and account(shop, order, Account.GOODWILL) == "0"


def test_a_fall_is_told_by_its_event(shop: Counter) -> None:
    order = shop.receives()
    costs_now(shop, "coat-M", "35.00")
    answer = shop.does(adjusts(shop, order))
    assert isinstance(answer, Done)
    told = next(event for event in answer.events if isinstance(event, PriceReduced))
    assert (told.line, told.pieces, told.goods) == (order.lines[0].id, 1, eur("5.00"))


def test_the_preview_says_what_the_deed_gives(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1), ("rug-big", 1))
    costs_now(shop, "coat-M", "33.33")
    costs_now(shop, "rug-big", "171.17")
    with shop.open() as session:
        preview = service.preview(session, adjusts(shop, order), shop.now, policy=shop.policy)
    assert isinstance(preview, Decision) and preview.refund is not None
    assert shop.done(adjusts(shop, order)).refunds[0].amount == preview.refund.amount


@pytest.mark.parametrize("late,answer", [(timedelta(0), "done"), (timedelta(seconds=1), "adjustment_closed")])
def test_a_fall_counts_until_the_end_of_the_fourteenth_day_after_the_order(
    shop: Counter, late: timedelta, answer: str
) -> None:
    order = shop.receives()
    placed = order.placed_at or order.created_at
    shop.now = (placed + timedelta(days=14)).replace(hour=22, minute=59, second=59) + late
    costs_now(shop, "coat-M", "35.00")
    given = shop.does(adjusts(shop, order))
    assert (given.reason.value if isinstance(given, Refusal) else "done") == answer


def test_a_later_policy_does_not_shorten_the_promise(shop: Counter) -> None:
    order = shop.receives()
    costs_now(shop, "coat-M", "35.00")
    none = shop.policy.price_adjustment.model_copy(update={"days": 0})
    shop.policy = shop.policy.model_copy(update={"price_adjustment": none})
    shop.done(adjusts(shop, order))
    later = shop.receives(("coat-L", 1))
    costs_now(shop, "coat-L", "35.00")
    assert shop.refuses(adjusts(shop, later)) == "not_promised"


def test_a_price_that_did_not_fall_gives_nothing_back(shop: Counter) -> None:
    order = shop.receives()
    assert shop.refuses(adjusts(shop, order)) == "price_not_fallen"
    costs_now(shop, "coat-M", "45.00")
    assert shop.refuses(adjusts(shop, order)) == "price_not_fallen"


def test_what_is_sold_out_has_no_lower_price(shop: Counter) -> None:
    order = shop.receives()
    costs_now(shop, "coat-M", "35.00", stock=0)
    assert shop.refuses(adjusts(shop, order)) == "sold_out"


def test_a_price_in_another_currency_does_not_count(shop: Counter) -> None:
    order = shop.receives()
    loads(shop, replace(an_offer("coat-M"), prices=(Money.parse("35.00", "USD"),)))
    assert shop.refuses(adjusts(shop, order)) == "not_sold_here"


def test_an_unknown_line_and_an_unpaid_order_have_no_fall(shop: Counter) -> None:
    order = shop.receives()
    assert shop.refuses(replace(adjusts(shop, order), line=LineId("none"))) == "unknown_line"
    quote = shop.quotes(("coat-M", 1))
    assert shop.refuses(adjusts(shop, quote)) == "not_placed"
    shop.confirms(quote)
    assert shop.refuses(adjusts(shop, shop.order(quote))) == "charge_underway"


def test_what_was_cancelled_or_sent_back_does_not_become_cheaper(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), ("lamp-one", 1))
    order = shop.done(CancelLine(**shop.on(order), line=order.lines[0].id, quantity=1))
    costs_now(shop, "coat-M", "35.00")
    assert shop.refuses(adjusts(shop, order, at=0)) == "already_cancelled"
    order = shop.done(CancelOrder(**shop.on(order)))
    assert shop.refuses(adjusts(shop, order)) == "already_cancelled"
    back = shop.receives(("coat-L", 1))
    costs_now(shop, "coat-L", "35.00")
    back = shop.returns(back, (0, 1))
    assert shop.refuses(adjusts(shop, back)) == "claim_underway"
    shop.days(3)
    assert shop.refuses(adjusts(shop, shop.order(back))) == "already_refunded"


def test_a_line_never_gives_back_more_than_it_holds(shop: Counter) -> None:
    order = shop.receives()
    goodwill = Goodwill(order=order.id, amount=eur("46.00"), staff="alex", key="k", reason="a broken door")
    order = shop.done(goodwill)
    costs_now(shop, "coat-M", "35.00")
    assert shop.refuses(adjusts(shop, order)) == "nothing_to_refund"


def test_a_fall_waits_while_the_bank_decides_and_is_then_given(shop: Counter) -> None:
    order = shop.receives()
    costs_now(shop, "coat-M", "35.00")
    with shop.writes() as session:
        opened = DisputeNews.OPENED
        service.report_dispute(session, order.id, order.payments[0].id, opened, shop.now, reference="dp")
    order = shop.done(adjusts(shop, shop.order(order)))
    assert (order.refunds[0].state, order.lines[0].less) == (RefundState.ASKED, ())
    assert shop.refuses(adjusts(shop, order)) == "refund_underway"
    with shop.writes() as session:
        service.report_dispute(session, order.id, order.payments[0].id, DisputeNews.WON, shop.now, reference="dp")
    order = shop.order(order)
    assert (order.refunds[0].state, order.lines[0].price_now) == (RefundState.APPROVED, eur("35.00"))


# ---- faulty goods that are kept


def test_faulty_goods_are_kept_for_a_share_of_their_price_and_that_settles_it(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    order = shop.done(replace(keeps(shop, order), photos=("p1",)))
    shop.works()
    assert shop.charges() == ["payment 49.39 done", "refund 8.80 done"]
    assert (order.claims[0].kind, order.claims[0].state) == (ClaimKind.DAMAGED, ClaimState.SETTLED)
    report = ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),))
    assert shop.refuses(report) == "kept_for_less"
    assert shop.refuses(keeps(shop, order)) == "kept_for_less"


def test_tax_on_top_of_the_share_goes_back_too(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1), address=AUSTIN)
    assert shop.done(keeps(shop, order)).refunds[0].amount.plain() == "9.35"


def test_goods_that_were_kept_for_less_can_still_be_sent_back_for_the_rest(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    order = shop.done(keeps(shop, order))
    order = shop.done(Withdraw(**shop.on(order)))
    shop.days(3)
    assert [charge for charge in shop.charges() if "refund" in charge] == ["refund 8.80 done", "refund 40.59 done"]
    assert shop.order(order).refundable.is_zero()


def test_the_other_pieces_of_a_line_are_claimed_as_ever(shop: Counter) -> None:
    order = shop.receives(("coat-M", 3))
    order = shop.done(keeps(shop, order))
    report = ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 3),))
    answer = shop.does(report)
    assert isinstance(answer, Refusal) and answer.quantity == 2
    order = shop.done(replace(report, lines=(LineQuantity(order.lines[0].id, 2),)))
    assert order.refunds[-1].amount == eur("91.62")
    assert order.lines[0].refundable == eur("36.97")


def test_the_supplier_bears_what_faulty_goods_are_kept_for(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    order = shop.done(keeps(shop, order))
    assert (account(shop, order, Account.GOODS), account(shop, order, Account.GOODS_COST)) == ("-3200", "3200")
    shop.done(ReturnLines(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),)))
    shop.days(3)
    assert (account(shop, order, Account.GOODS), account(shop, order, Account.GOODS_COST)) == ("0", "0")


def test_too_much_or_too_often_kept_for_less_waits_for_a_person(shop: Counter) -> None:
    dear = shop.receives(("rug-big", 3))
    dear = shop.done(keeps(shop, dear, quantity=3))
    assert (dear.refunds[0].state, dear.refunds[0].why_person) == (RefundState.ASKED, "amount")
    assert (dear.claims[0].state, dear.lines[0].less) == (ClaimState.OPEN, ())
    assert shop.refuses(keeps(shop, dear)) == "kept_for_less"
    dear = shop.done(ApproveRefund(order=dear.id, refund=dear.refunds[0].id, staff="alex"))
    assert dear.claims[0].state is ClaimState.SETTLED and dear.lines[0].price_now == eur("144.00")
    for _ in range(3):
        shop.done(keeps(shop, shop.receives(("lamp-one", 1))))
    assert shop.done(keeps(shop, shop.receives(("lamp-one", 1)))).refunds[0].why_person == "often"


def test_declined_the_goods_can_be_claimed_again(shop: Counter) -> None:
    order = shop.receives(("rug-big", 3))
    order = shop.done(keeps(shop, order, quantity=3))
    declined = DeclineRefund(order=order.id, refund=order.refunds[0].id, staff="alex", reason="no scratch to be seen")
    order = shop.done(declined)
    assert order.lines[0].kept == 3 and order.claims[0].state is ClaimState.CLOSED
    shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),)))


@pytest.mark.parametrize("late,answer", [(timedelta(0), "done"), (timedelta(seconds=1), "window_closed")])
def test_goods_can_be_kept_for_less_as_long_as_they_can_be_claimed(shop: Counter, late: timedelta, answer: str) -> None:
    order = shop.receives()
    delivered = order.delivered_at
    assert delivered is not None
    shop.now = (delivered + timedelta(days=60)).replace(hour=22, minute=59, second=59) + late
    given = shop.does(keeps(shop, order))
    assert (given.reason.value if isinstance(given, Refusal) else "done") == answer


def test_what_has_not_come_is_missing_or_was_not_promised_cannot_be_kept_for_less(shop: Counter) -> None:
    order = shop.buys()
    assert shop.refuses(keeps(shop, order)) == "not_delivered"
    shop.days(4)
    order = shop.order(order)
    assert shop.refuses(keeps(shop, order, kind=ClaimKind.MISSING)) == "not_kept"
    assert shop.refuses(keeps(shop, order, quantity=2)) == "quantity_too_large"
    assert shop.refuses(keeps(shop, order, quantity=0)) == "bad_quantity"
    missing = ReportMissing(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),))
    assert shop.refuses(keeps(shop, shop.done(missing))) == "already_refunded"
    shop.policy = shop.policy.model_copy(
        update={"keep_it": shop.policy.keep_it.model_copy(update={"share": Decimal(0)})}
    )
    assert shop.refuses(keeps(shop, shop.receives(("coat-L", 1)))) == "not_promised"
