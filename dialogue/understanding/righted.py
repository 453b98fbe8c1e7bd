"""Values put right in the same message: "two mugs, no, three", "not the first, the second", "not S but M". Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.spans import Heard, Span

_KINDS: Final = ("number", "size", "ref", "category")
_POINTS: Final = "#"
"""Begins the value of a reference by place."""
_OTHER: Final = ("amount", "length", "day", "order", "size", "ref")
"""What a number inside is no number of its own."""
_SMALL: Final = ("articles", "indefinite", "size", "filler", "negation_ends")
"""Words that may stand between a "not" or a "no, sorry" and the value."""


def righted(heard: Heard, phrases: Phrases) -> Heard:
    """The message with the value that was meant in the place of the one that was not."""
    meant: dict[tuple[str, int], str] = {}
    for kind in _KINDS:
        spans = _values(heard, kind)
        meant |= {(kind, wrong.start): right for wrong, right in _exchanged(heard, spans, phrases)}
    return _with_values(heard, meant) if meant else heard


def _values(heard: Heard, kind: str) -> list[Span]:
    others = [(s.start, s.end) for s in heard.of(*_OTHER) if s.kind != kind] if kind == "number" else []
    return [
        span for span in heard.of(kind)
        if (kind != "ref" or span.value.startswith(_POINTS))
        and not any(start < span.end and span.start < end for start, end in others)
    ]  # fmt: skip


def _exchanged(heard: Heard, spans: Sequence[Span], phrases: Phrases) -> list[tuple[Span, str]]:
    """Pairs of a value and the one that is meant instead; nothing where more than two are told."""
    if len(spans) != 2 or spans[0].value == spans[1].value:
        return []
    first, second = spans
    goods = first.kind == "category"  # Goods that are not wanted are a condition of their own.
    first_out, second_out = (_is_led_by("negation", heard, span, phrases) for span in spans)
    ends = _is_apart(heard, first, second) if goods else _ends(heard, second, phrases)
    corrected = ends and _is_led_by("correcting", heard, second, phrases)
    if corrected or (first_out and not goods):
        return [] if second_out else [(first, second.value)]
    return [(second, first.value)] if second_out and not goods else []


def _is_apart(heard: Heard, first: Span, second: Span) -> bool:
    """Punctuation stands between them."""
    return any(token.before.strip() for token in heard.tokens[first.end : second.start + 1])


def _is_led_by(name: str, heard: Heard, span: Span, phrases: Phrases) -> bool:
    """Such a word stands in front of the value, small ones between them and no punctuation behind it."""
    place = span.start
    while place > heard.start:
        leads, joins = (phrases.words(each).ends_at(heard.tokens, place) for each in (name, "either"))
        if leads and not joins:
            return True
        small = max(phrases.words(each).ends_at(heard.tokens, place) for each in _SMALL)
        if not small or (name == "negation" and heard.tokens[place].before.strip()):
            return False
        place -= small
    return False


def _ends(heard: Heard, span: Span, phrases: Phrases) -> bool:
    """Nothing but small words, or the goods once more, stands behind the value."""
    goods = {place for each in heard.of("category") for place in range(each.start, each.end)}
    small = {place for name in (*_SMALL, "pieces", "yes") for place in phrases.words(name).places(heard.tokens)}
    return all(place in goods | small for place in range(span.end, heard.end))


def _with_values(heard: Heard, meant: Mapping[tuple[str, int], str]) -> Heard:
    spans = tuple(replace(span, value=meant.get((span.kind, span.start), span.value)) for span in heard.spans)
    numbers = tuple(
        replace(number, value=Decimal(meant.get(("number", number.start), str(number.value))))
        for number in heard.numbers
    )
    return replace(heard, spans=spans, numbers=numbers)
