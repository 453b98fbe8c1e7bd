"""What the agent may give while the goods stay: a fallen price made good, faulty goods kept for less, an apology for a
late parcel. All of it is promised by the order's own terms; what of it is a gift ends at the agent's authority. Pure.

None of it is the supplier's or the shopper's to bear but the price of faulty goods: see `costs.py`.
"""

from datetime import datetime
from typing import assert_never

from orders.actions import AskGoodwill, AskPriceAdjustment, KeepForLess
from orders.answers import Decision, Facts, Reason, RefundDue, Refusal
from orders.changes import Change
from orders.events import KeptForLess
from orders.held import asked_for, shipping_of
from orders.lifecycle import AT_REST
from orders.line import Line, LineQuantity, Shares
from orders.money import Money, share, total
from orders.order import Claim, Order, Parcel, RefundLine
from orders.pieces import checked_pieces, not_live, waits_for_return, window_end
from orders.policy import Policy, end_of_day
from orders.reductions import lowered
from orders.refunds import open_refund, person_for
from orders.states import ClaimKind, ClaimState, OrderState, ParcelState, RefundReason, RefundState

FAULTY = (ClaimKind.DAMAGED, ClaimKind.WRONG_ITEM)

Giving = AskPriceAdjustment | KeepForLess | AskGoodwill


def decide_giving(order: Order, action: Giving, policy: Policy, facts: Facts) -> Decision | Refusal:
    """What goes back while the goods stay; every amount is counted here and none is asked for."""
    refusal = not_live(order)
    if refusal is not None:
        return refusal
    if order.state is OrderState.CONFIRMED:
        return Refusal(Reason.NOT_PLACED, order.id)
    match action:
        case AskPriceAdjustment():
            return _adjust(order, action, facts)
        case KeepForLess():
            return _keep(order, action, policy, facts)
        case AskGoodwill():
            return _apologise(order, policy, facts)
        case _:
            assert_never(action)


# ---- a price that fell


def _adjust(order: Order, action: AskPriceAdjustment, facts: Facts) -> Decision | Refusal:
    """Every piece that is kept, or still to come, costs what it costs now; each fall is made good once."""
    closes = end_of_day(order.placed_at or order.created_at, order.terms.zone, order.terms.adjust_days)
    if not order.terms.adjust_days:
        return Refusal(Reason.NOT_PROMISED, order.id)
    if facts.now > closes:
        return Refusal(Reason.ADJUSTMENT_CLOSED, order.id, until=closes)
    if action.line is not None and order.line(action.line) is None:
        return Refusal(Reason.UNKNOWN_LINE, order.id, line=action.line)
    found = [_fallen(order, line, facts) for line in order.lines if action.line in (None, line.id)]
    parts = [part for part in found if isinstance(part, RefundLine)]
    refusals = [each for each in found if isinstance(each, Refusal)]
    if not parts:
        return min(refusals, key=lambda each: _TELLS_MOST.index(each.reason))
    lines = lowered(order, parts)
    if lines is None or not _held(order, lines):
        return Refusal(Reason.NOTHING_TO_REFUND, order.id)
    amount = total((part.shares.total for part in lines), order.currency)
    pieces = tuple(LineQuantity(part.line, part.quantity) for part in parts)
    return Decision(refund=RefundDue(amount, RefundReason.PRICE_ADJUSTED, _planned(lines)), lines=pieces)


_TELLS_MOST = (
    Reason.ALREADY_ADJUSTED,
    Reason.SOLD_OUT,
    Reason.REFUND_UNDERWAY,
    Reason.CLAIM_UNDERWAY,
    Reason.PRICE_NOT_FALLEN,
    Reason.NOT_SOLD_HERE,
    Reason.ALREADY_CANCELLED,
    Reason.ALREADY_REFUNDED,
)
"""Of several lines that cannot be adjusted, the answer that says most."""


