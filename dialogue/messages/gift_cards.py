"""Paying with a gift card, and getting money back on one."""

from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, Label, Message
from dialogue.messages.changes import Preview
from dialogue.messages.choices import yes_or_no
from orders.money import Money


class AskGiftCardCode(Message):
    """The shopper wants to pay with a gift card. Asks for its code; {example} is what one looks like."""

    english: ClassVar[str] = "With pleasure. Please write me the code on your gift card; it looks like {example}."
    asks: ClassVar[Slot | None] = Slot.PAYMENT
    example: str = "GC-1234-5678-90AB"
    """No card has it: codes hold neither 0 nor 1."""


class GiftCardKept(Message):
    """A gift card's code came while nothing is being ordered."""

    english: ClassVar[str] = "Lovely, a gift card. I'll use it for your order. What are you looking for?"


class GiftCardPaysPart(Message):
    """Said with an order before the yes: the gift card pays {gift} of it, {method} the remaining {rest}."""

    english: ClassVar[str] = "Your gift card pays {gift} of this order. The remaining {rest}: {method}."
    gift: Money
    rest: Money
    method: Label


class GiftCardPaysAll(Message):
    """Said with an order before the yes: the gift card pays all of it, {gift}."""

    english: ClassVar[str] = "Your gift card pays for all of this order ({gift}); there's nothing else to pay."
    gift: Money


class RefundOntoGiftCardPreview(Preview):
    """The shopper would rather have refunds of an order on a gift card. Asks for the yes: it is not turned back."""

    english: ClassVar[str] = (
        "Shall I put what you get back for order {order} onto a gift card? You can use it as soon as it's there, for "
        "anything in the shop; it can't be paid out any more."
    )
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_gift_card")


class RefundsGoOntoGiftCardNow(Message):
    """It was agreed that refunds of an order go onto the gift card {card}. The code is all one needs to pay with it."""

    english: ClassVar[str] = (
        "Done: what you get back for order {order} goes onto the gift card {card}. Keep the code, it's all you need "
        "to pay with it."
    )
    order: str
    card: str


class GiftCardHolds(Message):
    """Asked what is left on a gift card: {amount} on {card}."""

    english: ClassVar[str] = "There's {amount} left on your gift card {card}."
    card: str
    amount: Money


class NoGiftCardYet(Message):
    """Asked what is left on a gift card, by somebody who has paid with none and got no refund on one."""

    english: ClassVar[str] = (
        "I don't know a gift card of yours yet. Send me its code when you order, and I'll tell you what's left to pay."
    )


class RefusedUnknownGiftCard(Message):
    """There is no gift card with that code that this shopper could use."""

    english: ClassVar[str] = "I can't find a gift card with that code. Could you check it and write it again?"
    asks: ClassVar[Slot | None] = Slot.PAYMENT


class RefusedGiftCardEmpty(Message):
    """There is nothing on the gift card for this order: it is used up, or in another currency."""

    english: ClassVar[str] = (
        "There's nothing on that gift card that I could use for this order. How else would you like to pay?"
    )

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:ask_payment", label="ways_to_pay"),)


class RefusedGiftCardTooSmall(Message):
    """Part of the gift card was spent elsewhere since the order was put together, so the order was not placed."""

    english: ClassVar[str] = (
        "Your gift card no longer holds enough, so I haven't ordered anything. Send me its code again and I'll work "
        "out what's left to pay."
    )


class RefundsGoThereAlready(Message):
    """The shopper wants refunds on a gift card, and that is settled already."""

    english: ClassVar[str] = "That's settled: what you get back for order {order} goes onto a gift card."
    order: str
