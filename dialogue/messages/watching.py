"""Waiting for goods that are sold out: asked for, called off, and told once they are back."""

from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, Card, Message, Title
from orders.money import Money


def no_longer(sku: str) -> Button:
    return Button(id=f"unwatch:{sku}", label="no_longer_wait")


class WillTellWhenBack(Message):
    """The shopper wants to be told when {title} is in stock again. They are told once, right here in the chat."""

    english: ClassVar[str] = "I'll write to you here as soon as {title} is back."
    title: Title
    sku: str

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="more", label="similar"), no_longer(self.sku))


class AskWhichSizeToWatch(Message):
    """Several sizes of {title} are sold out; asks which one the shopper waits for. {sizes} lists them."""

    english: ClassVar[str] = "Gladly. Which size of {title} are you waiting for? Sold out at the moment: {sizes}."
    asks: ClassVar[Slot | None] = Slot.SIZE
    title: Title
    sizes: tuple[str, ...]

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(id=f"size:{size}", text=size) for size in self.sizes)


class AskWhatToWatch(Message):
    """The shopper wants to be told when something is back, but it is not clear what."""

    english: ClassVar[str] = "Gladly. What are you waiting for? Tell me its name, or look for it with me first."


class BackInStock(Message):
    """What the shopper has waited for is there again. Said unasked, once. {price} is for one piece."""

    english: ClassVar[str] = "Good news: {title} is back, for {price}. Would you like it?"
    title: Title
    price: Money
    sku: str
    shown: tuple[Card, ...] = ()

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id=f"slot:sku:{self.sku}"[:64], label="take_it"),)

    def cards(self) -> tuple[Card, ...]:
        return self.shown


class WaitingFor(Message):
    """What the shopper waits for. {titles} is a list."""

    english: ClassVar[str] = "I'll write to you as soon as these are back: {titles}."
    titles: tuple[Title, ...]
    skus: tuple[str, ...]

    def buttons(self) -> tuple[Button, ...]:
        if len(self.skus) == 1:
            return (no_longer(self.skus[0]),)
        return (Button(id="unwatch:all", label="wait_for_nothing"),)


class WaitingForNothing(Message):
    """The shopper waits for nothing at the moment."""

    english: ClassVar[str] = (
        "Nothing at the moment. When something you'd like is sold out, just say “tell me when it's back”."
    )


class NoLongerWaiting(Message):
    """Called off: the shopper is not told when {titles} are back. A list."""

    english: ClassVar[str] = "All right, I won't write to you about {titles} any more."
    titles: tuple[Title, ...]


class WaitingForNothingNow(Message):
    """Everything the shopper waited for is called off."""

    english: ClassVar[str] = "All right, your waiting list is empty. I won't write to you about any of it."


class WhichNoLonger(Message):
    """The shopper no longer wants to wait for one of several things; asks which. {titles} is a list."""

    english: ClassVar[str] = "Which one shall I take off your list? {titles}"
    asks: ClassVar[Slot | None] = Slot.PRODUCT
    titles: tuple[Title, ...]
    skus: tuple[str, ...]

    def buttons(self) -> tuple[Button, ...]:
        named = zip(self.skus, self.titles, strict=True)
        each = tuple(Button(id=f"unwatch:{sku}"[:64], title=title) for sku, title in named)
        return (*each[:8], Button(id="unwatch:all", label="wait_for_nothing"))


class RefusedInStock(Message):
    """The shopper wants to be told when something is back, but it is in stock: it can be bought now."""

    english: ClassVar[str] = "No need to wait: {title} is in stock. Would you like it?"
    title: Title
    sku: str

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id=f"slot:sku:{self.sku}"[:64], label="take_it"),)


class RefusedAlreadyWaiting(Message):
    """The shopper waits for it already."""

    english: ClassVar[str] = "It's noted already: you'll hear from me as soon as {title} is back."
    title: Title
    sku: str

    def buttons(self) -> tuple[Button, ...]:
        return (no_longer(self.sku),)


class RefusedTooManyWishes(Message):
    """The shopper waits for as many things as is possible at once, {most}."""

    english: ClassVar[str] = (
        "You're waiting for {most} things already, and that's as many as I can keep an eye on. Shall we take one off?"
    )
    most: int

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:ask_watched", label="waiting_list"),)


class RefusedNotWaiting(Message):
    """The shopper does not wait for it, or it was told already."""

    english: ClassVar[str] = "That one isn't on your waiting list, so you won't hear from me about it."

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:ask_watched", label="waiting_list"),)
