"""Which of the terms heard are turned into their opposite: "no wool", "not the blue one", "wool free". Pure."""

from collections.abc import Sequence
from typing import Final

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.spans import TERMS, Heard, Span
from dialogue.understanding.text import Token

_REACH: Final = 4
"""Tokens from a negation (or from what it already took) to the next term it still turns."""
_BEHIND: Final = 3
"""Tokens within which another term follows, so that a word between the two turns that one."""

_LOOKS: Final = ("color", "material", "pattern")
"""What "not that" takes back."""


class Negations:
    """Finds the negations of one language."""

    def __init__(self, phrases: Phrases) -> None:
        self._words = phrases.words
        self._phrases = phrases

    def turned(self, heard: Heard) -> set[int]:
        """Start tokens of terms that a negation turns; a scope ends at "but", at punctuation, or when nothing
        follows."""
        turned: set[int] = set()
        for position in range(heard.start, heard.end):
            if self._words("not_negation").length_at(heard.tokens, position):
                continue
            length = self._words("negation").length_at(heard.tokens, position)
            if length and self._only_turns_back(heard, position, length):
                continue
            if any(span.start <= position < span.end for span in heard.of(*TERMS)):
                continue  # "Sans fil" is a feature.
            if length and not self._in_not_negation(heard, position):
                turned |= self._scope(heard, self._first(heard, position, position + length))
        return turned | self._negated_before(heard) | self._turned_back(heard) | self._neither(heard)

    def _first(self, heard: Heard, start: int, end: int) -> int:
        """Where what a negation turns begins: Portuguese "nada de lã" has a term, "de lã", begin inside of it."""
        return min((span.start for span in heard.of(*TERMS) if start < span.start < end < span.end), default=end)

    def _only_turns_back(self, heard: Heard, start: int, length: int) -> bool:
        """ "Grey no, green": a "not" right behind a term and in front of a comma is said of what it stands behind."""
        end = start + length
        behind = self._words("negation_after").length_at(heard.tokens, start) == length
        closed = end < heard.end and "," in heard.tokens[end].before and not heard.tokens[start].before.strip()
        return behind and closed and any(span.end == start for span in heard.of(*TERMS))

    def _in_not_negation(self, heard: Heard, position: int) -> bool:
        return any(
            self._words("not_negation").length_at(heard.tokens, start) > position - start
            for start in range(max(heard.start, position - 3), position)
        )

    def _scope(self, heard: Heard, start: int) -> set[int]:
        turned: set[int] = set()
        position, left = start, _REACH
        while position < heard.end and left > 0:
            if self._words("negation_ends").length_at(heard.tokens, position):
                break
            before = heard.tokens[position].before
            if (position > start and before.strip()) or any(mark in before for mark in ".!?;\n。！？；؟؛"):
                break
            here = [span for span in heard.of(*TERMS) if span.start == position]
            if not turned and not here and position == start and self._is_thing(heard, position):
                break
            joined = max(self._words(name).length_at(heard.tokens, position) for name in ("join", "either"))
            if turned and not here and not joined and not self._small(heard, position):
                break
            if turned and self._is_described(heard, position, here):
                break
            turned.update(span.start for span in here)
            left = _REACH if here else left - 1
            position = max((span.end for span in here), default=position + 1)
        return turned

    def _is_described(self, heard: Heard, position: int, here: Sequence[Span]) -> bool:
        """ "不要真皮的钱包": what is not wanted stands in front of goods that are, in a script without spaces."""
        goods = all(span.kind == "category" for span in here) and bool(here)
        looks = any(span.end == position for span in heard.of(*_LOOKS))
        return goods and looks and heard.tokens[position].is_unspaced and not heard.tokens[position].before

    def _is_thing(self, heard: Heard, position: int) -> bool:
        """What is not wanted is a word of its own that we do not know: "without underwire, in organic cotton"."""
        said = heard.tokens[position : position + 2]
        small = len(said) == 2 and said[1].norm in self._phrases.function_words
        describes = any(span.start == position + 1 for span in heard.of(*TERMS))
        return small and said[0].raw.isalpha() and not describes and not self._is_known(said[0])

    def _is_known(self, token: Token) -> bool:
        """As it was written: a strange word that resembles one of ours is strange all the same."""
        word = self._phrases.spelling.norm(token.raw)
        return word in self._phrases.known or word in self._phrases.function_words

    def _small(self, heard: Heard, position: int) -> bool:
        return any(self._words(n).length_at(heard.tokens, position) for n in ("articles", "indefinite", "filler"))

    def _neither(self, heard: Heard) -> set[int]:
        """ "Né giallo né nero", "geel noch zwart": terms with nothing but a "nor" between them."""
        ends = {span.end: span.start for span in heard.of(*TERMS)}
        turned: set[int] = set()
        for span in heard.of(*TERMS):
            length = self._words("nor").ends_at(heard.tokens, span.start)
            first = ends.get(span.start - length) if length else None
            turned |= {first, span.start} if first is not None else set()
        return turned

    def _turned_back(self, heard: Heard) -> set[int]:
        """ "He has a black one, so not that": words that point back turn the last look or material in front of them."""
        places = (heard.start + start for start, _, _ in self._words("negation_of_that").find(heard.said))
        looks = heard.of(*_LOOKS)
        before = ([span.start for span in looks if span.end <= place] for place in places)
        return {starts[-1] for starts in before if starts}

    def _negated_before(self, heard: Heard) -> set[int]:
        """Words such as "free" turn the term they stand behind ("wool free"). A word that also turns what follows
        ("gelb nicht") only does so when nothing follows."""
        terms = heard.of(*TERMS)
        turned: set[int] = set()
        for span in terms:
            if self._words("not_negation").length_at(heard.tokens, span.end):
                continue
            length = self._words("negation_after").length_at(heard.tokens, span.end)
            both = self._words("negation").length_at(heard.tokens, span.end)
            goes_on = any(span.end <= other.start <= span.end + _BEHIND for other in terms)
            closed = both > 0 and self._only_turns_back(heard, span.end, both)
            if length and (closed or not (both and goes_on)) and not self._begins_next(heard, span.end, both, length):
                turned |= {span.start} | self._listed_before(heard, span)
        return turned

    @staticmethod
    def _begins_next(heard: Heard, start: int, both: int, length: int) -> bool:
        """ "A lamp for the hall, not too bright": behind a comma it is said of what follows, where anything does."""
        goes_on = start + length < heard.end and "," not in heard.tokens[start + length].before
        return both == length and "," in heard.tokens[start].before and goes_on

    def _listed_before(self, heard: Heard, last: Span) -> set[int]:
        """Terms of one kind joined to the last in front of a "not" behind it, in a script without spaces: 黒と赤以外 is
        neither black nor red."""
        starts: set[int] = set()
        earlier = [span for span in heard.of(last.kind) if span.end < last.start]
        for span in reversed(earlier):
            joins = (self._words(name).length_at(heard.tokens, span.end) for name in ("join", "either"))
            if not heard.tokens[last.start].is_unspaced or last.start - span.end not in joins:
                break
            starts.add(span.start)
            last = span
        return starts
