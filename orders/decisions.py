"""What is decided about an order: each action is answered by a Decision (with its consequence in money) or a Refusal.

Pure: one function serves the preview before the yes and the deed after it, so both give the same amounts.
"""

from datetime import timedelta
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
    ReportDamaged,
    ReportLost,
    ReportMissing,
    ReportWrongItem,
    ReturnLines,
    UndoCancel,
    Withdraw,
)
from orders.adjusting import Giving, claimable, decide_giving
from orders.answers import Decision as Decision
from orders.answers import Facts as Facts
from orders.answers import History as History
from orders.answers import Reason as Reason
from orders.answers import RefundDue as RefundDue
from orders.answers import Refusal as Refusal
from orders.calling_off import decide_cancel_return
from orders.confirming import decide_quote
from orders.exchanges import decide_swap
from orders.gift_cards import KIND as GIFT_CARD
from orders.line import Line, LineQuantity
from orders.losses import decide_lost, nothing_open
from orders.order import TAKEN_OVER, Order
from orders.pieces import (
    REASON_OF_RETURN,
    can_pay,
    checked_pieces,
    is_back,
    not_live,
    nothing_handed_over,
    overdue_pieces,
    restorable,
    sold_out,
    undelivered,
    unshipped,
    waits_for_return,
    window_end,
    with_lines,
    withdrawal_end,
)
from orders.policy import Policy
from orders.refunds import refund_due
from orders.states import ClaimKind, ClaimState, OrderState, PaymentState, RefundReason, RefundState

_CLAIMS = {
    ReportDamaged: (ClaimKind.DAMAGED, RefundReason.DAMAGED),
    ReportWrongItem: (ClaimKind.WRONG_ITEM, RefundReason.WRONG_ITEM),
    ReportMissing: (ClaimKind.MISSING, RefundReason.MISSING),
}


def decide(order: Order, action: OnOrder, policy: Policy, facts: Facts) -> Decision | Refusal:
    """Whether the action is allowed now, and exactly what it gives or costs. Does not look at the confirmation."""
    match action:
        case ConfirmQuote() | AbandonQuote():
            return decide_quote(order, action, facts)
        case CancelOrder() | CancelLine() | UndoCancel():
            return _about_cancelling(order, action, policy, facts)
        case ChangeAddress() | ChangePayment():
            return _about_the_order(order, action, policy)
        case ChangeLines() | ExchangeLines():
            return decide_swap(order, action, policy, facts)
        case ReturnLines() | CancelReturn():
            return _about_returning(order, action, policy, facts)
        case Withdraw():
            return _withdraw(order, action, policy, facts)
        case (
            ReportDamaged() | ReportWrongItem() | ReportMissing() | KeepForLess() | AskPriceAdjustment() | AskGoodwill()
        ):
            return _claim_or_gift(order, action, policy, facts)
        case ReportLost():
            return decide_lost(order, action, policy, facts)
        case AskRefund() | RefundOntoGiftCard():
            onto_card = isinstance(action, RefundOntoGiftCard)
            return _onto_gift_card(order, facts) if onto_card else _ask_refund(order, policy, facts)
        case _:
            assert_never(action)


# Cancelling and changing


def _about_cancelling(
    order: Order, action: CancelOrder | CancelLine | UndoCancel, policy: Policy, facts: Facts
) -> Decision | Refusal:
    if isinstance(action, UndoCancel):
        return _undo(order, facts)
    if order.state is OrderState.CONFIRMED and isinstance(action, CancelOrder):
        return Decision(undo_until=facts.now + timedelta(minutes=policy.windows.undo_minutes))
    refusal = not_live(order)
    if refusal is not None:
        return refusal
    if isinstance(action, CancelLine):
        return _cancel_line(order, action, policy, facts)
    if not nothing_handed_over(order):
        return Refusal(Reason.ALREADY_SHIPPED, order.id)
    pieces = undelivered(order)
    if not pieces:
        return Refusal(Reason.ALREADY_REFUNDED, order.id)
    return Decision(
        refund=refund_due(order, pieces, RefundReason.CANCELLED, policy, facts),
        lines=pieces,
        undo_until=facts.now + timedelta(minutes=policy.windows.undo_minutes),
    )


def _undo(order: Order, facts: Facts) -> Decision | Refusal:
    if order.state is not OrderState.CANCELLED:
        return Refusal(Reason.NOT_CANCELLED, order.id)
    over = any(refund.reason is RefundReason.CANCELLED for refund in order.refunds)
    if order.undo_until is None or facts.now >= order.undo_until or over:
        return Refusal(Reason.UNDO_TOO_LATE, order.id, until=order.undo_until)
    unpaid = all(payment.state is PaymentState.FAILED for payment in order.payments)
    if unpaid and order.rest_to_pay.minor and not facts.may_charge(order.shopper, order.method):
        return Refusal(Reason.METHOD_FORGOTTEN, order.id)
    if unpaid and not can_pay(facts.gift_card, order):
        return Refusal(Reason.GIFT_CARD_TOO_SMALL, order.id)
    refusal = sold_out(order, ((line.sku, restorable(order, line)) for line in order.lines), facts)
    return refusal or Decision(charge=order.total if unpaid else None)


