"""Whether the classifier of the shop tells intents apart that it was not made for, beside peers on the same lines.

hint3: two shops' bots and what their users typed, half of it covered by no intent (`NO_NODES_DETECTED`). Learned from
the train lines; none is out of scope. "best" is the accuracy at the threshold that is best on the measured lines, as
the published figures are; "carried" uses the threshold that is best for the other shop: no measured line chose it.

clinc150: 150 intents and what is out of their scope. A fifth of the train lines chooses the threshold: the lowest that
turns down AIMED of its out-of-scope lines. Then the lines of all of train are learned, out of scope as an intent too.

Reads the folder that SHOPKEEP_DATA names; MiniLM's lines need the `encoder` extra.
"""

import gzip
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.minilm import minilm
from benchmarks.table import show
from dialogue.understanding.classify import RIDGE, Classifier, Example
from dialogue.understanding.phrases import read_phrases
from dialogue.understanding.text import Spelling
from locales import load_locales
from matching.encoder.base import Encoder
from matching.encoder.static import load_static

SHOPS: Final = ("sofmattress", "curekart")
OUTSIDE: Final = ("NO_NODES_DETECTED", "oos")
PUBLISHED: Final = (
    ("Dialogflow (published)", ".713", ".732"), ("Haptik (published)", ".660", ".748"),
    ("BERT (published)", ".690", ".651"), ("LUIS (published)", ".665", ".710"), ("Rasa (published)", ".637", ".641"),
)  # fmt: skip
"""Whole test, first labels, best threshold: Arora et al., HINT3 (2020)."""
AIMED: Final = 0.9
FIFTH: Final = 5


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed, and what is meant; no intent for what none covers."""

    words: tuple[str, ...]
    intent: str | None


@dataclass(frozen=True, slots=True)
class Guess:
    """What a line is taken for (None: nothing), how sure, and what it is."""

    intent: str | None
    score: float
    meant: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Shares of lines: right of all, right of those that an intent covers, and turned down of the others."""

    accuracy: float
    in_scope: float
    turned_down: float


def verdict(guesses: Sequence[Guess], threshold: float) -> Verdict:
    """A guess below the threshold turns its line down."""
    said = [(guess.intent if guess.score >= threshold else None, guess.meant) for guess in guesses]
    covered = [got == meant for got, meant in said if meant is not None]
    others = [got is None for got, meant in said if meant is None]
    return Verdict(_share([*covered, *others]), _share(covered), _share(others))


def _share(right: Sequence[bool]) -> float:
    return sum(right) / max(1, len(right))


def best_threshold(guesses: Sequence[Guess]) -> float:
    """Of those that separate two guesses, the one with the best accuracy; the lowest of several."""
    every = sorted({guess.score for guess in guesses})
    return max(every, key=lambda threshold: (verdict(guesses, threshold).accuracy, -threshold))


def strict_threshold(guesses: Sequence[Guess], share: float) -> float:
    """The lowest threshold that turns down this share of what no intent covers."""
    every = sorted({guess.score for guess in guesses})
    return next((each for each in every if verdict(guesses, each).turned_down >= share), every[-1])


class ByVectors:
    """The same ridge regression on an encoder's vectors alone."""

    def __init__(self, examples: Sequence[Example], encoder: Encoder) -> None:
        self.labels = sorted({example.label for example in examples})
        self._encoder = encoder
        targets = np.array([[example.label == label for label in self.labels] for example in examples], np.float32)
        self._bias = targets.mean(axis=0)
        vectors = encoder.encode_queries([" ".join(example.words) for example in examples])
        square = vectors.T @ vectors + RIDGE * np.eye(encoder.dimensions, dtype=np.float32)
        self._weights = np.linalg.solve(square, vectors.T @ (targets - self._bias))

    def scores(self, words: Sequence[str]) -> dict[str, float]:
        row = (self._encoder.encode_queries([" ".join(words)]) @ self._weights)[0] + self._bias
        return dict(zip(self.labels, map(float, row), strict=True))


