"""The shapes most Plans have: say something, ask something and go on later, show what a yes would do."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypedDict

from dialogue.commands import Command, commands
from dialogue.conversation import Conversation, OpenQuestion, Pending, Slot
from dialogue.counter import Counter
from dialogue.messages.base import Message
from dialogue.plan import Decided, Plan
from dialogue.playbooks.lines import ProductOf
from dialogue.playbooks.pointing import product_with
from dialogue.playbooks.refusals import refusal_messages
from dialogue.view import View
from orders import actions
from orders.access import refused_to_guest
from orders.actions import OnOrder, OrderAction
from orders.answers import Decision, Refusal
from orders.decisions import decide
from orders.ids import OrderId, ShopperId
from orders.order import Order


class Head(TypedDict):
    """The part that every action on an order shares."""

    shopper: ShopperId
    order: OrderId
    expected_version: int
    confirmation: str


def head(order: Order, view: View, confirmation: str) -> Head:
    return {
        "shopper": view.conversation.shopper,
        "order": order.id,
        "expected_version": order.version,
        "confirmation": confirmation,
    }


def product_of(view: View, counter: Counter) -> ProductOf:
    """Where titles come from: what the turn has read, else the catalog."""
    return lambda sku: product_with(sku, view, counter)


def resumed(command: str) -> Command:
    """The Command an open question goes on with."""
    return commands().validate_json(command)


def told(view: View, *messages: Message, decided: tuple[Decided, ...] = ()) -> Plan:
    """Say something and leave everything as it is, an open question too."""
    return Plan(view.conversation, view.profile, messages=messages, decided=decided)


def stage_of(action: OrderAction) -> str:
    if isinstance(action, actions.MakeQuote | actions.ConfirmQuote | actions.AbandonQuote):
        return "ordering"
    logistic = isinstance(action, actions.ChangeAddress | actions.ReportLost)
    return "logistics" if logistic else "service"


def answered(view: View) -> Conversation:
    """The conversation with its question closed and nothing waiting for a yes, save an open quote's."""
    return replace(view.conversation, question=None, pending=None)


def asked(
    view: View,
    message: Message,
    slot: Slot,
    command: Command,
    options: tuple[str, ...] = (),
    *,
    subject: str | None = None,
) -> Plan:
    """Ask, and keep the Command that goes on once the answer is there."""
    question = OpenQuestion(slot=slot, options=options, command=command.model_dump_json(), subject=subject)
    conversation = replace(view.conversation, question=question, pending=None)
    return Plan(conversation, view.profile, messages=(message,))


def ruled(order: Order, action: OnOrder, view: View, counter: Counter) -> Decision | Refusal:
    """What the rules say to it; of an order that a code has opened, what they say to a guest."""
    decision = decide(order, action, counter.policy, view.facts)
    if isinstance(decision, Refusal) or order.shopper == view.conversation.shopper:
        return decision
    return refused_to_guest(action, decision) or decision


def previewed(
    view: View,
    counter: Counter,
    order: Order,
    build: Callable[[Head], OnOrder],
    word: Callable[[str, Decision], Message],
) -> Plan | Refusal:
    """What the action would do, exactly, with a token for the yes; or why it is not possible."""
    token = counter.new_token()
    action = build(head(order, view, token))
    decision = ruled(order, action, view, counter)
    if isinstance(decision, Refusal):
        return decision
    conversation = replace(
        view.conversation,
        pending=Pending(token=token, action=action),
        question=OpenQuestion(slot=Slot.CONFIRM, subject=token),
        focus_order=order.id,
    )
    decided = Decided(_stage(action), f"previewed:{type(action).__name__}", inputs=order.id)
    return Plan(conversation, view.profile, messages=(word(token, decision),), decided=(decided,))


def refused(view: View, counter: Counter, refusal: Refusal, order: Order | None, *instead: Message) -> Plan:
    """Say kindly why not, and what is possible instead."""
    messages = refusal_messages(refusal, order, product_of(view, counter))
    decided = Decided("service", f"refused:{refusal.reason.value}", inputs=order.id if order else "")
    conversation = answered(view)
    if order is not None:
        conversation = replace(conversation, focus_order=order.id)
    return Plan(conversation, view.profile, messages=(*messages, *instead), decided=(decided,))


def _stage(action: OnOrder) -> str:
    return "logistics" if type(action).__name__ in {"ChangeAddress", "ReportLost"} else "service"
