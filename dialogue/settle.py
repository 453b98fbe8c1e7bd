"""The write at the end of a turn: Plans performed, what happened told, conversation and profile kept. One transaction.

Nothing outside is called from here. Whoever opens the transaction guards it with the conversation's version.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

from sqlmodel import Session

from dialogue import linking, profile_store, store
from dialogue.bookmarks import remember
from dialogue.commands import GiveCode, GiveLinkCode
from dialogue.conversation import Conversation, Holder, OpenQuestion, Shown
from dialogue.inbound import Sender
from dialogue.linking import Links
from dialogue.messages.base import Message
from dialogue.outbox_store import Outgoing, queue
from dialogue.plan import Case, ChoreKind, Decided, Flag
from dialogue.turn import Step, Thought
from orders import accounts, service
from orders.access import AccessDone, AccessWish, TryCode
from orders.account_actions import AccountAction
from orders.answers import Reason, Refusal
from orders.events import Event, PersonNeeded, RefundNeedsPerson
from orders.ids import OrderId, Sku
from orders.order import Order
from orders.policy import Policy
from orders.states import RefundState

_CARD_CANNOT_PAY: Final = frozenset({Reason.UNKNOWN_GIFT_CARD, Reason.GIFT_CARD_EMPTY, Reason.GIFT_CARD_TOO_SMALL})


class Desk(Protocol):
    """What the desk keeps, in the transaction of the turn that caused it."""

    def flagged(self, session: Session, conversation: Conversation, case: Case) -> None: ...

    def moved(self, session: Session, conversation: Conversation, now: datetime) -> None:
        """Who holds the conversation changed."""
        ...

    def unreadable(self, session: Session, channel: str, external_id: str, now: datetime) -> None:
        """Something came in that could not be parsed; its raw form is in the inbox."""
        ...

    def chore(self, session: Session, conversation: Conversation, kind: ChoreKind, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Says:
    """What is said by no playbook: the disclosure, what happened to orders, and that a turn keeps failing."""

    disclosure: Callable[[Conversation], Message]
    tell: Callable[[Event | Refusal, Order | None], tuple[Message, ...]]
    broken: Callable[[Conversation], Message]
    access: Callable[[AccessWish, AccessDone], tuple[Message, ...]] = lambda wish, done: ()

    def introduced(self, before: Conversation, said: list[Outgoing]) -> list[Outgoing]:
        """The first reply of a conversation says that an AI speaks."""
        if before.disclosed or not said:
            return said
        return [Outgoing(self.disclosure(before), intent=said[0].intent), *said]


@dataclass(slots=True)
class _Course:
    """What has happened so far while Plans are performed."""

    conversation: Conversation
    said: list[Outgoing] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    linked: list[linking.Performed] = field(default_factory=list)

    def say(self, messages: Iterable[Message], intent: str | None, order: OrderId | None = None) -> None:
        self.said.extend(Outgoing(message, order, intent) for message in messages)


# The parts of a turn that is written, and what each of them is written with.
def settle(  # noqa: PLR0913
    session: Session, thought: Thought, says: Says, desk: Desk, policy: Policy, now: datetime, *, links: Links
) -> None:
    """Perform a turn. Raises StaleConversation or orders' StaleWrite when the world moved since it was read."""
    view, before = thought.view, thought.view.conversation
    if store.version_of(session, before.id) != before.version:
        raise store.StaleConversation(before.id)
    course = _Course(thought.conversation)
    for step in thought.steps:
        _perform(session, step, course, says, policy, now)
        _link(session, step, course, links, now)
    after = _after(thought, course)
    store.save_conversation(session, after, before.version)
    profile_store.save_profile(session, view.profile, thought.profile, now)
    if thought.profile.opted_out != view.profile.opted_out:
        profile_store.log_consent(session, view.inbounds[-1], "marketing", given=not thought.profile.opted_out)
    queue(session, after, says.introduced(before, course.said), now, after.turns)
    store.record(session, after, (*thought.decided, *course.decided), now)
    for command in thought.reading.commands:
        if isinstance(command, GiveCode | GiveLinkCode):
            store.mask(session, view.inbounds, command.code)
    _at_the_desk(session, thought, course, desk, before, after, now)
    store.mark_handled(session, view.inbounds, after.turns, now)
    if thought.profile.locale != view.profile.locale:
        linking.follow_language(session, after)
    for done in course.linked:
        linking.finish(session, done, after, links, now)


def _link(session: Session, step: Step, course: _Course, links: Links, now: datetime) -> None:
    """What is wished of the person's other chats; one wish of a turn that joins or parts any."""
    for wish in step.plan.links:
        if any(done.joins or done.parts for done in course.linked):
            return
        done = linking.perform(session, wish, course.conversation, links, now)
        course.say([done.message], step.intent)
        course.conversation = done.after
        course.linked.append(done)
        course.decided.append(Decided("service", f"{type(wish).__name__}:{done.message.name()}"))


