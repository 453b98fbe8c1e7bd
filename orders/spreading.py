"""Amounts of no line of their own, gifts and what a bank took back, spread over the lines that can bear them."""

from dataclasses import replace

from orders.held import asked_for
from orders.line import Line, Shares
from orders.money import Money, allocate
from orders.order import Order, RefundLine
from orders.states import PaymentPurpose, PaymentState


def bears(order: Order, line: Line) -> Money:
    """What the line holds of money that is surely there: not a difference whose charge has not been heard of, which
    takes the line back to what it brought along if it is declined."""
    nothing = Money.zero(order.currency)
    waiting = (each for each in order.payments if each.state is PaymentState.PENDING)
    charged = any(each.purpose is PaymentPurpose.DIFFERENCE and line.id in each.lines for each in waiting)
    if not charged or line.brought is None:
        return line.refundable
    dearer = max(line.paid.total - line.brought.total, nothing)
    return max(line.refundable - dearer, nothing)


def free(order: Order, line: Line) -> Money:
    """What it bears besides what waits for a person."""
    return max(bears(order, line) - asked_for(order, line).total, Money.zero(order.currency))


def goodwill_lines(order: Order, amount: Money) -> tuple[RefundLine, ...]:
    """Spread an amount over the lines by what they bear, as long as that suffices besides what waits for a person."""
    weights = [free(order, line).minor for line in order.lines]
    weights = weights if sum(weights) >= amount.minor else [bears(order, line).minor for line in order.lines]
    nothing = Shares.zero(order.currency)
    return tuple(
        RefundLine(line.id, 0, replace(nothing, goods=part))
        for line, part in zip(order.lines, allocate(amount, weights), strict=True)
        if part.minor
    )
