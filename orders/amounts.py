"""How far a person may move the amount of a refund that waits for their word, and what an amount they chose means.

Only claims about goods that came damaged, wrong or not at all can be moved: everything else is owed to the cent. Less
is money alone: the pieces stay the shopper's to send back, as after a refusal. More is a gift beside the claim, within
what the order still holds and what one person may give. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from orders.costs import QUALITY
from orders.money import Money, allocate, total
from orders.order import Order, Refund, RefundLine
from orders.policy import Policy
from orders.refunds import IN_DISPUTE, capped
from orders.spreading import free
from orders.states import RefundReason, RefundState

MOVABLE: Final = QUALITY


@dataclass(frozen=True, slots=True)
class Bounds:
    """From the least to the most that may be approved; the same where nothing can be moved."""

    least: Money
    most: Money


def bounds(order: Order, refund: Refund, policy: Policy, staff: Sequence[str]) -> Bounds:
    """For this refund and this member of staff, under all the names they may be known by."""
    if refund.reason not in MOVABLE or refund.why_person == IN_DISPUTE or refund.amount.minor <= 0:
        return Bounds(refund.amount, refund.amount)
    return Bounds(Money(1, order.currency), refund.amount + _more(order, refund, policy, staff))


def _more(order: Order, refund: Refund, policy: Policy, staff: Sequence[str]) -> Money:
    """What the order holds beside everything that waits, and what this person may still give on it."""
    waiting = total((each.amount for each in order.refunds if each.state is RefundState.ASKED), order.currency)
    there = total((free(order, line) for line in order.lines), order.currency)
    given = total((each.amount for each in order.refunds if _is_gift_of(each, staff)), order.currency)
    authority = policy.authority.staff.most(order.currency) - given
    return max(min(there, order.refundable - waiting, authority), Money.zero(order.currency))


def _is_gift_of(refund: Refund, staff: Sequence[str]) -> bool:
    """Goodwill of one person's own word, under whatever name they came in."""
    names = {name.casefold() for name in (refund.by_person, *refund.invited_by)}
    alone = bool(refund.by_person) and not refund.asked_by
    return refund.reason is RefundReason.GOODWILL and alone and any(name.casefold() in names for name in staff)


def cut_to(refund: Refund, amount: Money) -> Refund:
    """The refund with less, spread over its lines by what each would have given; of no pieces any more."""
    weights = [part.shares.total.minor for part in refund.lines]
    pieces = allocate(amount, weights)
    lines = tuple(_cut(part, piece) for part, piece in zip(refund.lines, pieces, strict=True))
    return replace(refund, amount=amount, lines=lines)


def _cut(part: RefundLine, to: Money) -> RefundLine:
    return replace(part, quantity=0, shares=capped(part.shares, to), less=())
