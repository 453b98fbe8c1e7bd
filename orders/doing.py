"""Carrying out what was decided: each action's effect on the order, its Events, errands, timers, postings and stock."""

from dataclasses import replace
from typing import assert_never

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
    Claiming,
    ConfirmQuote,
    ExchangeLines,
    KeepForLess,
    OnOrder,
    RefundOntoGiftCard,
    Remedy,
    ReportDamaged,
    ReportLost,
    ReportMissing,
    ReportWrongItem,
    ReturnLines,
    UndoCancel,
    Withdraw,
)
from orders.adjusting import Giving, do_giving
from orders.answers import Decision
from orders.calling_off import do_cancel_return
from orders.changes import Change, StockMove
from orders.claims import do_exchange, do_quality, do_return, do_swap, do_undelivered, settle_return
from orders.events import (
    AddressChanged,
    CancellationUndone,
    LineCancelled,
    LinesChanged,
    OrderCancelled,
    OrderConfirmed,
    QuoteAbandoned,
    RefundsGoOntoGiftCard,
    Swapped,
    WithdrawalReceived,
)
from orders.lifecycle import BEFORE_HANDOVER
from orders.order import Claim
from orders.pieces import is_back, restorable
from orders.planning import arm_promises, begin_charge, call_back, plan_parcels
from orders.refunds import open_refund
from orders.settling import hold_gift, paid_by_gift
from orders.states import ClaimKind, ClaimState, OrderState, PaymentPurpose, PaymentState
from orders.timers import TimerKind


def do(change: Change, action: OnOrder, decision: Decision) -> None:
    """Apply an action that `decisions.decide` allowed for this very order at this very time."""
    match action:
        case ConfirmQuote() | AbandonQuote():
            _quote(change, action)
        case CancelOrder() | CancelLine() | UndoCancel():
            _cancelling(change, action, decision)
        case ChangeAddress() | ChangePayment():
            _about_the_order(change, action)
        case ChangeLines() | ExchangeLines():
            _swap(change, action, decision)
        case ReturnLines() | Withdraw() | CancelReturn():
            _returning(change, action, decision)
        case (
            ReportDamaged() | ReportWrongItem() | ReportMissing() | KeepForLess() | AskPriceAdjustment() | AskGoodwill()
        ):
            _claim_or_gift(change, action, decision)
        case RefundOntoGiftCard():
            _onto_gift_card(change, decision)
        case ReportLost() | AskRefund():
            _undelivered_or_back(change, action, decision)
        case _:
            assert_never(action)


def _quote(change: Change, action: ConfirmQuote | AbandonQuote) -> None:
    if isinstance(action, ConfirmQuote):
        _confirm(change, action)
        return
    if change.order.state is OrderState.QUOTED:
        for line in change.order.lines:
            change.move_stock(StockMove.RELEASE, line.sku, line.quantity)
    change.enter(OrderState.EXPIRED)
    change.say(QuoteAbandoned(**change.head()))


def _confirm(change: Change, action: ConfirmQuote) -> None:
    order = change.order
    for line in order.lines:
        change.move_stock(StockMove.TAKE, line.sku, line.quantity)
    change.enter(OrderState.CONFIRMED)
    change.order = replace(change.order, placed_at=change.now)
    change.say(
        OrderConfirmed(
            **change.head(),
            total=order.total,
            method=order.method,
            consent=action.consent,
            quote_hash=order.quote_hash,
            promised_by=order.promised_by,
        )
    )
    _charge(change)


def _charge(change: Change) -> None:
    """What the order costs: from its gift card what that pays, the rest by its method."""
    order = change.order
    if order.rest_to_pay.minor:
        begin_charge(change, change.new_payment(PaymentPurpose.ORDER, order.rest_to_pay, order.method))
    if order.gift_card is not None and order.gift_part is not None:
        hold_gift(change, order.gift_card, order.gift_part)
        if not order.rest_to_pay.minor:
            paid_by_gift(change)


def _cancelling(change: Change, action: CancelOrder | CancelLine | UndoCancel, decision: Decision) -> None:
    match action:
        case CancelOrder():
            _cancel_order(change, action, decision)
        case CancelLine():
            _cancel_line(change, decision)
        case UndoCancel():
            _undo(change)
        case _:
            assert_never(action)


def _cancel_order(change: Change, action: CancelOrder, decision: Decision) -> None:
    undo_until = decision.undo_until or change.now
    call_back(change, [line.id for line in change.order.lines])
    for line in change.order.lines:
        change.move_stock(StockMove.PUT_BACK, line.sku, line.open_quantity)
        change.put_line(replace(line, cancelled=line.cancelled + line.open_quantity))
    change.enter(OrderState.CANCELLED)
    change.order = replace(
        change.order,
        cancelled_at=change.now,
        cancel_reason=action.reason,
        undo_until=undo_until,
    )
    refund = decision.refund.amount if decision.refund else None
    change.say(OrderCancelled(**change.head(), reason=action.reason, refund=refund, undo_until=undo_until))
    change.timer(TimerKind.UNDO_OVER, change.now.isoformat(), undo_until)


def _cancel_line(change: Change, decision: Decision) -> None:
    call_back(change, [piece.line for piece in decision.lines])
    for piece in decision.lines:
        line = change.line(piece.line)
        change.move_stock(StockMove.PUT_BACK, line.sku, piece.quantity)
        change.put_line(replace(line, cancelled=line.cancelled + piece.quantity))
        amount = decision.refund.amount if decision.refund else line.goodwill - line.goodwill
        change.say(LineCancelled(**change.head(), line=line.id, quantity=piece.quantity, refund=amount))
    if decision.refund:
        open_refund(change, decision.refund)
    plan_parcels(change)
    _end_if_all_cancelled(change)


