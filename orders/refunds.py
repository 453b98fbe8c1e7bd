"""What is due back for pieces of an order, exact to the minor unit; how a refund is approved and split over payments.

The policy's `refunds` say which rule: "full" gives goods with their share of shipping, fee and tax; "plain" keeps the
shipping until nothing of the order is kept, and of fee and tax what belongs to the goods and the shipping that stay.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from orders.answers import Facts, RefundDue
from orders.changes import Change
from orders.errands import ErrandKind
from orders.events import PaymentChanged, PriceReduced, RefundApproved, RefundNeedsPerson, RefundPaidOut
from orders.gift_cards import GiftMove, token_of
from orders.held import asked_for, left_of, shipping_of
from orders.ids import ClaimId
from orders.ledger import Account
from orders.line import Line, LineQuantity, Shares
from orders.money import Money, allocate, share, total
from orders.order import Order, Payment, Refund, RefundLine, RefundPart, sum_shares
from orders.policy import Policy
from orders.quote import tax_on_top
from orders.reductions import CUTS, cheaper, lowered
from orders.states import RefundReason, RefundState

IN_DISPUTE: Final = "dispute"
"""`Refund.why_person` of what waits for the end of a dispute."""


def due_for(order: Order, line: Line, quantity: int, shipping: bool) -> Shares:
    """What `quantity` more pieces of a line are worth: their own exact shares, for the last pieces all that is left.

    Never more than the line still holds after earlier refunds, goodwill and refunds that wait for a person.
    """
    pieces = line.unit_shares(line.settled, quantity)
    waiting = asked_for(order, line)
    left = left_of(order, line)
    if line.settled + quantity >= line.quantity:
        pieces = Shares(left.goods, pieces.shipping, left.fee, left.tax)
    if not shipping:
        pieces = replace(pieces, shipping=Money.zero(order.currency))
    pieces = Shares(
        min(pieces.goods, left.goods),
        min(pieces.shipping, left.shipping),
        min(pieces.fee, left.fee),
        min(pieces.tax, left.tax),
    )
    return capped(pieces, line.refundable - waiting.total)


def moving_shares(order: Order, line: Line, quantity: int) -> Shares:
    """What goes along with pieces that become other goods: their own exact shares, goods at their price.

    The last pieces take what is left of fee and tax, so that nothing stays behind on the line.
    """
    pieces = line.unit_shares(line.settled, quantity)
    left = left_of(order, line)
    if line.settled + quantity >= line.quantity:
        return Shares(pieces.goods, min(pieces.shipping, left.shipping), left.fee, left.tax)
    return Shares(
        pieces.goods, min(pieces.shipping, left.shipping), min(pieces.fee, left.fee), min(pieces.tax, left.tax)
    )


def capped(shares: Shares, limit: Money) -> Shares:
    """The shares lowered to a limit, goods first."""
    excess = max(0, (shares.total - limit).minor)
    parts: list[Money] = []
    for part in (shares.goods, shares.shipping, shares.fee, shares.tax):
        cut = min(excess, part.minor)
        excess -= cut
        parts.append(Money(part.minor - cut, part.currency))
    return Shares(*parts)


def refund_due(
    order: Order, pieces: Sequence[LineQuantity], reason: RefundReason, policy: Policy, facts: Facts
) -> RefundDue:
    """The refund for these pieces by the policy's rule for this reason."""
    full = reason in policy.refunds.full
    wanted = {piece.line: piece.quantity for piece in pieces}
    kept = sum(line.quantity - line.settled - wanted.get(line.id, 0) for line in order.lines)
    nothing_kept = kept == 0 and policy.refunds.plain_keeps_shipping_unless_all
    lines: list[RefundLine] = []
    for line in order.lines:
        quantity = wanted.get(line.id, 0)
        shares = due_for(order, line, quantity, shipping=full) if quantity else Shares.zero(order.currency)
        if nothing_kept:
            shares = _with_all_that_is_left(order, line, shares)
        if quantity or shares.total.minor:
            lines.append(RefundLine(line.id, quantity, shares))
    if not full and not nothing_kept:
        lines = _with_the_fee_of_what_goes(order, lines)
    amount = total((part.shares.total for part in lines), order.currency)
    return RefundDue(amount, reason, tuple(lines), person_for(amount, reason, policy, facts))


