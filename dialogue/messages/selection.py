"""What we tell someone who is looking for something: shortlists, nothing found, one question back.

The cards below a text show title, price and reasons, so the texts stay short. A text that ends in a colon
introduces cards.
"""

from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, Card, Message, Term, Title
from orders.money import Money


class Listing(Message):
    """A text with products below it."""

    shown: tuple[Card, ...]

    def cards(self) -> tuple[Card, ...]:
        return self.shown

    def buttons(self) -> tuple[Button, ...]:
        if len(self.shown) == 1:
            return (
                Button(id=f"take:{self.shown[0].sku}", label="take_it"),
                Button(id="more", label="more"),
                Button(id="cheaper", label="cheaper"),
            )
        return (
            Button(id="do:compare_products", label="compare"),
            Button(id="cheaper", label="cheaper"),
            Button(id="more", label="more"),
        )


class _Group(Listing):
    """Products for one of several things wanted: buttons would not say which of them they mean."""

    def buttons(self) -> tuple[Button, ...]:
        return ()


class Shortlist(Listing):
    """Products that fit what was asked for. {number} is how many are shown."""

    english = "This one fits:"
    english_plural = "These {number} fit:"
    count = "number"
    number: int


class ShortlistFor(Listing):
    """Products for somebody else. {person} is a word such as wife, son, friend; avoid agreement with it."""

    english = "My picks for your {person}:"
    person: Term


class ShortlistGift(Listing):
    """Products for a gift whose receiver was not named."""

    english = "As a gift, I'd look at these:"


class ShortlistGroup(_Group):
    """One group of products when several things were asked for at once. {what} is the kind of thing (rain jacket), or
    the words the shopper used; avoid agreement with it."""

    english = "For “{what}”:"
    what: Term | str


class MoreFound(Listing):
    """Other products than those shown before, for the same wish."""

    english = "Here is another one that fits:"
    english_plural = "Here are {number} others that fit:"
    count = "number"
    number: int


class CheaperFound(Listing):
    """Products that cost less than {than}, as was asked."""

    english = "Cheaper than {than}:"
    than: Money


class DearerFound(Listing):
    """Products that cost more than {than}, as was asked ("something better")."""

    english = "A step up from {than}:"
    than: Money


class NowWith(Listing):
    """Products after the wish was changed. {what} lists what is now asked for: colours, materials, features, sizes."""

    english = "Now with {what}:"
    what: tuple[Term | str, ...]


class NowWithout(Listing):
    """Products after something was ruled out. {what} lists what is not wanted (yellow, wool)."""

    english = "Without {what}:"
    what: tuple[Term, ...]


class NowUpTo(Listing):
    """Products after an upper price limit was set."""

    english = "Up to {amount}:"
    amount: Money


class NowFrom(Listing):
    """Products after a lower price limit was set."""

    english = "From {amount} upwards:"
    amount: Money


class NowAround(Listing):
    """Products after a rough price was said."""

    english = "Around {amount}:"
    amount: Money


class NowBetween(Listing):
    """Products after a price range was set."""

    english = "Between {lower} and {upper}:"
    lower: Money
    upper: Money


class NowInstead(Listing):
    """Products after the kind of thing was changed ("no, rather a coat"). {what} is the new kind of thing."""

    english = "Then let's look at this instead: {what}."
    what: Term


class NowLoosened(Listing):
    """Products after a condition was dropped, usually with our button ("any colour")."""

    english = "Without that condition, this fits:"


class Loosens(Message):
    """Nothing there, and the one condition whose loosening would help; `drop` names it, None when there is none."""

    drop: str | None = None

    def buttons(self) -> tuple[Button, ...]:
        loosen = (Button(id=f"drop:{self.drop}", label=LOOSEN[self.drop]),) if self.drop in LOOSEN else ()
        return (*loosen, Button(id="human", label="person"))


class NothingFits(Loosens):
    """Nothing in the shop has all that was asked for. A button below may loosen one condition."""

    english = "I have nothing that fits all of that, and I won't show you something else and call it a match."


class NothingFitsLoosen(Loosens):
    """Nothing fits, but without one condition something would; the button below drops it."""

    english = "I have nothing that fits all of that. Drop one condition and there is something:"


class NothingFitsAtOnce(Loosens):
    """Nothing has all that was asked for at once. {what} is the kind of thing; the cheapest of that kind costs
    {price}. A button below shows that kind, whatever else was asked for; a yes does the same."""

    english = "I have nothing that fits all of that at once. Under “{what}” prices start at {price}. Shall I show you?"
    what: Term
    price: Money

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id=f"drop:{self.drop}", label="show_kind"), Button(id="human", label="person"))


class NothingSoCheap(Loosens):
    """Nothing keeps the price limit by far; {price} is what the cheapest that fits costs. A button drops the limit."""

    english = "Nothing that fits stays under {limit}; the cheapest costs {price}."
    limit: Money
    price: Money


