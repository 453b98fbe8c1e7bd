"""Files of ours are there whole or not at all."""

import os
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from bot import files


def test_a_file_has_its_name_once_it_is_whole(tmp_path: Path) -> None:
    place = tmp_path / "kept"
    with files.replacing(place) as stream:
        stream.write(b"new")
        assert not place.exists()
    assert place.read_bytes() == b"new" and list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize("way", [files.replacing, files.unless_there])
def test_what_breaks_off_leaves_everything_as_it_was(
    tmp_path: Path, way: Callable[[Path], AbstractContextManager[BinaryIO]]
) -> None:
    place = tmp_path / "kept"
    place.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), way(place) as stream:
        stream.write(b"ne")
        raise KeyboardInterrupt
    assert place.read_bytes() == b"old" and list(tmp_path.iterdir()) == [place]


def test_a_file_that_has_come_meanwhile_is_replaced_or_stays(tmp_path: Path) -> None:
    place = tmp_path / "kept"
    for way, left in ((files.unless_there, b"theirs"), (files.replacing, b"ours")):
        with way(place) as stream:
            stream.write(b"ours")
            place.write_bytes(b"theirs")
        assert place.read_bytes() == left and list(tmp_path.iterdir()) == [place]


def test_what_is_ours_alone_was_never_readable_to_others(tmp_path: Path) -> None:
    with files.replacing(tmp_path / "secret", files.OWN) as stream:
        stream.write(b"x")
        (part,) = tmp_path.iterdir()
        assert stat.S_IMODE(part.stat().st_mode) == files.OWN
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == files.OWN


def test_what_nobody_has_touched_for_long_is_cleared_away(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for file in (old, new):
        file.touch()
    os.utime(old, (0, 0))
    files.clear_away((old, new, tmp_path / "gone"), 3600)
    assert list(tmp_path.iterdir()) == [new]
