"""A person may move the amount of a claim that waits for them, as far as the books allow and not a cent further."""

from dataclasses import replace

import pytest

from orders.actions import ReturnLines
from orders.amounts import MOVABLE, bounds
from orders.answers import Reason, Refusal
from orders.line import LineQuantity
from orders.money import total
from orders.order import Order
from orders.policy import standard
from orders.service import Done
from orders.states import ClaimState, RefundReason, RefundState
from tests.orders.counter import Counter, eur
from tests.orders.moved import approved, claimed


def within(order: Order, staff: str = "kim") -> tuple[str, str]:
    found = bounds(order, order.refunds[-1], standard(), (staff,))
    return found.least.plain(), found.most.plain()


def test_a_claim_may_be_moved_down_to_a_cent_and_up_to_what_one_person_may_give(shop: Counter) -> None:
    order = claimed(shop, bought=6)
    assert within(order) == ("0.01", (order.refunds[0].amount + eur("50")).plain())


def test_never_above_what_the_order_still_holds(shop: Counter) -> None:
    order = claimed(shop, bought=3, broken=3)
    assert within(order)[1] == order.refunds[0].amount.plain() == order.refundable.plain()
    one_more = claimed(shop, bought=4, broken=3)
    assert (
        within(one_more)[1] == one_more.refundable.plain()
        or within(one_more)[1] == (one_more.refunds[0].amount + eur("50")).plain()
    )


@pytest.mark.parametrize("reason", sorted(set(RefundReason) - MOVABLE))
def test_what_is_owed_is_owed_to_the_cent(shop: Counter, reason: RefundReason) -> None:
    order = claimed(shop)
    refund = replace(order.refunds[0], reason=reason)
    found = bounds(order, refund, standard(), ("kim",))
    assert (found.least, found.most) == (refund.amount, refund.amount)


def test_less_is_paid_and_the_pieces_may_still_come_back_for_the_rest(shop: Counter) -> None:
    order = claimed(shop)
    before = order.refundable
    order = shop.done(approved(order, "30.00"))
    assert order.refunds[0].amount == eur("30.00")
    assert order.refunds[0].note == "as agreed"
    assert order.claims[0].state is ClaimState.SETTLED
    assert (order.lines[0].claimed, before - order.refundable) == (0, eur("30.00"))
    lines = (LineQuantity(order.lines[0].id, 4),)
    shop.done(ReturnLines(**shop.on(order), lines=lines))


@pytest.mark.parametrize("amount", ["0.01", "0.07", "33.33", "77.77", "119.99"])
def test_whatever_was_cut_the_parts_sum_to_the_cent(shop: Counter, amount: str) -> None:
    order = shop.done(approved(claimed(shop, also=1), amount))
    refund = order.refunds[0]
    assert total((part.shares.total for part in refund.lines), "EUR") == refund.amount == eur(amount)
    assert total((part.amount for part in refund.parts), "EUR") == eur(amount)


def test_more_is_a_gift_beside_the_claim_with_its_reason(shop: Counter) -> None:
    order = claimed(shop, bought=6)
    asked = order.refunds[0].amount
    order = shop.done(approved(order, (asked + eur("12.34")).plain()))
    claim, gift = order.refunds
    assert (claim.amount, gift.amount, gift.reason) == (asked, eur("12.34"), RefundReason.GOODWILL)
    assert (gift.note, gift.by_person) == ("as agreed", "kim")


def test_what_one_person_has_given_counts_towards_what_they_may_give(shop: Counter) -> None:
    order = claimed(shop, bought=6)
    asked = order.refunds[0].amount
    order = shop.done(approved(order, (asked + eur("50")).plain()))
    again = replace(order.refunds[0], state=RefundState.ASKED)
    after = replace(order, refunds=(order.refunds[1], again))
    assert bounds(after, again, standard(), ("kim",)).most == asked
    assert bounds(after, again, standard(), ("KIM",)).most == asked


def test_the_same_yes_twice_pays_once(shop: Counter) -> None:
    order = claimed(shop, bought=6)
    yes = approved(order, (order.refunds[0].amount + eur("5")).plain())
    assert isinstance(shop.does(yes), Done)
    again = shop.does(yes)
    assert isinstance(again, Refusal) and again.reason is Reason.ALREADY_DECIDED
    assert len(shop.order(order).refunds) == 2
