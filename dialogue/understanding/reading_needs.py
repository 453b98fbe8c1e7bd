"""Reads what is looked for in a language of which only the words are known: goods, values, who it is for and what it
must not be. No talk is understood by it: never a yes, an order or anything about one. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from opencc import OpenCC

from dialogue.commands import Answer, FindProducts, RefineSearch
from dialogue.conversation import Slot
from dialogue.understanding.base import Reading
from dialogue.understanding.deadlines import with_deadline
from dialogue.understanding.facts import FactFinder
from dialogue.understanding.needs import NeedFinder, Wanted
from dialogue.understanding.patterns import Slots
from dialogue.understanding.phrases import Phrases, read_phrases
from dialogue.understanding.situation import Situation
from dialogue.understanding.spans import Heard, Known, Likely, Listener
from locales import Toml
from matching.lexicon import Lexicon
from matching.need import Need

CHINESE: Final = "zh"
"""The words are in simplified characters; who writes traditional ones is read all the same."""
SOUGHT: Final = 0.8
DESCRIBED: Final = 0.65
"""Confidence in a search with goods named, and in one that only says what they are like."""
_VALUES: Final[Mapping[Slot, str]] = {Slot.SIZE: "size", Slot.COLOR: "color"}
"""Questions of ours that a value alone answers, with its kind."""


class NeedReader:
    """Reads one language; `words` is its phrases.toml, which may hold nothing but words for values."""

    def __init__(self, code: str, words: Toml | Phrases, lexicon: Lexicon, likely: Likely | None = None) -> None:
        phrases = words if isinstance(words, Phrases) else read_phrases(code, words)
        self._code = code
        self._phrases = phrases
        self._spelt = OpenCC("t2s").convert if code.split("_")[0] == CHINESE else str
        self._listener = Listener(phrases, lexicon, likely)
        self._finder = NeedFinder(phrases, lexicon.concepts)
        self._facts = FactFinder(phrases, lexicon.concepts)

    def read(self, text: str, market: str) -> Wanted:
        """Needs in the order said, amounts in the market's currency where none is named."""
        return self._wanted(self._listener.hear(self._spelt(text), Known(market=market)))

    def _wanted(self, heard: Heard) -> Wanted:
        return self._finder.find(heard, self._facts.find(heard, Slots(heard, self._phrases)))

    def reading(self, text: str, situation: Situation) -> Reading:
        """A search, a change of the one at hand, or the size or colour that was asked for; without Commands for all
        else that may be said."""
        heard = self._listener.hear(self._spelt(text), replace(situation.known(None), region=self._code))
        wanted = self._wanted(heard)
        wanted = replace(wanted, needs=with_deadline(wanted.needs, heard, situation.view.now.date()))
        if answer := self._answer(heard, situation):
            return self._read(answer, SOUGHT)
        if any(need.category for need in wanted.needs) and not self._is_owned(heard, situation):
            return self._read(FindProducts(needs=wanted.needs, unclear=wanted.unclear), SOUGHT)
        says = [need.model_copy(update={"text": ""}) for need in wanted.needs]
        if len(says) != 1 or says[0].category or (says[0] == Need() and not wanted.unclear):
            return Reading((), 0.0, locale=self._code, trace=(f"no need in {self._code}",))
        if situation.is_searching:
            return self._read(RefineSearch(change=says[0], unclear=wanted.unclear), DESCRIBED)
        if situation.view.orders:
            return Reading((), 0.0, locale=self._code, trace=(f"no goods in {self._code}",))
        return self._read(FindProducts(needs=wanted.needs, unclear=wanted.unclear), DESCRIBED)

    def number(self, text: str) -> str | None:
        """The one number of a text that says nothing else ("2, please"), in digits."""
        heard = self._listener.hear(self._spelt(text))
        said = self._phrases.without_filler(heard.tokens)
        only = heard.numbers[0] if len(heard.numbers) == 1 else None
        return str(only.value) if only and len(said) == only.end - only.start else None

    def _read(self, command: FindProducts | RefineSearch | Answer, confidence: float) -> Reading:
        return Reading((command,), confidence, locale=self._code, trace=(f"a need in {self._code}",))

    def _answer(self, heard: Heard, situation: Situation) -> Answer | None:
        """Nothing but the value that our open question offers."""
        question = situation.view.conversation.question
        found = heard.of(_VALUES[question.slot]) if question and question.slot in _VALUES else ()
        if question is None or len(found) != 1 or heard.of("category", "amount"):
            return None
        value = found[0].value
        return Answer(slot=question.slot.value, value=value) if value in question.options else None

    def _is_owned(self, heard: Heard, situation: Situation) -> bool:
        """ "Where is my jacket?": who has orders speaks of what they bought."""
        mine = self._phrases.words("my")
        owned = any(mine.ends_at(heard.tokens, span.start) for span in heard.of("category"))
        return owned and bool(situation.view.orders)
