"""What shoppers, staff and carriers of a random stream come with: anything about any order, in place or not."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from orders.actions import (
    AbandonQuote,
    Action,
    AnswerDispute,
    ApproveRefund,
    AskGoodwill,
    AskPriceAdjustment,
    AskRefund,
    CancelLine,
    CancelOrder,
    CancelReturn,
    ChangeAddress,
    ChangeLines,
    ChangePayment,
    DeclineRefund,
    DisputeNews,
    DisputeReport,
    ExchangeLines,
    Goodwill,
    KeepForLess,
    OnOrder,
    ParcelNews,
    ParcelReport,
    RefundOntoGiftCard,
    Remedy,
    ReportDamaged,
    ReportLost,
    ReportMissing,
    ReportWrongItem,
    ReturnLines,
    Swap,
    UndoCancel,
    Withdraw,
)
from orders.ids import LineId, ParcelId, RefundId, Sku
from orders.line import LineQuantity
from orders.money import Money
from orders.order import Order, Parcel
from orders.pieces import nothing_handed_over
from orders.states import ClaimKind, ClaimState, OrderState, RefundState
from tests.orders.counter import Head

FAULTS = (ClaimKind.DAMAGED, ClaimKind.WRONG_ITEM, ClaimKind.MISSING)
METHODS = ("card_4242", "card_4242", "card_0341", "card_0002", "card_0003", "wallet_1")
_COMMON = (ParcelNews.SHIPPED, ParcelNews.SHIPPED, ParcelNews.DELIVERED, ParcelNews.DELIVERED, ParcelNews.DELIVERED)

Wishes = tuple[Callable[[], OnOrder], ...]


def a_shoppers_wish(order: Order, head: Head, dice: Random, skus: Sequence[Sku]) -> OnOrder:
    """Mostly something that fits where the order is, else anything."""
    early, late, never = (
        _to_change(order, head, dice, skus),
        _delivered(order, head, dice, skus),
        _lost(order, head, dice),
    )
    if order.state is OrderState.CANCELLED and dice.random() < 0.6:
        return UndoCancel(**head)
    if any(claim.state is ClaimState.OPEN for claim in order.claims) and dice.random() < 0.2:
        return CancelReturn(**head, claim=dice.choice(order.claims).id)
    if dice.random() < 0.3:
        return dice.choice((*early, *late, *never))()
    if dice.random() < (0.3 if any(_came_late(parcel) for parcel in order.parcels) else 0.05):
        return AskGoodwill(**head)
    if dice.random() < 0.05:
        return AskPriceAdjustment(**head)
    if order.delivered_at is not None:
        return dice.choice(late)()
    return dice.choice(early if nothing_handed_over(order) else never)()


def _came_late(parcel: Parcel) -> bool:
    return parcel.delivered_at is not None and parcel.delivered_at > parcel.promised_by


def _to_change(order: Order, head: Head, dice: Random, skus: Sequence[Sku]) -> Wishes:
    line, some = dice.choice(order.lines), dice.choice((0, 1, 1, 1, 2, 3))
    address = replace(order.address, line1="New Street 1", country=dice.choice(("DE", order.address.country)))
    return (
        lambda: AbandonQuote(**head),
        lambda: CancelOrder(**head),
        lambda: CancelLine(**head, line=line.id, quantity=some),
        lambda: CancelLine(**head, line=line.id, quantity=1),
        lambda: CancelLine(**head, line=LineId("no-such-line"), quantity=1),
        lambda: UndoCancel(**head),
        lambda: RefundOntoGiftCard(**head),
        lambda: ChangePayment(**head, method=dice.choice(METHODS)),
        lambda: ChangeAddress(**head, address=address),
        lambda: ChangeLines(**head, swaps=(Swap(line.id, some, dice.choice(skus)),)),
        lambda: ChangeLines(**head, swaps=(Swap(line.id, 1, dice.choice(skus[:4])),)),
        lambda: ChangeLines(**head, swaps=_swaps(order, dice, skus)),
        lambda: ChangeLines(**head, swaps=_swaps(order, dice, skus)),
        lambda: Withdraw(**head),
        lambda: Withdraw(**head, lines=(LineQuantity(line.id, some),)),
        lambda: AskPriceAdjustment(**head, line=dice.choice((None, line.id))),
    )


def _swaps(order: Order, dice: Random, skus: Sequence[Sku]) -> tuple[Swap, ...]:
    """Some of the lines at once, for variants and other products; now and then the same one twice."""
    lines = [line for line in order.lines if line.current] or order.lines
    some = dice.sample(lines, min(len(lines), dice.choice((1, 2, 2, 3))))
    twice = some[:1] if dice.random() < 0.05 else []
    wanted = skus if dice.random() < 0.2 else skus[:4]
    return tuple(Swap(line.id, dice.choice((1, line.current)), dice.choice(wanted)) for line in (*some, *twice))


def _delivered(order: Order, head: Head, dice: Random, skus: Sequence[Sku]) -> Wishes:
    line = dice.choice(order.lines)
    piece = LineQuantity(line.id, dice.choice((0, 1, 1, 1, 1, 2, 3)))
    return (
        lambda: ReturnLines(**head, lines=(piece,)),
        lambda: ReturnLines(**head, lines=tuple(LineQuantity(each.id, 1) for each in order.lines)),
        lambda: Withdraw(**head),
        lambda: Withdraw(**head, lines=(piece,)),
        lambda: ExchangeLines(**head, swaps=(Swap(line.id, piece.quantity, dice.choice(skus)),)),
        lambda: ExchangeLines(**head, swaps=(Swap(line.id, 1, dice.choice(skus[:4])),)),
        lambda: ExchangeLines(**head, swaps=_swaps(order, dice, skus)),
        lambda: ReportDamaged(**head, lines=(piece,)),
        lambda: ReportWrongItem(**head, lines=(piece,)),
        lambda: ReportMissing(**head, lines=(piece,), photos=("photo",)),
        lambda: AskRefund(**head),
        lambda: KeepForLess(**head, lines=(piece,), kind=dice.choice(FAULTS)),
        lambda: KeepForLess(**head, lines=(LineQuantity(line.id, 1),), kind=ClaimKind.DAMAGED),
        lambda: AskPriceAdjustment(**head, line=dice.choice((None, line.id))),
        lambda: AskGoodwill(**head),
    )


def _lost(order: Order, head: Head, dice: Random) -> Wishes:
    parcel = dice.choice(order.parcels).id if order.parcels and dice.random() < 0.5 else None
    return (
        lambda: ReportLost(**head, parcel=parcel),
        lambda: ReportLost(**head, remedy=Remedy.RESHIP),
        lambda: AskRefund(**head),
        lambda: Withdraw(**head),
        lambda: RefundOntoGiftCard(**head),
        lambda: AskGoodwill(**head),
        lambda: AskPriceAdjustment(**head),
    )


def a_word_of_staff(order: Order, dice: Random) -> Action:
    wanted = [refund.id for refund in order.refunds if refund.asked_by and refund.state is RefundState.ASKED]
    if wanted and dice.random() < 0.6:
        return ApproveRefund(order=order.id, refund=wanted[0], staff=dice.choice(("alex", "kim")))
    refund = dice.choice(order.refunds).id if order.refunds else RefundId("none")
    amount = Money(dice.choice((0, 500, 6_000, 6_000, 20_000)), order.currency)
    words: tuple[Action, ...] = (
        ApproveRefund(order=order.id, refund=refund, staff="alex"),
        ApproveRefund(order=order.id, refund=refund, staff="kim"),
        DeclineRefund(order=order.id, refund=refund, staff="alex", reason="no"),
        Goodwill(order=order.id, amount=amount, staff="alex", key=f"key-{dice.randint(1, 30)}", reason="sorry"),
    )
    return dice.choice(words)


def a_banks_word(order: Order, dice: Random) -> Action:
    running = [dispute for dispute in order.disputes if dispute.runs]
    if running and dice.random() < 0.7:
        dispute = dice.choice(running)
        ended = dice.choice((DisputeNews.WON, DisputeNews.LOST))
        words: tuple[Action, ...] = (
            AnswerDispute(order=order.id, dispute=dispute.id, staff="alex"),
            DisputeReport(order=order.id, payment=dispute.payment, news=ended, reference=dispute.reference),
        )
        return dice.choice(words)
    payment, part = dice.choice(order.payments), dice.choice((None, None, 500, 5_000, 0))
    return DisputeReport(
        order=order.id,
        payment=payment.id,
        news=dice.choice((DisputeNews.OPENED, DisputeNews.OPENED, DisputeNews.LOST)),
        reference=f"dp_{dice.randint(1, 2)}",
        amount=None if part is None else Money(part, order.currency),
        reason="product_not_received",
    )


def a_carriers_word(order: Order, dice: Random, now: datetime) -> ParcelReport:
    parcel = dice.choice(order.parcels).id if order.parcels and dice.random() < 0.6 else None
    late = timedelta(hours=dice.choice((0, 0, 0, 30)))
    return ParcelReport(
        order=order.id,
        news=dice.choice((*ParcelNews, *_COMMON)),
        at=now - late,
        parcel=ParcelId("no-such-parcel") if dice.random() < 0.03 else parcel,
        external_id=f"scan-{dice.randint(1, 400)}" if dice.random() < 0.5 else "",
        pushed=dice.random() < 0.3,
    )
