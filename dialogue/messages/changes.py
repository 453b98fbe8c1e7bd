"""What is said before an order is changed: exactly what will happen, and a yes to ask for."""

from datetime import date
from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, Label, Message, Place, Title
from dialogue.messages.choices import answers, names, with_order, yes_or_no
from orders.money import Money


class Preview(Message):
    """Base of what is said before a yes; the token binds the yes to exactly this."""

    asks: ClassVar[Slot | None] = Slot.CONFIRM
    token: str

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token)


class CancelPreview(Preview):
    """Asks for the yes to cancel a whole order. {refund} goes back to {method}."""

    english: ClassVar[str] = "Shall I cancel order {order} ({titles})? You get {refund} back ({method})."
    order: str
    titles: tuple[Title, ...]
    refund: Money
    method: Label

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_cancel", no="keep_order")


class CancelUnpaidPreview(Preview):
    """Asks for the yes to cancel a whole order of which nothing has been charged."""

    english: ClassVar[str] = (
        "Shall I cancel order {order} ({titles})? It isn't charged yet; if a payment still comes through, it goes "
        "straight back to you."
    )
    order: str
    titles: tuple[Title, ...]

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_cancel", no="keep_order")


class CancelItemPreview(Preview):
    """Asks for the yes to cancel some pieces of an order. {quantity} counts them."""

    english: ClassVar[str] = (
        "Shall I take {quantity} × {title} out of order {order}? You get {refund} back ({method}); the rest of the "
        "order stays."
    )
    order: str
    title: Title
    quantity: int
    refund: Money
    method: Label


class UndoCancelPreview(Preview):
    """Asks for the yes to take back a cancellation: the order goes on as before."""

    english: ClassVar[str] = (
        "Shall I take the cancellation back? Order {order} ({titles}) then goes on as before and nothing is refunded."
    )
    order: str
    titles: tuple[Title, ...]


class AddressPreview(Preview):
    """Asks for the yes to deliver an order elsewhere; reads the new address back."""

    english: ClassVar[str] = "Order {order} then goes here: {address}\nIs that right?"
    order: str
    address: Place


class MoreNeedsNewOrder(Message):
    """The shopper wants more pieces of an order that is placed; they can be ordered as an order of their own."""

    english: ClassVar[str] = "I can't add to an order that's placed, but I can order more of {title} for you. Shall I?"
    title: Title
    sku: str

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id=f"slot:sku:{self.sku}"[:64], label="order_more"), Button(id="human", label="person"))


class AskWhatToChange(Message):
    """The shopper wants an order changed and has not said what."""

    english: ClassVar[str] = (
        "What shall I change in order {order} ({titles})? Another colour or size, the quantity, the address, or shall "
        "it be something else?"
    )
    asks: ClassVar[Slot | None] = Slot.SOLUTION
    order: str
    titles: tuple[Title, ...]

    def buttons(self) -> tuple[Button, ...]:
        return (*answers("solution", "other"), *with_order(self.order, "address", "cancel"))


class WhichItem(Message):
    """Asks which item of an order is meant."""

    english: ClassVar[str] = "Which item of order {order} do you mean?\n{titles}"
    asks: ClassVar[Slot | None] = Slot.ITEM
    order: str
    titles: tuple[Title, ...]
    lines: tuple[str, ...]

    def buttons(self) -> tuple[Button, ...]:
        return names("item", tuple(zip(self.lines, self.titles, strict=True)))


class WhichItemOrAll(WhichItem):
    """Asks which item of an order is meant; all of them is a choice too."""

    english: ClassVar[str] = "Which item of order {order} is it about, or all of them?\n{titles}"

    def buttons(self) -> tuple[Button, ...]:
        return (*names("item", tuple(zip(self.lines, self.titles, strict=True))), *answers("item", "all"))


class ItemNotInOrder(Message):
    """What the shopper names is not in that order; {titles} is what is in it."""

    english: ClassVar[str] = "I don't see that in order {order}. This is in it:\n{titles}"
    asks: ClassVar[Slot | None] = Slot.ITEM
    order: str
    titles: tuple[Title, ...]
    lines: tuple[str, ...]

    def buttons(self) -> tuple[Button, ...]:
        return names("item", tuple(zip(self.lines, self.titles, strict=True)))


class AskNewAddress(Message):
    """Asks where an order shall go instead."""

    english: ClassVar[str] = (
        "Where shall order {order} go instead? Please write name, street and number, postcode, town and country."
    )
    asks: ClassVar[Slot | None] = Slot.ADDRESS
    order: str


class NoSuchVariant(Message):
    """The item is not to be had in what the shopper wants; {others} are in stock. Empty {others} is another message."""

    english: ClassVar[str] = "I don't have {title} like that in stock. I do have: {others}."
    asks: ClassVar[Slot | None] = Slot.PRODUCT
    title: Title
    others: tuple[Title, ...]
    skus: tuple[str, ...]

    def buttons(self) -> tuple[Button, ...]:
        return names("sku", tuple(zip(self.skus, self.others, strict=True)))


class NoOtherVariant(Message):
    """There is nothing in stock the item could be swapped for; it can be sent back instead."""

    english: ClassVar[str] = (
        "I'm sorry, no other variant of {title} is in stock right now. You can send it back and get your money instead."
    )
    order: str
    title: Title

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "return")


class NothingToUndo(Message):
    """The shopper wants a cancellation taken back, but none of the orders is cancelled."""

    english: ClassVar[str] = "You have no cancelled order, so there's nothing to take back."


class ReturnInstead(Message):
    """Behind a refusal: what is possible once the parcel is there. {days} is how long after delivery."""

    english: ClassVar[str] = (
        "When it's there you can send it back within {days} days and get your money. It should arrive by {by}."
    )
    order: str
    days: int
    by: date

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "track")


class ReturnLater(Message):
    """Behind a refusal: what is possible once the parcel is there; when that is nobody knows."""

    english: ClassVar[str] = "When it's there you can send it back within {days} days and get your money."
    order: str
    days: int

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "track")


class TooLateForAnything(Message):
    """An order that was delivered long ago can no longer be changed, and the time to send it back is over too."""

    english: ClassVar[str] = "It has already been delivered, so it's too late for that."


class TooLateDelivered(Message):
    """An order that was delivered can no longer be cancelled or changed; it can be sent back or swapped."""

    english: ClassVar[str] = (
        "It has already been delivered, so it's too late for that. You can send it back or swap it instead."
    )
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "return", "exchange")


class PaymentPreview(Preview):
    """Asks for the yes to pay a placed order another way. {old} gets its money back once {new} has been charged."""

    english: ClassVar[str] = (
        "Shall I charge the {amount} for order {order} another way: {new}? As soon as that's done, what you paid "
        "before goes back ({old})."
    )
    order: str
    amount: Money
    old: Label
    new: Label
