"""The shipped model that tells languages apart, unpacked beside other work.

Imports nothing of the house, so that a start can call for it before everything else. Unpacked it is 70 MB, of which a
message touches a few pages: kept in a folder it is mapped, and unpacking it is the work of the first start alone.
"""

import io
import logging
import lzma
import mmap
import shutil
import tempfile
from array import array
from collections.abc import Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from copy import copy
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

log = logging.getLogger(__name__)

Parts = Mapping[str, NDArray[np.generic]]
_PARTS: Final = ("ptc", "pc", "classes", "nextmove", "out_feat", "nextmove_row")
_SUMS: Final = "sums"


@cache
def unpacking(folder: Path | None = None) -> Future[LanguageIdentifier]:
    """The model, unpacked once a process, or mapped from where it was unpacked before. It takes half a second on a
    processor of its own."""
    side = ThreadPoolExecutor(1)
    model = side.submit(_unpacked, folder)
    side.shutdown(wait=False)
    return model


def restricted(model: LanguageIdentifier, codes: Collection[str]) -> LanguageIdentifier:
    """A model that chooses among the languages of `codes` that the given one knows. What it reads of that one's file to
    take them out need not stay in memory."""
    own = copy(model)
    own.set_languages([code for code in codes if code in model.labels])
    let_go(model)
    return own


def let_go(model: LanguageIdentifier) -> None:
    """What was read of a mapped file of weights leaves memory: few texts are looked up in it, each on pages of its
    own."""
    _let_go(model.nb_ptc)


def _unpacked(folder: Path | None) -> LanguageIdentifier:
    packed = (MODEL_DIR / MODEL_FILE).read_bytes()
    kept = folder / f"languages-{sha256(packed).hexdigest()[:16]}" if folder else None
    parts = _mapped(kept) if kept else None
    if parts is None:
        parts = _read(packed)
        if kept and _keep(parts, kept):
            parts = _mapped(kept) or parts
    return LanguageIdentifier(
        parts["ptc"],
        parts["pc"],
        parts["classes"].tolist(),
        parts["nextmove"].data,
        array("i", parts["out_feat"].tobytes()),
        norm_probs=True,
        tk_row=array("H", parts["nextmove_row"].tobytes()),
    )


def _read(packed: bytes) -> Parts:
    """As `LanguageIdentifier.from_model_file`, but decompressed in one call: that one takes 70, and after each a thread
    beside a busy one waits for its turn, two seconds in all."""
    with np.load(io.BytesIO(lzma.decompress(packed))) as model:
        return {name: model[name] for name in _PARTS}


def _keep(parts: Parts, kept: Path) -> bool:
    """Written beside and moved into place: whoever finds the folder finds all of it. Whether it is there now."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent, prefix="languages-", ignore_cleanup_errors=True) as beside:
            whole = Path(beside) / "whole"
            whole.mkdir()
            for name, part in parts.items():
                np.save(whole / f"{name}.npy", part)
            (whole / _SUMS).write_text(_sums(parts), encoding="ascii")
            shutil.rmtree(kept, ignore_errors=True)  # Whatever is there cannot be read.
            whole.replace(kept)
    except OSError as error:
        log.info("The model that tells languages apart could not be kept unpacked: %s", error)
    return kept.exists()


def _mapped(kept: Path) -> Parts | None:
    """What was kept, left in its files. None when it is not there, or not as it was written."""
    try:
        parts = {name: np.load(kept / f"{name}.npy", mmap_mode="r") for name in _PARTS}
        if _sums(parts) != (kept / _SUMS).read_text(encoding="ascii"):
            return None
    except (OSError, ValueError, EOFError):
        return None
    mapped = {name: np.asarray(part) for name, part in parts.items()}
    for part in mapped.values():
        _let_go(part)
    return mapped


def _sums(parts: Parts) -> str:
    return " ".join(
        f"{name}:{part.dtype}:{part.shape}:{crc32(np.ascontiguousarray(part).view(np.uint8).data)}"
        for name, part in parts.items()
    )


def _let_go(part: NDArray[np.generic]) -> None:
    """What was read to be checked need not stay in memory, where the system can be told so."""
    opened = getattr(part.base, "_mmap", None)
    if isinstance(opened, mmap.mmap) and hasattr(opened, "madvise"):
        opened.madvise(mmap.MADV_DONTNEED)
