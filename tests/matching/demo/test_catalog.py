import re
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from matching.demo.build import (
    CATALOG,
    FREIGHT_MARKETS,
    TAG_KINDS,
    CatalogLine,
    Workshop,
    catalog_lines,
    catalog_text,
    read_terms,
    sku_of,
)
from matching.demo.design import Design, SourceError, read_designs
from matching.demo.price_lists import shop_ending

LINES = list(catalog_lines())
TERMS = read_terms()


def by_product() -> dict[str, list[CatalogLine]]:
    products: dict[str, list[CatalogLine]] = defaultdict(list)
    for line in LINES:
        products[line["product"]].append(line)
    return products


def line_of(sku: str) -> CatalogLine:
    return next(line for line in LINES if line["sku"] == sku)


def test_the_catalog_in_the_package_is_what_the_sources_give() -> None:
    assert CATALOG.read_text("utf-8") == catalog_text(), "run python -m matching.demo.build"


def test_there_are_at_least_three_hundred_products_and_fifteen_hundred_skus() -> None:
    assert len(by_product()) >= 300
    assert len(LINES) >= 1500


def test_every_sku_is_unique_and_fits_on_a_button_and_in_an_address() -> None:
    assert len({line["sku"] for line in LINES}) == len(LINES)
    assert [line["sku"] for line in LINES if not re.fullmatch(r"[A-Za-z0-9_.-]{3,58}", line["sku"])] == []


def test_the_example_of_the_chat_contract_is_in_the_shop_and_in_stock() -> None:
    line = line_of("BLK1-grey-130x180")
    assert (line["product"], line["category"], line["price"]) == ("BLK1", "blanket", "89.00")
    assert line["stock"] >= 10


def test_every_word_of_a_line_is_a_concept() -> None:
    said = {(kind, line[kind]) for line in LINES for kind in ("category", "color", "audience")}
    said |= {("feature", feature) for line in LINES for feature in line["features"]}
    said |= {("material", material) for line in LINES for material in line["material"].split(", ") if material}
    said |= {(kind, word) for line in LINES for kind in TAG_KINDS for word in line["attributes"].get(f"{kind}s", [])}
    assert sorted((kind, word) for kind, word in said if word not in TERMS[kind]) == []


def test_no_tag_belongs_to_two_kinds() -> None:
    owners = Counter(concept for kind in TAG_KINDS for concept in TERMS[kind])
    assert [concept for concept, count in owners.items() if count > 1] == []


def test_every_product_has_a_name_of_its_own() -> None:
    names = Counter(lines[0]["name"] for lines in by_product().values())
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_product_is_described_in_its_own_words(language: str) -> None:
    texts = Counter(lines[0]["descriptions"][language] for lines in by_product().values())
    assert [text for text, count in texts.items() if count > 1 or len(text) < 20 or text[-1] not in ".!?"] == []


def test_goods_come_from_several_suppliers_of_every_kind_and_tier() -> None:
    kinds = {(line["attributes"]["bought_from"], line["supplier"]) for line in LINES}
    assert {kind: n >= 3 for kind, n in Counter(kind for kind, _ in kinds).items()} == {
        "wholesale": True,
        "maker": True,
        "marketplace": True,
    }
    assert {line["tier"] for line in LINES} == {"local", "regional", "overseas"}


def test_goods_cost_the_shopper_what_they_cost_the_shop() -> None:
    assert [line["sku"] for line in LINES if line["cost"] != line["price"]] == []


def test_every_sku_has_a_price_in_all_five_currencies() -> None:
    assert {(line["currency"], *line["prices"]) for line in LINES} == {("EUR", "USD", "GBP", "CAD", "AUD")}
    assert [line["sku"] for line in LINES if min(map(Decimal, line["prices"].values())) <= 0] == []


def test_price_lists_are_no_conversion_by_one_factor() -> None:
    factors = {Decimal(line["prices"]["USD"]) / Decimal(line["price"]) for line in LINES}
    assert len(factors) > 50
    assert min(factors) > Decimal("0.95")
    assert max(factors) < Decimal("1.30")


