"""How the word index reads each language: the endings that its words lose, and where words of unspaced scripts end.

Stems are Snowball's, cut before accents are folded, since its rules look at accents ("rayée", "rayé"). tantivy has them
but for Polish and Czech, whose texts are stemmed before they reach it. Japanese and Chinese are read as pairs of
neighbouring characters.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

import tantivy

from matching.morphology import UNSPACED, stemmed, tokens

ENGLISH: Final = "en"
STEMMERS: Final = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "it": "italian", "nl": "dutch", "pt": "portuguese", "sv": "swedish",
}  # fmt: skip
STOPWORDS: Final = frozenset(STEMMERS) - {"ar"}
"""Languages whose function words tantivy knows."""
ABROAD: Final = ("ar", "cs", "da", "de", "es", "fi", "fr", "it", "ja", "nl", "pl", "pt", "sv", "zh")
"""Languages besides English that have a field of their own."""
LONGEST_WORD: Final = 40
_RUN: Final = re.compile(rf"([{UNSPACED}]+)")
_BEFORE_ARTICLE: Final = re.compile("^[وبفك]ال(?=..)|^لل(?=..)")
"""What Arabic writes in one word with the article and the word: and, with, then, like, for."""


def language_of(locale: str) -> str:
    return locale.replace("-", "_").split("_")[0].lower()


def analyzer(language: str) -> tantivy.TextAnalyzer:
    """From text as `spelt` leaves it to the terms of the index."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(tantivy.Filter.remove_long(LONGEST_WORD)).filter(tantivy.Filter.lowercase())
    if language in STOPWORDS:
        builder = builder.filter(tantivy.Filter.stopword(STEMMERS[language]))
    if language in STEMMERS:
        builder = builder.filter(tantivy.Filter.stemmer(STEMMERS[language]))
    return builder.filter(tantivy.Filter.ascii_fold()).build()


def spelt(text: str, language: str) -> str:
    """The text as the analyzer of its language has to read it."""
    prepare = _PREPARED.get(language)
    return prepare(text) if prepare else text


def _in_pairs(text: str) -> str:
    """Each run of unspaced script as its pairs of neighbours: "防水靴" → "防水 水靴"."""
    return " ".join(_RUN.sub(lambda run: f" {' '.join(_pairs(run[1]))} ", text).split())


def _pairs(run: str) -> Iterator[str]:
    yield from (run[place : place + 2] for place in range(max(1, len(run) - 1)))


def _without_clitics(text: str) -> str:
    """Arabic as it is typed, without the article behind a preposition; the stemmer cuts it off where it stands
    first."""
    return " ".join(_BEFORE_ARTICLE.sub("", token.word) for token in tokens(text))


def _stems_in(language: str) -> Callable[[str], str]:
    return lambda text: " ".join(stemmed(token.word, language) or token.word for token in tokens(text))


_PREPARED: Final = {
    "ar": _without_clitics, "cs": _stems_in("cs"), "ja": _in_pairs, "pl": _stems_in("pl"), "zh": _in_pairs,
}  # fmt: skip
