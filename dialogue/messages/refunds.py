"""What is said before goods or money go back: returns, exchanges, complaints about goods, losses, withdrawal."""

from datetime import date
from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, Label, Message, Title
from dialogue.messages.changes import Preview
from dialogue.messages.choices import answers, with_order, yes_or_no
from orders.money import Money


class ReturnPreview(Preview):
    """Asks for the yes to return goods. {titles} are the goods, {refund} goes back to {method} once they are here.
    {days} is how long the shopper has to post them."""

    english: ClassVar[str] = (
        "Shall I arrange the return of {titles}? You get a label from me and {days} days to post it. As soon as it's "
        "here, {refund} goes back to you ({method})."
    )
    titles: tuple[Title, ...]
    refund: Money
    method: Label
    days: int

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_return", no="keep_it")


class AskPhoto(Message):
    """Something arrived damaged or wrong. Asks for a photo, which is not a must."""

    english: ClassVar[str] = (
        "I'm sorry about {titles}! If you like, send me a photo of it. If not, just press “Continue”, that's fine too."
    )
    asks: ClassVar[Slot | None] = Slot.PHOTO
    titles: tuple[Title, ...]

    def buttons(self) -> tuple[Button, ...]:
        return answers("photo", "none")


class NoReplacement(Message):
    """The shopper wants new goods for what came damaged or wrong. We do not send any; the money goes back. What follows
    goes on with that."""

    english: ClassVar[str] = (
        "I can't send a new one in its place, I'm sorry: for goods that arrive damaged or wrong you get your money "
        "back. After that I'll gladly order it again for you."
    )


class ClaimPreview(Preview):
    """Asks for the yes to refund goods that came damaged, wrong or not at all. Nothing has to be sent back."""

    english: ClassVar[str] = (
        "I'm sorry about that. I refund {refund} for {titles} ({method}), and you needn't send anything back. Shall I?"
    )
    titles: tuple[Title, ...]
    refund: Money
    method: Label

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_refund")


class ClaimPreviewSendBack(Preview):
    """Asks for the yes to refund goods that came damaged or wrong, which have to be sent back at our cost."""

    english: ClassVar[str] = (
        "I'm sorry about that. I send you a free label for {titles}, and {refund} goes back to you ({method}). Shall I?"
    )
    titles: tuple[Title, ...]
    refund: Money
    method: Label

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_refund")


class ClaimPreviewPerson(Preview):
    """Asks for the yes to put a refund before a colleague, because it is above what the agent may decide alone."""

    english: ClassVar[str] = (
        "I'm sorry about that. It's about {refund} for {titles}; with an amount like that a colleague of mine has a "
        "quick look first. Shall I pass it on?"
    )
    titles: tuple[Title, ...]
    refund: Money

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_pass_on")


class RefundPreview(Preview):
    """Asks for the yes to a refund with no reason asked. {titles} is what it is for."""

    english: ClassVar[str] = "You get {refund} back for {titles} ({method}). Shall I arrange it?"
    titles: tuple[Title, ...]
    refund: Money
    method: Label

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_refund")


class LostPreview(Preview):
    """The parcel never came. Asks for the yes to the full refund; a new parcel is the other choice."""

    english: ClassVar[str] = (
        "I'm sorry that {titles} never reached you. You get everything back: {refund} ({method}). Shall I do that, "
        "or send it a second time?"
    )
    order: str
    titles: tuple[Title, ...]
    refund: Money
    method: Label

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button(id=f"confirm:{self.token}", label="yes_refund"),
            Button(id=f"order:{self.order}:lost_reship", label="solution_reship"),
            Button(id=f"deny:{self.token}", label="keep_waiting"),
        )


class ReshipPreview(Preview):
    """Asks for the yes to send lost goods a second time. {by} is the new day."""

    english: ClassVar[str] = "Shall I send {titles} a second time? It costs you nothing and arrives by {by}."
    order: str
    titles: tuple[Title, ...]
    by: date

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button(id=f"confirm:{self.token}", label="solution_reship"),
            Button(id=f"order:{self.order}:lost_refund", label="solution_refund"),
            Button(id=f"deny:{self.token}", label="keep_waiting"),
        )


class WithdrawPreview(Preview):
    """Second step of the withdrawal: the shopper has declared it, the button confirms it. Legal text, no questions."""

    english: ClassVar[str] = (
        "You are withdrawing from the contract for order {order} ({titles}). Please press the button to confirm. You "
        "get the receipt at once, and {refund} back ({method})."
    )
    order: str
    titles: tuple[Title, ...]
    refund: Money
    method: Label

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button(id=f"confirm:{self.token}", legal="confirm_withdrawal"),
            Button(id=f"deny:{self.token}", label="keep_order"),
        )


