"""One text in one language within its conversation: an answer, words that are one thing, or clauses. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from dialogue.commands import (
    INTENTS,
    AddressSaid,
    Answer,
    CancelOrder,
    ChangeAddress,
    ChooseAddress,
    Command,
    Confirm,
    Consent,
    CorrectProfile,
    Deny,
    GiveAddress,
    OptOut,
    OrderRef,
)
from dialogue.conversation import Slot
from dialogue.understanding.addresses import Addresses
from dialogue.understanding.answers import EMAIL, Answers, Asked, Reply
from dialogue.understanding.base import Reading
from dialogue.understanding.bent import bent
from dialogue.understanding.clauses import SELECTION, Clause, Reader, searches
from dialogue.understanding.compose import Composer
from dialogue.understanding.facts import SELF, FactFinder
from dialogue.understanding.needs import NeedFinder
from dialogue.understanding.one_wish import guesses_of, is_aimless, one_search, one_swap
from dialogue.understanding.ordering import says_only_order
from dialogue.understanding.patterns import Slots
from dialogue.understanding.payments import says_always
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.resemble import (
    ABOUT_SHOWN,
    ANSWERLIKE,
    BESIDE_ADDRESS,
    BESIDE_DEFAULT,
    BESIDE_EMAIL,
    BY_REASON,
    GOODS_LABELS,
    TOLD_AS_REASON,
    TOLD_AS_SOLUTION,
    counts_pieces,
    of_owned,
)
from dialogue.understanding.righted import righted
from dialogue.understanding.shopping import Said, describes
from dialogue.understanding.situation import Situation
from dialogue.understanding.spans import TERMS, Heard, Listener
from dialogue.understanding.swapping import swaps_something
from dialogue.understanding.text import Token
from dialogue.understanding.together import (
    COURTESY,
    Owned,
    as_set,
    at_least,
    put_together,
    sizes_of_others,
    tells_address,
    told_in_passing,
    untold,
    with_reason,
    with_street,
    without_idle_yes,
)
from dialogue.understanding.told import before_address, fuller_name, is_only_address, is_written_name, put_right
from dialogue.understanding.waiting import Waiting

REJECT: Final = 0.3
"""Clauses below are dropped when others are clear; alone they leave a Reading without Commands, but with guesses."""
CLEAR: Final = 0.97
"""Confidence of whole-word answers: yes, no, a value we asked for."""
NAMED: Final = 0.62
"""Least confidence of a search when goods of ours are named and nothing else fits better."""
WHOLE_ANSWER: Final = 0.75
"""Share of a message that must be the answer for it to count whatever else the words resemble."""
PART_ANSWER: Final = 0.35
SURE: Final = 0.5
STRANGE: Final = 0.4
"""What is left of the confidence in a clause none of whose words we know."""
BARE: Final = 0.5
"""What is left of the confidence in a single word that is no phrase of ours ("why")."""
OTHER_TONGUE: Final = 0.1
"""A lead in confidence that another language must have before it is believed."""

_ROUND_EMAIL: Final = 7
"""Words that may stand round an e-mail address which is all that a message tells."""
_CONTACT: Final = frozenset({"email", "phone", "address"})


@dataclass(frozen=True)
class Tongue:
    """Everything that reads one language."""

    phrases: Phrases
    listener: Listener
    reader: Reader
    facts: FactFinder
    needs: NeedFinder
    composer: Composer
    answers: Answers
    addresses: Addresses
    waiting: Waiting


class Turn:
    """One text in one language within its conversation."""

    def __init__(self, tongue: Tongue, situation: Situation, text: str, code: str) -> None:
        self._tongue, self._situation, self._text = tongue, situation, text
        self._heard = righted(tongue.listener.hear(text, situation.known(code)), tongue.phrases)
        self._slots = Slots(self._heard, tongue.phrases)
        said = tongue.facts.find(self._heard, self._slots, self._someone())
        found = fuller_name(self._heard, said, situation.view.profile)
        self._facts = found or put_right(self._heard, tongue.phrases, situation.view)
        self._puts_right = bool(self._facts) and not found
        self._told = tongue.facts.told(self._heard, self._slots)

    def reading(self) -> Reading:
        if not self._heard.tokens:
            return Reading((), 0.0, trace=("nothing readable",))
        waiting, inner = self._tongue.waiting, self._tongue.reader.without_filler(self._heard)
        reading = waiting.pressed(self._text, self._situation) or self._at_once() or self._considered()
        reading = waiting.settled(reading, inner, self._situation)
        return self._tongue.composer.agreement.settled(reading, SURE, inner, self._situation)

    def _someone(self) -> str | None:
        """Whom "she" and "he" mean: the person named last in this message, or the one spoken of until now."""
        persons = [span.value for span in self._heard.of("person") if span.value != SELF]
        return persons[-1] if persons else self._situation.someone

    # ---- messages that are one thing and nothing else

    def _at_once(self) -> Reading | None:
        phrases, inner = self._tongue.phrases, self._tongue.reader.without_filler(self._heard).said
        words, awaits = phrases.words, self._situation.awaits_yes
        if email := EMAIL.fullmatch(self._text.strip(" .!")):
            return Reading((Answer(slot=Slot.EMAIL.value, value=email.group()),), CLEAR, trace=("an e-mail address",))
        if (told := self._address or self._street_and_name) is not None and self._is_only(told):
            return Reading((GiveAddress(address=told),), CLEAR, self._facts, trace=("an address",))
        if self._puts_right and not self._situation.is_asked:
            return Reading((CorrectProfile(facts=self._facts),), CLEAR, trace=("a value put right",))
        if words("opt_out").is_all(inner) and len(inner) <= 4 and not self._is_bare_cancel(inner):
            return Reading((Deny(), OptOut()) if awaits else (OptOut(),), CLEAR, trace=("opt-out word",))
        if self._is_bare_cancel(inner):
            return self._cancelled()
        if awaits and says_only_order(self._heard, inner, phrases, self._text):
            return Reading((Confirm(consent=Consent.ORDER_WORDS),), CLEAR, trace=("order words",))
        asked, said = self._situation.is_asked, self._heard.said  # "Może być" begins with a filler.
        if (asked and words("yes").is_all(said)) or (words("yes").is_all(inner) and (asked or len(inner) == len(said))):
            yes = self._tongue.composer.agreement.yes(self._text, self._situation)
            return Reading((yes,), CLEAR, trace=("yes",))
        if words("no").is_all(words("hold_on").behind(inner)):
            return Reading((Deny(),), CLEAR, trace=("no",))
        return None

    def _is_bare_cancel(self, inner: Sequence[Token]) -> bool:
        """ "cancel" and its like alone: a no to what is asked, and also a way to speak of an order. Two that differ say
        more: Finnish "peru se peruutus" takes a cancellation back."""
        cancel = self._tongue.phrases.words("cancel")
        length = cancel.length_at(inner, 0)
        return bool(length) and (length == len(inner) or len({token.norm for token in inner}) == 1)

    def _cancelled(self) -> Reading:
        """Alone it takes back what waits for a yes; else it asks about an order, and never cancels one by itself."""
        talk = self._situation.view.conversation
        if self._situation.cancels:
            return Reading((CancelOrder(),), CLEAR, trace=("cancel, asked about again",))
        if self._situation.awaits_yes or talk.question is not None or not self._situation.placed:
            return Reading((Deny(),), CLEAR, trace=("cancel without an order",))
        return Reading((CancelOrder(),), CLEAR, trace=("cancel",))

    # ---- everything else

    def _considered(self) -> Reading:
        heard = before_address(self._heard, self._text, self._address)
        clauses = self._tongue.reader.read(heard, self._slots, self._situation.leaning())
        clauses = searches(clauses, self._tongue.phrases, self._situation.counts, self._situation.knows)
        clauses = one_swap(clauses, self._says_whole_swap, self._wants_swap)
        if not any(fact.forget for fact in self._facts):
            clauses = one_search(clauses)
        reply = self._reply(self._heard, self._text)
        if reply and self._is_answer(reply, clauses):
            return Reading(reply.commands, CLEAR, self._facts, trace=("answer to our question",))
        clear = any(clause.confidence >= SURE and clause.kind not in COURTESY for clause in clauses)
        bar = SURE if clear else REJECT
        kept = [clause for clause in clauses if clause.confidence >= bar or self._named(clause)]
        made: list[tuple[Command, float, str]] = []
        for clause in kept or clauses[:1]:
            made.extend(self._made(clause, len(clauses) > 1))
        solution = self._tongue.composer.solution_in(self._heard)
        own, sizes = self._situation.sizes_owned(self._heard), tuple(span.value for span in self._heard.of("size"))
        made = made if self._situation.is_asked else without_idle_yes(made)
        made = put_together(made, solution, Owned(own, sizes, self._is_misfit(own)))
        made = as_set(made, self._situation.view.conversation)
        made = self._with_address(with_reason(made, self._tongue.composer.reason_in(self._heard)))
        reading = self._with_email(self._assembled(made, clauses))
        if reply and reading.confidence < SURE and reply.share >= PART_ANSWER:
            return Reading(
                reply.commands, SURE, self._facts, trace=("answer to our question, for want of another sense",)
            )
        return reading

    @cached_property
    def _address(self) -> AddressSaid | None:
        """A whole address somewhere in the message, or None."""
        found = self._read_address
        return found if (found.postcode or found.country) and found.line1 and found.city else None

    @cached_property
    def _street_and_name(self) -> AddressSaid | None:
        """A name and a street with its number: where all of the message is that, the town is still to come."""
        found = self._read_address
        named = is_written_name(found.name or "") and not self._heard.of("amount", "size", "length", "category")
        return found if named and any(map(str.isdigit, found.line1 or "")) else None

    @cached_property
    def _read_address(self) -> AddressSaid:
        return self._tongue.addresses.read(self._text, self._situation.view.conversation.market)

    def _is_only(self, address: AddressSaid) -> bool:
        return is_only_address(self._heard, address, self._tongue.phrases)

    def _with_email(self, reading: Reading) -> Reading:
        """An e-mail address written somewhere in the message is never lost; with a few words round it, it is all."""
        email = EMAIL.search(self._text)
        known = any(isinstance(command, Answer) and command.slot == Slot.EMAIL for command in reading.commands)
        if email is None or known:
            return reading
        told = Answer(slot=Slot.EMAIL.value, value=email.group().rstrip("."))
        around = self._text.replace(email.group(), " ").split()
        kept = tuple(command for command in reading.commands if command.kind in BESIDE_EMAIL)
        if reading.confidence < SURE or (len(around) <= _ROUND_EMAIL and not kept):
            return Reading((told,), CLEAR, self._facts, trace=("an e-mail address",))
        return replace(reading, commands=(told, *(kept if len(around) <= _ROUND_EMAIL else reading.commands)))

    def _with_address(self, made: list[tuple[Command, float, str]]) -> list[tuple[Command, float, str]]:
        """A whole address is never lost: to our question it is all that is said, beside an order where it goes."""
        address, number = self._address, self._heard.first("order")
        if address is None:
            return with_street(made, self._tongue.addresses.street_in(self._text), self._situation.awaits_yes)
        told = [entry for entry in made if tells_address(entry, SURE)]
        question = self._situation.view.conversation.question
        if question is not None and question.slot is Slot.ADDRESS:
            return told[:1] or [(GiveAddress(address=address), CLEAR, "the address asked for")]
        if number and all(entry[0].kind in BESIDE_ADDRESS for entry in made):
            change = ChangeAddress(order=OrderRef(id=number.value), address=address)
            return [(change, CLEAR, "an order and where it shall go")]
        clear = [entry for entry in made if entry[1] >= SURE and not isinstance(entry[0], ChooseAddress)]
        if says_always(self._heard, self._tongue.phrases) and number is None:
            kept = [entry for entry in clear if entry[0].kind in BESIDE_DEFAULT]
            return [*kept, (GiveAddress(address=address, always=True), CLEAR, "the default address")]
        return at_least(made, told, NAMED) if told else [*clear, (GiveAddress(address=address), NAMED, "an address")]

    def _assembled(self, made: Sequence[tuple[Command, float, str]], clauses: Sequence[Clause]) -> Reading:
        guesses = guesses_of(clauses, INTENTS)
        trace = tuple(said for _, _, said in made)
        commands = tuple(dict.fromkeys(command for command, _, _ in made))
        confidence = min((sure for _, sure, _ in made), default=0.0)
        idle = all(command.kind in COURTESY | {"off_topic"} for command in commands)
        erases = any(fact.forget and fact.about in _CONTACT for fact in self._facts)
        if self._facts and (idle or erases or confidence < SURE or is_aimless(commands, self._situation)):
            return Reading((CorrectProfile(facts=self._facts),), 0.9, guesses=guesses, trace=("facts",))
        if confidence < REJECT:
            return Reading((), confidence, self._facts, guesses=guesses, trace=trace)
        commands = told_in_passing(commands, self._facts)
        learned = any(isinstance(command, CorrectProfile) for command in commands)
        facts = () if learned else (*untold(self._facts, commands), *sizes_of_others(commands, self._situation))
        return Reading(commands, round(confidence, 4), tuple(dict.fromkeys(facts)), guesses=guesses, trace=trace)

    def _made(self, clause: Clause, is_part: bool) -> list[tuple[Command, float, str]]:
        """The Commands of a clause with confidence and what led to them."""
        reply = self._reply(clause.heard, clause.heard.text) if is_part else None
        if reply and reply.share >= WHOLE_ANSWER and clause.kind in ANSWERLIKE:
            return [(command, CLEAR, "answer to our question") for command in reply.commands]
        kind, variant, sure = clause.kind, clause.variant, clause.confidence
        fallback = self._named(clause)
        if fallback and (sure < NAMED or fallback in BY_REASON.values()):
            kind, variant, sure = fallback, "change", max(sure, NAMED)
        if kind == "return_item" and self._names_other_size(clause.heard):
            kind = "exchange_item"
        kind = bent((kind, variant), clause.heard, self._situation, self._tongue.phrases, self._tongue.composer.swaps)
        heard = self._heard if kind == "compare_products" else clause.heard
        said = Said(heard, variant, self._facts, self._situation, self._someone())
        seeks = kind == "find_products" and sure >= NAMED and self._tongue.needs.is_for_somebody(clause.heard)
        asks = kind == "ask_about_product" and not is_part
        if (asks or kind in SELECTION) and self._tells_only_facts(clause.heard) and not seeks:
            kind = "correct_profile"
        if kind == "correct_profile" and not self._facts and self._tongue.needs.has_content(clause.heard):
            kind = "find_products"
        if fallback != "change_order" and not clause.heard.of("category", "order", "title"):
            sure *= STRANGE + (1 - STRANGE) * self._tongue.reader.familiarity(clause.heard)
        sure *= BARE if clause.is_bare and not is_part else 1
        why = f"{kind}{'.' if variant else ''}{variant} {sure:.2f}"
        return [(command, sure, why) for command in self._tongue.composer.commands(kind, said)]

    def _wants_swap(self, heard: Heard) -> bool:
        return swaps_something(heard, self._situation, self._tongue.phrases, self._tongue.composer.swaps)

    def _says_whole_swap(self, heard: Heard) -> bool:
        return self._tongue.composer.swaps.is_whole(heard, self._situation)

    def _names_other_size(self, heard: Heard) -> bool:
        """A size that the goods to be sent back do not have is the one wanted instead."""
        sizes = {span.value for span in heard.of("size")}
        own = self._situation.sizes_owned(heard) if heard.of("category", "title") else frozenset()
        return bool(sizes and own) and not sizes & own

    def _named(self, clause: Clause) -> str | None:
        """What a clause must mean that names goods, an order or an address and resembles no phrase."""
        if clause.confidence < NAMED and self._wants_swap(clause.heard):
            return "change_order"
        if clause.confidence >= NAMED and clause.kind not in self._goods_labels():
            return None
        heard, goods = clause.heard, self._goods_labels()
        others = max(p for kind, p in clause.kinds.items() if kind not in goods)
        if heard.of("order") and others < SURE:
            return of_owned(clause, "track_order")
        if others >= SURE:
            return None
        address = self._tongue.addresses.read(heard.text, self._situation.view.conversation.market)
        if (address.postcode or address.country) and address.line1:
            return "give_address"
        if clause.kind == "off_topic" and clause.confidence >= NAMED:
            return None
        if self._situation.lines(heard) and not self._situation.goods(heard):
            return self._complained_of(heard) or of_owned(clause, "find_products")
        if heard.of("category") and not self._only_facts():
            return "find_products"
        searching = self._situation.is_searching and describes(heard) and not self._only_facts()
        return "refine_search" if searching else None

    def _complained_of(self, heard: Heard) -> str | None:
        """What is meant by a reason said of ordered goods: "the blanket is scratchy"."""
        return BY_REASON.get(self._tongue.composer.reason_in(heard) or "")

    def _is_misfit(self, own: frozenset[str]) -> bool:
        """Too small or too large is said where something was ordered, and nothing is being looked for or the size said
        to misfit is one that was ordered."""
        if self._tongue.composer.reason_in(self._heard) not in ("too_small", "too_large"):
            return False
        named = any(span.value in own for span in self._heard.of("size"))
        return bool(self._situation.placed) and (named or not self._situation.has_shown)

    def _tells_only_facts(self, heard: Heard) -> bool:
        """Everything named is part of a fact, and no search is under way that it could change."""
        named = heard.of(*TERMS, "size", "amount", "length")
        told = all(span.start in self._told for span in named)
        return bool(self._facts) and bool(named) and told and not self._situation.is_searching

    def _goods_labels(self) -> frozenset[str]:
        """Labels that a search may be mistaken for; questions and orders need something shown to be about."""
        return GOODS_LABELS if self._situation.has_shown else GOODS_LABELS | ABOUT_SHOWN

    def _only_facts(self) -> bool:
        """Goods that are named only to tell a taste."""
        return bool(self._facts) and all(goods.start in self._told for goods in self._heard.of("category"))

    # ---- answers

    def _reply(self, heard: Heard, text: str) -> Reply | None:
        question = self._situation.question
        if question is None or (question.slot in (Slot.CONFIRM, Slot.PHOTO) and not self._situation.claims):
            return None
        heard = before_address(heard, text, self._address) if question.slot in (Slot.SIZE, Slot.QUANTITY) else heard
        name = self._tongue.facts.own_name(heard, self._slots)
        return self._tongue.answers.read(Asked(question, heard, text, self._situation, name, self._facts))

    def _is_of_owned_goods(self, clause: Clause) -> bool:
        """Looks for goods, and means the ordered ones: "I still want the blanket"."""
        return clause.kind in SELECTION and bool(self._situation.lines(clause.heard))

    def _is_answer(self, reply: Reply, clauses: Sequence[Clause]) -> bool:
        question, first = self._situation.question, clauses[0]
        if question is not None and question.slot in (Slot.PHOTO, Slot.CONFIRM):
            return True
        if question is not None and question.slot in (Slot.EMAIL, Slot.ADDRESS, Slot.NAME) and reply.share >= 1:
            return True
        if first.confidence >= SURE and counts_pieces(first, reply, question):
            return False
        if reply.share >= WHOLE_ANSWER and (len(clauses) == 1 or first.kind in ANSWERLIKE):
            return len(clauses) == 1 or all(clause.kind in ANSWERLIKE for clause in clauses)
        if question is not None and question.slot in (Slot.REASON, Slot.SOLUTION):
            asked = self._situation.view.conversation.question is not None
            told = TOLD_AS_REASON | TOLD_AS_SOLUTION if asked else TOLD_AS_SOLUTION
            return all(
                clause.kind in told or clause.confidence < SURE or self._is_of_owned_goods(clause) for clause in clauses
            )
        likely = all(clause.kind in ANSWERLIKE for clause in clauses)
        return (
            reply.share >= PART_ANSWER
            and likely
            and all(c.kind not in SELECTION or c.confidence < CLEAR for c in clauses)
        )
