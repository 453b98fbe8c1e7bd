"""Small words that are written in one with the next: Arabic "and" ("وبطانية"). Cut off where what is left is a word
that we know and the whole is none. Pure."""

import re
from typing import Final

from dialogue.understanding.phrases import Phrases
from matching.lexicon import How, Lexicon

_SURE: Final = (How.EXACT, How.INFLECTED)
TRAITS: Final = frozenset({"color", "material", "pattern", "style", "feature", "fit", "season"})
_FEWEST: Final = 2
"""Letters that must be left of a word of our phrases."""
_FEWEST_OF_GOODS: Final = 4
"""The same of goods: the name Walid is no "and LED"."""


class Leaning:
    """The words `leaning` of one language, which lean on the word behind them."""

    def __init__(self, phrases: Phrases, lexicon: Lexicon) -> None:
        self._phrases, self._lexicon = phrases, lexicon
        short = sorted(phrases.words("leaning").words(), key=len, reverse=True)
        joined = "|".join(map(re.escape, short))
        self._glued = re.compile(rf"\b({joined})([^\W\d_]{{{_FEWEST},}})\b") if short else None

    def apart(self, text: str) -> str:
        """The text with a space behind each such word; as it is in a language without them."""
        return self._glued.sub(self._cut, text) if self._glued else text

    def _cut(self, found: re.Match[str]) -> str:
        word, short, rest = found[0], found[1], found[2]
        if self._is_said(word) or How.EXACT in self._named(word):
            return word
        if any(term.kind in TRAITS for term in self._lexicon.find(rest, self._phrases.locale)):
            return word  # "Heavy and warm" is one description, and the lexicon knows both with their "and".
        names = len(rest) >= _FEWEST_OF_GOODS and self._named(rest)
        return f"{short} {rest}" if self._is_said(rest) or names else word

    def _is_said(self, word: str) -> bool:
        norm = self._phrases.spelling.norm(word)
        return norm in self._phrases.known or norm in self._phrases.function_words

    def _named(self, word: str) -> list[How]:
        """How sure the word names something of the catalog."""
        return [term.how for term in self._lexicon.find(word, self._phrases.locale) if term.how in _SURE]
