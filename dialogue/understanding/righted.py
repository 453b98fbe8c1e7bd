"""Values put right in the same message: "two mugs, no, three", "not the first, the second", "not S but M". Who reads
the message afterwards finds what is meant and need not look for a "not". Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.spans import Heard, Span

_KINDS: Final = ("number", "size", "ref", "category", "color")
_CONDITIONS: Final = ("category", "color")
"""What is not wanted of these is a condition of its own, and there may be several of them."""
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
    """Values with what is meant instead of each: what is turned down gives way to the next that is not, or to the last.
    Of two told one after the other, the second may put the first right."""
    turned = [span for span in spans if _is_turned_down(heard, span, phrases)]
    if len(turned) > 1 and turned == list(spans) and _is_led_by("negation_ends", heard, turned[-1].start, phrases):
        turned = turned[:-1]  # Swedish "utan" is "but" behind a "not", and "without" elsewhere.
    wanted = [span for span in spans if span not in turned]
    is_condition = any(span.kind in _CONDITIONS for span in spans)
    if turned and wanted and not is_condition:
        return [(span, next((w for w in wanted if w.start > span.start), wanted[-1]).value) for span in turned]
    if not spans or len(spans) > 2 or turned:
        return []
    if len(spans) == 1:
        only_one = spans[0].kind == "number" and _ends_in_one(heard, spans[0], phrases)
        return [(spans[0], "1")] if only_one else []
    first, second = spans
    if is_condition:  # "Blue, no, green" rules blue out, and looks for green.
        ends = _is_apart(heard, first, second) and not phrases.words("negation").length_at(heard.tokens, first.end)
    else:
        ends = _ends(heard, second, phrases)
    return [(first, second.value)] if ends and _is_led_by("correcting", heard, second.start, phrases) else []


def _ends_in_one(heard: Heard, number: Span, phrases: Phrases) -> bool:
    """ "Two, no, one", where that word is a pronoun or an article as well."""
    place = heard.end - phrases.words("single").ends_at(heard.tokens, heard.end)
    return number.end < place < heard.end and _is_led_by("correcting", heard, place, phrases)


def _is_turned_down(heard: Heard, span: Span, phrases: Phrases) -> bool:
    """A "not" stands in front ("not only" turns nothing), or behind, as in 2個じゃなくて1個."""
    end = span.end + phrases.words("pieces").length_at(heard.tokens, span.end)
    return (
        _is_led_by("negation", heard, span.start, phrases)
        or phrases.words("but_rather").length_at(heard.tokens, end) > 0
        or _is_closed_by_not(heard, span, phrases)
    )


def _is_closed_by_not(heard: Heard, span: Span, phrases: Phrases) -> bool:
    """ "A primeira não, a segunda": a "not" stands behind what is pointed at, and a comma behind it."""
    end = span.end + phrases.words("negation_after").length_at(heard.tokens, span.end)
    closes = span.end < end < heard.end and "," in heard.tokens[end].before
    return span.kind == "ref" and closes and not heard.tokens[span.end].before.strip()


def _is_apart(heard: Heard, first: Span, second: Span) -> bool:
    """Punctuation stands between them."""
    return any(token.before.strip() for token in heard.tokens[first.end : second.start + 1])


def _is_led_by(name: str, heard: Heard, place: int, phrases: Phrases) -> bool:
    """Such a word stands in front of the value there, small ones between them; no punctuation behind a "not": in "two,
    no, one" it turns down what was said before."""
    while place > heard.start:
        if name == "negation" and heard.tokens[place].before.strip():
            return False
        leads, joins = (phrases.words(each).ends_at(heard.tokens, place) for each in (name, "either"))
        spared = name == "negation" and any(
            phrases.words("not_negation").length_at(heard.tokens, at) for at in range(place - leads, place)
        )
        if leads > joins:
            return not spared
        small = max(phrases.words(each).ends_at(heard.tokens, place) for each in _SMALL)
        if not small:
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
