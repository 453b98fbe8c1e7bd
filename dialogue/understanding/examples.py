"""Turns phrases into examples to learn from, and messages into the same kind of words. Pure."""

from collections.abc import Iterable, Sequence
from itertools import cycle, groupby
from typing import Final

from dialogue.understanding.classify import Example
from dialogue.understanding.packed import Part, Pattern, Slot
from dialogue.understanding.spans import Heard, Span

FORMS: Final = 2
"""Forms of one line that are learned from; they share the line's weight."""
_THINGS: Final = ("item", "color", "material", "feature")
_MASKED: Final = {
    "category": "item", "title": "item", "order": "order", "amount": "amount", "length": "length", "size": "size",
    "ref": "ref", "person": "person", "color": "color",
    "material": "material", "feature": "feature",
    "pattern": "pattern", "style": "style", "occasion": "occasion", "room": "room", "language": "language",
    "country": "country",
    "number": "number",
}  # fmt: skip
_RANK: Final = {kind: rank for rank, kind in enumerate(_MASKED)}


def examples_of(patterns: Iterable[Pattern]) -> list[Example]:
    """At most FORMS examples of each line, spread over its forms."""
    things = cycle(_THINGS)
    examples: list[Example] = []
    for _, forms in groupby(patterns, key=lambda pattern: pattern.line):
        chosen = _spread(list(forms))
        words = {(pattern.label, _words(pattern.parts, next(things))) for pattern in chosen}
        kept = sorted(entry for entry in words if entry[1])
        examples.extend(Example(label, said, 1 / len(kept)) for label, said in kept)
    return examples


def masked(heard: Heard) -> tuple[str, ...]:
    """The words of a part with values as slots: "the red one" in ("i", "want", "{ref}"). Longer values win."""
    inside = [
        span for span in heard.spans
        if span.kind in _MASKED and heard.start <= span.start and span.end <= heard.end and span.value != "it"
    ]  # fmt: skip
    inside.sort(key=lambda span: (span.start - span.end, _RANK[span.kind]))
    taken: dict[int, Span] = {}
    for span in inside:
        places = range(span.start, span.end)
        if not any(place in taken for place in places):
            taken.update(dict.fromkeys(places, span))
    words: list[str] = []
    for place in range(heard.start, heard.end):
        span_here = taken.get(place)
        if span_here is None:
            words.append(heard.tokens[place].norm)
        elif span_here.start == place:
            words.append(f"{{{_MASKED[span_here.kind]}}}")
    return tuple(words)


def _spread(forms: Sequence[Pattern]) -> list[Pattern]:
    step = max(1, len(forms) // FORMS)
    return list(forms[::step][:FORMS])


def _words(parts: Sequence[Part], thing: str) -> tuple[str, ...]:
    words: list[str] = []
    for part in parts:
        if not isinstance(part, Slot):
            words.append(part)
        elif part.kind not in ("any", "name"):
            words.append(f"{{{thing if part.kind == 'thing' else part.kind}}}")
    return tuple(words)
