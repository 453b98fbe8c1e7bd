"""What every carrier promises (orders/carriers/base.py)."""

from datetime import UTC, datetime, timedelta

import pytest

from orders.actions import ParcelNews
from orders.carriers import CARRIERS
from orders.carriers.base import Carrier, TrackRequest
from orders.ids import OrderId, ParcelId

LEFT = datetime(2026, 11, 23, 9, tzinfo=UTC)
OUT = TrackRequest(OrderId("SK-1"), ParcelId("SK-1-P1"), "Demo Post", "SK0001", LEFT)
BACK = TrackRequest(OrderId("SK-1"), None, "Demo Post", "RET-1", LEFT, returning=True)


@pytest.fixture(params=sorted(CARRIERS))
def carrier(request: pytest.FixtureRequest) -> Carrier:
    return CARRIERS[request.param]()


def test_news_come_oldest_first_and_none_from_the_future(carrier: Carrier) -> None:
    now = LEFT + timedelta(days=5)
    times = [report.at for report in carrier.track(OUT, now)]
    assert times and times == sorted(times) and times[-1] <= now


def test_asking_again_tells_the_same_events_under_the_same_ids(carrier: Carrier) -> None:
    early = carrier.track(OUT, LEFT + timedelta(days=1))
    late = carrier.track(OUT, LEFT + timedelta(days=5))
    assert late[: len(early)] == early
    assert len({report.external_id for report in late}) == len(late)


def test_every_report_names_order_parcel_and_number(carrier: Carrier) -> None:
    for report in carrier.track(OUT, LEFT + timedelta(days=5)):
        assert (report.order, report.parcel, report.number) == ("SK-1", "SK-1-P1", "SK0001")
        assert not report.pushed


def test_a_parcel_is_delivered_in_the_end(carrier: Carrier) -> None:
    assert carrier.track(OUT, LEFT + timedelta(days=5))[-1].news is ParcelNews.DELIVERED


def test_goods_sent_back_are_received_in_the_end(carrier: Carrier) -> None:
    assert carrier.track(BACK, LEFT) == ()
    assert carrier.track(BACK, LEFT + timedelta(days=9))[-1].news is ParcelNews.RETURN_RECEIVED
