"""How words of a language vary: folding, tokens, endings that only inflect, and compounds. Rules, no vocabulary.

Endings are cut on both sides, from what was written and from the words of the terms, so a rule may cut too much of a
word as long as it does so everywhere.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import snowballstemmer

_UNDECOMPOSED: Final = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_SPELT_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_MARKS: Final = re.compile("[\u0300-\u036f]")
_UNSPACED: Final = "\u3040-\u30ff\u3400-\u9fff"
"""Scripts without spaces between words: each character is a token."""
_TOKEN: Final = re.compile(
    rf"[{_UNSPACED}]"
    r"|(?:\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|un|dell|all|nell|sull|dall|quest)['’](?=\w))?"
    rf"(?P<word>(?:(?![{_UNSPACED}])[^\W_])+)"
    r"(?:['’](?:s|m|d|t|ll|re|ve)\b)?",
    re.IGNORECASE,
)

NOUNS: Final = {
    "de": ("ern", "en", "er", "em", "es", "e", "n", "s"),
    "fr": ("s", "x"),
    "es": ("es", "s"),
    "pt": ("es", "s"),
    "it": ("i", "e", "a", "o"),
    "nl": ("en", "jes", "je", "s", "n"),
    "sv": ("arna", "erna", "orna", "ar", "er", "or", "en", "et", "na", "n", "t", "a", "e"),
    "da": ("erne", "ene", "er", "en", "et", "ne", "e", "n", "t"),
    "nb": ("ene", "er", "en", "et", "ne", "e", "a", "n", "t"),
}
ADJECTIVES: Final = {
    **NOUNS,
    "fr": ("es", "e", "s", "x"),
    "es": ("os", "as", "es", "o", "a", "s"),
    "pt": ("os", "as", "es", "o", "a", "s"),
    "nl": ("e", "en", "s"),
}
INFLECTED_KINDS: Final = frozenset({"color", "material", "pattern", "style", "feature", "fit", "season"})
"""Kinds whose words are used as adjectives and take their endings."""

COMPOUNDING: Final = frozenset({"de", "nl", "sv", "da", "nb", "nn", "no", "fi"})
LINKS: Final = ("", "s", "es", "n", "en", "er", "e", "ens")
_SNOWBALL: Final = {
    "fi": "finnish", "pl": "polish", "cs": "czech", "hu": "hungarian", "ro": "romanian", "ru": "russian", "tr":
    "turkish", "ar": "arabic", "el": "greek",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word and where it stood in the text."""

    word: str
    start: int
    end: int


def fold(text: str) -> str:
    """Case, accents and typographic variants removed: "Größe" → "grosse", "Écharpe" → "echarpe"."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSED))
    return unicodedata.normalize("NFKC", _MARKS.sub("", plain)).translate(_UNDECOMPOSED)


def tokens(text: str) -> Iterator[Token]:
    """Words with their places in the text; elided articles (l', d') and contracted endings ('s, 'm) are left out."""
    for found in _TOKEN.finditer(text):
        name = "word" if found["word"] else 0
        yield Token(fold(found[name]), found.start(name), found.end(name))


def spellings(phrase: str) -> tuple[str, ...]:
    """The phrase folded as tokens, and again as people write it who lack the letters: "grün" → "grun", "gruen"."""
    both = (phrase, phrase.casefold().translate(_SPELT_OUT))
    return tuple(dict.fromkeys(" ".join(token.word for token in tokens(text)) for text in both))


def stem_noun(word: str, language: str) -> str:
    return _english(word) if language == "en" else _cut(word, language, NOUNS.get(language))


def stem_adjective(word: str, language: str) -> str:
    return _english(word) if language == "en" else _cut(word, language, ADJECTIVES.get(language))


def splits(word: str) -> Iterator[tuple[str, str]]:
    """(modifier, tail) of a compound, longest tail first; both have at least three letters."""
    for place in range(3, len(word) - 2):
        yield word[:place], word[place:]


def unlinked(modifier: str) -> Iterator[str]:
    """The modifier of a compound without what links it: "geburtstags" → "geburtstags", "geburtstag"."""
    for link in LINKS:
        if modifier.endswith(link) and len(modifier) - len(link) >= 3:
            yield modifier[: len(modifier) - len(link)]


def _english(word: str) -> str:
    """Number only: cutting -ed and -ing would make a rug of "rugged"."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _cut(word: str, language: str, endings: tuple[str, ...] | None) -> str:
    if endings is None:
        return _stemmed(word, language)
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)]
            break
    doubled = language == "nl" and len(word) > 3 and word[-1] == word[-2]
    return word[:-1] if doubled else word


@lru_cache(maxsize=20_000)
def _stemmed(word: str, language: str) -> str:
    name = _SNOWBALL.get(language)
    return str(snowballstemmer.stemmer(name).stemWord(word)) if name else word
