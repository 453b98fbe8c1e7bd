"""Reading the parallel lists: which rows become pairs, and that nothing held out reaches a measured build."""

import lzma
from pathlib import Path

import numpy as np
import pytest

from matching.encoder.making.examples import make_examples
from matching.encoder.making.exclusion import Held, folded
from matching.encoder.making.glossaries import glossary_pairs
from matching.encoder.making.sources import LANGUAGES, Kind, Pair, read_pairs

LISTS = {
    "shopify_categories": """id,en,de,pt-BR,pt-PT,ja
aa,Apparel,Bekleidung,Vestuário,Vestuário,アパレル
aa-1,Frocks,Röcke,Saias,Saias de dia,スカート
aa-2,Gowns,Roben,Vestidos longos,,ロングドレス
aa-3,Capes,Umhänge,Capas,,ケープ
el,Radios,Radios,Rádios,Rádios,ラジオ
""",
    "shopify_values": """id,en,en_attribute,de,ja
1,Crimson,Color,Karmin,深紅
2,42,Size,42,42
3,Loden,Fabric,Loden,ローデン
""",
    "shopify_attributes": "id,en,de,ja\n9,Color,Farbe,色\n",
    "cpv": "code,en,de,fi\n18,Workwear,Arbeitskleidung,Työvaatteet\n",
    "osm_id_presets": """key,en,de,ar
presets/shop/hats/name,Hat Shop,Hutladen,متجر قبعات
presets/shop/hats/terms,hats|caps,Hüte|Mützen,قبعات
presets/shop/hats/description,A shop,Ein Laden,متجر
""",
    "cldr_annotations": """char,en,en_keywords,fr,fr_keywords
♩,quarter note,music,noire,musique
👗,dress,clothing,robe,vêtement|femme
""",
    "wordnet_permissive": """lang,synset,lexfile,en_lemmas,lemma
swe,1,18,monarch|king,kung
swe,2,07,chessness,kappa
swe,3,06,cloak|cape|mantle,kappa
swe,4,27,cloth,kappa
""",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "parallel").mkdir()
    for file, lines in LISTS.items():
        content = lines.replace(",", "\t").encode()
        (tmp_path / "parallel" / f"{file}.tsv.xz").write_bytes(lzma.compress(content))
    return tmp_path


def _sides(pairs: list[Pair], language: str) -> set[tuple[str, str]]:
    return {(pair.text, pair.english) for pair in pairs if pair.language == language}


def test_names_labels_and_joined_names_become_pairs(data: Path) -> None:
    assert _sides(read_pairs(data), "de") == {
        ("Bekleidung", "Apparel"), ("Röcke", "Frocks"), ("Roben", "Gowns"), ("Umhänge", "Capes"),
        ("Bekleidung Röcke", "Apparel Frocks"), ("Bekleidung Roben", "Apparel Gowns"),
        ("Bekleidung Umhänge", "Apparel Capes"), ("Karmin", "Crimson"), ("Farbe Karmin", "Color Crimson"),
        ("Farbe", "Color"), ("Loden", "Loden"), ("Radios", "Radios"), ("Arbeitskleidung", "Workwear"),
        ("Hutladen", "Hat Shop"),        ("Hutladen, Hüte, Mützen", "Hat Shop"),
    }  # fmt: skip


def test_both_portuguese_columns_are_read(data: Path) -> None:
    assert {("Saias", "Frocks"), ("Saias de dia", "Frocks")} <= _sides(read_pairs(data), "pt")


def test_symbols_are_left_out_because_their_names_mislead(data: Path) -> None:
    assert _sides(read_pairs(data), "fr") == {("robe", "dress"), ("vêtement femme", "dress")}


def test_a_word_keeps_its_two_most_concrete_senses(data: Path) -> None:
    assert _sides(read_pairs(data), "sv") == {("kappa", "cloak, cape"), ("kappa", "cloth")}


def test_a_seed_fixes_the_examples(data: Path) -> None:
    assert make_examples(data, Held([]), 5, 200) == make_examples(data, Held([]), 5, 200)
    assert make_examples(data, Held([]), 5, 200) != make_examples(data, Held([]), 6, 200)


def test_held_names_reach_no_meaning_and_no_bare_text(data: Path) -> None:
    names = ["Gowns", "Röcke", "Hemd", "قميص"]
    held = make_examples(data, Held(names), 5, 200)
    free = make_examples(data, Held([]), 5, 200)
    for name in map(folded, names):
        assert name in {folded(text) for text in free.texts}
        assert name not in {folded(text) for text in held.texts}
        assert not [text for text in held.english if folded(text).startswith(f"{name} ")]
        assert not [text for text in held.english if folded(text).endswith(f" {name}")]


def test_every_language_but_english_has_everyday_goods_of_its_own() -> None:
    found = list(glossary_pairs(np.random.default_rng(1)))
    for language in LANGUAGES[1:]:
        goods = {pair.english for pair in found if pair.language == language and pair.kind is Kind.CATEGORY}
        assert len(goods) >= 80, language
        assert {"red", "blue"} <= {pair.english for pair in found if pair.language == language}, language
