"""Goods and shipping are sold at what they cost, suppliers are owed exactly that, and the audit shows it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orders import service
from orders.actions import (
    CancelLine,
    CancelOrder,
    ChangeAddress,
    ExchangeLines,
    Goodwill,
    ParcelNews,
    Remedy,
    ReportDamaged,
    ReportLost,
    Swap,
)
from orders.auditing import breaches_of
from orders.ids import OrderId, Sku
from orders.ledger import Account
from orders.line import LineQuantity
from orders.money import EXPONENTS, Money
from orders.order import Order
from orders.policy import standard
from orders.quote import Basket, Quote, quote_for
from orders.states import Tier
from orders.stock import Source
from tests.orders.counter import BONN, MONDAY, Counter, an_offer, eur
from tests.orders.test_auditing import books_of, found

COSTS = (Account.GOODS_COST, Account.SHIPPING_COST, Account.EXPENSE, Account.SUPPLIER)


def costs(shop: Counter, order: Order) -> list[str]:
    """Goods, shipping, our own expense, and what suppliers are owed."""
    with shop.open() as session:
        postings = service.postings(session, order.id)
    sums = [sum(p.amount.minor for p in postings if p.account is account) for account in COSTS]
    return [Money(minor, order.currency).plain() for minor in (*sums[:3], -sums[3])]


def test_a_line_remembers_what_its_goods_and_its_journey_cost_at_the_quote(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 2), ("lamp-one", 1))
    assert [(line.cost, line.shipping_cost) for line in order.lines] == [
        (eur("40.00"), eur("4.36")),
        (eur("9.99"), eur("0.54")),
    ]


def test_a_supplier_is_owed_goods_and_shipping_once_it_accepts(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 2))
    shop.confirms(order)
    assert costs(shop, order) == ["0.00", "0.00", "0.00", "0.00"]
    shop.works()
    assert costs(shop, order) == ["80.00", "4.90", "0.00", "84.90"]


def test_a_supplier_order_cancelled_in_time_is_owed_no_more(shop: Counter) -> None:
    order = shop.buys(("coat-M", 2))
    shop.done(CancelOrder(**shop.on(order)))
    shop.works()
    assert costs(shop, order) == ["0.00", "0.00", "0.00", "0.00"]
    assert shop.breaches() == ()


def test_a_line_cancelled_of_two_leaves_the_other_s_cost(shop: Counter) -> None:
    order = shop.buys(("coat-M", 2), ("lamp-one", 1))
    shop.done(CancelLine(**shop.on(order), line=order.lines[0].id, quantity=1))
    shop.works()
    assert costs(shop, order) == ["49.99", "2.72", "0.00", "52.71"]


def test_an_address_changed_before_packing_costs_nothing_more(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.done(ChangeAddress(**shop.on(order), address=replace(BONN, line1="Rosenweg 1")))
    shop.works()
    assert costs(shop, order) == ["40.00", "4.90", "0.00", "44.90"]


def test_a_parcel_called_back_too_late_is_our_expense(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.now += timedelta(days=3)
    shop.done(CancelOrder(**shop.on(order)))
    shop.works()
    assert costs(shop, order) == ["0.00", "0.00", "44.90", "44.90"]
    assert shop.breaches() == ()


def test_a_parcel_that_is_lost_is_borne_by_its_supplier(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.hears(order, ParcelNews.LOST)
    shop.passes(timedelta(days=2))
    assert shop.order(order).refunded == eur("49.39")
    assert costs(shop, order) == ["0.00", "0.00", "0.00", "0.00"]


def test_a_reshipment_is_paid_for_once(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.hears(order, ParcelNews.LOST)
    shop.done(ReportLost(**shop.on(shop.order(order)), remedy=Remedy.RESHIP))
    shop.works()
    assert costs(shop, order) == ["40.00", "4.90", "0.00", "44.90"]


def test_a_parcel_found_after_all_is_paid_for_again(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.hears(order, ParcelNews.LOST)
    assert costs(shop, order) == ["0.00", "0.00", "0.00", "0.00"]
    shop.hears(order, ParcelNews.DELIVERED)
    assert costs(shop, order) == ["40.00", "4.90", "0.00", "44.90"]


def test_a_promise_not_kept_is_borne_by_the_supplier(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.hears(order, ParcelNews.DELAYED)
    shop.days(7)
    assert shop.headline(order) == "refunded"
    assert costs(shop, order) == ["0.00", "0.00", "0.00", "0.00"]


def test_damaged_goods_are_credited_by_the_supplier(shop: Counter) -> None:
    order = shop.receives(("coat-M", 2))
    shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),)))
    assert costs(shop, order) == ["40.00", "4.90", "0.00", "44.90"]


def test_returned_goods_go_back_for_what_they_cost_and_their_journey_stays_paid(shop: Counter) -> None:
    order = shop.returns(shop.receives(("coat-M", 2)), (0, 2))
    shop.days(4)
    assert costs(shop, order) == ["0.00", "4.90", "0.00", "4.90"]


def test_the_second_journey_of_an_exchange_is_our_expense(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    shop.done(ExchangeLines(**shop.on(order), swaps=(Swap(order.lines[0].id, 1, Sku("coat-XL")),)))
    shop.days(12)
    assert shop.headline(order) == "exchanged"
    assert costs(shop, order) == ["55.00", "4.90", "4.90", "64.80"]
    assert shop.breaches() == ()


def test_goodwill_is_ours_and_no_supplier_pays_for_it(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    shop.done(Goodwill(order=order.id, amount=eur("5.00"), staff="alex", key="k", reason="sorry"))
    assert costs(shop, order) == ["40.00", "4.90", "0.00", "44.90"]


def test_an_offer_that_asks_more_than_its_cost_is_not_loaded(shop: Counter) -> None:
    dear = replace(an_offer("coat-M", "40.00"), costs=(eur("39.99"),))
    with shop.writes() as session, pytest.raises(ValueError, match=r"asks EUR 40\.00 for what costs EUR 39\.99"):
        service.load_offers(session, [dear])


@pytest.mark.parametrize(
    ("spoilt", "invariant"),
    [
        ({"cost": eur("39.99")}, "goods are sold at cost"),
        ({"shipping_cost": eur("4.89")}, "shipping is sold at cost"),
    ],
)
def test_the_audit_names_each_mark_up(shop: Counter, spoilt: dict[str, Money], invariant: str) -> None:
    order = shop.buys(("coat-M", 1))
    marked_up = replace(order, lines=(replace(order.lines[0], **spoilt),))  # type: ignore[arg-type]
    assert {invariant, "a quote asks what it costs"} <= found(marked_up, books_of(shop, order))


def test_the_audit_names_a_supplier_s_cost_that_was_not_posted(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    books = books_of(shop, order)
    without = replace(books, postings=[p for p in books.postings if p.account not in COSTS])
    named = [breach.found for breach in breaches_of(order, without)]
    assert named[0] == "goods_cost account 0, parcels say EUR 40.00" and len(named) == 3


def test_the_audit_names_a_parcel_called_back_that_nobody_pays_for(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.done(CancelOrder(**shop.on(order)))
    shop.works()
    order = shop.order(order)
    unanswered = replace(order, parcels=(replace(order.parcels[0], called_off=None),))
    assert "a parcel called back is let go, or borne by us" in found(unanswered, books_of(shop, order))


def quoted(currency: str, price: int) -> Quote:
    shelf = replace(an_offer("coat-M"), prices=(Money(price, currency),))
    lamp = replace(shelf, sku=Sku("lamp-one"), sources=(Source(shelf.sources[0].supplier, Tier.OVERSEAS),))
    lines = ((Sku("coat-M"), 3), (Sku("lamp-one"), 1))
    basket = Basket(lines, BONN, "DE", currency)
    told = quote_for(basket, {shelf.sku: shelf, lamp.sku: lamp}, standard(), MONDAY, OrderId("SK-1"))
    assert isinstance(told, Quote)
    return told


@pytest.mark.parametrize(
    ("currency", "price", "told"),
    [
        ("JPY", 3_333, ("13332", "2400", "1573", "17305")),
        ("EUR", 3_333, ("133.32", "14.80", "14.81", "162.93")),
        ("KWD", 3_333, ("13.332", "5.250", "1.858", "20.440")),
    ],
)
def test_currencies_with_no_two_and_three_decimals_are_exact(currency: str, price: int, told: tuple[str, ...]) -> None:
    quote = quoted(currency, price)
    assert tuple(amount.plain() for amount in (quote.items, quote.shipping, quote.fee, quote.total)) == told
    for name in ("goods", "shipping", "fee", "tax"):
        parts = sum(getattr(line.paid, name).minor for line in quote.lines)
        assert (
            parts == {"goods": quote.items, "shipping": quote.shipping, "fee": quote.fee, "tax": quote.tax}[name].minor
        )
    assert sum(line.shipping_cost.minor for line in quote.lines if line.shipping_cost) == quote.shipping.minor
    assert sum(line.journey(at, 1).minor for line in quote.lines for at in range(line.quantity)) == quote.shipping.minor


def test_the_three_kinds_of_currency_are_traded() -> None:
    assert {EXPONENTS[currency] for currency in ("JPY", "EUR", "KWD")} == {0, 2, 3}
