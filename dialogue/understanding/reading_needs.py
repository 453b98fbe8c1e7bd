"""Reads what is looked for in a language of which only the words are known: goods, values, who it is for and what it
must not be. No talk is understood by it. Pure."""

from typing import Final

from opencc import OpenCC

from dialogue.understanding.facts import FactFinder
from dialogue.understanding.needs import NeedFinder, Wanted
from dialogue.understanding.patterns import Slots
from dialogue.understanding.phrases import read_phrases
from dialogue.understanding.spans import Known, Listener
from locales import Toml
from matching.lexicon import Lexicon

CHINESE: Final = "zh"
"""The words are in simplified characters; who writes traditional ones is read all the same."""


class NeedReader:
    """Reads one language; `words` is its phrases.toml, which may hold nothing but words for values."""

    def __init__(self, code: str, words: Toml, lexicon: Lexicon) -> None:
        phrases = read_phrases(code, words)
        self._phrases = phrases
        self._spelt = OpenCC("t2s").convert if code.split("_")[0] == CHINESE else str
        self._listener = Listener(phrases, lexicon)
        self._finder = NeedFinder(phrases, lexicon.concepts)
        self._facts = FactFinder(phrases, lexicon.concepts)

    def read(self, text: str, market: str) -> Wanted:
        """Needs in the order said, amounts in the market's currency where none is named."""
        heard = self._listener.hear(self._spelt(text), Known(market=market))
        return self._finder.find(heard, self._facts.find(heard, Slots(heard, self._phrases)))
