"""What matching asks of a vector index. It finds; what costs how much and is in stock lives in `columns.py`."""

from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Keys = NDArray[np.int64]
Scores = NDArray[np.float32]

SCAN: Final = 6_000
"""Vectors up to which all are scored: as quick as the lists of those that are near, and none is missed."""


class Index(Protocol):
    """Vectors of unit length under integer keys, found by inner product. Safe to call from several threads."""

    def __len__(self) -> int: ...

    def put(self, keys: Keys, vectors: Vectors) -> None:
        """Add (n, d) vectors, replacing those whose key is there already."""
        ...

    def remove(self, keys: Keys) -> int:
        """Forget keys; how many were there."""
        ...

    def search(self, query: Vectors, limit: int, among: Keys | None = None) -> tuple[Keys, Scores]:
        """Keys and scores of the nearest to one query (d,), best first, at most `limit`.

        With `among`, only those keys are looked at and none of them is missed: a narrow filter loses no answer.
        """
        ...

    def scores(self, query: Vectors, keys: Keys) -> Scores:
        """Inner products of one query (d,) with known keys, in the order asked for. Raises KeyError for an unknown
        one."""
        ...

    def vectors(self, keys: Keys) -> Vectors:
        """(n, d) vectors of known keys, in the order asked for. Raises KeyError for an unknown one."""
        ...
