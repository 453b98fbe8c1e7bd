"""Goods that cost less after the sale than at it: a price that fell, faulty goods that are kept. Pure.

A reduction lowers what the line costs, so that the order reads as if it had been bought at the lower price: what its
goods lose goes back with the fee and the tax on it, and every later refund or exchange is of what is left. The pieces
that become cheaper are the last of the line, which are settled last. The supplier is still owed its price at the quote.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from orders.ids import LineId
from orders.line import Line, Shares
from orders.money import Money, allocate, share, total
from orders.order import Order, RefundLine
from orders.quote import tax_on_top
from orders.states import RefundReason

CUTS: Final = frozenset({RefundReason.PRICE_ADJUSTED, RefundReason.KEPT_FOR_LESS})


def lowered(order: Order, parts: Sequence[RefundLine]) -> tuple[RefundLine, ...] | None:
    """These reductions, each by its `less`, with the fee and the tax that the order costs less by.

    A cent of fee or tax that a line no longer holds comes from another. None where the order does not hold enough any
    more: then nothing can be lowered.
    """
    fitted = [_fitted(order, part) for part in parts]
    goods = {part.line: part.shares.goods for part in fitted}
    left = {line.id: line.paid - line.refunded - line.moved for line in order.lines}
    after = order.items - total(goods.values(), order.currency)
    fee = share(after + order.shipping, order.terms.fee_rate)
    tax = tax_on_top(after, order.shipping, fee, order.terms)
    nothing = Money.zero(order.currency)
    fees = _from_lines(max(order.fee - fee, nothing), goods, {line: each.fee for line, each in left.items()})
    taxes = _from_lines(max(order.tax - tax, nothing), goods, {line: each.tax for line, each in left.items()})
    if fees is None or taxes is None:
        return None
    named = {part.line: part for part in fitted}
    found = [
        replace(
            named.get(line.id, RefundLine(line.id, 0, Shares.zero(order.currency))),
            shares=Shares(goods.get(line.id, nothing), nothing, fees[line.id], taxes[line.id]),
            lowers=True,
        )
        for line in order.lines
    ]
    told = tuple(part for part in found if part.line in goods or part.shares.total.minor)
    held = {line.id: line.refundable for line in order.lines}
    enough = all(part.shares.total <= held[part.line] and _fits(part, left[part.line]) for part in told)
    return told if enough and total(goods.values(), order.currency).minor else None


def _fits(part: RefundLine, left: Shares) -> bool:
    return part.shares.goods <= left.goods


def _fitted(order: Order, part: RefundLine) -> RefundLine:
    """No piece becomes cheaper by more than it costs."""
    line = next(line for line in order.lines if line.id == part.line)
    worths = line.worths[line.quantity - len(part.less) :]
    less = tuple(min(one, worth) for one, worth in zip(part.less, worths, strict=True))
    nothing = Shares.zero(order.currency)
    return replace(part, less=less, shares=replace(nothing, goods=total(less, order.currency)))


def _from_lines(
    amount: Money, goods: Mapping[LineId, Money], left: Mapping[LineId, Money]
) -> dict[LineId, Money] | None:
    """The amount, in proportion to the goods of these lines; what they do not hold, from the first that do."""
    shares = allocate(amount, [part.minor for part in goods.values()])
    taken = {line: Money.zero(amount.currency) for line in left}
    taken.update({line: min(part, left[line]) for line, part in zip(goods, shares, strict=True)})
    short = amount - total(taken.values(), amount.currency)
    for line, held in left.items():
        more = min(short, held - taken[line])
        taken[line], short = taken[line] + more, short - more
    return None if short.minor else taken


def cheaper(line: Line, part: RefundLine) -> Line:
    """The line after a part that lowers it."""
    nothing = Money.zero(part.shares.goods.currency)
    before = line.less or (nothing,) * line.quantity
    first = line.quantity - len(part.less)
    less = (*before[:first], *(old + new for old, new in zip(before[first:], part.less, strict=True)))
    return replace(line, paid=line.paid - part.shares, less=less if part.less else line.less)