def rest_due(order: Order, reason: RefundReason) -> RefundDue:
    """Everything an order still holds, for orders that end with nothing delivered: cancelled or paid too late."""
    lines = tuple(
        RefundLine(line.id, 0, capped(line.paid - line.refunded - line.moved, line.refundable)) for line in order.lines
    )
    return RefundDue(total((part.shares.total for part in lines), order.currency), reason, lines)


def _with_all_that_is_left(order: Order, line: Line, shares: Shares) -> Shares:
    """Shipping, fee and tax to the last cent: nothing of the order is kept that they could be for."""
    left, limit = left_of(order, line), line.refundable - asked_for(order, line).total
    return capped(replace(shares, shipping=left.shipping, fee=left.fee, tax=left.tax), limit)


def _with_the_fee_of_what_goes(order: Order, parts: Sequence[RefundLine]) -> list[RefundLine]:
    """Fee and tax so that what stays is exactly the fee and the tax of the goods and the shipping that stay."""
    left = {line.id: left_of(order, line) for line in order.lines}
    held = sum_shares(left.values(), order.currency)
    goods = held.goods - total((part.shares.goods for part in parts), order.currency)
    fee = share(goods + held.shipping, order.terms.fee_rate)
    tax = tax_on_top(goods, held.shipping, fee, order.terms)
    weights = [part.shares.goods.minor for part in parts]
    fees = allocate(max(held.fee - fee, Money.zero(order.currency)), weights) if parts else ()
    taxes = allocate(max(held.tax - tax, Money.zero(order.currency)), weights) if parts else ()
    lines = {line.id: line for line in order.lines}
    told: list[RefundLine] = []
    for part, own_fee, own_tax in zip(parts, fees, taxes, strict=True):
        line, most = lines[part.line], left[part.line]
        shares = replace(part.shares, fee=min(own_fee, most.fee), tax=min(own_tax, most.tax))
        told.append(replace(part, shares=capped(shares, line.refundable - asked_for(order, line).total)))
    return told


def person_for(amount: Money, reason: RefundReason, policy: Policy, facts: Facts) -> str:
    """Which limit sends a refund to a person: "amount", "often", or "" for none."""
    if reason not in policy.limits.reasons:
        return ""
    if amount > policy.automatic_limit(amount.currency):
        return "amount"
    return "often" if facts.history.refunds >= policy.limits.count else ""


def open_refund(change: Change, due: RefundDue, claim: ClaimId | None = None) -> Refund:
    """Book a refund that is due: approved by rule, or asked and waiting for a person.

    Through a payment in dispute nothing goes back by itself: the bank may take the same money.
    """
    why = due.needs_person or (IN_DISPUTE if disputed(change.order, due.amount) else "")
    refund = Refund(
        id=change.next_refund(),
        order=change.order.id,
        amount=due.amount,
        reason=due.reason,
        state=RefundState.ASKED,
        method=change.order.method,
        asked_at=change.now,
        lines=due.lines,
        why_person=why,
        claim=claim,
    )
    if why:
        change.put_refund(refund)
        change.say(RefundNeedsPerson(**change.head(), refund=refund.id, amount=due.amount, reason=due.reason, why=why))
        return refund
    return approve(change, refund)


