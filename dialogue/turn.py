"""What one turn makes of a View: Commands understood, Plans made. No database here, and nothing is changed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from dialogue.attached import is_here, is_wordless
from dialogue.commands import (
    INTENTS,
    AskHuman,
    ChangeLanguage,
    Command,
    Confirm,
    Deny,
    FactSaid,
    OptOut,
    StaffApproveRefund,
    StaffAsk,
    StaffClaim,
    StaffDeclineRefund,
    StaffHandBack,
    StaffReply,
    Withdraw,
)
from dialogue.conversation import Conversation, Holder, Slot
from dialogue.counter import Counter
from dialogue.inbound import Inbound, Sender
from dialogue.messages.handover import PersonCalled, PersonStillComing
from dialogue.plan import Decided, Plan
from dialogue.playbooks.courtesy import in_ours
from dialogue.playbooks.handover import or_promised
from dialogue.profile import ABOUT, NAME, Fact, Profile, forget, learn, named
from dialogue.understanding.base import Reading, Understander
from dialogue.view import View
from orders import actions
from orders.money import Money

SURE: Final = 0.5
"""Below this a reading is not acted on; one useful question is asked instead."""

_TOLD_AGAIN: Final = timedelta(hours=1)
_STILL_COMING, _CALLED = PersonStillComing.name(), PersonCalled.name()
_FIRM: Final = (Slot.PHOTO, Slot.REASON, Slot.CONFIRM, Slot.ITEM, Slot.ORDER, Slot.SOLUTION)


@dataclass(frozen=True, slots=True)
class Mind:
    """What thinking needs. `ground` drops Commands that point at nothing; `doubt` answers what was not understood."""

    understander: Understander
    ground: Callable[[Reading, View], Reading]
    plan_for: Callable[[Command, View, Counter], Plan]
    doubt: Callable[[Reading, View, Counter], Plan]


@dataclass(frozen=True, slots=True)
class Step:
    """One Command with its Plan; no Command where nothing was understood."""

    plan: Plan
    command: Command | None = None

    @property
    def intent(self) -> str | None:
        return INTENTS.get(self.command.kind) if self.command else None


@dataclass(frozen=True, slots=True)
class Thought:
    """A turn thought through. `steps` is empty when a person holds the conversation: then nothing is said."""

    view: View
    reading: Reading
    steps: tuple[Step, ...]
    conversation: Conversation
    profile: Profile

    @property
    def intent(self) -> str | None:
        """The published name of what was meant first."""
        return next((step.intent for step in self.steps if step.intent), None)

    @property
    def decided(self) -> tuple[Decided, ...]:
        read = ",".join(command.kind for command in self.reading.commands) or "nothing"
        reading = Decided(
            stage="service",
            what=f"read:{read}",
            actor=self.reading.reader,
            confidence=self.reading.confidence,
            inputs="; ".join(self.reading.trace),
        )
        of_plans = tuple(decided for step in self.steps for decided in step.plan.decided)
        return of_plans if self.view.inbounds[0].sender is Sender.STAFF else (reading, *of_plans)


def think(view: View, mind: Mind, counter: Counter) -> Thought:
    """Understand the turn's messages and plan an answer to each Command, in the order they were said."""
    if view.inbounds[0].sender is Sender.STAFF:
        commands = tuple(staff_command(inbound) for inbound in view.inbounds)
        return _planned(view, Reading(commands=commands, confidence=1.0), commands, mind, counter)
    reading = mind.ground(mind.understander.understand(view), view)
    thought = _answered(_learned(_in_their_language(view, reading, counter), reading), reading, mind, counter)
    thought = _with_our_language(thought, view.conversation)
    # What changed is told from what was read, so that a fact said in passing counts as a change.
    return replace(thought, view=view)


