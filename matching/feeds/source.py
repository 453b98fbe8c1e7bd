"""A feed's file, read once from front to back: in lines or in pieces, and the digest of what was read so far."""

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Final, Self

LONGEST_LINE: Final = 4_000_000
"""Bytes of one line; a longer one is refused unread."""
_PIECE: Final = 65_536


class Cut(StrEnum):
    """How a format wants the bytes of its file."""

    LINES = "lines"
    """Whole lines; of one longer than LONGEST_LINE the first LONGEST_LINE + 1 bytes."""
    PIECES = "pieces"
    """All bytes, cut at the ends of lines and wherever a line is long."""


class FeedFile:
    """`read` is how many bytes were read of `size`. Closes with its `with` block."""

    def __init__(self, path: Path) -> None:
        self.size = path.stat().st_size
        self.read = 0
        self._digest = hashlib.sha256()
        self._stream = path.open("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stream.close()

    def cut(self, how: Cut) -> Iterator[bytes]:
        return self._lines() if how is Cut.LINES else self._pieces()

    def digest(self) -> str:
        """Of everything read so far: two files that agree in it are the same up to here."""
        return self._digest.hexdigest()

    def _lines(self) -> Iterator[bytes]:
        while line := self._next(LONGEST_LINE + 1):
            yield line
            while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                line = self._next(LONGEST_LINE + 1)

    def _pieces(self) -> Iterator[bytes]:
        while piece := self._next(_PIECE):
            yield piece

    def _next(self, most: int) -> bytes:
        piece = self._stream.readline(most)
        self.read += len(piece)
        self._digest.update(piece)
        return piece


def lines_of(path: Path) -> Iterator[bytes]:
    """Lines of a file one at a time, each at most one byte longer than LONGEST_LINE."""
    with FeedFile(path) as file:
        yield from file.cut(Cut.LINES)
