"""Matches phrases with slots against what was heard. Pure."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final
from zlib import crc32

from dialogue.understanding.packed import Packed, Part, Pattern, Runs, Slot
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.sizes import bare_size
from dialogue.understanding.spans import TERMS, Heard, Span

MOST_ANY: Final = 8
MOST_NAME: Final = 3
MOST_CHARACTERS: Final = {"any": 16, "name": 8}
"""The same in a script without spaces, where words are not told apart."""
_MODIFIERS: Final = frozenset(TERMS | {"size", "number", "amount"}) - {"category"}
_GOODS: Final = frozenset({"category", "title"})

Gram = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found at tokens `start`..`end`; `slots` are its values as (kind, start, end)."""

    pattern: Pattern
    start: int
    end: int
    slots: tuple[tuple[str, int, int], ...]

    def slot(self, kind: str) -> tuple[int, int] | None:
        return next(((start, end) for name, start, end in self.slots if name == kind), None)

    def last_slot(self, kind: str) -> tuple[int, int] | None:
        """What holds of two values, the first of which is put right: "not 7 but 8"."""
        return next(((start, end) for name, start, end in reversed(self.slots) if name == kind), None)


class Slots:
    """Where each kind of slot may end, for every token of a message. Built once for each message."""

    def __init__(self, heard: Heard, phrases: Phrases) -> None:
        self._heard = heard
        self._small = (phrases.words("articles"), phrases.words("indefinite"), phrases.words("my"))
        self._size_names = phrases.table("size_names")
        self._surnames = phrases.words("surnames")
        self._starts: dict[int, list[Span]] = {}
        for span in heard.spans:
            self._starts.setdefault(span.start, []).append(span)
        self._ends: dict[tuple[str, int], tuple[int, ...]] = {}

    def ends(self, kind: str, position: int, limit: int) -> tuple[int, ...]:
        """Ends of a slot that starts here, longest first, none beyond `limit`."""
        if kind in ("any", "name"):
            longest = MOST_ANY if kind == "any" else MOST_NAME
            if self._heard.tokens[position].is_unspaced:
                longest = MOST_CHARACTERS[kind]
                limit = self._name_limit(position, limit) if kind == "name" else limit
            return tuple(range(min(limit, position + longest), position, -1))
        key = (kind, position)
        if key not in self._ends:
            self._ends[key] = tuple(sorted(set(self._find(kind, position)), reverse=True))
        return tuple(end for end in self._ends[key] if end <= limit)

    def _name_limit(self, position: int, limit: int) -> int:
        """ "小刚 他不喜欢格子": in a script without spaces a name ends at a space, unless one of a family stands in
        front of it ("田中 太郎")."""
        family = position + self._surnames.length_at(self._heard.tokens, position)
        places = range(position + 1, limit)
        return next((place for place in places if self._heard.tokens[place].before and place != family), limit)

    def _find(self, kind: str, position: int) -> Iterator[int]:
        if kind == "item":
            yield from self._item_ends(position)
        elif kind == "thing":
            yield from self._of(TERMS, self._behind_article(position))
        elif kind == "size":
            yield from self._of(frozenset({"size"}), position)
            named = self._size_names.length_at(self._heard.tokens, position)
            if named:
                yield position + named
            if bare_size(self._heard.tokens[position : position + 1], ()):
                yield position + 1
        elif kind in TERMS:
            yield from self._of(frozenset({kind}), self._behind_article(position))
        else:
            yield from self._of(frozenset({kind}), position)
            if kind == "ref":
                yield from self._of(frozenset({"number"}), position)

    def _item_ends(self, position: int) -> Iterator[int]:
        """Small words, then any number of describing words, then goods: "a yellow rain jacket", "my boots"."""
        waiting, seen = [self._behind_article(position)], set()
        while waiting:
            at = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            for span in self._starts.get(at, ()):
                if span.kind in _GOODS:
                    yield span.end
                    waiting.append(span.end)
                elif span.kind in _MODIFIERS:
                    waiting.append(span.end)

    def _behind_article(self, position: int) -> int:
        for _ in range(2):
            position += max(words.length_at(self._heard.tokens, position) for words in self._small)
        return position

    def _of(self, kinds: frozenset[str], position: int) -> Iterator[int]:
        return (span.end for span in self._starts.get(position, ()) if span.kind in kinds)