def _fallen(order: Order, line: Line, facts: Facts) -> RefundLine | Refusal:
    """What each piece of the line that is kept has become cheaper by, or why nothing goes back for it."""
    kept = line.quantity - line.settled - line.returning
    reason = _cannot_fall(order, line, kept)
    offer = facts.offers.get(line.sku)
    now = offer.price_in(order.currency) if offer is not None else None
    if reason is None and (offer is None or now is None or (offer.markets and order.market not in offer.markets)):
        reason = Reason.NOT_SOLD_HERE
    if reason is not None or offer is None or now is None:
        return Refusal(reason or Reason.NOT_SOLD_HERE, order.id, line=line.id, sku=line.sku)
    nothing = Money.zero(order.currency)
    less = tuple(max(worth - now, nothing) for worth in line.worths[line.quantity - kept :])
    if not any(each.minor for each in less):
        fell = bool(line.less) and now < line.price
        reason = Reason.ALREADY_ADJUSTED if fell else Reason.PRICE_NOT_FALLEN
        return Refusal(reason, order.id, line=line.id, sku=line.sku)
    if offer.free < 1:
        return Refusal(Reason.SOLD_OUT, order.id, line=line.id, sku=line.sku)
    cheaper = sum(1 for each in less if each.minor)
    return RefundLine(line.id, cheaper, Shares.zero(order.currency), less)


def _cannot_fall(order: Order, line: Line, kept: int) -> Reason | None:
    waiting = (refund for refund in order.refunds if refund.state is RefundState.ASKED and refund.is_told)
    if any(part.line == line.id for refund in waiting for part in refund.lines):
        return Reason.REFUND_UNDERWAY
    if waits_for_return(order, line) or (not kept and line.returning):
        return Reason.CLAIM_UNDERWAY
    gone = Reason.ALREADY_CANCELLED if line.cancelled == line.quantity else Reason.ALREADY_REFUNDED
    return None if kept else gone


# ---- faulty goods that are kept


def _keep(order: Order, action: KeepForLess, policy: Policy, facts: Facts) -> Decision | Refusal:
    """As for a claim that gives everything back (window, limits), but for a share of the price."""
    if action.kind not in FAULTY:
        return Refusal(Reason.NOT_KEPT, order.id)
    if not order.terms.keep_share:
        return Refusal(Reason.NOT_PROMISED, order.id)
    if order.delivered_at is None:
        return Refusal(Reason.NOT_DELIVERED, order.id)
    pieces = claimable(order, action.lines)
    if isinstance(pieces, Refusal):
        return pieces
    closes = window_end(order, order.terms.quality_days)
    if closes is None or facts.now > closes:
        return Refusal(Reason.WINDOW_CLOSED, order.id, until=closes)
    lines = lowered(order, [_for_less(order, piece) for piece in pieces])
    if lines is None or not _held(order, lines):
        return Refusal(Reason.NOTHING_TO_REFUND, order.id)
    amount = total((part.shares.total for part in lines), order.currency)
    why = person_for(amount, RefundReason.KEPT_FOR_LESS, policy, facts)
    due = RefundDue(amount, RefundReason.KEPT_FOR_LESS, _planned(lines), why)
    return Decision(refund=due, claim=action.kind, lines=pieces)


def claimable(order: Order, wanted: tuple[LineQuantity, ...]) -> tuple[LineQuantity, ...] | Refusal:
    """Delivered pieces that something may still be said to be wrong with: a piece kept for less is settled."""
    pieces = checked_pieces(order, wanted, lambda line: line.kept, Reason.ALREADY_REFUNDED)
    if isinstance(pieces, Refusal):
        return pieces
    for piece in pieces:
        line = next(line for line in order.lines if line.id == piece.line)
        settled = min(kept_for_less(order, line), line.quantity - line.settled)
        if settled and piece.quantity > line.kept - settled:
            left = max(0, line.kept - settled)
            return Refusal(Reason.KEPT_FOR_LESS, order.id, line=line.id, sku=line.sku, quantity=left)
    return pieces


def kept_for_less(order: Order, line: Line) -> int:
    """Pieces of a line that were kept for a lower price, or wait for a person to allow it."""
    return sum(
        part.quantity
        for refund in order.refunds
        if refund.reason is RefundReason.KEPT_FOR_LESS and refund.state is not RefundState.DECLINED
        for part in refund.lines
        if part.line == line.id
    )


def _for_less(order: Order, piece: LineQuantity) -> RefundLine:
    """The policy's share of what each of these pieces costs, for the last pieces that are not cheaper already."""
    line = next(line for line in order.lines if line.id == piece.line)
    before, nothing = kept_for_less(order, line), Money.zero(order.currency)
    first = line.quantity - before - piece.quantity
    worths = line.worths[first : line.quantity - before]
    less = (*(share(worth, order.terms.keep_share) for worth in worths), *(nothing,) * before)
    return RefundLine(line.id, piece.quantity, Shares.zero(order.currency), less)