def _cancel_line(order: Order, action: CancelLine, policy: Policy, facts: Facts) -> Decision | Refusal:
    line = order.line(action.line)
    if line is not None and waits_for_return(order, line):
        return Refusal(Reason.CLAIM_UNDERWAY, order.id, line=line.id, sku=line.sku)
    wanted = (LineQuantity(action.line, action.quantity),)
    pieces = checked_pieces(order, wanted, lambda line: unshipped(order, line), Reason.ALREADY_SHIPPED)
    if isinstance(pieces, Refusal):
        return pieces
    return Decision(refund=refund_due(order, pieces, RefundReason.LINE_CANCELLED, policy, facts), lines=pieces)


def _about_the_order(order: Order, action: ChangeAddress | ChangePayment, policy: Policy) -> Decision | Refusal:
    if isinstance(action, ChangeAddress):
        return _change_address(order, action, policy)
    refusal = not_live(order)
    if refusal is not None:
        return refusal
    if not policy.accepts(action.method) or action.method.startswith(GIFT_CARD):
        return Refusal(Reason.UNKNOWN_METHOD, order.id)
    if not nothing_handed_over(order):
        return Refusal(Reason.ALREADY_SHIPPED, order.id)
    paid = order.replaceable
    if paid is None:
        return Refusal(Reason.NOTHING_TO_REFUND, order.id)
    if action.method == order.method:
        return Refusal(Reason.SAME_METHOD, order.id)
    return Decision(charge=paid.captured - paid.refunded)


def _change_address(order: Order, action: ChangeAddress, policy: Policy) -> Decision | Refusal:
    refusal = None if order.state is OrderState.CONFIRMED else not_live(order)
    if refusal is not None:
        return refusal
    if not nothing_handed_over(order):
        return Refusal(Reason.ALREADY_SHIPPED, order.id)
    address = action.address
    if not all(part.strip() for part in (address.name, address.line1, address.city, address.postcode)):
        return Refusal(Reason.INCOMPLETE_ADDRESS, order.id)
    if policy.market_of(address) is None:
        return Refusal(Reason.UNKNOWN_MARKET, order.id)
    if policy.markets[order.market].regions and policy.region_of(order.market, address) is None:
        return Refusal(Reason.INCOMPLETE_ADDRESS, order.id)
    placed_at = order.placed_at or order.created_at
    same = policy.market_of(address) == order.market
    # What another shop sold without adding tax costs the same wherever it goes.
    untaxed = order.terms.policy == TAKEN_OVER and not order.terms.tax_rate
    taxed_alike = untaxed or policy.terms(order.market, address, placed_at).tax_rate == order.terms.tax_rate
    if not same or not taxed_alike:
        return Refusal(Reason.PRICE_WOULD_CHANGE, order.id)
    return Decision()


# Delivered goods


def _about_returning(
    order: Order, action: ReturnLines | CancelReturn, policy: Policy, facts: Facts
) -> Decision | Refusal:
    if isinstance(action, CancelReturn):
        return decide_cancel_return(order, action)
    return _return(order, action, policy, facts)


def _return(order: Order, action: ReturnLines, policy: Policy, facts: Facts) -> Decision | Refusal:
    pieces = _delivered_pieces(order, action.lines, Reason.NOTHING_TO_RETURN)
    if isinstance(pieces, Refusal):
        return pieces
    closes = window_end(order, order.terms.return_days)
    if closes is None or facts.now > closes:
        return Refusal(Reason.WINDOW_CLOSED, order.id, until=closes)
    return _sending_back(order, pieces, ClaimKind.RETURN, policy, facts)


def _sending_back(
    order: Order, pieces: tuple[LineQuantity, ...], kind: ClaimKind, policy: Policy, facts: Facts
) -> Decision | Refusal:
    for piece in pieces:
        line = order.line(piece.line)
        if line is not None and not line.returnable:
            return Refusal(Reason.NOT_RETURNABLE, order.id, line=piece.line, sku=line.sku)
    reason = RefundReason.RETURNED if kind is ClaimKind.RETURN else RefundReason.WITHDRAWN
    due = refund_due(order, pieces, reason, policy, facts)
    return Decision(refund_on_return=due.amount, claim=kind, lines=pieces, send_back=True)


