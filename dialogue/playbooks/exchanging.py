"""Delivered goods for other variants or other goods: what it costs or gives back, what to send back, and a yes."""

from dataclasses import replace

from dialogue.commands import ExchangeItem, OrderRef
from dialogue.counter import Counter
from dialogue.messages.base import Message
from dialogue.plan import Plan
from dialogue.playbooks.replies import Head, previewed, product_of
from dialogue.playbooks.swap_words import exchange_preview, pairs_of
from dialogue.playbooks.swapping import Swapping, swaps_meant
from dialogue.playbooks.ways import or_another_way
from dialogue.view import View
from orders import actions
from orders.actions import OnOrder
from orders.answers import Decision
from orders.order import Order


def exchange(command: ExchangeItem, order: Order, view: View, counter: Counter) -> Plan:
    """Other variants or other goods for delivered lines, with the one difference, for one yes."""
    kept = tuple(line for line in order.lines if line.kept)
    found = swaps_meant(Swapping(command, order, kept, lambda line: line.kept), view, counter)
    if isinstance(found, Plan):
        return found
    swaps, view = found
    return _exchanged(swaps, command, order, view, counter)


def fewer_exchanged(quantity: int, view: View, counter: Counter) -> Plan | None:
    """ "Only one of them" about an exchange that waits for its yes."""
    action = view.conversation.pending.action if view.conversation.pending else None
    if not isinstance(action, actions.ExchangeLines) or len(action.swaps) != 1:
        return None
    order, (swap,) = view.order(action.order), action.swaps
    line = next((line for line in order.lines if line.id == swap.line), None) if order else None
    if order is None or line is None or not 0 < quantity <= line.kept:
        return None
    command = ExchangeItem(item=str(line.id), quantity=quantity, method=action.method or None)
    return _exchanged((replace(swap, quantity=quantity),), command, order, view, counter)


def _exchanged(
    swaps: tuple[actions.Swap, ...], command: ExchangeItem, order: Order, view: View, counter: Counter
) -> Plan:
    days = counter.policy.windows.send_back_days

    def build(first: Head) -> OnOrder:
        return actions.ExchangeLines(**first, swaps=swaps, method=command.method or "")

    def word(token: str, decision: Decision) -> Message:
        pairs = pairs_of(order, swaps, decision, product_of(view, counter))
        return exchange_preview(token, decision, order, pairs, days, command.method or order.method)

    known = command.model_copy(update={"order": OrderRef(id=order.id)})
    return or_another_way(previewed(view, counter, order, build, word), known, order, view, counter)
