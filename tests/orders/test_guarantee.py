"""Delivered or refunded in full: by itself at the deadline, once; or the goods once more."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from orders import service
from orders.actions import (
    AskRefund,
    CancelLine,
    CancelOrder,
    ChangeLines,
    ExchangeLines,
    ParcelNews,
    ParcelReport,
    Remedy,
    ReportDamaged,
    ReportLost,
    Swap,
    UndoCancel,
    Withdraw,
)
from orders.answers import Refusal
from orders.carriers.base import TrackRequest
from orders.events import GuaranteePaid, ReshipPromised
from orders.ids import ParcelId, Sku, SupplierId
from orders.line import LineQuantity
from orders.money import Money
from orders.order import Order
from orders.payments.base import Answer, ProviderUnavailable
from orders.service import Done
from orders.states import Tier
from orders.stock import Source
from orders.suppliers.base import Handover, Receipt, SupplierOrder, SupplierUnavailable
from tests.orders.counter import AUSTIN, Counter, an_offer, eur


class Silent:
    """A carrier that hears nothing."""

    def track(self, request: TrackRequest, now: datetime) -> tuple[()]:
        return ()


@pytest.fixture
def late(shop: Counter) -> Order:
    """Left on Tuesday, promised for Friday, never seen again."""
    shop.providers = replace(shop.providers, carriers={"demo": Silent()})
    order = shop.buys(("coat-M", 1), ("lamp-one", 2))
    shop.days(1)
    return shop.order(order)


def why(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.reason.value


def test_until_the_promised_day_is_over_a_parcel_is_on_time(shop: Counter, late: Order) -> None:
    shop.now = late.promised_by
    answer = shop.does(ReportLost(**shop.on(late)))
    assert why(answer) == "still_on_time" and isinstance(answer, Refusal) and answer.until == late.promised_by
    assert shop.refuses(AskRefund(**shop.on(late))) == "still_on_time"


@pytest.mark.parametrize("wish", [ReportLost, AskRefund])
def test_the_day_after_it_is_refunded_in_full_when_asked(
    shop: Counter, late: Order, wish: type[ReportLost | AskRefund]
) -> None:
    shop.now = late.promised_by + timedelta(seconds=1)
    shop.done(wish(**shop.on(late)))
    shop.works()
    assert (shop.headline(late), shop.charges()[-1]) == ("refunded", "refund 71.37 done")
    shop.days(20)
    assert len(shop.charges()) == 2


def test_a_day_later_the_guarantee_pays_by_itself_once(shop: Counter, late: Order) -> None:
    shop.now = late.promised_by + timedelta(hours=24)
    told = [event for event in shop.works() if isinstance(event, GuaranteePaid)]
    assert [(event.amount, event.promised_by) for event in told] == [(eur("71.37"), late.promised_by)]
    shop.days(20)
    assert shop.charges() == ["payment 71.37 done", "refund 71.37 done"]
    assert shop.refuses(AskRefund(**shop.on(shop.order(late)))) == "already_refunded"


def test_tax_on_top_comes_back_too(shop: Counter) -> None:
    shop.providers = replace(shop.providers, carriers={"demo": Silent()})
    shop.buys(("coat-M", 1), address=AUSTIN)
    shop.days(9)
    assert shop.charges() == ["payment 53.65 done", "refund 53.65 done"]


def test_a_parcel_nobody_ever_sent_is_refunded_too(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.hears(order, ParcelNews.DELAYED)
    shop.days(6)
    assert shop.charges()[-1] == "refund 49.39 done"


def test_what_came_is_kept_and_what_was_cancelled_is_not_paid_twice(shop: Counter, late: Order) -> None:
    shop.hears(late, ParcelNews.DELIVERED)
    shop.days(9)
    assert (shop.headline(late), shop.charges()) == ("delivered", ["payment 71.37 done"])


def test_pieces_cancelled_before_are_left_out(shop: Counter) -> None:
    shop.providers = replace(shop.providers, carriers={"demo": Silent()})
    order = shop.buys(("coat-M", 2))
    shop.done(CancelLine(**shop.on(order), line=order.lines[0].id, quantity=1))
    shop.works()
    shop.days(9)
    assert shop.charges() == ["payment 93.39 done", "refund 44.00 done", "refund 49.39 done"]


# ---- the carrier itself reports a loss


def test_a_reported_loss_leaves_a_day_to_choose_and_then_pays(shop: Counter, late: Order) -> None:
    shop.hears(late, ParcelNews.LOST)
    assert shop.headline(late) == "lost"
    shop.passes(timedelta(hours=23))
    assert shop.headline(late) == "lost"
    shop.passes(timedelta(hours=1))
    assert (shop.headline(late), shop.charges()[-1]) == ("refunded", "refund 71.37 done")


@pytest.mark.parametrize("news", [ParcelNews.LOST, ParcelNews.RETURNED_TO_SENDER])
def test_after_a_reported_loss_nobody_has_to_wait_for_the_promised_day(
    shop: Counter, late: Order, news: ParcelNews
) -> None:
    shop.hears(late, news)
    shop.done(AskRefund(**shop.on(shop.order(late))))
    shop.works()
    assert shop.charges()[-1] == "refund 71.37 done"


def test_a_parcel_sent_back_is_refunded_by_itself(shop: Counter, late: Order) -> None:
    shop.hears(late, ParcelNews.RETURNED_TO_SENDER)
    assert shop.headline(late) == "returned_to_sender"
    shop.days(1)
    assert shop.headline(late) == "refunded"


def test_instead_of_money_the_goods_are_sent_once_more(shop: Counter, late: Order) -> None:
    shop.hears(late, ParcelNews.LOST)
    answer = shop.does(ReportLost(**shop.on(shop.order(late)), remedy=Remedy.RESHIP))
    assert isinstance(answer, Done) and isinstance(answer.events[0], ReshipPromised)
    assert answer.events[0].promised_by > late.promised_by
    assert shop.stock("coat-M") == (8, 0)
    shop.works()
    shop.days(1)
    shop.hears(late, ParcelNews.DELIVERED)
    shop.days(9)
    assert (shop.headline(late), shop.charges()) == ("delivered", ["payment 71.37 done"])


def test_goods_sent_once_more_have_a_guarantee_too(shop: Counter, late: Order) -> None:
    shop.hears(late, ParcelNews.LOST)
    shop.done(ReportLost(**shop.on(shop.order(late)), remedy=Remedy.RESHIP))
    shop.days(12)
    assert shop.charges() == ["payment 71.37 done", "refund 71.37 done"]


def test_what_is_sold_out_is_not_sent_once_more(shop: Counter) -> None:
    order = shop.buys(("last-piece", 1))
    shop.days(1)
    shop.hears(order, ParcelNews.LOST)
    assert shop.refuses(ReportLost(**shop.on(shop.order(order)), remedy=Remedy.RESHIP)) == "sold_out"


def test_a_lost_parcel_that_turns_up_later_takes_no_money_back_and_calls_a_person(shop: Counter, late: Order) -> None:
    shop.hears(late, ParcelNews.LOST)
    shop.days(2)
    shop.hears(late, ParcelNews.DELIVERED)
    assert shop.told(late)[-1] == "PersonNeeded"
    assert shop.headline(late) == "refunded"


def test_a_lost_parcel_that_turns_up_in_time_is_delivered(shop: Counter, late: Order) -> None:
    shop.hears(late, ParcelNews.LOST)
    shop.hears(late, ParcelNews.DELIVERED)
    shop.days(9)
    assert (shop.headline(late), shop.charges()) == ("delivered", ["payment 71.37 done"])


def test_only_parcels_of_the_order_are_lost(shop: Counter, late: Order) -> None:
    assert shop.refuses(ReportLost(**shop.on(late), parcel=ParcelId("x"))) == "unknown_parcel"
    assert shop.refuses(ReportLost(**shop.on(late), parcel=late.parcels[0].id)) == "still_on_time"


def test_what_has_come_is_not_lost(shop: Counter) -> None:
    order = shop.receives()
    assert shop.refuses(ReportLost(**shop.on(order))) == "already_delivered"
    assert shop.refuses(ReportLost(**shop.on(order), parcel=order.parcels[0].id)) == "already_delivered"


def test_wanting_money_back_before_anything_left_means_cancelling(shop: Counter) -> None:
    assert shop.refuses(AskRefund(**shop.on(shop.buys()))) == "cancel_instead"


def test_wanting_money_back_for_goods_that_came_needs_a_reason(shop: Counter) -> None:
    assert shop.refuses(AskRefund(**shop.on(shop.receives()))) == "say_why"


def test_a_guarantee_waits_for_a_charge_under_way_and_then_pays_both(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    known = shop.providers
    shop.providers = replace(known, payments=Deaf())
    shop.done(ChangeLines(**shop.on(order), swaps=(Swap(order.lines[0].id, 1, Sku("coat-XL")),)))
    shop.days(8)
    assert shop.charges() == ["payment 49.39 done", "payment 16.50 pending"]
    shop.providers = known
    shop.days(1)
    shop.passes(timedelta(hours=1))
    assert shop.charges() == ["payment 49.39 done", "payment 16.50 done", "refund 65.89 done"]
    assert "PersonNeeded" in shop.told(order)


class Deaf:
    """A provider that cannot be reached."""

    def charge(self, key: str, amount: Money, method: str, now: datetime) -> Answer:
        raise ProviderUnavailable("nobody answers")

    def pay_out(self, key: str, charge_key: str, amount: Money, now: datetime) -> Answer:
        raise ProviderUnavailable("nobody answers")

    def find(self, key: str, now: datetime) -> Answer | None:
        raise ProviderUnavailable("nobody answers")


def test_what_the_guarantee_paid_is_not_cancelled_as_well(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.hears(order, ParcelNews.DELAYED)
    shop.days(6)
    assert shop.refuses(CancelOrder(**shop.on(shop.order(order)))) == "already_shipped"
    assert shop.refuses(ReportLost(**shop.on(shop.order(order)))) == "already_refunded"


def test_a_supplier_that_never_answers_costs_nobody_anything(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    shop.confirms(order)
    shop.providers = replace(shop.providers, suppliers={SupplierId("demo"): Mute()})
    shop.works()
    shop.days(6)
    assert shop.charges() == ["payment 49.39 done", "refund 49.39 done"]
    assert shop.refuses(CancelOrder(**shop.on(shop.order(order)))) == "already_refunded"


def test_a_cancellation_undone_leaves_the_guarantee_in_force(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    shop.confirms(order)
    shop.providers = replace(shop.providers, suppliers={SupplierId("demo"): Mute()})
    shop.works()
    due = shop.order(order).promised_by + timedelta(hours=shop.policy.windows.grace_hours)
    shop.passes(due - shop.now - timedelta(minutes=5))
    order = shop.done(CancelOrder(**shop.on(shop.order(order))))
    shop.passes(timedelta(minutes=10))
    shop.done(UndoCancel(**shop.on(shop.order(order))))
    shop.passes(timedelta(hours=1))
    assert shop.charges() == ["payment 49.39 done", "refund 49.39 done"]


class Mute:
    """A supplier that cannot be reached."""

    def place(self, key: str, order: SupplierOrder, now: datetime) -> Receipt:
        raise SupplierUnavailable("nobody answers")

    def find(self, key: str, now: datetime) -> Receipt | None:
        raise SupplierUnavailable("nobody answers")

    def handover(self, key: str, now: datetime) -> Handover | None:
        return None

    def cancel(self, key: str, now: datetime) -> bool:
        return True


def test_of_a_cancelled_order_nothing_is_lost_damaged_or_exchanged(shop: Counter) -> None:
    order = shop.done(CancelOrder(**shop.on(shop.buys())))
    piece = LineQuantity(order.lines[0].id, 1)
    swap = Swap(piece.line, 1, Sku("coat-L"))
    for wish in (
        ReportLost(**shop.on(order)),
        ReportDamaged(**shop.on(order), lines=(piece,)),
        ExchangeLines(**shop.on(order), swaps=(swap,)),
        Withdraw(**shop.on(order)),
    ):
        assert shop.refuses(wish) == "already_cancelled"
    assert shop.refuses(AskRefund(**shop.on(order))) == "refund_underway"
    shop.passes(timedelta(minutes=16))
    assert shop.refuses(AskRefund(**shop.on(shop.order(order)))) == "already_refunded"


def test_withdrawn_goods_are_not_sent_once_more(shop: Counter, late: Order) -> None:
    shop.done(Withdraw(**shop.on(late)))
    shop.hears(late, ParcelNews.LOST)
    wish = ReportLost(**shop.on(shop.order(late)), remedy=Remedy.RESHIP)
    assert shop.refuses(wish) == "claim_underway"
    shop.days(3)
    assert shop.charges()[-1] == "refund 71.37 done"


def test_withdrawing_leaves_a_replacement_that_waits_alone(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    order = shop.done(ExchangeLines(**shop.on(order), swaps=(Swap(order.lines[0].id, 1, Sku("coat-L")),)))
    assert shop.refuses(Withdraw(**shop.on(order))) == "nothing_to_return"


def test_while_a_person_looks_asking_again_changes_nothing(shop: Counter) -> None:
    order = shop.receives(("rug-big", 1))
    order = shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),)))
    assert shop.refuses(AskRefund(**shop.on(order))) == "refund_underway"


def test_with_one_parcel_here_and_one_on_its_way_a_refund_needs_a_reason(shop: Counter) -> None:
    far = (Source(SupplierId("far"), Tier.OVERSEAS),)
    with shop.writes() as session:
        service.load_offers(session, [replace(an_offer("vase-one"), sources=far)])
    order = shop.buys(("coat-M", 1), ("vase-one", 1))
    for parcel, news in zip(order.parcels, (ParcelNews.DELIVERED, ParcelNews.SHIPPED), strict=True):
        shop.does(ParcelReport(order=order.id, news=news, at=shop.now, parcel=parcel.id))
    assert shop.refuses(AskRefund(**shop.on(shop.order(order)))) == "say_why"
