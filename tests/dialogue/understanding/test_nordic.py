"""What Finns, Danes and Swedes say in a way of their own: sentences beyond tests.toml that once were misread."""

import pytest

from dialogue.commands import CancelOrder, Confirm, CorrectProfile, FindProducts, RefineSearch, TakeProduct
from dialogue.understanding.base import Reading
from tests.dialogue.understanding.scenes import offline, scene


def heard(text: str, locale: str, **context: object) -> Reading:
    return offline().understand(scene(text, locale, context))


def test_a_not_behind_a_comma_is_said_of_what_follows() -> None:
    command = heard("joku lamppu olkkariin, ei kovin kirkas", "fi").commands[0]
    assert isinstance(command, FindProducts)
    assert command.needs[0].rooms == ("living_room",)


def test_swedish_utan_is_but_behind_a_not() -> None:
    command = heard("inte S utan M", "sv", shown=3).commands[0]
    assert isinstance(command, RefineSearch)
    assert command.change.size == "M"


def test_swedish_rosa_is_pink() -> None:
    command = heard("rosa halsduk", "sv").commands[0]
    assert isinstance(command, FindProducts)
    assert command.needs[0].colors == ("pink",)


@pytest.mark.parametrize(("locale", "text"), [("da", "to af tæpperne tak"), ("sv", "två av filtarna tack")])
def test_so_many_of_something_shown_are_taken(locale: str, text: str) -> None:
    command = heard(text, locale, shown=3).commands[0]
    assert isinstance(command, TakeProduct)
    assert command.quantity == 2


def test_a_thing_taken_out_of_an_order_is_cancelled_alone() -> None:
    command = heard("voitteko poistaa peiton mun tilauksesta?", "fi", ordered=True).commands[0]
    assert isinstance(command, CancelOrder)
    assert command.order.id == "SK-7F3KQ2"


@pytest.mark.parametrize(("locale", "text"), [("da", "konen hader orange"), ("sv", "min fru tål inte orange")])
def test_somebody_named_without_a_mine_has_tastes_too(locale: str, text: str) -> None:
    command = heard(text, locale).commands[0]
    assert isinstance(command, CorrectProfile)
    assert [(fact.who, fact.about) for fact in command.facts] == [("wife", "dislikes.color")]


@pytest.mark.parametrize(("locale", "text"), [("fi", "todellakin"), ("fi", "just noin"), ("sv", "ja för fan")])
def test_a_hearty_yes_is_no_order(locale: str, text: str) -> None:
    command = heard(text, locale, quote=True).commands[0]
    assert isinstance(command, Confirm)
    assert command.consent.value == "yes"
