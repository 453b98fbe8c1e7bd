"""What a person gives of their own accord: one person's limit, a second person above it, a reason each time."""

from dataclasses import replace

import pytest

from orders.actions import ApproveRefund, AskGoodwill, AskRefund, CancelLine, DeclineRefund, Goodwill, ReportDamaged
from orders.answers import Refusal
from orders.ids import RefundId, ShopperId
from orders.line import LineQuantity
from orders.order import Order
from orders.states import RefundState
from tests.orders.counter import Counter, eur


def gift(order: Order, amount: str, staff: str = "alex", key: str = "k1") -> Goodwill:
    return Goodwill(order=order.id, amount=eur(amount), staff=staff, key=key, reason="a long wait")


def approved(order: Order, staff: str, at: int = -1) -> ApproveRefund:
    return ApproveRefund(order=order.id, refund=order.refunds[at].id, staff=staff)


@pytest.mark.parametrize("amount,state", [("50.00", RefundState.APPROVED), ("50.01", RefundState.ASKED)])
def test_one_person_gives_up_to_the_policys_limit(shop: Counter, amount: str, state: RefundState) -> None:
    order = shop.done(gift(shop.receives(("rug-big", 1)), amount))
    assert (order.refunds[0].state, order.refunds[0].note) == (state, "a long wait")


def test_a_second_person_approves_what_is_more_and_never_the_same_one(shop: Counter) -> None:
    order = shop.done(gift(shop.receives(("rug-big", 1)), "80.00"))
    assert not order.refunds[0].is_told and order.refunded.is_zero()
    assert shop.refuses(approved(order, "alex")) == "own_request"
    order = shop.done(approved(order, "kim"))
    shop.works()
    assert shop.charges()[-1] == "refund 80.00 done"
    assert (order.refunds[0].asked_by, order.refunds[0].by_person, order.refunds[0].is_told) == ("alex", "kim", True)


def test_gifts_of_one_person_on_one_order_count_together_and_approved_ones_do_not(shop: Counter) -> None:
    order = shop.done(gift(shop.receives(("rug-big", 1)), "30.00", key="k1"))
    assert shop.done(gift(order, "20.00", key="k2")).refunds[-1].state is RefundState.APPROVED
    order = shop.done(gift(order, "0.01", key="k3"))
    assert order.refunds[-1].state is RefundState.ASKED
    order = shop.done(approved(order, "kim"))
    assert shop.done(gift(order, "50.00", staff="kim", key="k4")).refunds[-1].state is RefundState.APPROVED


def test_what_is_not_given_yet_is_kept_for_it_and_hidden_from_the_shopper(shop: Counter) -> None:
    order = shop.done(gift(shop.receives(), "49.00", staff="kim", key="k0"))
    assert shop.refuses(gift(order, "0.40", key="k1")) == "amount_too_large"
    big = shop.done(gift(shop.receives(("rug-big", 1)), "150.00"))
    assert shop.refuses(gift(big, "60.00", key="k2")) == "amount_too_large"
    assert shop.refuses(AskRefund(**shop.on(big))) == "say_why"
    assert "GoodwillAsked" in shop.told(big) and "RefundNeedsPerson" not in shop.told(big)


def test_what_is_owed_comes_before_a_gift_that_nobody_has_given_yet(shop: Counter) -> None:
    order = shop.done(gift(shop.buys(("rug-big", 1)), "60.00"))
    order = shop.done(CancelLine(**shop.on(order), line=order.lines[0].id, quantity=1))
    assert order.refunds[-1].amount == order.captured
    declined = DeclineRefund(order=order.id, refund=order.refunds[0].id, staff="kim", reason="all of it goes back")
    assert shop.done(declined).refundable.is_zero()


def test_a_declined_gift_is_free_again(shop: Counter) -> None:
    order = shop.done(gift(shop.receives(("rug-big", 1)), "150.00"))
    order = shop.done(DeclineRefund(order=order.id, refund=order.refunds[0].id, staff="kim", reason="too much"))
    report = ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),))
    order = shop.done(report)
    assert order.refunds[-1].amount == order.captured


def test_a_gift_of_nothing_for_nobody_is_refused(shop: Counter) -> None:
    order = shop.receives()
    missing = replace(approved(shop.done(gift(order, "5.00")), "kim"), refund=RefundId("none"))
    assert shop.refuses(missing) == "unknown_refund"
    assert shop.refuses(replace(gift(order, "5.00", key="k2"), reason="")) == "no_reason"
    quote = shop.quotes(("coat-L", 1))
    assert shop.refuses(gift(quote, "5.00", key="k3")) == "amount_too_large"


def test_a_currency_without_a_limit_has_a_second_person_for_each_gift(shop: Counter) -> None:
    assert shop.policy.authority.staff.most("MXN").is_zero()
    none = shop.policy.authority.staff.model_copy(update={"amount": {}})
    shop.policy = shop.policy.model_copy(update={"authority": shop.policy.authority.model_copy(update={"staff": none})})
    assert shop.done(gift(shop.receives(), "0.01")).refunds[0].state is RefundState.ASKED


def test_a_strangers_apology_is_like_one_for_no_order(shop: Counter) -> None:
    order = shop.receives()
    answer = shop.does(replace(AskGoodwill(**shop.on(order)), shopper=ShopperId("mallory")))
    assert isinstance(answer, Refusal) and answer.reason.value == "unknown_order"
