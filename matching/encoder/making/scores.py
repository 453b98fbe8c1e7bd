"""Measures an encoder on public cross-language sets: Google's product taxonomy and the Fashion12K phrases."""

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matching.encoder.base import Encoder, Vectors

TAXONOMY_LOCALES = {
    "en": "en-US", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "it": "it-IT", "pt": "pt-BR", "nl": "nl-NL",
    "pl": "pl-PL", "sv": "sv-SE", "da": "da-DK", "cs": "cs-CZ", "ja": "ja-JP",
}  # fmt: skip
TAXONOMY_QUERIES = 500
FASHION_QUERIES = 1500


@dataclass(frozen=True, slots=True)
class Score:
    """Share of queries whose answer is the first, or among the first ten."""

    hit1: float
    hit10: float


def _read(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _leaf(path: str) -> str:
    return path.rpartition(" > ")[2]


def _taxonomy(data: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    folder = data / "taxonomy-google"
    return _read(folder / "en.jsonl.gz"), _read(folder / "localized.dev.jsonl.gz")


def _fashion(data: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    folder = data / "fashion12k-de"
    return _read(folder / "catalog.en.jsonl.gz"), _read(folder / "queries.de.dev.jsonl.gz")


def measured_names(data: Path) -> list[str]:
    """Every text that the scores look at: what a measured build must not have seen."""
    english, localized = _taxonomy(data)
    names = [_leaf(row["path"]) for row in english]
    names += [_leaf(path) for row in localized for key, path in row.items() if key != "id"]
    catalog, queries = _fashion(data)
    return names + [row["text"] for row in catalog] + [row["query"] for row in queries]


def path_scores(encoder: Encoder, data: Path) -> dict[str, Score]:
    """Per language, a category's own name against all 5,424 English paths; 500 categories drawn with seed 0."""
    english, asked = _asked(data)
    place = {row["id"]: number for number, row in enumerate(english)}
    wanted = [[place[row["id"]]] for row in asked]
    return _by_language(encoder, asked, wanted, [row["path"] for row in english])


def name_scores(encoder: Encoder, data: Path) -> dict[str, Score]:
    """Per language, the same 500 names against all distinct English names; English itself is left out."""
    english, asked = _asked(data)
    names = list(dict.fromkeys(_leaf(row["path"]) for row in english))
    wanted = [[names.index(_leaf(row["en-US"]))] for row in asked]
    scores = _by_language(encoder, asked, wanted, names)
    return {language: score for language, score in scores.items() if language != "en"}


def _asked(data: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    english, localized = _taxonomy(data)
    # The published baselines drew their categories this way.
    random.Random(0).shuffle(localized)  # noqa: S311
    return english, localized[:TAXONOMY_QUERIES]


def _by_language(
    encoder: Encoder, asked: Sequence[dict[str, str]], wanted: Sequence[Sequence[int]], passages: Sequence[str]
) -> dict[str, Score]:
    vectors = encoder.encode_passages(passages)
    return {
        language: _score(encoder.encode_queries([_leaf(row[locale]) for row in asked]) @ vectors.T, wanted)
        for language, locale in TAXONOMY_LOCALES.items()
    }


def fashion_score(encoder: Encoder, data: Path) -> Score:
    """German phrases against 12,000 English ones; any item with the same English text as the asked one is a hit."""
    catalog, queries = _fashion(data)
    texts = [row["text"] for row in catalog]
    text_of = {row["id"]: row["text"] for row in catalog}
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(text, []).append(place)
    asked = queries[:FASHION_QUERIES]
    wanted = [places[text_of[row["id"]]] for row in asked]
    vectors = encoder.encode_queries([row["query"] for row in asked])
    return _score(vectors @ encoder.encode_passages(texts).T, wanted)


def _score(similarity: Vectors, wanted: Sequence[Sequence[int]]) -> Score:
    """By the rank of the best wanted answer; others that tie with it count as before it, so that ties never flatter."""
    ranks = []
    for row, places in zip(similarity, wanted, strict=True):
        best = max(row[place] for place in places)
        ranks.append(int((row >= best).sum()) - sum(int(row[place] >= best) for place in places))
    return Score(
        round(sum(rank == 0 for rank in ranks) / len(ranks), 4), round(sum(rank < 10 for rank in ranks) / len(ranks), 4)
    )
