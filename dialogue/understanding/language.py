"""Which of our languages a message is written in, and when that is clear enough to follow. Pure but for a shipped
model.

A conversation's language is kept unless a message of three words or more is clearly in another: "ok", "sim" and
product names say nothing. Words for goods count, above all those that only one language has.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Final

from py3langid.langid import LanguageIdentifier

from dialogue.understanding.identifier import unpacking
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.text import Token

ENOUGH_WORDS: Final = 3
CLEAR: Final = 0.22
"""Lead of the best language over the conversation's at which the conversation follows."""
FIRST_CLEAR: Final = 0.08
"""Lead that is enough in a first message, where nothing is known but the channel's hint."""
_HINTED: Final = 0.3
FEWEST_LETTERS: Final = 3
""" "Yo" and "ok" are words of several languages."""
_MODEL_WEIGHT: Final = 0.5
_COMMON, _KNOWN, _OWN_GOODS, _SHARED_GOODS = 0.6, 0.4, 0.6, 0.3
"""What a word tells of a language: used all the time, in our phrases, a word for goods that no other or that others
have too."""
_MODEL_LOCK: Final = threading.Lock()


class Languages:
    """Tells the languages of `phrases` (by locale code) apart. `goods` are the words of each for goods and looks."""

    def __init__(self, phrases: Mapping[str, Phrases], goods: Mapping[str, Iterable[str]]) -> None:
        self._phrases = {code: read for code, read in phrases.items() if "_" not in code}
        self._goods = {
            code: frozenset(read.spelling.norm(word) for word in goods.get(code, ()) if " " not in word)
            for code, read in self._phrases.items()
        }
        unpacking()

    def of(self, text: str, current: str | None, hint: str | None = None) -> str | None:
        """The language of a text when it is clear, or None. `current` is the conversation's, None in a first message;
        the channel's `hint` then counts as much as some of the words."""
        scores = self.scores(text)
        if not scores or sum(map(str.isalpha, text)) < FEWEST_LETTERS:
            return None
        own = current.split("_")[0] if current else None
        if own is None and hint and hint.split("_")[0] in scores:
            scores[hint.split("_")[0]] += _HINTED
        ranked = sorted(scores, key=lambda code: (-scores[code], code))
        best = ranked[0]
        if own is None:
            second = scores[ranked[1]] if len(ranked) > 1 else 0.0
            return best if scores[best] - second >= FIRST_CLEAR else None
        if best == own:
            return own
        enough = len([word for word in text.split() if any(map(str.isalpha, word))]) >= ENOUGH_WORDS
        return best if enough and scores[best] - scores.get(own, 0.0) >= CLEAR else None

    def scores(self, text: str) -> dict[str, float]:
        """Share of words that a language uses all the time, and the model's opinion; empty for a text without
        letters."""
        if not any(map(str.isalpha, text)):
            return {}
        model = self._opinion(text)
        return {
            code: self._share(code, phrases.spelling.tokens(text)) + _MODEL_WEIGHT * model.get(code, 0.0)
            for code, phrases in self._phrases.items()
        }

    def _opinion(self, text: str) -> dict[str, float]:
        with _MODEL_LOCK:
            return {code: float(score) for code, score in self._model.rank(text)}

    @cached_property
    def _model(self) -> LanguageIdentifier:
        """Our own view of the one model, restricted to our languages."""
        model = copy(unpacking().result())
        model.set_languages([code for code in self._phrases if code in model.labels])
        return model

    def _share(self, code: str, tokens: Sequence[Token]) -> float:
        words = [token.norm for token in tokens if token.norm.isalpha()]
        return sum(self._tells(code, word) for word in words) / max(1, len(words))

    def _tells(self, code: str, word: str) -> float:
        phrases = self._phrases[code]
        goods = 0.0
        if word in self._goods[code]:
            elsewhere = any(word in words for other, words in self._goods.items() if other != code)
            goods = _SHARED_GOODS if elsewhere else _OWN_GOODS
        said = _COMMON * (word in phrases.function_words) + _KNOWN * (word in phrases.known)
        return max(goods, said)
