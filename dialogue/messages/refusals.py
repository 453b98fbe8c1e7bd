"""Why something the shopper wants of an order is not possible: one Message for each reason, kind, with the way out."""

from typing import ClassVar

from dialogue.messages.access import ELSEWHERE
from dialogue.messages.base import Button, Label, Message, Title
from dialogue.messages.choices import when_back, with_order
from dialogue.messages.refusals_after import RefusedAlreadyDecided as RefusedAlreadyDecided
from dialogue.messages.refusals_after import RefusedAlreadyDelivered as RefusedAlreadyDelivered
from dialogue.messages.refusals_after import RefusedAlreadyRefunded as RefusedAlreadyRefunded
from dialogue.messages.refusals_after import RefusedAmountTooLarge as RefusedAmountTooLarge
from dialogue.messages.refusals_after import RefusedCancelInstead as RefusedCancelInstead
from dialogue.messages.refusals_after import RefusedChargeUnderway as RefusedChargeUnderway
from dialogue.messages.refusals_after import RefusedClaimUnderway as RefusedClaimUnderway
from dialogue.messages.refusals_after import RefusedNotDelivered as RefusedNotDelivered
from dialogue.messages.refusals_after import RefusedNothingToRefund as RefusedNothingToRefund
from dialogue.messages.refusals_after import RefusedNothingToReturn as RefusedNothingToReturn
from dialogue.messages.refusals_after import RefusedNotReturnable as RefusedNotReturnable
from dialogue.messages.refusals_after import RefusedNoWithdrawalHere as RefusedNoWithdrawalHere
from dialogue.messages.refusals_after import RefusedOwnRequest as RefusedOwnRequest
from dialogue.messages.refusals_after import RefusedRefundUnderway as RefusedRefundUnderway
from dialogue.messages.refusals_after import RefusedSayWhy as RefusedSayWhy
from dialogue.messages.refusals_after import RefusedStillOnTime as RefusedStillOnTime
from dialogue.messages.refusals_after import RefusedWindowClosed as RefusedWindowClosed


class RefusedUnknownOrder(Message):
    """There is no such order of this shopper."""

    english: ClassVar[str] = (
        "I can't find that order among yours. Could you check the number, or tell me what you ordered?"
    )

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:list_orders", label="my_orders"), ELSEWHERE)


class RefusedUnknownLine(Message):
    """The order has no such item."""

    english: ClassVar[str] = "I don't see that item in the order. Which one do you mean?"


class RefusedUnknownParcel(Message):
    """There is no such parcel, or everything has arrived."""

    english: ClassVar[str] = "I don't see a parcel that's still missing in that order."


class RefusedUnknownRefund(Message):
    """Said to staff: there is no such refund."""

    english: ClassVar[str] = "I can't find that refund."


class RefusedUnknownSku(Message):
    """The product is no longer sold."""

    english: ClassVar[str] = "I'm sorry, we don't sell that any more. Shall I look for something like it?"

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="more", label="similar"),)


class RefusedUnknownMarket(Message):
    """We do not deliver to that country."""

    english: ClassVar[str] = "I'm sorry, we don't deliver to that country. Is there another address I could send it to?"


class RefusedUnknownMethod(Message):
    """That way to pay is not possible here."""

    english: ClassVar[str] = "I can't take that way to pay, I'm sorry."

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:ask_payment", label="ways_to_pay"),)


class RefusedSameMethod(Message):
    """The order is paid that way already."""

    english: ClassVar[str] = "That's how it's paid already, so there's nothing to change."


class RefusedIncompleteAddress(Message):
    """Something is missing in the address."""

    english: ClassVar[str] = (
        "Something is still missing in the address. Please write name, street and number, postcode, town and country "
        "(in the US, Canada and Australia also the state)."
    )


class RefusedEmpty(Message):
    """Nothing was named that the wish could be about."""

    english: ClassVar[str] = "I'm not sure which item you mean. Tell me what it's about?"


class RefusedBadQuantity(Message):
    """A quantity of zero or less."""

    english: ClassVar[str] = "It has to be at least one. How many would you like?"


class RefusedQuantityTooLarge(Message):
    """More pieces were named than there are. {possible} is how many it could be."""

    english: ClassVar[str] = "That's more than there are: {possible} is the most here."
    possible: int


