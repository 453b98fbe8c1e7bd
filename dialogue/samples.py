"""Messages with made-up facts, to show what a text looks like: typical ones, and the longest that may come. Pure.

Facts are made from the types of a Message's fields, so that a new Message is shown without anything to write.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from types import UnionType
from typing import Final, Union, get_args, get_origin

import dialogue.messages  # noqa: F401 - fills the registry
from dialogue.messages.base import (
    Because,
    Brief,
    Card,
    Item,
    Label,
    Message,
    Place,
    Said,
    Swapped,
    Term,
    Title,
    Trait,
)
from dialogue.messages.paying import Stored
from matching.matches import Why
from orders.money import Money


class Facts(StrEnum):
    """Which facts a sample holds."""

    TYPICAL = "typical"
    WORST = "worst"


_TITLES: Final = {
    Facts.TYPICAL: Title(given="Rain jacket Skagen", name="Skagen", category="rain_jacket", color="yellow", size="L"),
    Facts.WORST: Title(
        given="Extendable dining table Schwarzwaldhochstraße with bench",
        name="Schwarzwaldhochstraße",
        category="dining_table",
        color="anthracite",
        size="100x200",
        quantity=12,
    ),
}
_PLACES: Final = {
    Facts.TYPICAL: Place(name="Jana Vogt", line1="Lindenweg 8", city="Bonn", postcode="53111", country="DE"),
    Facts.WORST: Place(
        name="Maximiliane Freifrau von Hohenstein-Waldburg",
        line1="Bürgermeister-Schwarzenberger-Straße 128a",
        line2="Hinterhaus, 3. Stock links, bei Papadimitriou",
        city="Hellschen-Heringsand-Unterschaar",
        postcode="25764",
        country="DE",
    ),
}
_AMOUNTS: Final = {Facts.TYPICAL: Money(12_990, "EUR"), Facts.WORST: Money(1_234_567, "EUR")}
_SUMS: Final = {"goods": 12_990, "shipping": 490, "fee": 1_348, "tax": 2_367, "total": 14_828, "refund": 12_990}
"""Typical amounts in cents, of an order whose sums are right."""
_NUMBERS: Final = {Facts.TYPICAL: 3, Facts.WORST: 120}
_DAYS: Final = {Facts.TYPICAL: date(2026, 12, 4), Facts.WORST: date(2026, 9, 30)}
_MOMENTS: Final = {
    Facts.TYPICAL: datetime(2026, 12, 4, 15, 30, tzinfo=UTC),
    Facts.WORST: datetime(2026, 9, 30, 22, 45, tzinfo=UTC),
}
_PIECES: Final = {Facts.TYPICAL: 2, Facts.WORST: 5}
"""How many things stand in a field that holds several."""
_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "order": ("SK-7F3KQ2", "SK-7F3KQ2"),
    "sku": ("JKT1-yellow-L", "JKT1-yellow-L"),
    "carrier": ("DHL", "Österreichische Post"),
    "number": ("FX771204398DE", "00340434161094042557"),
    "staff": ("Alex", "Maximiliane"),
    "shopper": ("Jana", "Maximiliane"),
    "who": ("Jana", "Maximiliane"),
    "card": ("GIFT-4K7P-9X2M", "GIFT-4K7P-9X2M"),
    "code": ("482913", "482913"),
    "example": ("GIFT-4K7P-9X2M", "GIFT-4K7P-9X2M"),
    "email": ("jana@example.com", "maximiliane.von-hohenstein-waldburg@post.example.com"),
    "language": ("Norsk", "Português"),
    "country": ("Portugal", "United Kingdom"),
    "place": ("Leipzig", "Hellschen-Heringsand-Unterschaar"),
    "text": ("I have asked the maker, and I'll write to you tomorrow.", "I have asked the maker. " * 12),
    "told": ("you get an answer by Friday", "you get an answer by Friday, " * 8),
    "reason": ("The photo shows another lamp.", "The photo shows another lamp than the one in the order. " * 5),
    "words": ("wash at 30 degrees, do not tumble dry", "wash at 30 degrees with like colours, dry flat, " * 6),
    "what": ("hoverboard", "a hoverboard for the garden with lights"),
    "id": ("SK-7F3KQ2", "SK-7F3KQ2"),
    "size": ("L", "XXL"),
}
"""Plain words by the name of their field: typical, and as long as they come."""
_OTHER_TEXT: Final = ("M", "XXL")
_GUESSES: Final = ("my_orders", "where_is_it", "return_it", "change_address", "cancel_order")
"""Labels of buttons for what somebody may have meant."""


def sample(kind: type[Message], facts: Facts = Facts.TYPICAL, number: int | None = None) -> Message:
    """A Message of this kind. `number` stands in the field that its text counts by, where it has one."""
    values = {name: _value(name, field.annotation, facts) for name, field in kind.model_fields.items()}
    if kind.count is not None and number is not None:
        values[kind.count] = number
    return kind(**values)


def _value(name: str, annotation: object, facts: Facts, place: int = 0) -> object:
    arguments = get_args(annotation)
    if get_origin(annotation) in {Union, UnionType}:
        return _value(name, next(each for each in arguments if each is not type(None)), facts, place)
    if get_origin(annotation) is tuple:
        if name == "guesses":
            return tuple((label, label) for label in _GUESSES[: _PIECES[facts]])
        if arguments[-1] is not Ellipsis:
            return tuple(_value(name, each, facts, place) for each in arguments)
        return tuple(_value(name, arguments[0], facts, each) for each in range(_PIECES[facts]))
    if annotation is str:
        return _text(name, facts, place)
    if annotation is Money and facts is Facts.TYPICAL and name in _SUMS:
        return Money(_SUMS[name], "EUR")
    if annotation is int and name.endswith("percent"):
        return 10
    return _MAKES[annotation](facts, place)


def _text(name: str, facts: Facts, place: int) -> str:
    texts = _TEXTS.get(name, _OTHER_TEXT)
    text = texts[0] if facts is Facts.TYPICAL else texts[1]
    return text if place == 0 else f"{text}{place + 1}"


def _because(facts: Facts) -> tuple[Because, ...]:
    color = Because(why=Why.COLOR, term=Term(kind="color", id="yellow"))
    if facts is Facts.TYPICAL:
        return (color,)
    return (color, Because(why=Why.SIZE, size="XXL"), Because(why=Why.CHEAPEST))


def _card(facts: Facts, place: int) -> Card:
    return Card(
        position=place + 1,
        sku=f"JKT{place + 1}-yellow-L",
        product=f"JKT{place + 1}",
        title=_TITLES[facts],
        price=_AMOUNTS[facts],
        reasons=_because(facts),
        left=2 if facts is Facts.WORST else None,
    )


_METHOD: Final = Label(kind="method", id="card", value="4242")
_MAKES: Final[Mapping[object, Callable[[Facts, int], object]]] = {
    int: lambda facts, place: _NUMBERS[facts],
    bool: lambda facts, place: True,
    Money: lambda facts, place: _AMOUNTS[facts],
    date: lambda facts, place: _DAYS[facts],
    datetime: lambda facts, place: _MOMENTS[facts],
    Title: lambda facts, place: _TITLES[facts],
    Term: lambda facts, place: Term(kind="color", id="yellow"),
    Label: lambda facts, place: _METHOD,
    Place: lambda facts, place: _PLACES[facts],
    Because: lambda facts, place: _because(facts)[0],
    Card: _card,
    Item: lambda facts, place: Item(
        sku=f"JKT{place + 1}-yellow-L", title=_TITLES[facts], quantity=place + 1, price=_AMOUNTS[facts]
    ),
    Swapped: lambda facts, place: Swapped(
        old=_TITLES[facts], new=_TITLES[facts].model_copy(update={"color": "blue", "size": "M"})
    ),
    Brief: lambda facts, place: Brief(
        order="SK-7F3KQ2",
        title=_TITLES[facts],
        more=place,
        state=Label(kind="headline", id="shipped"),
        total=_AMOUNTS[facts],
    ),
    Trait: lambda facts, place: Trait(about="material", values=(Term(kind="material", id="wool"),)),
    Said: lambda facts, place: Said(text="Warm and light.", facts=(), locale="en"),
    Stored: lambda facts, place: Stored(token=f"card_{4242 + place}", method=_METHOD),
}
