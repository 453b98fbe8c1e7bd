"""The shopper's own ways to pay: offered, chosen, made the usual one, forgotten. Never a card number."""

from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, Fact, Label, Message


class Stored(Fact):
    """A stored way to pay: its token, what it is called, and what stands on its button (None: its kind's label)."""

    token: str
    method: Label
    text: str | None = None

    def button(self, slot: str = "payment") -> Button:
        if self.text is not None:
            return Button(id=f"slot:{slot}:{self.token}"[:64], text=self.text)
        return Button(id=f"slot:{slot}:{self.token}"[:64], label=f"payment_{self.method.id.removesuffix('_any')}")


def kinds(methods: tuple[Label, ...]) -> tuple[Button, ...]:
    """A button for each kind of method."""
    names = [method.id.removesuffix("_any") for method in methods]
    return tuple(Button(id=f"slot:payment:{name}", label=f"payment_{name}") for name in names)


class _Choice(Message):
    """Offers the shopper's own ways to pay, then other kinds."""

    yours: tuple[Label, ...]
    stored: tuple[Stored, ...] = ()
    methods: tuple[Label, ...] = ()

    def buttons(self) -> tuple[Button, ...]:
        return (*(each.button() for each in self.stored), *kinds(self.methods))


class AskYourMethod(_Choice):
    """Asks how the shopper wants to pay. {yours} are ways they have paid before, {methods} other ways. Both lists."""

    english: ClassVar[str] = "How would you like to pay? From before I know: {yours}. You can also pay by {methods}."
    asks: ClassVar[Slot | None] = Slot.PAYMENT


class AskWhichOfYours(_Choice):
    """Several of the shopper's own ways to pay could be meant; asks which. {yours} is a list."""

    english: ClassVar[str] = "I know several: {yours}. Which one do you mean?"
    asks: ClassVar[Slot | None] = Slot.PAYMENT


class NoSuchMethodOfYours(_Choice):
    """The shopper named a card by its last digits, but none of theirs ends like that. {yours} are those we know."""

    english: ClassVar[str] = (
        "I don't know a card of yours like that. From before I know: {yours}. Which one shall it be?"
    )
    asks: ClassVar[Slot | None] = Slot.PAYMENT


class YourWaysToPay(_Choice):
    """How the shopper can pay. {usual} is what is used unless they say otherwise, {yours} their own ways, {methods}
    other ways. {yours} and {methods} are lists."""

    english: ClassVar[str] = (
        "From before I know: {yours}. Unless you tell me otherwise I use this: {usual}. You can also pay by {methods}. "
        "I charge only after you've confirmed the order, and refunds go back the same way."
    )
    usual: Label


class UsualMethodNow(Message):
    """From now on orders are paid that way, unless the shopper says otherwise."""

    english: ClassVar[str] = "Noted: from now on I'll use this for your orders: {method}."
    method: Label


class AskWhichToForget(_Choice):
    """The shopper wants a stored way to pay forgotten; asks which. {yours} is a list."""

    english: ClassVar[str] = "I know several: {yours}. Which one shall I forget?"
    asks: ClassVar[Slot | None] = Slot.PAYMENT


class NothingStoredLikeThat(Message):
    """The shopper wants a way to pay forgotten that we have not kept."""

    english: ClassVar[str] = "I haven't kept anything like that, so there's nothing to forget."

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:ask_payment", label="ways_to_pay"),)


class MethodForgotten(Message):
    """A stored way to pay was forgotten. What was paid with it can still be refunded to it."""

    english: ClassVar[str] = (
        "Forgotten: {method}. If an order paid that way is ever refunded, the money still goes back there."
    )
    method: Label


class RefusedMethodInUse(Message):
    """A stored way to pay cannot be forgotten yet: an order that is not paid yet needs it."""

    english: ClassVar[str] = (
        "Order {order} still needs it to be paid. Once that's settled, or you pay it another way, I'll gladly forget "
        "it."
    )
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:choose_payment", label="pay_differently"),)


class RefusedMethodForgotten(Message):
    """Something would be charged to the way an order was paid, but the shopper had that way to pay forgotten. The
    question how they want to pay instead follows."""

    english: ClassVar[str] = (
        "What order {order} was paid with is no longer stored, as you wished, so I can't charge anything to it."
    )
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:choose_payment", label="pay_differently"),)


class CardNumberRemoved(Message):
    """The shopper typed the number of a payment card. It was taken out before anything was kept; nobody has seen it.
    {methods} is a list of ways to pay that need no number here."""

    english: ClassVar[str] = (
        "Please never send a card number in a chat. I took it out at once: it isn't stored anywhere and nobody gets to "
        "see it. You can pay by {methods} without writing me any number."
    )
    methods: tuple[Label, ...]
    stored: tuple[Stored, ...] = ()

    def buttons(self) -> tuple[Button, ...]:
        return tuple(each.button() for each in self.stored) or kinds(self.methods)
