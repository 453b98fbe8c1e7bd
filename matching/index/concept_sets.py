"""Which concepts hold for a row, as one number per row and kind: sets of concepts repeat, and each has a number."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int32]
Rows = NDArray[np.int64]

KINDS: Final = ("category", "color", "audience", "material", "feature", "pattern", "style", "room", "occasion")


class ConceptSets:
    """Immutable. By kind: the `sets` of concepts by their number, and the `numbers` of the rows. A mask has only rows
    that are `there`."""

    def __init__(
        self, sets: Mapping[str, Collection[tuple[str, ...]]], numbers: Mapping[str, Numbers], there: Mask
    ) -> None:
        self.sets: dict[str, Sequence[tuple[str, ...]]] = {kind: tuple(each) for kind, each in sets.items()}
        self.numbers, self._there = dict(numbers), there
        self._with: dict[tuple[str, str], list[int]] = {}
        for kind, each in self.sets.items():
            for number, concepts in enumerate(each):
                for concept in concepts:
                    self._with.setdefault((kind, concept), []).append(number)

    def known(self) -> frozenset[tuple[str, str]]:
        """Every (kind, concept) that some row has."""
        return frozenset(self._with)

    def mask(self, kind: str, concepts: frozenset[str]) -> Mask:
        """Rows with any of the concepts. Read-only."""
        found = np.asarray(self._verdicts(kind, concepts).take(self.numbers[kind]), np.bool_) & self._there
        found.flags.writeable = False
        return found

    def among(self, rows: Rows, kind: str, concepts: Collection[str]) -> Mask:
        """Which of these few rows have any of the concepts."""
        return np.asarray(self._verdicts(kind, concepts).take(self.numbers[kind][rows]), np.bool_)

    def _verdicts(self, kind: str, concepts: Collection[str]) -> Mask:
        verdicts = np.zeros(len(self.sets[kind]), np.bool_)
        for concept in concepts:
            verdicts[self._with.get((kind, concept), [])] = True
        return verdicts
