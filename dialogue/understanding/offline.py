"""Understands without a key and without a network: phrases, terms, numbers and sentence vectors, in every language we
have.

Deterministic, and never raises on any text. It says how sure it is; below SURE one useful question is asked instead.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from dialogue.attached import photos_of
from dialogue.buttons import command_of
from dialogue.commands import Answer, ChoosePayment, GiveAddress, SendPhoto
from dialogue.conversation import Slot
from dialogue.inbound import Inbound
from dialogue.understanding import access, linking
from dialogue.understanding.addresses import Addresses
from dialogue.understanding.answers import Answers
from dialogue.understanding.base import Reading
from dialogue.understanding.classify import Classifier, Memory
from dialogue.understanding.clauses import SELECTION, Reader
from dialogue.understanding.compose import Composer
from dialogue.understanding.every_language import EveryLanguage
from dialogue.understanding.examples import examples_of
from dialogue.understanding.facts import FactFinder
from dialogue.understanding.interpret import CLEAR, NAMED, OTHER_TONGUE, SURE, Tongue, Turn
from dialogue.understanding.language import FEWEST_LETTERS, Languages
from dialogue.understanding.needs import NeedFinder
from dialogue.understanding.no_orders import CERTAIN, sought_instead
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.shopping import Shopping
from dialogue.understanding.situation import Situation
from dialogue.understanding.spans import Heard, Known, Listener
from dialogue.understanding.strangers import not_ours
from dialogue.understanding.swapping import SwapReader
from dialogue.understanding.text import clean
from dialogue.understanding.waiting import Waiting, typed_labels
from dialogue.view import View
from locales import Locale, Locales
from matching.concepts import Concepts
from matching.encoder.base import Encoder
from matching.lexicon import Lexicon
from orders.gift_cards import KIND, code_in, without_codes
from orders.ids import GiftCardId

_NAMES: Final = (Slot.NAME, Slot.EMAIL, Slot.ADDRESS, Slot.CODE)


class Offline:
    """The Understander that needs nothing but this package. Safe to call from several threads."""

    def __init__(
        self, locales: Locales, lexicon: Lexicon, encoder: Encoder | None = None, memory: Memory | None = None
    ) -> None:
        self._locales = locales
        self._lexicon = lexicon
        self._encoder = encoder
        self._memory = memory
        self._every = EveryLanguage(locales, lexicon, memory.folder if memory else None)
        self._tongues: dict[str, Tongue] = {}
        self._building = threading.Lock()

    def understand(self, view: View) -> Reading:
        """Reads the turn's messages in order; consecutive texts are read as one."""
        readings: list[Reading] = []
        texts: list[Inbound] = []
        for inbound in view.inbounds:
            if inbound.button is not None:
                readings.extend(self._texts(texts, view))
                texts = []
                readings.append(Reading((command_of(inbound.button),), 1.0, trace=(f"button {inbound.button}",)))
            elif inbound.text.strip():
                texts.append(inbound)
        readings.extend(self._texts(texts, view))
        reading = _together(readings)
        if photos_of(view.inbounds) and (not reading.commands or reading.confidence < SURE):
            return replace(reading, commands=(SendPhoto(),), confidence=CLEAR, trace=(*reading.trace, "photo"))
        return reading

    @property
    def concepts(self) -> Concepts:
        return self._lexicon.concepts

    def hear(self, view: View, code: str | None) -> Heard:
        """What stands for a value in the turn's words, read as language `code` (None: the conversation's own)."""
        code = code or view.conversation.locale
        known = Situation(view, self.concepts).known(code)
        return self._tongue(code).listener.hear(clean(view.text), known)

    def hear_text(self, text: str, code: str) -> Heard:
        """What stands for a value in words that nobody said in a turn."""
        return self._tongue(code).listener.hear(text, Known(region=code))

    @property
    def languages(self) -> Languages:
        """Tells apart what texts are written in."""
        return self._every.apart

    def phrases_of(self, code: str) -> Phrases:
        """The words of the language that `code` is understood in."""
        return self._tongue(code).phrases

    def warm(self, codes: Iterable[str]) -> None:
        """Gets languages ready ahead of the first message in them."""
        for code in codes:
            if code in self._every.spoken:
                self._tongue(code).listener.hear("")

    def _texts(self, inbounds: Sequence[Inbound], view: View) -> list[Reading]:
        text = clean("\n".join(inbound.text for inbound in inbounds))
        if not inbounds:
            return []
        conversation = view.conversation
        is_first = conversation.turns == 0 and not conversation.locale_chosen
        hint = next((inbound.locale for inbound in inbounds if inbound.locale and is_first), None)
        if hint is None and is_first:  # Not every channel tells a language; who is known has one.
            hint = view.profile.locale
        hinted = self._locales.nearest(hint)
        until_now = None if is_first else conversation.tongue or conversation.locale
        detected = self._every.apart.of(without_codes(text), until_now, hint) or _kept(conversation.tongue, text)
        card = code_in(text)
        if detected in self._every.unspoken:
            if not card and not _names_are_asked(view):
                return [self._only_read(detected, text, view)]
            detected = None
        spoken = detected or (hinted or conversation.locale)
        code = self._regional(spoken, (hinted, conversation.locale))
        phrases = self._tongue(code).phrases
        reading = _paying_with(card) if card else self._at_once(text, view, phrases) or self._read(code, text, view)
        reading = access.settled(reading, text, view, phrases)
        if conversation.tongue is None and reading.confidence < SURE and sum(map(str.isalpha, text)) >= FEWEST_LETTERS:
            reading = self._in_another_tongue(reading, code, text, view)
        if reading.confidence < SURE and (stranger := self._every.apart.stranger(text)):
            return [not_ours(stranger, hinted, conversation.locale, self._every.spoken, is_first)]
        told = code if (detected or hinted) and (is_first or not _only_an_address(reading)) else None
        return [replace(reading, locale=told)]

    def _at_once(self, text: str, view: View, phrases: Phrases) -> Reading | None:
        """A code, or what is about an order made elsewhere, whatever stands around."""
        return linking.at_once(text, view) or access.at_once(text, view, phrases)

    def _only_read(self, code: str, text: str, view: View) -> Reading:
        """What is looked for, in a language that the shop does not speak. A number alone is one in every language."""
        reader = self._every.readers[code]
        if number := reader.number(text):
            return replace(self._read(view.conversation.locale, number, view), locale=code)
        return reader.reading(text, Situation(view, self._lexicon.concepts))

    def _regional(self, language: str, preferred: Sequence[str | None]) -> str:
        """The regional locale already in use for a language ("de_AT" for "de")."""
        base = language.split("_")[0]
        own = next((code for code in preferred if code and code.split("_")[0] == base), None)
        return self._locales.nearest(own or language) or self._locales.nearest("en") or language

    def _in_another_tongue(self, reading: Reading, code: str, text: str, view: View) -> Reading:
        """A short message in another of our languages is understood, though the conversation's language stays."""
        scores = self._every.apart.scores(text, (code.split("_")[0],))
        spoken = [other for other in self._every.spoken if other in scores and other != code.split("_")[0]]
        others = sorted(spoken, key=lambda c: (-scores[c], c))
        for other in others[:1]:
            tried = self._read(other, text, view)
            likelier = scores[other] > scores.get(code.split("_")[0], 0.0)
            kinds = {command.kind for command in tried.commands}
            if not likelier and (kinds <= {"refine_search"} or (kinds <= set(SELECTION) and tried.confidence <= NAMED)):
                continue  # A single word that happens to be goods there ("uncle bob": bob is a hat in French).
            if _only_a_name(tried):
                continue
            if tried.commands and tried.confidence >= max(SURE, reading.confidence + OTHER_TONGUE):
                return tried
        return reading

    def _tongue(self, code: str) -> Tongue:
        # A language that is known must not wait while another is learned, which may take seconds.
        if (known := self._tongues.get(code)) is not None:
            return known
        with self._building:
            if code not in self._tongues:
                self._tongues[code] = self._learn(code)
            return self._tongues[code]

    def _learn(self, code: str) -> Tongue:
        known = (each for each in (code.split("_")[0], "en") if each in self._every.spoken)
        phrases = self._every.phrases[next(known)]
        shared = next((t for t in self._tongues.values() if t.phrases is phrases), None)
        if shared:
            return shared
        concepts = self._lexicon.concepts
        needs = NeedFinder(phrases, concepts)
        shopping = Shopping(phrases, needs)
        addresses = Addresses(lambda: self._every.streets, phrases)
        classifier = Classifier(examples_of(phrases.patterns), self._encoder, self._memory)
        tongue = Tongue(
            phrases=phrases,
            listener=Listener(phrases, self._lexicon, self._every.apart.likely),
            reader=Reader(phrases, classifier),
            facts=FactFinder(phrases, concepts),
            needs=needs,
            composer=Composer(phrases, shopping, addresses, SwapReader(phrases, shopping, needs)),
            answers=Answers(phrases, needs, addresses),
            addresses=addresses,
            waiting=Waiting(phrases, typed_labels(self._variants_of(code))),
        )
        phrases.rest()
        return tongue

    def _variants_of(self, code: str) -> list[Locale]:
        language = self._locales[code].language
        return [each for each in self._locales if each.language == language]

    def _read(self, code: str, text: str, view: View) -> Reading:
        tongue = self._tongue(code)
        reading = Turn(tongue, Situation(view, self._lexicon.concepts), text, code).reading()
        if reading.confidence >= CERTAIN or view.orders:
            return reading
        heard = tongue.listener.hear(text, Known(market=view.conversation.market, region=code))
        return sought_instead(reading, view, heard, tongue.needs.find(heard, reading.facts))


