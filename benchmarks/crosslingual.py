"""Whether an English catalog is found from other languages, and how long it takes to encode a need.

German fashion phrases against 12,000 English ones (fashion12k-de): the phrase alone, and summed with the phrase carried
over by the shop's glossary, by vectors alone and as the shop searches. Category names of thirteen languages against
5,424 English paths of Google's taxonomy, by the build whose training leaves all those names out (`scores.json`). Reads
the folder that SHOPKEEP_DATA names; MiniLM's lines need the `encoder` extra.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.minilm import minilm
from benchmarks.relevance import HERE, shop
from benchmarks.table import milliseconds, show
from locales import load_locales
from matching.bridge import Bridge
from matching.encoder.base import Encoder, Vectors
from matching.encoder.build import read_scores
from matching.encoder.making.scores import FashionSet, Score, path_scores, read_fashion
from matching.encoder.static import load_static
from matching.need import Need
from matching.product import Product, Variant
from orders.ids import ProductId, Sku

TIMED: Final = 300
DRAWS: Final = 10_000
TOP: Final = 10


def main() -> None:
    data = Path(os.environ.get("SHOPKEEP_DATA", ""))
    if not (data / "fashion12k-de").is_dir():
        print("\nAcross languages: set SHOPKEEP_DATA to the folder of the public data sets.", file=sys.stderr)
        return
    phrases = read_fashion(data)
    fashion(phrases)
    taxonomy(data)
    speed(phrases.queries)


def fashion(phrases: FashionSet) -> None:
    static = load_static()
    goods = static.encode_passages(phrases.catalog)
    bridge = Bridge({locale.code: locale.terms for locale in load_locales() if locale.code in {"de", "en"}})
    alone = static.encode_queries(phrases.queries) @ goods.T
    carried = static.encode_queries([bridge.english(query, "de") for query in phrases.queries]) @ goods.T
    found = {"the shipped encoder": alone, "the glossary, then the encoder": carried, "both, summed": alone + carried}
    if (model := minilm()) is not None:
        found["MiniLM"] = model.encode_queries(phrases.queries) @ model.encode_passages(phrases.catalog).T
    first = phrases.ranks(alone)
    ranks = {name: phrases.ranks(similarity) for name, similarity in found.items()}
    ranks["the shop"] = in_shop(phrases, static, bridge)
    rows = [[name, *_shares(each, first)] for name, each in ranks.items()]
    head = ["share of queries", "hit@1", "hit@10", "hit@1, to the first", "hit@10, to the first"]
    show(f"{len(phrases.queries):,} German phrases, {len(phrases.catalog):,} English goods", head, rows)


def in_shop(phrases: FashionSet, encoder: Encoder, bridge: Bridge) -> list[int]:
    """Ranks of the best wanted goods in the shop's own search, whose words and vectors are weighed as ever; TOP where
    they are not among so many."""
    matcher = shop([titled(number, text) for number, text in enumerate(phrases.catalog)], encoder, bridge=bridge)
    german = replace(HERE, language="de")
    found = []
    for query, places in zip(phrases.queries, phrases.wanted, strict=True):
        wanted = {str(place) for place in places}
        answers = matcher.by_words(Need(text=query), german, TOP)
        found.append(next((rank for rank, each in enumerate(answers) if each in wanted), TOP))
    return found


def titled(number: int, title: str) -> Product:
    sku = Sku(str(number))
    return Product(ProductId(sku), title, None, "", None, (Variant(sku),))


def _shares(ranks: Sequence[int], first: Sequence[int]) -> list[str]:
    """hit@1 and hit@10, and 95 % of the difference of each to the first line over resampled queries."""
    rng = np.random.default_rng(7)
    drawn = rng.integers(0, len(ranks), (DRAWS, len(ranks)))
    shares, intervals = [], []
    for cut in (1, 10):
        hits = np.array(ranks) < cut
        differences = hits.astype(np.float64) - (np.array(first) < cut)
        low, high = np.percentile(differences[drawn].mean(axis=1), [2.5, 97.5])
        shares.append(f"{hits.mean():.3f}")
        intervals.append(f"{low:+.3f} … {high:+.3f}")
    return shares + intervals


def taxonomy(data: Path) -> None:
    """Our figures are those that the measured build wrote down; MiniLM is measured here."""
    scores, model = read_scores().measured, minilm()
    if scores is None:
        return
    peer = path_scores(model, data) if model is not None else {}
    rows = [
        [language, *(_hits(each.get(language)) for each in (peer, scores.paths, scores.categories))]
        for language in dict.fromkeys([*scores.paths, *scores.categories])
    ]
    head = ["hit@10", "MiniLM", "our build", "our build, path and last part"]
    show("Names of categories to 5,424 English paths (zh, ar: our own names)", head, rows)


def _hits(score: Score | None) -> str:
    return f"{score.hit10:.3f}" if score else "–"


def speed(texts: Sequence[str]) -> None:
    """One text at a time, as a shop is asked."""
    encoders: list[tuple[str, Encoder | None]] = [("the shipped encoder", load_static()), ("MiniLM (torch)", minilm())]
    rows = [[name, *milliseconds(_timed(encoder.encode_queries, texts))] for name, encoder in encoders if encoder]
    show(f"Encoding a need, {TIMED} German phrases", ["", "ms p50", "ms p95"], rows)


def _timed(encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> list[float]:
    encode(texts[:1])
    seconds = []
    for text in texts[:TIMED]:
        before = time.perf_counter()
        encode([text])
        seconds.append(time.perf_counter() - before)
    return seconds
