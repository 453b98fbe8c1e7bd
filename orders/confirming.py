"""What is decided about an open quote: whether a yes to it orders, and what it charges."""

from orders.actions import AbandonQuote, ConfirmQuote, Consent
from orders.answers import Decision, Facts, Reason, Refusal
from orders.line import Line
from orders.order import Order
from orders.pieces import can_pay
from orders.states import OrderState


def decide_quote(order: Order, action: ConfirmQuote | AbandonQuote, facts: Facts) -> Decision | Refusal:
    if order.state is OrderState.EXPIRED:
        return Refusal(Reason.QUOTE_EXPIRED, order.id)
    if order.state is OrderState.CANCELLED:
        return Refusal(Reason.ALREADY_CANCELLED, order.id)
    if not order.is_open_quote:
        return Refusal(Reason.ALREADY_PLACED, order.id)
    if isinstance(action, AbandonQuote):
        return Decision()
    return _confirm(order, action, facts)


def _confirm(order: Order, action: ConfirmQuote, facts: Facts) -> Decision | Refusal:
    if order.state is OrderState.DRAFT:
        return Refusal(Reason.NOT_PLACED, order.id)
    if facts.now >= order.quote_expires_at:
        return Refusal(Reason.QUOTE_EXPIRED, order.id, until=order.quote_expires_at)
    if action.quote_hash != order.quote_hash:
        return Refusal(Reason.QUOTE_CHANGED, order.id)
    if order.terms.labelled_button and action.consent is Consent.BARE_YES:
        return Refusal(Reason.NEEDS_ORDER_WORDS, order.id)
    for line in order.lines:
        refusal = _no_longer_as_quoted(order, line, facts)
        if refusal is not None:
            return refusal
    if not can_pay(facts.gift_card, order):
        return Refusal(Reason.GIFT_CARD_TOO_SMALL, order.id)
    return Decision(charge=order.total, promised_by=order.promised_by)


def _no_longer_as_quoted(order: Order, line: Line, facts: Facts) -> Refusal | None:
    offer = facts.offers.get(line.sku)
    if offer is None or offer.stock < line.quantity:
        return Refusal(Reason.SOLD_OUT, order.id, sku=line.sku, quantity=offer.stock if offer else 0)
    if offer.price_in(order.currency) != line.price:
        return Refusal(Reason.PRICE_CHANGED, order.id, sku=line.sku)
    return None
