"""Gift cards: paying with one, and wishing for refunds on one."""

from dataclasses import replace

from dialogue.commands import AskGiftCard, ChoosePayment, RefundOntoGiftCard
from dialogue.conversation import Slot
from dialogue.counter import Counter
from dialogue.messages import gift_cards as said
from dialogue.messages.base import Message
from dialogue.plan import Plan
from dialogue.playbooks.lines import method_of
from dialogue.playbooks.owned import order_meant
from dialogue.playbooks.quotes import at_hand, quoted
from dialogue.playbooks.replies import Head, asked, previewed, refused, told
from dialogue.view import View
from orders import actions
from orders.actions import OnOrder
from orders.answers import Decision, Reason, Refusal
from orders.gift_cards import KIND
from orders.ids import GiftCardId
from orders.order import Order


def means_gift_card(command: ChoosePayment) -> bool:
    return command.code is not None or (command.method or "").startswith(KIND)


def pay_by_gift_card(command: ChoosePayment, view: View, counter: Counter) -> Plan:
    """A quote in which the card pays what it holds; its code is asked for where it was not said."""
    if command.code is None:
        return asked(view, said.AskGiftCardCode(), Slot.PAYMENT, ChoosePayment(method=KIND))
    conversation = replace(view.conversation, gift_card=GiftCardId(command.code), question=None)
    view = replace(view, conversation=conversation)
    lines = at_hand(view)
    return quoted(view, counter, lines) if lines else told(view, said.GiftCardKept())


def ask_gift_card(command: AskGiftCard, view: View, counter: Counter) -> Plan:
    """What is left on each of the shopper's cards; used up ones are told only where there is no other."""
    cards = counter.cards_of(view.conversation.shopper, view.conversation.gift_card)
    if not cards:
        return told(view, said.NoGiftCardYet())
    full = [card for card in cards if not card.balance.is_zero()] or list(cards[-1:])
    return told(view, *(said.GiftCardHolds(card=card.id, amount=card.balance) for card in full))


def of_quote(order: Order) -> Message | None:
    """How much of an order its gift card pays; None where there is none."""
    if order.gift_part is None:
        return None
    if order.rest_to_pay.is_zero():
        return said.GiftCardPaysAll(gift=order.gift_part)
    return said.GiftCardPaysPart(gift=order.gift_part, rest=order.rest_to_pay, method=method_of(order.method))


def refund_onto_gift_card(command: RefundOntoGiftCard, view: View, counter: Counter) -> Plan:
    """Asks for the yes; from then on what the order gives back goes onto a gift card."""
    meant = order_meant(command.order, command, view, counter, lambda order: not order.refundable.is_zero())
    if isinstance(meant, Plan):
        return meant

    def build(first: Head) -> OnOrder:
        return actions.RefundOntoGiftCard(**first)

    def word(token: str, decision: Decision) -> Message:
        return said.RefundOntoGiftCardPreview(token=token, order=meant.id)

    plan = previewed(view, counter, meant, build, word)
    if isinstance(plan, Refusal) and plan.reason is Reason.ALREADY_DECIDED:
        return told(view, said.RefundsGoThereAlready(order=meant.id))
    return refused(view, counter, plan, meant) if isinstance(plan, Refusal) else plan
