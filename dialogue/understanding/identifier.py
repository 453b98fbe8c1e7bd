"""The shipped model that tells languages apart, unpacked beside other work.

Imports nothing of the house, so that a start can call for it before everything else.
"""

import io
import lzma
from array import array
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier


@cache
def unpacking() -> Future[LanguageIdentifier]:
    """The model, unpacked once a process. It takes half a second on a processor of its own."""
    side = ThreadPoolExecutor(1)
    model = side.submit(_unpacked)
    side.shutdown(wait=False)
    return model


def _unpacked() -> LanguageIdentifier:
    """As `LanguageIdentifier.from_model_file`, but decompressed in one call: that one takes 70, and after each a thread
    beside a busy one waits for its turn, two seconds in all."""
    with np.load(io.BytesIO(lzma.decompress((MODEL_DIR / MODEL_FILE).read_bytes()))) as model:
        return LanguageIdentifier(
            model["ptc"],
            model["pc"],
            model["classes"].tolist(),
            _array(model["nextmove"]),
            model["out_feat"].tolist(),
            norm_probs=True,
            tk_row=_array(model["nextmove_row"]),
        )


def _array(numbers: NDArray[np.unsignedinteger]) -> "array[int]":
    """The same numbers where reading one by one is fast."""
    return array({2: "H", 4: "I"}[numbers.itemsize], numbers.tobytes())
