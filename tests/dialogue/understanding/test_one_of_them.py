"""Of two pieces one is sent back, broken or missing: the other one stays, and with it its money."""

from dataclasses import replace

import pytest

from dialogue.view import View
from tests.dialogue.understanding.scenes import DELIVERED, offline, scene


def with_two(text: str, locale: str) -> View:
    """Two pieces of one line have come."""
    view = scene(text, locale, {"ordered": True})
    order = view.order(DELIVERED)
    assert order is not None
    pair = replace(order.lines[0], quantity=2, delivered=2)
    talk = replace(view.conversation, focus_order=DELIVERED)
    return replace(view, orders=(replace(order, lines=(pair,)),), conversation=talk)


@pytest.mark.parametrize(
    ("locale", "text", "kind"),
    [
        ("en", "I want to return one of them", "return_item"),
        ("en", "can i send one of the two back", "return_item"),
        ("en", "one of them is broken", "report_damaged"),
        ("en", "only one arrived", "report_wrong_item"),
        ("de", "ich möchte einen davon zurückschicken", "return_item"),
        ("de", "eins davon ist kaputt", "report_damaged"),
        ("fr", "je voudrais en renvoyer une", "return_item"),
        ("fr", "l'une des deux est cassée", "report_damaged"),
        ("es", "quiero devolver una de ellas", "return_item"),
        ("it", "vorrei rendere solo una", "return_item"),
        ("pt", "quero devolver uma delas", "return_item"),
        ("nl", "ik wil er eentje terugsturen", "return_item"),
        ("sv", "jag vill skicka tillbaka en av dem", "return_item"),
        ("sv", "en av dem är trasig", "report_damaged"),
        ("da", "en af de to er i stykker", "report_damaged"),
        ("fi", "haluan palauttaa toisen niistä", "return_item"),
        ("pl", "chcę zwrócić jedną z nich", "return_item"),
        ("cs", "chci vrátit jeden z nich", "return_item"),
        ("ja", "一つだけ返品したい", "return_item"),
        ("zh", "其中一个坏了", "report_damaged"),
        ("ar", "واحدة منهم مكسورة", "report_damaged"),
    ],
)
def test_one_of_two_is_one(locale: str, text: str, kind: str) -> None:
    (command,) = offline().understand(with_two(text, locale)).commands
    assert (command.kind, getattr(command, "quantity", None)) == (kind, 1)


@pytest.mark.parametrize(("locale", "text"), [("en", "I want to return them"), ("sv", "jag vill skicka tillbaka dem")])
def test_nothing_is_counted_where_no_number_is_said(locale: str, text: str) -> None:
    (command,) = offline().understand(with_two(text, locale)).commands
    assert (command.kind, getattr(command, "quantity", None)) == ("return_item", None)


@pytest.mark.parametrize(
    ("locale", "text", "count"),
    [
        ("en", "only cancel one pair of boots", 1),
        ("en", "i want to cancel 2 of the boots", 2),
        ("en", "cancel the boots", None),
        ("ja", "ブーツ1足だけキャンセルしたい", 1),
        ("zh", "靴子只取消一双", 1),
        ("ar", "بدي الغي 2 حذاء", 2),
    ],
)
def test_as_many_are_cancelled_as_are_said(locale: str, text: str, count: int | None) -> None:
    view = with_two(text, locale)
    (order,) = view.orders
    open_order = replace(order, lines=(replace(order.lines[0], quantity=3, delivered=0),))
    (command,) = offline().understand(replace(view, orders=(open_order,))).commands
    assert (command.kind, getattr(command, "quantity", None)) == ("cancel_order", count)
