"""The shipped encoder's files and its numpy path."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from locales import load_locales
from matching.encoder.base import EncoderError
from matching.encoder.making.pieces import sentencepiece_of
from matching.encoder.spelling import normalizer
from matching.encoder.static import LONGEST_TEXT, MODEL, PIECES, VOCABULARY, StaticEncoder, load_static
from tests.dialogue.understanding.sentences import sentences

TEXTS = ["rain jacket", "Regenjacke für meine Schwester", "赤いワンピース", "فستان أحمر", "", "!?", "a" * 50]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return load_static()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODEL, tmp_path / "model"))


def test_the_package_stays_under_twenty_megabytes() -> None:
    assert sum(file.stat().st_size for file in MODEL.rglob("*") if file.is_file()) <= 20_000_000


def test_it_gives_256_dimensions(encoder: StaticEncoder) -> None:
    assert encoder.dimensions == 256
    assert encoder.encode_queries(TEXTS).shape == (len(TEXTS), 256)


def test_torch_is_never_imported() -> None:
    code = (
        "import sys; from matching.encoder.static import load_static; load_static().encode_queries(['x']); "
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


def test_a_text_counts_up_to_its_limit(encoder: StaticEncoder) -> None:
    start = "blue sofa " * (LONGEST_TEXT // 10)
    whole, cut = encoder.encode_passages([start + "garden hose " * 100_000, start])
    assert np.array_equal(whole, cut)


def test_the_name_tells_the_files_apart(copied: Path, encoder: StaticEncoder) -> None:
    assert load_static(copied).name == encoder.name
    spoiled = (copied / "tokenizer.json").read_text(encoding="utf-8").replace('"version":"1.0"', '"version": "1.0"', 1)
    (copied / "tokenizer.json").write_text(spoiled, encoding="utf-8")
    _sign(copied)
    assert load_static(copied).name != encoder.name


def _sign(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"] = {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in manifest["files"]}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "sentencepiece.model"])
def test_a_damaged_file_is_refused_by_name(copied: Path, file: str) -> None:
    content = bytearray((copied / file).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / file).write_bytes(content)
    with pytest.raises(EncoderError, match=rf"{file} is damaged.*build it again"):
        load_static(copied)


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "sentencepiece.model", "manifest.json"])
def test_a_missing_file_is_refused_by_name(copied: Path, file: str) -> None:
    (copied / file).unlink()
    with pytest.raises(EncoderError, match=file):
        load_static(copied)


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "sentencepiece.model"])
def test_a_truncated_file_is_refused(copied: Path, file: str) -> None:
    content = (copied / file).read_bytes()
    (copied / file).write_bytes(content[: len(content) // 3])
    with pytest.raises(EncoderError, match="damaged"):
        load_static(copied)


@pytest.mark.parametrize("change", [{"version": 2}, {"format": "another"}, {"dimensions": "many"}, {"surplus": 1}])
def test_another_version_is_refused(copied: Path, change: dict[str, object]) -> None:
    manifest = json.loads((copied / "manifest.json").read_bytes()) | change
    (copied / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(EncoderError, match=r"manifest\.json is not of version 1"):
        load_static(copied)


def test_rows_of_another_shape_are_refused(copied: Path) -> None:
    manifest = json.loads((copied / "manifest.json").read_bytes()) | {"dimensions": 128}
    (copied / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(EncoderError, match=r"256.*128"):
        load_static(copied)


def test_texts_are_cut_as_sentence_transformers_cuts_them(encoder: StaticEncoder) -> None:
    """Of two ways that are as likely, 8 88 and 88 8, either may be taken: the vector is the same."""
    tokenizer = Tokenizer.from_file(str(MODEL / VOCABULARY))
    texts = [sentence.text for code in load_locales().codes for sentence in sentences(code)] + TEXTS
    cut = [sorted(tokenizer.encode(text, add_special_tokens=False).ids) for text in texts]
    assert len(texts) > 5_000
    assert [sorted(encoder._ids(text)) for text in texts] == cut


def test_the_shipped_pieces_and_spelling_are_those_of_the_vocabulary() -> None:
    tokenizer = Tokenizer.from_file(str(MODEL / VOCABULARY))
    assert (MODEL / PIECES).read_bytes() == sentencepiece_of(tokenizer)
    told = json.loads((MODEL / VOCABULARY).read_bytes())["normalizer"]
    assert json.loads(normalizer().__getstate__()) == told


def test_pieces_that_are_no_pieces_are_refused(copied: Path) -> None:
    (copied / "sentencepiece.model").write_bytes(b"nonsense")
    _sign(copied)
    with pytest.raises(EncoderError, match="build it again"):
        load_static(copied)


def test_weights_that_are_no_weights_are_refused(copied: Path) -> None:
    (copied / "model.safetensors").write_bytes(b"\x08\x00\x00\x00\x00\x00\x00\x00nonsense")
    _sign(copied)
    with pytest.raises(EncoderError, match="lacks"):
        load_static(copied)


def test_sentence_transformers_reads_the_same_vectors(encoder: StaticEncoder) -> None:
    reason = "needs the encoder extra: pip install 'shopkeep[encoder]'"
    transformers = pytest.importorskip("sentence_transformers", reason=reason)
    model = transformers.SentenceTransformer(str(MODEL), device="cpu")
    theirs = model.encode(TEXTS)
    assert theirs.dtype == np.float32
    assert np.allclose(theirs, encoder.encode_queries(TEXTS), atol=2e-6)
