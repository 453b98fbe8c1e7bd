"""The effect of claims on an order: returns, exchanges, quality claims, goods that never came, and their settlement."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from orders.actions import ChangeLines, Claiming, ExchangeLines, Remedy
from orders.answers import Decision, Facts, RefundDue
from orders.changes import Change, StockMove
from orders.errands import ErrandKind
from orders.events import (
    ClaimOpened,
    ExchangeRequested,
    GuaranteePaid,
    ReshipPromised,
    ReturnReceived,
    ReturnRequested,
    WithdrawalReceived,
)
from orders.exchanges import Way, difference_due, left
from orders.ids import ClaimId, LineId
from orders.lifecycle import AT_REST, BEFORE_HANDOVER
from orders.line import LineQuantity
from orders.money import Money
from orders.order import Claim, Parcel
from orders.pieces import REASON_OF_RETURN
from orders.planning import arm_promises, begin_charge, cancel_parcel, plan_parcels
from orders.refunds import open_refund, refund_due
from orders.states import ClaimKind, ClaimState, ParcelState, PaymentPurpose, RefundState
from orders.timers import TimerKind

RETURN_CARRIER = "Demo Post"


def open_claim(change: Change, claim: Claim) -> Claim:
    """Book a claim whose goods are to be sent back: label, deadline, and an errand that looks for the parcel."""
    windows = change.policy.windows
    send_by = change.now + timedelta(days=windows.send_back_days)
    claim = replace(claim, return_carrier=RETURN_CARRIER, return_number=f"RET-{claim.id}", send_by=send_by)
    change.put_claim(claim)
    change.errand(ErrandKind.FOLLOW_RETURN, claim.id)
    change.timer(TimerKind.RETURN_DUE, claim.id, send_by + timedelta(days=windows.return_overdue_days))
    return claim


def do_return(change: Change, decision: Decision, kind: ClaimKind, reason: str) -> None:
    claim = open_claim(
        change, Claim(change.next_claim(), kind, ClaimState.OPEN, decision.lines, change.now, reason=reason)
    )
    for piece in decision.lines:
        line = change.line(piece.line)
        change.put_line(replace(line, returning=line.returning + piece.quantity))
    refund = decision.refund_on_return or Money.zero(change.order.currency)
    send_by = claim.send_by or change.now
    if kind is ClaimKind.WITHDRAWAL:
        change.say(
            WithdrawalReceived(
                **change.head(),
                claim=claim.id,
                lines=claim.lines,
                received_at=change.now,
                refund=refund,
                carrier=claim.return_carrier,
                number=claim.return_number,
                send_by=send_by,
            )
        )
        return
    change.say(
        ReturnRequested(
            **change.head(),
            claim=claim.id,
            lines=claim.lines,
            refund=refund,
            carrier=claim.return_carrier,
            number=claim.return_number,
            send_by=send_by,
        )
    )


def do_swap(change: Change, action: ChangeLines | ExchangeLines, decision: Decision, claim: ClaimId | None) -> None:
    """Move pieces and their money to the new lines, take stock for them, and charge the difference if there is one."""
    way = Way.AFTER_DELIVERY if claim else Way.BEFORE_PACKING
    for moved, new in zip(decision.moved, decision.new_lines, strict=True):
        change.put_line(left(change.line(moved.line), moved, new.goodwill, way))
    for line in decision.new_lines:
        change.put_line(line)
        change.move_stock(StockMove.GRAB, line.sku, line.quantity)
    arm_promises(change, decision.new_lines)
    if decision.charge is None:
        return
    method = action.method or change.order.method
    payment = change.new_payment(PaymentPurpose.DIFFERENCE, decision.charge, method)
    begin_charge(change, replace(payment, claim=claim, lines=tuple(line.id for line in decision.new_lines)))


def do_exchange(change: Change, action: ExchangeLines, decision: Decision) -> None:
    new_lines = tuple(line.id for line in decision.new_lines)
    draft = Claim(change.next_claim(), ClaimKind.EXCHANGE, ClaimState.OPEN, decision.lines, change.now)
    claim = open_claim(change, replace(draft, reason=action.reason, new_lines=new_lines))
    do_swap(change, action, decision, claim.id)
    change.say(
        ExchangeRequested(
            **change.head(),
            claim=claim.id,
            lines=claim.lines,
            new_lines=new_lines,
            charge=decision.charge,
            refund=decision.refund_on_return,
            carrier=claim.return_carrier,
            number=claim.return_number,
            send_by=claim.send_by or change.now,
        )
    )


def do_quality(change: Change, action: Claiming, decision: Decision) -> None:
    """Damaged, wrong or missing pieces are refunded in full and not sent back, unless a person must look first."""
    kind = decision.claim or ClaimKind.DAMAGED
    state = ClaimState.OPEN if decision.needs_person else ClaimState.SETTLED
    claim = Claim(change.next_claim(), kind, state, decision.lines, change.now)
    claim = replace(claim, reason=action.reason, photos=action.photos)
    change.put_claim(claim)
    for piece in decision.lines:
        line = change.line(piece.line)
        change.put_line(replace(line, claimed=line.claimed + piece.quantity))
    change.say(
        ClaimOpened(**change.head(), claim=claim.id, claim_kind=kind, lines=claim.lines, photos=len(action.photos))
    )
    if decision.refund:
        open_refund(change, decision.refund, claim.id)


def do_undelivered(change: Change, decision: Decision, remedy: Remedy) -> None:
    """Goods that never came: the money back, or the goods once more with a new promise."""
    claim = Claim(change.next_claim(), ClaimKind.LOST, ClaimState.SETTLED, decision.lines, change.now)
    change.put_claim(claim)
    answer_parcels(change, decision.lines)
    if remedy is Remedy.RESHIP:
        _reship(change, claim, decision)
        return
    if decision.refund:
        pay_for_undelivered(change, decision.refund, claim.id)


def pay_for_undelivered(change: Change, due: RefundDue, claim: ClaimId | None) -> None:
    open_refund(change, due, claim)
    for part in due.lines:
        line = change.line(part.line)
        change.put_line(replace(line, lost=line.lost + part.quantity))


def pay_guarantee(change: Change, pieces: Sequence[LineQuantity], due: RefundDue) -> None:
    """The delivery guarantee pays by itself."""
    promised_by = max(change.line(piece.line).promised_by for piece in pieces)
    answer_parcels(change, pieces)
    pay_for_undelivered(change, due, None)
    refund = change.order.refunds[-1]
    if refund.state is RefundState.ASKED or refund.amount.is_zero():
        # In dispute, or taken back by the bank already: there is nothing to tell of a payment.
        return
    change.say(
        GuaranteePaid(
            **change.head(),
            refund=refund.id,
            amount=refund.amount,
            method=refund.method,
            lines=tuple(pieces),
            promised_by=promised_by,
            days=change.policy.days_to_arrive(refund.method),
        )
    )


def answer_parcels(change: Change, pieces: Sequence[LineQuantity]) -> None:
    """Parcels that hold refunded or reshipped pieces: called back if they never left, else given up as lost."""
    wanted = {piece.line for piece in pieces}
    for parcel in change.order.parcels:
        if not any(piece.line in wanted for piece in parcel.lines) or parcel.answered:
            continue
        if parcel.state in BEFORE_HANDOVER:
            cancel_parcel(change, parcel)
        elif parcel.state in (ParcelState.LOST, ParcelState.RETURNED):
            change.put_parcel(replace(parcel, answered=True))
        elif parcel.state not in AT_REST:
            change.put_parcel(replace(parcel, answered=True, state=ParcelState.LOST, lost_at=change.now))


def _reship(change: Change, claim: Claim, decision: Decision) -> None:
    promised_by = decision.promised_by or change.now
    for piece in decision.lines:
        line = change.line(piece.line)
        change.move_stock(StockMove.GRAB, line.sku, piece.quantity)
        change.put_line(replace(line, promised_by=promised_by))
    change.say(ReshipPromised(**change.head(), claim=claim.id, lines=decision.lines, promised_by=promised_by))
    arm_promises(change, [change.line(piece.line) for piece in decision.lines])
    plan_parcels(change, claim.id)


def receive_return(change: Change, claim: Claim) -> None:
    """Goods are back: an exchange's replacement leaves, a return is refunded, at once or after the inspection."""
    claim = replace(claim, state=ClaimState.RECEIVED, received_at=change.now)
    change.put_claim(claim)
    change.say(ReturnReceived(**change.head(), claim=claim.id, lines=claim.lines))
    if claim.kind is ClaimKind.EXCHANGE:
        _send_replacement(change, claim)
        return
    hours = change.policy.windows.inspection_hours
    if hours:
        change.timer(TimerKind.INSPECTION, claim.id, change.now + timedelta(hours=hours))
        return
    settle_return(change, claim)


