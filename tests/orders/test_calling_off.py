"""Keeping goods that were to be sent back: a return, a withdrawal or an exchange is called off in time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orders.actions import ExchangeLines, ParcelNews, ReportDamaged, ReturnLines, Withdraw
from orders.answers import Decision, Facts
from orders.decisions import decide
from orders.events import ReturnCancelled
from orders.ids import ClaimId
from orders.order import Order
from orders.service import Done
from orders.states import ClaimKind, ClaimState
from tests.orders.called_off import exchanging, keeps, returning
from tests.orders.counter import Counter, eur
from tests.orders.provoking import first, swap


def decided(shop: Counter, order: Order) -> Decision:
    answer = decide(order, keeps(shop, order), shop.policy, Facts(now=shop.now))
    assert isinstance(answer, Decision)
    return answer


def test_a_return_is_called_off_and_the_goods_are_kept(shop: Counter) -> None:
    order = returning(shop)
    answer = shop.does(keeps(shop, order))
    assert isinstance(answer, Done)
    (told,) = answer.events
    assert isinstance(told, ReturnCancelled)
    assert (told.claim_kind, told.lines, told.refund) == (ClaimKind.RETURN, first(order, 2), None)
    order = shop.order(order)
    assert (order.claims[0].state, order.lines[0].kept, order.lines[0].returning) == (ClaimState.CLOSED, 2, 0)
    shop.days(40)
    assert (shop.headline(order), shop.charges()) == ("delivered", ["payment 93.39 done"])
    assert "ReturnExpired" not in shop.told(order) and not shop.breaches()


def test_what_was_kept_may_be_sent_back_again_within_its_days(shop: Counter) -> None:
    order = shop.done(keeps(shop, returning(shop)))
    order = shop.returns(order, (0, 1))
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    shop.works()
    assert shop.charges()[-1] == "refund 44.00 done"
    order = shop.done(keeps(shop, shop.returns(shop.order(order), (0, 1))))
    shop.days(30)
    wish = ReturnLines(**shop.on(shop.order(order)), lines=first(order))
    assert shop.refuses(wish) == "window_closed"


def test_what_was_kept_may_be_claimed_and_exchanged(shop: Counter) -> None:
    order = shop.done(keeps(shop, returning(shop)))
    assert isinstance(shop.does(ExchangeLines(**shop.on(order), swaps=swap(order, "coat-L"))), Done)
    order = shop.order(order)
    shop.done(ReportDamaged(**shop.on(order), lines=first(order)))
    shop.works()
    assert shop.order(order).refunds[0].amount.minor > 0 and not shop.breaches()


def test_one_of_two_returns_goes_on(shop: Counter) -> None:
    order = shop.returns(shop.returns(shop.receives(("coat-M", 2)), (0, 1)), (0, 1))
    order = shop.done(keeps(shop, order))
    assert [claim.state for claim in order.claims] == [ClaimState.OPEN, ClaimState.CLOSED]
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    shop.works()
    assert (shop.order(order).lines[0].kept, shop.charges()[-1]) == (1, "refund 44.00 done")


def test_a_withdrawal_is_called_off_while_the_goods_are_not_back(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.days(1)
    order = shop.done(Withdraw(**shop.on(shop.order(order))))
    shop.done(keeps(shop, order))
    shop.days(6)
    order = shop.order(order)
    assert (order.lines[0].kept, shop.headline(order), order.refunds) == (1, "delivered", ())


def test_what_was_withdrawn_from_before_it_left_is_refunded_already(shop: Counter) -> None:
    order = shop.buys(("coat-M", 2))
    order = shop.done(Withdraw(**shop.on(order), lines=first(order)))
    assert shop.refuses(keeps(shop, order)) == "refund_underway"
    shop.works()
    assert shop.refuses(keeps(shop, order)) == "already_refunded"


def test_an_exchange_is_undone_and_its_stock_let_go(shop: Counter) -> None:
    order = exchanging(shop)
    assert shop.stock("coat-L") == (9, 0)
    order = shop.done(keeps(shop, order))
    assert [(line.sku, line.kept) for line in order.current_lines] == [("coat-M", 1)]
    assert shop.stock("coat-L") == (10, 0)
    shop.days(40)
    assert (shop.headline(order), shop.charges()) == ("delivered", ["payment 49.39 done"])
    assert not shop.breaches()


def test_a_difference_that_was_charged_goes_back_once(shop: Counter) -> None:
    order = exchanging(shop, "coat-XL")
    decision = decided(shop, order)
    assert decision.refund is not None and decision.refund.amount == eur("16.50")
    order = shop.done(keeps(shop, order))
    assert shop.refuses(keeps(shop, order)) == "no_return_open"
    shop.days(40)
    assert shop.charges() == ["payment 49.39 done", "payment 16.50 done", "refund 16.50 done"]
    assert (shop.order(order).total, shop.breaches()) == (eur("49.39"), ())


def test_a_difference_that_was_promised_is_not_paid(shop: Counter) -> None:
    order = exchanging(shop, "coat-S")
    assert decided(shop, order).refund is None
    order = shop.done(keeps(shop, order))
    shop.days(40)
    assert (shop.charges(), shop.order(order).total) == (["payment 49.39 done"], eur("49.39"))


def test_an_exchange_may_be_wished_for_again(shop: Counter) -> None:
    order = shop.done(keeps(shop, exchanging(shop, "coat-XL")))
    order = shop.done(ExchangeLines(**shop.on(order), swaps=swap(order, "coat-XL")))
    shop.works()
    shop.days(7)
    order = shop.order(order)
    assert [(line.sku, line.kept) for line in order.current_lines] == [("coat-XL", 1)]
    assert shop.charges() == ["payment 49.39 done", *["payment 16.50 done"] * 2, "refund 16.50 done"]
    assert not shop.breaches()


def test_while_the_difference_is_being_charged_nothing_is_called_off(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    order = shop.done(ExchangeLines(**shop.on(order), swaps=swap(order, "coat-XL")))
    assert shop.refuses(keeps(shop, order)) == "charge_underway"


def test_goods_that_are_back_and_looked_at_are_not_kept_any_more(shop: Counter) -> None:
    windows = shop.policy.windows.model_copy(update={"inspection_hours": 48})
    shop.policy = shop.policy.model_copy(update={"windows": windows})
    order = returning(shop)
    shop.days(4)
    assert shop.refuses(keeps(shop, order)) == "return_arrived"


def test_a_replacement_that_has_left_is_not_called_back(shop: Counter) -> None:
    order = exchanging(shop)
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    assert shop.refuses(keeps(shop, order)) == "return_arrived"
    shop.passes(timedelta(days=1))
    shop.hears(order, ParcelNews.SHIPPED)
    assert shop.refuses(keeps(shop, order)) == "exchange_shipped"


def test_there_has_to_be_something_to_call_off(shop: Counter) -> None:
    order = shop.receives(("coat-M", 2))
    order = shop.done(ReportDamaged(**shop.on(order), lines=first(order)))
    assert shop.refuses(keeps(shop, order)) == "no_return_open"
    assert shop.refuses(replace(keeps(shop, order), claim=ClaimId("none"))) == "no_return_open"


def test_it_takes_a_yes_that_counts_once(shop: Counter) -> None:
    order = returning(shop)
    wish = keeps(shop, order)
    assert shop.refuses(replace(wish, confirmation="")) == "needs_confirmation"
    shop.done(wish)
    assert shop.refuses(wish) == "already_confirmed"


@pytest.mark.parametrize("begin", [returning, exchanging])
def test_goods_that_come_back_all_the_same_are_a_persons_case(shop: Counter, begin: object) -> None:
    assert callable(begin)
    order = begin(shop)
    number = order.claims[0].return_number
    shop.done(keeps(shop, order))
    assert isinstance(shop.hears(order, ParcelNews.RETURN_RECEIVED, number=number), Done)
    assert shop.told(order)[-1] == "PersonNeeded"