def _end_if_all_cancelled(change: Change) -> None:
    if all(line.cancelled + line.changed == line.quantity for line in change.order.lines):
        change.enter(OrderState.CANCELLED)
        change.order = replace(change.order, cancelled_at=change.now)


def _undo(change: Change) -> None:
    captured = any(payment.state is PaymentState.CAPTURED for payment in change.order.payments)
    charging = any(payment.state is PaymentState.PENDING for payment in change.order.payments)
    for line in change.order.lines:
        back = restorable(change.order, line)
        change.move_stock(StockMove.GRAB, line.sku, back)
        change.put_line(replace(line, cancelled=line.cancelled - back))
    change.enter(OrderState.PAID if captured else OrderState.CONFIRMED)
    change.order = replace(change.order, cancelled_at=None, cancel_reason="", undo_until=None)
    change.say(CancellationUndone(**change.head()))
    if captured:
        plan_parcels(change)
        # A promised day that passed while the order was cancelled found nothing to keep: its timer is gone.
        arm_promises(change, [line for line in change.order.lines if line.open_quantity])
    elif not charging:
        # Its charge was never begun, or failed, while nobody wanted the order any more.
        _charge(change)


def _about_the_order(change: Change, action: ChangeAddress | ChangePayment) -> None:
    if isinstance(action, ChangeAddress):
        _change_address(change, action)
    else:
        _change_payment(change, action)


def _change_address(change: Change, action: ChangeAddress) -> None:
    change.order = replace(change.order, address=action.address)
    change.say(AddressChanged(**change.head(), address=action.address))
    waiting = [p for p in change.order.parcels if p.state in BEFORE_HANDOVER]
    call_back(change, [piece.line for parcel in waiting for piece in parcel.lines])
    if waiting:
        plan_parcels(change)


def _change_payment(change: Change, action: ChangePayment) -> None:
    """Nothing goes back before the new charge is in: then `settling` sees to it."""
    old = change.order.replaceable
    if old is None:
        raise ValueError(f"order {change.order.id} has no payment to replace")
    payment = change.new_payment(PaymentPurpose.REPLACEMENT, old.captured - old.refunded, action.method)
    begin_charge(change, replace(payment, replaces=old.id))


def _swap(change: Change, action: ChangeLines | ExchangeLines, decision: Decision) -> None:
    if isinstance(action, ExchangeLines):
        do_exchange(change, action, decision)
        return
    call_back(change, [piece.line for piece in decision.lines])
    do_swap(change, action, decision, None)
    if decision.charge is None:
        for old in decision.moved:
            change.move_stock(StockMove.PUT_BACK, change.line(old.line).sku, old.quantity)
    swaps = tuple(
        Swapped(old.line, new.id, new.quantity) for old, new in zip(decision.moved, decision.new_lines, strict=True)
    )
    refund = decision.refund.amount if decision.refund else None
    change.say(LinesChanged(**change.head(), swaps=swaps, charge=decision.charge, refund=refund))
    if decision.refund:
        open_refund(change, decision.refund)
    plan_parcels(change)


def _claim_or_gift(change: Change, action: Claiming | Giving, decision: Decision) -> None:
    if isinstance(action, KeepForLess | AskPriceAdjustment | AskGoodwill):
        do_giving(change, action, decision)
    else:
        do_quality(change, action, decision)


def _onto_gift_card(change: Change, decision: Decision) -> None:
    card = decision.gift_card
    if card is None:
        raise ValueError(f"order {change.order.id}: no gift card was made for its refunds")
    if not card.balance.minor:
        change.new_cards.append(card)
    change.order = replace(change.order, refunds_onto=card.id)
    change.say(RefundsGoOntoGiftCard(**change.head(), card=card.id))


def _returning(change: Change, action: ReturnLines | Withdraw | CancelReturn, decision: Decision) -> None:
    match action:
        case ReturnLines():
            do_return(change, decision, ClaimKind.RETURN, action.reason)
        case Withdraw():
            _withdraw(change, decision)
        case CancelReturn():
            do_cancel_return(change, action)
        case _:
            assert_never(action)


def _withdraw(change: Change, decision: Decision) -> None:
    if decision.send_back or decision.refund is None:
        do_return(change, decision, ClaimKind.WITHDRAWAL, "")
        return
    call_back(change, [piece.line for piece in decision.lines])
    for piece in decision.lines:
        line = change.line(piece.line)
        change.move_stock(StockMove.PUT_BACK, line.sku, piece.quantity)
        change.put_line(replace(line, cancelled=line.cancelled + piece.quantity))
    claim = Claim(
        change.next_claim(), ClaimKind.WITHDRAWAL, ClaimState.SETTLED, decision.lines, change.now,
        received_at=change.now,
    )  # fmt: skip
    change.put_claim(claim)
    change.say(
        WithdrawalReceived(
            **change.head(),
            claim=claim.id,
            lines=claim.lines,
            received_at=change.now,
            refund=decision.refund.amount,
            carrier="",
            number="",
            send_by=None,
        )
    )
    open_refund(change, decision.refund, claim.id)
    plan_parcels(change)
    _end_if_all_cancelled(change)


def _undelivered_or_back(change: Change, action: ReportLost | AskRefund, decision: Decision) -> None:
    received = next((claim for claim in change.order.claims if is_back(claim)), None)
    if decision.claim is not ClaimKind.LOST and received is not None:
        settle_return(change, received)
        return
    remedy = action.remedy if isinstance(action, ReportLost) else Remedy.REFUND
    do_undelivered(change, decision, remedy)
