"""Which of our languages a message is written in, and when that is clear enough to follow. Pure but for a shipped
model.

A conversation's language is kept unless a message of three words or more is clearly in another: "ok", "sim" and
product names say nothing. Words for goods count, above all those that only one language has.
"""

import re
import threading
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from py3langid.langid import LanguageIdentifier

from dialogue.understanding.identifier import let_go, restricted, unpacking
from dialogue.understanding.phrases import Phrases

ENOUGH_WORDS: Final = 3
CLEAR: Final = 0.3
"""Lead of the best language over the conversation's at which the conversation follows."""
FIRST_CLEAR: Final = 0.08
"""Lead that is enough in a first message, where nothing is known but the channel's hint."""
_HINTED: Final = 0.6
FEWEST_LETTERS: Final = 3
""" "Yo" and "ok" are words of several languages."""
_MODEL_WEIGHT: Final = 0.7
_POSSIBLE: Final = 0.01
"""What the model gives a language at least whose words are looked at: of fifteen that is one or two in most texts, and
the words of the others need not be read."""
_LIKELY: Final = 4
_COMMON, _KNOWN, _OWN_GOODS, _SHARED_GOODS = 0.6, 0.4, 0.6, 0.3
"""What a word tells of a language: used all the time, in our phrases, a word for goods that no other or that others
have too."""
_FEW_KNOWN: Final = 1.4
"""How much more a word tells of a language of which we know the words for values and goods alone."""
_STRANGE: Final = 0.6
"""What the model gives a language that is none of ours at least before a text is taken to be in it: of the sentences
of our own languages none reaches it with so few words known."""
_FEW_WORDS: Final = 0.3
"""What words tell of any of our languages at most in a text that is in none of them."""
_FOREIGN_SCRIPTS: Final = ("CYRILLIC", "GREEK", "HEBREW", "HANGUL", "THAI", "DEVANAGARI", "BENGALI", "GEORGIAN",
    "ARMENIAN", "TAMIL", "TELUGU", "GUJARATI", "GURMUKHI", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "LAO", "MYANMAR",
    "ETHIOPIC", "TIBETAN")  # fmt: skip