def _answered(view: View, reading: Reading, mind: Mind, counter: Counter) -> Thought:
    if view.conversation.holder is not Holder.AGENT:
        commands = tuple(command for command in reading.commands if _must_be_answered(command, view))
        thought = _planned(view, reading, commands, mind, counter)
        if thought.steps or not _must_hear_of_waiting(view):
            return thought
        return replace(thought, steps=(Step(mind.plan_for(AskHuman(), view, counter)),))
    if not reading.commands or reading.confidence < SURE:
        return _doubted(view, reading, mind, counter)
    understood = replace(view, conversation=replace(view.conversation, misunderstood=0))
    return _planned(understood, reading, reading.commands, mind, counter)


def _planned(view: View, reading: Reading, commands: tuple[Command, ...], mind: Mind, counter: Counter) -> Thought:
    steps: list[Step] = []
    now = view
    for command in commands:
        plan = _held(mind.plan_for(command, now, counter))
        if view.inbounds[0].sender is Sender.SHOPPER and now.conversation.holder is Holder.AGENT:
            plan = or_promised(plan, now)
        if _asks(plan) and any(_asks_firmly(step.plan) for step in steps):
            continue
        steps.append(Step(plan, command))
        now = replace(now, conversation=plan.conversation, profile=plan.profile)
        if plan.conversation.holder is not Holder.AGENT and view.conversation.holder is Holder.AGENT:
            break
    return Thought(view, reading, _one_question(_one_quote(steps)), now.conversation, now.profile)


def _asks(plan: Plan) -> bool:
    return any(message.asks for message in plan.messages)


def _asks_firmly(plan: Plan) -> bool:
    """A question about an order is not given up for another one: what else was said can be said again."""
    return any(message.asks in _FIRM for message in plan.messages)


