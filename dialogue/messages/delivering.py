"""Where orders go: the default address, another one for one order, those we know."""

from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, Message, Place
from dialogue.messages.choices import with_order


class DefaultAddressNow(Message):
    """From now on new orders go to {address}. Orders that are placed already are not touched."""

    english: ClassVar[str] = (
        "Noted: from now on your orders go to {address}. What you've ordered already still goes where it was going."
    )
    address: Place


class DefaultAddressNowAndOrder(DefaultAddressNow):
    """The same, while order {order} is not packed yet: it could still be sent there too."""

    english: ClassVar[str] = (
        "Noted: from now on your orders go to {address}. Order {order} still goes to the old address; it isn't packed "
        "yet, so I could send it to the new one too."
    )
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "to_default")


class DefaultAddressIsThat(Message):
    """The shopper wants {address} as their default address, which it is already."""

    english: ClassVar[str] = "Your orders go there already: {address}"
    address: Place


class AddressForThisOrder(Message):
    """Said with an order before the yes: it goes to the address just told; {usual} stays the one for later orders."""

    english: ClassVar[str] = "I'm using that address for this order. Later ones go to {usual} again, as before."
    usual: Place

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="slot:address:always", label="address_always"),)


class AskWhichAddress(Message):
    """The shopper means one of the addresses we know; asks which. {places} are lines, one for each."""

    english: ClassVar[str] = "Which address shall it be?\n{places}"
    asks: ClassVar[Slot | None] = Slot.ADDRESS
    places: tuple[Place, ...]
    keys: tuple[str, ...]

    def buttons(self) -> tuple[Button, ...]:
        named = zip(self.keys, self.places, strict=True)
        return tuple(Button(id=f"slot:address:{key}", text=_short(place.line1)) for key, place in named)


def _short(street: str) -> str:
    """What fits on a button."""
    return street if len(street) <= 20 else f"{street[:19].rstrip()}…"


class OnlyOneAddress(Message):
    """The shopper means another address, but we know only {address}. Asks for the other one."""

    english: ClassVar[str] = (
        "The only address I have from you is {address}. Where else shall it go? Please write street and number, "
        "postcode and town."
    )
    asks: ClassVar[Slot | None] = Slot.ADDRESS
    address: Place


class GoesThereAlready(Message):
    """An order that shall go to the default address goes there already."""

    english: ClassVar[str] = "Order {order} goes there already."
    order: str
