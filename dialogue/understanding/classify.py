"""What a clause is about: a linear classifier over a language's phrases, on words, letters and sentence vectors.

Kernel ridge regression in closed form: no iterations, no chance, the same weights on every machine up to rounding. The
published name of what was understood is here too (`intent_of`).
"""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dialogue.commands import INTENTS
from dialogue.understanding.base import Reading
from matching.encoder.base import Encoder

WORDS: Final = 2048
LETTERS: Final = 2048
WORD_WEIGHT: Final = 1.0
LETTER_WEIGHT: Final = 0.6
VECTOR_WEIGHT: Final = 0.4
BLOCK: Final = 1024
"""Examples whose features are in memory at a time while much is learned."""
RIDGE: Final = 0.3
SHARPNESS: Final = 12.0
"""Turns regression scores into probabilities: the best Brier score (0.11) of 6 to 18 on the English sentences."""

_FORM: Final = 1
"""Counted up when features are made in another way: what was learned before is then learned anew."""

_NEW: Final = 0.3
"""Weight of a word that no phrase has: it must lower the likeness a little."""
OUT_OF_SCOPE: Final = "out_of_scope"

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase as features see it: words with slots as "{item}", and its label. Lines weigh the same however many
    forms."""

    label: str
    words: tuple[str, ...]
    weight: float = 1.0


class Memory(Protocol):
    """Keeps what was learned, so that the same examples are learned once."""

    def recall(self, key: str) -> Matrix | None:
        """What was kept under a key; None when nothing was, or it cannot be read."""
        ...

    def keep(self, key: str, learned: Matrix) -> None: ...


class Classifier:
    """Learns labels from examples once; then scores any words."""

    def __init__(
        self, examples: Sequence[Example], encoder: Encoder | None = None, memory: Memory | None = None
    ) -> None:
        self.labels: tuple[str, ...] = tuple(sorted({example.label for example in examples}))
        self._encoder = encoder
        self._idf = _idf(examples)
        key = self._key(examples) if memory else ""
        known = memory.recall(key) if memory else None
        if known is None or known.shape != (self._width + 1, len(self.labels)) or not np.isfinite(known).all():
            known = self._learn(examples)
            if memory:
                memory.keep(key, known)
        self._weights, self._bias = known[:-1], known[-1]

    def scores(self, words: Sequence[str]) -> dict[str, float]:
        """Regression score by label, about 1 for a phrase it knows and 0 for strangers."""
        row = (self._features([tuple(words)]) @ self._weights)[0] + self._bias
        return {label: float(score) for label, score in zip(self.labels, row, strict=True)}

    def _learn(self, examples: Sequence[Example]) -> Matrix:
        """Weights by feature and label, and the bias as the last row. Of the two ways to write the same equations, that
        with fewer unknowns is solved; where these are the features, a block of examples is in memory at a time."""
        index = {label: i for i, label in enumerate(self.labels)}
        counts = np.bincount([index[example.label] for example in examples], minlength=len(index))
        bias = (counts / len(examples)).astype(np.float32)
        if len(examples) <= self._width:
            features, wanted = self._equations(examples, index, bias)
            learned = features.T @ np.linalg.solve(_ridged(features @ features.T), wanted)
        else:
            square = np.zeros((self._width, self._width), dtype=np.float32)
            mixed = np.zeros((self._width, len(index)), dtype=np.float32)
            for start in range(0, len(examples), BLOCK):
                features, wanted = self._equations(examples[start : start + BLOCK], index, bias)
                square += features.T @ features
                mixed += features.T @ wanted
            learned = np.linalg.solve(_ridged(square), mixed)
        return np.vstack([learned, bias]).astype(np.float32)

    def _equations(self, examples: Sequence[Example], index: Mapping[str, int], bias: Matrix) -> tuple[Matrix, Matrix]:
        """Features (n, width) and what they should score (n, labels), each row by the weight of its example."""
        features = self._features([example.words for example in examples])
        weights = np.sqrt(np.array([example.weight for example in examples], dtype=np.float32))[:, None]
        targets = np.zeros((len(examples), len(index)), dtype=np.float32)
        targets[np.arange(len(examples)), [index[example.label] for example in examples]] = 1.0
        features *= weights
        return features, (targets - bias) * weights

    def _key(self, examples: Sequence[Example]) -> str:
        """A fingerprint of all that the weights depend on."""
        digest = hashlib.sha256(repr((_FORM, WORDS, LETTERS, WORD_WEIGHT, LETTER_WEIGHT, VECTOR_WEIGHT)).encode())
        digest.update(repr((RIDGE, _NEW)).encode())
        for example in examples:
            digest.update(repr((example.label, example.words, example.weight)).encode("utf-8", "surrogatepass"))
        if self._encoder is not None:
            digest.update(self._encoder.encode_queries(["A warm coat for my daughter, 3 jours, größer"]).tobytes())
        return digest.hexdigest()

    @property
    def _width(self) -> int:
        return WORDS + LETTERS + (self._encoder.dimensions if self._encoder else 0)

    def _features(self, texts: Sequence[tuple[str, ...]]) -> Matrix:
        features = np.zeros((len(texts), self._width), dtype=np.float32)
        _hash_into(features[:, :WORDS], texts, _word_grams, self._idf, WORD_WEIGHT)
        _hash_into(features[:, WORDS : WORDS + LETTERS], texts, _letter_grams, {}, LETTER_WEIGHT)
        if self._encoder is not None:
            plain = [" ".join(word for word in words if not word.startswith("{")) for words in texts]
            features[:, WORDS + LETTERS :] = self._encoder.encode_queries(plain) * VECTOR_WEIGHT
        return features


def _ridged(square: Matrix) -> Matrix:
    square[np.diag_indices_from(square)] += RIDGE
    return square


def probabilities(scores: dict[str, float], sharpness: float = SHARPNESS) -> dict[str, float]:
    """Scores as probabilities that sum to one."""
    highest = max(scores.values())
    raised = {label: math.exp(sharpness * (score - highest)) for label, score in scores.items()}
    total = sum(raised.values())
    return {label: value / total for label, value in raised.items()}


def intent_of(reading: Reading) -> tuple[str, float]:
    """The published intent of a reading (docs/chat_json.md) and how sure it is; out_of_scope when nothing was
    understood."""
    named = [INTENTS[command.kind] for command in reading.commands if command.kind in INTENTS]
    return (named[0], reading.confidence) if named else (OUT_OF_SCOPE, 1 - reading.confidence)


Grams = Callable[[tuple[str, ...]], list[str]]


def _hash_into(
    block: Matrix, texts: Sequence[tuple[str, ...]], grams: Grams, idf: Mapping[str, float], weight: float
) -> None:
    """Fills (n, size) with counts of hashed features, weighted, each row of length `weight`."""
    for row, words in zip(block, texts, strict=True):
        for gram in grams(words):
            row[_bucket(gram) % len(row)] += idf.get(gram, _NEW)
        length = float(np.linalg.norm(row))
        if length:
            row *= weight / length


def _word_grams(words: tuple[str, ...]) -> list[str]:
    """Words, and pairs of neighbours with the ends of the clause."""
    framed = ("<", *words, ">")
    return [*words, *(f"{a} {b}" for a, b in pairwise(framed))]


def _letter_grams(words: tuple[str, ...]) -> list[str]:
    """Three to five letters inside each word with its ends: they forgive typing errors and endings."""
    grams: list[str] = []
    for word in words:
        if not word.startswith("{"):
            framed = f"<{word}>"
            grams.extend(framed[i : i + n] for n in (3, 4, 5) for i in range(len(framed) - n + 1))
    return grams


def _idf(examples: Sequence[Example]) -> dict[str, float]:
    seen: dict[str, float] = {}
    for example in examples:
        for gram in set(_word_grams(example.words)):
            seen[gram] = seen.get(gram, 0.0) + example.weight
    total = sum(example.weight for example in examples)
    return {gram: math.log(1 + total / (0.5 + count)) / math.log(1 + 2 * total) for gram, count in seen.items()}


@lru_cache(maxsize=65536)
def _bucket(gram: str) -> int:
    return crc32(gram.encode("utf-8", "surrogatepass"))
