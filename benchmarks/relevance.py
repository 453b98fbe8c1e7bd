"""How well a search ranks: 90 graded queries over the 19,406 goods of icecat-search, ours beside BM25 by bm25s,
all-MiniLM-L6-v2 and their sum.

NDCG@10 with gain 2^grade - 1, ideal from the query's own grades, over queries that have any. "all" counts a product
nobody graded as 0; "judged" leaves those out of the ranking first. The intervals are paired bootstraps of the
difference to the first line. Reads the folder that SHOPKEEP_DATA names; MiniLM's lines need the `encoder` extra and
some ten minutes.
"""

import gzip
import json
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.minilm import minilm
from benchmarks.table import show
from matching.encoder.base import Encoder, Vectors
from matching.encoder.static import load_static
from matching.lexical import TOLD, LexicalIndex, Page
from matching.rank import blended
from matching.things import things

Numbers = NDArray[np.float64]
Scorer = Callable[[str], Numbers]

BEST: Final = 10
POOL: Final = 200
STATIC: Final = 0.05
"""Share of the shipped encoder where need and catalog share a language."""
MINILM: Final = 0.1
HYBRID: Final = 0.3
"""Share of MiniLM beside plain BM25 that was published as its best."""
DRAWS: Final = 10_000
MARKUP: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Graded:
    """The goods, the queries and their grades by product id."""

    products: Sequence[Mapping[str, object]]
    queries: Sequence[str]
    grades: Mapping[str, Mapping[str, int]]

    @property
    def ids(self) -> list[str]:
        return [str(product["id"]) for product in self.products]


def read(folder: Path) -> Graded:
    with gzip.open(folder / "products.jsonl.gz", "rt", encoding="utf-8") as lines:
        products = [json.loads(line) for line in lines]
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        grades.setdefault(row["query_id"], {})[row["doc_id"]] = row["grade"]
    return Graded(products, [query for query, given in grades.items() if any(given.values())], grades)


def page_of(number: int, product: Mapping[str, object]) -> Page:
    attributes = product["attributes"]
    named = attributes if isinstance(attributes, dict) else {}
    told = [value for value in named.values() if isinstance(value, str)]
    return Page(
        key=number,
        category="",
        title=str(product["title"]),
        kinds="",
        attributes=" ".join([str(product["supplier"] or ""), *told]),
        description=MARKUP.sub(" ", str(product.get("short_description") or "")),
        local="",
        names=" . ".join(str(name).replace("_", " ") for name in named),
    )


def named_by(page: Page) -> str:
    """The words of a page that name the thing, without its numbers."""
    words = dict.fromkeys([*things(page.title), *things(page.description[:TOLD])])
    return " ".join(word for word in words if word.isalpha())


def ours(pages: Sequence[Page]) -> Scorer:
    """The words of the shop's index."""
    index = LexicalIndex(pages)

    def scores(query: str) -> Numbers:
        found = np.zeros(len(pages))
        for number, score in index.search(query, POOL).items():
            found[number] = score
        return found

    return scores


def by_vector(encoder: Encoder, vectors: Vectors) -> Scorer:
    """Similarity to every product."""

    def scores(query: str) -> Numbers:
        return np.asarray(vectors @ encoder.encode_queries([query])[0], np.float64)

    return scores


def summed(words: Scorer, alike: Scorer, share: float) -> Scorer:
    """Both as the shop sums them, over what either holds for its best."""

    def scores(query: str) -> Numbers:
        found, near = words(query), alike(query)
        pool = np.union1d(_best(found), np.argsort(-near, kind="stable")[:POOL])
        both = np.zeros(len(found))
        both[pool] = blended(near[pool], found[pool], share) + 1e-9
        return both

    return scores


def _best(found: Numbers) -> NDArray[np.int64]:
    best = np.argsort(-found, kind="stable")[:POOL]
    return best[found[best] > 0]


def peer(pages: Sequence[Page]) -> Scorer | None:
    """BM25 by bm25s over the same words, the title twice; None where it is not installed."""
    try:
        import bm25s
        import Stemmer
    except ImportError:
        return None
    stemmer = Stemmer.Stemmer("english")
    texts = [" ".join((page.title, page.title, page.attributes, page.description)) for page in pages]
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    index.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)

    def scores(query: str) -> Numbers:
        words = bm25s.tokenize([query], stopwords="en", stemmer=stemmer, show_progress=False, return_ids=False)[0]
        return np.asarray(index.get_scores(words), np.float64) if words else np.zeros(len(texts))

    return scores


def ndcg(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    def gained(found: Sequence[int]) -> float:
        return sum((2**grade - 1) / np.log2(place + 2) for place, grade in enumerate(found[:BEST]))

    return float(gained([grades.get(each, 0) for each in ranking]) / gained(sorted(grades.values(), reverse=True)))


def measured(scorer: Scorer, goods: Graded) -> NDArray[np.float64]:
    """(queries, 2): NDCG@10 over all products, and over judged ones."""
    ids, found = goods.ids, []
    for query in goods.queries:
        scores, grades = scorer(query), goods.grades[query]
        ranking = [ids[number] for number in np.argsort(-scores, kind="stable")[:POOL] if scores[number] > 0]
        found.append((ndcg(ranking, grades), ndcg([each for each in ranking if each in grades], grades)))
    return np.array(found)


def interval(differences: Numbers) -> str:
    """95 % of the means of resampled queries."""
    rng = np.random.default_rng(7)
    means = differences[rng.integers(0, len(differences), (DRAWS, len(differences)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{low:+.3f} … {high:+.3f}"


def systems(pages: Sequence[Page]) -> dict[str, Scorer]:
    """By name; those whose packages are missing are left out."""
    words, bm25, static = ours(pages), peer(pages), load_static()
    named = by_vector(static, static.encode_passages([named_by(page) for page in pages]))
    found = {
        "BM25 by bm25s": bm25,
        "our words": words,
        f"our words and encoder ({STATIC:.0%})": summed(words, named, STATIC),
    }
    if (model := minilm()) is not None:
        told = [f"{page.title}. {page.description}" for page in pages]
        alike = by_vector(model, model.encode_passages(told))
        found |= {
            "MiniLM": alike,
            f"BM25 and MiniLM ({HYBRID:.0%})": summed(bm25, alike, HYBRID) if bm25 else None,
            f"our words and MiniLM ({MINILM:.0%})": summed(words, alike, MINILM),
        }
    return {name: scorer for name, scorer in found.items() if scorer}


def main() -> None:
    folder = Path(os.environ.get("SHOPKEEP_DATA", "")) / "icecat-search"
    if not (folder / "products.jsonl.gz").is_file():
        print("\nRelevance: set SHOPKEEP_DATA to the folder of the public data sets.", file=sys.stderr)
        return
    goods = read(folder)
    pages = [page_of(number, each) for number, each in enumerate(goods.products)]
    figures = {name: measured(scorer, goods) for name, scorer in systems(pages).items()}
    base = next(iter(figures.values()))
    rows = [
        [name, f"{each[:, 0].mean():.3f}", f"{each[:, 1].mean():.3f}", interval(each[:, 0] - base[:, 0]),
         interval(each[:, 1] - base[:, 1])]
        for name, each in figures.items()
    ]  # fmt: skip
    head = ["NDCG@10", "all", "judged", "all, to the first", "judged, to the first"]
    show(f"Search over {len(goods.products):,} goods, {len(goods.queries)} graded queries", head, rows)
