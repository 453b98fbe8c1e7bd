"""Why something after the delivery, or with money, is not possible: one kind Message a reason, with the way out."""

from datetime import date
from typing import ClassVar

from dialogue.messages.base import Button, Message, Title
from dialogue.messages.choices import with_order


class RefusedNotDelivered(Message):
    """The goods have not been delivered yet, so this comes too early."""

    english: ClassVar[str] = "That's possible as soon as it has been delivered."


class RefusedAlreadyDelivered(Message):
    """The goods were delivered already."""

    english: ClassVar[str] = "According to the carrier it has been delivered."


class RefusedStillOnTime(Message):
    """The goods are not late yet. {until} is the promised day."""

    english: ClassVar[str] = (
        "It is still on time: promised by {until}. If it isn't there by then, your money goes back in full by itself."
    )
    until: date


class RefusedWindowClosed(Message):
    """The time for this is over since {until}."""

    english: ClassVar[str] = (
        "I'm sorry, that was possible until {until}. If there's a special reason, a colleague can have a look."
    )
    until: date

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="human", label="person"),)


class RefusedNoWithdrawalHere(Message):
    """The law of the shopper's country knows no right of withdrawal; an ordinary return is possible."""

    english: ClassVar[str] = "There's no legal right of withdrawal in your country, but you can simply send it back."
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "return")


class RefusedNotReturnable(Message):
    """This product cannot be returned (made to measure, hygiene). Damaged goods are refunded all the same."""

    english: ClassVar[str] = (
        "I'm sorry, {title} can't be returned. If something is wrong with it, tell me, then you get your money back."
    )
    title: Title


class RefusedNothingToReturn(Message):
    """Nothing of the order is left that could be sent back."""

    english: ClassVar[str] = "There's nothing left in that order that could be sent back."


class RefusedNothingToRefund(Message):
    """Nothing was paid that could be given back."""

    english: ClassVar[str] = "There's nothing left to refund in that order."


class RefusedAlreadyRefunded(Message):
    """The money was given back already."""

    english: ClassVar[str] = "Your money for that has gone back to you already."
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "refund_state")


class RefusedRefundUnderway(Message):
    """A refund for this is under way already."""

    english: ClassVar[str] = "A refund for that is under way already."
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "refund_state")


class RefusedClaimUnderway(Message):
    """A return or exchange of these goods is under way already."""

    english: ClassVar[str] = "A return or exchange of that is under way already."
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "track")


class RefusedCancelInstead(Message):
    """The shopper wants money back for something that has not left yet: cancelling gives everything back."""

    english: ClassVar[str] = "It hasn't left yet, so you can simply cancel it and get everything back."
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "cancel")


class RefusedChargeUnderway(Message):
    """A payment for this order is just being settled; it takes a moment."""

    english: ClassVar[str] = "A payment for that order is still going through. Please try again in a minute."


class RefusedSayWhy(Message):
    """For delivered goods the shopper must say what is the matter."""

    english: ClassVar[str] = "What's the matter with it? Then I know the quickest way to your money."
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "return", "damaged", "wrong", "missing")


class RefusedAlreadyDecided(Message):
    """Said to staff: the refund was decided already."""

    english: ClassVar[str] = "That refund has been decided already."


class RefusedOwnRequest(Message):
    """Said to staff: who asked for a refund may not approve it."""

    english: ClassVar[str] = "Who asked for a refund can't approve it. Another colleague has to."


class RefusedAmountTooLarge(Message):
    """Said to staff: the amount is larger than what was paid or what they may give."""

    english: ClassVar[str] = "That amount is larger than possible here."
