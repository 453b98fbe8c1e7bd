"""A refund of the books beside the one our rules would give: its amount as it was paid, spread over the same pieces."""

from dataclasses import replace

from orders.answers import RefundDue
from orders.books.pricing import CannotTake
from orders.held import left_of
from orders.line import Line, Shares
from orders.money import Money, total
from orders.order import Order, RefundLine
from orders.refunds import capped


def adjusted(order: Order, due: RefundDue, amount: Money, place: str) -> RefundDue:
    """The refund with this amount. Raises CannotTake where its lines do not hold so much any more."""
    wanted, lines = amount, list(due.lines)
    for at, part in enumerate(lines):
        shares = capped(part.shares, wanted)
        wanted = wanted - shares.total
        lines[at] = replace(part, shares=shares)
    for at, part in enumerate(lines):
        line = order.line(part.line)
        if line is not None and wanted.minor:
            shares = _more(order, line, part, wanted)
            wanted = wanted - (shares.total - part.shares.total)
            lines[at] = replace(part, shares=shares)
    if wanted.minor:
        raise CannotTake(place, f"is {wanted} more than was paid for these pieces")
    whole = total((part.shares.total for part in lines), amount.currency)
    return RefundDue(whole, due.reason, tuple(lines))


def _more(order: Order, line: Line, part: RefundLine, wanted: Money) -> Shares:
    """What else the line holds, goods first, up to what is wanted."""
    left = left_of(order, line)
    room = min(wanted, line.refundable - part.shares.total)
    shares = part.shares
    for name in ("goods", "shipping", "fee", "tax"):
        has: Money = getattr(shares, name)
        most: Money = getattr(left, name)
        extra = max(min(room, most - has), Money.zero(room.currency))
        room = room - extra
        shares = replace(shares, **{name: has + extra})
    return shares
