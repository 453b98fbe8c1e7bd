"""Keeping goods that were to be sent back: until when a return or an exchange may be called off, and what that undoes.

An exchange that is called off leaves the order as it was: its stock is let go, and a difference that was charged for it
goes back, once.
"""

from dataclasses import replace
from typing import Final

from orders.actions import CancelReturn
from orders.answers import Decision, Reason, RefundDue, Refusal
from orders.changes import Change
from orders.events import ReturnCancelled
from orders.order import Claim, Order
from orders.pieces import not_live
from orders.refunds import open_refund
from orders.settling import difference_back, difference_of, undo_exchange
from orders.states import ClaimKind, ClaimState, RefundReason, RefundState

SENT_BACK: Final = frozenset({ClaimKind.RETURN, ClaimKind.WITHDRAWAL, ClaimKind.EXCHANGE})


def is_to_come_back(claim: Claim) -> bool:
    """Goods are to be sent back, and nothing has been seen of them on the way."""
    return claim.kind in SENT_BACK and claim.state is ClaimState.OPEN and claim.send_by is not None


def decide_cancel_return(order: Order, action: CancelReturn) -> Decision | Refusal:
    """Possible while the goods are not back and no money has gone back for them."""
    refusal = not_live(order)
    if refusal is not None:
        return refusal
    claim = order.claim(action.claim)
    if claim is None or not is_to_come_back(claim):
        return Refusal(_why_not(order, claim), order.id)
    back = difference_back(order, claim)
    return Decision(
        refund=RefundDue(back, RefundReason.PRICE_DIFFERENCE, ()) if back else None,
        claim=claim.kind,
        lines=claim.lines,
        new_lines=tuple(line for line in order.lines if line.id in claim.new_lines),
    )


def _why_not(order: Order, claim: Claim | None) -> Reason:
    if claim is None or claim.kind not in SENT_BACK or claim.state in (ClaimState.OPEN, ClaimState.CLOSED):
        return Reason.NO_RETURN_OPEN
    if claim.state is ClaimState.RECEIVED:
        return Reason.RETURN_ARRIVED
    if claim.kind is ClaimKind.EXCHANGE:
        return Reason.EXCHANGE_SHIPPED
    paid = [refund.state for refund in order.refunds if refund.claim == claim.id]
    done = all(state is RefundState.PAID_OUT for state in paid)
    return Reason.ALREADY_REFUNDED if done else Reason.REFUND_UNDERWAY


def do_cancel_return(change: Change, action: CancelReturn) -> None:
    claim = change.order.claim(action.claim)
    if claim is None:
        raise ValueError(f"order {change.order.id} has no return {action.claim!r}")
    for piece in claim.lines if claim.kind is not ClaimKind.EXCHANGE else ():
        line = change.line(piece.line)
        change.put_line(replace(line, returning=max(0, line.returning - piece.quantity)))
    change.put_claim(replace(claim, state=ClaimState.CLOSED))
    paid = difference_of(change.order, claim)
    swaps, due = undo_exchange(change, claim, paid) if claim.kind is ClaimKind.EXCHANGE else ((), None)
    change.say(
        ReturnCancelled(
            **change.head(),
            claim=claim.id,
            claim_kind=claim.kind,
            lines=claim.lines,
            swaps=swaps,
            refund=due.amount if due else None,
        )
    )
    if due is not None:
        open_refund(change, due, claim.id)
