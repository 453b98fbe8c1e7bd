"""A text in English words, one after the other: the second form in which a need of another language is searched by.

The encoder and this glossary err differently, so the sum of both forms finds more than either. Words that neither the
shop's terms nor `bridges/` know stay as they are: brands and sizes are the same everywhere.
"""

import tomllib
from collections.abc import Mapping
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
    """From one language into English, with the shop's terms of both and the language's file in `bridges/`, if any."""

    def __init__(self, language: str, terms: Terms, english: Terms) -> None:
        self._language = language
        self._lexicon = Lexicon({"en": english, language: {WORD: _words_of(language), **terms}})

    def english(self, text: str) -> str:
        """The text's words in their order, in English where they are known; a compound gives several."""
        found: dict[int, list[Span]] = {}
        for span in self._lexicon.find(text, self._language):
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


def _words_of(language: str) -> Mapping[str, Term]:
    file = BRIDGES / f"{language}.toml"
    if not file.is_file():
        return {}
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {english: _Word(tuple(words)) for table in tables.values() for english, words in table.items()}
