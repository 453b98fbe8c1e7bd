"""How well a search ranks: 90 graded queries over the 19,406 goods of icecat-search, put on the shelf of the shop and
asked for in its own search, beside BM25 by bm25s, all-MiniLM-L6-v2 and their sum. "as shown" is what a shopper sees: by
price and variety too.

NDCG@10 with gain 2^grade - 1, ideal from the query's own grades, over queries that have any. "all" counts a product
nobody graded as 0; "judged" leaves those out of the ranking first. The intervals are paired bootstraps of the
difference to the first line. Reads the folder that SHOPKEEP_DATA names; MiniLM's lines need the `encoder` extra and
some ten minutes.
"""

import gzip
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.minilm import minilm
from benchmarks.slips import slipped
from benchmarks.table import show
from locales import load_locales
from matching.bridge import Bridge
from matching.concepts import Concepts
from matching.encoder.base import Encoder
from matching.encoder.static import load_static
from matching.encoder.transformers import VECTOR_WEIGHT as MINILM
from matching.feeds.base import cleaned
from matching.index.columns import Availability
from matching.matcher import Matcher
from matching.matches import Occasion
from matching.need import Need
from matching.product import Product, Variant
from matching.rank import VECTOR_WEIGHT, blended
from matching.shelf import page_of
from orders.ids import ProductId, Sku
from orders.money import Money

Numbers = NDArray[np.float64]
Ranking = Callable[[str], list[str]]
"""A query's best POOL products, by id."""
Scorer = Callable[[str], Numbers]

BEST: Final = 10
POOL: Final = 200
HYBRID: Final = 0.3
"""Share of MiniLM beside plain BM25 that was published as its best."""
DRAWS: Final = 10_000
HERE: Final = Occasion("DE", "EUR")
PRICE: Final = Money(5_000, "EUR")
"""Of everything: prices are not measured."""


@dataclass(frozen=True)
class Graded:
    """The goods, the queries and their grades by product id."""

    products: Sequence[Product]
    queries: Sequence[str]
    grades: Mapping[str, Mapping[str, int]]

    @property
    def ids(self) -> list[str]:
        return [product.id for product in self.products]


def read(folder: Path) -> Graded:
    with gzip.open(folder / "products.jsonl.gz", "rt", encoding="utf-8") as lines:
        products = [product_of(json.loads(line)) for line in lines]
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        grades.setdefault(row["query_id"], {})[row["doc_id"]] = row["grade"]
    return Graded(products, [query for query, given in grades.items() if any(given.values())], grades)


def product_of(line: Mapping[str, object]) -> Product:
    """As a feed brings it in, of no category that the shop knows."""
    attributes, sku = line["attributes"], str(line["id"])
    named = attributes.items() if isinstance(attributes, dict) else ()
    return Product(
        id=ProductId(sku),
        title=cleaned(str(line["title"])),
        category=None,
        description=cleaned(str(line.get("short_description") or "")),
        audience=None,
        variants=(Variant(Sku(sku)),),
        brand=str(line["supplier"] or "") or None,
        attributes={str(name): value for name, value in named if isinstance(value, str)},
    )


@cache
def english() -> Concepts:
    return Concepts(load_locales()["en"].terms)


def shop(
    products: Sequence[Product],
    encoder: Encoder,
    vector_weight: float = VECTOR_WEIGHT,
    bridge: Bridge | None = None,
) -> Matcher:
    """The shop's search over them."""
    offers = [Availability(product.variants[0].sku, (PRICE,), 1) for product in products]
    return Matcher(english(), encoder, products, offers, vector_weight, bridge=bridge)


def ranked_by_words(matcher: Matcher) -> Ranking:
    return lambda query: [str(each) for each in matcher.by_words(Need(text=query), HERE, POOL)]


def as_shown(matcher: Matcher) -> Ranking:
    return lambda query: [str(match.product.id) for match in matcher.find(Need(text=query), HERE, POOL).best]


