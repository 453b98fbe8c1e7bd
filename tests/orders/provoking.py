"""Situations out of the ordinary, and how a wish is put to the room that decides it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from orders import accounts, service
from orders.access import AskCode, ForgetAccess, TryCode
from orders.account_actions import AccountAction, ForgetMethod, ForgetWishes, WatchStock
from orders.actions import (
    Action,
    CancelOrder,
    DisputeNews,
    DisputeReport,
    ExchangeLines,
    Goodwill,
    ParcelNews,
    ParcelReport,
    Swap,
)
from orders.ids import ConversationId, GiftCardId, OrderId, Sku
from orders.line import LineQuantity
from orders.order import Order
from orders.states import Tier
from orders.stock import Offer
from tests.orders.counter import JANA, Counter, an_offer, eur

Deed = Callable[[], object]
Way = Callable[[Counter], Deed]
NOBODYS: Final = OrderId("SK-000000")


def put(shop: Counter, wish: Action | AskCode | TryCode | ForgetAccess | AccountAction) -> Deed:
    """The wish, ready to be put to the room that decides it."""

    def deed() -> object:
        with shop.writes() as session:
            if isinstance(wish, AskCode | TryCode | ForgetAccess):
                return service.access(session, wish, shop.now, policy=shop.policy)
            if isinstance(wish, ForgetMethod | ForgetWishes | WatchStock):
                return accounts.perform(session, wish, shop.now, policy=shop.policy)
            return service.perform(session, wish, shop.now, policy=shop.policy)

    return deed


def first(order: Order, quantity: int = 1) -> tuple[LineQuantity, ...]:
    return (LineQuantity(order.lines[0].id, quantity),)


def load(shop: Counter, *offers: Offer) -> None:
    with shop.writes() as session:
        service.load_offers(session, offers)


def with_policy(shop: Counter, **parts: object) -> Counter:
    shop.policy = shop.policy.model_copy(update=parts)
    return shop


# ---- situations


def two_parcels(shop: Counter) -> Order:
    """The coat has come, the vase is still on its way."""
    near, far = an_offer("coat-M"), an_offer("vase-far", "30.00")
    load(shop, near, replace(far, sources=(replace(far.sources[0], tier=Tier.REGIONAL),)))
    order = shop.buys(("coat-M", 1), ("vase-far", 1))
    coat = next(parcel for parcel in order.parcels if parcel.lines[0].line == order.lines[0].id)
    for news in (ParcelNews.SHIPPED, ParcelNews.DELIVERED):
        shop.done(ParcelReport(order=order.id, news=news, at=shop.now, parcel=coat.id))
    return shop.order(order)


def given_nearly_all(shop: Counter, order: Order) -> Order:
    gift = Goodwill(order=order.id, amount=eur("45.00"), staff="alex", key=f"k-{order.id}", reason="a long wait")
    return shop.done(gift)


def late(shop: Counter, *, delivered: bool = True) -> Order:
    order = shop.buys()
    shop.hears(order, ParcelNews.SHIPPED)
    shop.now = order.promised_by + timedelta(hours=1)
    if delivered:
        shop.hears(order, ParcelNews.DELIVERED)
    return shop.order(order)


def exchanged(shop: Counter) -> Order:
    """The old line is settled, and nothing went back for it."""
    order = shop.receives()
    shop.done(ExchangeLines(**shop.on(order), swaps=(Swap(order.lines[0].id, 1, Sku("coat-L")),)))
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    return shop.order(order)


def kept_only(shop: Counter) -> Order:
    """Nothing of this may be sent back."""
    load(shop, replace(an_offer("coat-M"), returnable=False))
    return shop.receives()


def big_gift(shop: Counter) -> Order:
    gift = Goodwill(order=shop.receives(("rug-big", 1)).id, amount=eur("80.00"), staff="alex", key="k", reason="sorry")
    return shop.done(gift)


def disputed(shop: Counter, order: Order) -> Order:
    return shop.done(dispute(order, DisputeNews.OPENED))


def dispute(order: Order, news: DisputeNews, amount: str = "10.00", payment: int = 0) -> DisputeReport:
    return DisputeReport(
        order=order.id, payment=order.payments[payment].id, news=news, reference="dp_1", amount=eur(amount)
    )


def unpaid_and_cancelled(shop: Counter) -> Order:
    shop.buys()
    shop.cards_are_declined()
    order = shop.quotes(("coat-L", 1))
    shop.confirms(order)
    return shop.done(CancelOrder(**shop.on(shop.order(order))))


def by_gift_card(shop: Counter, amount: str) -> Order:
    with shop.writes() as session:
        card = service.issue_gift_card(session, eur(amount), shop.now, code=GiftCardId("GC-AAAA"))
    return shop.done(replace(shop.quote_wish(("coat-M", 1)), gift_card=card.id))


def gone(shop: Counter) -> WatchStock:
    load(shop, an_offer("last-piece", "12.00", 0), an_offer("lamp-one", "9.99", 0))
    talk = ConversationId("talk")
    return WatchStock(shopper=JANA, conversation=talk, sku=Sku("last-piece"), market="DE", currency="EUR")


def swap(order: Order, sku: str, method: str = "") -> tuple[Swap, ...]:
    return (Swap(order.lines[0].id, 1, Sku(sku)),)
