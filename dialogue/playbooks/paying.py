"""How an order is paid: by one of the shopper's own ways, by another kind, by the usual one from now on."""

from dataclasses import replace

from dialogue.commands import AskPayment, ChangeOrder, ChoosePayment, ForgetPayment, MethodSaid, SendCardNumber
from dialogue.conversation import Conversation, Slot
from dialogue.counter import Counter
from dialogue.messages import checkout as said
from dialogue.messages import paying as yours
from dialogue.messages.base import Message
from dialogue.plan import Decided, Plan
from dialogue.playbooks.changes import change_order, pay_another_way
from dialogue.playbooks.gift_cards import means_gift_card, pay_by_gift_card
from dialogue.playbooks.lines import METHODS, method_of, paid_by, ways_to_pay
from dialogue.playbooks.owned import placed
from dialogue.playbooks.quotes import at_hand, open_quote, quoted
from dialogue.playbooks.refunds import exchange_item
from dialogue.playbooks.replies import asked, told
from dialogue.playbooks.ways import (
    Methods,
    ask_how,
    goes_on_with,
    kind_of,
    methods_of,
    named,
    other_kinds,
    stored,
    waiting_swap,
)
from dialogue.view import View
from orders import account_actions
from orders.customers import PaymentMethod
from orders.order import Order
from orders.pieces import undelivered


def meant(said_of: MethodSaid, methods: Methods, now: str | None) -> Methods:
    """Which of them may be meant; all where nothing was named. `now` is the one that "the other" is not."""
    exact = tuple(each for each in methods if each.token == said_of.method)
    if exact:
        return exact
    found = methods
    if said_of.ending:
        found = tuple(each for each in found if _ends(each, said_of.ending))
    elif said_of.method:
        kind = METHODS.get(said_of.method, said_of.method)
        found = tuple(each for each in found if kind_of(each) == kind)
    by_words = tuple(each for each in found if said_of.words and said_of.words.casefold() in each.label.casefold())
    found = by_words or found
    return tuple(each for each in found if each.token != now) if said_of.another else found


def _ends(method: PaymentMethod, digits: str) -> bool:
    return method.token.endswith(digits) or method.label.rstrip(" .)").endswith(digits)


def choose_payment(command: ChoosePayment, view: View, counter: Counter) -> Plan:
    """How to pay: what is being ordered, or a placed order; the usual one from now on only where that was said."""
    if means_gift_card(command):
        return pay_by_gift_card(command, view, counter)
    methods = methods_of(view, counter)
    vague = command.method is None and not command.ending and not command.words and not command.another
    if vague:
        return ask_how(view, counter, waiting_swap(view) or command)
    found = meant(command, methods, _method_now(view))
    if len(found) == 1:
        return _chosen(found[0].token, command, view, counter)
    if len(found) > 1:
        return _which(view, found, command)
    if command.another or (command.ending and methods):
        return _none_like_that(view, counter, methods, command)
    if command.method is None or not counter.policy.accepts(command.method):
        kinds = ways_to_pay(counter.policy)
        return asked(view, said.MethodNotTaken(methods=kinds), Slot.PAYMENT, goes_on_with(command, view))
    return _chosen(command.method, command, view, counter)


def _which(view: View, found: Methods, command: ChoosePayment) -> Plan:
    message = yours.AskWhichOfYours(yours=tuple(map(named, found)), stored=stored(found))
    tokens = tuple(each.token for each in found)
    return asked(view, message, Slot.PAYMENT, goes_on_with(command, view), tokens)


def _none_like_that(view: View, counter: Counter, methods: Methods, command: ChoosePayment) -> Plan:
    again = goes_on_with(command, view)
    if not methods or not command.ending:
        return ask_how(view, counter, again)
    message = yours.NoSuchMethodOfYours(
        yours=tuple(map(named, methods)),
        stored=stored(methods),
        methods=other_kinds(methods, ways_to_pay(counter.policy)),
    )
    return asked(view, message, Slot.PAYMENT, again)


