"""What is named to be turned down, beside what is wanted instead: "not the first one, the third", "five, not four".
Pure."""

from dataclasses import replace

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.spans import Heard


def without_turned_down(heard: Heard, phrases: Phrases) -> Heard:
    """The part without the things pointed at and the numbers that a "not" stands right in front of; as it is where
    nothing else of the same would be left."""
    refs = {span for span in heard.of("ref") if _is_turned(heard, span.start, phrases)}
    inside = [number for number in heard.numbers if heard.start <= number.start and number.end <= heard.end]
    counts = [number for number in inside if _is_turned(heard, number.start, phrases)]
    refs = refs if len(refs) < len(heard.of("ref")) else set()
    counts = counts if len(counts) < len(inside) else []
    if not refs and not counts:
        return heard
    spans = tuple(span for span in heard.spans if span not in refs)
    pointing = {place for span in refs for place in range(span.start, span.end)}
    left = (number for number in heard.numbers if number not in counts and number.start not in pointing)
    return replace(heard, spans=spans, numbers=tuple(left))


def _is_turned(heard: Heard, start: int, phrases: Phrases) -> bool:
    """Whether a "not" of the same part ends right in front of a place ("not only four" turns nothing)."""
    length = phrases.words("negation").ends_at(heard.tokens, start)
    spared = any(phrases.words("not_negation").length_at(heard.tokens, place) for place in range(start - length, start))
    parted = start < heard.end and "," in heard.tokens[start].before
    return 0 < length <= start - heard.start and not spared and not parted