"""Scripts of which none of our languages writes a word."""
_UNSPACED: Final = "\u3040"
"""From here on scripts write without spaces: a few characters are a sentence."""
_JAPANESE: Final = frozenset("円々〆込働峠畑")
"""Characters beside kana that Japanese alone writes: "五千円" is no Chinese."""
_SHARED: Final = re.compile("[\u4e00-\u9fff]{1,6}")
"""Few characters alone may be a name, of a shopper who writes Japanese as of one who writes Chinese."""
_OF_CHARACTERS: Final = frozenset({"ja", "zh"})
_LAST_LATIN: Final = "\u024f"
_MODEL_LOCK: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a language as they are compared, and the letters beside a to z, or characters, that it writes."""

    phrases: Phrases
    goods: frozenset[str]
    letters: frozenset[str]

    @classmethod
    def of(cls, phrases: Phrases, goods: Iterable[str]) -> "_Words":
        words = tuple(goods)
        return cls(
            phrases=phrases,
            goods=frozenset(phrases.spelling.norm(word) for word in words if " " not in word),
            letters=frozenset(letter for word in words for letter in _accented(word))
            | (_JAPANESE if phrases.locale == "ja" else frozenset()),
        )

    @property
    def are_known(self) -> bool:
        """A language whose files are still empty is none that a text can be in."""
        return bool(self.phrases.function_words)

    def share(self, text: str, others: Collection["_Words"]) -> float:
        """What the words of a text tell of this language, on average."""
        words = [token.norm for token in self.phrases.spelling.tokens(text) if token.norm.isalpha()]
        told = sum(self._tells(word, others) for word in words) / max(1, len(words))
        return told if self.phrases.is_spoken else told * _FEW_KNOWN

    def are_all_of(self, text: str) -> bool:
        """Whether every word is one of ours: such a text is in this language, whatever else it may be in."""
        words = [token.norm for token in self.phrases.spelling.tokens(text) if token.norm.isalpha()]
        own = (self.phrases.function_words, self.phrases.known, self.goods)
        return bool(words) and all(any(word in each for each in own) for word in words)

    def strange(self, text: str) -> float:
        """Share of the words with letters that this language does not write."""
        words = text.split()
        return sum(not self.letters.issuperset(_accented(word)) for word in words) / max(1, len(words))

    def _tells(self, word: str, others: Collection["_Words"]) -> float:
        goods = 0.0
        if word in self.goods:
            goods = _SHARED_GOODS if any(word in other.goods for other in others) else _OWN_GOODS
        said = _COMMON * (word in self.phrases.function_words) + _KNOWN * (word in self.phrases.known)
        return max(goods, said)


class Languages:
    """Tells the languages of `phrases` (by locale code) apart. `goods` are the words of each for goods and looks. Both
    are asked for a language only when a text may be in it."""

    def __init__(
        self, phrases: Mapping[str, Phrases], goods: Mapping[str, Iterable[str]], folder: Path | None = None
    ) -> None:
        self.codes: tuple[str, ...] = tuple(code for code in phrases if "_" not in code)
        self._phrases, self._goods = phrases, goods
        self._words: dict[str, _Words] = {}
        self._unpacked = unpacking(folder)

    def of(self, text: str, current: str | None, hint: str | None = None) -> str | None:
        """The language of a text when it is clear, or None. `current` is the conversation's, None in a first message;
        the channel's `hint` then counts as much as some of the words. A text whose every word the conversation's
        language has stays in it."""
        own, hinted = _language_of(current), _language_of(hint)
        scores = self.scores(text, tuple(code for code in (own, hinted) if code))
        if not scores or not _says_something(text):
            return None
        if own is None and hinted in scores:
            scores[hinted] += _HINTED
        ranked = sorted(scores, key=lambda code: (-scores[code], code))
        best = ranked[0]
        if own is None:
            second = scores[ranked[1]] if len(ranked) > 1 else 0.0
            return best if scores[best] - second >= FIRST_CLEAR else None
        if best == own or (own in self.codes and self._words_of(own).are_all_of(text)):
            return own
        if {own, best} == _OF_CHARACTERS and _SHARED.fullmatch(text.strip()):
            return own
        return best if says_enough(text) and scores[best] - scores.get(own, 0.0) >= CLEAR else None

    def scores(self, text: str, also: Collection[str] = ()) -> dict[str, float]:
        """How likely each language is, best about 1.2: the model's opinion, what the words tell, and less for letters
        that it does not write. Empty for a text without letters. The words of those in `also` are looked at in any
        case."""
        if not any(map(str.isalpha, text)):
            return {}
        opinion = self._opinion(text)
        possible = [code for code, chance in opinion.items() if chance > _POSSIBLE or code in also]
        scores = {code: _MODEL_WEIGHT * chance for code, chance in opinion.items()}
        words = {code: self._words_of(code) for code in possible}
        for code, own in words.items():
            others = [words[other] for other in possible if other != code]
            scores[code] += own.share(text, others) - own.strange(text)
        return {code: score for code, score in scores.items() if code not in words or words[code].are_known}

    def stranger(self, text: str) -> str | None:
        """The language of a text that is clearly in none of ours; None where it may be in one, or says too little."""
        best, chance = self._model_of_all.rank(text)[0]
        let_go(self._model_of_all)
        if _is_foreign_script(text):
            return str(best)
        if not says_enough(text) or best in self.codes or chance < _STRANGE:
            return None
        told = max(self._words_of(code).share(text, ()) for code in self.codes)
        return str(best) if told < _FEW_WORDS else None

    def likely(self, word: str) -> tuple[str, ...]:
        """The few languages that a single word may be of, likeliest first."""
        opinion = self._opinion(word)
        return tuple(sorted(opinion, key=lambda code: (-opinion[code], code))[:_LIKELY])

    def _words_of(self, code: str) -> _Words:
        if code not in self._words:
            self._words[code] = _Words.of(self._phrases[code], self._goods.get(code, ()))
        return self._words[code]

    def _opinion(self, text: str) -> dict[str, float]:
        """The model's probability of every language of ours; 0 for one that it does not know."""
        with _MODEL_LOCK:
            known = {code: float(score) for code, score in self._model.rank(text)}
        return {code: known.get(code, 0.0) for code in self.codes}

    @cached_property
    def _model_of_all(self) -> LanguageIdentifier:
        return copy(self._unpacked.result())

    @cached_property
    def _model(self) -> LanguageIdentifier:
        """Our own view of the one model, restricted to our languages."""
        return restricted(self._unpacked.result(), self.codes)


def _language_of(code: str | None) -> str | None:
    return code.replace("-", "_").split("_")[0].lower() if code else None


def _says_something(text: str) -> bool:
    """A character of a script without spaces says as much as a syllable."""
    return _unspaced(text) > 1 or sum(map(str.isalpha, text)) >= FEWEST_LETTERS


def says_enough(text: str) -> bool:
    """Enough to follow it into another language: three words, or characters of a script without spaces."""
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    return len(words) >= ENOUGH_WORDS or _unspaced(text) >= ENOUGH_WORDS


def _is_foreign_script(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    foreign = sum(unicodedata.name(letter, "").startswith(_FOREIGN_SCRIPTS) for letter in letters)
    return foreign > FEWEST_LETTERS and foreign > len(letters) / 2


def _unspaced(text: str) -> int:
    return sum(letter.isalpha() and letter >= _UNSPACED for letter in text)


def _accented(word: str) -> frozenset[str]:
    """Latin letters beside a to z, and what Japanese alone writes; other scripts the model knows best."""
    latin = {letter for letter in word.casefold() if "\x7f" < letter <= _LAST_LATIN and letter.isalpha()}
    return frozenset(latin) | _JAPANESE.intersection(word)
