"""What a clause is about: a linear classifier over a language's phrases, on words, letters and sentence vectors.

Ridge regression in closed form: no iterations, no chance, the same weights on every machine up to rounding. The
published name of what was understood is here too (`intent_of`).
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dialogue.commands import INTENTS
from dialogue.understanding.base import Reading
from matching.encoder.base import Encoder

WORDS: Final = 2048
LETTERS: Final = 2048
WIDER: Final = 8
"""How many times more of both where examples are few: what shares a column by chance is taken for the same, and width
costs nothing where the equations of the examples are solved."""
FEW: Final = 2048
"""Examples up to which they are few."""
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
Hashes = NDArray[np.uint32]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase as features see it: words with slots as "{item}", and its label. Lines weigh the same however many
    forms."""

    label: str
    words: tuple[str, ...]
    weight: float = 1.0


class Memory(Protocol):
    """Keeps what was learned, so that the same examples are learned once."""

    @property
    def folder(self) -> Path:
        """Where others may keep files of their own."""
        ...

    def recall(self, key: str) -> Matrix | None:
        """What was kept under a key, all of it finite; None when nothing was, or it cannot be read."""
        ...

    def keep(self, key: str, learned: Matrix) -> None: ...


class Classifier:
    """Learns labels from examples once; then scores any words."""

    def __init__(
        self, examples: Sequence[Example], encoder: Encoder | None = None, memory: Memory | None = None
    ) -> None:
        self.labels: tuple[str, ...] = tuple(sorted({example.label for example in examples}))
        self._encoder = encoder
        wider = WIDER if len(examples) <= FEW else 1
        self._words, self._letters = WORDS * wider, LETTERS * wider
        self._rarity = Rarity(examples)
        key = self._key(examples) if memory else ""
        known = memory.recall(key) if memory else None
        if known is None or known.shape != (self._width + 1, len(self.labels)):
            known = self._learn(examples)
            if memory:
                memory.keep(key, known)
        self._weights, self._bias = np.asarray(known)[:-1], np.array(known[-1])

    def scores(self, words: Sequence[str]) -> dict[str, float]:
        """Regression score by label, about 1 for a phrase it knows and 0 for strangers."""
        row = self._bias.copy()
        for places, values in self._sparse(tuple(words)):
            row += values @ self._weights[places]
        if self._encoder is not None:
            row += _vectors(self._encoder, [tuple(words)])[0] @ self._weights[self._words + self._letters :]
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
        return self._words + self._letters + (self._encoder.dimensions if self._encoder else 0)

    def _features(self, texts: Sequence[tuple[str, ...]]) -> Matrix:
        features = np.zeros((len(texts), self._width), dtype=np.float32)
        for row, words in zip(features, texts, strict=True):
            for places, values in self._sparse(words):
                row[places] = values
        if self._encoder is not None:
            features[:, self._words + self._letters :] = _vectors(self._encoder, texts)
        return features

    def _sparse(self, words: tuple[str, ...]) -> tuple[tuple[Places, Matrix], tuple[Places, Matrix]]:
        """The places of a text's words and of its letters, and what stands there: all else is zero."""
        said, spelt = _hashed(_word_grams(words)), _hashed(_letter_grams(words))
        places, values = _counted(said % self._words, self._rarity.of(said), WORD_WEIGHT)
        alike = np.full(len(spelt), _NEW, dtype=np.float32)
        others, worth = _counted(spelt % self._letters, alike, LETTER_WEIGHT)
        return (places, values), (others + self._words, worth)


def _vectors(encoder: Encoder, texts: Sequence[tuple[str, ...]]) -> Matrix:
    plain = [" ".join(word for word in words if not word.startswith("{")) for words in texts]
    return encoder.encode_queries(plain) * np.float32(VECTOR_WEIGHT)


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


class Rarity:
    """How much a word or a pair tells by how few examples have it: up to 1, and a little where none has it. Kept as
    numbers: as texts they would be most of what a language takes."""

    def __init__(self, examples: Sequence[Example]) -> None:
        seen: dict[int, float] = {}
        for example in examples:
            for gram in set(_hashed(_word_grams(example.words)).tolist()):
                seen[gram] = seen.get(gram, 0.0) + example.weight
        total = sum(example.weight for example in examples)
        most = math.log(1 + 2 * total)
        self._grams: Hashes = np.array(sorted(seen), dtype=np.uint32)
        rare = [math.log(1 + total / (0.5 + seen[gram])) / most for gram in sorted(seen)]
        self._values: Matrix = np.array(rare, dtype=np.float32)

    def of(self, grams: Hashes) -> Matrix:
        places = np.minimum(np.searchsorted(self._grams, grams), max(0, len(self._grams) - 1))
        found: Matrix = np.where(self._grams[places] == grams, self._values[places], np.float32(_NEW))
        return found


def _counted(buckets: Hashes, told: Matrix, weight: float) -> tuple[Places, Matrix]:
    """The buckets, each once, with what is told in it; all of them of length `weight`."""
    places, which = np.unique(buckets, return_inverse=True)
    values = np.bincount(which, told, len(places)).astype(np.float32)
    length = float(np.linalg.norm(values))
    return places.astype(np.intp), values * np.float32(weight / length if length else 0.0)


def _hashed(grams: Sequence[str]) -> Hashes:
    hashes = (crc32(gram.encode("utf-8", "surrogatepass")) for gram in grams)
    return np.fromiter(hashes, dtype=np.uint32, count=len(grams))


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
