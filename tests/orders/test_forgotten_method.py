"""A way to pay that was to be forgotten is charged no more: what is charged later needs another one."""

from datetime import timedelta

import pytest

from orders import accounts, service
from orders.account_actions import ForgetMethod, Kept
from orders.actions import CancelOrder, ChangeLines, ExchangeLines, Swap, UndoCancel
from orders.answers import Decision
from orders.decisions import decide
from orders.ids import Sku
from orders.order import Order
from tests.orders.counter import JANA, Counter


def forgets(shop: Counter, token: str = "card_4242") -> None:
    with shop.writes() as session:
        assert accounts.perform(session, ForgetMethod(shopper=JANA, token=token), shop.now) == Kept()


def change(shop: Counter, order: Order, sku: str = "coat-XL", method: str = "") -> ChangeLines:
    return ChangeLines(**shop.on(order), swaps=(Swap(order.lines[0].id, 1, Sku(sku)),), method=method)


def exchange(shop: Counter, order: Order, method: str = "") -> ExchangeLines:
    return ExchangeLines(**shop.on(order), swaps=(Swap(order.lines[0].id, 1, Sku("coat-XL")),), method=method)


def test_a_difference_is_not_charged_to_what_was_forgotten(shop: Counter) -> None:
    order = shop.buys()
    forgets(shop)
    assert shop.refuses(change(shop, order)) == "method_forgotten"
    delivered = shop.receives()
    forgets(shop)
    assert shop.refuses(exchange(shop, delivered)) == "method_forgotten"


def test_a_difference_is_charged_to_the_way_that_is_named_instead(shop: Counter) -> None:
    order = shop.buys()
    forgets(shop)
    shop.done(change(shop, order, method="paypal_9"))
    shop.works()
    paid = shop.order(order).payments
    assert [(each.method, each.captured.plain()) for each in paid] == [("card_4242", "49.39"), ("paypal_9", "16.50")]
    assert shop.order(order).method == "card_4242"


def test_an_exchange_is_charged_to_the_way_that_is_named_instead(shop: Counter) -> None:
    order = shop.receives()
    forgets(shop)
    shop.done(exchange(shop, order, method="paypal_9"))
    shop.works()
    assert [each.method for each in shop.order(order).payments] == ["card_4242", "paypal_9"]


def test_nothing_more_is_needed_where_nothing_is_charged(shop: Counter) -> None:
    order = shop.buys()
    forgets(shop)
    order = shop.done(change(shop, order, "coat-S"))
    assert order.refunds and order.payments[-1].method == "card_4242"


@pytest.mark.parametrize("method", ["magic", "gift_card_1"])
def test_only_what_can_be_charged_may_be_named(shop: Counter, method: str) -> None:
    order = shop.buys()
    assert shop.refuses(change(shop, order, method=method)) == "unknown_method"


def test_what_is_used_anew_may_be_charged_again(shop: Counter) -> None:
    order = shop.buys()
    forgets(shop)
    shop.buys()
    assert shop.done(change(shop, order)).payments[-1].method == "card_4242"


def test_a_cancellation_is_not_undone_onto_what_was_forgotten(shop: Counter) -> None:
    shop.buys()
    shop.cards_are_declined()
    order = shop.quotes(("coat-L", 1))
    shop.confirms(order)
    order = shop.done(CancelOrder(**shop.on(shop.order(order))))
    shop.passes(timedelta(minutes=1))
    forgets(shop)
    assert shop.refuses(UndoCancel(**shop.on(shop.order(order)))) == "method_forgotten"


def test_a_preview_knows_what_was_forgotten(shop: Counter) -> None:
    order = shop.buys()
    forgets(shop)
    with shop.open() as session:
        facts = service.facts_for(session, [order], [Sku("coat-XL")], shop.now)
    assert not isinstance(decide(order, change(shop, order), shop.policy, facts), Decision)
    assert isinstance(decide(order, change(shop, order, method="paypal"), shop.policy, facts), Decision)


def test_of_what_was_forgotten_nothing_readable_is_kept_with_the_customer(shop: Counter) -> None:
    shop.buys()
    forgets(shop)
    with shop.open() as session:
        body = session.connection().exec_driver_sql("SELECT body FROM customer").scalar_one()
        known = accounts.customer_of(session, JANA)
    assert "4242" not in str(body)
    assert known is not None and known.has_forgotten("card_4242") and not known.has_forgotten("card_1")
