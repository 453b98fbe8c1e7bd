"""Sizes and ages that are said without a word for them, by what the goods are sized in: "red heels 38", "hat, 57 cm",
"socks 36-38", "a hoodie for my son, he is 8". Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Final

from dialogue.understanding.numbers import Number
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.spans import Heard, Span
from matching.concepts import Concepts

PLAUSIBLE: Final[Mapping[str, tuple[int, int]]] = {
    "shoes": (16, 50), "kids_shoes": (16, 36), "socks": (16, 50), "hat": (44, 64), "belt": (65, 140), "ring": (44, 70),
    "kids_clothing": (44, 98), "waist": (24, 44), "clothing": (32, 176), "none": (5, 300),
}  # fmt: skip
"""Numbers that a size may be, by the way of sizing; lengths in centimetres where goods are sized by them."""
MEASURED: Final = frozenset({"hat", "belt", "none"})
"""Ways of sizing in which the size is a length."""
CLOTHES: Final = frozenset({"clothing", "kids_clothing"})
HEIGHTS: Final = (44, 176)
"""Centimetres of a child's clothes."""
FEET: Final = frozenset({"shoes", "kids_shoes", "socks"})
FOOT: Final = (10, 32)
"""Centimetres of a foot."""
FEWEST: Final = 16
"""Smaller numbers count goods or years."""
OLDEST: Final = 16
_TAKEN: Final = ("amount", "length", "size", "day", "order", "ref", "occasion", "feature")
_SIDEWAYS: Final = frozenset({None, "width", "length", "diameter"})
_WIDEST_SPAN: Final = 8


class NeededSizes:
    """Finds them in one language."""

    def __init__(self, phrases: Phrases, concepts: Concepts) -> None:
        self._words = phrases.words
        self._table = phrases.table
        self._concepts = concepts

    def size(self, heard: Heard, category: str | None) -> str | None:
        """The size of these goods in a part that says it without a size word; None where nothing is one."""
        sizing = self._concepts.sizing(category)
        if sizing in MEASURED and (length := self._length(heard, sizing)):
            return length
        if sizing in CLOTHES and (height := self._height(heard)):
            return height
        if sizing in FEET and (foot := self._foot(heard)):
            return foot
        if sizing in (None, "none") or sizing not in PLAUSIBLE:
            return None
        low, high = PLAUSIBLE[sizing]
        named = (number for number in self._free(heard) if number.value >= FEWEST and low <= number.value <= high)
        return next((str(number.value) for number in named), None) or self._letter(heard, sizing)

    def span(self, heard: Heard, category: str | None) -> str | None:
        """Socks are sized in spans: "36-40"."""
        if self._concepts.sizing(category) != "socks":
            return None
        pairs = pairwise(number for number in heard.numbers if heard.start <= number.start and number.end <= heard.end)
        return next((f"{a.value}-{b.value}" for a, b in pairs if self._is_span(heard, a, b)), None)

    def age(self, heard: Heard, category: str | None) -> int | None:
        """A small number in a search for a child's clothes: how old the child is."""
        if self._concepts.sizing(category) not in CLOTHES:
            return None
        years = (int(number.value) for number in self._free(heard) if 1 <= number.value <= OLDEST)
        return next(years, None)

    def _length(self, heard: Heard, sizing: str) -> str | None:
        low, high = PLAUSIBLE[sizing]
        for span in heard.of("length"):
            beside = self._dimension(heard, span)
            if beside in _SIDEWAYS and not self._bounded(heard, span) and low <= Decimal(span.value) <= high:
                return span.value
        return None

    def _height(self, heard: Heard) -> str | None:
        """How tall a child is, which is the size of its clothes."""
        low, high = HEIGHTS
        return next((span.value for span in heard.of("length") if low <= Decimal(span.value) <= high), None)

    def _foot(self, heard: Heard) -> str | None:
        """How long a foot is, which is the size of shoes in East Asia: no heel's height and no limit."""
        low, high = FOOT
        feet = (span for span in heard.of("length") if low <= Decimal(span.value) <= high)
        plain = (span for span in feet if self._dimension(heard, span) in _SIDEWAYS and not self._bounded(heard, span))
        return next((f"{span.value} cm" for span in plain), None)

    def _dimension(self, heard: Heard, span: Span) -> str | None:
        found = self._beside(heard, span)
        return found[0] if found else None

    def _beside(self, heard: Heard, span: Span) -> tuple[str, int] | None:
        """The dimension behind a length and where its words end: "60 cm wide", "60 cm de large"."""
        for place in (span.end, span.end + 1):
            if found := self._table("dimensions").at(heard.tokens, place):
                return found[0], place + found[1]
        return None

    def _bounded(self, heard: Heard, span: Span) -> bool:
        """A limit is no size, and a space that goods shall fit into is none either."""
        beside = self._beside(heard, span)
        ends = {span.end, beside[1] if beside else span.end}
        before = any(
            self._words(name).ends_at(heard.tokens, place) for name in ("up_to", "from")
            for place in (span.start, span.start - 1)
        )  # fmt: skip
        after = any(
            self._words(name).length_at(heard.tokens, end)
            for name in ("up_to", "from", "up_to_after", "from_after") for end in ends
        )  # fmt: skip
        return before or after or self._words("fits").has(heard.said)

    def _free(self, heard: Heard) -> Iterator[Number]:
        """Whole numbers in digits that mean nothing else."""
        taken = {place for span in heard.of(*_TAKEN) for place in range(span.start, span.end)}
        units = (self._words("years"), self._words("months"), self._words("pieces"), self._table("currencies"))
        for number in heard.numbers:
            inside = heard.start <= number.start and number.end <= heard.end and number.start not in taken
            counted = any(unit.length_at(heard.tokens, number.end) for unit in units)
            if inside and not counted and number.is_whole and not number.in_words:
                yield number

    def _is_span(self, heard: Heard, first: Number, second: Number) -> bool:
        joined = second.start == first.end and heard.tokens[second.start].before.strip() in {"-", "–", "/"}
        return joined and 0 < second.value - first.value <= _WIDEST_SPAN

    def _letter(self, heard: Heard, sizing: str) -> str | None:
        """ "A warm parka, small, in olive": a size said in words between commas."""
        if sizing != "clothing":
            return None
        for start, end, value in self._table("size_names").find(heard.said):
            place, behind = heard.start + start, heard.start + end
            alone = "," in heard.tokens[place].before and (
                behind >= len(heard.tokens) or bool(heard.tokens[behind].before.strip())
            )
            if alone:
                return value
        return None
