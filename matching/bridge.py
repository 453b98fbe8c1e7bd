"""A text in English words, one after the other: how a catalog in English is searched from another language where a need
names no concept of the shop.

The encoder and this glossary err differently, so the sum of both forms finds more than either. Words that neither the
shop's terms nor `bridges/` know stay as they are: brands and sizes are the same everywhere.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from matching.concepts import Term, Terms
from matching.lexicon import How, Lexicon, Span
from matching.morphology import tokens

WORD: Final = "word"
"""The kind under which words that are no concepts stand beside the shop's own."""
BRIDGES: Final = Path(__file__).parent / "bridges"


@dataclass(frozen=True, slots=True)
class _Word:
    """What one English word or phrase is called in the other language."""

    words: tuple[str, ...]
    title: str | None = None
    broader: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


class Bridge:
    """From every language there are terms for, locale → kind → concept, with the language's file in `bridges/`, if any.

    Terms are only asked for a locale when that locale is first read. Safe to share between threads.
    """

    def __init__(self, terms: Mapping[str, Terms]) -> None:
        self._lexicon = Lexicon(_Wider(terms))

    def english(self, text: str, locale: str) -> str:
        """The text's words in their order, in English where they are known; a compound gives several."""
        if _language_of(locale) == "en":
            return text
        found: dict[int, list[Span]] = {}
        for span in self._lexicon.find(text, locale):
            found.setdefault(span.start, []).append(span)
        said: list[str] = []
        read = 0
        for token in tokens(text):
            if token.start in found:
                said.extend(self._named(found[token.start]))
                read = found[token.start][0].end
            elif token.start >= read:
                said.append(token.word)
        return " ".join(said)

    def _named(self, spans: list[Span]) -> list[str]:
        """A word's own translation says more exactly what was said than the concept that it stands for."""
        words = [span for span in spans if span.kind == WORD and span.how is How.EXACT]
        titles = (self._lexicon.concepts.title(span.kind, span.concept) for span in words or spans)
        return list(dict.fromkeys(titles))


class _Wider(Mapping[str, Terms]):
    """The terms of each locale, and its words that are no concepts."""

    def __init__(self, terms: Mapping[str, Terms]) -> None:
        self._terms = terms

    def __getitem__(self, locale: str) -> Terms:
        return {WORD: _words_of(_language_of(locale)), **self._terms[locale]}

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)


def _language_of(locale: str) -> str:
    return locale.replace("-", "_").split("_")[0]


def _words_of(language: str) -> Mapping[str, Term]:
    file = BRIDGES / f"{language}.toml"
    if not file.is_file():
        return {}
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {english: _Word(tuple(words)) for table in tables.values() for english, words in table.items()}
