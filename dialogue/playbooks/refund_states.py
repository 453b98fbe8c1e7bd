"""Where the money is: what is told of every refund of an order, and of those that follow once goods are back."""

from datetime import datetime
from typing import assert_never

from dialogue.messages import refunds as said
from dialogue.messages.base import Message
from dialogue.playbooks.lines import back_to, day_of, way_of
from orders.answers import Facts
from orders.order import Order, Refund
from orders.policy import Policy
from orders.refunds import refund_due
from orders.states import ClaimKind, ClaimState, OrderState, RefundReason, RefundState

_BACK = {ClaimKind.RETURN: RefundReason.RETURNED, ClaimKind.WITHDRAWAL: RefundReason.WITHDRAWN}


def refund_said(order: Order, policy: Policy, now: datetime) -> tuple[Message, ...]:
    """One Message for each refund, newest last; nothing where no money is to come or has gone back."""
    known = tuple(_refund(order, refund, policy, now) for refund in order.refunds if refund.is_told)
    if known or order.state is not OrderState.CANCELLED or order.captured.is_zero():
        return known
    method = back_to(order)
    return (said.RefundAfterUndo(order=order.id, amount=order.refundable, method=method),)


def refund_to_come(order: Order, policy: Policy, now: datetime) -> tuple[Message, ...]:
    """What follows once goods on their way back are here."""
    return tuple(
        said.RefundAfterReturn(
            order=order.id,
            amount=refund_due(order, claim.lines, _BACK[claim.kind], policy, Facts(now=now)).amount,
            send_by=day_of(claim.send_by, order.market),
        )
        for claim in order.claims
        if claim.state is ClaimState.OPEN and claim.kind in _BACK and claim.send_by is not None
    )


def _refund(order: Order, refund: Refund, policy: Policy, now: datetime) -> Message:
    number, amount, method = order.id, refund.amount, way_of(refund, order, refund.method)
    match refund.state:
        case RefundState.ASKED:
            return said.RefundWaitsForPerson(order=number, amount=amount)
        case RefundState.APPROVED:
            if order.state is OrderState.CANCELLED and order.undo_until and order.undo_until > now:
                return said.RefundAfterUndo(order=number, amount=amount, method=method)
            since = day_of(refund.approved_at or now, order.market)
            days = policy.days_to_arrive(refund.method)
            return said.RefundComing(order=number, amount=amount, method=method, days=days, since=since)
        case RefundState.PAID_OUT:
            return _paid_out(order, refund, policy, now)
        case RefundState.DECLINED:
            return said.RefundWasDeclined(order=number, amount=amount)
        case _:
            assert_never(refund.state)


def _paid_out(order: Order, refund: Refund, policy: Policy, now: datetime) -> Message:
    on, days = day_of(refund.paid_out_at or now, order.market), policy.days_to_arrive(refund.method)
    method = way_of(refund, order, refund.method)
    if days == 0:
        return said.RefundDoneAtOnce(order=order.id, amount=refund.amount, method=method, on=on)
    return said.RefundDone(order=order.id, amount=refund.amount, method=method, on=on, days=days)
