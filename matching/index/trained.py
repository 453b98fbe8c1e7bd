"""The settled part of a FAISS index: a table of vectors and inverted lists (IVF,SQ8) over them.

The lists propose, the table decides: what they find is scored anew, and a few rows are scanned without them. The table
is in single precision: half of it would have to be turned into that, which takes ten times as long as to score it.
"""

import math
import os
from dataclasses import dataclass
from typing import Final

import faiss
import numpy as np
from numpy.typing import NDArray

from matching.index.base import SCAN, Scores, Vectors

Slots = NDArray[np.int64]

PROBES: Final = 200
"""Lists that are looked into at least."""
DEPTH: Final = 40
"""Rows to be scored by the lists, per candidate wanted of them."""
SPARE: Final = 80
"""Candidates beyond the limit, from which rounding to eight bits may have taken their place."""
SAMPLE: Final = 40
"""Vectors per list that the lists are learned from."""


@dataclass(frozen=True, slots=True)
class Trained:
    """`table` (n, d), by slot; `lists` holds the same vectors under the same slots. Never changed."""

    table: Vectors
    lists: faiss.Index

    @classmethod
    def over(cls, table: Vectors) -> "Trained":
        """Learn the lists: 4 √n of them, by k-means over a sample. Takes a second for 10,000 vectors of 256 numbers."""
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        count, dimensions = table.shape
        wanted = min(count, round(4 * math.sqrt(count)))
        coarse = faiss.IndexFlatIP(dimensions)
        lists = faiss.IndexIVFScalarQuantizer(
            coarse, dimensions, wanted, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        lists.cp.niter = 8
        some = np.random.default_rng(1).permutation(count)[: SAMPLE * wanted]
        lists.train(table[np.sort(some)])
        for start in range(0, count, 50_000):
            lists.add(table[start : start + 50_000])
        return cls(table, lists)

    def __len__(self) -> int:
        return len(self.table)

    def scores(self, query: Vectors, slots: Slots) -> Scores:
        return inner(np.asarray(self.table).take(slots, axis=0), query)

    def nearest(self, query: Vectors, limit: int, slots: Slots) -> tuple[Slots, Scores]:
        """Of these slots a few with their scores, the `limit` best among them."""
        if len(slots) > SCAN:
            slots = self._proposed(query, min(limit + SPARE, len(slots)), slots)
        return slots, self.scores(query, slots)

    def _proposed(self, query: Vectors, count: int, slots: Slots) -> Slots:
        """Looks into more lists until enough is found."""
        faiss.omp_set_num_threads(1)  # Per thread; with two, a single search takes many times longer.
        lists, settings = faiss.extract_index_ivf(self.lists), faiss.SearchParametersIVF()
        bits = np.zeros(len(self), np.bool_)
        bits[slots] = True
        packed = np.packbits(bits, bitorder="little")
        if len(slots) < len(self):
            settings.sel = faiss.IDSelectorBitmap(len(packed), faiss.swig_ptr(packed))
        probes = max(PROBES, math.ceil(DEPTH * count * lists.nlist / len(slots)))
        while True:
            settings.nprobe = min(probes, lists.nlist)
            _, found = self.lists.search(query.reshape(1, -1), count, params=settings)
            found = found[0][found[0] >= 0]
            if len(found) == count or probes >= lists.nlist:
                return np.asarray(found, np.int64)
            probes *= 4


def inner(vectors: Vectors, query: Vectors) -> Scores:
    """(n, d) and (d,) to (n,), on the calling thread alone: `@` shares a large product out between threads, and on a
    busy machine one search then waits for the others."""
    return np.asarray(np.vecdot(vectors, query), np.float32)
