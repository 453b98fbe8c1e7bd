"""Goods or money back: returns, exchanges, complaints about goods, losses, withdrawal, and where a refund is.

Each shows the exact amounts and asks for a yes; what is not possible is said with what is.
"""

from dataclasses import replace

from dialogue.commands import (
    AskRefund,
    AskRefundState,
    CancelOrder,
    ChangeOrder,
    ExchangeItem,
    OrderRef,
    ReportLost,
    ReturnItem,
    StaffApproveRefund,
    StaffDeclineRefund,
    Withdraw,
)
from dialogue.conversation import Slot
from dialogue.counter import Counter
from dialogue.messages import refunds as said
from dialogue.messages import refusals
from dialogue.messages.base import Message
from dialogue.plan import Decided, Plan
from dialogue.playbooks.changes import allowed, cancel_order, change_order, or_instead
from dialogue.playbooks.claims import claim_at_hand, claim_whole
from dialogue.playbooks.exchanging import exchange
from dialogue.playbooks.handover import has_conversation, too_late
from dialogue.playbooks.lines import back_to, day_of, titles_of
from dialogue.playbooks.owned import lines_meant, order_meant, placed
from dialogue.playbooks.quotes import asks_only, at_hand, change_of_mind, open_quote
from dialogue.playbooks.refund_states import refund_said, refund_to_come
from dialogue.playbooks.replies import Head, answered, asked, head, previewed, product_of, refused, told
from dialogue.playbooks.tracking import coming_back
from dialogue.view import View
from orders import actions
from orders.actions import OnOrder, Remedy
from orders.answers import Decision, Reason, Refusal
from orders.decisions import decide
from orders.line import LineQuantity
from orders.money import Money
from orders.order import Order, Refund
from orders.pieces import undelivered, unshipped
from orders.states import RefundState

_TOLD_AT_ONCE = 3
"""Orders whose refunds are told together when none is named."""


def has_kept(order: Order) -> bool:
    """Delivered goods are with the shopper."""
    return any(line.kept for line in order.lines)


# Returns and exchanges


def return_item(command: ReturnItem, view: View, counter: Counter) -> Plan:
    """What comes back, how much money follows, and until when to post it."""
    if _is_for_later(command.order, view):
        return change_of_mind(view, counter)
    meant = order_meant(command.order, command, view, counter, has_kept)
    if isinstance(meant, Plan):
        return meant
    kept = [line for line in meant.lines if line.kept]
    if not kept:
        return _or_under_way(_no_return(meant, view, counter), meant, view, counter)
    known = command.model_copy(update={"order": OrderRef(id=meant.id)})
    lines = lines_meant(command.item, meant, kept, known, view, counter)
    if isinstance(lines, Plan):
        return lines
    count = command.quantity if len(lines) == 1 else None
    pieces = tuple(LineQuantity(line.id, count or line.kept) for line in lines)

    def build(first: Head) -> OnOrder:
        return actions.ReturnLines(**first, lines=pieces, reason=command.reason or "")

    def word(token: str, decision: Decision) -> Message:
        return said.ReturnPreview(
            token=token,
            titles=titles_of(meant, product_of(view, counter), pieces),
            refund=_to_come(decision, meant),
            method=back_to(meant),
            days=counter.policy.windows.send_back_days,
        )

    return _or_under_way(previewed(view, counter, meant, build, word), meant, view, counter)


def _or_under_way(plan: Plan | Refusal, order: Order, view: View, counter: Counter) -> Plan:
    """A return that is under way already is told with its label and last day: "how do I send it back"."""
    is_under_way = isinstance(plan, Refusal) and plan.reason is Reason.CLAIM_UNDERWAY
    messages = coming_back(order, product_of(view, counter)) if is_under_way else ()
    return _told_of(order, messages, view) if messages else or_instead(plan, order, view, counter)


def _is_for_later(ref: OrderRef, view: View) -> bool:
    """A question about what is not ordered yet: nothing has been, or an offer waits and it is asked about that."""
    if ref.id or ref.words or not asks_only(view):
        return False
    return not placed(view) or open_quote(view) is not None


def _no_return(order: Order, view: View, counter: Counter) -> Refusal:
    everything = tuple(LineQuantity(line.id, line.quantity) for line in order.lines)
    action = actions.ReturnLines(**head(order, view, ""), lines=everything)
    answer = decide(order, action, counter.policy, view.facts)
    return answer if isinstance(answer, Refusal) else Refusal(Reason.NOTHING_TO_RETURN, order.id)


def _to_come(decision: Decision, order: Order) -> Money:
    now = decision.refund.amount if decision.refund else Money.zero(order.currency)
    return decision.refund_on_return or now


