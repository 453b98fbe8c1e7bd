"""Orders in every situation that decides what may be done to them, and one wish of each kind about them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from orders import service
from orders.actions import (
    AbandonQuote,
    AskGoodwill,
    AskPriceAdjustment,
    AskRefund,
    CancelLine,
    CancelOrder,
    CancelReturn,
    ChangeAddress,
    ChangeLines,
    ChangePayment,
    ConfirmQuote,
    Consent,
    ExchangeLines,
    KeepForLess,
    OnOrder,
    ParcelNews,
    RefundOntoGiftCard,
    ReportDamaged,
    ReportLost,
    ReportMissing,
    ReportWrongItem,
    ReturnLines,
    Swap,
    UndoCancel,
    Withdraw,
)
from orders.ids import ClaimId, Sku
from orders.line import LineQuantity
from orders.order import Order
from orders.states import ClaimKind
from tests.orders.counter import BONN, Counter, Head, an_offer

COATS: Final = ("coat-M", 2)


def _quoted(shop: Counter) -> Order:
    return shop.quotes(COATS)


def _expired(shop: Counter) -> Order:
    order = shop.quotes(COATS)
    shop.passes(timedelta(hours=1))
    return shop.order(order)


def _unpaid(shop: Counter) -> Order:
    """Ordered, and the charge has not been heard of."""
    order = shop.quotes(COATS, method="card_0002")
    shop.confirms(order)
    shop.works()
    return shop.order(order)


def _cancelled(shop: Counter) -> Order:
    return shop.done(CancelOrder(**shop.on(shop.buys(COATS))))


def _cancelled_long_ago(shop: Counter) -> Order:
    order = _cancelled(shop)
    shop.days(3)
    return shop.order(order)


def _paid(shop: Counter) -> Order:
    return shop.buys(COATS)


def _difference_underway(shop: Counter) -> Order:
    """A dearer size is wanted, and whether the difference was paid has not been heard of."""
    order = shop.buys(COATS)
    shop.done(ChangeLines(**shop.on(order), swaps=(Swap(order.lines[0].id, 2, Sku("coat-XL")),)))
    return shop.order(order)


def _shipped(shop: Counter) -> Order:
    order = shop.buys(COATS)
    shop.hears(order, ParcelNews.SHIPPED)
    return shop.order(order)


def _late(shop: Counter) -> Order:
    """Past the promised day, and the guarantee has not paid yet."""
    order = shop.buys(COATS)
    shop.now = order.promised_by + timedelta(hours=1)
    return shop.order(order)


def _cheaper_now(shop: Counter) -> Order:
    """On its way, and the shop sells it for less by now."""
    order = _shipped(shop)
    with shop.writes() as session:
        service.load_offers(session, [an_offer("coat-M", "30.00")])
    return order


def _delivered(shop: Counter) -> Order:
    return shop.receives(COATS)


def _delivered_long_ago(shop: Counter) -> Order:
    order = shop.receives(COATS)
    shop.days(61)
    return shop.order(order)


def _returning(shop: Counter) -> Order:
    order = shop.receives(COATS)
    return shop.returns(order, (0, 2))


def _waiting_for_a_person(shop: Counter) -> Order:
    """A refund that is above what is given without a person looking."""
    order = shop.receives(("rug-big", 1))
    return shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),)))


def _refunded(shop: Counter) -> Order:
    order = shop.receives(COATS)
    shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 2),)))
    shop.works()
    return shop.order(order)


SCENES: Final[Mapping[str, Callable[[Counter], Order]]] = {
    "quoted": _quoted,
    "expired": _expired,
    "unpaid": _unpaid,
    "cancelled": _cancelled,
    "cancelled long ago": _cancelled_long_ago,
    "paid": _paid,
    "difference underway": _difference_underway,
    "shipped": _shipped,
    "late": _late,
    "cheaper now": _cheaper_now,
    "delivered": _delivered,
    "delivered long ago": _delivered_long_ago,
    "returning": _returning,
    "waiting for a person": _waiting_for_a_person,
    "refunded": _refunded,
}

Wish = Callable[[Order, Head, int], OnOrder]


def _pieces(order: Order, quantity: int) -> tuple[LineQuantity, ...]:
    return (LineQuantity(order.lines[0].id, quantity),)


def _swaps(order: Order, quantity: int) -> tuple[Swap, ...]:
    return (Swap(order.lines[0].id, quantity, Sku("coat-L")),)


COUNTED: Final[Mapping[str, Wish]] = {
    "CancelLine": lambda o, head, n: CancelLine(**head, line=o.lines[0].id, quantity=n),
    "ChangeLines": lambda o, head, n: ChangeLines(**head, swaps=_swaps(o, n)),
    "ReturnLines": lambda o, head, n: ReturnLines(**head, lines=_pieces(o, n)),
    "Withdraw": lambda o, head, n: Withdraw(**head, lines=_pieces(o, n)),
    "ExchangeLines": lambda o, head, n: ExchangeLines(**head, swaps=_swaps(o, n)),
    "ReportDamaged": lambda o, head, n: ReportDamaged(**head, lines=_pieces(o, n)),
    "ReportWrongItem": lambda o, head, n: ReportWrongItem(**head, lines=_pieces(o, n)),
    "ReportMissing": lambda o, head, n: ReportMissing(**head, lines=_pieces(o, n)),
    "KeepForLess": lambda o, head, n: KeepForLess(**head, lines=_pieces(o, n), kind=ClaimKind.DAMAGED),
}
"""Wishes about a number of pieces of the first line."""

WISHES: Final[Mapping[str, Wish]] = {
    "ConfirmQuote": lambda o, head, n: ConfirmQuote(**head, quote_hash=o.quote_hash, consent=Consent.LABELLED_BUTTON),
    "AbandonQuote": lambda o, head, n: AbandonQuote(**head),
    "CancelOrder": lambda o, head, n: CancelOrder(**head),
    "UndoCancel": lambda o, head, n: UndoCancel(**head),
    "ChangeAddress": lambda o, head, n: ChangeAddress(**head, address=replace(BONN, line1="Rheinallee 2")),
    "ChangePayment": lambda o, head, n: ChangePayment(**head, method="wallet_1"),
    "CancelReturn": lambda o, head, n: CancelReturn(**head, claim=ClaimId(f"{o.id}-C1")),
    "ReportLost": lambda o, head, n: ReportLost(**head),
    "AskRefund": lambda o, head, n: AskRefund(**head),
    "AskPriceAdjustment": lambda o, head, n: AskPriceAdjustment(**head),
    "AskGoodwill": lambda o, head, n: AskGoodwill(**head),
    "RefundOntoGiftCard": lambda o, head, n: RefundOntoGiftCard(**head),
    **COUNTED,
}
