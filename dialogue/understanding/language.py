"""Which of our languages a message is written in, and when that is clear enough to follow. Pure but for a shipped
model.

A conversation's language is kept unless a message of three words or more is clearly in another: "ok", "sim" and
product names say nothing.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.text import Token

ENOUGH_WORDS: Final = 3
CLEAR: Final = 0.22
"""Lead of the best language over the conversation's at which the conversation follows."""
FIRST_CLEAR: Final = 0.08
"""Lead that is enough in a first message, where nothing is known but the channel's hint."""
_MODEL_WEIGHT: Final = 0.5
_MODEL_LOCK: Final = threading.Lock()


class Languages:
    """Tells the languages of `phrases` (by locale code) apart."""

    def __init__(self, phrases: Mapping[str, Phrases]) -> None:
        self._phrases = {code: read for code, read in phrases.items() if "_" not in code}
        self._model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._model.set_languages([code for code in self._phrases if code in self._model.labels])

    def of(self, text: str, current: str | None) -> str | None:
        """The language of a text when it is clear, or None. `current` is the conversation's, None in a first
        message."""
        scores = self.scores(text)
        if not scores:
            return None
        ranked = sorted(scores, key=lambda code: (-scores[code], code))
        best = ranked[0]
        own = current.split("_")[0] if current else None
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
            code: _share(phrases, phrases.spelling.tokens(text)) + _MODEL_WEIGHT * model.get(code, 0.0)
            for code, phrases in self._phrases.items()
        }

    def _opinion(self, text: str) -> dict[str, float]:
        with _MODEL_LOCK:
            return {code: float(score) for code, score in self._model.rank(text)}


def _share(phrases: Phrases, tokens: Sequence[Token]) -> float:
    words = [token.norm for token in tokens if token.norm.isalpha()]
    if not words:
        return 0.0
    common = sum(word in phrases.function_words for word in words)
    known = sum(word in phrases.known for word in words)
    return (0.6 * common + 0.4 * known) / len(words)