def exchange_item(command: ExchangeItem, view: View, counter: Counter) -> Plan:
    """Delivered goods for another variant; what is not ordered yet, or has not left yet, is simply changed."""
    if _is_of_goods_at_hand(command, view):
        said_of = {name: value for name, value in command if name != "kind"}
        return change_order(ChangeOrder.model_validate(said_of), view, counter)
    meant = order_meant(command.order, command, view, counter, has_kept)
    if isinstance(meant, Plan):
        return meant
    kept = [line for line in meant.lines if line.kept]
    if not kept and any(unshipped(meant, line) for line in meant.lines):
        said_of = {name: value for name, value in command if name not in ("kind", "order")}
        return change_order(ChangeOrder.model_validate({**said_of, "order": OrderRef(id=meant.id)}), view, counter)
    if not kept:
        return _or_under_way(_no_return(meant, view, counter), meant, view, counter)
    return exchange(command, meant, view, counter)


def _is_of_goods_at_hand(command: ExchangeItem, view: View) -> bool:
    """ "Change it to size L" in front of a quote, by somebody who has nothing to send back or names nothing of it."""
    if not at_hand(view) or command.order.id or command.order.words:
        return False
    bare = command.item is None and view.conversation.quote is not None
    return bare or not any(has_kept(order) for order in view.orders)


def withdraw(command: Withdraw, view: View, counter: Counter) -> Plan:
    """The declaration is the first step, the labelled button the second; the receipt follows with its time."""
    meant = order_meant(command.order, command, view, counter, lambda order: _withdrawable(order, view, counter))
    if isinstance(meant, Plan):
        return meant

    def word(token: str, decision: Decision) -> Message:
        return said.WithdrawPreview(
            token=token,
            order=meant.id,
            titles=titles_of(meant, product_of(view, counter), decision.lines),
            refund=_to_come(decision, meant),
            method=back_to(meant),
        )

    plan = previewed(view, counter, meant, lambda first: actions.Withdraw(**first), word)
    return or_instead(plan, meant, view, counter)


def _withdrawable(order: Order, view: View, counter: Counter) -> bool:
    return allowed(order, actions.Withdraw(**head(order, view, "")), view, counter)


# Goods that never came


def report_lost(command: ReportLost, view: View, counter: Counter) -> Plan:
    """Money back or a new parcel once the promised day is past; before that, when it would be."""
    meant = order_meant(command.order, command, view, counter, lambda order: bool(undelivered(order)))
    if isinstance(meant, Plan):
        return meant
    remedy = Remedy.RESHIP if command.solution == "replacement" else Remedy.REFUND
    plan = previewed(
        view,
        counter,
        meant,
        lambda first: actions.ReportLost(**first, remedy=remedy),
        lambda token, decision: _lost_message(token, decision, meant, view, counter),
    )
    if isinstance(plan, Plan):
        return plan
    if plan.reason is Reason.STILL_ON_TIME:
        return _not_due(plan, meant, view, counter)
    if plan.reason is Reason.ALREADY_DELIVERED:
        claimed = claim_whole(meant, view, counter)
        return replace(claimed, messages=(refusals.RefusedAlreadyDelivered(), *claimed.messages))
    return or_instead(plan, meant, view, counter)


def _lost_message(token: str, decision: Decision, order: Order, view: View, counter: Counter) -> Message:
    titles = titles_of(order, product_of(view, counter), decision.lines)
    if decision.promised_by is not None:
        by = day_of(decision.promised_by, order.market)
        return said.ReshipPreview(token=token, order=order.id, titles=titles, by=by)
    refund, method = _to_come(decision, order), back_to(order)
    return said.LostPreview(token=token, order=order.id, titles=titles, refund=refund, method=method)


def _not_due(refusal: Refusal, order: Order, view: View, counter: Counter) -> Plan:
    promised = day_of(refusal.until or order.promised_by, order.market)
    titles = titles_of(order, product_of(view, counter), undelivered(order))
    conversation = replace(answered(view), focus_order=order.id)
    message = said.NotDueYet(order=order.id, titles=titles, promised_by=promised)
    decided = (Decided("logistics", "still_on_time", inputs=order.id),)
    return Plan(conversation, view.profile, messages=(message,), decided=decided)


# Money back, and where it is


def ask_refund(command: AskRefund, view: View, counter: Counter) -> Plan:
    """The way to the money that fits the state of the order."""
    if (going_on := claim_at_hand(command.order, view, counter)) is not None:
        return going_on
    meant = order_meant(command.order, command, view, counter, lambda order: order.refundable.minor > 0)
    if isinstance(meant, Plan):
        return meant

    def word(token: str, decision: Decision) -> Message:
        titles = titles_of(meant, product_of(view, counter), decision.lines or None)
        refund, method = _to_come(decision, meant), back_to(meant)
        if decision.lines and set(decision.lines) <= set(undelivered(meant)):
            return said.LostPreview(token=token, order=meant.id, titles=titles, refund=refund, method=method)
        return said.RefundPreview(token=token, titles=titles, refund=refund, method=method)

    plan = previewed(view, counter, meant, lambda first: actions.AskRefund(**first), word)
    return plan if isinstance(plan, Plan) else _no_refund(plan, meant, view, counter)


