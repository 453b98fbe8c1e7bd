"""Damaged, wrong and missing pieces; the limits above which a person decides; goodwill."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orders.actions import (
    ApproveRefund,
    DeclineRefund,
    ExchangeLines,
    Goodwill,
    ReportDamaged,
    ReportMissing,
    ReportWrongItem,
    ReturnLines,
    Swap,
)
from orders.ids import OrderId, RefundId, Sku
from orders.line import LineQuantity
from orders.money import Money
from orders.order import Order
from orders.states import ClaimKind, ClaimState
from tests.orders.counter import Counter, eur


def first(order: Order, quantity: int = 1) -> tuple[LineQuantity, ...]:
    return (LineQuantity(order.lines[0].id, quantity),)


@pytest.mark.parametrize(
    "report,kind",
    [
        (ReportDamaged, ClaimKind.DAMAGED),
        (ReportWrongItem, ClaimKind.WRONG_ITEM),
        (ReportMissing, ClaimKind.MISSING),
    ],
)
def test_a_bad_piece_is_refunded_in_full_and_kept(
    shop: Counter, report: type[ReportDamaged | ReportWrongItem | ReportMissing], kind: ClaimKind
) -> None:
    order = shop.receives(("coat-M", 1))
    order = shop.done(report(**shop.on(order), lines=first(order), photos=("p1",)))
    shop.works()
    assert (shop.headline(order), shop.charges()[-1]) == ("refunded", "refund 49.39 done")
    claim = shop.order(order).claims[0]
    assert (claim.kind, claim.state, claim.photos) == (kind, ClaimState.SETTLED, ("p1",))


def test_one_bad_piece_of_two_is_refunded_with_its_share_of_shipping_and_fee(shop: Counter) -> None:
    order = shop.receives(("coat-M", 2))
    shop.done(ReportDamaged(**shop.on(order), lines=first(order)))
    shop.works()
    assert shop.charges() == ["payment 93.39 done", "refund 46.70 done"]


def test_a_piece_that_is_being_exchanged_is_not_said_to_be_refunded(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    swaps = (Swap(order.lines[0].id, 1, Sku("coat-L")),)
    order = shop.done(ExchangeLines(**shop.on(order), swaps=swaps))
    wrong = ReportWrongItem(**shop.on(order), lines=first(order))
    assert shop.refuses(wrong) == "claim_underway"


def test_a_piece_is_refunded_once(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    order = shop.done(ReportDamaged(**shop.on(order), lines=first(order)))
    assert shop.refuses(ReportMissing(**shop.on(order), lines=first(order))) == "already_refunded"
    assert shop.refuses(ReturnLines(**shop.on(order), lines=first(order))) == "already_refunded"


def test_nothing_is_claimed_before_it_has_come(shop: Counter) -> None:
    order = shop.buys()
    assert shop.refuses(ReportDamaged(**shop.on(order), lines=first(order))) == "not_delivered"


def test_quality_is_answered_for_sixty_days(shop: Counter) -> None:
    order = shop.receives()
    shop.now += timedelta(days=59)
    assert shop.refuses(ReportDamaged(**shop.on(order), lines=first(order, 2))) == "quantity_too_large"
    shop.now += timedelta(days=1)
    assert shop.refuses(ReportDamaged(**shop.on(order), lines=first(order))) == "window_closed"


# ---- a person decides


def dear(shop: Counter) -> Order:
    """A claim above 100 EUR, waiting."""
    order = shop.receives(("rug-big", 1))
    return shop.done(ReportDamaged(**shop.on(order), lines=first(order)))


def test_above_the_limit_a_person_decides(shop: Counter) -> None:
    order = dear(shop)
    assert shop.told(order)[-2:] == ["ClaimOpened", "RefundNeedsPerson"]
    assert (shop.headline(order), order.refunds[0].why_person) == ("refund_pending", "amount")
    assert shop.refuses(ReportDamaged(**shop.on(order), lines=first(order))) == "refund_underway"
    assert shop.charges() == ["payment 203.39 done"]


def test_approved_by_a_person_it_is_paid(shop: Counter) -> None:
    order = dear(shop)
    order = shop.done(ApproveRefund(order=order.id, refund=order.refunds[0].id, staff="alex"))
    shop.works()
    assert (shop.headline(order), shop.charges()[-1]) == ("refunded", "refund 203.39 done")
    assert (order.refunds[0].by_person, order.claims[0].state) == ("alex", ClaimState.SETTLED)


def test_declined_by_a_person_the_piece_can_still_be_returned(shop: Counter) -> None:
    order = dear(shop)
    order = shop.done(DeclineRefund(order=order.id, refund=order.refunds[0].id, staff="alex", reason="no photo"))
    assert (shop.headline(order), order.claims[0].state) == ("delivered", ClaimState.CLOSED)
    shop.returns(order, (0, 1))


def test_the_first_decision_stands(shop: Counter) -> None:
    order = dear(shop)
    refund = order.refunds[0].id
    shop.done(ApproveRefund(order=order.id, refund=refund, staff="alex"))
    assert shop.refuses(DeclineRefund(order=order.id, refund=refund, staff="bea", reason="")) == "already_decided"
    assert shop.refuses(ApproveRefund(order=order.id, refund=refund, staff="bea")) == "already_decided"


def test_staff_decide_about_refunds_that_there_are(shop: Counter) -> None:
    order = shop.receives()
    assert shop.refuses(ApproveRefund(order=order.id, refund=RefundId("x"), staff="alex")) == "unknown_refund"
    missing = ApproveRefund(order=OrderId("SK-AAAAAA"), refund=RefundId("x"), staff="alex")
    assert shop.refuses(missing) == "unknown_order"


def test_the_fourth_claim_in_thirty_days_goes_to_a_person(shop: Counter) -> None:
    orders = [shop.receives(("lamp-one", 1)) for _ in range(4)]
    whys = [shop.done(ReportDamaged(**shop.on(o), lines=first(o))).refunds[0].why_person for o in orders]
    assert whys == ["", "", "", "often"]


def test_a_month_later_claims_are_counted_anew(shop: Counter) -> None:
    orders = [shop.receives(("lamp-one", 1)) for _ in range(4)]
    for order in orders[:3]:
        shop.done(ReportDamaged(**shop.on(order), lines=first(order)))
    shop.days(31)
    order = shop.order(orders[3])
    assert shop.done(ReportDamaged(**shop.on(order), lines=first(order))).refunds[0].why_person == ""


# ---- goodwill


def give(order: Order, amount: str, key: str = "k1") -> Goodwill:
    return Goodwill(order=order.id, amount=eur(amount), staff="alex", key=key, reason="a long wait")


def test_goodwill_is_paid_once_per_click(shop: Counter) -> None:
    order = shop.receives()
    shop.done(give(order, "5.00"))
    assert shop.refuses(give(order, "5.00")) == "already_decided"
    shop.works()
    assert shop.charges()[-1] == "refund 5.00 done" and shop.headline(order) == "partially_refunded"


def test_goodwill_and_refunds_together_never_exceed_what_was_paid(shop: Counter) -> None:
    order = shop.receives()
    order = shop.done(give(order, "5.00"))
    shop.done(ReportDamaged(**shop.on(order), lines=first(order)))
    shop.works()
    assert shop.charges()[1:] == ["refund 5.00 done", "refund 44.39 done"]
    assert shop.headline(order) == "refunded"


@pytest.mark.parametrize("amount,why", [("0", "bad_quantity"), ("-1", "bad_quantity"), ("49.40", "amount_too_large")])
def test_goodwill_has_its_limits(shop: Counter, amount: str, why: str) -> None:
    assert shop.refuses(give(shop.receives(), amount)) == why


def test_goodwill_is_of_the_orders_currency_and_has_a_reason(shop: Counter) -> None:
    order = shop.receives(("rug-big", 1))
    dollars = replace(give(order, "5"), amount=Money(500, "USD"))
    assert shop.refuses(dollars) == "bad_quantity"
    assert shop.refuses(replace(give(order, "5"), reason=" ")) == "no_reason"


def test_goodwill_follows_its_piece_into_an_exchange(shop: Counter) -> None:
    order = shop.done(give(shop.receives(), "5.00"))
    swaps = (Swap(order.lines[0].id, 1, Sku("coat-L")),)
    order = shop.done(ExchangeLines(**shop.on(order), swaps=swaps))
    assert [str(line.goodwill.plain()) for line in order.lines] == ["0.00", "5.00"]


def test_a_piece_given_away_by_goodwill_is_not_exchanged_for_a_cheaper_one(shop: Counter) -> None:
    order = shop.done(give(shop.receives(), "40.00"))
    swaps = (Swap(order.lines[0].id, 1, Sku("coat-S")),)
    assert shop.refuses(ExchangeLines(**shop.on(order), swaps=swaps)) == "already_refunded"
