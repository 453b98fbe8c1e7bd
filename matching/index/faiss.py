"""Vectors in FAISS: an exact flat index with our own keys. Prices and stock never enter it."""

import threading
from collections.abc import Sequence
from typing import Final

import faiss
import numpy as np

from matching.index.base import Keys, Scores, Vectors

# Single searches and adds are 40 times slower with two OpenMP threads than with one.
faiss.omp_set_num_threads(1)

SCAN_SHARE: Final = 0.2
"""Below this share of all rows, the few that pass a filter are multiplied directly instead of asking the whole
index."""


class FaissIndex:
    """Exact inner-product search (`IndexFlatIP`) under int64 keys."""

    def __init__(self, dimensions: int) -> None:
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimensions))
        self._keys: set[int] = set()
        self._lock = threading.RLock()
        self.dimensions = dimensions

    def __len__(self) -> int:
        return len(self._keys)

    def put(self, keys: Keys, vectors: Vectors) -> None:
        if not len(keys):
            return
        with self._lock:
            self.remove(keys)
            self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), keys.astype(np.int64))
            self._keys.update(keys.tolist())

    def remove(self, keys: Keys) -> int:
        with self._lock:
            present = [key for key in keys.tolist() if key in self._keys]
            if present:
                self._index.remove_ids(faiss.IDSelectorBatch(np.array(present, dtype=np.int64)))
                self._keys.difference_update(present)
            return len(present)

    def search(self, query: Vectors, limit: int, among: Keys | None = None) -> tuple[Keys, Scores]:
        with self._lock:
            if among is not None:
                among = np.array([key for key in among.tolist() if key in self._keys], dtype=np.int64)
                if len(among) <= max(64, SCAN_SHARE * len(self._keys)):
                    return self._scan(query, limit, among)
            selected = faiss.SearchParameters()
            if among is not None:
                selected.sel = faiss.IDSelectorBatch(among)
            count = min(limit, len(self._keys))
            if count == 0:
                return np.empty(0, np.int64), np.empty(0, np.float32)
            row = np.ascontiguousarray(query.reshape(1, -1), dtype=np.float32)
            scores, keys = self._index.search(row, count, params=selected)
        found = keys[0] >= 0
        return np.asarray(keys[0][found], np.int64), np.asarray(scores[0][found], np.float32)

    def vectors(self, keys: Sequence[int]) -> Vectors:
        with self._lock:
            for key in keys:
                if key not in self._keys:
                    raise KeyError(f"the index holds no vector under key {key!r}")
            rows: Vectors = np.empty((0, self.dimensions), np.float32)
            if len(keys):
                rows = np.asarray(self._index.reconstruct_batch(np.array(keys, np.int64)), np.float32)
        return rows.reshape(len(keys), self.dimensions)

    def _scan(self, query: Vectors, limit: int, among: Keys) -> tuple[Keys, Scores]:
        scores = self.vectors(among.tolist()) @ query.reshape(-1).astype(np.float32)
        order = np.lexsort((among, -scores))[:limit]
        return among[order], np.asarray(scores[order], np.float32)
