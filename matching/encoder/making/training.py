"""Teaches the rows of the vocabulary, in plain numpy: the mean of a text's rows shall point where the teacher puts its
English meaning. Losses: 2 (1 - cosine) + cross-entropy against the other meanings of the batch."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

log = logging.getLogger(__name__)

BATCH = 1024
CHUNK = 20_000
RATE_FIRST, RATE_LAST = 0.003, 0.0001
DECAY_MEAN, DECAY_SQUARE, TINY = 0.9, 0.999, 1e-8
TEMPERATURE = 0.06
COSINE_WEIGHT, CONTRAST_WEIGHT = 2.0, 1.0
WARMED_TEXTS = 400_000


@dataclass(frozen=True, slots=True)
class Bags:
    """Token ids of many texts end to end; text i holds ids[starts[i]:starts[i + 1]], never none."""

    ids: NDArray[np.int32]
    starts: Integers
    targets: Integers

    def __len__(self) -> int:
        return len(self.targets)

    def pick(self, texts: Integers) -> tuple[Integers, Integers]:
        """The ids of these texts end to end, and how many each has, at least one."""
        counts = self.starts[texts + 1] - self.starts[texts]
        ends = np.cumsum(counts)
        within = np.arange(ends[-1]) - np.repeat(ends - counts, counts)
        return self.ids[np.repeat(self.starts[texts], counts) + within].astype(np.int64), counts


def bags_of(tokenizer: Tokenizer, texts: Sequence[str], targets: Sequence[int]) -> Bags:
    """Tokenises; texts without a single piece are left out."""
    pieces: list[NDArray[np.int32]] = []
    kept: list[int] = []
    for first in range(0, len(texts), CHUNK):
        encoded = tokenizer.encode_batch_fast(list(texts[first : first + CHUNK]), add_special_tokens=False)
        for place, encoding in enumerate(encoded, first):
            if encoding.ids:
                pieces.append(np.array(encoding.ids, np.int32))
                kept.append(targets[place])
    counts = np.array([len(piece) for piece in pieces], np.int64)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return Bags(np.concatenate(pieces), starts, np.array(kept, np.int64))


def _row_sums(ids: Integers, gradients: Floats) -> tuple[Integers, Floats]:
    """Distinct ids, and the sum of the gradients of each."""
    order = np.argsort(ids, kind="stable")
    ordered = ids[order]
    firsts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return ordered[firsts], np.add.reduceat(gradients[order], firsts, axis=0)


def first_rows(bags: Bags, targets: Floats, size: int, seed: int) -> Floats:
    """Each row starts as the mean teacher vector of its texts (weighing 1 / length), minus half the mean row."""
    chosen = np.random.default_rng(seed).permutation(len(bags))[:WARMED_TEXTS]
    total = np.zeros((size, targets.shape[1]), np.float32)
    weight = np.zeros((size, 1), np.float32)
    for batch in np.array_split(chosen, max(1, len(chosen) // 8192)):
        ids, counts = bags.pick(batch)
        share = np.repeat(1 / counts, counts).astype(np.float32)[:, None]
        rows, sums = _row_sums(ids, np.repeat(targets[bags.targets[batch]], counts, axis=0) * share)
        total[rows] += sums
        rows, shares = _row_sums(ids, share)
        weight[rows] += shares
    mean: Floats = total.sum(axis=0) / weight.sum()
    means = np.where(weight > 0, total / np.maximum(weight, np.float32(TINY)), mean)
    return (means - mean / 2).astype(np.float32)


class Adam:
    """Adam that moves only the rows of a batch."""

    def __init__(self, rows: Floats) -> None:
        self._rows = rows
        self._mean = np.zeros_like(rows)
        self._square = np.zeros_like(rows)
        self._steps = 0

    def step(self, ids: Integers, gradient: Floats, rate: float) -> None:
        self._steps += 1
        mean = self._mean[ids] * DECAY_MEAN + gradient * (1 - DECAY_MEAN)
        square = self._square[ids] * DECAY_SQUARE + gradient * gradient * (1 - DECAY_SQUARE)
        self._mean[ids], self._square[ids] = mean, square
        corrected = rate * np.sqrt(1 - DECAY_SQUARE**self._steps) / (1 - DECAY_MEAN**self._steps)
        self._rows[ids] -= np.float32(corrected) * mean / (np.sqrt(square) + np.float32(TINY))


def train(bags: Bags, targets: Floats, rows: Floats, *, epochs: int, seed: int) -> Floats:
    """Trains `rows` (vocabulary, d) in place against unit `targets` (meanings, d) and returns them."""
    rng = np.random.default_rng(seed)
    adam = Adam(rows)
    steps = epochs * (len(bags) // BATCH)
    for step, batch in enumerate(_batches(len(bags), epochs, rng)):
        rate = RATE_FIRST + (RATE_LAST - RATE_FIRST) * step / steps
        ids, counts = bags.pick(batch)
        loss, slope = _slope(rows, ids, counts, (targets, bags.targets[batch]))
        adam.step(*_row_sums(ids, np.repeat(slope / counts[:, None].astype(np.float32), counts, axis=0)), rate)
        if step % 200 == 0:
            log.info("step %d of %d: loss %.4f", step, steps, loss)
    return rows


def _batches(size: int, epochs: int, rng: np.random.Generator) -> Iterator[Integers]:
    for _ in range(epochs):
        order = rng.permutation(size)
        yield from order[: size // BATCH * BATCH].reshape(-1, BATCH)


def _slope(rows: Floats, ids: Integers, counts: Integers, wanted: tuple[Floats, Integers]) -> tuple[float, Floats]:
    """The loss, and its gradient by each text's mean row (batch, d)."""
    targets, places = wanted
    firsts = np.cumsum(counts) - counts
    means = np.add.reduceat(rows[ids], firsts, axis=0) / counts[:, None].astype(np.float32)
    lengths = np.linalg.norm(means, axis=1, keepdims=True) + np.float32(TINY)
    units = means / lengths
    goals = targets[places]
    logits = units @ goals.T / np.float32(TEMPERATURE)
    # Texts of one meaning are no contrast to each other.
    logits[(places[:, None] == places[None, :]) & ~np.eye(len(places), dtype=bool)] = -np.inf
    logits -= logits.max(axis=1, keepdims=True)
    chances = np.exp(logits)
    chances /= chances.sum(axis=1, keepdims=True)
    own = np.diagonal(chances).copy()
    cosines = (units * goals).sum(axis=1)
    loss = COSINE_WEIGHT * (1 - cosines).mean() - CONTRAST_WEIGHT * np.log(np.maximum(own, TINY)).mean()
    np.fill_diagonal(chances, own - 1)
    by_unit = np.float32(CONTRAST_WEIGHT / TEMPERATURE) * (chances @ goals) - np.float32(COSINE_WEIGHT) * goals
    by_unit /= len(places)
    by_mean: Floats = (by_unit - (by_unit * units).sum(axis=1, keepdims=True) * units) / lengths
    return float(loss), by_mean
