"""What the lines of an order still hold of the money that was paid for them. Pure."""

from typing import Final

from orders.ids import LineId
from orders.line import Line, Shares
from orders.money import Money, allocate, share, total
from orders.order import Order, RefundLine
from orders.quote import tax_on_top
from orders.states import RefundReason, RefundState

_HOLDS_NOTHING: Final = (RefundReason.PRICE_DIFFERENCE, RefundReason.GOODWILL, RefundReason.LATE_APOLOGY)


def asked_for(order: Order, line: Line) -> Shares:
    """What refunds that still wait for a person would take from this line. Gifts that nobody has given yet hold nothing
    back: what is owed comes first, and they get what is left."""
    result = Shares.zero(order.currency)
    for refund in order.refunds:
        if refund.state is RefundState.ASKED and refund.reason not in _HOLDS_NOTHING:
            for part in refund.lines:
                result = result + part.shares if part.line == line.id else result
    return result


def left_of(order: Order, line: Line) -> Shares:
    """What was paid for a line and is neither given back nor moved, nor waits for a person to give it back."""
    return line.paid - line.refunded - line.moved - asked_for(order, line)


def shipping_of(order: Order) -> tuple[RefundLine, ...]:
    """The shipping that the lines still hold; of fee and tax so much that those of the goods stay."""
    left = {line.id: left_of(order, line) for line in order.lines}
    held, nothing = [total(column, order.currency) for column in _columns(left)], Money.zero(order.currency)
    goods, _, fee, tax = held
    goods_fee = share(goods, order.terms.fee_rate)
    fee_back = max(fee - goods_fee, nothing)
    tax_back = max(tax - tax_on_top(goods, nothing, goods_fee, order.terms), nothing)
    weights = [each.shipping.minor for each in left.values()]
    if not any(weights):
        return ()
    parts = zip(order.lines, allocate(fee_back, weights), allocate(tax_back, weights), strict=True)
    told: list[RefundLine] = []
    for line, own_fee, own_tax in parts:
        most = left[line.id]
        shares = Shares(nothing, most.shipping, min(own_fee, most.fee), min(own_tax, most.tax))
        free = line.refundable - asked_for(order, line).total
        if shares.total.minor and shares.total <= free:
            told.append(RefundLine(line.id, 0, shares))
    return tuple(told)


def _columns(left: dict[LineId, Shares]) -> tuple[list[Money], ...]:
    parts = left.values()
    return (
        [each.goods for each in parts],
        [each.shipping for each in parts],
        [each.fee for each in parts],
        [each.tax for each in parts],
    )
