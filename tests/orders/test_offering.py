"""News of offers: other prices, stock or markets, and goods that are not sold any more."""

from dataclasses import replace

from orders import offering, service
from orders.ids import Sku
from orders.money import Money
from orders.stock import Offer, OfferNews
from tests.orders.counter import Counter, an_offer

COAT = Sku("coat-L")


def offer(shop: Counter, sku: str = COAT) -> Offer:
    with shop.open() as session:
        return service.offers(session, [Sku(sku)])[Sku(sku)]


def tell(shop: Counter, *news: OfferNews) -> offering.Updated:
    with shop.writes() as session:
        return offering.update_offers(session, news)


def test_news_of_an_offer_change_what_they_name_and_nothing_else(shop: Counter) -> None:
    before = offer(shop)
    assert tell(shop, OfferNews(COAT, (Money(3999, "USD"),), markets=("DE",))) == offering.Updated(1)
    now = offer(shop)
    assert now.prices == (before.prices[0], Money(3999, "USD"))
    assert now.revision > before.revision
    assert replace(now, prices=before.prices, markets=before.markets, revision=before.revision) == before


def test_a_new_price_is_the_cost_as_well(shop: Counter) -> None:
    with shop.writes() as session:
        service.load_offers(session, [replace(an_offer("coat-L"), costs=(Money(4000, "EUR"),))])
    tell(shop, OfferNews(COAT, (Money(3500, "EUR"),)))
    assert (offer(shop).cost_in("EUR"), offer(shop).marked_up) == (Money(3500, "EUR"), None)


def test_what_quotes_hold_stays_held_when_stock_is_counted_anew(shop: Counter) -> None:
    shop.quotes((COAT, 2))
    tell(shop, OfferNews(COAT, stock=5))
    assert shop.stock(COAT) == (5, 2)


def test_the_same_news_again_write_nothing(shop: Counter) -> None:
    tell(shop, OfferNews(COAT, (Money(3999, "USD"),), 7))
    revision = offer(shop).revision
    assert tell(shop, OfferNews(COAT, (Money(3999, "USD"),), 7)) == offering.Updated(0)
    assert offer(shop).revision == revision


def test_news_of_what_nobody_offers_are_named(shop: Counter) -> None:
    assert tell(shop, OfferNews(Sku("no-such"), stock=1), OfferNews(COAT, stock=1)) == offering.Updated(
        1, (Sku("no-such"),)
    )


def test_withdrawn_goods_cannot_be_sold_and_can_still_be_looked_up(shop: Counter) -> None:
    with shop.writes() as session:
        assert offering.withdraw(session, [COAT]) == 1
    assert (offer(shop).free, offer(shop).title) == (0, "Coat")
