"""Keeps names that are measured out of a measured build, so that its scores test transfer and not memory."""

import re
import unicodedata
from collections.abc import Iterable

from matching.encoder.making.sources import Kind, Pair

_SEPARATORS = re.compile(r"[\W_]+")
_JOINED = {Kind.NESTED, Kind.COMPOSED}


def folded(text: str) -> str:
    """Without case, accents and punctuation, words a space apart."""
    letters = (char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return _SEPARATORS.sub(" ", "".join(letters)).strip()


class Held:
    """The names held out. A pair is held out with them where either side equals one, and a joined pair
    (parent + leaf, attribute + value, composition) also where either side begins or ends with one."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(filter(None, map(folded, names)))

    def __len__(self) -> int:
        return len(self._names)

    def holds(self, pair: Pair) -> bool:
        sides = (folded(pair.text), folded(pair.english))
        if any(side in self._names for side in sides):
            return True
        return pair.kind in _JOINED and any(self._frames(side) for side in sides)

    def _frames(self, side: str) -> bool:
        cuts = [place for place, char in enumerate(side) if char == " "]
        if any(char >= "\u3040" for char in side):
            # Japanese and Chinese set no spaces, so a name may end anywhere.
            cuts = list(range(2, len(side) - 1))
        return any(side[:cut].rstrip() in self._names or side[cut:].lstrip() in self._names for cut in cuts)
