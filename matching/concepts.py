"""The tree of concepts: what is narrower than what, how a category is sized, whom a person's goods are made for.

Built from terms handed in as values (docs/terms.md describes them); finding their words in a text is `lexicon.py`'s
work.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

WEARABLE: Final = frozenset({"clothing", "shoes", "accessory", "jewellery", "bag"})
"""Widest categories whose goods are made for somebody; a vase is for everyone."""


class Term(Protocol):
    """One entry of terms.toml as `locales` reads it."""

    @property
    def words(self) -> tuple[str, ...]: ...

    @property
    def title(self) -> str | None: ...

    @property
    def broader(self) -> tuple[str, ...]: ...

    @property
    def extra(self) -> Mapping[str, str]: ...


Terms = Mapping[str, Mapping[str, Term]]
"""Kind → concept id → entry, of one locale."""


@dataclass(frozen=True, slots=True)
class _Node:
    title: str
    broader: tuple[str, ...]
    extra: Mapping[str, str]


class Concepts:
    """Concepts of the source language's terms. Immutable; ids that it does not know stand for themselves alone."""

    def __init__(self, terms: Terms) -> None:
        self._nodes: dict[tuple[str, str], _Node] = {
            (kind, name): _Node(term.title or name.replace("_", " "), term.broader, term.extra)
            for kind, entries in terms.items()
            for name, term in entries.items()
        }
        self._above = {(kind, name): self._climbed(kind, name) for kind, name in self._nodes}
        categories = {name: node for (kind, name), node in self._nodes.items() if kind == "category"}
        self._sizings = {name: node.extra.get("sizes") for name, node in categories.items()}
        self._narrower: dict[tuple[str, str], frozenset[str]] = self._closed()

    def __contains__(self, key: tuple[str, str]) -> bool:
        return key in self._nodes

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._nodes)

    def expand(self, kind: str, concept: str) -> frozenset[str]:
        """The concept and everything narrower: who asks for a jacket accepts a rain jacket."""
        return self._narrower.get((kind, concept), frozenset({concept}))

    def expand_all(self, kind: str, concepts: tuple[str, ...]) -> frozenset[str]:
        return frozenset().union(*(self.expand(kind, concept) for concept in concepts))

    def children(self, kind: str, concept: str) -> tuple[str, ...]:
        """Concepts that name this one as their broader one, in the order of the file."""
        return tuple(name for (kind_, name), node in self._nodes.items() if kind_ == kind and concept in node.broader)

    def ancestors(self, kind: str, concept: str) -> tuple[str, ...]:
        """Everything broader, nearest first, without the concept itself."""
        return self._above.get((kind, concept), ())

    def widest(self, kind: str, concept: str) -> str:
        """The top of the concept's branch; the concept itself when nothing is broader."""
        above = self.ancestors(kind, concept)
        return above[-1] if above else concept

    def title(self, kind: str, concept: str) -> str:
        """How the source language calls it inside a sentence."""
        node = self._nodes.get((kind, concept))
        return node.title if node else concept.replace("_", " ")

    def sizing(self, category: str | None) -> str | None:
        """How variants of a category are sized (docs/terms.md, `sizes`); None for an unknown category."""
        return self._sizings.get(category) if category else None

    def audience_of(self, person: str | None) -> str | None:
        """The audience that suits a person: women for a wife. None where the relation says nothing."""
        return self._extra("person", person, "audience")

    def is_worn(self, category: str | None) -> bool:
        """Whether it matters whom the goods are made for. An unknown category counts as worn: it might."""
        return category is None or self.widest("category", category) in WEARABLE

    def _extra(self, kind: str, concept: str | None, key: str) -> str | None:
        node = self._nodes.get((kind, concept)) if concept else None
        return node.extra.get(key) if node else None

    def _broader(self, kind: str, concept: str) -> tuple[str, ...]:
        node = self._nodes.get((kind, concept))
        return node.broader if node else ()

    def _climbed(self, kind: str, concept: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        waiting = list(self._broader(kind, concept))
        while waiting:
            name = waiting.pop(0)
            if name not in found:
                found[name] = None
                waiting.extend(self._broader(kind, name))
        found.pop(concept, None)
        return tuple(found)

    def _closed(self) -> dict[tuple[str, str], frozenset[str]]:
        below: dict[tuple[str, str], set[str]] = {key: {key[1]} for key in self._nodes}
        for (kind, name), wider in self._above.items():
            for above in wider:
                below.setdefault((kind, above), {above}).add(name)
        return {key: frozenset(names) for key, names in below.items()}