class Patterns:
    """A set of patterns that can be found in a text."""

    def __init__(self, patterns: Packed) -> None:
        self._packed = patterns
        self._by_gram = ByGram(self._packed)
        self._wordless = [self._packed[place] for place in self._by_gram.wordless]

    def find(self, heard: Heard, slots: Slots) -> list[Hit]:
        """Each pattern's longest hit inside this part. Patterns of slots alone must be the whole part."""
        said = [token.norm for token in heard.said]
        places: dict[str, list[int]] = {}
        for position, word in enumerate(said, heard.start):
            places.setdefault(word, []).append(position)
        likely = self._by_gram.likely(said)
        hits = [hit for place in likely if (hit := self._search(place, heard, slots, places))]
        for pattern in self._wordless:
            hit = _match(pattern, heard.start, heard.end, slots, heard)
            if hit and hit.end == heard.end:
                hits.append(hit)
        return hits

    def _search(self, place: int, heard: Heard, slots: Slots, places: Mapping[str, Sequence[int]]) -> Hit | None:
        if any(word not in places for word in self._packed.literals(place)):
            return None
        pattern = self._packed[place]
        first = pattern.parts[0]
        best: Hit | None = None
        for position in places[first] if isinstance(first, str) else range(heard.start, heard.end):
            hit = _match(pattern, position, heard.end, slots, heard)
            if hit and (best is None or hit.end - hit.start > best.end - best.start):
                best = hit
        return best


class ByGram:
    """Which patterns may stand in a text: those whose rarest word, or rarest two neighbours, are in it. Where each
    character is a word, single ones are in thousands of patterns."""

    def __init__(self, patterns: Packed) -> None:
        numbered = _Numbered(tuple(patterns.parts(place)) for place in range(len(patterns)))
        rank = numbered.by_rarity()
        worded = [place for place, run in enumerate(numbered.runs) if len(run)]
        words = {place: numbered.rarest_word(numbered.runs[place], rank) for place in worded}
        worded.sort(key=words.__getitem__)
        self.worded = array("I", worded)
        """Those with a word of their own, by that word: where two hit alike, the first of them counts."""
        self.wordless = tuple(place for place, run in enumerate(numbered.runs) if not len(run))
        rarest = (numbered.names[min(numbered.runs[place], key=rank.__getitem__)] for place in worded)
        indexed = sorted((_key(gram), position) for position, gram in enumerate(rarest))
        self._keys = array("I", (key for key, _ in indexed))
        self._positions = array("I", (position for _, position in indexed))

    def likely(self, said: Sequence[str]) -> list[int]:
        """Places of patterns, in the order in which they count. Two grams of one key only make the list longer."""
        found: list[int] = []
        for key in set(map(_key, grams_of(said))):
            at = bisect_left(self._keys, key)
            while at < len(self._keys) and self._keys[at] == key:
                found.append(self._positions[at])
                at += 1
        return [self.worded[position] for position in sorted(found)]


class _Numbered:
    """The grams of patterns by number: where each character is a word there are a million of them, most the same."""

    def __init__(self, patterns: Iterable[Sequence[Part]]) -> None:
        numbers: dict[Gram, int] = {}
        self.runs = Runs()
        for parts in patterns:
            self.runs.append(numbers.setdefault(gram, len(numbers)) for gram in grams_of(parts))
        self.names = list(numbers)

    def by_rarity(self) -> list[int]:
        """By number: the place of a gram among all, those of the fewest patterns first."""
        common = Counter(chain.from_iterable(map(frozenset, self.runs)))
        names, rank = self.names, [0] * len(self.names)
        for place, number in enumerate(sorted(common, key=lambda number: (common[number], names[number]))):
            rank[number] = place
        return rank

    def rarest_word(self, grams: Iterable[int], rank: Sequence[int]) -> str:
        names = self.names
        return names[min((gram for gram in grams if not names[gram][1]), key=rank.__getitem__)][0]


def grams_of(parts: Sequence[Part]) -> Iterator[Gram]:
    """Words alone, and each with the word right behind it."""
    yield from ((part, "") for part in parts if isinstance(part, str))
    yield from ((a, b) for a, b in pairwise(parts) if isinstance(a, str) and isinstance(b, str))


def _key(gram: Gram) -> int:
    return crc32("\n".join(gram).encode("utf-8", "surrogatepass"))


def _match(pattern: Pattern, position: int, limit: int, slots: Slots, heard: Heard) -> Hit | None:
    found = _rest(pattern.parts, 0, position, limit, (slots, heard))
    if found is None:
        return None
    end, filled = found
    return Hit(pattern, position, end, filled)


def _rest(
    parts: Sequence[str | Slot], index: int, position: int, limit: int, ground: tuple[Slots, Heard]
) -> tuple[int, tuple[tuple[str, int, int], ...]] | None:
    while index < len(parts) and isinstance(parts[index], str):
        if position >= limit or ground[1].tokens[position].norm != parts[index]:
            return None
        index, position = index + 1, position + 1
    if index == len(parts):
        return position, ()
    slot = parts[index]
    if not isinstance(slot, Slot) or position >= limit:
        return None
    for end in ground[0].ends(slot.kind, position, limit):
        found = _rest(parts, index + 1, end, limit, ground)
        if found:
            return found[0], ((slot.kind, position, end), *found[1])
    return None
