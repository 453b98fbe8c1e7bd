"""What an index has learned is kept on disk, and believed only where it is whole and of the catalog as it is now."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from matching.index import faiss, saved
from matching.index.base import Keys, Vectors
from matching.index.faiss import FaissIndex
from matching.matcher import Matcher
from matching.matches import Matches
from matching.need import Need
from matching.ties import tie_of
from tests.matching.goods import GERMANY, HashEncoder, Row, english, offers_of, products_of

COUNT, DIMENSIONS = 400, 16


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faiss, "MANY", 100)


def unit(count: int) -> Vectors:
    vectors = np.random.default_rng(3).standard_normal((count, DIMENSIONS)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def marks(count: int) -> Keys:
    return np.array([tie_of(f"text {number}") for number in range(count)], np.int64)


def learned(folder: Path, encoder: str = "e1") -> FaissIndex:
    index = FaissIndex(DIMENSIONS, folder, encoder)
    index.put(np.arange(COUNT), unit(COUNT), marks(COUNT))
    index.learn_if_due()
    index.wait()
    return index


def found_again(folder: Path, encoder: str = "e1", dimensions: int = DIMENSIONS) -> int:
    index = FaissIndex(dimensions, folder, encoder)
    return int(np.count_nonzero(index.known(np.arange(COUNT), marks(COUNT))))


def test_what_was_kept_is_found_by_its_marks_under_other_keys(tmp_path: Path) -> None:
    learned(tmp_path)
    index, keys = FaissIndex(DIMENSIONS, tmp_path, "e1"), np.arange(COUNT) + 7
    assert index.known(keys, marks(COUNT)).all()
    assert np.allclose(index.vectors(keys), unit(COUNT), atol=2e-3)
    assert index.search(unit(COUNT)[5], 1)[0].tolist() == [12]
    assert index.written == 0


def test_what_is_kept_but_no_longer_in_the_catalog_is_not_found(tmp_path: Path) -> None:
    learned(tmp_path)
    index = FaissIndex(DIMENSIONS, tmp_path, "e1")
    assert index.known(np.arange(3), marks(3)).all()
    assert sorted(index.search(unit(COUNT)[200], 10)[0].tolist()) == [0, 1, 2]


def test_two_goods_of_one_text_do_not_share_a_kept_vector(tmp_path: Path) -> None:
    learned(tmp_path)
    index = FaissIndex(DIMENSIONS, tmp_path, "e1")
    assert index.known(np.array([4, 5]), marks(1).repeat(2)).tolist() == [True, False]


def test_vectors_of_another_encoder_or_shape_are_not_trusted(tmp_path: Path) -> None:
    learned(tmp_path)
    assert (found_again(tmp_path), found_again(tmp_path, "e2"), found_again(tmp_path, "e1", 8)) == (COUNT, 0, 0)


@pytest.mark.parametrize("part", saved.PARTS)
@pytest.mark.parametrize("place", [0.0, 0.5, 0.999])
def test_a_file_with_one_wrong_byte_is_not_trusted(tmp_path: Path, part: str, place: float) -> None:
    learned(tmp_path)
    (file,) = tmp_path.glob(f"*.{part}")
    content = bytearray(file.read_bytes())
    content[int(place * len(content))] ^= 1
    file.write_bytes(content)
    assert found_again(tmp_path) == 0


@pytest.mark.parametrize("change", ["", "{", '{"version": 2}'])
def test_a_manifest_that_cannot_be_read_is_not_trusted(tmp_path: Path, change: str) -> None:
    learned(tmp_path)
    (tmp_path / saved.MANIFEST).write_text(change)
    assert found_again(tmp_path) == 0


@pytest.mark.parametrize("version", [1, 3])
def test_a_manifest_of_another_version_is_not_trusted(tmp_path: Path, version: int) -> None:
    learned(tmp_path)
    manifest = tmp_path / saved.MANIFEST
    of_another = manifest.read_text().replace('"version":2', f'"version":{version}')
    assert of_another != manifest.read_text()
    manifest.write_text(of_another)
    assert found_again(tmp_path) == 0


def test_only_the_latest_state_is_kept(tmp_path: Path) -> None:
    index = learned(tmp_path)
    index.remove(np.arange(200))
    index.learn_if_due()
    index.wait()
    assert (len(list(tmp_path.iterdir())), found_again(tmp_path)) == (1 + len(saved.PARTS), 200)


def test_where_nothing_can_be_written_the_index_works_from_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert learned(tmp_path / "file" / "folder").search(unit(COUNT)[5], 1)[0].tolist() == [5]


def rows(generation: int) -> list[Row]:
    """A catalog of which a third changes with every generation."""
    return [
        Row(f"s{n}", f"p{n}", "vase", title=f"vase number {n} made in {generation if n % 3 == 0 else 0}")
        for n in range(150)
    ]


def shop(generation: int, folder: Path | None) -> Matcher:
    goods = rows(generation)
    return Matcher(english(), HashEncoder(), products_of(goods), offers_of(goods), folder=folder)


def keep_learning(folder: Path) -> None:
    """What the process to be killed does: one catalog after another, each learned and kept."""
    faiss.MANY = 100
    for generation in range(1_000):
        vectors = shop(generation, folder).shelf.vectors
        assert isinstance(vectors, FaissIndex)
        vectors.wait()
        sys.stdout.write(f"{generation}\n")
        sys.stdout.flush()


def answers(matcher: Matcher) -> list[Matches]:
    return [matcher.find(Need(category="vase", text=f"vase number {n} made"), GERMANY) for n in range(0, 150, 10)]


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.11])
def test_after_a_kill_at_any_moment_the_index_is_that_of_the_catalog(tmp_path: Path, delay: float) -> None:
    code = f"from pathlib import Path; from {__name__} import keep_learning; keep_learning(Path({str(tmp_path)!r}))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for _ in range(3):
            process.stdout.readline()
        time.sleep(delay)
        process.kill()
    reopened, fresh = shop(5_000, tmp_path), shop(5_000, None)
    assert reopened.shelf.vectors.vectors(np.arange(150)) == pytest.approx(
        fresh.shelf.vectors.vectors(np.arange(150)), abs=2e-3
    )
    assert [[match.product.id for match in each.best] for each in answers(reopened)] == [
        [match.product.id for match in each.best] for each in answers(fresh)
    ]
