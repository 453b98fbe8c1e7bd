"""A sentence-transformers model as the encoder: late loading, prompts, and clear refusals."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from matching.encoder.base import EncoderError
from matching.encoder.static import MODEL
from matching.encoder.transformers import Prompts, TransformersEncoder

needs_extra = pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is None,
    reason="needs the encoder extra: pip install 'shopkeep[encoder]'",
)


def test_nothing_is_loaded_before_the_first_text(tmp_path: Path) -> None:
    assert str(tmp_path) in TransformersEncoder(str(tmp_path)).name


def test_prompts_are_part_of_the_name() -> None:
    assert TransformersEncoder("m").name != TransformersEncoder("m", Prompts("query: ", "passage: ")).name


def test_a_model_that_cannot_be_loaded_is_refused(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("{", encoding="utf-8")
    with pytest.raises(EncoderError, match=r"sentence-transformers"):
        TransformersEncoder(str(tmp_path)).encode_queries(["rain jacket"])


@needs_extra
def test_prompts_stand_before_the_texts() -> None:
    plain = TransformersEncoder(str(MODEL))
    prompted = TransformersEncoder(str(MODEL), Prompts("red ", "blue "))
    assert np.allclose(prompted.encode_queries(["dress"]), plain.encode_queries(["red dress"]), atol=1e-5)
    assert np.allclose(prompted.encode_passages(["dress"]), plain.encode_passages(["blue dress"]), atol=1e-5)
