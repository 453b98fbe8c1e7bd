"""What a basket costs: items, shipping, fee, tax; and why it cannot be had."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from orders.answers import Refusal
from orders.ids import OrderId, Sku, SupplierId
from orders.money import Money
from orders.order import Address
from orders.policy import Policy, standard
from orders.quote import Basket, Quote, merged, quote_for
from orders.states import Tier
from orders.stock import Offer, Source
from tests.orders.counter import AUSTIN, BONN, MONDAY, Counter, an_offer, eur, usd

COAT, LAMP = an_offer("coat-M", "40.00"), an_offer("lamp-one", "9.99")
FROM_AFAR = replace(an_offer("rug-big", "180.00"), sources=(Source(SupplierId("far"), Tier.OVERSEAS),))


def quote(
    *lines: tuple[Offer, int], address: Address = BONN, currency: str = "EUR", policy: Policy | None = None
) -> Quote | Refusal:
    basket = Basket(tuple((offer.sku, n) for offer, n in lines), address, address.country, currency)
    offers = {offer.sku: offer for offer, _ in lines}
    return quote_for(basket, offers, policy or standard(), MONDAY, OrderId("SK-1"))


def priced(*lines: tuple[Offer, int], address: Address = BONN, currency: str = "EUR") -> Quote:
    answer = quote(*lines, address=address, currency=currency)
    assert isinstance(answer, Quote), answer
    return answer


def refused(answer: Quote | Refusal) -> tuple[str, Sku | None]:
    assert isinstance(answer, Refusal), answer
    return answer.reason.value, answer.sku


def test_the_total_is_items_shipping_and_ten_per_cent() -> None:
    q = priced((COAT, 2), (LAMP, 1))
    assert (q.items, q.shipping, q.fee, q.tax, q.total) == (
        eur("89.99"), eur("4.90"), eur("9.49"), eur("0"), eur("104.38"),
    )  # fmt: skip


def test_where_prices_include_tax_it_is_told_and_not_added() -> None:
    q = priced((COAT, 1))
    assert (q.total, q.tax_contained) == (eur("49.39"), eur("7.89"))


def test_where_tax_comes_on_top_it_is_the_state_s_rate_of_what_the_state_taxes() -> None:
    q = priced((COAT, 1), address=AUSTIN, currency="USD")
    assert (q.items, q.shipping, q.fee) == (usd("40"), usd("5.90"), usd("4.59"))
    assert q.tax == usd("3.16") and q.total == usd("53.65") and q.tax_contained.is_zero()


def test_a_state_that_does_not_tax_shipping_taxes_goods_and_fee_alone() -> None:
    q = priced((COAT, 1), address=replace(AUSTIN, region="California"), currency="USD")
    assert q.tax == usd("3.23")


def test_each_tier_is_a_parcel_and_ships_once() -> None:
    assert priced((COAT, 3), (LAMP, 5)).shipping == eur("4.90")
    assert priced((COAT, 1), (FROM_AFAR, 1)).shipping == eur("14.80")


def test_a_bulky_piece_raises_its_parcel_s_price_to_its_own() -> None:
    bulky = replace(LAMP, shipping=eur("24.90"))
    assert priced((COAT, 1), (bulky, 2)).shipping == eur("24.90")
    assert priced((replace(LAMP, shipping=eur("1.00")), 1)).shipping == eur("4.90")


def test_line_shares_sum_to_the_totals() -> None:
    q = priced((COAT, 2), (LAMP, 3), (FROM_AFAR, 1))
    assert sum(line.paid.shipping.minor for line in q.lines) == q.shipping.minor
    assert sum(line.paid.fee.minor for line in q.lines) == q.fee.minor
    assert sum(line.paid.total.minor for line in q.lines) == q.total.minor


def test_the_same_sku_twice_is_one_line() -> None:
    q = priced((COAT, 1), (COAT, 2))
    assert [(line.sku, line.quantity) for line in q.lines] == [("coat-M", 3)]
    assert merged([(Sku("a"), 1), (Sku("b"), 1), (Sku("a"), 2)]) == (("a", 3), ("b", 1))


def test_a_promise_is_the_end_of_a_day_in_bonn_and_the_farthest_tier_sets_the_order_s() -> None:
    q = priced((COAT, 1), (FROM_AFAR, 1))
    assert [f"{line.promised_by:%d.%m. %H:%M}" for line in q.lines] == ["27.11. 22:59", "11.12. 22:59"]
    assert q.promised_by == q.lines[1].promised_by
    assert q.expires_at == MONDAY + timedelta(minutes=30)


@pytest.mark.parametrize("currency,price,total", [("JPY", "5000", "6380"), ("KWD", "12.345", "15.505")])
def test_currencies_without_or_with_three_decimals_are_exact(currency: str, price: str, total: str) -> None:
    offer = replace(COAT, prices=(Money.parse(price, currency),))
    q = priced((offer, 1), currency=currency)
    assert q.total == Money.parse(total, currency)


@pytest.mark.parametrize(
    "lines,why",
    [
        ([], "empty"),
        ([(COAT, 0)], "bad_quantity"),
        ([(COAT, -1)], "bad_quantity"),
        ([(COAT, 11)], "sold_out"),
        ([(replace(COAT, reserved=10), 1)], "sold_out"),
        ([(replace(COAT, sources=()), 1)], "unknown_sku"),
        ([(replace(COAT, prices=(usd("40"),)), 1)], "not_sold_here"),
        ([(replace(COAT, markets=("FR", "US")), 1)], "not_sold_here"),
    ],
)
def test_a_basket_that_cannot_be_had_says_why(lines: list[tuple[Offer, int]], why: str) -> None:
    assert refused(quote(*lines))[0] == why


def test_a_refusal_names_the_piece_and_how_many_there_are() -> None:
    answer = quote((LAMP, 1), (replace(COAT, stock=2), 3))
    assert isinstance(answer, Refusal) and (answer.sku, answer.quantity) == ("coat-M", 2)


def test_a_variant_nobody_offers_is_unknown() -> None:
    basket = Basket(((Sku("ghost"), 1),), BONN, "DE", "EUR")
    assert refused(quote_for(basket, {}, standard(), MONDAY, OrderId("SK-1"))) == ("unknown_sku", "ghost")


@pytest.mark.parametrize(
    "address,why",
    [
        (replace(BONN, country="ZZ"), "unknown_market"),
        (replace(BONN, city=" "), "incomplete_address"),
        (replace(BONN, name=""), "incomplete_address"),
        (replace(BONN, postcode=""), "incomplete_address"),
        (replace(AUSTIN, region=""), "incomplete_address"),
        (replace(AUSTIN, region="Bavaria"), "incomplete_address"),
    ],
)
def test_an_address_we_cannot_deliver_to_says_why(address: Address, why: str) -> None:
    assert refused(quote((COAT, 1), address=address))[0] == why


def test_the_market_is_the_address_s() -> None:
    basket = Basket(((COAT.sku, 1),), BONN, "FR", "EUR")
    assert refused(quote_for(basket, {COAT.sku: COAT}, standard(), MONDAY, OrderId("SK-1")))[0] == "unknown_market"


def test_a_currency_we_have_no_shipping_price_for_is_not_sold() -> None:
    offer = replace(COAT, prices=(Money.parse("40", "BRL"),))
    assert refused(quote((offer, 1), currency="BRL"))[0] == "not_sold_here"


def test_a_changed_fee_rate_leaves_placed_orders_alone(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    shop.policy = shop.policy.model_copy(update={"fee_rate": Decimal("0.20")})
    shop.confirms(order)
    shop.works()
    assert shop.order(order).total == eur("49.39")
    assert shop.quotes(("coat-M", 1)).fee == eur("8.98")
