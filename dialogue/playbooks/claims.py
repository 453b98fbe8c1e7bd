"""Something arrived damaged, wrong or not at all in its parcel: a photo if wanted, the exact refund, a yes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from dialogue.attached import photos_of
from dialogue.commands import OrderRef, ReportDamaged, ReportWrongItem, SayArrived, SendPhoto
from dialogue.conversation import OpenQuestion, Slot
from dialogue.counter import Counter
from dialogue.messages import early
from dialogue.messages import refunds as said
from dialogue.messages.base import Message
from dialogue.messages.giving import ClaimPreviewOrKeep, ClaimPreviewPersonOrKeep
from dialogue.plan import Decided, Flag, Plan
from dialogue.playbooks.changes import or_instead
from dialogue.playbooks.goodwill import KEEP, claim_waiting, keep, keep_offered
from dialogue.playbooks.handover import hand_over
from dialogue.playbooks.instead import arrives
from dialogue.playbooks.lines import back_to, titles_of
from dialogue.playbooks.owned import ALL, lines_meant, order_meant, placed
from dialogue.playbooks.replies import Head, answered, asked, head, previewed, product_of, resumed, told
from dialogue.view import View
from orders import actions
from orders.actions import Claiming
from orders.answers import Decision, Reason, Refusal
from orders.decisions import decide
from orders.line import Line, LineQuantity
from orders.money import Money
from orders.order import Order
from orders.pieces import nothing_handed_over

Report = ReportDamaged | ReportWrongItem
_Building = Callable[[Head, tuple[LineQuantity, ...], tuple[str, ...]], Claiming]
REPLACEMENT: Final = "replacement"
LESS: Final = "discount"
PHOTO_SENT: Final = "photo_sent"
"""Subject of a question that a photo without words has raised: another one is not asked for."""


def report_damaged(command: ReportDamaged, view: View, counter: Counter) -> Plan:
    return _reported(command, view, counter)


def report_wrong_item(command: ReportWrongItem, view: View, counter: Counter) -> Plan:
    return _reported(command, view, counter)


def _reported(command: Report, view: View, counter: Counter) -> Plan:
    """New goods in place of broken ones are not what we do: that is said first, then the money is offered."""
    waiting = claim_waiting(command.order, view) if command.item is None and command.quantity is None else None
    if waiting is not None and _is_said_again(command, waiting[1]):
        order, action = waiting
        return keep(order, action, view, counter) if command.solution == KEEP else claimed(order, action, view, counter)
    wanted = command.solution if command.solution == KEEP else None
    plan = _report(command.model_copy(update={"solution": wanted}), view, counter)
    return _without_replacement(plan) if command.solution == REPLACEMENT else plan


def _is_said_again(command: Report, action: Claiming) -> bool:
    """The same complaint once more, about nothing else: what waits for a yes keeps its pieces."""
    if isinstance(command, ReportDamaged):
        return True
    return isinstance(action, actions.ReportMissing if command.missing else actions.ReportWrongItem)


def solution_at_hand(value: str, view: View, counter: Counter) -> Plan | None:
    """ "Send me a new one" or "I'd keep it for less" about goods that are being put right already."""
    if value == REPLACEMENT:
        plan = claim_at_hand(OrderRef(), view, counter)
        return _without_replacement(plan) if plan is not None else None
    waiting, at_hand = waiting_claim(view), claim_waiting(OrderRef(), view)
    if value != LESS or (waiting is None and at_hand is None):
        return None
    if waiting is not None:
        return go_on_with_claim(waiting.model_copy(update={"solution": KEEP}), view, counter)
    return keep(*at_hand, view, counter) if at_hand is not None else None


def _without_replacement(plan: Plan) -> Plan:
    goes_on = any(message.asks for message in plan.messages)
    return replace(plan, messages=(said.NoReplacement(), *plan.messages)) if goes_on else plan


def _report(command: Report, view: View, counter: Counter) -> Plan:
    """Finds what it is about, asks once for a photo and goes on with or without one."""
    meant = order_meant(command.order, command, view, counter, lambda order: any(line.kept for line in order.lines))
    if isinstance(meant, Plan):
        return meant
    kept = [line for line in meant.lines if line.kept]
    if not kept:
        return _too_early(meant, command, view, counter)
    known = command.model_copy(update={"order": OrderRef(id=meant.id)})
    lines = lines_meant(command.item, meant, kept, known, view, counter)
    if isinstance(lines, Plan):
        return lines
    photos = photos_in(view)
    question = view.conversation.question
    sent_before = question is not None and question.subject == PHOTO_SENT
    if photos or sent_before or (isinstance(command, ReportWrongItem) and command.missing):
        return _claim(meant, lines, command, photos, view, counter)
    item = str(lines[0].id) if len(lines) == 1 else ALL
    titles = titles_of(meant, product_of(view, counter), _pieces(lines, command.quantity))
    waiting = known.model_copy(update={"item": item})
    return asked(view, said.AskPhoto(titles=titles), Slot.PHOTO, waiting, ("none",), subject=meant.id)


def photos_in(view: View) -> tuple[str, ...]:
    return tuple(attachment.url for attachment in photos_of(view.inbounds))


def go_on_with_claim(command: Report, view: View, counter: Counter) -> Plan:
    """After the question for a photo: with the photos that came, or without."""
    order = next((order for order in placed(view) if order.id == command.order.id), None)
    if order is None:
        return _report(command, view, counter)
    kept = [line for line in order.lines if line.kept]
    lines = tuple(line for line in kept if command.item in (ALL, line.id))
    if not lines:
        return or_instead(_no_claim(order, command, view, counter), order, view, counter)
    return _claim(order, lines, command, photos_in(view), view, counter)


def waiting_claim(view: View) -> Report | None:
    """What was reported and waits for a photo, or for a word that there is none."""
    question = view.conversation.question
    waiting = resumed(question.command) if question and question.slot is Slot.PHOTO and question.command else None
    return waiting if isinstance(waiting, ReportDamaged | ReportWrongItem) else None


def claim_whole(order: Order, view: View, counter: Counter) -> Plan:
    """Everything said to be delivered never reached the shopper."""
    kept = tuple(line for line in order.lines if line.kept)
    command = ReportWrongItem(order=OrderRef(id=order.id), missing=True)
    if not kept:
        return or_instead(_no_claim(order, command, view, counter), order, view, counter)
    return _claim(order, kept, command, photos_in(view), view, counter)


def claim_at_hand(order: OrderRef, view: View, counter: Counter) -> Plan | None:
    """ "My money back" about what is being put right already: on without a photo, or the same yes asked again."""
    waiting = waiting_claim(view)
    if waiting is not None and order.id in (None, waiting.order.id):
        return go_on_with_claim(waiting, view, counter)
    at_hand = claim_waiting(order, view)
    return claimed(*at_hand, view, counter) if at_hand is not None else None


def claimed(order: Order, action: Claiming, view: View, counter: Counter) -> Plan:
    """What the claim would give, waiting for a yes."""
    plan = previewed(
        view,
        counter,
        order,
        lambda first: replace(action, **first),
        lambda token, decision: _preview(token, decision, order, action, view, counter),
    )
    return or_instead(plan, order, view, counter)


def count_at_hand(quantity: int, view: View, counter: Counter) -> Plan | None:
    """ "Only one of them" about a claim that waits for its yes."""
    pending = view.conversation.pending
    action = pending.action if pending is not None else None
    if pending is None or not isinstance(action, Claiming) or len(action.lines) != 1 or quantity < 1:
        return None
    line = next((line for order in view.orders for line in order.lines if line.id == action.lines[0].line), None)
    if line is None:
        return None
    counted = replace(pending, action=replace(action, lines=_pieces((line,), quantity)))
    changed = replace(view, conversation=replace(view.conversation, pending=counted))
    return claim_at_hand(OrderRef(), changed, counter)


# Order, lines and command belong together; photos, view and counter are the turn's.
def _claim(
    order: Order, lines: tuple[Line, ...], command: Report, photos: tuple[str, ...], view: View, counter: Counter
) -> Plan:
    action = _building(command)(head(order, view, ""), _pieces(lines, command.quantity), photos)
    if command.solution == KEEP:
        return keep(order, action, view, counter)
    return claimed(order, action, view, counter)


def _preview(token: str, decision: Decision, order: Order, action: Claiming, view: View, counter: Counter) -> Message:
    titles = titles_of(order, product_of(view, counter), decision.lines)
    refund = decision.refund.amount if decision.refund else Money.zero(order.currency)
    less, method = keep_offered(order, action, view, counter), back_to(order)
    if decision.needs_person and less is not None:
        return ClaimPreviewPersonOrKeep(token=token, order=order.id, titles=titles, refund=refund, less=less)
    if decision.needs_person:
        return said.ClaimPreviewPerson(token=token, titles=titles, refund=refund)
    if less is not None:
        return ClaimPreviewOrKeep(token=token, order=order.id, titles=titles, refund=refund, less=less, method=method)
    kind = said.ClaimPreviewSendBack if decision.send_back else said.ClaimPreview
    return kind(token=token, titles=titles, refund=refund, method=method)


def _pieces(lines: tuple[Line, ...], quantity: int | None) -> tuple[LineQuantity, ...]:
    """All that was kept, or as many of the only line as were named."""
    named = quantity if len(lines) == 1 else None
    return tuple(LineQuantity(line.id, min(named or line.kept, line.kept)) for line in lines)


def _building(command: Report) -> _Building:
    if isinstance(command, ReportDamaged):
        return lambda first, lines, photos: actions.ReportDamaged(**first, lines=lines, photos=photos)
    if command.missing:
        return lambda first, lines, photos: actions.ReportMissing(**first, lines=lines, photos=photos)
    return lambda first, lines, photos: actions.ReportWrongItem(**first, lines=lines, photos=photos)


def _too_early(order: Order, command: Report, view: View, counter: Counter) -> Plan:
    """Why nothing of the order can be claimed; with sympathy where it has not come by what we know."""
    refusal = _no_claim(order, command, view, counter)
    if refusal.reason is not Reason.NOT_DELIVERED:
        return or_instead(refusal, order, view, counter)
    titles, by = titles_of(order, product_of(view, counter)), arrives(order, view.now)
    on_its_way = early.ClaimOnItsWay(order=order.id, titles=titles, by=by) if by else None
    message: Message = on_its_way or early.ClaimOnItsWaySometime(order=order.id, titles=titles)
    if nothing_handed_over(order):
        message = early.ClaimNotSent(order=order.id, titles=titles)
    decided = (Decided("service", f"refused:{refusal.reason.value}", inputs=order.id),)
    return Plan(replace(answered(view), focus_order=order.id), view.profile, messages=(message,), decided=decided)


def say_arrived(command: SayArrived, view: View, counter: Counter) -> Plan:
    """Tracking that knows of no delivery is a person's to correct; where it does, what is wrong is put right."""
    order = next((order for order in placed(view) if order.id == command.order.id), None)
    if order is None or any(line.kept for line in order.lines):
        return _report(ReportDamaged(order=command.order), view, counter)
    return hand_over(Flag.PARCEL_TROUBLE, view)


def _no_claim(order: Order, command: Report, view: View, counter: Counter) -> Refusal:
    """Why nothing of the order can be claimed."""
    pieces = tuple(LineQuantity(line.id, line.quantity) for line in order.lines)
    action = _building(command)(head(order, view, ""), pieces, ())
    answer = decide(order, action, counter.policy, view.facts)
    return answer if isinstance(answer, Refusal) else Refusal(Reason.NOTHING_TO_REFUND, order.id)


def send_photo(command: SendPhoto, view: View, counter: Counter) -> Plan:
    """A photo with no words: the answer to our question, or a reason to ask what it is about."""
    waiting = waiting_claim(view)
    if waiting is not None:
        plan = go_on_with_claim(waiting, view, counter)
        return replace(plan, messages=(said.PhotoAdded(), *plan.messages))
    order = next((order for order in placed(view) if any(line.kept for line in order.lines)), None)
    if order is None:
        return told(view, said.PhotoThanks())
    asking = replace(view.conversation, question=OpenQuestion(slot=Slot.REASON, subject=PHOTO_SENT))
    return Plan(asking, view.profile, messages=(said.PhotoOfWhat(order=order.id),))
