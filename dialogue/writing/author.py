"""What a model writes into a turn that is thought through: a reason on each card, or advice where there was no answer.

It is asked last, outside any transaction, and changes nothing but words: whatever goes wrong or does not pass the
guard, the turn stays as it was.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from dialogue.card_numbers import held_card_number
from dialogue.conversation import Holder, Slot
from dialogue.inbound import Sender
from dialogue.messages.advice import Advice
from dialogue.messages.base import Card, Message, Said, Term
from dialogue.messages.courtesy import (
    DidYouMean,
    DidYouMeanAgain,
    OffTopicAnswer,
    OffTopicAnswerAgain,
    SayItDifferently,
)
from dialogue.messages.near import ClosestTo, NearMisses, NearMissesGroup
from dialogue.messages.selection import Listing, NothingFits, NothingFitsLoosen, NotSold
from dialogue.plan import Decided
from dialogue.turn import Step, Thought
from dialogue.understanding.asking import Asking, seconds_left
from dialogue.understanding.language import says_enough
from dialogue.understanding.model import ModelFailed, Why, Writer, Written
from dialogue.writing import prompt
from dialogue.writing.draft import Draft, Form, token
from dialogue.writing.facts import Shown, names_in, shown
from dialogue.writing.guard import Guard
from matching.concepts import Concepts
from matching.product import Product
from orders.ids import Sku

log = logging.getLogger(__name__)

REASONS_WITHIN: Final = 4.0
"""Seconds that cards wait for their reasons: they are complete without."""
_NO_ANSWERS: Final = (OffTopicAnswer, OffTopicAnswerAgain, DidYouMean, DidYouMeanAgain, SayItDifferently)
_NOTHING_FOUND: Final = (NearMisses, NearMissesGroup, ClosestTo, NothingFits, NothingFitsLoosen, NotSold)
_QUESTION_MARKS: Final = ("?", "？", "؟")
_ABOUT_GOODS: Final = ("category", "color", "material", "pattern", "style", "feature", "room", "season", "occasion")
_LINE: Final = re.compile(r"([A-Z]): *(.+)")


class Writes(StrEnum):
    """What a model may write."""

    ALL = "all"
    REASONS = "reasons"
    ADVICE = "advice"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Author:
    """`called` words a fact in a locale and a market."""

    writes: Writes
    writer: Writer
    asking: Asking
    guard: Guard
    concepts: Concepts
    product_of: Callable[[Sku], Product | None]
    called: Callable[[Term, str, str], str]
    clock: Callable[[], datetime]
    tick: Callable[[], float] = time.monotonic

    def __call__(self, thought: Thought) -> Thought:
        """The same turn with what was written for it; as it is where nothing was."""
        if not self._may_write_for(thought):
            return thought
        try:
            if self.writes is not Writes.REASONS and _wants_advice(thought):
                return self._advised(thought)
            if self.writes is not Writes.ADVICE:
                return self._reasoned(thought)
        except ModelFailed as failed:
            log.warning("Nothing is written into conversation %s: %s", thought.conversation.id, failed.why)
            self.asking.pay(self.writer.name, thought.view, failed.why, failed.use)
        return thought

    def _may_write_for(self, thought: Thought) -> bool:
        talk = thought.view.conversation
        is_private = held_card_number(thought.view.text) or (talk.question and talk.question.slot is Slot.CODE)
        is_shopper = thought.view.inbounds[0].sender is not Sender.STAFF
        held = {talk.holder, thought.conversation.holder} != {Holder.AGENT}
        may = self.writes is not Writes.NOTHING and self.guard.speaks(thought.conversation.locale)
        return may and is_shopper and not held and not is_private

    def _written(self, told: str, about: str, thought: Thought, most: float) -> Written:
        left = min(most, seconds_left(thought.view, self.clock()))
        return self.asking.ask(lambda seconds: self.writer.write(told, about, seconds), thought.view, left, self.tick)

    # ---- reasons

    def _reasoned(self, thought: Thought) -> Thought:
        cards = [card for step in thought.steps for message in step.plan.messages for card in _cards_of(message)]
        products = shown(cards, self.product_of)
        if not products:
            return thought
        notes = self._notes(products, thought)
        steps = tuple(_with_notes(step, notes) for step in thought.steps)
        return replace(thought, steps=steps)

    def _notes(self, products: Sequence[Shown], thought: Thought) -> Mapping[str, Said]:
        """By sku. Raises ModelFailed where none may be shown."""
        talk, view = thought.conversation, thought.view
        # Without its words, which may hold anything that the shopper wrote.
        needs = [need.model_dump(mode="json", exclude_defaults=True, exclude={"text"}) for need in talk.needs]
        told = [each.told(lambda fact: self.called(fact, talk.locale, talk.market)) for each in products]
        about = prompt.about_products(talk.locale, view.text, needs, told)
        written = self._written(prompt.REASONS, about, thought, REASONS_WITHIN)
        lines, names = _lines(written.text), names_in([each.product for each in products])
        notes = {}
        for each in products:
            said = each.may_name(talk.needs, self.concepts)
            draft = each.draft(lines.get(each.letter, ""), talk.locale, said, names)
            if draft.text and self._may_be_shown(draft):
                notes[each.card.sku] = draft.locked()
        if not notes:
            raise ModelFailed(Why.UNSAFE if written.text != prompt.NOTHING else Why.DECLINED, written.use)
        self.asking.pay(self.writer.name, view, "reasons", written.use)
        return notes

    def _may_be_shown(self, draft: Draft) -> bool:
        fault = self.guard.fault_of(draft)
        if fault is not None:
            log.info("A text for a shopper is not shown: %s", fault)
        return fault is None

    # ---- advice

    def _advised(self, thought: Thought) -> Thought:
        facts = self._facts_of_question(thought)
        if not facts:
            return thought
        talk, view = thought.conversation, thought.view
        told = {token(number): self.called(fact, talk.locale, talk.market) for number, fact in facts.items()}
        about = prompt.about_question(talk.locale, view.text, told)
        written = self._written(prompt.ADVICE, about, thought, float("inf"))
        draft = Draft(written.text, Form.ADVICE, talk.locale, facts)
        if written.text.rstrip(".") == prompt.NOTHING:
            raise ModelFailed(Why.DECLINED, written.use)
        if not self._may_be_shown(draft):
            raise ModelFailed(Why.UNSAFE, written.use)
        self.asking.pay(self.writer.name, view, "advice", written.use)
        return _answered(thought, Advice(text=draft.locked()))

    def _facts_of_question(self, thought: Thought) -> Mapping[int, Term]:
        """What goods can do, as tokens; nothing where the question is not about goods."""
        text, locale = thought.view.text, thought.conversation.locale
        heard = self.guard.ears.hear_text(text, locale)
        if not says_enough(text) or not heard.of(*_ABOUT_GOODS):
            return {}
        asked = [span.value for span in heard.of("feature")]
        known = [concept for kind, concept in self.concepts if kind == "feature"]
        features = list(dict.fromkeys((*asked, *known)))[:99]
        return {number: Term(kind="feature", id=each) for number, each in enumerate(features, start=1)}


def _cards_of(message: Message) -> tuple[Card, ...]:
    return message.shown if isinstance(message, Listing) else ()


def _with_notes(step: Step, notes: Mapping[str, Said]) -> Step:
    messages = tuple(_noted(message, notes) for message in step.plan.messages)
    return replace(step, plan=replace(step.plan, messages=messages))


def _noted(message: Message, notes: Mapping[str, Said]) -> Message:
    if not isinstance(message, Listing):
        return message
    cards = tuple(card.model_copy(update={"note": notes.get(card.sku)}) for card in message.shown)
    return message.model_copy(update={"shown": cards})


def _lines(text: str) -> Mapping[str, str]:
    """Each product's line by its letter; a letter that comes twice says nothing sure."""
    found = [match.groups() for line in text.splitlines() if (match := _LINE.fullmatch(line.strip()))]
    letters = [letter for letter, _ in found]
    return {letter: line for letter, line in found if letters.count(letter) == 1}


