"""Measures an encoder across languages: on the product taxonomy of Google, for Chinese and Arabic on names of our own
against the same, and on the Fashion12K phrases."""

import gzip
import json
import random
import tomllib
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
OWN_NAMES = Path(__file__).parent / "goods.toml"


@dataclass(frozen=True, slots=True)
class Score:
    """Share of queries whose answer is the first, or among the first ten."""

    hit1: float
    hit10: float


@dataclass(frozen=True, slots=True)
class FashionSet:
    """German phrases and English ones; `wanted` are places in the catalog of any item with the same English text."""

    catalog: Sequence[str]
    queries: Sequence[str]
    wanted: Sequence[Sequence[int]]

    def ranks(self, similarity: Vectors) -> list[int]:
        return ranks(similarity, self.wanted)


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
    names += [name for goods in own_names().values() for name in goods.values()]
    catalog, queries = _fashion(data)
    return names + [row["text"] for row in catalog] + [row["query"] for row in queries]


def own_names() -> dict[str, dict[str, str]]:
    """Language → English category name → name in that language."""
    return tomllib.loads(OWN_NAMES.read_text(encoding="utf-8"))


def path_scores(encoder: Encoder, data: Path) -> dict[str, Score]:
    """Per language, a category's own name against all 5,424 English paths; 500 categories drawn with seed 0."""
    english, asked = _asked(data)
    place = {row["id"]: number for number, row in enumerate(english)}
    wanted = [[place[row["id"]]] for row in asked]
    return _by_language(encoder, asked, wanted, [row["path"] for row in english])


def category_scores(encoder: Encoder, data: Path) -> dict[str, Score]:
    """As `path_scores`, each path by its vector and that of its own last part: what it is, and where it belongs."""
    english, asked = _asked(data)
    paths = [row["path"] for row in english]
    vectors = encoder.encode_passages(paths) + encoder.encode_passages([_leaf(path) for path in paths])
    place = {row["id"]: number for number, row in enumerate(english)}
    scores = {
        language: _score(
            encoder.encode_queries([_leaf(row[locale]) for row in asked]) @ vectors.T,
            [[place[row["id"]]] for row in asked],
        )
        for language, locale in TAXONOMY_LOCALES.items()
    }
    return scores | _own_scores(encoder, paths, vectors)


def _own_scores(encoder: Encoder, paths: Sequence[str], vectors: Vectors) -> dict[str, Score]:
    places: dict[str, list[int]] = {}
    for place, path in enumerate(paths):
        places.setdefault(_leaf(path), []).append(place)
    return {
        language: _score(
            encoder.encode_queries(list(goods.values())) @ vectors.T, [places[english] for english in goods]
        )
        for language, goods in own_names().items()
    }


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


def read_fashion(data: Path) -> FashionSet:
    """The first 1,500 German phrases and all English ones."""
    catalog, queries = _fashion(data)
    text_of = {row["id"]: row["text"] for row in catalog}
    places: dict[str, list[int]] = {}
    for place, row in enumerate(catalog):
        places.setdefault(row["text"], []).append(place)
    asked = queries[:FASHION_QUERIES]
    return FashionSet(
        catalog=[row["text"] for row in catalog],
        queries=[row["query"] for row in asked],
        wanted=[places[text_of[row["id"]]] for row in asked],
    )


def fashion_score(encoder: Encoder, data: Path) -> Score:
    phrases = read_fashion(data)
    similarity = encoder.encode_queries(phrases.queries) @ encoder.encode_passages(phrases.catalog).T
    return _score(similarity, phrases.wanted)


def _score(similarity: Vectors, wanted: Sequence[Sequence[int]]) -> Score:
    found = ranks(similarity, wanted)
    return Score(
        round(sum(rank == 0 for rank in found) / len(found), 4), round(sum(rank < 10 for rank in found) / len(found), 4)
    )


def ranks(similarity: Vectors, wanted: Sequence[Sequence[int]]) -> list[int]:
    """Rank of the best wanted answer, 0 the first; others that tie with it count as before it, so that ties never
    flatter."""
    found = []
    for row, places in zip(similarity, wanted, strict=True):
        best = max(row[place] for place in places)
        found.append(int((row >= best).sum()) - sum(int(row[place] >= best) for place in places))
    return found
