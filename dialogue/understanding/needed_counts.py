"""How many are wanted: "four towels", "towels, 4 pieces", "white towels, four". Pure."""

from decimal import Decimal
from typing import Final

from dialogue.understanding.numbers import Number
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.spans import Heard, Span, whole
from matching.sizes import CHILDREN

_COUNT_NO_GOODS: Final = ("years", "months", "size_after")
_REACH: Final = 3
_MOST: Final = 99
_MOST_ALONE: Final = Decimal(15)
"""Larger numbers that stand alone may be sizes."""


class NeededCounts:
    """Finds them in one language."""

    def __init__(self, phrases: Phrases) -> None:
        self._words = phrases.words

    def of(self, heard: Heard, category: Span) -> int:
        """A whole number shortly before the goods that means nothing else."""
        for number in heard.numbers:
            near = heard.start <= number.start and 0 <= category.start - number.end <= _REACH
            taken = any(
                span.start < number.end and number.start < span.end
                for span in heard.of("amount", "length", "size", "day", "order")
            )
            other = any(self._words(name).length_at(heard.tokens, number.end) for name in _COUNT_NO_GOODS)
            bare = "(" not in heard.tokens[number.start].before
            count = whole(number.value) if number.is_whole else None
            if near and bare and not taken and not other and count and 1 <= count <= _MOST:
                return count
        return 1

    def pieces(self, heard: Heard) -> int:
        """ "Towels, 4 pieces": a number that says of itself that it counts, or one that is all that a part says."""
        taken = {span.start for span in heard.of("amount", "length", "size", "day", "order", "ref")}
        taken |= {span.end for span in heard.of("amount")}  # "三十块一个" is the price of one.
        for number in heard.numbers:
            inside = heard.start <= number.start and number.end <= heard.end and number.start not in taken
            count = whole(number.value) if number.is_whole else None
            if inside and count and count <= _MOST and (self._counts(heard, number) or self._is_alone(heard, number)):
                return count
        return 1

    def begins_other(self, heard: Heard, position: int) -> bool:
        """ "两个枕头一床被子": goods that are counted right behind others that were, in a script without spaces."""
        number = next((number for number in heard.numbers if number.start == position), None)
        if number is None or not heard.tokens[position].is_unspaced or heard.tokens[position].before.strip():
            return False
        goods = heard.of("category")
        before = next((span for span in goods if span.end == position), None)
        behind = number.end + self._words("pieces").length_at(heard.tokens, number.end)
        follows = behind > number.end and any(span.start == behind for span in goods)
        return follows and before is not None and self._words("pieces").ends_at(heard.tokens, before.start) > 0

    def _counts(self, heard: Heard, number: Number) -> bool:
        """ "4 pieces", and "عدد 3" with the word in front."""
        behind = number.end < heard.end and self._words("pieces").length_at(heard.tokens, number.end) > 0
        return behind or self._words("pieces_before").ends_at(heard.tokens, number.start) > 0

    def _is_alone(self, heard: Heard, number: Number) -> bool:
        """ "White towels, four", "some four": neither a size nor the age of a child."""
        before = self._words("around").ends_at(heard.tokens, number.start)
        behind = heard.tokens[number.end : heard.end]
        alone = number.start - before == heard.start and (not behind or self._words("filler").is_all(behind))
        goods = any(span.kind == "category" for span in heard.spans)
        young = any(span.kind == "person" or (span.kind, span.value) in _YOUNG for span in heard.spans)
        return alone and goods and not young and number.value <= _MOST_ALONE


_YOUNG: Final = frozenset(("audience", audience) for audience in CHILDREN)
