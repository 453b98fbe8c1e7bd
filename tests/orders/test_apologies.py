"""The apology for a parcel that came late: its shipping, once, within the agent's authority."""

from datetime import timedelta
from decimal import Decimal

import pytest

from orders.actions import ApproveRefund, AskGoodwill, DeclineRefund, ExchangeLines, ParcelNews, Swap
from orders.ids import Sku
from orders.ledger import Account
from orders.line import Shares
from orders.order import Order
from orders.states import RefundState
from tests.orders.accounts import account
from tests.orders.counter import AUSTIN, Counter, eur


def comes_late(shop: Counter, *lines: tuple[str, int]) -> Order:
    """Ordered, and still not there after the promised day; the guarantee has not paid yet."""
    order = shop.buys(*(lines or (("coat-M", 1),)))
    shop.now = order.promised_by + timedelta(hours=1)
    return shop.order(order)


def test_the_shipping_of_a_late_parcel_goes_back_once_with_the_fee_on_it(shop: Counter) -> None:
    order = comes_late(shop)
    order = shop.done(AskGoodwill(**shop.on(order)))
    assert order.refunds[0].lines[0].shares == Shares(eur("0"), eur("4.90"), eur("0.49"), eur("0"))
    assert shop.refuses(AskGoodwill(**shop.on(order))) == "apology_given"


def test_tax_on_the_shipping_goes_back_too(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), address=AUSTIN)
    shop.now = order.promised_by + timedelta(hours=1)
    assert shop.done(AskGoodwill(**shop.on(shop.order(order)))).refunds[0].amount.plain() == "6.90"


def test_the_guarantee_pays_the_rest_as_if_nothing_had_been_given(shop: Counter) -> None:
    order = comes_late(shop)
    shop.done(AskGoodwill(**shop.on(order)))
    shop.passes(timedelta(days=2))
    assert [charge for charge in shop.charges() if "refund" in charge] == ["refund 5.39 done", "refund 44.00 done"]
    assert shop.headline(order) == "refunded"


def test_an_apology_is_ours_to_bear(shop: Counter) -> None:
    order = comes_late(shop)
    shop.done(AskGoodwill(**shop.on(order)))
    assert (account(shop, order, Account.SHIPPING), account(shop, order, Account.FEE)) == ("0", "-400")


def test_a_parcel_that_came_late_is_apologised_for_and_one_in_time_is_not(shop: Counter) -> None:
    in_time = shop.receives()
    assert shop.refuses(AskGoodwill(**shop.on(in_time))) == "not_late"
    coming = shop.buys(("coat-L", 1))
    assert shop.refuses(AskGoodwill(**shop.on(coming))) == "still_on_time"


def test_nothing_is_left_to_give_once_the_guarantee_has_paid(shop: Counter) -> None:
    order = comes_late(shop)
    shop.passes(timedelta(days=2))
    assert shop.refuses(AskGoodwill(**shop.on(shop.order(order)))) == "already_refunded"


def test_shipping_that_moved_on_with_swapped_goods_is_given_from_where_it_is(shop: Counter) -> None:
    order = comes_late(shop, ("coat-M", 2))
    agent = shop.policy.authority.agent.model_copy(update={"share": Decimal("0.01")})
    shop.policy = shop.policy.model_copy(
        update={"authority": shop.policy.authority.model_copy(update={"agent": agent})}
    )
    promised = shop.done(AskGoodwill(**shop.on(order))).refunds[0]
    shop.hears(order, ParcelNews.DELIVERED)
    order = shop.order(order)
    order = shop.done(ExchangeLines(**shop.on(order), swaps=(Swap(order.lines[0].id, 1, Sku("coat-L")),)))
    order = shop.done(ApproveRefund(order=order.id, refund=promised.id, staff="alex"))
    given = {part.line: part.shares.shipping.plain() for part in order.refunds[0].lines}
    assert order.refunds[0].amount == promised.amount
    assert given == {order.lines[0].id: "2.45", order.lines[1].id: "2.45"}
    assert shop.breaches() == ()
    order = shop.done(ExchangeLines(**shop.on(order), swaps=(Swap(order.lines[0].id, 1, Sku("coat-L")),)))
    assert [line.paid.shipping.plain() for line in order.lines[1:]] == ["2.45", "0.00"]
    assert shop.breaches() == ()


def test_a_large_share_or_a_fourth_time_is_a_persons_to_give(shop: Counter) -> None:
    small = comes_late(shop, ("lamp-one", 1))
    assert shop.policy.authority.agent.share == Decimal("0.60")
    tight = shop.policy.authority.agent.model_copy(update={"share": Decimal("0.50")})
    wide = shop.policy
    shop.policy = wide.model_copy(update={"authority": wide.authority.model_copy(update={"agent": tight})})
    small = shop.done(AskGoodwill(**shop.on(small)))
    assert (small.refunds[0].state, small.refunds[0].why_person) == (RefundState.ASKED, "amount")
    small = shop.done(
        DeclineRefund(order=small.id, refund=small.refunds[0].id, staff="alex", reason="the parcel was there")
    )
    assert shop.refuses(AskGoodwill(**shop.on(small))) == "apology_declined"
    shop.policy = wide
    for _ in range(3):
        shop.done(AskGoodwill(**shop.on(comes_late(shop))))
    assert shop.done(AskGoodwill(**shop.on(comes_late(shop)))).refunds[0].why_person == "often"


@pytest.mark.parametrize(
    "terms,answer", [({"apology_days": 0}, "not_promised"), ({"apology_days": 1}, "apology_closed")]
)
def test_an_apology_has_its_time(shop: Counter, terms: dict[str, int], answer: str) -> None:
    days = shop.policy.late_apology.model_copy(update={"days": terms["apology_days"]})
    shop.policy = shop.policy.model_copy(
        update={
            "late_apology": days,
            "windows": shop.policy.windows.model_copy(update={"grace_hours": 24 * 90}),
        }
    )
    order = comes_late(shop)
    shop.now += timedelta(days=2)
    assert shop.refuses(AskGoodwill(**shop.on(order))) == answer
