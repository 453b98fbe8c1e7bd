"""Vectors in FAISS and numpy, by a rule that adapts to what is asked: count what passes the filter; scan a few, ask
inverted lists about many. Prices and stock never enter it.

New vectors are scanned one by one until there are so many that lists are learned over all, in the background.
"""

import logging
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.index import saved
from matching.index.base import Keys, Scores, Vectors
from matching.index.trained import Slots, Trained, inner

log = logging.getLogger(__name__)

Marks = NDArray[np.int64]

MANY: Final = 50_000
"""Vectors from which lists are worth learning."""
CHANGED: Final = 0.2
"""Share of the settled vectors that must be new or gone before the lists are learned again."""


@dataclass(frozen=True, slots=True)
class _State:
    """Slots number the settled vectors first and the fresh ones after them; -1 stands for none in both directions."""

    slots: NDArray[np.int32]
    keys: Keys
    marks: Marks
    trained: Trained | None
    fresh: Vectors

    @property
    def settled(self) -> int:
        return len(self.trained) if self.trained else 0

    def slots_of(self, keys: Keys) -> Slots:
        """Slots of those keys that are known, in the keys' order."""
        if len(keys) and (keys.min() < 0 or keys.max() >= len(self.slots)):
            keys = keys[(keys >= 0) & (keys < len(self.slots))]
        known = self.slots[keys]
        return (known if not len(known) or known.min() >= 0 else known[known >= 0]).astype(np.int64)

    def without(self, slots: Slots) -> "_State":
        by_key, by_slot = self.slots.copy(), self.keys.copy()
        by_key[by_slot[slots]] = -1
        by_slot[slots] = -1
        return replace(self, slots=by_key, keys=by_slot)

    def with_keys(self, keys: Keys, slots: Slots) -> "_State":
        """With keys given to slots that have none."""
        by_key, by_slot = np.full(max(len(self.slots), int(keys.max()) + 1), -1, np.int32), self.keys.copy()
        by_key[: len(self.slots)] = self.slots
        by_key[keys], by_slot[slots] = slots, keys
        return replace(self, slots=by_key, keys=by_slot)

    def with_fresh(self, vectors: Vectors, marks: Marks) -> "_State":
        """With vectors in slots of no key yet."""
        return replace(
            self,
            keys=np.concatenate([self.keys, np.full(len(vectors), -1, np.int64)]),
            marks=np.concatenate([self.marks, marks]),
            fresh=np.concatenate([self.fresh, vectors.astype(np.float32)]),
        )