def ranked(scorer: Scorer, ids: Sequence[str]) -> Ranking:
    def ranking(query: str) -> list[str]:
        scores = scorer(query)
        return [ids[number] for number in np.argsort(-scores, kind="stable")[:POOL] if scores[number] > 0]

    return ranking


def misspelt(ranking: Ranking) -> Ranking:
    return lambda query: ranking(slipped(query))


def by_vector(matcher: Matcher, encoder: Encoder) -> Scorer:
    """Similarity to every product, by the vectors that the shop holds of them."""
    shelf = matcher.shelf
    everything = np.arange(len(shelf.products))
    return lambda query: shelf.vectors.scores(encoder.encode_queries([query])[0], everything).astype(np.float64)


def summed(words: Scorer, alike: Scorer, share: float) -> Scorer:
    """Both summed over what either holds for its best."""

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


def peer(products: Sequence[Product]) -> Scorer | None:
    """BM25 by bm25s over the words that the shop indexes, the title twice; None where it is not installed."""
    try:
        import bm25s
        import Stemmer
    except ImportError:
        return None
    stemmer = Stemmer.Stemmer("english")
    pages = [page_of(number, product, english()) for number, product in enumerate(products)]
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


def measured(ranking: Ranking, goods: Graded) -> NDArray[np.float64]:
    """(queries, 2): NDCG@10 over all products, and over judged ones."""
    found = []
    for query in goods.queries:
        ids, grades = ranking(query), goods.grades[query]
        found.append((ndcg(ids, grades), ndcg([each for each in ids if each in grades], grades)))
    return np.array(found)


def interval(differences: Numbers) -> str:
    """95 % of the means of resampled queries."""
    rng = np.random.default_rng(7)
    means = differences[rng.integers(0, len(differences), (DRAWS, len(differences)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{low:+.3f} … {high:+.3f}"


def systems(goods: Graded) -> dict[str, Ranking]:
    """By name; those whose packages are missing are left out."""
    ours, bm25, ids = shop(goods.products, load_static()), peer(goods.products), goods.ids
    found = {"BM25 by bm25s": ranked(bm25, ids)} if bm25 else {}
    found |= {
        "the shop without its encoder": ranked_by_words(shop(goods.products, load_static(), vector_weight=0)),
        "the shop": ranked_by_words(ours),
        "the shop, as shown": as_shown(ours),
        "the shop, a slip in each query": misspelt(ranked_by_words(ours)),
    }
    found |= {"BM25 by bm25s, a slip in each query": misspelt(ranked(bm25, ids))} if bm25 else {}
    if (model := minilm()) is not None:
        with_model = shop(goods.products, model, vector_weight=MINILM)
        alike = by_vector(with_model, model)
        found |= {"MiniLM": ranked(alike, ids)}
        found |= {f"BM25 and MiniLM ({HYBRID:.0%})": ranked(summed(bm25, alike, HYBRID), ids)} if bm25 else {}
        found |= {f"the shop with MiniLM ({MINILM:.0%})": ranked_by_words(with_model)}
    return found


def main() -> None:
    folder = Path(os.environ.get("SHOPKEEP_DATA", "")) / "icecat-search"
    if not (folder / "products.jsonl.gz").is_file():
        print("\nRelevance: set SHOPKEEP_DATA to the folder of the public data sets.", file=sys.stderr)
        return
    goods = read(folder)
    figures = {name: measured(ranking, goods) for name, ranking in systems(goods).items()}
    base = next(iter(figures.values()))
    rows = [
        [name, f"{each[:, 0].mean():.3f}", f"{each[:, 1].mean():.3f}", interval(each[:, 0] - base[:, 0]),
         interval(each[:, 1] - base[:, 1])]
        for name, each in figures.items()
    ]  # fmt: skip
    head = ["NDCG@10", "all", "judged", "all, to the first", "judged, to the first"]
    show(f"Search over {len(goods.products):,} goods, {len(goods.queries)} graded queries", head, rows)
