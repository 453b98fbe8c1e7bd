"""Messy feeds in one vocabulary: attributes under any name, units, titles and descriptions, suppliers' sizes."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from locales import load_locales
from matching.feeds.base import Feed, Told
from matching.feeds.charts import ChartError, read_charts
from matching.feeds.grouping import gtin_of
from matching.feeds.jsonlines import read_jsonlines
from matching.feeds.measuring import length_in_cm, weight_in_kg
from matching.feeds.names import FIELDS, field_named
from matching.feeds.reading import InMemory, Read, RowReader, read_rows
from matching.feeds.rows import FieldError
from matching.lexicon import Lexicon
from matching.product import Product
from tests.matching.goods import english, lexicon

EVERY_LANGUAGE = Lexicon(load_locales().vocabularies)
GOOD: dict[str, object] = {"sku": "a", "title": "Alba", "price": "9.90", "currency": "EUR", "stock": 1}


def read(*lines: dict[str, object], told: Told | None = None, words: Lexicon = EVERY_LANGUAGE) -> Feed:
    raw = (json.dumps({**GOOD, "sku": f"a{number}", **line}).encode() for number, line in enumerate(lines))
    return read_rows(read_jsonlines(raw, ""), words, told)


def product(told: Told | None = None, **line: object) -> Product:
    feed = read(line, told=told)
    assert feed.refused == ()
    return feed.products[0]


@pytest.mark.parametrize(
    ("name", "color", "material"),
    [
        ("color", "navy blue", "wool"), ("Farbe", "marineblau", "Wolle"), ("Couleur", "bleu marine", "laine"),
        ("Color", "azul marino", "lana"), ("Colore", "blu navy", "lana"), ("Cor", "azul-marinho", "lã natural"),
        ("Kleur", "marineblauw", "wol"), ("Kolor", "granatowy", "wełna"), ("Färg", "marinblå", "ull"),
        ("Farve", "marineblå", "uld"), ("Väri", "laivastonsininen", "villa"), ("Barva", "námořnická modrá", "vlna"),
        ("カラー", "ネイビー", "ウール"), ("颜色", "藏青色", "羊毛"), ("اللون", "كحلي", "صوف"),
    ],
)  # fmt: skip
def test_colours_and_materials_are_known_in_fifteen_languages(name: str, color: str, material: str) -> None:
    found = product(category="sweater", attributes={name: color}, material=material)
    assert (found.variants[0].color, found.materials, dict(found.attributes)) == ("navy", ("wool",), {})


def test_every_name_of_a_field_leads_to_it() -> None:
    assert {field_named(name) for name in FIELDS} == {(field, "") for field in FIELDS.values()}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Breite (cm)", ("width", "cm")), ("Width in mm", ("width", "mm")), ("HÖHE:", ("height", "")),
        ("Gewicht [kg]", ("weight", "kg")), ("Color (cm)", None), ("Sleeve length", None), ("weight_g", None),
    ],
)  # fmt: skip
def test_a_measures_name_may_tell_its_unit(name: str, meant: tuple[str, str] | None) -> None:
    assert field_named(name) == meant


@pytest.mark.parametrize(
    ("said", "centimetres"),
    [
        ("24 in", 60.96), ('24"', 60.96), ("6 ft 2 in", 187.96), ("6'2\"", 187.96), ("12 1/2 in", 31.75),
        ("0.4 m", 40.0), ("1,8 m", 180.0), ("120 mm", 12.0), ("60", 60.0), (60.5, 60.5), ("1.200 mm", None),
        ("1,200 mm", None), ("60 kg", None), ("wide", None), ("-3 cm", None), (True, None), ("1/0 in", None),
    ],
)  # fmt: skip
def test_lengths_are_centimetres_and_what_is_a_thousand_to_some_is_none(
    said: str | float, centimetres: float | None
) -> None:
    assert length_in_cm(said) == centimetres


@pytest.mark.parametrize(
    ("said", "kilograms"),
    [("3 lb 4 oz", 1.474), ("12 oz", 0.34), ("850 g", 0.85), ("2,5 kg", 2.5), ("2", 2.0), ("2 cm", None)],
)
def test_weights_are_kilograms(said: str, kilograms: float | None) -> None:
    assert weight_in_kg(said) == kilograms


def test_measures_among_the_attributes_are_measures() -> None:
    said = {"Breite (mm)": "800", "Höhe": "6 ft", "Gewicht": "30 lb", "Tiefe": "?"}
    found = product(category="bookcase", attributes=said)
    assert found.variants[0].dimensions == {"width": 80.0, "height": 182.88}
    assert dict(found.attributes) == {"weight": "13.608 kg", "Tiefe": "?"}


def test_the_field_itself_wins_over_an_attribute_of_its_name() -> None:
    found = product(category="vase", color="red", attributes={"Farbe": "blau"})
    assert (found.variants[0].color, dict(found.attributes)) == ("red", {"Farbe": "blau"})


# Titles and descriptions


def test_a_title_says_what_no_column_does() -> None:
    found = product(title="Women's waterproof rain jacket Skagen in recycled polyester, navy, M")
    variant = found.variants[0]
    assert (found.category, found.audience, found.materials) == ("rain_jacket", "women", ("recycled_polyester",))
    assert (variant.color, variant.size) == ("navy", "M")


def test_titles_are_read_in_the_language_of_the_feed() -> None:
    told = Told(language="de")
    assert product(told, title="Damen Regenjacke Skagen, dunkelblau").category == "rain_jacket"
    assert product(told, title="Baumwollhose, rot").materials == ("cotton",)
    assert product(title="Rot-proof vase").variants[0].color is None


def test_what_a_feed_says_is_kept_as_said_in_its_language() -> None:
    found = product(Told(language="de"), title="Regenjacken", description="Hält dicht.", titles={"fr": "Imperméables"})
    assert found.titles == {"de": "Regenjacken", "fr": "Imperméables"}
    assert found.descriptions == {"de": "Hält dicht."}
    assert product(title="Rain jackets", description="Keeps dry.").descriptions == {}


@pytest.mark.parametrize(
    "title", ["Cable for desk lamps", "Alba", "Jacket or vase", "Gift for your mother", "Ersatzteil für Regenjacken"]
)
def test_what_a_title_does_not_say_plainly_stays_unknown(title: str) -> None:
    assert product(title=title).category is None


def test_titles_of_one_group_that_name_other_things_are_no_reason_to_refuse_a_row() -> None:
    for first, second in (("Rain jacket, S", "Jacket, M"), ("Alba S", "Jacket, M")):
        feed = read({"product": "A", "title": first}, {"product": "A", "title": second})
        assert (feed.refused, len(feed.products[0].variants)) == ((), 2)


def test_two_colours_in_a_title_are_no_colour() -> None:
    assert product(title="Rain jacket, red or blue").variants[0].color is None


def test_a_brand_is_no_colour_and_no_thing() -> None:
    found = product(title="Orange Boots rain jacket", brand="Orange Boots")
    assert (found.category, found.variants[0].color) == ("rain_jacket", None)


def test_a_description_counts_where_it_labels_what_it_says() -> None:
    text = "Goes well with black jeans. Material: 100 % merino wool. Farbe: dunkelgrün. Breite: 120 cm Höhe 1,8 m"
    found = product(category="blanket", description=text)
    assert (found.materials, found.variants[0].color) == (("merino",), "dark_green")
    assert found.variants[0].dimensions == {"width": 120.0, "height": 180.0}
    assert product(category="watch", description="Steel. Band width: 24 mm").variants[0].dimensions == {}
    assert product(category="jeans", description="Goes well with black shoes of leather").materials == ()


# Size charts

CHARTS = """
[[chart]]
supplier = "nord"
category = "clothing"
audience = "women"
sizes = { "1" = "36", "2" = "38", "One" = "one size" }
"""


def charts(tmp_path: Path, text: str) -> Told:
    file = tmp_path / "sizes.toml"
    file.write_text(text, encoding="utf-8")
    return Told(charts=read_charts(file, english()))


@pytest.mark.parametrize(
    ("line", "size"),
    [
        ({}, "38"), ({"size": "3"}, "3"), ({"supplier": "sud"}, "2"), ({"audience": "men"}, "2"),
        ({"category": "vase"}, "2"), ({"size": "ONE"}, "one size"),
    ],
)  # fmt: skip
def test_a_chart_turns_its_suppliers_sizes_into_ours(tmp_path: Path, line: dict[str, object], size: str) -> None:
    told = charts(tmp_path, CHARTS)
    ours = {"supplier": "nord", "category": "dress", "audience": "women", "size": "2", **line}
    assert product(told, **ours).variants[0].size == size


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("chart = 3", "has to be a list"),
        ("[[chart]]\nfoo = 1", "chart 1: has other keys"),
        ("[[chart]]\nsizes = {}", "chart 1: needs sizes"),
        ('[[chart]]\nsizes = { "1" = "huge" }', "chart 1: '1' is 'huge', which is no size"),
        ('[[chart]]\ncategory = "dresss"\nsizes = { "1" = "36" }', "chart 1: 'dresss' is no category"),
        ("[[chart", "sizes.toml: "),
    ],
)
def test_a_chart_that_makes_no_sense_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ChartError, match=said.replace("(", r"\(")):
        charts(tmp_path, text)


# What is the same thing


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("4006381333931", "04006381333931"), ("0 36000 29145 2", "00036000291452"), ("73513537", "00000073513537"),
        ("4006381333932", None), ("0000000000000", None), ("12345", None), ("٤٠٠٦", None), (None, None),
    ],
)  # fmt: skip
def test_a_trade_item_number_has_its_check_digit(text: str | None, gtin: str | None) -> None:
    assert gtin_of(text) == gtin


def groups(*lines: Mapping[str, object]) -> list[list[str]]:
    feed = read(*({"category": "vase", **line} for line in lines), words=lexicon())
    assert feed.refused == ()
    return [[str(variant.sku) for variant in each.variants] for each in feed.products]


def test_rows_with_one_trade_item_number_are_one_product() -> None:
    same = {"attributes": {"EAN": "4006381333931"}}
    assert groups(same, {"title": "Bodo"}, {**same, "title": "Vase Alba"}) == [["a0", "a2"], ["a1"]]


def test_rows_of_one_title_brand_and_supplier_are_one_product_whatever_their_colour_and_size() -> None:
    ours = {"brand": "Alba", "supplier": "nord"}
    red = {**ours, "title": "Vase Rund, red, S", "color": "red", "size": "S"}
    blue = {**ours, "title": "Vase Rund, blue, L", "color": "blue", "size": "L"}
    assert groups(red, blue, {**blue, "supplier": "sud"}, {**blue, "brand": "Other"}) == [["a0", "a1"], ["a2"], ["a3"]]


def test_a_name_without_a_brand_and_another_kind_of_thing_are_not_the_same() -> None:
    assert groups({"title": "Mug"}, {"title": "Mug"}) == [["a0"], ["a1"]]
    same = {"attributes": {"EAN": "4006381333931"}}
    assert groups(same, {**same, "category": "lamp"}) == [["a0"], ["a1"]]


def test_a_group_of_its_own_stays_one() -> None:
    same = {"attributes": {"gtin": "4006381333931"}}
    assert groups({**same, "product": "A"}, {**same, "product": "B"}) == [["a0"], ["a1"]]


def duplicates(*lines: Mapping[str, object]) -> int:
    rows = read_jsonlines((json.dumps({**GOOD, "sku": f"a{n}", **line}).encode() for n, line in enumerate(lines)), "")
    found, seen = 0, InMemory()
    reader = RowReader(lexicon(), Told(), seen)
    for number, line in rows:
        assert not isinstance(line, FieldError)
        read = reader.read(number, line, [])
        assert isinstance(read, Read)
        seen.keep(read)
        found += read.duplicate
    return found


def test_one_trade_item_twice_and_one_name_in_two_groups_are_duplicates_and_variants_are_not() -> None:
    named = {"brand": "Alba", "category": "vase"}
    assert duplicates({**named, "color": "red"}, {**named, "color": "blue"}) == 0
    assert duplicates({**named, "product": "A"}, {**named, "product": "A"}, {**named, "product": "B"}) == 1
    assert duplicates(*2 * [{"attributes": {"gtin": "4006381333931"}}]) == 1