def _withdraw(order: Order, action: Withdraw, policy: Policy, facts: Facts) -> Decision | Refusal:
    refusal = not_live(order)
    if refusal is not None:
        return refusal
    if order.terms.withdrawal_days == 0:
        return Refusal(Reason.NO_WITHDRAWAL_HERE, order.id)
    closes = withdrawal_end(order)
    if closes is not None and facts.now > closes:
        return Refusal(Reason.WINDOW_CLOSED, order.id, until=closes)
    wanted = action.lines or tuple(
        LineQuantity(line.id, _withdrawable(order, line)) for line in order.lines if _withdrawable(order, line)
    )
    if not wanted:
        return Refusal(Reason.NOTHING_TO_RETURN, order.id)
    pieces = checked_pieces(order, wanted, lambda line: _withdrawable(order, line), Reason.NOTHING_TO_RETURN)
    if isinstance(pieces, Refusal):
        return pieces
    if all(unshipped(order, line) >= piece.quantity for line, piece in with_lines(order, pieces)):
        due = refund_due(order, pieces, RefundReason.WITHDRAWN, policy, facts)
        return Decision(refund=due, claim=ClaimKind.WITHDRAWAL, lines=pieces)
    return _sending_back(order, pieces, ClaimKind.WITHDRAWAL, policy, facts)


def _withdrawable(order: Order, line: Line) -> int:
    """Delivered or still coming, and nothing claimed about it yet."""
    if waits_for_return(order, line):
        return 0
    return max(0, line.quantity - line.settled - line.returning)


def _delivered_pieces(
    order: Order, wanted: tuple[LineQuantity, ...], none_left: Reason
) -> tuple[LineQuantity, ...] | Refusal:
    refusal = not_live(order)
    if refusal is not None:
        return refusal
    if order.delivered_at is None:
        return Refusal(Reason.NOT_DELIVERED, order.id)
    return checked_pieces(order, wanted, lambda line: line.kept, none_left)


def _claim_or_gift(order: Order, action: Claiming | Giving, policy: Policy, facts: Facts) -> Decision | Refusal:
    if isinstance(action, KeepForLess | AskPriceAdjustment | AskGoodwill):
        return decide_giving(order, action, policy, facts)
    return _quality(order, action, policy, facts)


def _quality(
    order: Order, action: ReportDamaged | ReportWrongItem | ReportMissing, policy: Policy, facts: Facts
) -> Decision | Refusal:
    pieces = _delivered_pieces(order, action.lines, Reason.ALREADY_REFUNDED)
    pieces = pieces if isinstance(pieces, Refusal) else claimable(order, pieces)
    if isinstance(pieces, Refusal):
        return pieces
    closes = window_end(order, order.terms.quality_days)
    if closes is None or facts.now > closes:
        return Refusal(Reason.WINDOW_CLOSED, order.id, until=closes)
    kind, reason = _CLAIMS[type(action)]
    return Decision(refund=refund_due(order, pieces, reason, policy, facts), claim=kind, lines=pieces)


def _ask_refund(order: Order, policy: Policy, facts: Facts) -> Decision | Refusal:
    if any(refund.state is RefundState.ASKED and refund.is_told for refund in order.refunds):
        return Refusal(Reason.REFUND_UNDERWAY, order.id)
    if order.state is OrderState.CANCELLED and order.captured.minor > 0:
        done = order.paid_back == order.captured
        return Refusal(Reason.ALREADY_REFUNDED if done else Reason.REFUND_UNDERWAY, order.id)
    refusal = not_live(order)
    if refusal is not None:
        return refusal
    received = next((claim for claim in order.claims if is_back(claim)), None)
    if received is not None:
        due = refund_due(order, received.lines, REASON_OF_RETURN[received.kind], policy, facts)
        return Decision(refund=due, claim=received.kind, lines=received.lines)
    pieces, reason = overdue_pieces(order, facts.now)
    if pieces:
        return Decision(refund=refund_due(order, pieces, reason, policy, facts), claim=ClaimKind.LOST, lines=pieces)
    if any(claim.state is ClaimState.OPEN for claim in order.claims):
        return Refusal(Reason.CLAIM_UNDERWAY, order.id)
    if undelivered(order):
        return _not_yet(order)
    if any(line.kept for line in order.lines):
        return Refusal(Reason.SAY_WHY, order.id)
    return nothing_open(order) if order.refunded.minor > 0 else Refusal(Reason.NOTHING_TO_REFUND, order.id)


def _not_yet(order: Order) -> Refusal:
    """Goods that are on time: cancel while nothing has left, return what has come, else wait for the promised day."""
    if nothing_handed_over(order):
        return Refusal(Reason.CANCEL_INSTEAD, order.id)
    if any(line.kept for line in order.lines):
        return Refusal(Reason.SAY_WHY, order.id)
    until = max(line.promised_by for line in order.lines if line.open_quantity)
    return Refusal(Reason.STILL_ON_TIME, order.id, until=until)


def _onto_gift_card(order: Order, facts: Facts) -> Decision | Refusal:
    if order.is_open_quote or order.state is OrderState.EXPIRED:
        return Refusal(Reason.NOT_PLACED, order.id)
    if order.refunds_onto is not None:
        return Refusal(Reason.ALREADY_DECIDED, order.id)
    if not order.refundable.minor and order.captured.minor:
        underway = any(refund.state is RefundState.APPROVED for refund in order.refunds)
        return Refusal(Reason.REFUND_UNDERWAY if underway else Reason.ALREADY_REFUNDED, order.id)
    return Decision(gift_card=facts.gift_card)
