"""Taking what was shown as one set for one budget."""

from dataclasses import replace

import pytest

from dialogue.commands import ProductRef, TakeProduct, TakeTogether
from dialogue.view import View
from matching.need import Budget, BudgetKind, Need
from orders.money import Money
from tests.dialogue.understanding.scenes import offline, scene


def a_set(text: str, locale: str) -> View:
    view = scene(text, locale, {"shown": 3})
    needs = tuple(
        Need(category=name, shared=Budget(kind=BudgetKind.UP_TO, upper=Money(20000, "EUR")))
        for name in ("blanket", "rain_jacket", "boots")
    )
    return replace(view, conversation=replace(view.conversation, needs=needs))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "ok take it all"),
        ("de", "alles nehmen"),
        ("fr", "je prends le tout"),
        ("es", "me lo llevo todo"),
        ("en", "i'll take it"),
    ],
)
def test_all_of_a_set_is_the_set(locale: str, text: str) -> None:
    assert offline().understand(a_set(text, locale)).commands == (TakeTogether(),)


def test_one_of_a_set_is_that_one() -> None:
    commands = offline().understand(a_set("i'll take the second one", "en")).commands
    assert commands == (TakeProduct(product=ProductRef(position=2)),)


def test_all_that_was_shown_to_choose_from_is_no_set() -> None:
    commands = offline().understand(scene("ok take it all", "en", {"shown": 3})).commands
    assert TakeTogether() not in commands
