"""Reads what is looked for in a language of which only the words are known: goods, values, who it is for and what it
must not be. No talk is understood by it. Pure."""

from dialogue.understanding.facts import FactFinder
from dialogue.understanding.needs import NeedFinder, Wanted
from dialogue.understanding.patterns import Slots
from dialogue.understanding.phrases import read_phrases
from dialogue.understanding.spans import Known, Listener
from locales import Toml
from matching.lexicon import Lexicon


class NeedReader:
    """Reads one language; `words` is its phrases.toml, which may hold nothing but words for values."""

    def __init__(self, code: str, words: Toml, lexicon: Lexicon) -> None:
        phrases = read_phrases(code, words)
        self._phrases = phrases
        self._listener = Listener(phrases, lexicon)
        self._finder = NeedFinder(phrases, lexicon.concepts)
        self._facts = FactFinder(phrases, lexicon.concepts)

    def read(self, text: str, market: str) -> Wanted:
        """Needs in the order said, amounts in the market's currency where none is named."""
        heard = self._listener.hear(text, Known(market=market))
        return self._finder.find(heard, self._facts.find(heard, Slots(heard, self._phrases)))
