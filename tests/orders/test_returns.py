"""Sending goods back: returns, the legal withdrawal, exchanges."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orders.actions import (
    AskRefund,
    CancelLine,
    ChangeLines,
    ExchangeLines,
    ParcelNews,
    ReturnLines,
    Swap,
    Withdraw,
)
from orders.answers import Facts, Refusal
from orders.decisions import decide
from orders.events import ReturnRequested, WithdrawalReceived
from orders.ids import LineId, Sku
from orders.line import LineQuantity
from orders.order import Order
from orders.service import Done
from orders.states import ClaimState, ParcelState
from tests.orders.counter import AUSTIN, Counter, eur


def pieces(order: Order, *quantities: tuple[int, int]) -> tuple[LineQuantity, ...]:
    return tuple(LineQuantity(order.lines[at].id, quantity) for at, quantity in quantities)


def swap(order: Order, sku: str, quantity: int = 1, at: int = 0) -> tuple[Swap, ...]:
    return (Swap(order.lines[at].id, quantity, Sku(sku)),)


def test_a_return_is_refunded_when_the_goods_are_back(shop: Counter) -> None:
    order = shop.returns(shop.receives(("coat-M", 2)), (0, 1))
    assert (shop.headline(order), shop.charges()) == ("return_requested", ["payment 93.39 done"])
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    assert shop.headline(order) == "refund_pending"
    shop.works()
    assert (shop.headline(order), shop.charges()[-1]) == ("partially_refunded", "refund 44.00 done")


def test_what_is_announced_is_what_is_refunded(shop: Counter) -> None:
    order = shop.receives(("coat-M", 2), ("lamp-one", 1))
    answer = shop.does(ReturnLines(**shop.on(order), lines=pieces(order, (0, 1), (1, 1)), reason="too big"))
    assert isinstance(answer, Done) and isinstance(answer.events[0], ReturnRequested)
    told = answer.events[0]
    assert told.carrier and told.number and told.send_by == shop.now + timedelta(days=14)
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    assert shop.order(order).refunded == told.refund == eur("54.99")


def test_when_everything_is_returned_the_shipping_comes_back_too(shop: Counter) -> None:
    order = shop.receives(("coat-M", 2), ("lamp-one", 1))
    for at, quantity in ((0, 1), (1, 1), (0, 1)):
        shop.hears(shop.returns(shop.order(order), (at, quantity)), ParcelNews.RETURN_RECEIVED)
    shop.works()
    assert shop.order(order).refunded == order.captured
    assert shop.headline(order) == "refunded"


def test_a_return_window_is_open_to_the_end_of_its_last_day(shop: Counter) -> None:
    order = shop.receives()
    wish = ReturnLines(**shop.on(order), lines=pieces(order, (0, 1)))
    shop.now = shop.now.replace(month=12, day=26, hour=22, minute=59)
    assert isinstance(shop.does(wish), Done)


def test_after_its_last_day_the_window_is_closed(shop: Counter) -> None:
    order = shop.receives()
    shop.now = shop.now.replace(month=12, day=26, hour=23)
    assert shop.refuses(ReturnLines(**shop.on(order), lines=pieces(order, (0, 1)))) == "window_closed"
    assert shop.refuses(ExchangeLines(**shop.on(order), swaps=swap(order, "coat-L"))) == "window_closed"


def test_no_piece_is_returned_twice(shop: Counter) -> None:
    order = shop.returns(shop.receives(("coat-M", 2)), (0, 1))
    assert shop.refuses(ReturnLines(**shop.on(order), lines=pieces(order, (0, 2)))) == "quantity_too_large"
    order = shop.returns(order, (0, 1))
    assert shop.refuses(ReturnLines(**shop.on(order), lines=pieces(order, (0, 1)))) == "claim_underway"
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    order = shop.order(order)
    assert shop.refuses(ReturnLines(**shop.on(order), lines=pieces(order, (0, 1)))) == "already_refunded"


@pytest.mark.parametrize("quantity,why", [(0, "bad_quantity"), (3, "quantity_too_large")])
def test_no_more_is_returned_than_was_bought(shop: Counter, quantity: int, why: str) -> None:
    order = shop.receives(("coat-M", 2))
    assert shop.refuses(ReturnLines(**shop.on(order), lines=pieces(order, (0, quantity)))) == why
    assert shop.refuses(ReturnLines(**shop.on(order), lines=pieces(order, (0, 2), (0, 1)))) == "quantity_too_large"


def test_a_return_names_its_lines(shop: Counter) -> None:
    order = shop.receives()
    assert shop.refuses(ReturnLines(**shop.on(order), lines=())) == "empty"
    assert shop.refuses(ReturnLines(**shop.on(order), lines=(LineQuantity(LineId("x"), 1),))) == "unknown_line"


def test_what_has_not_come_is_not_returned(shop: Counter) -> None:
    order = shop.buys()
    assert shop.refuses(ReturnLines(**shop.on(order), lines=pieces(order, (0, 1)))) == "not_delivered"
    assert shop.refuses(ExchangeLines(**shop.on(order), swaps=swap(order, "coat-L"))) == "not_delivered"


def test_goods_made_to_measure_are_not_returned(shop: Counter) -> None:
    order = shop.receives()
    lines = tuple(replace(line, returnable=False) for line in order.lines)
    order = replace(order, lines=lines)
    for action in (
        ReturnLines(**shop.on(order), lines=pieces(order, (0, 1))),
        ExchangeLines(**shop.on(order), swaps=swap(order, "coat-L")),
    ):
        answer = decide(order, action, shop.policy, Facts(now=shop.now))
        assert isinstance(answer, Refusal) and answer.reason.value == "not_returnable"


def test_goods_that_never_come_back_end_the_return(shop: Counter) -> None:
    order = shop.returns(shop.receives(), (0, 1))
    shop.providers = replace(shop.providers, carriers={"demo": Silent()})
    shop.days(24)
    order = shop.order(order)
    assert (order.claims[0].state, order.lines[0].kept) == (ClaimState.CLOSED, 1)
    assert (shop.headline(order), shop.charges()) == ("delivered", ["payment 49.39 done"])


class Silent:
    """A carrier that hears nothing."""

    def track(self, request: object, now: object) -> tuple[()]:
        return ()


def test_a_return_nobody_announced_is_not_taken_for_one(shop: Counter) -> None:
    order = shop.receives()
    answer = shop.hears(order, ParcelNews.RETURN_RECEIVED)
    assert not isinstance(answer, Done) and answer.reason.value == "nothing_to_return"


def test_an_inspection_holds_the_refund_for_its_hours_unless_asked_for(shop: Counter) -> None:
    windows = shop.policy.windows.model_copy(update={"inspection_hours": 48})
    shop.policy = shop.policy.model_copy(update={"windows": windows})
    order = shop.returns(shop.receives(("coat-M", 2)), (0, 1))
    shop.days(4)
    assert shop.headline(order) == "returned"
    shop.days(2)
    assert shop.headline(order) == "partially_refunded"
    order = shop.returns(shop.order(order), (0, 1))
    shop.days(3)
    shop.done(AskRefund(**shop.on(shop.order(order))))
    shop.works()
    assert shop.headline(order) == "refunded"


# ---- withdrawal


def test_a_withdrawal_is_received_with_its_time_and_refunds_everything(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1), ("lamp-one", 1))
    answer = shop.does(Withdraw(**shop.on(order)))
    assert isinstance(answer, Done) and isinstance(answer.events[0], WithdrawalReceived)
    told = answer.events[0]
    assert (told.received_at, told.refund) == (shop.now, order.total)
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    shop.works()
    assert shop.headline(order) == "refunded"


def test_before_anything_left_a_withdrawal_refunds_at_once(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.done(Withdraw(**shop.on(order)))
    shop.works()
    assert (shop.headline(order), shop.charges()[-1]) == ("cancelled", "refund 49.39 done")
    assert shop.stock("coat-M") == (10, 0)


def test_part_of_an_order_is_withdrawn_from_and_the_rest_is_sent(shop: Counter) -> None:
    order = shop.buys(("coat-M", 2))
    shop.done(Withdraw(**shop.on(order), lines=pieces(order, (0, 1))))
    shop.works()
    assert (shop.headline(order), shop.charges()[-1]) == ("processing", "refund 44.00 done")
    shop.days(4)
    assert shop.order(order).lines[0].delivered == 1


def test_goods_on_their_way_are_withdrawn_from_and_refunded_when_they_are_back(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.days(1)
    shop.done(Withdraw(**shop.on(shop.order(order))))
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    shop.days(8)
    order = shop.order(order)
    assert (order.refunded, order.parcels[0].state) == (eur("49.39"), ParcelState.RETURNED)


def test_the_withdrawal_period_ends_fourteen_days_after_the_last_delivery(shop: Counter) -> None:
    order = shop.receives()
    shop.now += timedelta(days=14)
    assert shop.refuses(Withdraw(**shop.on(order))) == "window_closed"


def test_only_markets_with_the_right_know_a_withdrawal(shop: Counter) -> None:
    assert shop.refuses(Withdraw(**shop.on(shop.receives(address=AUSTIN)))) == "no_withdrawal_here"


def test_nothing_is_left_to_withdraw_from_once_it_was_returned(shop: Counter) -> None:
    order = shop.returns(shop.receives(), (0, 1))
    assert shop.refuses(Withdraw(**shop.on(order))) == "nothing_to_return"


# ---- exchange


def test_another_size_leaves_when_the_old_one_is_back(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    shop.done(ExchangeLines(**shop.on(order), swaps=swap(order, "coat-L")))
    assert (shop.headline(order), shop.stock("coat-L")) == ("exchange_requested", (9, 0))
    shop.days(4)
    assert shop.headline(order) == "exchanged"
    assert "ExchangeShipped" in shop.told(order)
    shop.days(3)
    order = shop.order(order)
    assert [(line.sku, line.kept) for line in order.current_lines] == [("coat-L", 1)]
    assert shop.charges() == ["payment 49.39 done"]


def test_a_dearer_exchange_is_charged_at_once(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    shop.done(ExchangeLines(**shop.on(order), swaps=swap(order, "coat-XL")))
    shop.works()
    assert shop.charges() == ["payment 49.39 done", "payment 16.50 done"]


def test_a_cheaper_exchange_is_refunded_when_the_old_one_is_back(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    shop.done(ExchangeLines(**shop.on(order), swaps=swap(order, "coat-S")))
    shop.works()
    assert shop.charges() == ["payment 49.39 done"]
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    shop.works()
    assert shop.charges()[-1] == "refund 16.50 done"


def test_goods_may_be_exchanged_for_another_product(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    order = shop.done(ExchangeLines(**shop.on(order), swaps=swap(order, "lamp-one")))
    assert order.total == eur("16.38")


def test_several_lines_are_each_priced_by_their_own_new_variant(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1), ("lamp-one", 2))
    swaps = (*swap(order, "coat-XL"), *swap(order, "coat-S", quantity=2, at=1))
    order = shop.done(ExchangeLines(**shop.on(order), swaps=swaps))
    assert [(str(line.sku), line.current) for line in order.current_lines] == [("coat-XL", 1), ("coat-S", 2)]
    assert (order.items, order.fee) == (eur("105"), eur("10.99"))


def test_an_exchange_whose_goods_never_come_back_is_taken_back(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    shop.done(ExchangeLines(**shop.on(order), swaps=swap(order, "coat-XL")))
    shop.works()
    shop.providers = replace(shop.providers, carriers={"demo": Silent()})
    shop.days(25)
    order = shop.order(order)
    assert [(line.sku, line.kept) for line in order.current_lines] == [("coat-M", 1)]
    assert shop.charges()[-1] == "refund 16.50 done" and shop.stock("coat-XL") == (10, 0)


def test_a_declined_difference_ends_the_exchange(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    shop.cards_are_declined()
    shop.done(ExchangeLines(**shop.on(order), swaps=swap(order, "coat-XL")))
    shop.works()
    assert (shop.headline(order), shop.order(order).lines[0].kept) == ("delivered", 1)


def test_goods_already_back_are_refunded_when_the_difference_is_declined(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    shop.cards_are_declined()
    shop.done(ExchangeLines(**shop.on(order), swaps=swap(order, "coat-XL")))
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    shop.works()
    assert (shop.headline(order), shop.charges()[-1]) == ("refunded", "refund 49.39 done")


@pytest.mark.parametrize(
    "sku,why", [("coat-M", "same_variant"), ("coat-ghost", "unknown_sku"), ("rug-big", "sold_out")]
)
def test_an_exchange_for_what_there_is_not_is_refused(shop: Counter, sku: str, why: str) -> None:
    order = shop.receives(("coat-M", 4))
    assert shop.refuses(ExchangeLines(**shop.on(order), swaps=swap(order, sku, quantity=4))) == why


def test_a_replacement_is_not_cancelled_while_its_goods_are_out(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    order = shop.done(ExchangeLines(**shop.on(order), swaps=swap(order, "coat-L")))
    new = order.lines[1].id
    assert shop.refuses(CancelLine(**shop.on(order), line=new, quantity=1)) == "claim_underway"
    assert shop.refuses(ChangeLines(**shop.on(order), swaps=(Swap(new, 1, Sku("coat-M")),))) == "claim_underway"
    assert shop.refuses(AskRefund(**shop.on(order))) == "claim_underway"