def approve(change: Change, refund: Refund, staff: str = "", due_at: datetime | None = None) -> Refund:
    """Approve a refund: lower it to what its lines still hold, reserve it on the payments, post it, send it off."""
    lines = _fitting(change.order, refund)
    amount = total((part.shares.total for part in lines), refund.amount.currency)
    parts = split(change.order, amount)
    cards = [part.gift_card for part in parts]
    refund = replace(
        refund,
        state=RefundState.APPROVED,
        amount=amount,
        lines=lines,
        parts=parts,
        method=token_of(cards[0]) if cards and cards[0] else refund.method,
        approved_at=change.now,
        by_person=staff,
    )
    change.put_refund(refund)
    if not refund.parts:
        refund = replace(refund, state=RefundState.PAID_OUT, paid_out_at=change.now)
        change.put_refund(refund)
    for part in lines:
        _take_from_line(change, refund, part)
    _reserve_on_payments(change, refund)
    _post(change, refund)
    days = change.policy.days_to_arrive(refund.method)
    change.say(
        RefundApproved(
            **change.head(),
            refund=refund.id,
            amount=amount,
            reason=refund.reason,
            method=refund.method,
            days=days,
            by_person=staff,
        )
    )
    return _sent_off(change, refund, due_at)


def _sent_off(change: Change, refund: Refund, due_at: datetime | None) -> Refund:
    """What goes onto a gift card is there at once; everything else is an errand."""
    for paying in refund.parts:
        if paying.gift_card is None:
            change.errand(ErrandKind.PAY_OUT_REFUND, f"{refund.id}/{paying.payment}", due_at)
        else:
            refund = paid_out(change, refund, paying.payment)
    return refund


def swap_payments(change: Change, new_id: str) -> None:
    """The order is paid anew, so the payment before goes back: through its own method, to the cent. What of it went
    back meanwhile is given back through the new one, so that nothing is paid twice."""
    new = next(payment for payment in change.order.payments if payment.id == new_id)
    old = next(payment for payment in change.order.payments if payment.id == new.replaces)
    back = min(new.captured, old.captured - old.refunded)
    if any(dispute.runs and dispute.payment == old.id for dispute in change.order.disputes):
        _undo_swap(change, new)
        return
    _swapped(change, new, old.method, (RefundPart(old.id, back), RefundPart(new.id, new.captured - back)))
    change.order = replace(change.order, method=new.method)
    change.say(PaymentChanged(**change.head(), amount=new.captured, old=old.method, new=new.method))


def _undo_swap(change: Change, new: Payment) -> None:
    """The payment before is in dispute and cannot go back: what was paid anew does, and the order stays as paid."""
    refund = _swapped(change, new, new.method, (RefundPart(new.id, new.captured),))
    change.say(
        RefundApproved(
            **change.head(),
            refund=refund.id,
            amount=refund.amount,
            reason=refund.reason,
            method=refund.method,
            days=change.policy.days_to_arrive(refund.method),
        )
    )


def _swapped(change: Change, new: Payment, method: str, parts: Sequence[RefundPart]) -> Refund:
    """Book what goes back because an order was paid twice; it is of payments, not of lines."""
    refund = Refund(
        id=change.next_refund(),
        order=change.order.id,
        amount=new.captured,
        reason=RefundReason.METHOD_CHANGED,
        state=RefundState.APPROVED,
        method=method,
        asked_at=change.now,
        parts=tuple(part for part in parts if not part.amount.is_zero()),
        approved_at=change.now,
    )
    change.put_refund(refund)
    _reserve_on_payments(change, refund)
    change.post("refund", refund.id, [(Account.SWAPPED, refund.amount), (Account.OWED, -refund.amount)])
    return _sent_off(change, refund, None)


def _fitting(order: Order, refund: Refund) -> tuple[RefundLine, ...]:
    """The refund's lines as far as they still hold it; a reduction that no longer fits gives back what is left.

    An apology is of the shipping, wherever that has gone since: to other lines with goods that were swapped, or back.
    """
    if refund.reason is RefundReason.PRICE_DIFFERENCE:
        return refund.lines
    if refund.reason is RefundReason.LATE_APOLOGY:
        return _held(order, shipping_of(order), min(order.refundable, refund.amount))
    cut = lowered(order, refund.lines) if refund.reason in CUTS else None
    if cut and total((part.shares.total for part in cut), order.currency) <= order.refundable:
        return cut
    return _held(order, refund.lines, order.refundable)


