"""Learned vectors on disk, in a folder beside the database: written aside and put in place at once, opened as a memory
map, and believed only where their manifest and every byte agree. What is not believed is learned anew.
"""

import hashlib
import os
from pathlib import Path
from typing import Final, Literal

import faiss
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from matching.index.trained import Trained

Marks = NDArray[np.int64]

MANIFEST: Final = "manifest.json"
PARTS: Final = ("table", "marks", "lists")


class Manifest(BaseModel):
    """What the folder holds: whose vectors, how many, and the SHA-256 of each file, which is also its name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["shopkeep-vectors"] = "shopkeep-vectors"
    version: Literal[2] = 2
    encoder: str
    dimensions: int
    count: int
    files: dict[str, str]


def write(folder: Path, encoder: str, trained: Trained, marks: Marks) -> Trained:
    """Keep lists, their table and the marks of their slots; the same from disk. Whatever happens meanwhile, the folder
    holds what it held before or this. Raises OSError where it cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    count, dimensions = trained.table.shape
    files: dict[str, str] = {}
    for part in PARTS:
        aside = folder / f"{part}.{os.getpid()}.new"
        match part:
            case "table":
                trained.table.tofile(aside)
            case "marks":
                marks.tofile(aside)
            case _:
                faiss.write_index(trained.lists, str(aside))
        files[part] = _digest(aside)
        _settle(aside, folder / f"{files[part]}.{part}")
    manifest = Manifest(encoder=encoder, dimensions=dimensions, count=count, files=files)
    aside = folder / f"{MANIFEST}.{os.getpid()}.new"
    aside.write_text(manifest.model_dump_json(), "utf-8")
    _settle(aside, folder / MANIFEST)
    _sweep(folder, manifest)
    return _opened(folder, manifest)[0]


def read(folder: Path, encoder: str, dimensions: int) -> tuple[Trained, Marks] | None:
    """What was kept of this encoder's vectors; None where there is nothing, or nothing that can be trusted."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
        if (manifest.encoder, manifest.dimensions, set(manifest.files)) != (encoder, dimensions, set(PARTS)):
            return None
        if any(_digest(folder / f"{digest}.{part}") != digest for part, digest in manifest.files.items()):
            return None
        return _opened(folder, manifest)
    except (OSError, ValidationError):
        return None


def _opened(folder: Path, manifest: Manifest) -> tuple[Trained, Marks]:
    table, marks, lists = (folder / f"{manifest.files[part]}.{part}" for part in PARTS)
    shape = (manifest.count, manifest.dimensions)
    try:
        mapped = faiss.read_index(str(lists), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
    except RuntimeError as error:  # Another process has just put newer files in their place.
        raise OSError(str(error)) from error
    return Trained(np.memmap(table, np.float32, "r", shape=shape), mapped), np.fromfile(marks, np.int64)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _settle(aside: Path, place: Path) -> None:
    """Into its place once it is on the disk; then its name is there too."""
    _sync(aside)
    aside.replace(place)
    _sync(place.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(folder: Path, manifest: Manifest) -> None:
    """Away with files of earlier states; who has them open keeps reading them."""
    kept = {MANIFEST, *(f"{digest}.{part}" for part, digest in manifest.files.items())}
    for file in folder.iterdir():
        if file.name not in kept:
            file.unlink(missing_ok=True)
