"""What matching asks of a sentence encoder, and the error every encoder raises. No model lives here."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class EncoderError(Exception):
    """An encoder cannot be loaded or its files cannot be trusted; the message names the file and the way out."""


class Encoder(Protocol):
    """Turns texts of any language into vectors whose inner product is their cosine.

    Every row is float32 of unit length, or all zeros for a text without any known word (an empty one, for instance).
    The same text gives the same row whatever stands beside it. Safe to call from several threads at once.
    `name` changes whenever the vectors do, so that an index can tell whose vectors it holds."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """(n, dimensions) for what a shopper asks."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """(n, dimensions) for what a product says of itself."""
        ...