def _method_now(view: View) -> str | None:
    """What is paid with as things stand: the open quote's method, the order's that is spoken of, else the usual one."""
    quote, order = open_quote(view), _to_be_paid_otherwise(view)
    if quote is not None:
        return quote.method
    if at_hand(view) or order is None:
        return view.conversation.method or view.profile.payment
    return order.method


def _chosen(token: str, command: ChoosePayment, view: View, counter: Counter) -> Plan:
    swap = waiting_swap(view)
    if swap is not None:
        paid = swap.model_copy(update={"method": token})
        return (
            change_order(paid, view, counter) if isinstance(paid, ChangeOrder) else exchange_item(paid, view, counter)
        )
    profile = replace(view.profile, payment=token) if command.always else view.profile
    view = replace(view, profile=profile, conversation=_paid_with(token, view))
    kept: tuple[Message, ...] = (yours.UsualMethodNow(method=method_of(token)),) if command.always else ()
    if open_quote(view) is not None or at_hand(view):
        return quoted(view, counter, at_hand(view), *kept)
    order = None if command.always else _to_be_paid_otherwise(view)
    message: Message = kept[0] if kept else said.PaymentKept(method=method_of(token))
    if order is not None:
        plan = pay_another_way(order, token, view, counter)
        if isinstance(plan, Plan):
            return plan
        message = said.PaymentFixed(order=order.id, method=paid_by(order))
    decided = Decided("ordering", "usual_payment_chosen" if command.always else "payment_chosen")
    return Plan(view.conversation, profile, messages=(message,), decided=(decided,))


def _paid_with(token: str, view: View) -> Conversation:
    """A card that pays everything is let go for another way to pay; one that pays a part goes on paying it. An address
    that was half told stays asked for, its name too."""
    quote, question = open_quote(view), view.conversation.question
    card = None if quote is not None and quote.rest_to_pay.is_zero() else view.conversation.gift_card
    still = question if question is not None and question.slot in (Slot.ADDRESS, Slot.NAME) else None
    return replace(view.conversation, question=still, gift_card=card, method=token)


def _to_be_paid_otherwise(view: View) -> Order | None:
    """The placed order that is spoken of, else the newest of which something has still to come."""
    focus = view.conversation.focus_order
    meant_order = next((order for order in placed(view) if order.id == focus), None)
    return meant_order or next((order for order in placed(view) if undelivered(order)), None)


def ask_payment(command: AskPayment, view: View, counter: Counter) -> Plan:
    """The shopper's own ways first, the usual one named; then the others."""
    kinds, methods = ways_to_pay(counter.policy), methods_of(view, counter)
    usual = next((each for each in methods if each.token == view.profile.payment), None)
    if not methods or usual is None:
        return told(view, said.PaymentTold(methods=kinds))
    message = yours.YourWaysToPay(
        yours=tuple(map(named, methods)),
        usual=named(usual),
        stored=stored(methods),
        methods=other_kinds(methods, kinds),
    )
    return told(view, message)


def forget_payment(command: ForgetPayment, view: View, counter: Counter) -> Plan:
    """Forgets what is meant; of several it is asked which. Orders keep how they were paid."""
    found = meant(command, methods_of(view, counter), _method_now(view))
    if not found:
        return told(view, yours.NothingStoredLikeThat())
    if len(found) > 1:
        message = yours.AskWhichToForget(yours=tuple(map(named, found)), stored=stored(found))
        return asked(view, message, Slot.PAYMENT, ForgetPayment(), tuple(each.token for each in found))
    action = account_actions.ForgetMethod(shopper=view.conversation.shopper, token=found[0].token)
    method = None if view.conversation.method == found[0].token else view.conversation.method
    conversation = replace(view.conversation, question=None, method=method)
    decided = (Decided("service", "method_forgotten", actor="shopper"),)
    after = (yours.MethodForgotten(method=named(found[0])),)
    return Plan(conversation, view.profile, account=(action,), after=after, decided=decided)


def send_card_number(command: SendCardNumber, view: View, counter: Counter) -> Plan:
    """Kindly: not here. What was open stays open."""
    message = yours.CardNumberRemoved(methods=ways_to_pay(counter.policy), stored=stored(methods_of(view, counter)))
    return told(view, message, decided=(Decided("service", "card_number_refused"),))