# ---- a parcel that came late


def _apologise(order: Order, policy: Policy, facts: Facts) -> Decision | Refusal:
    """The shipping of the order with the fee and the tax on it, once. The delivery guarantee pays besides."""
    before = next((refund for refund in order.refunds if refund.reason is RefundReason.LATE_APOLOGY), None)
    if before is not None:
        declined = before.state is RefundState.DECLINED
        return Refusal(Reason.APOLOGY_DECLINED if declined else Reason.APOLOGY_GIVEN, order.id)
    late = [parcel for parcel in order.parcels if _came_late(order, parcel, facts.now)]
    if not late:
        return _not_late(order, facts.now)
    if not order.terms.apology_days:
        return Refusal(Reason.NOT_PROMISED, order.id)
    closes = end_of_day(max(parcel.promised_by for parcel in late), order.terms.zone, order.terms.apology_days)
    if facts.now > closes:
        return Refusal(Reason.APOLOGY_CLOSED, order.id, until=closes)
    lines = shipping_of(order)
    amount = total((part.shares.total for part in lines), order.currency)
    if not amount.minor:
        given = any(line.refunded.shipping.minor for line in order.lines)
        return Refusal(Reason.ALREADY_REFUNDED if given else Reason.NOTHING_TO_REFUND, order.id)
    return Decision(refund=RefundDue(amount, RefundReason.LATE_APOLOGY, lines, _beyond(order, amount, policy, facts)))


def _not_late(order: Order, now: datetime) -> Refusal:
    if any(line.lost for line in order.lines):
        return Refusal(Reason.ALREADY_REFUNDED, order.id)
    coming = [p.promised_by for p in order.parcels if p.state not in AT_REST and p.promised_by >= now]
    return Refusal(Reason.STILL_ON_TIME if coming else Reason.NOT_LATE, order.id, until=max(coming, default=None))


def _came_late(order: Order, parcel: Parcel, now: datetime) -> bool:
    """After its promised day; what was refunded as lost, called back, or sent in exchange is another matter."""
    claim = order.claim(parcel.claim) if parcel.claim else None
    exchanged = claim is not None and claim.kind is ClaimKind.EXCHANGE
    if exchanged or parcel.state is ParcelState.CANCELLED or not parcel.lines:
        return False
    if parcel.delivered_at is not None:
        return parcel.delivered_at > parcel.promised_by
    return not parcel.answered and now > parcel.promised_by


def _beyond(order: Order, amount: Money, policy: Policy, facts: Facts) -> str:
    """Which limit of the agent's authority sends a gift to a person; empty for none."""
    agent = policy.authority.agent
    if amount > agent.most(order.currency) or amount > share(order.items, agent.share):
        return "amount"
    return "often" if facts.history.gifts >= agent.count else ""


# ---- common


def _held(order: Order, parts: tuple[RefundLine, ...]) -> bool:
    """Whether the lines hold it besides what waits for a person."""
    held = {line.id: line.refundable - asked_for(order, line).total for line in order.lines}
    return all(part.shares.total <= held[part.line] for part in parts)


def _planned(parts: tuple[RefundLine, ...]) -> tuple[RefundLine, ...]:
    """Counted, not yet done: lines are lowered when the refund is approved."""
    return tuple(RefundLine(part.line, part.quantity, part.shares, part.less) for part in parts)


def do_giving(change: Change, action: Giving, decision: Decision) -> None:
    due = decision.refund
    if due is None:
        raise ValueError(f"order {change.order.id}: nothing was decided to be given")
    if not isinstance(action, KeepForLess):
        open_refund(change, due)
        return
    state = ClaimState.OPEN if decision.needs_person else ClaimState.SETTLED
    claim = Claim(change.next_claim(), action.kind, state, decision.lines, change.now, action.reason, action.photos)
    change.put_claim(claim)
    change.say(
        KeptForLess(
            **change.head(),
            claim=claim.id,
            claim_kind=action.kind,
            lines=claim.lines,
            amount=due.amount,
            photos=len(action.photos),
        )
    )
    open_refund(change, due, claim.id)
