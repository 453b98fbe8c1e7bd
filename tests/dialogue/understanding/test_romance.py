"""Turns of speech of Portuguese, Italian and Dutch that need a rule, and not only a phrase."""

import pytest

from dialogue.commands import (
    AskAboutProduct,
    AskPayment,
    Command,
    CorrectProfile,
    Deny,
    FindProducts,
    RefineSearch,
    TakeProduct,
    Thank,
    TrackOrder,
)  # fmt: skip
from dialogue.understanding.base import Reading
from tests.dialogue.understanding.scenes import offline, scene


def _reading(text: str, locale: str, **context: object) -> Reading:
    return offline().understand(scene(text, locale, context))


def _heard(text: str, locale: str, **context: object) -> Command:
    (command,) = _reading(text, locale, **context).commands
    return command


@pytest.mark.parametrize(("text", "locale"), [("impecável, obrigado", "pt"), ("super, grazie", "it")])
def test_praise_in_front_of_a_small_word_of_thanks_thanks(text: str, locale: str) -> None:
    assert isinstance(_heard(text, locale), Thank)


@pytest.mark.parametrize(
    ("text", "locale"), [("não, a primeira não, quero a segunda", "pt"), ("de eerste niet, de tweede graag", "nl")]
)
def test_what_is_pointed_at_to_be_turned_down_is_not_taken(text: str, locale: str) -> None:
    taken = _heard(text, locale, shown=3)
    assert isinstance(taken, TakeProduct)
    assert taken.product.position == 2


@pytest.mark.parametrize(
    ("text", "locale"), [("nem amarelo nem preto", "pt"), ("né giallo né nero", "it"), ("geel noch zwart", "nl")]
)
def test_neither_of_two_looks_is_wanted(text: str, locale: str) -> None:
    change = _heard(text, locale, shown=3)
    assert isinstance(change, RefineSearch)
    assert (change.change.colors, change.change.not_colors) == ((), ("yellow", "black"))


def test_goods_may_be_called_by_the_first_word_of_their_name() -> None:
    asked = _heard("o casaco é impermeável?", "pt", shown=3)
    assert isinstance(asked, AskAboutProduct)
    assert asked.product.position == 2


@pytest.mark.parametrize(
    ("text", "locale"), [("quero dar umas pantufas à minha avó", "pt"), ("wil oma pantoffels geven", "nl")]
)
def test_somebody_is_given_something(text: str, locale: str) -> None:
    wish = _heard(text, locale)
    assert isinstance(wish, FindProducts)
    assert [need.person for need in wish.needs] == ["grandmother"]


def test_a_term_that_begins_inside_of_a_not_is_turned_as_well() -> None:
    wish = _heard("camisola de algodão, nada de lã", "pt")
    assert isinstance(wish, FindProducts)
    assert [need.not_materials for need in wish.needs] == [("wool",)]


@pytest.mark.parametrize(("text", "count"), [("il mio ragazzo veste XL", 1), ("vesto una 42", 1)])
def test_what_is_only_told_is_no_question_about_goods(text: str, count: int) -> None:
    told = _heard(text, "it")
    assert isinstance(told, CorrectProfile)
    assert len(told.facts) == count


def test_a_way_to_pay_with_a_question_mark_asks_where_nothing_is_to_be_paid() -> None:
    assert isinstance(_heard("klarna?", "nl"), AskPayment)


def test_what_is_offered_is_turned_down_where_nothing_is_ordered() -> None:
    assert isinstance(_heard("mudei de ideia, não quero", "pt", quote=True), Deny)


def test_a_parcel_is_meant_where_nothing_is_shown() -> None:
    assert isinstance(_heard("chega antes de sexta?", "pt", ordered=True), TrackOrder)
