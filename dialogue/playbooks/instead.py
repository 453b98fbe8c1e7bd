"""What is possible instead of what was refused."""

from dialogue.messages.base import Message
from dialogue.messages.changes import ReturnInstead, SendBackNow
from dialogue.messages.refusals import RefusedCancelInstead
from dialogue.playbooks.lines import day_of
from orders.answers import Reason
from orders.order import Order
from orders.pieces import nothing_handed_over

_TOO_LATE = (Reason.ALREADY_SHIPPED, Reason.NOT_DELIVERED)


def instead_of(reason: Reason, order: Order) -> tuple[Message, ...]:
    """The way out that the refusal itself does not name."""
    if reason not in _TOO_LATE:
        return ()
    if reason is Reason.NOT_DELIVERED and nothing_handed_over(order):
        return (RefusedCancelInstead(order=order.id),)
    if any(line.kept for line in order.lines):
        return (SendBackNow(order=order.id),)
    by = day_of(order.promised_by, order.market)
    return (ReturnInstead(order=order.id, days=order.terms.return_days, by=by),)
