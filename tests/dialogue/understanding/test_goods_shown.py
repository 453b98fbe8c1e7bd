"""Goods with an article, when just those were shown, are the shown ones and no new search."""

import pytest

from dialogue.commands import AskAboutProduct, FindProducts, ProductRef, SetQuantity, TakeProduct
from dialogue.understanding.base import Reading
from tests.dialogue.understanding.scenes import offline, scene


def read(text: str, locale: str, **context: object) -> Reading:
    return offline().understand(scene(text, locale, context))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "would the jacket see me through a monsoon"),
        ("de", "würde die jacke auch einen monsun mitmachen"),
    ],
)
def test_a_question_we_have_no_phrase_for_is_about_the_goods_shown(locale: str, text: str) -> None:
    asked = next(c for c in read(text, locale, shown=3).commands if isinstance(c, AskAboutProduct))
    assert asked.product == ProductRef(position=2)


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en", "sling two of the blankets my way"), ("de", "zwei von den decken, gerne sofort")],
)
def test_a_number_of_the_goods_shown_takes_that_many(locale: str, text: str) -> None:
    taken = next(c for c in read(text, locale, shown=3).commands if isinstance(c, TakeProduct))
    assert (taken.product, taken.quantity) == (ProductRef(position=1), 2)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "i also need a jacket"),
        ("en", "looking for the jacket in blue"),
        ("en", "find me the sofa"),
        ("de", "ich suche noch eine jacke"),
        ("de", "ich suche die jacke in blau"),
    ],
)
def test_goods_without_an_article_or_with_something_new_are_looked_for(locale: str, text: str) -> None:
    assert any(isinstance(c, FindProducts) for c in read(text, locale, shown=3).commands)


@pytest.mark.parametrize(("locale", "text"), [("en", "2, please"), ("de", "2"), ("fr", "le 2"), ("es", "dos")])
def test_a_number_alone_is_a_place_among_the_goods_shown(locale: str, text: str) -> None:
    assert read(text, locale, shown=3).commands == (TakeProduct(product=ProductRef(position=2)),)


@pytest.mark.parametrize("context", [{"shown": 3, "basket": True}, {"shown": 1}])
def test_a_number_alone_is_a_quantity_where_something_is_chosen(context: dict[str, object]) -> None:
    assert read("2", "en", **context).commands == (SetQuantity(quantity=2),)


def test_a_number_with_what_it_counts_is_a_quantity() -> None:
    assert read("2 pieces", "en", shown=3).commands == (SetQuantity(quantity=2),)