def _send_replacement(change: Change, claim: Claim) -> None:
    new_lines = [line for line in change.order.lines if line.id in claim.new_lines]
    for line in new_lines:
        promised_by = change.policy.promised(change.order.market, line.tier, change.now)
        change.put_line(replace(line, promised_by=promised_by))
    arm_promises(change, [line for line in change.order.lines if line.id in claim.new_lines])
    due = difference_due(change.order, new_lines, claim.lines[0].line)
    if due.amount.minor > 0:
        open_refund(change, due, claim.id)
    plan_parcels(change, claim.id)


def settle_return(change: Change, claim: Claim, agreed: RefundDue | None = None) -> None:
    """Refund goods that are back by the rule for returns, or as was agreed, leaving out pieces refunded as undelivered
    meanwhile."""
    pieces = tuple(LineQuantity(piece.line, min(piece.quantity, _still_due(change, piece))) for piece in claim.lines)
    pieces = tuple(piece for piece in pieces if piece.quantity)
    reason = REASON_OF_RETURN[claim.kind]
    due = agreed or refund_due(change.order, pieces, reason, change.policy, Facts(now=change.now))
    for piece in claim.lines:
        line = change.line(piece.line)
        change.put_line(replace(line, returning=max(0, line.returning - piece.quantity)))
    for piece in pieces:
        _came_back(change, piece)
    plan_parcels(change)
    change.put_claim(replace(claim, state=ClaimState.SETTLED))
    if due.amount.minor > 0:
        open_refund(change, due, claim.id)