class FaissIndex:
    """Inner-product search under keys from 0 up to a few times their number.

    With a `folder`, learned lists are kept there for the encoder of this name, and found again by the marks of what
    was encoded: `known` takes over what is kept, `put` is for the rest. `written` counts vectors put.
    """

    def __init__(self, dimensions: int, folder: Path | None = None, encoder: str = "") -> None:
        self.dimensions, self.written = dimensions, 0
        self._folder, self._encoder = folder, encoder
        self._lock = threading.RLock()
        self._learning: threading.Thread | None = None
        nothing = np.zeros((0, dimensions), np.float32)
        self._state = _State(np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int64), None, nothing)
        kept = saved.read(folder, encoder, dimensions) if folder else None
        if kept:
            trained, marks = kept
            self._state = replace(self._state, keys=np.full(len(trained), -1, np.int64), marks=marks, trained=trained)
        self._kept_marks = np.argsort(self._state.marks, kind="stable")

    def __len__(self) -> int:
        return int(np.count_nonzero(self._state.keys >= 0))

    def known(self, keys: Keys, marks: Marks) -> NDArray[np.bool_]:
        """Gives the keys to kept vectors with these marks; for which there was one."""
        with self._lock:
            state = self._state
            order, held = self._kept_marks, state.marks[self._kept_marks]
            places = np.minimum(np.searchsorted(held, marks), max(len(held) - 1, 0))
            found = held[places] == marks if len(held) else np.zeros(len(marks), np.bool_)
            slots = order[places[found]] if len(held) else np.zeros(0, np.int64)
            _, first = np.unique(slots, return_index=True)
            once = np.zeros(len(slots), np.bool_)
            once[first] = True
            once &= state.keys[slots] < 0
            found[found] = once
            if once.any():
                self._state = state.with_keys(keys[found], slots[once])
            return found

    def put(self, keys: Keys, vectors: Vectors, marks: Marks | None = None) -> None:
        if not len(keys):
            return
        with self._lock:
            state = self._state.without(self._state.slots_of(keys))
            slots = np.arange(len(state.keys), len(state.keys) + len(keys), dtype=np.int64)
            state = state.with_fresh(vectors, np.zeros(len(keys), np.int64) if marks is None else marks)
            self._state = state.with_keys(keys, slots)
            self.written += len(keys)

    def remove(self, keys: Keys) -> int:
        with self._lock:
            slots = np.unique(self._state.slots_of(keys))
            self._state = self._state.without(slots)
            return len(slots)

    def search(self, query: Vectors, limit: int, among: Keys | None = None) -> tuple[Keys, Scores]:
        state, query = self._state, np.ascontiguousarray(query.reshape(-1), np.float32)
        slots = np.flatnonzero(state.keys >= 0) if among is None else state.slots_of(among)
        settled, fresh = slots[slots < state.settled], slots[slots >= state.settled]
        scores = _scanned(state.fresh, query, fresh - state.settled)
        if state.trained and len(settled):
            settled, better = state.trained.nearest(query, limit, settled)
            scores = np.concatenate([better, scores])
            fresh = np.concatenate([settled, fresh])
        return _best(state.keys[fresh], np.asarray(scores, np.float32), limit)

    def scores(self, query: Vectors, keys: Keys) -> Scores:
        return inner(self.vectors(keys), query)

    def vectors(self, keys: Keys) -> Vectors:
        state = self._state
        slots = state.slots_of(keys)
        if len(slots) < len(keys):
            missing = next(key for key in keys.tolist() if not len(state.slots_of(np.array([key], np.int64))))
            raise KeyError(f"the index holds no vector under key {missing!r}")
        found = np.zeros((len(keys), self.dimensions), np.float32)
        old = slots < state.settled
        if state.trained:
            found[old] = state.trained.table[slots[old]]
        found[~old] = state.fresh[slots[~old] - state.settled]
        return found

    def learn_if_due(self) -> None:
        """After vectors were put or removed: learn the lists anew where enough has changed, in the background."""
        with self._lock:
            state = self._state
            changed = len(state.fresh) + np.count_nonzero(state.keys[: state.settled] < 0)
            due = changed >= max(MANY if not state.trained else 1, CHANGED * state.settled)
            if due and len(self) >= MANY and not (self._learning and self._learning.is_alive()):
                self._learning = threading.Thread(target=self._learn, name="index", daemon=True)
                self._learning.start()

    def wait(self) -> None:
        """Until what is being learned is in use."""
        if self._learning:
            self._learning.join()

    def _learn(self) -> None:
        """New lists over all that is held, swapped in at once with whatever changed meanwhile."""
        before = self._state
        slots = np.flatnonzero(before.keys >= 0)
        table = np.empty((len(slots), self.dimensions), np.float32)
        for start in range(0, len(slots), 10_000):
            part = slots[start : start + 10_000]
            table[start : start + len(part)] = self.vectors(before.keys[part])
        trained, marks = Trained.over(table), before.marks[slots]
        if self._folder:
            trained = _kept(self._folder, self._encoder, trained, marks)
        with self._lock:
            self._state = _moved(self._state, before, slots, trained)
            self._kept_marks = np.zeros(0, np.int64)


def _kept(folder: Path, encoder: str, trained: Trained, marks: Marks) -> Trained:
    """From disk where it can be written to; from memory where not."""
    try:
        return saved.write(folder, encoder, trained, marks)
    except OSError as error:
        log.warning("What the index learned is not kept: %s", error)
        return trained


def _moved(state: _State, before: _State, slots: Slots, trained: Trained) -> _State:
    """`state` on new lists over the `slots` of an earlier one; what was put since stays fresh, what went stays gone."""
    later = np.arange(len(before.keys), len(state.keys))
    keys = np.concatenate([state.keys[slots], state.keys[later]])
    by_key = np.full(len(state.slots), -1, np.int32)
    held = np.flatnonzero(keys >= 0)
    by_key[keys[held]] = held
    marks = np.concatenate([before.marks[slots], state.marks[later]])
    return _State(by_key, keys, marks, trained, state.fresh[len(before.fresh) :].copy())


def _scanned(vectors: Vectors, query: Vectors, places: Slots) -> Scores:
    """Scores of the vectors at these places. To score them all is quicker than to gather half of them."""
    if 2 * len(places) < len(vectors):
        return inner(vectors[places], query)
    return inner(vectors, query)[places]


def _best(keys: Keys, scores: Scores, limit: int) -> tuple[Keys, Scores]:
    """The `limit` highest scores, best first; equals by their key."""
    if len(keys) > 4 * limit:
        some = np.argpartition(-scores, limit)[: 2 * limit]
        some = np.flatnonzero(scores >= scores[some].min())
        keys, scores = keys[some], scores[some]
    order = np.lexsort((keys, -scores))[: max(limit, 0)]
    return keys[order], scores[order]