def _no_refund(refusal: Refusal, order: Order, view: View, counter: Counter) -> Plan:
    named = OrderRef(id=order.id)
    match refusal.reason:
        case Reason.SAY_WHY:
            titles = titles_of(order, product_of(view, counter))
            question = said.AskRefundReason(order=order.id, titles=titles)
            return asked(view, question, Slot.REASON, AskRefund(order=named), subject=order.id)
        case Reason.CANCEL_INSTEAD:
            return cancel_order(CancelOrder(order=named), view, counter)
        case Reason.STILL_ON_TIME:
            return _not_due(refusal, order, view, counter)
        case Reason.REFUND_UNDERWAY | Reason.ALREADY_REFUNDED | Reason.CLAIM_UNDERWAY:
            messages = _states(order, view, counter)
            if messages:
                return _told_of(order, messages, view)
            return refused(view, counter, refusal, order)
        case _:
            return or_instead(refusal, order, view, counter)


def _told_of(order: Order, messages: tuple[Message, ...], view: View) -> Plan:
    conversation = replace(view.conversation, focus_order=order.id)
    decided = (Decided("service", "told_refund_state", inputs=order.id),)
    return Plan(conversation, view.profile, messages=messages, decided=decided)


def _states(order: Order, view: View, counter: Counter) -> tuple[Message, ...]:
    known = refund_said(order, counter.policy, view.now)
    return (*known, *refund_to_come(order, counter.policy, view.now))


def ask_refund_state(command: AskRefundState, view: View, counter: Counter) -> Plan:
    """Amount, way and days of every refund; of all orders that have one where none is named."""
    with_refunds = [order for order in placed(view) if _states(order, view, counter)]
    if not (command.order.id or command.order.words):
        if not with_refunds:
            return told(view, said.NoRefundsAtAll())
        shown = with_refunds[:_TOLD_AT_ONCE]
        messages = tuple(message for order in shown for message in _states(order, view, counter))
        return _told_of(shown[0], messages, view)
    meant = order_meant(command.order, command, view, counter, lambda order: order in with_refunds)
    if isinstance(meant, Plan):
        return meant
    titles = titles_of(meant, product_of(view, counter))
    none: Message = said.NoRefundOpen(order=meant.id, titles=titles)
    return _told_of(meant, _states(meant, view, counter) or (none,), view)


# Staff


def staff_approve_refund(command: StaffApproveRefund, view: View, counter: Counter) -> Plan:
    """A named person approves; the shopper is told by what happens, never from here."""
    if command.as_holder and not has_conversation(command.staff, view):
        return too_late(command.staff, view)
    refund, text = _waiting(command.refund, view), command.text.strip()
    if refund is None:
        return told(view, decided=(Decided("service", "nothing_to_approve", actor=command.staff),))
    action = actions.ApproveRefund(
        order=refund.order, refund=refund.id, staff=command.staff, amount=command.amount, reason=text
    )
    moved = command.amount is not None and command.amount != refund.amount
    about = f"{refund.id} {refund.amount} as {command.amount}" if moved else refund.id
    why = f"{about}: {text}" if text else about
    decided = (Decided("service", "refund_approved", actor=command.staff, inputs=why),)
    return Plan(view.conversation, view.profile, actions=(action,), decided=decided)


def staff_decline_refund(command: StaffDeclineRefund, view: View, counter: Counter) -> Plan:
    if command.as_holder and not has_conversation(command.staff, view):
        return too_late(command.staff, view)
    refund = _waiting(command.refund, view)
    if refund is None:
        return told(view, decided=(Decided("service", "nothing_to_decline", actor=command.staff),))
    action = actions.DeclineRefund(
        order=refund.order, refund=refund.id, staff=command.staff, reason=command.text.strip()
    )
    decided = (Decided("service", "refund_declined", actor=command.staff, inputs=refund.id),)
    return Plan(view.conversation, view.profile, actions=(action,), decided=decided)


def _waiting(wanted: str | None, view: View) -> Refund | None:
    """The refund that waits for a person: the one named, else the oldest."""
    asked = [refund for order in view.orders for refund in order.refunds if refund.state is RefundState.ASKED]
    waiting = [refund for refund in asked if refund.is_told]
    waiting.sort(key=lambda refund: refund.asked_at)
    return next((refund for refund in waiting if wanted in (None, refund.id)), None)