def _wants_advice(thought: Thought) -> bool:
    """What the shop would only shrug at, or a question that it took for a search and found nothing for ("what goes with
    a navy suit?"), while nothing waits for an answer."""
    talk, plans = thought.view.conversation, [step.plan for step in thought.steps]
    said = [message for plan in plans for message in plan.messages]
    waits = talk.question or talk.pending or talk.quote or any(plan.flags for plan in plans)
    if waits or len(plans) != 1 or not said:
        return False
    asks = any(mark in thought.view.text for mark in _QUESTION_MARKS)
    return _is_shrug(said) or (asks and isinstance(said[-1], _NOTHING_FOUND))


def _is_shrug(said: Sequence[Message]) -> bool:
    return len(said) == 1 and isinstance(said[0], _NO_ANSWERS)


def _answered(thought: Thought, advice: Advice) -> Thought:
    """With the advice in front of what came near, or in place of the shrug, which then is no misunderstanding."""
    (step,) = thought.steps
    decided = Decided("content", "advised", actor="model")
    if not _is_shrug(step.plan.messages):
        plan = replace(step.plan, messages=(advice, *step.plan.messages), decided=(*step.plan.decided, decided))
        return replace(thought, steps=(replace(step, plan=plan),))
    plan = replace(step.plan, messages=(advice,), decided=(decided,))
    conversation = replace(thought.conversation, misunderstood=thought.view.conversation.misunderstood)
    return replace(thought, steps=(replace(step, plan=plan),), conversation=conversation)