class AskRefundReason(Message):
    """The shopper wants money back for delivered goods. Asks what happened, to find the right way."""

    english: ClassVar[str] = "Of course, let's sort that out. What's the matter with {titles}?"
    asks: ClassVar[Slot | None] = Slot.REASON
    order: str
    titles: tuple[Title, ...]

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "return", "damaged", "wrong", "missing", "lost")


class NotDueYet(Message):
    """The parcel has not come, but the promised day is not over. {until} is when the money would go back by itself."""

    english: ClassVar[str] = (
        "I understand the wait is annoying. {titles} is promised by {promised_by}. If it isn't there by then, your "
        "money goes back in full by itself; you needn't ask again."
    )
    order: str
    titles: tuple[Title, ...]
    promised_by: date

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "track")


class RefundComing(Message):
    """A refund was paid out to the payment provider or is about to be. {days} counts working days."""

    english: ClassVar[str] = (
        "Your refund of {amount} for order {order} is on its way ({method}). It takes up to {days} working day from "
        "{since}."
    )
    english_plural: ClassVar[str | None] = (
        "Your refund of {amount} for order {order} is on its way ({method}). It takes up to {days} working days from "
        "{since}."
    )
    count: ClassVar[str | None] = "days"
    order: str
    amount: Money
    method: Label
    days: int
    since: date


class RefundDone(Message):
    """A refund has been paid out. {on} is the day. {days} counts the working days a bank may need to show it."""

    english: ClassVar[str] = (
        "I paid {amount} back for order {order} on {on} ({method}). With some banks it takes up to {days} working "
        "day to show."
    )
    english_plural: ClassVar[str | None] = (
        "I paid {amount} back for order {order} on {on} ({method}). With some banks it takes up to {days} working "
        "days to show."
    )
    count: ClassVar[str | None] = "days"
    order: str
    amount: Money
    method: Label
    on: date
    days: int


class RefundDoneAtOnce(Message):
    """A refund has been paid out by a method that shows it at once."""

    english: ClassVar[str] = "I paid {amount} back for order {order} on {on} ({method}). You can use it already."
    order: str
    amount: Money
    method: Label
    on: date


class RefundAfterReturn(Message):
    """The refund follows once the goods are back."""

    english: ClassVar[str] = (
        "For order {order} I'm waiting for your return parcel. As soon as it's here, {amount} goes back to you. "
        "Please post it by {send_by}."
    )
    order: str
    amount: Money
    send_by: date


class RefundWaitsForPerson(Message):
    """A colleague is looking at the refund."""

    english: ClassVar[str] = (
        "Your refund of {amount} for order {order} is with a colleague of mine, who is looking at it. You hear from "
        "us as soon as it's decided."
    )
    order: str
    amount: Money


class RefundAfterUndo(Message):
    """The order is cancelled; the refund leaves when the time to take that back is over."""

    english: ClassVar[str] = (
        "Order {order} is cancelled, and {amount} goes back to you right after the time for changing your mind "
        "({method})."
    )
    order: str
    amount: Money
    method: Label


class RefundWasDeclined(Message):
    """A colleague decided against the refund."""

    english: ClassVar[str] = (
        "The refund of {amount} for order {order} was declined by a colleague. If you see it differently, tell me "
        "and a person gets back to you."
    )
    order: str
    amount: Money

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="human", label="person"),)


class NoRefundOpen(Message):
    """The shopper asks about a refund, but there is none for that order."""

    english: ClassVar[str] = (
        "There's no refund open for order {order} ({titles}). Would you like your money back for it?"
    )
    order: str
    titles: tuple[Title, ...]

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "refund")


class NoRefundsAtAll(Message):
    """The shopper asks about a refund and has none in any order."""

    english: ClassVar[str] = "I don't see any refund of yours. If something's wrong with an order, tell me which one."


class PhotoOfWhat(Message):
    """A photo came and nothing was asked. Asks what it is about."""

    english: ClassVar[str] = "Thank you for the photo! What is it about?"
    asks: ClassVar[Slot | None] = Slot.REASON
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "damaged", "wrong")


class PhotoThanks(Message):
    """A photo came, and the shopper has no order it could be about."""

    english: ClassVar[str] = (
        "Thank you for the photo! I can't search by picture, though. Tell me in a few words what you're looking for."
    )


class PhotoAdded(Message):
    """The photo arrived and was put with the complaint."""

    english: ClassVar[str] = "Thank you, I have the photo."