def test_a_dearer_size_is_never_cheaper_in_another_currency() -> None:
    for lines in by_product().values():
        ordered = sorted(lines, key=lambda line: Decimal(line["price"]))
        for currency in ("USD", "GBP", "CAD", "AUD"):
            amounts = [Decimal(line["prices"][currency]) for line in ordered]
            assert amounts == sorted(amounts), lines[0]["product"]


@pytest.mark.parametrize(
    ("minor", "printed"), [(150, 190), (1_834, 1_790), (6_149, 6_100), (13_020, 12_900), (98_870, 98_900)]
)
def test_prices_end_as_shops_print_them(minor: int, printed: int) -> None:
    assert shop_ending(minor) == printed


def test_some_variants_are_sold_out_and_some_nearly() -> None:
    gone = sum(line["stock"] == 0 for line in LINES) / len(LINES)
    few = sum(0 < line["stock"] <= 3 for line in LINES) / len(LINES)
    assert 0.04 < gone < 0.10
    assert 0.08 < few < 0.20


def test_furniture_that_needs_a_lorry_does_not_cross_oceans() -> None:
    sofa = line_of("SOFA-BUCHT-sage")
    assert sofa["markets"] == list(FREIGHT_MARKETS)
    assert "US" not in sofa["markets"]
    assert Decimal(sofa["shipping"]) > Decimal("14.90")
    assert "markets" not in line_of("MUG-KORN-cream")


def test_a_size_that_is_a_measure_is_a_dimension_of_the_variant() -> None:
    assert line_of("RUG-DUENE-cream-160x230")["dimensions"] == {"width": 160.0, "length": 230.0}
    assert line_of("POT-KAKTUS-sage-16")["dimensions"] == {"diameter": 16.0}


@pytest.mark.parametrize(
    ("color", "size", "sku"),
    [
        ("yellow", "M", "P-yellow-M"),
        ("red", "one size", "P-red"),
        ("red", "", "P-red"),
        ("blue", "W30 L32", "P-blue-W30L32"),
    ],
)
def test_a_sku_can_be_read(color: str, size: str, sku: str) -> None:
    assert sku_of("P", color, size) == sku


def design_from(tmp_path_factory: pytest.TempPathFactory, **changed: str) -> Design:
    lines = {"name": "X", "make": "mug, home, filo, 9", "vary": "red", "tags": "glass", "care": "none", "size": ""}
    lines |= dict.fromkeys(("en", "de", "fr", "es"), "A thing.") | changed
    folder = tmp_path_factory.mktemp("source")
    text = "".join(f'{key} = "{value}"\n' for key, value in lines.items())
    (folder / "x.toml").write_text(f"[X1]\n{text}", "utf-8")
    return next(iter(read_designs(folder)))


@pytest.mark.parametrize(
    ("field", "value"),
    [("make", "mug, home"), ("vary", "red × XS..46"), ("size", "breadth 3")],
)
def test_a_design_that_cannot_be_read_is_refused(
    tmp_path_factory: pytest.TempPathFactory, field: str, value: str
) -> None:
    with pytest.raises(SourceError):
        design_from(tmp_path_factory, **{field: value})


def test_a_tag_that_is_no_concept_is_refused_by_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    design = design_from(tmp_path_factory, tags="glass unbreakable")
    with pytest.raises(SourceError, match="X1: 'unbreakable'"):
        Workshop(TERMS, {}, {}).tagged(design)


def test_a_row_of_sizes_is_written_by_its_ends(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert list(design_from(tmp_path_factory, vary="red × S..XL").sizes) == ["S", "M", "L", "XL"]
    assert list(design_from(tmp_path_factory, vary="red × 50..74").sizes) == ["50", "56", "62", "68", "74"]
    assert list(design_from(tmp_path_factory, vary="red × 36..39").sizes) == ["36", "37", "38", "39"]
