"""Which product is meant: by position, by words, by focus; never a guess among several."""

import pytest

from dialogue.commands import ProductRef
from dialogue.conversation import Conversation, Shown
from dialogue.playbooks.pointing import pointed
from orders.ids import ProductId, Sku
from tests.dialogue.counterpart import Goods, conversation, counter, shown, view

SKAGEN = Goods("skagen", "rain_jacket", "89.00", colors=("yellow", "navy"), sizes=("M", "L"), materials=("cotton",))
FANO = Goods("fano", "rain_jacket", "129.00", colors=("navy",), sizes=("M",))
LUME = Goods("lume", "lamp", "84.00", colors=("white",))
TABLE = conversation(shown=shown("skagen-yellow-M", "fano-navy-M"))


def sku_of(ref: ProductRef, talk: Conversation = TABLE) -> str | None:
    found = pointed(ref, view(talk), counter(SKAGEN, FANO, LUME))
    return found.sku if found else None


@pytest.mark.parametrize(
    ("ref", "sku"),
    [
        (ProductRef(position=2), "fano-navy-M"),
        (ProductRef(position=-1), "fano-navy-M"),
        (ProductRef(position=3), None),
        (ProductRef(position=0), None),
        (ProductRef(sku="lume-white"), "lume-white"),
        (ProductRef(sku="gone"), None),
        (ProductRef(words="the yellow one"), "skagen-yellow-M"),
        (ProductRef(words="Fano"), "fano-navy-M"),
        (ProductRef(words="the lume"), "lume-white"),
        (ProductRef(words="a spaceship"), None),
        (ProductRef(words="the rain jacket"), None),
        (ProductRef(), None),
    ],
)
def test_a_reference_means_one_product_or_none(ref: ProductRef, sku: str | None) -> None:
    assert sku_of(ref) == sku


def test_it_is_the_one_in_focus_or_the_only_one_shown() -> None:
    assert sku_of(ProductRef(), conversation(shown=TABLE.shown, focus=TABLE.shown[1])) == "fano-navy-M"
    assert sku_of(ProductRef(), conversation(shown=shown("lume-white"))) == "lume-white"
    assert sku_of(ProductRef(), conversation()) is None


def test_words_that_search_finds_among_those_shown_mean_that_one() -> None:
    coat = Goods("coat", "poncho", "9.00", attributes={"also": "cagoule"})
    cape = Goods("cape", "poncho", "9.00", attributes={"also": "cagoule"})
    one = conversation(shown=shown("coat-yellow"))
    assert pointed(ProductRef(words="cagoule"), view(one), counter(coat)) == shown("coat-yellow")[0]
    two = conversation(shown=shown("coat-yellow", "cape-yellow"))
    assert pointed(ProductRef(words="cagoule"), view(two), counter(coat, cape)) is None
    assert pointed(ProductRef(words="cagoule"), view(), counter(coat)) is None


def test_a_product_without_colour_or_variant_is_still_found_by_its_title() -> None:
    odd = Goods("odd", "mug", "9.00", colors=())
    talk = conversation(shown=(Shown(ProductId("odd"), Sku("odd")),))
    assert pointed(ProductRef(words="odd mug"), view(talk), counter(odd)) == talk.shown[0]


def test_products_gone_from_the_catalog_are_not_described() -> None:
    assert sku_of(ProductRef(words="ghost"), conversation(shown=shown("ghost-red"))) is None
