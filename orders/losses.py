"""What is decided about goods that never came: their money back, or the same again where the shopper prefers that."""

from datetime import datetime

from orders.actions import Remedy, ReportLost
from orders.answers import Decision, Facts, Reason, Refusal
from orders.line import LineQuantity
from orders.order import Order
from orders.pieces import not_live, overdue_pieces, sold_out, undelivered, with_lines
from orders.policy import Policy
from orders.refunds import refund_due
from orders.states import ClaimKind, RefundState


def decide_lost(order: Order, action: ReportLost, policy: Policy, facts: Facts) -> Decision | Refusal:
    refusal = not_live(order)
    if refusal is not None:
        return refusal
    if action.parcel is not None and order.parcel(action.parcel) is None:
        return Refusal(Reason.UNKNOWN_PARCEL, order.id)
    open_pieces = undelivered(order, action.parcel)
    if not open_pieces:
        return nothing_open(order)
    pieces, reason = overdue_pieces(order, facts.now, action.parcel)
    if not pieces:
        until = max(line.promised_by for line, _ in with_lines(order, open_pieces))
        return Refusal(Reason.STILL_ON_TIME, order.id, until=until)
    if action.remedy is Remedy.RESHIP:
        return _reship(order, pieces, policy, facts)
    return Decision(refund=refund_due(order, pieces, reason, policy, facts), claim=ClaimKind.LOST, lines=pieces)


def nothing_open(order: Order) -> Refusal:
    if order.refunded.minor > 0:
        underway = any(refund.state is RefundState.APPROVED for refund in order.refunds)
        return Refusal(Reason.REFUND_UNDERWAY if underway else Reason.ALREADY_REFUNDED, order.id)
    return Refusal(Reason.ALREADY_DELIVERED, order.id)


def _reship(order: Order, pieces: tuple[LineQuantity, ...], policy: Policy, facts: Facts) -> Decision | Refusal:
    promised: list[datetime] = []
    for line, _ in with_lines(order, pieces):
        if line.returning:
            return Refusal(Reason.CLAIM_UNDERWAY, order.id, line=line.id, sku=line.sku)
        promised.append(policy.promised(order.market, line.tier, facts.now))
    refusal = sold_out(order, ((line.sku, piece.quantity) for line, piece in with_lines(order, pieces)), facts)
    return refusal or Decision(claim=ClaimKind.LOST, lines=pieces, promised_by=max(promised))
