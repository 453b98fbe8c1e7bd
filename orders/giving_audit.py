"""The invariants of what is given while the goods stay: prices fall by their refunds, gifts have their limits. Pure."""

from collections.abc import Iterator

from orders.money import share, total
from orders.order import TAKEN_OVER, Order, Refund
from orders.reductions import CUTS
from orders.states import RefundReason, RefundState

_LIVE = (RefundState.APPROVED, RefundState.PAID_OUT)


def gifts_of(order: Order) -> Iterator[tuple[str, str]]:
    """Every breach, as invariant and what was found."""
    yield from _prices(order)
    apologies = [refund for refund in order.refunds if refund.reason is RefundReason.LATE_APOLOGY]
    if len(apologies) > 1:
        yield "one apology for an order", ", ".join(refund.id for refund in apologies)
    if any(part.shares.goods.minor for refund in apologies for part in refund.lines):
        yield "an apology gives the shipping back, never the goods", apologies[0].id
    for refund in order.refunds:
        yield from _given(order, refund)


def _prices(order: Order) -> Iterator[tuple[str, str]]:
    for line in order.lines:
        fell = total(line.less, order.currency)
        goods = (
            part.shares.goods
            for refund in order.refunds
            if refund.state in _LIVE
            for part in refund.lines
            if part.lowers and part.line == line.id
        )
        given = total(goods, order.currency)
        if fell != given:
            yield "a price falls by what was given back for it", f"{line.id}: {fell} less, {given} given back"
        if line.less and len(line.less) != line.quantity:
            yield "every piece of a line has its price", f"{line.id}: {len(line.less)} of {line.quantity}"
        if any(not 0 <= less.minor <= line.price.minor for less in line.less):
            yield "no price below zero, and none above that of the sale", f"{line.id}: {line.less}"
        if line.less and line.paid.goods != line.price * line.quantity - fell:
            yield "a line costs what its pieces do", f"{line.id}: {line.paid.goods} for {line.worths}"


def _given(order: Order, refund: Refund) -> Iterator[tuple[str, str]]:
    if any(part.lowers for part in refund.lines) and refund.reason not in CUTS:
        yield "only a reduction lowers a price", f"{refund.id}: {refund.reason}"
    if refund.asked_by and refund.state in _LIVE and refund.by_person in ("", refund.asked_by, *refund.invited_by):
        yield "nobody approves their own gift", f"{refund.id}: asked and approved by {refund.asked_by!r}"
    if refund.reason is RefundReason.KEPT_FOR_LESS:
        most = {line.id: share(line.price, order.terms.keep_share) for line in order.lines}
        for part in refund.lines:
            if any(less > most[part.line] for less in part.less):
                yield "goods are kept for the promised share", f"{refund.id}: {part.less} of {most[part.line]}"
    if refund.reason is RefundReason.GOODWILL and refund.state in _LIVE and _unsigned(order, refund):
        yield "goodwill has a person", refund.id


def _unsigned(order: Order, refund: Refund) -> bool:
    """What another shop gave is signed in its own books."""
    return not refund.by_person and refund.amount.minor > 0 and order.terms.policy != TAKEN_OVER
