"""Goods may be searched by another encoder than the one that ships."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError
from bot.wiring import encoder_of_goods
from matching.encoder.static import MODEL, load_static
from matching.rank import VECTOR_WEIGHT


def test_unset_the_encoder_that_ships_is_used() -> None:
    shipped = load_static()
    assert encoder_of_goods(Settings(encoder=""), shipped) == (shipped, VECTOR_WEIGHT)


def test_a_model_that_cannot_be_loaded_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ENCODER: .*(shopkeep\[encoder\]|not a sentence-transformers model)"):
        encoder_of_goods(Settings(encoder=str(tmp_path)), load_static())


def test_a_model_is_used_with_its_prompts() -> None:
    pytest.importorskip("sentence_transformers", reason="needs the `encoder` extra")
    settings = Settings(encoder=str(MODEL), encoder_query_prompt="red ", encoder_passage_prompt="")
    chosen, weight = encoder_of_goods(settings, load_static())
    asked, plain = chosen.encode_queries(["jacket"]), load_static().encode_queries(["red jacket"])
    assert weight > VECTOR_WEIGHT
    assert float(asked[0] @ plain[0]) > 0.999
