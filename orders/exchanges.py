"""Deciding other goods for pieces of an order, before packing or after delivery: stock, difference, new lines."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from orders.actions import ChangeLines, ExchangeLines, Swap
from orders.answers import Decision, Facts, Reason, RefundDue, Refusal
from orders.gift_cards import KIND as GIFT_CARD
from orders.held import asked_for
from orders.ids import LineId
from orders.line import Line, LineQuantity, Shares, sum_shares
from orders.money import Money, total
from orders.order import Order, RefundLine
from orders.pieces import checked_pieces, not_live, unshipped, waits_for_return, window_end
from orders.policy import Policy
from orders.quote import Basket, cannot_buy, line_from, reprice
from orders.refunds import moving_shares
from orders.sourcing import first_source
from orders.states import ClaimKind, RefundReason
from orders.stock import Offer


class Way(StrEnum):
    BEFORE_PACKING = "before_packing"
    AFTER_DELIVERY = "after_delivery"


def decide_swap(order: Order, action: ChangeLines | ExchangeLines, policy: Policy, facts: Facts) -> Decision | Refusal:
    """What other goods for these pieces cost or give back."""
    refusal = not_live(order)
    if refusal is not None:
        return refusal
    twice = _named_twice(order, action.swaps)
    if twice is not None:
        return twice
    if action.method and (not policy.accepts(action.method) or action.method.startswith(GIFT_CARD)):
        return Refusal(Reason.UNKNOWN_METHOD, order.id)
    if isinstance(action, ChangeLines):
        decision = _change(order, action, policy, facts)
    else:
        decision = _exchange(order, action, policy, facts)
    charges = isinstance(decision, Decision) and decision.charge is not None
    if charges and not facts.may_charge(order.shopper, action.method or order.method):
        return Refusal(Reason.METHOD_FORGOTTEN, order.id)
    return decision


def _named_twice(order: Order, swaps: Sequence[Swap]) -> Refusal | None:
    """Each line takes part once, so that nobody has to guess which of two wishes for it counts."""
    lines = [swap.line for swap in swaps]
    twice = next((line for line in lines if lines.count(line) > 1), None)
    return Refusal(Reason.NAMED_TWICE, order.id, line=twice) if twice else None


def _change(order: Order, action: ChangeLines, policy: Policy, facts: Facts) -> Decision | Refusal:
    """Pieces that no carrier has yet, for other goods of any product; the difference is settled now."""
    waiting = next(
        (line for swap in action.swaps if (line := order.line(swap.line)) and waits_for_return(order, line)), None
    )
    if waiting is not None:
        return Refusal(Reason.CLAIM_UNDERWAY, order.id, line=waiting.id, sku=waiting.sku)
    wanted = tuple(LineQuantity(swap.line, swap.quantity) for swap in action.swaps)
    pieces = checked_pieces(order, wanted, lambda line: unshipped(order, line), Reason.ALREADY_SHIPPED)
    if isinstance(pieces, Refusal):
        return pieces
    return _swapped(order, action.swaps, policy, facts, Way.BEFORE_PACKING)


def _exchange(order: Order, action: ExchangeLines, policy: Policy, facts: Facts) -> Decision | Refusal:
    """Delivered pieces for other goods, of any product; dearer is charged now, cheaper is refunded on return."""
    if order.delivered_at is None:
        return Refusal(Reason.NOT_DELIVERED, order.id)
    wanted = tuple(LineQuantity(swap.line, swap.quantity) for swap in action.swaps)
    pieces = checked_pieces(order, wanted, lambda line: line.kept, Reason.NOTHING_TO_RETURN)
    if isinstance(pieces, Refusal):
        return pieces
    closes = window_end(order, order.terms.return_days)
    if closes is None or facts.now > closes:
        return Refusal(Reason.WINDOW_CLOSED, order.id, until=closes)
    if any(not line.returnable for line in order.lines if any(piece.line == line.id for piece in pieces)):
        return Refusal(Reason.NOT_RETURNABLE, order.id)
    return _swapped(order, action.swaps, policy, facts, Way.AFTER_DELIVERY)


def left(line: Line, moved: RefundLine, goodwill: Money, way: Way) -> Line:
    """The line after pieces left it for another one, with their money and what goodwill they had."""
    line = replace(line, moved=line.moved + moved.shares, goodwill=line.goodwill - goodwill)
    if way is Way.AFTER_DELIVERY:
        return replace(line, exchanged=line.exchanged + moved.quantity)
    return replace(line, changed=line.changed + moved.quantity)


def _swapped(order: Order, swaps: Sequence[Swap], policy: Policy, facts: Facts, way: Way) -> Decision | Refusal:
    """Swap by swap, each counted on the order as the one before left it; the first that is not possible refuses all."""
    new_lines: list[Line] = []
    moved: list[RefundLine] = []
    after = order
    needed: dict[str, int] = {}
    for swap in swaps:
        needed[swap.new_sku] = needed.get(swap.new_sku, 0) + swap.quantity
        offer = facts.offers.get(swap.new_sku)
        refusal = _cannot_swap(order, swap, offer, needed[swap.new_sku], policy)
        if refusal is not None or offer is None:
            return refusal or Refusal(Reason.UNKNOWN_SKU, order.id, sku=swap.new_sku)
        old = next(line for line in after.lines if line.id == swap.line)
        leaving = RefundLine(old.id, swap.quantity, moving_shares(after, old, swap.quantity))
        goodwill = _goodwill_along(after, old, leaving.shares)
        lines = tuple(left(line, leaving, goodwill, way) if line.id == old.id else line for line in after.lines)
        after = replace(after, lines=lines)
        promised_by = policy.promised(order.market, first_source(offer).tier, facts.now + _wait(policy, way))
        new = _new_line(after, swap, offer, max(old.promised_by, promised_by))
        new = replace(reprice(after, new, leaving.shares), replaces=old.id, goodwill=goodwill)
        if old.shipping_cost is not None:
            new = replace(new, shipping_cost=old.journey(old.settled, swap.quantity))
        if goodwill > old.goodwill or new.refundable.minor < 0:
            return Refusal(Reason.ALREADY_REFUNDED, order.id, line=old.id, sku=old.sku)
        after = replace(after, lines=(*after.lines, new))
        new_lines.append(new)
        moved.append(leaving)
    return _priced(order, tuple(new_lines), tuple(moved), way)


def _goodwill_along(order: Order, old: Line, moving: Shares) -> Money:
    """Goodwill given for these pieces stays given: what the old line cannot bear any more goes with them."""
    missing = moving.total - (old.refundable - asked_for(order, old).total)
    return max(missing, Money.zero(order.currency))


def _wait(policy: Policy, way: Way) -> timedelta:
    """An exchange leaves only once the old goods are back; its promise is set anew then."""
    days = policy.windows.send_back_days + policy.windows.return_overdue_days
    return timedelta(days=days if way is Way.AFTER_DELIVERY else 0)


def _cannot_swap(order: Order, swap: Swap, offer: Offer | None, needed: int, policy: Policy) -> Refusal | None:
    """`needed` is what this wish takes of the variant so far."""
    if any(line.id == swap.line and line.sku == swap.new_sku for line in order.lines):
        return Refusal(Reason.SAME_VARIANT, order.id, sku=swap.new_sku)
    refusal = cannot_buy(swap.new_sku, needed, offer, _basket(order, swap), policy)
    return replace(refusal, order=order.id) if refusal else None


def _basket(order: Order, swap: Swap) -> Basket:
    return Basket(((swap.new_sku, swap.quantity),), order.address, order.market, order.currency)


def _new_line(order: Order, swap: Swap, offer: Offer, promised_by: datetime) -> Line:
    number = LineId(f"{order.id}-{len(order.lines) + 1}")
    return line_from(offer, swap.quantity, number, _basket(order, swap), promised_by)


def _priced(order: Order, new_lines: tuple[Line, ...], moved: tuple[RefundLine, ...], way: Way) -> Decision:
    """One difference for all swaps together: charged if above zero, given back if below."""
    difference = total((line.paid.total for line in new_lines), order.currency) - total(
        (part.shares.total for part in moved), order.currency
    )
    pieces = tuple(LineQuantity(part.line, part.quantity) for part in moved)
    delivered = way is Way.AFTER_DELIVERY
    nothing = Money.zero(order.currency)
    due = difference_due(order, new_lines, moved[0].line) if difference < nothing else None
    return Decision(
        charge=difference if difference > nothing else None,
        refund=None if delivered else due,
        refund_on_return=due.amount if delivered and due is not None else None,
        claim=ClaimKind.EXCHANGE if delivered else None,
        lines=pieces,
        send_back=delivered,
        new_lines=new_lines,
        moved=moved,
    )


def difference_due(order: Order, new_lines: Sequence[Line], old: LineId) -> RefundDue:
    """What cheaper new lines leave of the money that was brought along."""
    before = sum_shares((line.brought for line in new_lines if line.brought is not None), order.currency)
    after = sum_shares((line.paid for line in new_lines), order.currency)
    back = before - after
    return RefundDue(back.total, RefundReason.PRICE_DIFFERENCE, (RefundLine(old, 0, back),))
