"""What a "not" stands in front of is neither taken nor counted, where something else is named beside it."""

import pytest

from dialogue.commands import SetQuantity, TakeProduct
from tests.dialogue.understanding.scenes import offline, scene


@pytest.mark.parametrize(
    ("text", "locale", "position"),
    [
        ("not the first one, the third one", "en", 3),
        ("the second one please", "en", 2),
        ("不要第一个了，要第三个", "zh", 3),
        ("مو الأول، باخذ الثالث", "ar", 3),
    ],
)
def test_the_one_turned_down_is_not_taken(text: str, locale: str, position: int) -> None:
    taken = [
        command.product.position
        for command in offline().understand(scene(text, locale, {"shown": 3})).commands
        if isinstance(command, TakeProduct)
    ]
    assert taken == [position]


def test_one_turned_down_between_two_others_is_not_taken() -> None:
    taken = [
        command.product.position
        for command in offline()
        .understand(scene("I'll take the first one, not the second one, and the third one", "en", {"shown": 3}))
        .commands
        if isinstance(command, TakeProduct)
    ]
    assert taken == [1, 3]


@pytest.mark.parametrize(
    ("text", "locale", "quantity"),
    [("not four, five", "en", 5), ("five, not four", "en", 5), ("不要四个，要五个", "zh", 5)],
)
def test_the_number_turned_down_is_not_counted(text: str, locale: str, quantity: int) -> None:
    commands = offline().understand(scene(text, locale, {"quote": True})).commands
    assert [command.quantity for command in commands if isinstance(command, SetQuantity)] == [quantity]