class RefusedSoldOut(Message):
    """Sold out in the meantime. Nothing was charged."""

    english: ClassVar[str] = (
        "I'm sorry, {title} has just sold out. Nothing was charged. Shall I look for something like it?"
    )
    title: Title
    sku: str = ""

    def buttons(self) -> tuple[Button, ...]:
        similar = Button(id="more", label="similar")
        return (when_back(self.sku), similar) if self.sku else (similar,)


class RefusedOnlyLeft(Message):
    """Fewer pieces are left than wanted. Nothing was charged. {left} is at least one."""

    english: ClassVar[str] = "Of {title} there is only {left} left. Shall I take that one?"
    english_plural: ClassVar[str | None] = "Of {title} there are only {left} left. Shall I take those?"
    count: ClassVar[str | None] = "left"
    title: Title
    left: int

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id=f"slot:quantity:{self.left}", text=str(self.left)),)


class RefusedNotSoldHere(Message):
    """The product is not sold in the shopper's country."""

    english: ClassVar[str] = "I'm sorry, {title} isn't sold in your country. Shall I look for something like it?"
    title: Title

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="more", label="similar"),)


class RefusedQuoteExpired(Message):
    """The offer ran out. Nothing was charged."""

    english: ClassVar[str] = "That price has run out and nothing was charged. Shall I work it out anew?"

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:checkout", label="work_out_anew"),)


class RefusedQuoteChanged(Message):
    """The yes was for an older version of the offer. Nothing was ordered."""

    english: ClassVar[str] = (
        "That was for an older version of your order, so I haven't ordered anything. Shall I show you the current one?"
    )

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:checkout", label="show_current"),)


class RefusedPriceChanged(Message):
    """The price changed before the yes. Nothing was ordered."""

    english: ClassVar[str] = (
        "The price has changed in the meantime, so I haven't ordered anything. Shall I show you the new one?"
    )

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:checkout", label="show_current"),)


class RefusedNeedsOrderWords(Message):
    """A plain yes does not order in this market."""

    english: ClassVar[str] = "By law a plain yes isn't enough here. Please press the order button, or write: “{words}”."
    words: Label


class RefusedNeedsConfirmation(Message):
    """This needs a yes first. Nothing happened."""

    english: ClassVar[str] = "For that I need your yes first. Nothing has happened yet."


class RefusedAlreadyConfirmed(Message):
    """The yes came a second time. It happened once."""

    english: ClassVar[str] = "That's done already, once only."


class RefusedChangedMeanwhile(Message):
    """The order changed while the shopper was deciding. Nothing was done."""

    english: ClassVar[str] = (
        "The order has changed in the meantime, so I've done nothing yet. Please have a look and tell me again."
    )

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:list_orders", label="my_orders"),)


class RefusedNotPlaced(Message):
    """The order was never placed, so there is nothing to change or refund."""

    english: ClassVar[str] = "That was never ordered, and nothing was charged for it."


class RefusedAlreadyPlaced(Message):
    """The order is placed already."""

    english: ClassVar[str] = "That order is placed already, once only."


class RefusedAlreadyShipped(Message):
    """The parcel has left; it can no longer be cancelled or changed. What is possible instead follows."""

    english: ClassVar[str] = "It's too late for that, I'm sorry: the parcel has already left."


class RefusedAlreadyCancelled(Message):
    """The order is cancelled already."""

    english: ClassVar[str] = "That is cancelled already."


class RefusedNotCancelled(Message):
    """The order is not cancelled, so a cancellation cannot be taken back."""

    english: ClassVar[str] = "That order isn't cancelled; it simply goes on."


class RefusedUndoTooLate(Message):
    """The time for taking a cancellation back is over; the goods can be ordered again."""

    english: ClassVar[str] = (
        "I'm sorry, it's too late to take that cancellation back. I can order the same again for you, though."
    )
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "again")


class RefusedSameVariant(Message):
    """The item already is what the shopper wants."""

    english: ClassVar[str] = "It is that one already. Which colour or size would you like instead?"


class RefusedNamedTwice(Message):
    """One wish swaps the same goods for two different things."""

    english: ClassVar[str] = "You named {title} twice. What shall I put in its place?"
    title: Title


class RefusedPriceWouldChange(Message):
    """At the new address another tax or currency applies, so the order cannot simply be redirected."""

    english: ClassVar[str] = (
        "At that address other prices and taxes apply, so I can't redirect the order. You can cancel it and order it "
        "anew to there."
    )
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "cancel")