def guesses(model: Classifier | ByVectors, lines: Sequence[Line]) -> list[Guess]:
    """What is learned as out of scope turns down too."""
    found = []
    for line in lines:
        scores = model.scores(line.words)
        best = max(scores, key=lambda label: (scores[label], label))
        found.append(Guess(None if best in OUTSIDE else best, scores[best], line.intent))
    return found


def learned(name: str, lines: Sequence[Line]) -> Classifier | ByVectors | None:
    examples = [Example(line.intent or OUTSIDE[-1], line.words) for line in lines if line.words]
    if name == _MINILM:
        model = minilm()
        return ByVectors(examples, model) if model else None
    return Classifier(examples, load_static() if name == _OURS else None)


_OURS, _WORDS, _MINILM = "words, letters and the shipped encoder", "words and letters alone", "MiniLM alone"
MODELS: Final = (_OURS, _WORDS, _MINILM)


def read(file: Path, spelling: Spelling) -> list[Line]:
    """The lines of a set, cut into words as English messages are."""
    text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    entries = [json.loads(line) for line in text.decode("utf-8").splitlines()]
    return [
        Line(
            tuple(token.norm for token in spelling.tokens(entry["text"])),
            None if entry["intent"] in OUTSIDE else entry["intent"],
        )
        for entry in entries
    ]


def main() -> None:
    data = Path(os.environ.get("SHOPKEEP_DATA", ""))
    if not (data / "hint3").is_dir():
        print("\nIntents: set SHOPKEEP_DATA to the folder of the public data sets.", file=sys.stderr)
        return
    spelling = read_phrases("en", load_locales()["en"].phrases).spelling
    shops(data, spelling)
    clinc(data, spelling)


def shops(data: Path, spelling: Spelling) -> None:
    rows = []
    lines = {
        shop: tuple(read(data / "hint3" / f"{shop}.{part}.jsonl", spelling) for part in ("train", "dev"))
        for shop in SHOPS
    }
    for name in MODELS:
        found = {shop: guesses(model, dev) for shop, (train, dev) in lines.items() if (model := learned(name, train))}
        if found:
            best = {shop: best_threshold(each) for shop, each in found.items()}
            cells = [_cells(each, best[shop], best[_other(shop)]) for shop, each in found.items()]
            rows.append([name, *cells[0], *cells[1]])
    rows += [[name, first, "", "", "", second, "", "", ""] for name, first, second in PUBLISHED]
    counts = ", ".join(f"{shop} {len(dev)}" for shop, (_, dev) in lines.items())
    head = [
        "accuracy",
        *(f"{shop} {what}" for shop in SHOPS for what in ("best", "carried", "in scope", "turned down")),
    ]
    show(f"Two shops' messages (hint3; lines: {counts})", head, rows)


def _other(shop: str) -> str:
    return next(each for each in SHOPS if each != shop)


def _cells(found: Sequence[Guess], best: float, carried: float) -> list[str]:
    at_best = verdict(found, best)
    figures = (at_best.accuracy, verdict(found, carried).accuracy, at_best.in_scope, at_best.turned_down)
    return [f"{figure:.3f}" for figure in figures]


def clinc(data: Path, spelling: Spelling) -> None:
    train, dev = (read(data / "clinc150" / f"{part}.jsonl.gz", spelling) for part in ("train", "test.dev"))
    held = [line for place, line in enumerate(train) if place % FIFTH == 0]
    rest = [line for place, line in enumerate(train) if place % FIFTH]
    rows = []
    for name in MODELS:
        if (first := learned(name, rest)) and (model := learned(name, train)):
            threshold = strict_threshold(guesses(first, held), AIMED)
            found = guesses(model, dev)
            chosen, none = verdict(found, threshold), verdict(found, -1.0)
            cells = (threshold, chosen.in_scope, chosen.turned_down, chosen.accuracy, none.in_scope)
            rows.append([name, *(f"{cell:.3f}" for cell in cells)])
    head = ["", "threshold", "in scope right", "out of scope turned down", "accuracy", "in scope, no threshold"]
    show(f"150 intents (clinc150, {len(dev):,} lines; the threshold from a fifth of train)", head, rows)


if __name__ == "__main__":
    main()
