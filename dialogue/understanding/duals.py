"""Two of something said by an ending: Arabic "بطانيتين" is "2 بطانية". Only goods that we know are counted so. Pure."""

import re
from typing import Final

from dialogue.understanding.phrases import Phrases
from matching.lexicon import How, Lexicon

_SURE: Final = (How.EXACT, How.INFLECTED)
_FEWEST: Final = 3
"""Letters in front of the ending."""


class Duals:
    """The table `duals` of one language: an ending, and what stands in its place where the thing is one."""

    def __init__(self, phrases: Phrases, lexicon: Lexicon) -> None:
        self._phrases, self._lexicon = phrases, lexicon
        groups = phrases.table("duals").groups()
        self._endings = sorted(((words[0], one) for words, one in groups), key=lambda each: -len(each[0]))
        joined = "|".join(re.escape(ending) for ending, _ in self._endings)
        self._ended = re.compile(rf"\b[^\W\d_]{{{_FEWEST},}}(?:{joined})\b") if groups else None

    def apart(self, text: str) -> str:
        """The text with each such word as a number and the goods; as it is in a language without them."""
        return self._ended.sub(self._counted, text) if self._ended else text

    def _counted(self, found: re.Match[str]) -> str:
        word = found[0]
        if self._names_goods(word) or self._phrases.spelling.norm(word) in self._phrases.known:
            return word
        singles = (word.removesuffix(ending) + one for ending, one in self._endings if word.endswith(ending))
        return next((f"2 {single}" for single in singles if self._names_goods(single)), word)

    def _names_goods(self, word: str) -> bool:
        terms = self._lexicon.find(word, self._phrases.locale)
        return any(term.kind == "category" and term.how in _SURE for term in terms)
