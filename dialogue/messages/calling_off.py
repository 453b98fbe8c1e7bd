"""What is said when goods that were to be sent back are kept: before the yes, after it, and why it is too late."""

from datetime import date
from typing import ClassVar

from dialogue.messages.base import Button, Label, Message, Title
from dialogue.messages.changes import Preview
from dialogue.messages.choices import with_order, yes_or_no
from dialogue.messages.notices import Notice
from orders.money import Money


class CancelReturnPreview(Preview):
    """Asks for the yes to call off a return: the shopper keeps {titles}. {number} stands on the label that must not be
    used any more."""

    english: ClassVar[str] = (
        "Shall I call off the return? Then you keep {titles}; please don't post anything with label {number}. (Order "
        "{order})"
    )
    order: str
    titles: tuple[Title, ...]
    number: str

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_keep")


class CancelExchangePreview(CancelReturnPreview):
    """Asks for the yes to call off an exchange: the shopper keeps {titles} and does not get {new}."""

    english: ClassVar[str] = (
        "Shall I call off the exchange for {new}? Then you keep {titles}; please don't post anything with label "
        "{number}. (Order {order})"
    )
    new: tuple[Title, ...]


class CancelExchangePreviewRefund(CancelExchangePreview):
    """Asks for the yes to call off an exchange. The {difference} that was charged for it goes back to {method}."""

    english: ClassVar[str] = (
        "Shall I call off the exchange for {new}? Then you keep {titles}, and the {difference} you paid on top goes "
        "back to you ({method}). Please don't post anything with label {number}. (Order {order})"
    )
    difference: Money
    method: Label


class ReturnWasCancelled(Notice):
    """The return is called off, the shopper keeps the goods. Until {until} they can still be sent back."""

    english: ClassVar[str] = (
        "Done: the return is called off and you keep {titles}. Should you change your mind, you can still send it back "
        "until {until}. (Order {order})"
    )
    until: date


class ReturnWasCancelledForGood(Notice):
    """The return is called off, the shopper keeps the goods. The time to send them back is over."""

    english: ClassVar[str] = "Done: the return is called off and you keep {titles}. (Order {order})"


class ExchangeWasCancelled(Notice):
    """The exchange is called off: the shopper keeps {titles} and does not get {new}."""

    english: ClassVar[str] = "Done: the exchange for {new} is called off, and you keep {titles}. (Order {order})"
    new: tuple[Title, ...]


class ExchangeWasCancelledRefund(ExchangeWasCancelled):
    """The exchange is called off; the {difference} that was charged for it goes back to {method}."""

    english: ClassVar[str] = (
        "Done: the exchange for {new} is called off, and you keep {titles}. The {difference} you paid on top goes back "
        "to you ({method}). (Order {order})"
    )
    difference: Money
    method: Label


class RefusedNoReturnOpen(Message):
    """There is no return or exchange under way that could be called off."""

    english: ClassVar[str] = "No return or exchange is under way there, so there's nothing to call off."


class RefusedReturnArrived(Message):
    """Too late to call a return or an exchange off: the goods that were sent back are here already."""

    english: ClassVar[str] = "What you sent back has already arrived here, so I can't call that off any more."
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "track")


class RefusedExchangeShipped(Message):
    """Too late to call an exchange off: the new goods have left. They can be sent back once they are there."""

    english: ClassVar[str] = (
        "The new goods are already on their way to you, so I can't call the exchange off any more. Once they're there, "
        "you can simply send them back."
    )
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "track")
