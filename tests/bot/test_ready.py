"""The demo's goods that are kept ready, and catalogs that are read."""

import json
from pathlib import Path

from bot.ready import GOODS, demo_goods, goods_of
from bot.wiring import lexicon_of
from locales import load_locales

LEXICON = lexicon_of(load_locales())


def test_the_goods_kept_ready_are_what_reading_the_demo_catalog_gives() -> None:
    assert GOODS.read_bytes() == demo_goods(LEXICON), "write them anew: python -m bot.ready"


def test_a_catalog_file_is_read_instead_of_the_demo_goods(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    line = {"sku": "HAT-1", "title": "Felt hat", "category": "hat", "price": "30.00", "currency": "EUR", "stock": 4}
    file.write_text(json.dumps(line) + "\n")
    assert [offer.sku for offer in goods_of(file, LEXICON).offers] == ["HAT-1"]
    assert len(goods_of(None, LEXICON).offers) > 1_500
