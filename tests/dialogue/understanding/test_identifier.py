"""The model that tells languages apart is unpacked once, mapped from then on, and never trusted when it is damaged."""

from pathlib import Path

import numpy as np
import pytest

from dialogue.understanding.identifier import unpacking

TEXT = "Ich suche eine Regenjacke für meine Frau"


def opened(folder: Path | None) -> tuple[str, float]:
    unpacking.cache_clear()
    language, chance = unpacking(folder).result().classify(TEXT)
    return str(language), float(chance)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where it was kept by a start before."""
    opened(tmp_path)
    (kept,) = tmp_path.iterdir()
    return kept


def test_what_is_mapped_says_what_was_unpacked(folder: Path) -> None:
    unpacking.cache_clear()
    model = unpacking(folder.parent).result()
    assert isinstance(model.nb_ptc.base, np.memmap)
    assert model.rank(TEXT) == unpacking(None).result().rank(TEXT)


@pytest.mark.parametrize("name", ["nextmove.npy", "ptc.npy", "classes.npy", "sums"])
def test_a_damaged_file_is_replaced(folder: Path, name: str) -> None:
    right, damaged = opened(None), bytearray((folder / name).read_bytes())
    damaged[-5] ^= 0xFF
    (folder / name).write_bytes(damaged)
    assert opened(folder.parent) == right
    assert (folder / name).read_bytes() != bytes(damaged)


def test_a_file_that_is_cut_off_is_replaced(folder: Path) -> None:
    whole = (folder / "nextmove.npy").stat().st_size
    with (folder / "nextmove.npy").open("r+b") as file:
        file.truncate(whole // 2)
    assert opened(folder.parent) == opened(None)
    assert (folder / "nextmove.npy").stat().st_size == whole


def test_where_nothing_can_be_kept_it_is_unpacked_each_time(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    assert opened(tmp_path / "taken") == opened(None)
    assert (tmp_path / "taken").read_text() == "a file"
