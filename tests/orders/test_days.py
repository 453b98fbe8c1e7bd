"""Where a day ends: in the market of the order, whatever the clock says in UTC; and as it is told, so it is kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import TypeAdapter

from locales.formats import in_market
from orders import service
from orders.actions import ParcelNews, ReturnLines
from orders.answers import Refusal
from orders.line import LineQuantity
from orders.money import Money
from orders.order import Address, Order
from orders.pieces import window_end
from orders.policy import end_of_day, standard
from orders.states import Tier
from tests.orders.counter import AUSTIN, BONN, Counter, an_offer

SYDNEY = Address("Al Reyes", "1 King St", "Sydney", "2000", "AU")


@pytest.mark.parametrize(
    ("at", "zone", "days", "end"),
    [
        ("2026-11-23T23:30", "Europe/Berlin", 4, "2026-11-28T22:59:59"),
        ("2026-11-23T02:00", "America/New_York", 7, "2026-11-30T04:59:59"),
        ("2026-11-23T14:00", "Australia/Sydney", 8, "2026-12-02T12:59:59"),
        ("2026-10-24T12:00", "Europe/Berlin", 1, "2026-10-25T22:59:59"),
        ("2026-03-28T12:00", "Europe/Berlin", 1, "2026-03-29T21:59:59"),
        ("2026-11-23T09:00", "UTC", 0, "2026-11-23T23:59:59"),
    ],
)
def test_a_day_ends_at_midnight_where_the_zone_is(at: str, zone: str, days: int, end: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert end_of_day(moment, zone, days) == datetime.fromisoformat(end).replace(tzinfo=UTC)


@pytest.mark.parametrize("market", standard().markets)
@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_the_day_that_is_told_is_the_day_that_is_promised(market: str, hour: int) -> None:
    now = datetime(2026, 11, 23, hour, 30, tzinfo=UTC)
    told = in_market(standard().promised(market, Tier.LOCAL, now), market)
    days = standard().markets[market].days[Tier.LOCAL]
    assert told.date() == in_market(now, market).date() + timedelta(days=days)
    assert f"{told:%H:%M:%S}" == "23:59:59"


@pytest.mark.parametrize("address", [BONN, AUSTIN, SYDNEY])
def test_a_window_closes_when_its_last_day_has_ended_where_the_order_went(shop: Counter, address: Address) -> None:
    shop.now = shop.now.replace(hour=22)
    coat, price = an_offer("coat-M"), Money.parse("40.00", standard().markets[address.country].currency)
    with shop.writes() as session:
        service.load_offers(session, [replace(coat, prices=(price,))])
    order = shop.buys(("coat-M", 1), address=address)
    shop.hears(order, ParcelNews.DELIVERED)
    order = shop.order(order)
    closes = window_end(order, order.terms.return_days)
    assert closes is not None and f"{in_market(closes, order.market):%H:%M:%S}" == "23:59:59"
    wish = ReturnLines(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),))
    shop.now = closes + timedelta(seconds=1)
    late = shop.does(wish)
    assert isinstance(late, Refusal) and late.until == closes
    shop.now = closes
    assert not isinstance(shop.does(wish), Refusal)


def test_an_order_of_before_keeps_the_days_it_was_sold_with(shop: Counter) -> None:
    order, orders = shop.receives(), TypeAdapter(Order)
    said = orders.dump_python(order, mode="json")
    del said["terms"]["zone"]
    older = orders.validate_python(said)
    closes = window_end(older, older.terms.return_days)
    assert closes is not None and f"{closes:%H:%M:%S}" == "23:59:59"


def test_a_tax_rate_begins_with_the_day_of_its_market() -> None:
    finn = Address("Aino", "Katu 1", "Turku", "20100", "FI")
    moments = [datetime(2024, 8, 31, hour, tzinfo=UTC) for hour in (20, 21)]
    assert [str(standard().terms("FI", finn, at).tax_rate) for at in moments] == ["0.24", "0.255"]
