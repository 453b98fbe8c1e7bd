"""A person of ours takes over, speaks and hands back; and complaints, which get a way forward before a person."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final, assert_never

from dialogue.commands import AskHuman, Complain, StaffAsk, StaffClaim, StaffHandBack, StaffReply
from dialogue.conversation import Holder, OpenQuestion, Slot
from dialogue.counter import Counter
from dialogue.messages import handover as say
from dialogue.messages.base import Message
from dialogue.messages.refunds import NoRefundOpen, NoRefundsAtAll
from dialogue.plan import Decided, Flag, Plan
from dialogue.playbooks.lines import title_of_line
from dialogue.playbooks.pointing import product_with
from dialogue.view import View
from orders.answers import Reason
from orders.order import Order
from orders.states import OrderState

KEPT: Final = 6
"""How many of the team's replies a conversation keeps as promises."""
TELLING: Final = 40
"""A reply of at least this many characters, or with a number in it, says something to be kept."""
STANDS_FOR: Final = timedelta(days=90)
"""For so long the agent says no to nothing that the team may have promised."""
_AGAINST: Final = frozenset(
    f"refused:{reason.value}"
    for reason in (
        Reason.WINDOW_CLOSED,
        Reason.NO_WITHDRAWAL_HERE,
        Reason.NOT_RETURNABLE,
        Reason.NOTHING_TO_RETURN,
        Reason.NOTHING_TO_REFUND,
        Reason.ALREADY_REFUNDED,
        Reason.NOT_PROMISED,
        Reason.PRICE_NOT_FALLEN,
        Reason.ALREADY_ADJUSTED,
        Reason.ADJUSTMENT_CLOSED,
        Reason.KEPT_FOR_LESS,
        Reason.NOT_KEPT,
        Reason.NOT_LATE,
        Reason.APOLOGY_GIVEN,
        Reason.APOLOGY_DECLINED,
        Reason.APOLOGY_CLOSED,
    )
)
"""Noes of the rules to goods or money back: what a person may have promised all the same."""
_NO_REFUNDS: Final = (NoRefundsAtAll, NoRefundOpen)
_COMPLAINTS: Final = frozenset(
    kind.name()
    for kind in (say.ComplaintHeard, say.ComplaintDelivered, say.ComplaintUnderway, say.ComplaintBeforeShipping)
)


def ask_human(command: AskHuman, view: View, counter: Counter) -> Plan:
    return hand_over(Flag.ASKED, view)


def hand_over(flag: Flag, view: View) -> Plan:
    """Puts the conversation before a person; from here on the agent is silent. Says honestly when one answers."""
    conversation = view.conversation
    if conversation.holder is Holder.STAFF:
        return Plan(conversation, view.profile, (say.PersonAlreadyHere(staff=conversation.staff or ""),))
    if conversation.holder is Holder.WAITING:
        return Plan(conversation, view.profile, (say.PersonStillComing(),))
    match flag:
        case Flag.ASKED:
            told: Message = say.PersonCalled()
        case Flag.NOT_UNDERSTOOD:
            told = say.PersonCalledNotUnderstood()
        case Flag.COMPLAINT | Flag.ABUSE:
            told = say.PersonCalledComplaint()
        case _:
            told = say.PersonCalledToDecide()
    waiting = replace(conversation, holder=Holder.WAITING, staff=None, question=None)
    decided = Decided("service", f"handed_over:{flag.value}")
    return Plan(waiting, view.profile, (told,), flags=(flag,), decided=(decided,))


def complain(command: Complain, view: View, counter: Counter) -> Plan:
    """Sympathy and a concrete way forward, by what the order at hand allows; the second time a person."""
    if _COMPLAINTS & set(view.conversation.last_said):
        return hand_over(Flag.COMPLAINT, view)
    order = _order_at_hand(view)
    if order is None:
        return _asking(view, say.ComplaintHeard(), Slot.REASON)
    title = title_of_line((order.current_lines or order.lines)[0], lambda sku: product_with(sku, view, counter))
    told: Message
    if order.delivered_at is not None:
        told = say.ComplaintDelivered(order=order.id, title=title)
    elif any(parcel.handed_over_at for parcel in order.parcels):
        told = say.ComplaintUnderway(order=order.id, title=title)
    else:
        told = say.ComplaintBeforeShipping(order=order.id, title=title)
    plan = _asking(view, told, Slot.SOLUTION, order)
    return replace(plan, conversation=replace(plan.conversation, focus_order=order.id))


def _asking(view: View, message: Message, slot: Slot, order: Order | None = None) -> Plan:
    question = OpenQuestion(slot=slot, subject=order.id if order else None)
    decided = Decided("service", "complaint_heard", inputs=order.id if order else "")
    return Plan(replace(view.conversation, question=question), view.profile, (message,), decided=(decided,))


