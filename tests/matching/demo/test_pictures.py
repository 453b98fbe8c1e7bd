import re
from xml.etree import ElementTree

import pytest

from matching.demo.build import catalog_lines, read_terms
from matching.demo.palette import HEX
from matching.demo.patterns import TILES
from matching.demo.pictures import PARCEL, drawing_of, drawings, picture

TERMS = read_terms()


def test_every_category_has_a_drawing_of_its_own_kind() -> None:
    assert [category for category in TERMS["category"] if drawing_of(category) == PARCEL] == []


def test_the_demo_goods_show_at_least_two_hundred_silhouettes() -> None:
    assert len({drawing_of(line["category"], line["product"]) for line in catalog_lines()}) >= 200


def test_every_color_and_every_pattern_can_be_drawn() -> None:
    assert set(TERMS["color"]) == set(HEX)
    assert set(TERMS["pattern"]) - {"plain"} == set(TILES)


@pytest.mark.parametrize("color", ["white", "black", "clear", "multicolor"])
def test_every_drawing_is_well_formed_in_every_kind_of_color(color: str) -> None:
    for category in [*TERMS["category"], None]:
        ElementTree.fromstring(picture(category, color, "striped"))


@pytest.mark.parametrize("pattern", TILES)
def test_every_pattern_is_well_formed_and_used(pattern: str) -> None:
    svg = picture("sweater", "navy", pattern)
    ElementTree.fromstring(svg)
    assert 'fill="url(#pattern)"' in svg


def test_no_mark_of_a_drawing_is_left_in_a_picture() -> None:
    left = {name: re.findall(r"@\w", picture(name, "sage")) for name in drawings()}
    assert {name: marks for name, marks in left.items() if marks} == {}


def test_a_picture_refers_only_to_what_it_defines() -> None:
    for line in catalog_lines():
        patterns = line["attributes"].get("patterns", [])
        svg = picture(line["category"], line["color"], patterns[0] if patterns else None, line["product"])
        assert set(re.findall(r"url\(#(\w+)\)", svg)) <= set(re.findall(r'id="(\w+)"', svg)), line["sku"]


def test_goods_are_shown_in_their_own_color() -> None:
    assert HEX["mustard"] in picture("rain_jacket", "mustard")
    assert HEX["mustard"] not in picture("rain_jacket", "navy")


def test_goods_of_an_unknown_kind_and_color_are_shown_as_a_parcel() -> None:
    assert drawing_of("zeppelin") == PARCEL
    ElementTree.fromstring(picture("zeppelin", "ultraviolet", "wobbly"))


def test_the_same_goods_give_the_same_picture() -> None:
    assert picture("vase", "sage", "dotted") == picture("vase", "sage", "dotted")