def _came_back(change: Change, piece: LineQuantity) -> None:
    """Pieces of a parcel that the shopper refused come back without having been delivered: its journey ends here."""
    line = change.line(piece.line)
    line = replace(line, returned=line.returned + piece.quantity)
    refused = max(0, line.returned + line.claimed + line.exchanged - line.delivered)
    change.put_line(replace(line, delivered=line.delivered + refused))
    for parcel in change.order.parcels:
        ended = parcel.answered or parcel.state in (ParcelState.DELIVERED, ParcelState.CANCELLED)
        if not refused or ended or all(part.line != piece.line for part in parcel.lines):
            continue
        if parcel.state in BEFORE_HANDOVER:
            cancel_parcel(change, parcel)
        else:
            change.put_parcel(_without(parcel, piece.line, refused))


def _without(parcel: Parcel, line: LineId, quantity: int) -> Parcel:
    left = tuple(
        replace(part, quantity=part.quantity - quantity) if part.line == line else part for part in parcel.lines
    )
    left = tuple(part for part in left if part.quantity > 0)
    if left:
        return replace(parcel, lines=left)
    return replace(
        parcel, state=parcel.state if parcel.state in AT_REST else ParcelState.RETURNED, answered=True, lines=()
    )


def _still_due(change: Change, piece: LineQuantity) -> int:
    line = change.line(piece.line)
    return line.quantity - line.settled


def exchange_shipped(change: Change, parcel: Parcel) -> Claim | None:
    """The claim that a replacement parcel settles by leaving."""
    claim = change.order.claim(parcel.claim) if parcel.claim else None
    if claim is None or claim.kind is not ClaimKind.EXCHANGE or claim.state is ClaimState.SETTLED:
        return None
    claim = replace(claim, state=ClaimState.SETTLED)
    change.put_claim(claim)
    return claim
