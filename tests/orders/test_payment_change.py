"""Another way to pay for a placed order: charged anew first, then the first payment goes back, to the cent."""

from datetime import timedelta

import pytest

from orders import service
from orders.actions import CancelLine, CancelOrder, ChangePayment, ParcelNews
from tests.orders.counter import Counter


def test_the_new_card_is_charged_and_the_old_one_paid_back(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.done(ChangePayment(**shop.on(order), method="paypal_9"))
    shop.works()
    after = shop.order(order)
    assert (after.method, shop.headline(order)) == ("paypal_9", "processing")
    assert shop.charges() == ["payment 49.39 done", "payment 49.39 done", "refund 49.39 done"]
    assert [str(money) for money in shop.payments.charges().values()] == ["EUR 0.00", "EUR 49.39"]
    assert shop.told(order)[-3:] == ["PaymentCaptured", "PaymentChanged", "RefundPaidOut"]


def test_nothing_goes_back_before_the_new_charge_is_in(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.done(ChangePayment(**shop.on(order), method="card_0002"))
    assert shop.charges() == ["payment 49.39 done", "payment 49.39 pending"]
    assert shop.refuses(CancelOrder(**shop.on(shop.order(order)))) == "charge_underway"


def test_a_declined_card_leaves_everything_as_it_was(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.done(ChangePayment(**shop.on(order), method="card_0341"))
    shop.works()
    after = shop.order(order)
    assert (after.method, shop.headline(order), shop.charges()) == ("card_4242", "processing", ["payment 49.39 done"])
    assert shop.told(order)[-1] == "PaymentFailed"


def test_a_later_refund_goes_back_through_the_new_payment(shop: Counter) -> None:
    order = shop.buys(("coat-M", 2))
    shop.done(ChangePayment(**shop.on(order), method="paypal_9"))
    shop.works()
    shop.done(CancelOrder(**shop.on(shop.order(order))))
    shop.passes(timedelta(minutes=16))
    after = shop.order(order)
    assert after.captured == after.paid_back
    assert {part.payment for refund in after.refunds[1:] for part in refund.parts} == {after.payments[1].id}
    assert [str(money) for money in shop.payments.charges().values()] == ["EUR 0.00", "EUR 0.00"]


def test_only_what_is_still_paid_is_charged_anew(shop: Counter) -> None:
    order = shop.buys(("coat-M", 2))
    shop.done(CancelLine(**shop.on(order), line=order.lines[0].id, quantity=1))
    shop.works()
    shop.done(ChangePayment(**shop.on(shop.order(order)), method="paypal_9"))
    shop.works()
    after = shop.order(order)
    assert after.payments[1].amount == after.payments[0].captured - after.refunds[0].amount
    assert after.refundable == after.payments[1].captured
    assert after.payments[0].refunded == after.payments[0].captured


def test_it_can_be_changed_once_more(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    for method in ("paypal_9", "card_1111"):
        shop.done(ChangePayment(**shop.on(shop.order(order)), method=method))
        shop.works()
    after = shop.order(order)
    assert (after.method, str(after.refundable)) == ("card_1111", "EUR 49.39")


@pytest.mark.parametrize(
    ("method", "why"), [("card_4242", "same_method"), ("shells", "unknown_method"), ("gift_card", "unknown_method")]
)
def test_a_method_that_changes_nothing_or_that_we_do_not_take_is_refused(shop: Counter, method: str, why: str) -> None:
    order = shop.buys(("coat-M", 1))
    before = shop.order(order)
    assert shop.refuses(ChangePayment(**shop.on(order), method=method)) == why
    assert shop.order(order) == before


def test_once_the_parcel_has_left_the_payment_stays(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.hears(order, ParcelNews.SHIPPED)
    assert shop.refuses(ChangePayment(**shop.on(shop.order(order)), method="paypal_9")) == "already_shipped"


def test_an_order_that_is_not_paid_has_no_payment_to_change(shop: Counter) -> None:
    quote = shop.quotes(("coat-M", 1))
    assert shop.refuses(ChangePayment(**shop.on(quote), method="paypal_9")) == "not_placed"
    shop.confirms(quote)
    assert shop.refuses(ChangePayment(**shop.on(shop.order(quote)), method="paypal_9")) == "charge_underway"


def test_an_unknown_outcome_that_turns_out_well_changes_the_payment_later(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.done(ChangePayment(**shop.on(order), method="card_0002"))
    shop.days(2)
    after = shop.order(order)
    assert (after.method, str(after.refundable)) == ("card_0002", "EUR 49.39")
    with shop.open() as session:
        sums: dict[str, int] = {}
        for posting in service.postings(session, order.id):
            sums[posting.account.value] = sums.get(posting.account.value, 0) + posting.amount.minor
    wanted = {"provider": 4939, "goods": -4000, "shipping": -490, "fee": -449, "swapped": 0, "owed": 0}
    assert {name: sums[name] for name in wanted} == wanted
