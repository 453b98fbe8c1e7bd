"""Turns pairs into training examples: bare, framed as requests, among everyday sentences that must weigh nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.encoder.making.compositions import Composer, Frames, read_frames
from matching.encoder.making.exclusion import Held
from matching.encoder.making.glossaries import glossary_pairs
from matching.encoder.making.sources import Kind, Pair, read_pairs

FRAMED_SHARE = {
    Kind.CATEGORY: 0.8,
    Kind.COMPOSED: 0.8,
    Kind.VALUE: 0.3,
    Kind.NESTED: 0.15,
    Kind.LABEL: 0.25,
    Kind.WORD: 0.3,
}
NOISY_KINDS = {Kind.CATEGORY, Kind.COMPOSED}
NOISY_SHARE = 0.4
COMPOSITIONS = 34_000
# Arabic has a tenth of the other languages' pairs, so each is seen more often, in other frames.
REPEATS = {"ar": 4}
TYPED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
TYPED_OUT_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts with the place of their English meaning in `english`; `languages` names the language of each text."""

    texts: list[str]
    languages: list[str]
    targets: list[int]
    english: list[str]


def make_examples(data: Path, held: Held, seed: int, compositions: int = COMPOSITIONS) -> Examples:
    """All examples of a build, in a fixed order for a seed."""
    rng = np.random.default_rng(seed)
    pairs = [pair for pair in read_pairs(data) if not held.holds(pair)]
    pairs += Composer(data, held, rng).draw(compositions)
    pairs += (pair for pair in glossary_pairs(rng) if not held.holds(pair))
    frames = read_frames()
    places: dict[str, int] = {}
    texts, languages, targets = [], [], []
    for pair in pairs:
        target = places.setdefault(pair.english, len(places))
        for text in _variants(pair, frames[pair.language], rng):
            texts.append(text)
            languages.append(pair.language)
            targets.append(target)
    return Examples(texts, languages, targets, list(places))


def _variants(pair: Pair, frames: Frames, rng: np.random.Generator) -> Iterator[str]:
    yield pair.text
    for _ in range(REPEATS.get(pair.language, 1)):
        if rng.random() < FRAMED_SHARE[pair.kind]:
            framed = _one(frames.carriers, rng).replace("{x}", _spelled(pair, rng))
            noisy = pair.kind in NOISY_KINDS and rng.random() < NOISY_SHARE
            yield _among_noise(framed, frames, rng) if noisy else framed


def _spelled(pair: Pair, rng: np.random.Generator) -> str:
    """Half in lower case, and some German umlauts typed out as on a foreign keyboard."""
    text = pair.text.lower() if rng.random() < 0.5 else pair.text
    if pair.language == "de" and rng.random() < TYPED_OUT_SHARE:
        return text.translate(TYPED_OUT)
    return text


def _among_noise(framed: str, frames: Frames, rng: np.random.Generator) -> str:
    sentences = [framed, *(_one(frames.noise, rng) for _ in range(rng.integers(1, 3)))]
    rng.shuffle(sentences)
    return " ".join(sentences)


def _one(choices: Sequence[str], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]
