"""Spaces that goods must fit, and measures that they must have: "a 60 cm niche", "at most 80 cm wide". Pure."""

from collections.abc import Iterator

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.spans import Heard, Span
from matching.need import Dimension, Room


class NeededRooms:
    """Finds them in one language."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._words = phrases.words

    def fits(self, heard: Heard) -> Iterator[Room]:
        """ "Fits a 60 cm niche", "at most 80 cm wide", "120 cm long": at most, unless words say at least."""
        for span in heard.of("length"):
            dimension = self._dimension(heard, span)
            bounded = self._bound(heard, span)
            if dimension is None and bounded is None and not self._words("fits").has(heard.said):
                continue
            name = Dimension(dimension or "width")
            value = float(span.value)
            yield (
                Room(dimension=name, at_least_cm=value) if bounded == "from" else Room(dimension=name, at_most_cm=value)
            )

    def _dimension(self, heard: Heard, span: Span) -> str | None:
        table = self._phrases.table("dimensions")
        beside = table.ends_at(heard.tokens, span.start)
        named = table.at(heard.tokens, span.start - beside) if beside else None
        if named and not heard.tokens[max(0, span.start - beside - 1)].is_number:
            return named[0]  # "Width 60, depth 40"; behind a number it belongs to that one ("60 wide 40 high").
        after = table.at(heard.tokens, span.end) or table.at(heard.tokens, span.end + 1)
        if after:
            return after[0]
        for position in range(span.start - 1, max(heard.start, span.start - 4) - 1, -1):
            before = table.at(heard.tokens, position)
            if before:
                return before[0]
        return None

    def _bound(self, heard: Heard, span: Span) -> str | None:
        for position in (span.start, span.start - 1):
            for name in ("up_to", "from"):
                if self._words(name).ends_at(heard.tokens, position):
                    return name
        return next((n for n in ("up_to", "from") if self._words(f"{n}_after").length_at(heard.tokens, span.end)), None)
