"""Many names under the numbers 0 … n - 1, kept as bytes: a fifth of what the same names take as strings in a dict."""

from array import array
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.ties import Ties, tie_of


class Names:
    """Immutable. `ties` is `tie_of` each name, by number. Names after those `before` take the next numbers."""

    def __init__(self, names: Iterable[str], before: "Names | None" = None) -> None:
        letters, ends, ties = bytearray(), array("q", [0]), array("q")
        if before is not None:
            letters, ends = bytearray(before._letters), before._ends[:]
        for name in names:
            letters += name.encode("utf-8", "surrogatepass")
            ends.append(len(letters))
            ties.append(tie_of(name))
        self._letters: bytes = bytes(letters)
        self._ends: array[int] = ends
        new = np.array(ties, np.int64)
        order = np.argsort(new, kind="stable").astype(np.int32)
        if before is None:
            self.ties: Ties = new
            self._order, self._sorted = order, new[order]
            return
        self.ties = np.concatenate([before.ties, new])
        places = np.searchsorted(before._sorted, new[order], side="right")
        self._sorted = np.insert(before._sorted, places, new[order])
        self._order = np.insert(before._order, places, order + len(before))

    def __len__(self) -> int:
        return len(self.ties)

    def __getitem__(self, number: int) -> str:
        return self._letters[self._ends[number] : self._ends[number + 1]].decode("utf-8", "surrogatepass")

    def number_of(self, name: str) -> int | None:
        """The number of a name; the highest where it stands under several, None where under none."""
        tie = tie_of(name)
        place = int(np.searchsorted(self._sorted, tie, side="right")) - 1
        while place >= 0 and self._sorted[place] == tie:
            number = int(self._order[place])
            if self[number] == name:
                return number
            place -= 1
        return None

    def numbers_of(self, names: Sequence[str]) -> Ties:
        """The number of each name, -1 for one that stands under none."""
        ties = np.array([tie_of(name) for name in names], np.int64)
        places = np.searchsorted(self._sorted, ties, side="right") - 1
        found = np.where(places >= 0, self._order[places] if len(self) else -1, -1)
        return np.array(
            [
                number if number >= 0 and self[number] == name else self._slowly(name)
                for number, name in zip(found.tolist(), names, strict=True)
            ],
            np.int64,
        )

    def _slowly(self, name: str) -> int:
        number = self.number_of(name)
        return -1 if number is None else number


class Places:
    """Where each tie number stands, however often it does."""

    def __init__(self, ties: Ties) -> None:
        self.ties = ties
        self._order = np.argsort(ties, kind="stable").astype(np.int32)
        self._sorted = ties[self._order]

    def of(self, wanted: Collection[int]) -> NDArray[np.int64]:
        """All places of these ties, rising."""
        among = np.array(sorted(set(wanted)), np.int64)
        starts, ends = (np.searchsorted(self._sorted, among, side).tolist() for side in ("left", "right"))
        found = [self._order[start:end] for start, end in zip(starts, ends, strict=True)]
        return np.sort(np.concatenate(found)).astype(np.int64) if found else np.zeros(0, np.int64)
