"""From a product to a quote: what is taken, how many, where to, how it is paid. The yes itself is in `answers.py`."""

from dataclasses import replace

from dialogue.commands import (
    AskFee,
    AskPayment,
    ChangeAddress,
    Checkout,
    ChoosePayment,
    GiveAddress,
    OrderRef,
    PressDeadButton,
    SameAgain,
)
from dialogue.conversation import BasketLine, Slot
from dialogue.counter import Counter
from dialogue.messages import checkout as said
from dialogue.messages.base import Message
from dialogue.plan import Decided, Plan
from dialogue.playbooks.addresses import ask_for, country_meant, merged, missing_in, redirected, whole
from dialogue.playbooks.cards import currency_of
from dialogue.playbooks.changes import change_address, pay_another_way
from dialogue.playbooks.gift_cards import means_gift_card, pay_by_gift_card
from dialogue.playbooks.lines import method_of, paid_by, place_of, title_of_line, ways_to_pay
from dialogue.playbooks.owned import order_meant, placed
from dialogue.playbooks.quotes import at_hand, let_go_of, merged_lines, open_quote, quoted
from dialogue.playbooks.replies import asked, product_of, resumed, told
from dialogue.playbooks.taking import take_focused
from dialogue.playbooks.variants import in_stock
from dialogue.view import View
from orders.money import Money, share
from orders.order import Address, Order
from orders.pieces import undelivered
from orders.states import Tier

_EXAMPLE = 100
"""Goods of the fee's example, in whole units of the currency."""


def checkout(command: Checkout, view: View, counter: Counter) -> Plan:
    """A quote for the basket, or for what was offered last and let go; else the product in focus is taken."""
    lines = at_hand(view) or let_go_of(view)
    return quoted(view, counter, lines) if lines else take_focused(view, counter)


def same_again(command: SameAgain, view: View, counter: Counter) -> Plan:
    """The goods of an earlier order as a new quote, as far as they are in stock."""
    meant = order_meant(command.order, command, view, counter, lambda order: True)
    if isinstance(meant, Plan):
        return meant
    stock, found, currency = in_stock(view, counter), product_of(view, counter), currency_of(view, counter)
    lines = meant.current_lines or meant.lines
    there = [
        line
        for line in lines
        if stock(line.sku) >= (line.current or line.quantity) and counter.finder.price_of(line.sku, currency)
    ]
    if not there:
        return told(view, said.NoneAgain())
    gone = tuple(title_of_line(line, found) for line in lines if line not in there)
    again = merged_lines(tuple(BasketLine(line.sku, line.current or line.quantity) for line in there))
    return quoted(view, counter, again, *((said.SomeNotAgain(titles=gone),) if gone else ()))


def give_address(command: GiveAddress, view: View, counter: Counter) -> Plan:
    """An address for the change of an order that asked for it, else for what is being ordered, else to keep."""
    question = view.conversation.question
    waiting = resumed(question.command) if question and question.command else None
    if isinstance(waiting, ChangeAddress):
        address = merged(waiting.address, command.address)
        return change_address(waiting.model_copy(update={"address": address}), view, counter)
    order = open_quote(view)
    address = command.address
    if isinstance(waiting, GiveAddress):
        address = merged(waiting.address, command.address)
    elif order is not None:
        address = redirected(order.address, address)
    elif not at_hand(view) and _can_be_redirected(view):
        redirect = ChangeAddress(order=OrderRef(id=view.conversation.focus_order), address=address)
        return change_address(redirect, view, counter)
    if address.country is None:
        address = address.model_copy(update={"country": country_meant(address, view, counter)})
    if address.name is None and view.profile.name:
        address = address.model_copy(update={"name": view.profile.name})
    missing = missing_in(address, counter)
    if missing:
        question_now = ask_for(missing)
        return asked(view, question_now, question_now.asks or Slot.ADDRESS, GiveAddress(address=address))
    return _with_address(whole(address), view, counter)


def _can_be_redirected(view: View) -> bool:
    order = view.order(view.conversation.focus_order) if view.conversation.focus_order else None
    return order is not None and order in placed(view) and not any(parcel.handed_over_at for parcel in order.parcels)


def _with_address(address: Address, view: View, counter: Counter) -> Plan:
    profile = replace(view.profile, address=address, name=view.profile.name or address.name)
    market = counter.policy.market_of(address) or view.conversation.market
    conversation = replace(view.conversation, address=address, market=market, question=None)
    view = replace(view, conversation=conversation, profile=profile)
    if at_hand(view):
        return quoted(view, counter, at_hand(view))
    decided = (Decided("service", "address_kept"),)
    return Plan(conversation, profile, messages=(said.AddressKept(address=place_of(address)),), decided=decided)


def choose_payment(command: ChoosePayment, view: View, counter: Counter) -> Plan:
    """How to pay: for the open quote at once, for later orders remembered. Never a card number."""
    if means_gift_card(command):
        return pay_by_gift_card(command, view, counter)
    if command.method is None:
        return asked(view, said.AskPaymentMethod(methods=ways_to_pay(counter.policy)), Slot.PAYMENT, command)
    if not counter.policy.accepts(command.method):
        methods = ways_to_pay(counter.policy)
        return asked(view, said.MethodNotTaken(methods=methods), Slot.PAYMENT, ChoosePayment())
    profile = replace(view.profile, payment=command.method)
    quote = open_quote(view)
    # A card that pays everything is let go for another way to pay; one that pays a part goes on paying it.
    card = None if quote is not None and quote.rest_to_pay.is_zero() else view.conversation.gift_card
    conversation = replace(view.conversation, question=None, gift_card=card)
    view = replace(view, profile=profile, conversation=conversation)
    if open_quote(view) is not None or at_hand(view):
        return quoted(view, counter, at_hand(view))
    order = _to_be_paid_otherwise(view)
    message: Message = said.PaymentKept(method=method_of(command.method))
    if order is not None:
        plan = pay_another_way(order, command.method, view, counter)
        if isinstance(plan, Plan):
            return plan
        message = said.PaymentFixed(order=order.id, method=paid_by(order))
    return Plan(conversation, profile, messages=(message,), decided=(Decided("ordering", "payment_chosen"),))


def _to_be_paid_otherwise(view: View) -> Order | None:
    """The placed order that is spoken of, else the newest of which something has still to come."""
    focus = view.conversation.focus_order
    meant = next((order for order in placed(view) if order.id == focus), None)
    return meant or next((order for order in placed(view) if undelivered(order)), None)


def ask_payment(command: AskPayment, view: View, counter: Counter) -> Plan:
    return told(view, said.PaymentTold(methods=ways_to_pay(counter.policy)))


def ask_fee(command: AskFee, view: View, counter: Counter) -> Plan:
    """The fee by an example in the shopper's currency; every number is the policy's."""
    currency, rate = currency_of(view, counter), counter.policy.fee_rate
    goods = Money.parse(_EXAMPLE, currency)
    shipping = counter.policy.shipping_price(Tier.LOCAL, currency) or Money.zero(currency)
    fee = share(goods + shipping, rate)
    return told(view, said.FeeTold(percent=int(rate * 100), goods=goods, shipping=shipping, fee=fee))


def press_dead_button(command: PressDeadButton, view: View, counter: Counter) -> Plan:
    return told(view, said.DeadButton(), decided=(Decided("service", "dead_button"),))
