"""What was meant by a word that the catalog does not have: its nearest word, or the two that were written as one. Pure.

The first letter stands, as in the lexicon. Numbers and models are never corrected.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

GUESSED: Final = 0.5
"""How much a guessed word counts beside one that was said."""
SHORTEST: Final = 5
LONG: Final = 8
"""Letters of a stem from which two slips are forgiven instead of one."""
SHORTEST_HALF: Final = 4

Terms = Callable[[str], Sequence[tuple[str, int]]]
"""The index's words that begin so, each with the number of texts that have it."""


def meant(word: str, stem: str, terms: Terms) -> tuple[str, ...]:
    """The words of the index that `word` may be a slip of; `stem` is the word as the index has words."""
    if len(word) < SHORTEST or not word.isalpha():
        return ()
    nearest = _nearest(stem, terms, 1 if len(stem) < LONG else 2)
    return (nearest,) if nearest else next(_halves(stem, terms), ())


def _nearest(stem: str, terms: Terms, slips: int) -> str | None:
    """Of those with the fewest slips, the most frequent."""
    counts = {term: count for term, count in terms(stem[0]) if abs(len(term) - len(stem)) <= slips and term.isalpha()}
    found = process.extract(stem, list(counts), scorer=OSA.distance, score_cutoff=slips, limit=None, processor=None)
    return min(found, key=lambda each: (each[1], -counts[each[0]], each[0]))[0] if found else None


def _halves(stem: str, terms: Terms) -> Iterator[tuple[str, str]]:
    """Two words of the index written as one, the longest first one first; the second may have a slip ("rainjaket")."""
    firsts = {term for term, _ in terms(stem[:SHORTEST_HALF]) if stem.startswith(term)}
    for first in sorted(firsts, key=len, reverse=True):
        rest = stem.removeprefix(first)
        if len(first) < SHORTEST_HALF or len(rest) < SHORTEST_HALF:
            continue
        if any(term == rest for term, _ in terms(rest)):
            yield first, rest
        elif len(rest) >= SHORTEST and (nearest := _nearest(rest, terms, 1)):
            yield first, nearest
