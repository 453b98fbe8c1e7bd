"""Money that went back while the goods stayed, as Messages."""

from typing import Final

from dialogue.messages import giving as said
from dialogue.messages.base import Label, Message
from dialogue.playbooks.lines import ProductOf, titles_of
from orders import events
from orders.line import LineQuantity
from orders.order import Order, Refund
from orders.states import RefundReason

_TOLD: Final = {
    RefundReason.PRICE_ADJUSTED: said.PriceAdjusted,
    RefundReason.KEPT_FOR_LESS: said.KeptForLess,
    RefundReason.LATE_APOLOGY: said.Apologised,
    RefundReason.GOODWILL: said.GivenByPerson,
}


def gift_told(event: events.RefundApproved, order: Order, method: Label, product_of: ProductOf) -> Message | None:
    """None for a refund that is no gift, or that is there at once: what is told of any refund tells it."""
    kind = _TOLD.get(event.reason)
    if kind is None or event.days == 0:
        return None
    refund = order.refund(event.refund)
    pieces = tuple(LineQuantity(part.line, part.quantity) for part in refund.lines if part.quantity) if refund else ()
    titles = titles_of(order, product_of, pieces or None)
    return kind(order=order.id, titles=titles, amount=event.amount, method=method, days=event.days)


def not_heard_of(refund: Refund | None) -> bool:
    """What one person wanted to give and another did not: the shopper has never heard of it."""
    return refund is not None and bool(refund.asked_by)
