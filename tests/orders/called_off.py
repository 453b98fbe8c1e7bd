"""Returns and exchanges at every point of their way, and the wish to keep the goods after all."""

from datetime import timedelta

from orders.actions import CancelReturn, ExchangeLines, ParcelNews
from orders.order import Order
from tests.orders.counter import Counter
from tests.orders.provoking import Deed, put, swap


def keeps(shop: Counter, order: Order) -> CancelReturn:
    """The wish to keep what the newest claim was to send back."""
    order = shop.order(order)
    return CancelReturn(**shop.on(order), claim=order.claims[-1].id)


def returning(shop: Counter, *lines: tuple[str, int]) -> Order:
    order = shop.receives(*(lines or (("coat-M", 2),)))
    return shop.returns(order, (0, order.lines[0].quantity))


def exchanging(shop: Counter, sku: str = "coat-L") -> Order:
    """Another variant is wanted, and what it costs more is paid."""
    order = shop.receives(("coat-M", 1))
    order = shop.done(ExchangeLines(**shop.on(order), swaps=swap(order, sku)))
    shop.works()
    return shop.order(order)


# ---- ways to refusals


def twice(shop: Counter) -> Deed:
    order = shop.done(keeps(shop, returning(shop)))
    return put(shop, keeps(shop, order))


def goods_are_back(shop: Counter) -> Deed:
    order = exchanging(shop)
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    return put(shop, keeps(shop, order))


def replacement_left(shop: Counter) -> Deed:
    order = exchanging(shop)
    shop.passes(timedelta(days=4))
    shop.hears(order, ParcelNews.SHIPPED)
    return put(shop, keeps(shop, order))


def money_is_on_its_way(shop: Counter) -> Deed:
    order = returning(shop)
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    return put(shop, keeps(shop, order))


def money_is_back(shop: Counter) -> Deed:
    order = returning(shop)
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    shop.works()
    return put(shop, keeps(shop, order))
