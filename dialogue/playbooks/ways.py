"""A shopper's ways to pay: which they have, what else is possible, and the question which it shall be."""

from dataclasses import replace
from typing import Final

from dialogue.commands import ChangeOrder, ChoosePayment, Command, ExchangeItem
from dialogue.conversation import Slot
from dialogue.counter import Counter
from dialogue.messages import checkout as said
from dialogue.messages import paying as yours
from dialogue.messages.base import Label
from dialogue.plan import Plan
from dialogue.playbooks.instead import or_instead
from dialogue.playbooks.lines import METHODS, method_of, ways_to_pay
from dialogue.playbooks.replies import asked, resumed
from dialogue.view import View
from orders.answers import Reason, Refusal
from orders.customers import PaymentMethod
from orders.gift_cards import KIND as GIFT_CARD
from orders.order import Order

Methods = tuple[PaymentMethod, ...]
_LONGEST: Final = 20
"""Characters on a button."""


def methods_of(view: View, counter: Counter) -> Methods:
    """The shopper's own ways to pay that can be charged; gift cards are named by their code."""
    customer = counter.customer_of(view.conversation.shopper)
    known = customer.methods if customer is not None else ()
    return tuple(each for each in known if counter.policy.accepts(each.token) and not each.token.startswith(GIFT_CARD))


def named(method: PaymentMethod) -> Label:
    """As its owner knows it, else by its token."""
    return Label(kind="method", id="named", value=method.label) if method.label else method_of(method.token)


def stored(methods: Methods) -> tuple[yours.Stored, ...]:
    return tuple(
        yours.Stored(token=each.token, method=method_of(each.token), text=_on_button(each)) for each in methods
    )


def _on_button(method: PaymentMethod) -> str | None:
    if method.label and len(method.label) <= _LONGEST:
        return method.label
    ending = method_of(method.token).value
    brand = f"{method.label.split()[0]} " if method.label else ""
    return f"{brand}•••• {ending}" if ending else None


def kind_of(method: PaymentMethod) -> str | None:
    return next((name for kind, name in METHODS.items() if method.token.startswith(kind)), None)


def other_kinds(methods: Methods, kinds: tuple[Label, ...]) -> tuple[Label, ...]:
    """Kinds of which the shopper has none; another card is always possible."""
    had = {kind_of(each) for each in methods} - {"card"}
    return tuple(kind for kind in kinds if kind.id not in had)


def ask_how(view: View, counter: Counter, goes_on: Command) -> Plan:
    """How shall it be paid? `goes_on` is what the answer is for."""
    methods, kinds = methods_of(view, counter), ways_to_pay(counter.policy)
    if not methods:
        return asked(view, said.AskPaymentMethod(methods=kinds), Slot.PAYMENT, goes_on)
    message = yours.AskYourMethod(
        yours=tuple(map(named, methods)), stored=stored(methods), methods=other_kinds(methods, kinds)
    )
    return asked(view, message, Slot.PAYMENT, goes_on)


# ---- what a difference is charged to


def or_another_way(
    plan: Plan | Refusal, swap: ChangeOrder | ExchangeItem, order: Order, view: View, counter: Counter
) -> Plan:
    """The preview of a swap; the question how to pay its difference where the order's own way was forgotten."""
    if isinstance(plan, Plan) or plan.reason is not Reason.METHOD_FORGOTTEN:
        return or_instead(plan, order, view, counter)
    asking = ask_how(replace(view, conversation=replace(view.conversation, focus_order=order.id)), counter, swap)
    return replace(asking, messages=(yours.RefusedMethodForgotten(order=order.id), *asking.messages))


def waiting_swap(view: View) -> ChangeOrder | ExchangeItem | None:
    """The swap whose difference it was asked how to pay; None where nothing like that is open."""
    question = view.conversation.question
    if question is None or question.slot is not Slot.PAYMENT or question.command is None:
        return None
    waiting = resumed(question.command)
    return waiting if isinstance(waiting, ChangeOrder | ExchangeItem) else None


def goes_on_with(command: ChoosePayment, view: View) -> Command:
    """What an answer to a question about the way to pay is for."""
    return waiting_swap(view) or ChoosePayment(always=command.always)
