"""News of parcels: what they change, what they cannot change, and what is said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orders import service
from orders.actions import ParcelNews, ParcelReport
from orders.answers import Refusal
from orders.ids import OrderId, ParcelId, SupplierId
from orders.order import Order
from orders.service import Done
from orders.states import ParcelState, Problem, Tier
from orders.stock import Source
from tests.orders.counter import Counter, an_offer

NEWS = ParcelNews
SHELF_FAR = (Source(SupplierId("far"), Tier.OVERSEAS),)


@pytest.fixture
def order(shop: Counter) -> Order:
    return shop.buys(("coat-M", 2))


def heard(shop: Counter, order: Order, *news: ParcelNews) -> list[str]:
    before = len(shop.told(order))
    for each in news:
        shop.hears(order, each)
    return shop.told(order)[before:]


@pytest.mark.parametrize(
    "news,event,headline",
    [
        (NEWS.SHIPPED, "ParcelHandedOver", "shipped"),
        (NEWS.IN_TRANSIT, "ParcelMoved", "shipped"),
        (NEWS.DELAYED, "ParcelDelayed", "delayed"),
        (NEWS.ATTEMPT_FAILED, "DeliveryAttemptFailed", "shipped"),
        (NEWS.UNDELIVERABLE, "ParcelUndeliverable", "delayed"),
        (NEWS.RETURNED_TO_SENDER, "ParcelReturnedToSender", "returned_to_sender"),
        (NEWS.LOST, "ParcelLost", "lost"),
        (NEWS.DELIVERED, "ParcelDelivered", "delivered"),
    ],
)
def test_every_news_is_told_and_changes_the_headline(
    shop: Counter, order: Order, news: ParcelNews, event: str, headline: str
) -> None:
    assert heard(shop, order, news) == [event]
    assert shop.headline(order) == headline


@pytest.mark.parametrize("news", [n for n in NEWS if n not in (NEWS.CORRECTED, NEWS.RETURN_RECEIVED)])
def test_a_delivered_parcel_hears_of_nothing_any_more(shop: Counter, order: Order, news: ParcelNews) -> None:
    shop.hears(order, NEWS.DELIVERED)
    assert heard(shop, order, news) == []
    assert shop.headline(order) == "delivered"


def test_only_a_person_s_correction_takes_a_delivery_back(shop: Counter, order: Order) -> None:
    shop.hears(order, NEWS.DELIVERED)
    assert heard(shop, order, NEWS.CORRECTED) == ["ParcelCorrected"]
    assert (shop.headline(order), shop.order(order).lines[0].delivered) == ("shipped", 0)
    shop.days(6)
    assert shop.charges()[-1] == "refund 93.39 done"


def test_a_piece_that_was_returned_did_arrive_whatever_is_corrected(shop: Counter, order: Order) -> None:
    shop.hears(order, NEWS.DELIVERED)
    shop.returns(shop.order(order), (0, 1))
    shop.hears(order, NEWS.CORRECTED)
    assert shop.order(order).lines[0].delivered == 1


def test_there_is_nothing_to_correct_before_a_delivery(shop: Counter, order: Order) -> None:
    assert heard(shop, order, NEWS.CORRECTED) == []


def test_a_scan_that_comes_late_tells_nothing(shop: Counter, order: Order) -> None:
    shop.hears(order, NEWS.DELAYED)
    old = ParcelReport(order=order.id, news=NEWS.IN_TRANSIT, at=shop.now - timedelta(hours=1))
    shop.does(old)
    assert shop.headline(order) == "delayed"
    shop.does(replace(old, news=NEWS.DELIVERED))
    assert shop.headline(order) == "delivered"


def test_the_same_event_of_a_carrier_counts_once(shop: Counter, order: Order) -> None:
    scan = ParcelReport(order=order.id, news=NEWS.DELAYED, at=shop.now, external_id="dhl-77")
    for _ in range(3):
        assert isinstance(shop.does(scan), Done)
    assert shop.told(order).count("ParcelDelayed") == 1


def test_a_delay_may_grow_but_undeliverable_is_said_once(shop: Counter, order: Order) -> None:
    assert heard(shop, order, NEWS.DELAYED, NEWS.DELAYED) == ["ParcelDelayed"] * 2
    assert heard(shop, order, NEWS.UNDELIVERABLE, NEWS.UNDELIVERABLE) == ["ParcelUndeliverable"]
    assert shop.order(order).parcels[0].problem is Problem.UNDELIVERABLE
    assert heard(shop, order, NEWS.IN_TRANSIT) == ["ParcelMoved"]
    assert shop.order(order).parcels[0].problem is None


def test_pushed_news_end_the_asking(shop: Counter, order: Order) -> None:
    shop.hears(order, NEWS.DELAYED)
    shop.days(3)
    assert shop.headline(order) == "delayed"


def test_news_find_their_parcel_by_number(shop: Counter) -> None:
    far = replace(an_offer("vase-one"), sources=SHELF_FAR)
    with shop.writes() as session:
        service.load_offers(session, [far])
    order = shop.buys(("coat-M", 1), ("vase-one", 1))
    first, second = order.parcels
    shop.does(ParcelReport(order=order.id, news=NEWS.SHIPPED, at=shop.now, parcel=first.id, number="A1"))
    shop.does(ParcelReport(order=order.id, news=NEWS.SHIPPED, at=shop.now, parcel=second.id, number="B2"))
    shop.hears(order, NEWS.DELIVERED, number="B2")
    assert [p.state for p in shop.order(order).parcels] == [ParcelState.HANDED_OVER, ParcelState.DELIVERED]
    assert shop.headline(order) == "shipped"


def test_news_without_a_parcel_are_about_all_that_they_fit(shop: Counter, order: Order) -> None:
    assert heard(shop, order, NEWS.DELIVERED) == ["ParcelDelivered"]


@pytest.mark.parametrize("news", [NEWS.SHIPPED, NEWS.RETURN_RECEIVED])
def test_news_of_an_unknown_order_are_refused(shop: Counter, news: ParcelNews) -> None:
    report = ParcelReport(order=OrderId("SK-AAAAAA"), news=news, at=shop.now)
    assert shop.refuses(report) == "unknown_order"


def test_news_of_an_unknown_parcel_are_refused_and_may_come_again(shop: Counter, order: Order) -> None:
    report = ParcelReport(order=order.id, news=NEWS.LOST, at=shop.now, parcel=ParcelId("x"), external_id="e1")
    assert shop.refuses(report) == shop.refuses(report) == "unknown_parcel"
    assert isinstance(shop.does(replace(report, parcel=order.parcels[0].id)), Done)
    assert shop.headline(order) == "lost"


def test_news_of_a_quote_change_nothing(shop: Counter) -> None:
    quote = shop.quotes(("coat-M", 1))
    answer = shop.hears(quote, NEWS.DELIVERED)
    assert isinstance(answer, Refusal)


def test_scans_do_not_make_an_agreement_stale_but_a_hand_over_does(shop: Counter, order: Order) -> None:
    version = shop.order(order).version
    shop.hears(order, NEWS.SHIPPED)
    assert shop.order(order).version == version + 1
    shop.hears(order, NEWS.IN_TRANSIT)
    shop.hears(order, NEWS.DELAYED)
    assert shop.order(order).version == version + 1
