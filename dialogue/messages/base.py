"""What a Message is made of. A Message is what we tell a person, as meaning and facts, not as text.

Every Message class carries its English source in `english` (with named `{placeholders}`, one for each field that is
shown) and, in its docstring, the translator's note. Fields hold facts in these types and are formatted by `wording.py`:

    Money      an amount                      datetime / date   a moment or a day
    int        a number                       str               as is: names, ids, tracking numbers
    Term       a word of the catalog          Title             a product as it is called
    Because    why a product was picked       Item              a line of an order or a quote
    Label      a fixed phrase of ours         Place             an address
    Brief      an order in one line           Trait             something known of a product or a person
    Swapped    goods for other goods
    Said       free text of a model, its facts locked
"""

import re
from datetime import date, datetime
from typing import ClassVar, Final

from pydantic import BaseModel, ConfigDict

from dialogue.conversation import Slot
from matching.matches import Why
from orders.money import Money


class Fact(BaseModel):
    """Anything that crosses from meaning to words."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(Fact):
    """A word of the catalog: `kind` and `id` of a concept in terms.toml ("color", "yellow")."""

    kind: str
    id: str


class Title(Fact):
    """A product as it is called. With `name` and `category` it is composed in the shopper's language
    ("Regenjacke Skagen, Gelb, L"); else `titles[locale]` or `given`, the feed's own title, stands."""

    given: str
    name: str | None = None
    category: str | None = None
    color: str | None = None
    size: str | None = None
    titles: dict[str, str] = {}
    quantity: int = 1
    """Pieces, told where there are several."""


class Because(Fact):
    """One reason with its fact: a term, a size, an amount, a person, centimetres, a day."""

    why: Why
    term: Term | None = None
    size: str | None = None
    amount: Money | None = None
    person: str | None = None
    cm: int | None = None
    day: date | None = None


class Swapped(Fact):
    """Goods that become other goods, on a line of their own."""

    old: Title
    new: Title


class Item(Fact):
    """A line of an order, a quote, a basket or a parcel; `price` is for one piece."""

    sku: str
    title: Title
    quantity: int
    price: Money


TOKEN: Final = re.compile(r"⟦([1-9][0-9]?)⟧")
"""A fact inside free text, by its number."""


class Said(Fact):
    """Free text of a model in one language. Its facts are locked: ⟦n⟧ in it stands for the n-th of `facts`."""

    text: str
    facts: tuple[Term, ...]
    locale: str


class Card(Fact):
    """A product to show: picture, price, why, and whether few are left. `position` is what "the second one" means.

    `note` is a reason in free words; it stands for those of the reasons whose facts it holds.
    """

    position: int
    sku: str
    product: str
    title: Title
    price: Money
    image: str | None = None
    reasons: tuple[Because, ...] = ()
    note: Said | None = None
    left: int | None = None


class Place(Fact):
    """An address to be read back."""

    name: str
    line1: str
    line2: str = ""
    city: str
    region: str = ""
    postcode: str
    country: str


class Label(Fact):
    """A fixed phrase of ours, worded by the fragment `kind|id`: a way to pay, a part of an address, an order's state.
    Of kind "legal" it is the market's exact text.

    `value` is a name or number that goes into it ("card ending in 4242").
    """

    kind: str
    id: str
    value: str = ""


class Brief(Fact):
    """An order in one line: its first item, how many other lines there are, its state and total."""

    order: str
    title: Title
    more: int = 0
    state: Label
    placed: date | None = None
    total: Money


class Trait(Fact):
    """One thing known of a product or a person, worded by the fragment `trait|about`.

    A product's trait without values is one the maker does not state (`trait_unknown|about`). `said_at` is when a person
    said it of themselves or their household.
    """

    about: str
    values: tuple[Term | Place | Label | Money | int | float | str, ...] = ()
    said_at: datetime | None = None


class Button(Fact):
    """A choice. `id` (at most 64 bytes) is what comes back; its words are a fixed phrase, a term, or text as is.

    `legal` marks the labelled order step: its words come from the market's texts, exact, and it never becomes a number.
    """

    id: str
    label: str | None = None
    term: Term | None = None
    text: str | None = None
    title: Title | None = None
    amount: Money | None = None
    """An upper limit to choose: "up to 50 €"."""
    legal: str | None = None


class File(Fact):
    """A file to send along, made at the last moment from the order's facts: a receipt, a refund note, an export."""

    kind: str
    subject: str


FieldValue = (
    Money
    | datetime
    | date
    | int
    | str
    | bool
    | Term
    | Title
    | Because
    | Item
    | Swapped
    | Card
    | Place
    | Label
    | Brief
    | Trait
    | Said
    | tuple["FieldValue", ...]
    | None
)


class Message(Fact):
    """Base of all Messages. Subclasses are registered by name; `name()` is the context in `replies.po`.

    There are hundreds, and a start needs a few: pydantic makes the validator of each when it is first used.
    """

    model_config = ConfigDict(defer_build=True)

    english: ClassVar[str]
    english_plural: ClassVar[str | None] = None
    """For texts that count: used where the field named by `count` is not one."""
    count: ClassVar[str | None] = None
    asks: ClassVar[Slot | None] = None
    registry: ClassVar[dict[str, type["Message"]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        if "english" in cls.__dict__:
            Message.registry[cls.name()] = cls

    @classmethod
    def name(cls) -> str:
        """snake_case of the class name: `OrderShipped` is `order_shipped`."""
        return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in cls.__name__).lstrip("_")

    def buttons(self) -> tuple[Button, ...]:
        return ()

    def cards(self) -> tuple[Card, ...]:
        return ()

    def files(self) -> tuple[File, ...]:
        return ()