# Session, step, course and the three that never change within a turn.
def _perform(session: Session, step: Step, course: _Course, says: Says, policy: Policy, now: datetime) -> None:
    """One Plan: its messages, its actions with what they brought about, and what follows when none was refused."""
    course.say(step.plan.messages, step.intent)
    course.flags.extend(step.plan.flags)
    if not all(_granted(session, wish, course, says, step.intent, policy, now) for wish in step.plan.access):
        return
    for action in step.plan.actions:
        answer = service.perform(session, action, now, policy=policy)
        name = type(action).__name__
        if isinstance(answer, Refusal):
            about = None if answer.reason is Reason.UNKNOWN_ORDER else answer.order
            order = service.any_order(session, about) if about else None
            course.say(says.tell(answer, order), step.intent, about)
            course.refused.append(f"{name}: {answer.reason.value}")
            if answer.reason is Reason.SOLD_OUT and answer.sku:
                course.conversation = _looking_at(session, answer.sku, course.conversation)
            if answer.reason in _CARD_CANNOT_PAY:
                course.conversation = replace(course.conversation, gift_card=None)
            course.decided.append(Decided("ordering", f"refused:{name}:{answer.reason.value}"))
            return
        if answer.order.shopper == course.conversation.shopper:
            # What a guest has done is told here and, as news, to the order's owner.
            service.mark_announced(session, answer.events)
        for event in answer.events:
            _tell(event, answer.order, course, says, step.intent)
        course.decided.append(Decided("ordering", f"done:{name}", inputs=answer.order.id))
    if not all(_kept(session, wish, course, says, step.intent, policy, now) for wish in step.plan.account):
        return
    course.say(step.plan.after, step.intent)


def _looking_at(session: Session, sku: Sku, conversation: Conversation) -> Conversation:
    """What was just called sold out is what "it" means."""
    offer = service.offers(session, [sku]).get(sku)
    return replace(conversation, focus=Shown(offer.product, sku)) if offer is not None else conversation


def _kept(  # noqa: PLR0913
    session: Session,
    wish: AccountAction,
    course: _Course,
    says: Says,
    intent: str | None,
    policy: Policy,
    now: datetime,
) -> bool:
    """Whether something beside orders was kept or forgotten as wished; else why not is told."""
    answer, name = accounts.perform(session, wish, now, policy=policy), type(wish).__name__
    if not isinstance(answer, Refusal):
        course.decided.append(Decided("service", f"done:{name}"))
        return True
    order = service.any_order(session, answer.order) if answer.order else None
    course.say(says.tell(answer, order), intent, answer.order)
    course.refused.append(f"{name}: {answer.reason.value}")
    course.decided.append(Decided("service", f"refused:{name}:{answer.reason.value}"))
    return False


def _granted(  # noqa: PLR0913
    session: Session, wish: AccessWish, course: _Course, says: Says, intent: str | None, policy: Policy, now: datetime
) -> bool:
    """Whether a wish about orders made elsewhere is done, with what it opened told; else why not is told."""
    answer, name = service.access(session, wish, now, policy=policy), type(wish).__name__
    if isinstance(answer, Refusal):
        course.say(says.tell(answer, None), intent)
        course.decided.append(Decided("service", f"refused:{name}:{answer.reason.value}"))
        return False
    opened = answer.opened
    course.say(says.access(wish, answer), intent, opened[0].id if len(opened) == 1 else None)
    course.decided.append(Decided("service", f"done:{name}"))
    if isinstance(wish, TryCode):
        focus = opened[0].id if len(opened) == 1 else None
        course.conversation = replace(course.conversation, question=None, focus_order=focus)
    return True


def _tell(event: Event, order: Order, course: _Course, says: Says, intent: str | None) -> None:
    course.conversation = remember(course.conversation, event, order)
    course.say(says.tell(event, order), intent, order.id)
    flag = flag_of(event)
    if flag is not None:
        course.flags.append(flag)
    if flag is Flag.REFUND_LIMIT:
        course.conversation = waiting(course.conversation)


def _after(thought: Thought, course: _Course) -> Conversation:
    before, after = thought.view.conversation, course.conversation
    said = [each.message for each in course.said]
    asks = next((message.asks for message in reversed(said) if message.asks), None)
    if asks is not None and (after.question is None or after.question.slot is not asks):
        after = replace(after, question=OpenQuestion(slot=asks))
    by_shopper = thought.view.inbounds[0].sender is Sender.SHOPPER
    return replace(
        after,
        version=before.version + 1,
        turns=before.turns + 1,
        disclosed=before.disclosed or bool(said),
        last_said=(*before.last_said, *(message.name() for message in said))[-8:],
        last_inbound_at=thought.view.inbounds[-1].at if by_shopper else before.last_inbound_at,
    )


def waiting(conversation: Conversation) -> Conversation:
    """Held until a person claims it, unless one already has."""
    return replace(conversation, holder=Holder.WAITING) if conversation.holder is Holder.AGENT else conversation


def flag_of(event: Event) -> Flag | None:
    """Whether an Event puts the conversation before a person."""
    match event:
        case RefundNeedsPerson():
            return Flag.REFUND_LIMIT
        case PersonNeeded():
            return Flag.PARCEL_TROUBLE if event.about == "parcel" else Flag.PAYMENT_TROUBLE
        case _:
            return None


def open_money(orders: Iterable[Order]) -> str:
    """Refunds that are asked for or on their way, for the desk's summary."""
    open_states = (RefundState.ASKED, RefundState.APPROVED)
    return ", ".join(
        f"{order.id}: {refund.amount}" for order in orders for refund in order.refunds if refund.state in open_states
    )


def _at_the_desk(  # noqa: PLR0913
    session: Session,
    thought: Thought,
    course: _Course,
    desk: Desk,
    before: Conversation,
    after: Conversation,
    now: datetime,
) -> None:
    for flag in dict.fromkeys(course.flags):
        case = Case(
            flag=flag,
            opened_at=now,
            asked=tuple(each.text for each in store.history(session, after.id, limit=5) if each.text),
            tried=tuple(each.what for _, each in store.decisions(session, after.id)[-8:]),
            refused=tuple(course.refused),
            open_money=open_money(service.orders_of(session, after.shopper)),
        )
        desk.flagged(session, after, case)
    if (before.holder, before.staff) != (after.holder, after.staff):
        desk.moved(session, after, now)
    for step in thought.steps:
        for chore in step.plan.chores:
            desk.chore(session, after, chore, now)
