"""Builds the shipped encoder from the parallel term lists: `python -m matching.encoder.build --data DIR [--measured]`.

The shipped build learns from everything and goes to `model/`. The measured build leaves out every name that the scores
ask for, so that they show transfer; only its scores are kept. Both write `model/scores.json`.

Needs the `encoder` extra; about five minutes on one core, and nine the first time, when the teacher speaks. With
OMP_NUM_THREADS=1 and RAYON_NUM_THREADS=1 the same machine builds the same files again.
"""

import argparse
import logging
import tempfile
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from matching.encoder.making import sources, teacher, vocabulary
from matching.encoder.making.examples import make_examples
from matching.encoder.making.exclusion import Held
from matching.encoder.making.files import digest, write_model
from matching.encoder.making.scores import (
    Score,
    category_scores,
    fashion_score,
    measured_names,
    name_scores,
    path_scores,
)
from matching.encoder.making.training import Floats, bags_of, first_rows, train
from matching.encoder.static import MODEL, StaticEncoder, load_static

SEED = 7
DIMENSIONS = 256
EPOCHS = 2
SCORES = MODEL / "scores.json"

log = logging.getLogger(__name__)


class Scores(BaseModel):
    """What one build scored: category names against paths, against paths with their
    own last part, and against names, by language; German fashion phrases."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoder: str
    examples: int
    held_names: int
    paths: dict[str, Score]
    categories: dict[str, Score]
    names: dict[str, Score]
    fashion: Score


class ScoreSheet(BaseModel):
    """scores.json: the scores of both builds, and the SHA-256 of every input. `measured` is the one to publish."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = SEED
    teacher: str = teacher.WEIGHTS_SHA256
    inputs: dict[str, str] = {}
    measured: Scores | None = None
    shipped: Scores | None = None


def projection(vectors: Floats) -> Floats:
    """(384, DIMENSIONS): the strongest right singular vectors, without centring."""
    products = vectors.T.astype(np.float64) @ vectors
    axes: Floats = np.linalg.eigh(products)[1][:, ::-1][:, :DIMENSIONS].astype(np.float32)
    return axes


def build(data: Path, held: Held, folder: Path, cache: Path) -> int:
    """Writes a trained model to `folder` and returns the number of examples it saw."""
    examples = make_examples(data, held, SEED)
    log.info("%d examples of %d English texts", len(examples.texts), len(examples.english))
    tokenizer = vocabulary.train(examples, SEED)
    log.info("vocabulary of %d", tokenizer.get_vocab_size())
    taught = teacher.encode_all(examples.english, cache)
    targets = taught @ projection(taught)
    targets /= np.linalg.norm(targets, axis=1, keepdims=True)
    bags = bags_of(tokenizer, examples.texts, examples.targets)
    log.info("%d bags, %.1f pieces each", len(bags), len(bags.ids) / len(bags))
    rows = first_rows(bags, targets, tokenizer.get_vocab_size(), SEED)
    train(bags, targets, rows, epochs=EPOCHS, seed=SEED)
    rows[tokenizer.token_to_id(vocabulary.UNKNOWN)] = 0
    write_model(folder, tokenizer, rows)
    return len(bags)


def scored(encoder: StaticEncoder, data: Path, examples: int, held: Held) -> Scores:
    return Scores(
        encoder=encoder.name,
        examples=examples,
        held_names=len(held),
        paths=path_scores(encoder, data),
        categories=category_scores(encoder, data),
        names=name_scores(encoder, data),
        fashion=fashion_score(encoder, data),
    )


def read_scores() -> ScoreSheet:
    return ScoreSheet.model_validate_json(SCORES.read_bytes()) if SCORES.exists() else ScoreSheet()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m matching.encoder.build", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with parallel/ and the measured sets")
    parser.add_argument("--measured", action="store_true", help="leave out the measured names; keep the scores only")
    parser.add_argument("--cache", type=Path, help="an .npz that keeps the teacher's vectors between builds")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    held = Held(measured_names(arguments.data) if arguments.measured else [])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "model" if arguments.measured else MODEL
        examples = build(arguments.data, held, folder, arguments.cache or Path(scratch) / "teacher.npz")
        scores = scored(load_static(folder), arguments.data, examples, held)
    log.info("%s", scores.model_dump_json(indent=2))
    inputs = {file: digest(sources.path_of(arguments.data, file)) for file in sources.FILES}
    changed = {"inputs": inputs, "measured" if arguments.measured else "shipped": scores}
    SCORES.write_text(read_scores().model_copy(update=changed).model_dump_json(indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
