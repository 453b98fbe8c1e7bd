"""Values put right in the same message, words that are short for goods at hand, and streets that look like orders."""

import pytest

from dialogue.commands import (
    Answer,
    AskAboutProduct,
    ChangeAddress,
    Command,
    FindProducts,
    GiveAddress,
    RefineSearch,
    SetQuantity,
    TakeProduct,
    TrackOrder,
)
from tests.dialogue.understanding.scenes import Context, lexicon, offline, scene

ASKED: Context = {"asked": "size", "options": ["S", "M", "L"]}


def first(text: str, locale: str, context: Context | None = None) -> Command:
    return offline().understand(scene(text, locale, context)).commands[0]


@pytest.mark.parametrize(
    ("text", "locale", "meant"), [("niet S maar M", "nl", "M"), ("M, niet S", "nl", "M"), ("ikke S men M", "da", "M")]
)
def test_the_size_that_is_not_ruled_out_is_the_answer(text: str, locale: str, meant: str) -> None:
    command = first(text, locale, ASKED)
    assert isinstance(command, Answer)
    assert command.value == meant


@pytest.mark.parametrize(("text", "locale"), [("twee dekens, nee drie", "nl"), ("to plaider, nej tre", "da")])
def test_a_number_put_right_is_how_many(text: str, locale: str) -> None:
    found, changed = first(text, locale), first(text, locale, {"quote": True})
    assert isinstance(found, FindProducts)
    assert [need.quantity for need in found.needs] == [3]
    assert isinstance(changed, SetQuantity)
    assert changed.quantity == 3


@pytest.mark.parametrize(
    ("text", "locale"),
    [("nee niet de eerste, doe de tweede maar", "nl"), ("nej ikke den første, jeg tager toeren", "da")],
)
def test_what_is_pointed_at_instead_is_taken(text: str, locale: str) -> None:
    taken = offline().understand(scene(text, locale, {"shown": 3})).commands
    assert [command.product.position for command in taken if isinstance(command, TakeProduct)] == [2]


@pytest.mark.parametrize(
    ("text", "locale", "meant"),
    [
        ("spijkerjasje, of nee toch een bomber", "nl", ["bomber_jacket"]),
        ("cowboyjakke, eller nej hellere en bomber", "da", ["bomber_jacket"]),
        ("een deken en een kussen", "nl", ["blanket", "cushion"]),
    ],
)
def test_goods_put_right_are_looked_for_alone(text: str, locale: str, meant: list[str]) -> None:
    command = first(text, locale)
    assert isinstance(command, FindProducts)
    assert [need.category for need in command.needs] == meant


def test_a_word_for_other_goods_means_what_is_at_hand_and_has_a_longer_name_ending_in_it() -> None:
    """Danish "tæppe" is a rug, and short for the blanket that was ordered."""
    assert "blanket" in lexicon().short_for("tæppet", "da")
    assert not lexicon().short_for("rug", "en")
    ordered = scene("hvornår kommer tæppet?", "da", {"ordered": True})
    (tracked,) = offline().understand(ordered).commands
    assert isinstance(tracked, TrackOrder)
    assert tracked.order.id == "SK-7F3KQ2"
    asked = first("er tæppet i uld", "da", {"shown": 3})
    assert isinstance(asked, AskAboutProduct)
    assert asked.product.position == 1
    assert isinstance(first("har I et tæppe til stuen", "da", {"ordered": True}), FindProducts)


def test_a_street_of_eight_letters_is_no_order_number() -> None:
    command = first("Lars Nielsen, Skolevej 8, 5000 Odense C", "da")
    assert isinstance(command, GiveAddress)
    assert command.address.line1 == "Skolevej 8"


def test_a_place_that_is_no_address_is_asked_for_where_something_waits() -> None:
    assert isinstance(first("stuur het maar naar mijn werk", "nl", {"quote": True}), ChangeAddress)


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


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("i'll take two, no, one", "en"),
        ("ich nehme zwei, nein, eins", "de"),
        ("j'en prends deux, non, un seul", "fr"),
        ("me llevo dos, no, uno", "es"),
        ("ne prendo due, no, uno", "it"),
        ("ik neem er twee, nee, een", "nl"),
        ("biorę dwie pary, nie, jedną", "pl"),
        ("levo dois, não, um", "pt"),
        ("jag tar två, nej, en", "sv"),
        ("jeg tager to, nej, en", "da"),
        ("otan kaksi, ei kun yhden", "fi"),
        ("vezmu dva, ne, jeden", "cs"),
        ("2つください、いや、1つ", "ja"),
        ("要两个，不，一个", "zh"),
        ("باخذ اثنين، لا، واحد", "ar"),
    ],
)
def test_a_no_between_two_numbers_turns_the_first_down(text: str, locale: str) -> None:
    commands = offline().understand(scene(text, locale, {"shown": 1})).commands
    assert commands
    assert {command.quantity for command in commands if isinstance(command, TakeProduct | SetQuantity)} == {1}


@pytest.mark.parametrize(
    ("text", "locale", "colors"),
    [
        ("in blau, ach nein, grün", "de", ("green",)),
        ("la vorrei blu, anzi no, verde", "it", ("green",)),
        ("de blauwe, nee toch groen", "nl", ("green",)),
        ("青、やっぱり緑", "ja", ("green",)),
        ("蓝色，不对，绿色", "zh", ("green",)),
        ("blue or green", "en", ("blue", "green")),
    ],
)
def test_a_colour_put_right_is_the_one_looked_for(text: str, locale: str, colors: tuple[str, ...]) -> None:
    (command,) = offline().understand(scene(text, locale, {"shown": 2})).commands
    assert isinstance(command, RefineSearch)
    assert command.change.colors == colors
