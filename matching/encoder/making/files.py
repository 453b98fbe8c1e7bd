"""Writes a trained vocabulary in the layout that SentenceTransformer(folder) and the numpy path both read."""

import hashlib
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save
from tokenizers import Tokenizer

from matching.encoder.making.pieces import sentencepiece_of
from matching.encoder.making.training import Floats
from matching.encoder.static import MANIFEST, PIECES, VOCABULARY, WEIGHTS, Manifest

MODULES = "sentence_transformers.sentence_transformer.modules"


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def quantised(rows: Floats) -> tuple[NDArray[np.int8], Floats]:
    """int8 rows and the scale of each, largest value / 127; a row of zeros keeps the scale 1."""
    largest = np.abs(rows).max(axis=1)
    scales: Floats = np.where(largest > 0, largest / 127, 1).astype(np.float32)
    return np.rint(rows / scales[:, None]).astype(np.int8), scales


def write_model(folder: Path, tokenizer: Tokenizer, rows: Floats) -> None:
    """`embeddings` x `weights` is the model2vec convention; sentence-transformers folds it at load (seen in 6.2.0)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    embeddings, scales = quantised(rows)
    (folder / WEIGHTS).write_bytes(save({"embeddings": embeddings, "weights": scales}))
    tokenizer.save(str(folder / VOCABULARY), pretty=False)
    (folder / PIECES).write_bytes(sentencepiece_of(tokenizer))
    write_json(folder / "1_Normalize" / "config.json", {})
    write_json(folder / "modules.json", [
        {"idx": 0, "name": "0", "path": "", "type": f"{MODULES}.StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": f"{MODULES}.Normalize"},
    ])  # fmt: skip
    config = {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"}
    write_json(folder / "config_sentence_transformers.json", config)
    manifest = Manifest(
        dimensions=rows.shape[1],
        vocabulary=rows.shape[0],
        files={file: digest(folder / file) for file in (WEIGHTS, VOCABULARY, PIECES)},
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")


def write_json(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
