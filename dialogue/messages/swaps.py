"""What is said of goods that become other goods, before packing or after delivery: the preview, and that it is done.

Each is there for one item and for several, at the same price, for more and for less.
"""

from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, Label, Message, Swapped, Title
from dialogue.messages.changes import Preview
from dialogue.messages.choices import names
from dialogue.messages.notices import Notice
from dialogue.messages.selection import Listing
from orders.money import Money


class ChangePreview(Preview):
    """Asks for the yes to change an item before packing, at the same price."""

    english: ClassVar[str] = "Shall I change {old} to {new}? The price stays the same. (Order {order})"
    order: str
    old: Title
    new: Title


class ChangePreviewDearer(Preview):
    """Asks for the yes to change an item before packing; the new one costs {difference} more."""

    english: ClassVar[str] = (
        "Shall I change {old} to {new}? It costs {difference} more, charged to: {method}. (Order {order})"
    )
    order: str
    old: Title
    new: Title
    difference: Money
    method: Label


class ChangePreviewCheaper(Preview):
    """Asks for the yes to change an item before packing; {difference} goes back."""

    english: ClassVar[str] = (
        "Shall I change {old} to {new}? It costs less: you get {difference} back ({method}). (Order {order})"
    )
    order: str
    old: Title
    new: Title
    difference: Money
    method: Label


class ChangesPreview(Preview):
    """Asks for the yes to change several items before packing, at the same price. {swaps} takes a line for each."""

    english: ClassVar[str] = "Shall I change these in order {order}?\n{swaps}\nTogether the price stays the same."
    order: str
    swaps: tuple[Swapped, ...]


class ChangesPreviewDearer(ChangesPreview):
    """Asks for the yes to change several items before packing; together they cost {difference} more."""

    english: ClassVar[str] = (
        "Shall I change these in order {order}?\n{swaps}\nTogether that's {difference} more, charged to: {method}."
    )
    difference: Money
    method: Label


class ChangesPreviewCheaper(ChangesPreview):
    """Asks for the yes to change several items before packing; together they cost {difference} less."""

    english: ClassVar[str] = (
        "Shall I change these in order {order}?\n{swaps}\nTogether that's less: you get {difference} back ({method})."
    )
    difference: Money
    method: Label


class ExchangePreview(Preview):
    """Asks for the yes to swap delivered goods for others at the same price."""

    english: ClassVar[str] = (
        "Shall I swap {old} for {new}? It costs nothing. You get a label to send the old one back ({days} days time)."
    )
    old: Title
    new: Title
    days: int


class ExchangePreviewDearer(Preview):
    """Asks for the yes to swap delivered goods for dearer ones."""

    english: ClassVar[str] = (
        "Shall I swap {old} for {new}? It costs {difference} more, charged to: {method}. You get a label to send the "
        "old one back ({days} days time)."
    )
    old: Title
    new: Title
    difference: Money
    method: Label
    days: int


class ExchangePreviewCheaper(Preview):
    """Asks for the yes to swap delivered goods for cheaper ones; the money follows once the old ones are back."""

    english: ClassVar[str] = (
        "Shall I swap {old} for {new}? It costs less: {difference} goes back to you ({method}). You get a label to "
        "send the old one back ({days} days time)."
    )
    old: Title
    new: Title
    difference: Money
    method: Label
    days: int


class ExchangesPreview(Preview):
    """Asks for the yes to swap several delivered items at the same price. {swaps} takes a line for each."""

    english: ClassVar[str] = (
        "Shall I swap these for you?\n{swaps}\nIt costs nothing. You get one label to send the old ones back ({days} "
        "days time)."
    )
    swaps: tuple[Swapped, ...]
    days: int


class ExchangesPreviewDearer(ExchangesPreview):
    """Asks for the yes to swap several delivered items; together they cost {difference} more."""

    english: ClassVar[str] = (
        "Shall I swap these for you?\n{swaps}\nTogether that's {difference} more, charged to: {method}. You get one "
        "label to send the old ones back ({days} days time)."
    )
    difference: Money
    method: Label


class ExchangesPreviewCheaper(ExchangesPreview):
    """Asks for the yes to swap several delivered items; {difference} goes back once the old ones are here."""

    english: ClassVar[str] = (
        "Shall I swap these for you?\n{swaps}\nTogether that's less: {difference} goes back to you ({method}). You get "
        "one label to send the old ones back ({days} days time)."
    )
    difference: Money
    method: Label


class ItemIsNow(Notice):
    """An item was changed before packing, at the same price."""

    english: ClassVar[str] = "Done: in order {order} it's now {new} instead of {old}. The price stays the same."
    old: Title
    new: Title


class ItemIsNowDearer(Notice):
    """An item was changed before packing; {difference} is charged."""

    english: ClassVar[str] = (
        "Done: in order {order} it's now {new} instead of {old}. {difference} is charged to: {method}."
    )
    old: Title
    new: Title
    difference: Money
    method: Label


class ItemIsNowCheaper(Notice):
    """An item was changed before packing; {difference} goes back."""

    english: ClassVar[str] = (
        "Done: in order {order} it's now {new} instead of {old}. {difference} goes back to you ({method})."
    )
    old: Title
    new: Title
    difference: Money
    method: Label


class ItemsAreNow(Notice):
    """Several items were changed before packing, at the same price together. {swaps} takes a line for each."""

    english: ClassVar[str] = "Done, order {order} is changed:\n{swaps}\nTogether the price stays the same."
    swaps: tuple[Swapped, ...]


class ItemsAreNowDearer(ItemsAreNow):
    """Several items were changed before packing; {difference} is charged for all together."""

    english: ClassVar[str] = "Done, order {order} is changed:\n{swaps}\nFor that {difference} is charged to: {method}."
    difference: Money
    method: Label


class ItemsAreNowCheaper(ItemsAreNow):
    """Several items were changed before packing; {difference} goes back for all together."""

    english: ClassVar[str] = (
        "Done, order {order} is changed:\n{swaps}\nFor that {difference} goes back to you ({method})."
    )
    difference: Money
    method: Label


class GoodsInstead(Listing):
    """Goods that could take the place of an ordered item; asks which of them it shall be. Cards follow."""

    english: ClassVar[str] = "Here's what you could have instead. Which one shall it be?"
    asks: ClassVar[Slot | None] = Slot.PRODUCT

    def buttons(self) -> tuple[Button, ...]:
        return names("product", tuple((card.sku, card.title) for card in self.shown))


class NothingInstead(Message):
    """Nothing was found that could take the place of an ordered item."""

    english: ClassVar[str] = (
        "I find nothing like that to swap it for. Tell me in a few words what you'd like instead and I'll look again."
    )