def _order_at_hand(view: View) -> Order | None:
    """The order in focus, else the only one that was placed and not cancelled."""
    live = [order for order in view.orders if order.placed_at and order.state is not OrderState.CANCELLED]
    focused = [order for order in live if order.id == view.conversation.focus_order]
    return next(iter(focused or (live if len(live) == 1 else ())), None)


# staff


def staff_claim(command: StaffClaim, view: View, counter: Counter) -> Plan:
    """The first to claim holds the conversation; a second claim changes nothing."""
    held = view.conversation
    if held.holder is Holder.STAFF:
        decided = Decided("service", "claim_came_late", actor=command.staff, inputs=held.staff or "")
        return Plan(held, view.profile, decided=(decided,))
    claimed = replace(held, holder=Holder.STAFF, staff=command.staff, question=None)
    decided = Decided("service", "claimed", actor=command.staff)
    return Plan(claimed, view.profile, (say.StaffHere(staff=command.staff),), decided=(decided,))


def staff_reply(command: StaffReply, view: View, counter: Counter) -> Plan:
    """Passes the words on as they are. Who answers without a claim, or after somebody else, is announced first; where
    only the holder may answer, nobody else's words are passed on."""
    text = command.text.strip()
    words = text or ", ".join(name for _, name in command.files)
    if not words:
        return Plan(view.conversation, view.profile)
    held = view.conversation
    arrives = not has_conversation(command.staff, view)
    if command.as_holder and arrives:
        return too_late(command.staff, view)
    here: tuple[Message, ...] = (say.StaffHere(staff=command.staff),) if arrives else ()
    conversation = replace(held, holder=Holder.STAFF, staff=command.staff, question=None)
    if text:
        promises = (*held.promises, text)[-KEPT:]
        conversation = replace(conversation, promises=promises, promised_at=view.now)
    decided = Decided("service", "replied", actor=command.staff)
    attached = tuple(place for place, _ in command.files)
    told = (*here, say.StaffSays(staff=command.staff, text=words, attached=attached))
    return Plan(conversation, view.profile, told, decided=(decided,))


def staff_ask(command: StaffAsk, view: View, counter: Counter) -> Plan:
    """Asks in the shopper's language, in the name of who has the conversation."""
    if not has_conversation(command.staff, view):
        return too_late(command.staff, view)
    match command.what:
        case "photo":
            told: Message = say.StaffAsksPhoto(staff=command.staff)
        case "order_number":
            told = say.StaffAsksOrderNumber(staff=command.staff)
        case "address":
            told = say.StaffAsksAddress(staff=command.staff)
        case _:
            assert_never(command.what)
    decided = Decided("service", f"asked:{command.what}", actor=command.staff)
    return Plan(view.conversation, view.profile, (told,), decided=(decided,))


def has_conversation(staff: str, view: View) -> bool:
    """Whether this member of staff holds the conversation."""
    return view.conversation.holder is Holder.STAFF and view.conversation.staff == staff


def too_late(staff: str, view: View) -> Plan:
    """Somebody else has the conversation by now: nothing is done, and the record says so."""
    decided = Decided("service", "reply_not_passed_on", actor=staff, inputs=view.conversation.staff or "")
    return Plan(view.conversation, view.profile, decided=(decided,))


def staff_hand_back(command: StaffHandBack, view: View, counter: Counter) -> Plan:
    """The agent speaks again and keeps to what was said; a conversation it already holds is left alone."""
    held = view.conversation
    if held.holder is Holder.AGENT:
        return Plan(held, view.profile)
    back = replace(held, holder=Holder.AGENT, staff=None, misunderstood=0)
    decided = Decided("service", "handed_back", actor=command.staff)
    return Plan(back, view.profile, (_back(command.staff, view),), decided=(decided,))


def _back(staff: str, view: View) -> Message:
    if say.StaffSays.name() not in view.conversation.last_said:
        return say.AgentBackUnmet()
    telling = kept_promises(view.conversation.promises)
    if not telling:
        return say.AgentBack(staff=staff)
    return say.AgentBackKeeping(staff=staff, told=telling[-1])


def or_promised(plan: Plan, view: View) -> Plan:
    """A plan that says no where the team may have said yes becomes a case for the team: the agent keeps to what was
    promised, and pays nothing of its own accord that the rules do not give."""
    held = view.conversation
    kept = kept_promises(held.promises)
    fresh = held.promised_at is not None and view.now - held.promised_at <= STANDS_FOR
    if not (kept and fresh and _says_no(plan)):
        return plan
    handed = hand_over(Flag.PROMISED, view)
    return replace(handed, messages=(say.PromiseStands(told=kept[-1]),))


def _says_no(plan: Plan) -> bool:
    refused = any(each.what in _AGAINST for each in plan.decided)
    return refused or any(isinstance(message, _NO_REFUNDS) for message in plan.messages)


def kept_promises(said: Iterable[str]) -> tuple[str, ...]:
    """What of the team's words says something to be kept."""
    return tuple(text for text in said if len(text) >= TELLING or any(map(str.isdecimal, text)))