def _one_question(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """One message asks one thing: the last, which is the one that waits for its answer. A quote asks for its yes."""
    asking = [place for place, step in enumerate(steps) if _asks(step.plan) or _quotes(step.plan)]
    return tuple(_unasked(step) if place in asking[:-1] else step for place, step in enumerate(steps))


def _quotes(plan: Plan) -> bool:
    return any(isinstance(action, actions.MakeQuote) for action in plan.actions)


def _unasked(step: Step) -> Step:
    return replace(step, plan=replace(step.plan, messages=tuple(m for m in step.plan.messages if not m.asks)))


def _one_quote(steps: list[Step]) -> tuple[Step, ...]:
    """Several things taken in one message make one quote: of those planned in a turn only the last is made."""
    quoting = [step for step in steps if _quotes(step.plan)]
    return tuple(_unquoted(step) if step in quoting[:-1] else step for step in steps)


def _unquoted(step: Step) -> Step:
    kept = tuple(action for action in step.plan.actions if not isinstance(action, actions.MakeQuote))
    return replace(step, plan=replace(step.plan, actions=kept))


def _doubted(view: View, reading: Reading, mind: Mind, counter: Counter) -> Thought:
    plan = _held(mind.doubt(reading, view, counter))
    times = view.conversation.misunderstood + (not is_wordless(view.inbounds))
    missed = replace(plan.conversation, misunderstood=times)
    return Thought(view, reading, (Step(plan),), missed, plan.profile)


def _held(plan: Plan) -> Plan:
    """A flagged conversation waits for a person from here on."""
    if not plan.flags or plan.conversation.holder is not Holder.AGENT:
        return plan
    return replace(plan, conversation=replace(plan.conversation, holder=Holder.WAITING))


def _must_hear_of_waiting(view: View) -> bool:
    """Who writes on while a person is awaited is told so: once, and again after an hour of quiet."""
    talk = view.conversation
    if talk.holder is not Holder.WAITING:
        return False
    since = next((name for name in reversed(talk.last_said) if name == _STILL_COMING or name.startswith(_CALLED)), "")
    quiet = talk.last_inbound_at is not None and view.now - talk.last_inbound_at >= _TOLD_AGAIN
    return since != _STILL_COMING or quiet


def _must_be_answered(command: Command, view: View) -> bool:
    """What the law wants answered at once, also while a person holds the conversation."""
    if isinstance(command, OptOut | Withdraw):
        return True
    pending = view.conversation.pending
    return isinstance(command, Confirm | Deny) and pending is not None and isinstance(pending.action, actions.Withdraw)


def _in_their_language(view: View, reading: Reading, counter: Counter) -> View:
    """Switch to the language written in, unless the person chose one. One that we do not speak is remembered."""
    written = reading.locale
    if written is None:
        return view
    if written not in counter.locales:
        return replace(view, conversation=replace(view.conversation, tongue=written))
    conversation = replace(view.conversation, tongue=None)
    if any(isinstance(command, ChangeLanguage) and command.locale == written for command in reading.commands):
        return replace(view, conversation=conversation)  # The wish itself switches, and is told that it did.
    if not conversation.locale_chosen and conversation.locale.split("_")[0] != written.split("_")[0]:
        conversation = replace(conversation, locale=counter.in_market(written, conversation.market))
    return replace(view, conversation=conversation)


def _with_our_language(thought: Thought, before: Conversation) -> Thought:
    """Who begins to write in a language that we do not speak is told which one our answers come in."""
    told, first = in_ours(thought.conversation), next(iter(thought.steps), None)
    if told is None or first is None or first.command is None or before.tongue == thought.conversation.tongue:
        return thought
    beginning = replace(first, plan=replace(first.plan, messages=(told, *first.plan.messages)))
    return replace(thought, steps=(beginning, *thought.steps[1:]))


def _learned(view: View, reading: Reading) -> View:
    profile = view.profile
    for said in reading.facts:
        profile = _with_fact(profile, said, _source(said, view.inbounds))
    return replace(view, profile=profile)


def _with_fact(profile: Profile, said: FactSaid, source: Inbound) -> Profile:
    if said.forget:
        return forget(profile, said.who, said.about, said.value or None)
    if said.about == NAME:
        return named(profile, said.value)
    if said.about not in ABOUT:
        return profile
    return learn(profile, Fact(who=said.who, about=said.about, value=said.value, said_at=source.at, source=source.id))


def _source(said: FactSaid, inbounds: tuple[Inbound, ...]) -> Inbound:
    """The message that holds the words, else the last one."""
    return next((each for each in inbounds if said.value.lower() in each.text.lower()), inbounds[-1])


def staff_command(inbound: Inbound) -> Command:
    """What a person at the desk pressed or wrote. A verb may name its refund: `approve:<refund>`. Who must have the
    conversation grants and refuses: `grant:<refund>:<minor units>:<currency>`, `refuse:<refund>`."""
    staff = inbound.staff or ""
    verb, _, subject = (inbound.button or "reply").partition(":")
    match verb:
        case "claim":
            return StaffClaim(staff=staff)
        case "hand_back":
            return StaffHandBack(staff=staff)
        case "approve":
            return StaffApproveRefund(staff=staff, refund=subject or None, text=inbound.text)
        case "decline":
            return StaffDeclineRefund(staff=staff, refund=subject or None, text=inbound.text)
        case "grant":
            return _grant(staff, subject, inbound.text)
        case "refuse":
            return StaffDeclineRefund(staff=staff, refund=subject, text=inbound.text, as_holder=True)
        case "ask" if subject == "photo" or subject == "order_number" or subject == "address":
            return StaffAsk(staff=staff, what=subject)
        case "answer":
            return StaffReply(staff=staff, text=inbound.text, as_holder=True, files=_files(inbound))
        case _:
            return StaffReply(staff=staff, text=inbound.text)


def _files(inbound: Inbound) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{inbound.id}.{place}", each.name) for place, each in enumerate(inbound.attachments) if is_here(each)
    )


def _grant(staff: str, subject: str, why: str) -> StaffApproveRefund:
    refund, _, amount = subject.partition(":")
    minor, _, currency = amount.partition(":")
    money = Money(int(minor), currency) if minor.isdecimal() and currency else None
    return StaffApproveRefund(staff=staff, refund=refund, amount=money, text=why, as_holder=True)
