"""Files of ours that are there whole or not at all: written beside their place, and given their name once they are on
the disk. Nobody reads half of one, whenever a process is stopped.
"""

import contextlib
import os
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, Final

BESIDE: Final = ".part"
"""What the name of a file ends with until it is whole."""
READABLE: Final = 0o666
"""As the process makes files: its umask takes away from it."""
OWN: Final = 0o600
"""For its owner alone, from the first moment."""


def replacing(file: Path, mode: int = READABLE) -> AbstractContextManager[BinaryIO]:
    """What is written comes into the place of what is there. Raises OSError; then that is still there."""
    return _beside(file, mode, lambda part: part.replace(file))


def unless_there(file: Path, mode: int = READABLE) -> AbstractContextManager[BinaryIO]:
    """What is written gets the name unless somebody else's has it by then, which stays. Raises OSError."""

    def put(part: Path) -> None:
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(part)

    return _beside(file, mode, put)


def clear_away(left: Iterable[Path], seconds: float) -> None:
    """Those that nobody has touched for so long."""
    for file in left:
        with contextlib.suppress(FileNotFoundError):
            if time.time() - file.stat().st_mtime > seconds:
                file.unlink()


@contextmanager
def _beside(file: Path, mode: int, put: Callable[[Path], object]) -> Iterator[BinaryIO]:
    """A file to be written, which is put into its place once it is whole and on the disk."""
    part = file.with_name(f"{file.name}-{secrets.token_hex(4)}{BESIDE}")
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        put(part)
    finally:
        part.unlink(missing_ok=True)
