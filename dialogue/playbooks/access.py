"""Orders made elsewhere: asking for what leads to them, for the code, and telling what it has opened."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, assert_never

from dialogue.commands import Answer, Command, FindMyOrder, ForgetAccess, GiveCode
from dialogue.conversation import OpenQuestion, Slot
from dialogue.counter import Counter
from dialogue.messages import access as said
from dialogue.messages.base import Message
from dialogue.plan import Plan
from dialogue.playbooks.lines import ProductOf, brief_of, day_of, titles_of
from dialogue.playbooks.replies import answered, asked, resumed
from dialogue.playbooks.tracking import where_is
from dialogue.view import View
from orders import access
from orders.access import AccessDone, AccessWish, AskCode, Contact, TryCode
from orders.policy import Policy

AGAIN: Final = "again"
"""The answer to the question for the code that asks for a new one."""
_OFFERED: Final = frozenset({said.RefusedCodeUsedUp.name(), said.RefusedCodeExpired.name()})
"""Messages to which a yes asks for a new code."""
_PARTS: Final[Mapping[str, str]] = {Slot.EMAIL: "email", Slot.ADDRESS: "postcode", Slot.NAME: "name"}


def find_my_order(command: FindMyOrder, view: View, counter: Counter) -> Plan:
    """A code for what was told, or the one question that is missing. What is said never tells whether anything fits."""
    contact = Contact(command.order, command.email, command.name, command.postcode)
    if not contact.is_enough:
        return _ask(command, view)
    again = waiting_for_code(view) == command
    minutes = counter.policy.access.minutes
    wish = AskCode(
        shopper=view.conversation.shopper,
        conversation=view.conversation.id,
        contact=contact,
        locale=view.conversation.locale,
        market=view.conversation.market,
    )
    question = OpenQuestion(slot=Slot.CODE, command=command.model_dump_json())
    conversation = replace(view.conversation, question=question, pending=None)
    told = (said.CodeOnItsWayAgain if again else said.CodeOnItsWay)(minutes=minutes)
    return Plan(conversation, view.profile, access=(wish,), after=(told,))


def _ask(command: FindMyOrder, view: View) -> Plan:
    if command.name:
        return asked(view, said.AskOrderPostcode(who=command.name), Slot.ADDRESS, command)
    if command.postcode:
        return asked(view, said.AskOrderName(), Slot.NAME, command)
    return asked(view, said.AskOrderContact(), Slot.EMAIL, command)


def give_code(command: GiveCode, view: View, counter: Counter) -> Plan:
    """Tries it; the question for it stays open until it is right."""
    conversation = replace(view.conversation, pending=None)
    if waiting_for_code(view) is None:
        conversation = replace(conversation, question=OpenQuestion(slot=Slot.CODE))
    wish = TryCode(shopper=view.conversation.shopper, code=access.bare_code(command.code))
    return Plan(conversation, view.profile, access=(wish,))


def forget_access(command: ForgetAccess, view: View, counter: Counter) -> Plan:
    """Orders from elsewhere are seen here no longer."""
    wish = access.ForgetAccess(shopper=view.conversation.shopper)
    return Plan(answered(view), view.profile, access=(wish,))


# ---- what was asked


def at_hand(view: View) -> FindMyOrder | None:
    """The search for an order made elsewhere that an open question belongs to."""
    question = view.conversation.question
    command = resumed(question.command) if question is not None and question.command else None
    return command if isinstance(command, FindMyOrder) else None


def waiting_for_code(view: View) -> FindMyOrder | None:
    question = view.conversation.question
    return at_hand(view) if question is not None and question.slot is Slot.CODE else None


def answered_elsewhere(answer: Answer, view: View) -> Command | None:
    """The answer to a question of ours about an order made elsewhere: the part asked for, the code, or a new one."""
    if answer.slot == Slot.CODE:
        return _new_code(view) if answer.value == AGAIN else GiveCode(code=answer.value[:16])
    command, part = at_hand(view), _PARTS.get(answer.slot)
    return command.model_copy(update={part: answer.value.strip()}) if command and part else None


def _new_code(view: View) -> FindMyOrder:
    return waiting_for_code(view) or FindMyOrder()


def new_code_wanted(view: View) -> Command | None:
    """A plain yes to "shall I send you a new one?"."""
    last = next(reversed(view.conversation.last_said), "")
    return _new_code(view) if last in _OFFERED else None


# ---- what was opened


Tell = Callable[[AccessWish, AccessDone], tuple[Message, ...]]


def teller(policy: Policy, found: ProductOf, clock: Callable[[], datetime]) -> Tell:
    """Tells what came of a wish: opened orders, or that access is given up. A code asked for is told by its Plan."""

    def tell(wish: AccessWish, done: AccessDone) -> tuple[Message, ...]:
        match wish:
            case AskCode():
                return ()
            case TryCode():
                return _opened(done, policy, found, clock())
            case access.ForgetAccess():
                return (said.AccessForgotten(),) if done.forgotten else (said.NoAccessToForget(),)
            case _:
                assert_never(wish)

    return tell


def _opened(done: AccessDone, policy: Policy, found: ProductOf, now: datetime) -> tuple[Message, ...]:
    """One order with where it is, or a line for each of several; none is left when they were erased meanwhile."""
    if not done.opened or done.until is None:
        return (said.RefusedCodeExpired(),)
    if len(done.opened) > 1:
        briefs = tuple(brief_of(order, found, now) for order in done.opened)
        return (said.AccessOpenedToSeveral(orders=briefs, until=day_of(done.until, done.opened[0].market)),)
    order = done.opened[0]
    until = day_of(done.until, order.market)
    opened = said.AccessOpened(order=order.id, titles=titles_of(order, found), until=until)
    return (opened, *where_is(order, policy, found, now))
