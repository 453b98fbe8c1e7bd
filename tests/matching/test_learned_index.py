"""Learned lists find what a scan would find, whatever share of the vectors a filter leaves."""

import numpy as np
import pytest

from matching.index.base import SCAN, Keys, Vectors
from matching.index.faiss import MANY, FaissIndex

DIMENSIONS, COUNT = 32, MANY + 10_000
RNG = np.random.default_rng(5)


def like_goods(count: int) -> Vectors:
    """Unit vectors in clusters of very different size, as goods of one kind are alike."""
    centres = RNG.standard_normal((300, DIMENSIONS))
    of = np.minimum(RNG.zipf(1.3, count), 300) - 1
    vectors = (centres[of] + 0.5 * RNG.standard_normal((count, DIMENSIONS))).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


VECTORS = like_goods(COUNT)


@pytest.fixture(scope="module")
def index() -> FaissIndex:
    made = FaissIndex(DIMENSIONS)
    made.put(np.arange(COUNT), VECTORS)
    made.learn_if_due()
    made.wait()
    return made


def recall(index: FaissIndex, among: Keys | None) -> float:
    """Mean share of the ten nearest that are found, over fifty queries that are no goods themselves."""
    passing, shares = np.arange(COUNT) if among is None else among, []
    for query in like_goods(50):
        found, _ = index.search(query, 10, among)
        nearest = passing[np.argsort(-(VECTORS[passing] @ query))[:10]]
        shares.append(len(np.intersect1d(found, nearest)) / 10)
    return float(np.mean(shares))


@pytest.mark.parametrize("count", [None, COUNT // 2, SCAN + 1, SCAN, 60, 7])
def test_the_ten_nearest_are_found(index: FaissIndex, count: int | None) -> None:
    among = None if count is None else np.sort(RNG.choice(COUNT, count, replace=False).astype(np.int64))
    assert recall(index, among) >= (0.98 if count is None or count >= 10 else 0.1 * count)


def test_a_filter_that_leaves_one_cluster_of_many_is_looked_into_deeply_enough(index: FaissIndex) -> None:
    far = like_goods(1)[0]
    among = np.sort(np.argsort(VECTORS @ far)[: SCAN + 500])
    query = VECTORS[among[0]] + far
    nearest = among[np.argsort(-(VECTORS[among] @ query))[:10]]
    assert len(np.intersect1d(index.search(query, 10, among)[0], nearest)) >= 9


def test_what_is_put_after_learning_is_found_at_once_and_what_is_removed_is_not(index: FaissIndex) -> None:
    new = like_goods(1)
    index.put(np.array([COUNT + 5]), new)
    assert index.search(new[0], 1)[0].tolist() == [COUNT + 5]
    index.remove(np.array([COUNT + 5]))
    assert COUNT + 5 not in index.search(new[0], 10)[0]