def _kept(tongue: str | None, text: str) -> str | None:
    """Who writes a language that we do not speak goes on in it; single words ("ok", "stop") are of every language."""
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    return tongue if len(words) > 1 else None


def _names_are_asked(view: View) -> bool:
    """A name, an address or a code is written alike in every language."""
    question = view.conversation.question
    return question is not None and question.slot in _NAMES


def _only_a_name(reading: Reading) -> bool:
    """A name is read in the language talked in: words strange to another one ("kortti", by card) are no name for that,
    and no street."""
    told = [c.address for c in reading.commands if isinstance(c, GiveAddress)]
    names = [c for c in reading.commands if isinstance(c, Answer) and c.slot == Slot.NAME]
    plain = all(not any(map(str.isdecimal, f"{address.postcode}{address.line1}")) for address in told)
    return len(told) + len(names) == len(reading.commands) and plain


def _only_an_address(reading: Reading) -> bool:
    """Names and streets are of a country, not of a language: they switch none."""
    told = [c for c in reading.commands if not (isinstance(c, Answer) and c.slot == Slot.EMAIL)]
    if access.is_wordless(reading):
        return True
    return bool(told) and all(isinstance(command, GiveAddress) for command in told)


def _together(readings: Sequence[Reading]) -> Reading:
    """Several readings of one turn as one: as sure as the least sure."""
    if not readings:
        return Reading((), 0.0)
    if len(readings) == 1:
        return readings[0]
    clear = [reading for reading in readings if reading.commands] or list(readings[:1])
    return Reading(
        commands=tuple(dict.fromkeys(command for reading in clear for command in reading.commands)),
        confidence=min(reading.confidence for reading in clear),
        facts=tuple(fact for reading in readings for fact in reading.facts),
        locale=next((reading.locale for reading in reversed(readings) if reading.locale), None),
        guesses=clear[0].guesses,
        trace=tuple(said for reading in readings for said in reading.trace),
    )


def _paying_with(card: GiftCardId) -> Reading:
    """A gift card's code is sent for one thing, whatever stands around it."""
    return Reading((ChoosePayment(method=KIND, code=card),), 1.0, trace=("a gift card's code",))
