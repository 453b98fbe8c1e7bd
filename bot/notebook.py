"""Keeps what was learned from phrases in the user's cache folder, so that a machine learns a language once.

Nothing depends on it: a file that is missing, damaged or cannot be written costs seconds, not answers.
"""

import logging
from pathlib import Path
from typing import Final

import numpy as np

from bot import files
from dialogue.understanding.classify import Matrix

log = logging.getLogger(__name__)

UNUSED_SECONDS: Final = 30 * 24 * 3600
"""A file that nobody asked for this long belongs to phrases that have changed since."""


class Notebook:
    """The Memory of `Offline`, one `.npy` file a key. `folder` is made when it is first written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        return self._folder

    def recall(self, key: str) -> Matrix | None:
        """What was kept under a key, left in its file: a message looks at a few of its rows. None when nothing was, or
        it cannot be read."""
        file = self._file(key)
        try:
            whole = np.load(file, allow_pickle=False)
            if whole.dtype != np.float32 or whole.ndim != 2 or not np.isfinite(whole).all():
                return None
            learned: Matrix = np.load(file, mmap_mode="r", allow_pickle=False)
            file.touch()
        except (OSError, ValueError, EOFError):
            return None
        return learned

    def keep(self, key: str, learned: Matrix) -> None:
        """Whole or not at all: two processes that learn the same never see half of it."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with files.replacing(self._file(key), files.OWN) as stream:
                np.save(stream, learned, allow_pickle=False)
            unused = (*self._folder.glob("phrases-*.npy"), *self._folder.glob(f"*{files.BESIDE}"))
            files.clear_away(unused, UNUSED_SECONDS)
        except OSError as error:
            log.info("What was learned could not be kept: %s", error)

    def _file(self, key: str) -> Path:
        return self._folder / f"phrases-{key}.npy"
