"""Turns the words of a feed into concepts of the catalog, whatever language they are in. What no glossary knows stays
unknown and is noticed."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from matching.feeds import fields
from matching.feeds.fields import Note
from matching.feeds.rows import Line
from matching.lexicon import How, Lexicon, Span
from matching.morphology import fold

SEVERAL: Final = "multicolor"
MOST_WORDS: Final = 100_000
"""Texts whose concepts are remembered; feeds repeat their words, and a hostile one never does."""
Unknown = Callable[[str, str], None]
"""Takes a kind and the text that names no concept of it."""


class Vocabulary:
    """A lexicon that remembers what it was asked. `language` is tried first, then English, then every other."""

    def __init__(self, lexicon: Lexicon, language: str = "en") -> None:
        self.lexicon, self.language = lexicon, language
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        self._last: tuple[str, tuple[Span, ...]] | None = None

    def concepts(self, kind: str, text: str) -> tuple[str, ...]:
        """What a column names, in whichever language explains most of its text."""
        if (kind, text) not in self._known:
            if len(self._known) >= MOST_WORDS:
                self._known.clear()
            self._known[kind, text] = self._looked_up(kind, text)
        return self._known[kind, text]

    def _looked_up(self, kind: str, text: str) -> tuple[str, ...]:
        as_id = fold(text).strip().replace(" ", "_").replace("-", "_")
        if (kind, as_id) in self.lexicon.concepts:
            return (as_id,)
        letters = sum(map(str.isalnum, text))
        best: tuple[str, ...] = ()
        most = 0
        for language in dict.fromkeys((self.language, "en", *self.lexicon.locales)):
            found = [span for span in self.lexicon.find(text, language) if span.kind == kind and is_sure(span)]
            explained = sum(sum(map(str.isalnum, text[start:end])) for start, end in {(s.start, s.end) for s in found})
            if explained > most:
                best, most = tuple(dict.fromkeys(span.concept for span in found)), explained
            if most == letters:
                break
        return best

    def find(self, text: str) -> tuple[Span, ...]:
        """Everything that a text in the feed's own language names."""
        if self._last is None or self._last[0] != text:
            self._last = (text, self.lexicon.find(text, self.language))
        return self._last[1]

    def narrowest(self, kind: str, found: Iterable[str]) -> tuple[str, ...]:
        """Without those that are only the wider name of another: mustard, not mustard and yellow."""
        found = tuple(dict.fromkeys(found))
        broader = {above for name in found for above in self.lexicon.concepts.ancestors(kind, name)}
        return tuple(name for name in found if name not in broader)


def is_sure(span: Span) -> bool:
    """Not a guess at a misspelt word: what feeds write is mostly right, and a wrong fact is worse than none."""
    return span.how is not How.FUZZY


@dataclass(frozen=True, slots=True)
class LineWords:
    """The concepts that one line names. What is unknown goes to `attributes` as said, and to `unknown`."""

    line: Line
    vocabulary: Vocabulary
    attributes: dict[str, str]
    note: Note
    unknown: Unknown

    def category(self) -> str | None:
        """The last part of a path that is known; in a phrase the last thing named is what it is (English heads)."""
        said = fields.words(self.line, "category", self.note)
        for part in reversed(re.split(r"\s*(?:>|»|/|\|)\s*", said or "")):
            if part and (found := self.vocabulary.concepts("category", part)):
                return found[-1]
        if said:
            self.unknown("category", said)
            self.attributes.setdefault("category", said)
        return None

    def color(self) -> str | None:
        """One colour; several are many-coloured, a shade named with its colour is the shade."""
        said = fields.words(self.line, "color", self.note)
        narrow = self.vocabulary.narrowest("color", self.vocabulary.concepts("color", said)) if said else ()
        if said and not narrow:
            self.unknown("color", said)
        return narrow[0] if len(narrow) == 1 else (SEVERAL if narrow else None)

    def many(self, kind: str) -> tuple[str, ...]:
        """Concepts of a kind from its field (`style`, `styles`) and the attribute of that name, which is used up."""
        said: list[str] = []
        for name in (kind, f"{kind}s"):
            said.extend(fields.many(self.line, name, self.note))
            said.extend((self.attributes.pop(name, None) or "").split(", "))
        found = {text: self.vocabulary.concepts(kind, text) for text in said if text}
        if unknown := [text for text, concepts in found.items() if not concepts]:
            self.attributes[kind] = ", ".join(unknown)
            for text in unknown:
                self.unknown(kind, text)
        # Tags say anything about a thing: of them only what is known counts.
        tagged = [self.vocabulary.concepts(kind, tag) for tag in fields.many(self.line, "tags", self.note)]
        return tuple(dict.fromkeys(concept for concepts in (*found.values(), *tagged) for concept in concepts))
