"""What of a product can be found by words."""

from matching.lexical import LexicalIndex
from matching.product import Product, Variant
from matching.shelf import page_of
from orders.ids import ProductId, Sku
from tests.matching.goods import english

LAMP = Product(
    id=ProductId("ID9"), title="Aurora lamp", category="table_lamp", description="Throws soft light.", audience=None,
    variants=(Variant(Sku("SKU9"), color="navy", title="Aurora lamp, navy, halogen"),), name="Aurora", brand="Lumi",
    materials=("brass",), attributes={"bulb": "E27", "ships_from": "Narvik"}, descriptions={"de": "Weiches Licht."},
)  # fmt: skip
INDEX = LexicalIndex([page_of(1, LAMP, english())])


def test_every_field_of_a_product_is_found() -> None:
    for word in ("aurora", "lamps", "navy", "brass", "lumi", "e27", "bulb", "halogen", "soft"):
        assert INDEX.search(word, 1), word
    assert INDEX.search("weich", 1, language="de")


def test_neither_its_numbers_nor_where_it_comes_from_are_searched() -> None:
    for word in ("ID9", "SKU9", "Narvik"):
        assert not INDEX.search(word, 1), word


def test_a_word_that_is_said_anyway_counts_no_more_for_standing_in_the_title_of_a_variant() -> None:
    assert page_of(1, LAMP, english()).attributes.split().count("navy") == 1
