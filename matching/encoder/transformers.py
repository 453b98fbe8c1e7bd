"""Any sentence-transformers model as an encoder, loaded at first use: a shop that has none never imports torch."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from matching.encoder.base import EncoderError, Vectors

VECTOR_WEIGHT: Final = 0.15
"""Share in the text score where the catalog has every word that was said: what suits all-MiniLM-L6-v2."""

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model wants before a text, for instance "query: " and "passage: " for the E5 family."""

    query: str = ""
    passage: str = ""


class TransformersEncoder:
    """`model` is a name or a folder that SentenceTransformer accepts. Raises EncoderError where it cannot be loaded."""

    def __init__(self, model: str, prompts: Prompts | None = None, *, device: str = "cpu") -> None:
        self._model = model
        self._prompts = prompts or Prompts()
        self._device = device
        self._loaded: SentenceTransformer | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return f"{self._model} {self._prompts.query!r} {self._prompts.passage!r}"

    @property
    def dimensions(self) -> int:
        with self._lock:
            return int(self._ready().get_embedding_dimension() or 0)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._prompts.query, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._prompts.passage, texts)

    def _encode(self, prompt: str, texts: Sequence[str]) -> Vectors:
        cleaned = [text.encode("utf-8", "ignore").decode("utf-8") for text in texts]
        with self._lock:
            model = self._ready()
            if not cleaned:
                return np.zeros((0, int(model.get_embedding_dimension() or 0)), np.float32)
            vectors = model.encode(cleaned, prompt=prompt, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def _ready(self) -> "SentenceTransformer":
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def _load(self) -> "SentenceTransformer":
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            way_out = "pip install 'shopkeep[encoder]'"
            raise EncoderError(f"{self._model!r} needs sentence-transformers: {way_out}") from error
        try:
            return SentenceTransformer(self._model, device=self._device)
        except (OSError, ValueError) as error:
            raise EncoderError(f"{self._model!r} is not a sentence-transformers model: {error}") from error
