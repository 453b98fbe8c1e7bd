"""Reads a message as the answer to our own open question, and says how much of the message is that answer. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dialogue.commands import (
    AddressSaid,
    Answer,
    ChangeLanguage,
    ChoosePayment,
    Command,
    FactSaid,
    FindProducts,
    ForgetPayment,
    GiveAddress,
    RefineSearch,
)
from dialogue.conversation import OpenQuestion, Slot
from dialogue.understanding.addresses import Addresses, reads_as_talk
from dialogue.understanding.asked_address import MOST_NAME, country_again, missing_part, told_parts
from dialogue.understanding.fewer import claimed_fewer
from dialogue.understanding.names import full_name, name_behind
from dialogue.understanding.needs import NeedFinder
from dialogue.understanding.options import counted_sizes, option_described, option_named, option_size
from dialogue.understanding.payments import method_in
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.situation import Situation
from dialogue.understanding.sizes import bare_size
from dialogue.understanding.spans import Heard, Span
from dialogue.understanding.text import UNSPACED, fold
from matching.need import BudgetKind, Need

EMAIL: Final = re.compile(rf"[^\s@<>,;{UNSPACED}]+@[^\s@<>,;{UNSPACED}]+\.[^\s@<>,;.{UNSPACED}]+")
ALL: Final = "all"
_IN_CHARACTERS: Final = 0.7
"""How much of a message a name in characters explains: a phrase that is said so goes first."""
_SMALL: Final = (
    "filler", "articles", "indefinite", "my", "join", "for", "size", "money", "pieces", "one", "up_to", "around",
    "up_to_after", "around_after", "number", "order", "yes", "negation_ends",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """Commands that answer the question; `share` (0 to 1) is how much of the message they explain."""

    commands: tuple[Command, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Asked:
    """The open question with everything an answer may need."""

    question: OpenQuestion
    heard: Heard
    text: str
    situation: Situation
    own_name: str | None = None
    facts: tuple[FactSaid, ...] = ()


class Answers:
    """Reads the answers of one language."""

    def __init__(self, phrases: Phrases, needs: NeedFinder, addresses: Addresses) -> None:
        self._phrases = phrases
        self._needs = needs
        self._addresses = addresses
        self._by_slot: dict[Slot, Callable[[Asked], Reply | None]] = {
            Slot.SIZE: self._size,
            Slot.COLOR: self._color,
            Slot.QUANTITY: self._quantity,
            Slot.PRODUCT: self._product,
            Slot.ORDER: self._order,
            Slot.ITEM: self._item,
            Slot.NAME: self._name,
            Slot.EMAIL: self._email,
            Slot.ADDRESS: self._address,
            Slot.PAYMENT: self._payment,
            Slot.REASON: self._reason,
            Slot.SOLUTION: self._solution,
            Slot.PHOTO: self._replacement,
            Slot.CONFIRM: self._replacement,
            Slot.BUDGET: self._budget,
            Slot.RECIPIENT: self._recipient,
            Slot.LANGUAGE: self._language,
        }

    def read(self, asked: Asked) -> Reply | None:
        """The answer in a message, or None. An option written out, or its number, is always one."""
        if not asked.heard.tokens:
            return None
        read = self._by_slot.get(asked.question.slot)
        reply = read(asked) if read else None
        return reply or self._option(asked)

    # ---- one for each slot

    def _size(self, asked: Asked) -> Reply | None:
        heard = asked.heard
        if picked := self._picked(asked):
            return picked
        found = [(span.start, span.end, span.value) for span in heard.of("size")]
        if not found:
            named = self._phrases.table("size_names").find(heard.said)
            found = [(heard.start + start, heard.start + end, value) for start, end, value in named]
        options = asked.question.options
        found = found or counted_sizes(heard, options)
        size = bare_size(heard.said, found)
        chosen = option_size(size, options) if size else None
        if chosen is None and len(heard.said) <= 3:
            chosen = option_size(heard.text, options)
        if chosen is None and not size:
            return None
        places = {place for start, end, _ in found for place in range(start, end)}
        if not places:
            places = {place for place in _places(heard) if bare_size(heard.tokens[place : place + 1], ())}
        colors = self._also(heard, Slot.COLOR, "color")
        return self._reply(asked, chosen or size or "", places | _covered(heard.of("color")), also=colors)

    def _picked(self, asked: Asked) -> Reply | None:
        """ "The smallest", "the one in the middle": one of the sizes offered, which stand in their order."""
        options = asked.question.options
        places = {"smallest": 0, "middle": len(options) // 2, "largest": -1}
        for start, end, which in self._phrases.table("size_picks").find(asked.heard.said):
            if options and (which != "middle" or len(options) % 2):
                covered = set(range(asked.heard.start + start, asked.heard.start + end))
                return self._reply(asked, options[places[which]], covered)
        return None

    def _color(self, asked: Asked) -> Reply | None:
        heard = asked.heard
        turned = self._needs.negated(heard)
        spans = [span for span in heard.of("color") if span.start not in turned]
        if not spans:
            return None
        options = asked.question.options
        wanted = asked.situation.concepts.expand("color", spans[0].value)
        value = next((o for o in options if o == spans[0].value), None) or next(
            (o for o in options if o in wanted), None
        )
        sizes = self._also(heard, Slot.SIZE, "size")
        return self._reply(asked, value or spans[0].value, _covered([*spans, *heard.of("size")]), also=sizes)

    def _quantity(self, asked: Asked) -> Reply | None:
        number = asked.heard.number()
        if number is None or not number.is_whole or not 0 <= number.value <= 999:
            return None
        return self._reply(asked, str(int(number.value)), set(range(number.start, number.end)))

    def _product(self, asked: Asked) -> Reply | None:
        heard, question = asked.heard, asked.question
        # Kinds to narrow down to stand below what was shown: "the first one" is the first of what was shown.
        are_kinds = question.options and not any(asked.situation.view.product_of(each) for each in question.options)
        chosen = None if are_kinds and asked.situation.has_shown else self._pointed(asked)
        if chosen:
            return chosen
        category = heard.first("category", "title")
        described = option_described(question.options, heard, asked.situation) if category is None else None
        if described:
            return self._reply(asked, described, _covered(heard.of("color", "size")))
        if category is None:
            return None
        named = next((o for o in question.options if o == category.value), None)
        if not named and category.kind == "category" and '"find_products"' in (question.command or ""):
            return self._goods(asked, category)
        if named or not question.command or '"take_product"' not in question.command:
            value = (
                named
                or option_named(question.options, category, asked.situation)
                or (category.value if category.kind == "category" else "")
            )
        else:
            value = option_named(question.options, category, asked.situation) or heard.words(category)
        return self._reply(asked, value, _covered([category])) if value else None

    def _goods(self, asked: Asked, category: Span) -> Reply | None:
        """Goods that were not on offer narrow the search down too; those "for her" may be another search."""
        if self._phrases.words("pronouns").has(asked.heard.said):
            return None
        needs = asked.situation.view.conversation.needs or (Need(),)
        narrower = tuple(need.model_copy(update={"category": category.value}) for need in needs)
        return Reply((FindProducts(needs=narrower),), self._share(asked.heard, _covered([category])))

    def _order(self, asked: Asked) -> Reply | None:
        heard, options = asked.heard, asked.question.options
        number = heard.first("order")
        if number:
            return self._reply(asked, number.value, _covered([number]))
        orders = {str(order.id) for order, _ in asked.situation.lines(heard)}
        fitting = [option for option in options if option in orders] or sorted(orders)
        if len(fitting) == 1:
            return self._reply(asked, fitting[0], _covered(heard.of("category", "title", "color", "material")))
        last = next((span for span in heard.of("ref") if span.value == "#-1"), None)
        if last and options:
            return self._reply(asked, options[0], _covered([last]))
        return self._pointed(asked)

    def _item(self, asked: Asked) -> Reply | None:
        heard, options = asked.heard, asked.question.options
        everything = next((span for span in heard.of("ref") if span.value == "both"), None)
        if everything:
            return self._reply(asked, ALL, _covered([everything]))
        pointed = self._pointed(asked)
        if pointed:
            return pointed
        skus = {sku for _, sku in asked.situation.lines(heard)}
        lines = [
            str(line.id) for order in asked.situation.placed for line in order.lines
            if line.sku in skus and (not options or line.id in options)
        ]  # fmt: skip
        named = heard.of("category", "title", "color", "material")
        if len(lines) == 1:
            return self._reply(asked, lines[0], _covered(named))
        return self._reply(asked, heard.words(named[0]), _covered(named)) if named else None

    def _name(self, asked: Asked) -> Reply | None:
        if own := asked.own_name or name_behind(asked.heard.said, self._phrases):
            return Reply((Answer(slot=Slot.NAME.value, value=own),), 1.0)
        if country := country_again(asked.question, asked.heard):
            return Reply((GiveAddress(address=country),), 1.0)
        if in_characters := full_name(asked.heard.said, self._phrases):
            return Reply((Answer(slot=Slot.NAME.value, value=in_characters),), _IN_CHARACTERS)
        words = [token for token in asked.heard.said if token.raw.replace("'", "").replace("’", "").isalpha()]
        fits = len(words) == len(asked.heard.said) and 1 <= len(words) <= MOST_NAME
        unknown = [word for word in words if fold(word.raw) not in self._phrases.known]
        if len(words) > 1 and all(word.raw[:1].isupper() for word in words):
            unknown = words  # "Jean Petit" is no pair of trousers where a name was asked for.
        if not fits or not unknown or reads_as_talk(words, self._phrases.known | self._phrases.function_words):
            return None
        return Reply((Answer(slot=Slot.NAME.value, value=asked.text.strip(" .!,")),), len(unknown) / len(words))

    def _email(self, asked: Asked) -> Reply | None:
        match = EMAIL.search(asked.text)
        return Reply((Answer(slot=Slot.EMAIL.value, value=match.group().rstrip(".")),), 1.0) if match else None

    def _address(self, asked: Asked) -> Reply | None:
        market = asked.situation.view.conversation.market
        told = told_parts(asked.question, asked.heard, self._addresses.read(asked.text, market))
        if told is None and asked.own_name:
            told = AddressSaid(name=asked.own_name), 1.0
        if told is None:
            told = missing_part(asked.question, asked.heard, asked.text, self._phrases)
        return Reply((GiveAddress(address=told[0]),), told[1]) if told else None

    def _payment(self, asked: Asked) -> Reply | None:
        heard, said = asked.heard, method_in(asked.heard, self._phrases)
        going_on = asked.question.command or ""
        wish = ForgetPayment(**said) if "forget_payment" in going_on else ChoosePayment(**said)
        if '"always":true' in going_on and isinstance(wish, ChoosePayment):
            wish = wish.model_copy(update={"always": True})
        for start, end, _ in self._phrases.table("payments").find(heard.said):
            return Reply((wish,), self._share(heard, set(range(heard.start + start, heard.start + end))))
        digits = said["ending"]
        known = digits is not None and any(option.endswith(digits) for option in asked.question.options)
        return Reply((wish,), 0.9) if known or said["another"] else None

    def _reason(self, asked: Asked) -> Reply | None:
        return self._keyed(asked, "reasons")

    def _solution(self, asked: Asked) -> Reply | None:
        keyed = self._keyed(asked, "solutions")
        waits = '"kind":"change_order"' in (asked.question.command or "")
        if keyed is None and waits and self._phrases.words("something_else").has(asked.heard.said):
            return self._reply(asked, "other", set(_places(asked.heard)))
        return keyed

    def _replacement(self, asked: Asked) -> Reply | None:
        """ "Send me a new one", "I'd keep it for less" or "only one of them", while something that came broken is put
        right: to the photo, or to the yes."""
        fewer = claimed_fewer(asked.question, asked.heard, asked.situation, self._phrases)
        if fewer is not None:
            return Reply((fewer,), 1.0)
        reply = self._solution(asked)
        wished = {each.value for each in reply.commands if isinstance(each, Answer)} if reply else set()
        for value in ("replacement", "discount"):
            if value in wished:
                return Reply((Answer(slot=Slot.SOLUTION.value, value=value),), 1.0)
        return None

    def _keyed(self, asked: Asked, table: str) -> Reply | None:
        heard = asked.heard
        found = list(self._phrases.table(table).find(heard.said))
        if not found:
            through = next(self._phrases.table(table).find(self._phrases.without_filler(heard.said)), None)
            return self._reply(asked, through[2], set(_places(heard))) if through else None
        found.sort(key=lambda entry: (entry[2] == "other", entry[0]))
        covered = {heard.start + place for start, end, _ in found for place in range(start, end)}
        reply = self._reply(asked, found[0][2], covered)
        # Reasons are told in whole sentences: finding one is what counts, not how much of the text it is.
        return Reply(reply.commands, max(reply.share, 0.6))

    def _budget(self, asked: Asked) -> Reply | None:
        """A sum, also without a currency; more than an upper bound changes the search itself."""
        heard = asked.heard
        said = heard.budget()
        number = heard.number()
        sizes = {place for span in heard.of("size") for place in range(span.start, span.end)}
        if said is None and (number is None or number.value <= 0 or number.start in sizes):
            return None
        if said is None and number is not None:
            if number.or_else is not None:
                return None
            return self._reply(asked, f"{number.value}", set(range(number.start, number.end)))
        if said is None:
            return None
        covered = set(range(said.start, said.end))
        share = self._share(heard, covered)
        if said.unclear:
            return Reply((FindProducts(needs=asked.situation.view.conversation.needs, unclear=said.unclear),), share)
        upper = said.budget.upper
        if said.budget.kind is BudgetKind.UP_TO and upper is not None:
            return self._reply(asked, upper.plain(), covered)
        return Reply((RefineSearch(change=Need(budget=said.budget)),), share)

    def _recipient(self, asked: Asked) -> Reply | None:
        heard = asked.heard
        person, audience = heard.first("person"), heard.first("audience")
        options = asked.question.options
        if audience and audience.value in options and not (person and self._phrases.words("my").has(heard.said)):
            return self._reply(asked, audience.value, _covered([audience, *([person] if person else [])]))
        found = person or audience
        if found is None:
            return None
        also = [RefineSearch(change=Need(size=size.value)) for size in heard.of("size")[:1]]
        reply = self._reply(asked, found.value, _covered([found, *heard.of("size")]))
        return Reply((*reply.commands, *also), reply.share)

    def _language(self, asked: Asked) -> Reply | None:
        span = asked.heard.first("language")
        if span is None:
            return None
        return Reply((ChangeLanguage(locale=span.value if span.value != "other" else None),), 1.0)

    # ---- options

    def _pointed(self, asked: Asked) -> Reply | None:
        """ "The second one" among the options, or among what was shown where there are none."""
        heard, options = asked.heard, asked.question.options
        refs = [span for span in heard.of("ref") if span.value.startswith(("#", "="))]
        for span in refs:
            if span.value.startswith("="):
                return self._reply(asked, span.value[1:], _covered([span]))
            if not span.value[1:].lstrip("-").isdecimal():
                continue
            place = int(span.value[1:])
            if options and 0 < abs(place) <= len(options):
                return self._reply(asked, options[place - 1 if place > 0 else place], _covered([span]))
            if not options and place > 0:
                return self._reply(asked, str(place), _covered([span]))
        return None

    def _option(self, asked: Asked) -> Reply | None:
        """An option as it is called, or its number in the list we showed."""
        said = fold(asked.text).strip(" .!?")
        for option in asked.question.options:
            if said == fold(option.replace("_", " ")):
                return Reply((Answer(slot=asked.question.slot.value, value=option),), 1.0)
        place = int(said) if said.isdecimal() and len(said) < 3 else 0
        if 1 <= place <= len(asked.question.options) and asked.question.slot not in (
            Slot.SIZE,
            Slot.QUANTITY,
            Slot.BUDGET,
        ):
            return Reply((Answer(slot=asked.question.slot.value, value=asked.question.options[place - 1]),), 1.0)
        return None

    def _also(self, heard: Heard, slot: Slot, kind: str) -> list[Command]:
        return [Answer(slot=slot.value, value=span.value) for span in heard.of(kind)[:1]]

    def _reply(self, asked: Asked, value: str, covered: set[int], also: Sequence[Command] = ()) -> Reply:
        command = Answer(slot=asked.question.slot.value, value=value)
        return Reply((command, *also), self._share(asked.heard, covered))

    def _share(self, heard: Heard, covered: set[int]) -> float:
        """Share of the words that are the answer, or so small that they say nothing else."""
        explained = set(covered)
        for name in _SMALL:
            words = self._phrases.words(name)
            for place in _places(heard):
                explained.update(range(place, place + words.length_at(heard.tokens, place)))
        common = self._phrases.function_words
        open_places = [place for place in _places(heard) if place not in explained]
        weight = sum(0.5 if heard.tokens[place].norm in common else 1.0 for place in open_places)
        return max(0.0, 1 - weight / max(1, len(heard.said)))


def _places(heard: Heard) -> range:
    return range(heard.start, heard.end)


def _covered(spans: Iterable[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}
