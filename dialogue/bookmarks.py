"""What a conversation keeps in mind of what happened to orders: the open quote and its yes, the order in focus."""

from dataclasses import replace

from dialogue.conversation import Conversation, OpenQuestion, Pending, Shown, Slot
from orders.actions import ConfirmQuote, Consent
from orders.events import Event, OrderConfirmed, PaymentFailed, QuoteAbandoned, QuoteExpired, QuoteMade
from orders.order import Order


def remember(conversation: Conversation, event: Event, order: Order) -> Conversation:
    """The conversation once the event has happened."""
    match event:
        case QuoteMade() | PaymentFailed() if order.is_open_quote:
            return replace(
                conversation,
                quote=order.id,
                focus_order=order.id,
                pending=yes_to(order),
                question=OpenQuestion(slot=Slot.CONFIRM, subject=order.id),
                gift_card=order.gift_card,
                focus=_in_focus(conversation, order),
            )
        case QuoteExpired() | QuoteAbandoned() if conversation.quote == order.id:
            return _without_quote(conversation)
        case OrderConfirmed():
            return replace(_without_quote(conversation), basket=(), focus_order=order.id, method=None, address=None)
        case _:
            return replace(conversation, focus_order=order.id)


def _in_focus(conversation: Conversation, order: Order) -> Shown | None:
    """The product spoken of last, as long as it is in the quote; else what came into the quote last."""
    focus, lines = conversation.focus, order.current_lines
    if not lines or (focus is not None and any(line.sku == focus.sku for line in lines)):
        return focus
    return Shown(lines[-1].product, lines[-1].sku)


def yes_to(order: Order) -> Pending:
    """What a yes to this quote does. The token names order and quote, so a yes to an older one is seen as that."""
    token = f"{order.id}:{order.quote_hash[:8]}"
    action = ConfirmQuote(
        shopper=order.shopper,
        order=order.id,
        expected_version=order.version,
        # The version too: after a payment that failed, the same quote may be agreed to anew.
        confirmation=f"{token}:{order.version}",
        quote_hash=order.quote_hash,
        consent=Consent.BARE_YES,
    )
    return Pending(token=token, action=action)


def _without_quote(conversation: Conversation) -> Conversation:
    pending, question = conversation.pending, conversation.question
    ours = (
        pending is not None and isinstance(pending.action, ConfirmQuote) and pending.action.order == conversation.quote
    )
    asked = question is not None and question.subject == conversation.quote
    return replace(
        conversation,
        quote=None,
        pending=None if ours else pending,
        question=None if asked else question,
        gift_card=None,
    )
