"""The shipped encoder: a text's vector is the mean of its sub-words' rows, brought to unit length. Runs on numpy alone;
`SentenceTransformer(MODEL)` reads the same files and gives the same vectors. `making/` made them."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load
from sentencepiece import SentencePieceProcessor

from matching.encoder.base import EncoderError, Vectors
from matching.encoder.spelling import normalizer

MODEL = Path(__file__).parent / "model"
MANIFEST = "manifest.json"
WEIGHTS = "model.safetensors"
VOCABULARY = "tokenizer.json"
"""What sentence-transformers reads."""
PIECES = "sentencepiece.model"
"""The same pieces, as they are read here: in an eighth of the memory."""
# A description may be a megabyte; what a product is stands at its beginning.
LONGEST_TEXT = 8_000
CHUNK = 1_024
WAY_OUT = "restore the folder from the package, or build it again with python -m matching.encoder.build"


class Manifest(BaseModel):
    """What the folder must hold: the format's version, the shape of the rows, and each file's SHA-256."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["shopkeep-static-encoder"] = "shopkeep-static-encoder"
    version: Literal[1] = 1
    dimensions: int
    vocabulary: int
    files: dict[str, str]


class StaticEncoder:
    """Sub-word rows kept as int8 with one float32 scale each, (vocabulary, dimensions).

    Questions and products are encoded alike. Texts count up to their first 8,000 characters."""

    def __init__(self, pieces: SentencePieceProcessor, rows: NDArray[np.int8], scales: Vectors, name: str) -> None:
        self._pieces, self._normalizer = pieces, normalizer()
        self._rows = rows
        self._scales = scales[:, None]
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return int(self._rows.shape[1])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for first in range(0, len(texts), CHUNK):
            self._encode_into(vectors[first : first + CHUNK], [_clean(text) for text in texts[first : first + CHUNK]])
        return vectors

    def _encode_into(self, vectors: Vectors, texts: Sequence[str]) -> None:
        bags = [self._ids(text) for text in texts]
        known = [place for place, bag in enumerate(bags) if bag]
        if not known:
            return
        ids = np.concatenate([np.array(bags[place], np.intp) for place in known])
        counts = np.array([len(bags[place]) for place in known])
        sums = np.add.reduceat(self._rows[ids] * self._scales[ids], np.cumsum(counts) - counts, axis=0)
        means = sums / counts[:, None].astype(np.float32)
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        vectors[known] = means / np.where(lengths > 0, lengths, 1)

    def _ids(self, text: str) -> list[int]:
        """Word by word: a list is shared out between threads, and on a busy machine a question waits for them."""
        words = self._normalizer.normalize_str(text).split()
        return [piece for word in words for piece in self._pieces.encode(word)]


def _clean(text: str) -> str:
    """Lone surrogates cannot be tokenised and carry no meaning."""
    return text[:LONGEST_TEXT].encode("utf-8", "ignore").decode("utf-8")


def load_static(folder: Path = MODEL) -> StaticEncoder:
    """Raises EncoderError when a file is missing, damaged, or of another version."""
    manifest = _manifest(folder)
    contents = {file: _checked(folder / file, digest) for file, digest in manifest.files.items()}
    try:
        weights = load(contents[WEIGHTS])
        rows, scales = weights["embeddings"], weights["weights"]
        pieces = SentencePieceProcessor(model_proto=contents[PIECES])
    except (KeyError, SafetensorError, RuntimeError) as error:
        raise EncoderError(f"{folder} lacks {error}; {WAY_OUT}") from error
    shape = (manifest.vocabulary, manifest.dimensions)
    fits = rows.shape == shape and scales.shape == shape[:1] and pieces.get_piece_size() == shape[0]
    if not fits or rows.dtype != np.int8:
        found = f"{rows.shape} {rows.dtype}"
        raise EncoderError(f"{folder / WEIGHTS} holds {found} rows where {MANIFEST} says {shape}; {WAY_OUT}")
    return StaticEncoder(pieces, rows, scales.astype(np.float32), f"static-{_fingerprint(manifest)}")


def _manifest(folder: Path) -> Manifest:
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise EncoderError(f"{folder} is not an encoder: {error}; {WAY_OUT}") from error
    except ValidationError as error:
        problem = error.errors()[0]["msg"]
        raise EncoderError(f"{folder / MANIFEST} is not of version 1: {problem}; {WAY_OUT}") from error


def _checked(file: Path, digest: str) -> bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise EncoderError(f"{file} cannot be read: {error}; {WAY_OUT}") from error
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        raise EncoderError(f"{file} is damaged: SHA-256 {found!r}, expected {digest!r}; {WAY_OUT}")
    return content


def _fingerprint(manifest: Manifest) -> str:
    """Of what makes the vectors: the pieces are those of the vocabulary once more."""
    digests = "".join(manifest.files[file] for file in sorted(manifest.files) if file != PIECES)
    return hashlib.sha256(digests.encode()).hexdigest()[:12]