def _held(order: Order, lines: Sequence[RefundLine], left: Money) -> tuple[RefundLine, ...]:
    """As far as the lines hold it, and `left` in all: a line may hold a difference whose charge is not heard of yet."""
    held = {line.id: line.refundable for line in order.lines}
    fitting: list[RefundLine] = []
    for part in lines:
        shares = capped(part.shares, min(held[part.line], left))
        left = left - shares.total
        fitting.append(replace(part, shares=shares, less=()))
    return tuple(fitting)


def _take_from_line(change: Change, refund: Refund, part: RefundLine) -> None:
    line = change.line(part.line)
    if part.lowers:
        change.put_line(cheaper(line, part))
        goods = part.shares.goods
        change.say(PriceReduced(**change.head(), refund=refund.id, line=line.id, pieces=part.quantity, goods=goods))
    elif refund.reason is RefundReason.GOODWILL:
        change.put_line(replace(line, goodwill=line.goodwill + part.shares.total))
    elif refund.reason is not RefundReason.PRICE_DIFFERENCE:
        change.put_line(replace(line, refunded=line.refunded + part.shares))


def split(order: Order, amount: Money) -> tuple[RefundPart, ...]:
    """Which payments a refund goes back through: the oldest with money left first.

    Raises ValueError if more is to go back than was captured: a bug that must never reach the ledger.
    """
    parts: list[RefundPart] = []
    for payment in order.payments:
        piece = min(amount, payment.captured - payment.refunded)
        if piece.minor > 0:
            parts.append(RefundPart(payment.id, piece, gift_card=order.refunds_onto or payment.gift_card))
            amount = amount - piece
    if amount.minor > 0:
        raise ValueError(f"order {order.id}: {amount} more would be refunded than was captured")
    return tuple(parts)


def disputed(order: Order, amount: Money) -> bool:
    """Whether any of it would go back through a payment that is in dispute."""
    running = {dispute.payment for dispute in order.disputes if dispute.runs}
    return bool(running) and any(part.payment in running for part in split(order, min(amount, order.refundable)))


def _reserve_on_payments(change: Change, refund: Refund) -> None:
    amounts = {part.payment: part.amount for part in refund.parts}
    for payment in change.order.payments:
        if payment.id in amounts:
            change.put_payment(replace(payment, refunded=payment.refunded + amounts[payment.id]))


def _post(change: Change, refund: Refund) -> None:
    if refund.reason is RefundReason.GOODWILL:
        sides = [(Account.GOODWILL, refund.amount)]
    else:
        sides = [
            (account, total((amounts for amounts in column), refund.amount.currency))
            for account, column in (
                (Account.GOODS, [part.shares.goods for part in refund.lines]),
                (Account.SHIPPING, [part.shares.shipping for part in refund.lines]),
                (Account.FEE, [part.shares.fee for part in refund.lines]),
                (Account.TAX, [part.shares.tax for part in refund.lines]),
            )
        ]
    change.post("refund", refund.id, [*sides, (Account.OWED, -refund.amount)])


def paid_out(change: Change, refund: Refund, payment: str) -> Refund:
    """Book that a part reached its payment provider or gift card; with the last part the refund is paid out, and the
    shopper is told. Twice is once."""
    part = next((part for part in refund.parts if part.payment == payment and not part.done), None)
    if part is None:
        return refund
    parts = tuple(replace(other, done=True) if other is part else other for other in refund.parts)
    refund = replace(refund, parts=parts)
    if all(other.done for other in parts):
        refund = replace(refund, state=RefundState.PAID_OUT, paid_out_at=change.now)
    change.put_refund(refund)
    ref = f"{refund.id}/{payment}"
    if part.gift_card is not None:
        change.gifts.append(GiftMove(part.gift_card, part.amount, ref))
    account = Account.GIFT_CARDS if part.gift_card else Account.PROVIDER
    change.post("pay_out", ref, [(Account.OWED, part.amount), (account, -part.amount)])
    if refund.state is RefundState.PAID_OUT:
        change.say(
            RefundPaidOut(
                **change.head(), refund=refund.id, amount=refund.amount, method=refund.method, reason=refund.reason
            )
        )
    return refund