class NotSold(Loosens):
    """We do not sell that kind of thing, or do not know it. {what} are the shopper's words or the kind of thing."""

    english = (
        "“{what}”: there is nothing like that in the shop. Tell me what it is for, and I'll look for what could do."
    )
    what: Term | str


class NothingFitsGroup(Message):
    """One of several things asked for was not found. {what} is the kind of thing or the shopper's words."""

    english = "For “{what}” I found nothing that fits."
    what: Term | str


class NothingCheaper(Loosens):
    """Nothing that fits costs less than {than}."""

    english = "Nothing that fits costs less than {than}."
    than: Money


class NothingCheaperGroup(Message):
    """Of one of several things wanted ({what}), nothing that fits costs less than {than}."""

    english = "For “{what}” nothing that fits costs less than {than}."
    what: Term | str
    than: Money


class NothingDearerGroup(Message):
    """Of one of several things wanted ({what}), nothing that fits costs more than {than}."""

    english = "For “{what}” nothing that fits costs more than {than}."
    what: Term | str
    than: Money


class NothingDearer(Loosens):
    """Nothing that fits costs more than {than}."""

    english = "{than} is already the most expensive one that fits."
    than: Money


class NoMore(Loosens):
    """Everything that fits has been shown."""

    english = "That was everything that fits."


class NoOtherSize(Message):
    """A larger or smaller size was asked for, and there is none. {size} is the last size in that direction."""

    english = "{title} has no size beyond {size}."
    title: Title
    size: str


class WhatSearch(Message):
    """Asked when somebody wants to change a search, but there is none yet."""

    english = "Gladly. What shall I look for?"
    asks: ClassVar[Slot | None] = Slot.PRODUCT


class WhatExactly(Message):
    """Asked when somebody looks for something without saying what. One short question."""

    english = "Happy to help. What are you after: something to wear, or something for your home?"
    asks: ClassVar[Slot | None] = Slot.PRODUCT
    options: tuple[Term, ...] = ()

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(id=f"slot:product:{option.id}", term=option) for option in self.options)


class WhatExactlyAgain(WhatExactly):
    """The same question a second time, put differently."""

    english = "Give me one word to start with, such as lamp, jacket or mug. What should it be?"


class WhichKind(WhatExactly):
    """Below a first shortlist of a wide kind (clothes): offers narrower kinds on buttons."""

    english = "Shall I narrow it down?"


class WhatGift(WhatExactly):
    """Asked when somebody looks for a gift without saying what kind."""

    english = "A gift, lovely. What do they enjoy wearing or having at home?"


class WhichSize(Message):
    """Asked to narrow a search; the sizes are on the buttons, any other may be typed."""

    english = "Which size do you need?"
    asks: ClassVar[Slot | None] = Slot.SIZE
    options: tuple[str, ...] = ()

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(id=f"slot:size:{option}", text=option) for option in self.options)


class WhichColor(Message):
    """Asked to narrow a search; colours are on the buttons, any other may be typed."""

    english = "Which colour would you like?"
    asks: ClassVar[Slot | None] = Slot.COLOR
    options: tuple[Term, ...] = ()

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(id=f"slot:color:{option.id}", term=option) for option in self.options)


class ForWhom(Message):
    """Asked to narrow a search: who it is for. Buttons name people (me, wife, son) or groups (women, kids)."""

    english = "Who is it for?"
    asks: ClassVar[Slot | None] = Slot.RECIPIENT
    options: tuple[Term, ...] = ()

    def buttons(self) -> tuple[Button, ...]:
        return tuple(
            Button(id="slot:recipient:self", label="for_me")
            if option.id == "self"
            else Button(id=f"slot:recipient:{option.id}", term=option)
            for option in self.options
        )


class WhichBudget(Message):
    """Asked to narrow a search: the most the shopper wants to spend."""

    english = "About how much would you like to spend?"
    asks: ClassVar[Slot | None] = Slot.BUDGET
    options: tuple[Money, ...] = ()

    def buttons(self) -> tuple[Button, ...]:
        limits = tuple(Button(id=f"slot:budget:{option.plain()}", amount=option) for option in self.options)
        return (*limits, Button(id="drop:budget", label="any_price"))


class BudgetOtherCurrency(WhichBudget):
    """A price limit was said in another currency than the shop's here. {said} is that amount; {example} is any amount
    in our currency, which shows the currency to use. We do not convert."""

    english = (
        "You said {said}; prices here are in another currency, like {example}, and I'd rather ask than guess a rate. "
        "What is your limit in that currency?"
    )
    said: Money
    example: Money


LOOSEN: dict[str, str] = {
    "colors": "any_color",
    "size": "any_size",
    "budget": "any_price",
    "materials": "any_material",
    "features": "any_features",
    "patterns": "any_pattern",
    "styles": "any_style",
    "rooms": "any_room",
    "occasions": "any_occasion",
    "fits": "any_measure",
    "needed_by": "any_day",
    "not_colors": "anything_but",
    "not_materials": "anything_but",
}
"""Label of the button that drops a condition, by the name of the Need's field."""
