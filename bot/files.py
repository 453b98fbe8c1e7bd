"""Files of ours that are there whole or not at all: written beside their place, and given their name once they are on
the disk. Nobody reads half of one, whenever a process is stopped.
"""

import contextlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

BESIDE: Final = ".part"
"""What the name of a file ends with until it is whole."""
READABLE: Final = 0o666
"""As the process makes files: its umask takes away from it."""
OWN: Final = 0o600
"""For its owner alone, from the first moment."""


@contextmanager
def replacing(file: Path, mode: int = READABLE) -> Iterator[BinaryIO]:
    """What is written comes into the place of what is there. Raises OSError; then that is still there."""
    with _beside(file, mode) as part:
        with part.open("wb") as stream:
            yield stream
            _on_the_disk(stream)
        part.replace(file)


@contextmanager
def unless_there(file: Path, mode: int = READABLE) -> Iterator[BinaryIO]:
    """What is written gets the name unless somebody else's has it by then, which stays. Raises OSError."""
    with _beside(file, mode) as part:
        with part.open("wb") as stream:
            yield stream
            _on_the_disk(stream)
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(part)


def clear_away(left: Iterable[Path], seconds: float) -> None:
    """Those that nobody has touched for so long."""
    for file in left:
        with contextlib.suppress(FileNotFoundError):
            if time.time() - file.stat().st_mtime > seconds:
                file.unlink()


@contextmanager
def _beside(file: Path, mode: int) -> Iterator[Path]:
    part = file.with_name(f"{file.name}-{secrets.token_hex(4)}{BESIDE}")
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _on_the_disk(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())
