"""What is said on the way from the basket to an order: address, payment, the quote, the yes and the no."""

from datetime import date, datetime
from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, Item, Label, Message, Place, Title
from dialogue.messages.choices import not_now, of_quote, order_button, when_back
from orders.money import Money


class AskAddress(Message):
    """Asks for name and address for the delivery, in one message."""

    english: ClassVar[str] = (
        "Where shall it go? Please write name, street and number, postcode, town and country, all in one message."
    )
    asks: ClassVar[Slot | None] = Slot.ADDRESS


class AddressIncomplete(Message):
    """Parts of the address are still missing. {missing} is a list such as "the postcode and the country". The buttons
    are countries that may be meant, by their codes and names."""

    english: ClassVar[str] = "Got it, thank you. I still need {missing}."
    asks: ClassVar[Slot | None] = Slot.ADDRESS
    missing: tuple[Label, ...]
    countries: tuple[tuple[str, str], ...] = ()

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(id=f"country:{code}", text=name) for code, name in self.countries)


class NameMissing(Message):
    """Of the whole address only the name is missing."""

    english: ClassVar[str] = "Thank you! And which name shall be on the parcel?"
    asks: ClassVar[Slot | None] = Slot.NAME


class AddressKept(Message):
    """An address was told while nothing is being ordered; it is remembered for later."""

    english: ClassVar[str] = "Thank you, I'll remember this address for your orders: {address}"
    address: Place


class AskPaymentMethod(Message):
    """Asks how the shopper wants to pay. {methods} is a list."""

    english: ClassVar[str] = "How would you like to pay? I can take {methods}. Please never write a card number here."
    asks: ClassVar[Slot | None] = Slot.PAYMENT
    methods: tuple[Label, ...]

    def buttons(self) -> tuple[Button, ...]:
        return tuple(
            Button(
                id=f"slot:payment:{method.id.removesuffix('_any')}", label=f"payment_{method.id.removesuffix('_any')}"
            )
            for method in self.methods
        )


class MethodNotTaken(AskPaymentMethod):
    """That way to pay is not possible here. {methods} are."""

    english: ClassVar[str] = "I can't take that way to pay. I can take {methods}. Which one would you like?"


class PaymentKept(Message):
    """A way to pay was chosen while nothing is being ordered."""

    english: ClassVar[str] = "All right, I'll use this for your next order: {method}."
    method: Label


class PaymentFixed(Message):
    """The shopper wants another way to pay for an order that is already paid. That cannot be changed any more."""

    english: ClassVar[str] = (
        "Order {order} is already paid ({method}), so that one stays. For your next order just tell me how you'd "
        "like to pay."
    )
    order: str
    method: Label


class QuoteReady(Message):
    """The whole order before the yes, in markets whose prices include tax. {goods} is the sum of the goods, {tax} the
    tax contained in {total}, {promised_by} the day it arrives at the latest, {until} how long the price holds."""

    english: ClassVar[str] = (
        "Here is your order, ready to go:\n\n"
        "{items}\n\n"
        "Goods {goods} + shipping {shipping} + service fee ({fee_percent} %) {fee}\n"
        "Total: {total}, taxes included ({tax})\n\n"
        "Delivery by {promised_by} to {address}\n"
        "Payment: {method}\n"
        "Your guarantee: if it isn't there by then, or isn't as described, you get all your money back.\n\n"
        "The price holds until {until}."
    )
    asks: ClassVar[Slot | None] = Slot.CONFIRM
    order: str
    token: str
    legal: bool
    items: tuple[Item, ...]
    goods: Money
    shipping: Money
    fee: Money
    fee_percent: int
    tax: Money
    total: Money
    promised_by: date
    address: Place
    method: Label
    until: datetime

    def buttons(self) -> tuple[Button, ...]:
        return of_quote(self.token, self.legal)


class QuoteReadyPlusTax(QuoteReady):
    """The whole order before the yes, in markets where tax comes on top of prices. {tax} is that tax."""

    english: ClassVar[str] = (
        "Here is your order, ready to go:\n\n"
        "{items}\n\n"
        "Goods {goods} + shipping {shipping} + service fee ({fee_percent} %) {fee} + tax {tax}\n"
        "Total: {total}\n\n"
        "Delivery by {promised_by} to {address}\n"
        "Payment: {method}\n"
        "Your guarantee: if it isn't there by then, or isn't as described, you get all your money back.\n\n"
        "The price holds until {until}."
    )


class HowToChangeQuote(Message):
    """The shopper pressed "change" under the order that waits for the yes."""

    english: ClassVar[str] = (
        "What shall I change? Just write it, for example “make it two”, “in blue instead”, “without the lamp” or "
        "another address."
    )


class QuoteUnchanged(Message):
    """What the shopper wanted changed is already so; the order still waits for the yes."""

    english: ClassVar[str] = "It's like that already. Shall I order it?"
    asks: ClassVar[Slot | None] = Slot.CONFIRM
    token: str
    legal: bool

    def buttons(self) -> tuple[Button, ...]:
        return of_quote(self.token, self.legal)


class ChangeOfMind(Message):
    """Before an order: whether it can be cancelled or sent back later. {days} is how long after it arrived."""

    english: ClassVar[str] = (
        "Yes. You can cancel at no cost until the parcel leaves, and once it's there you have {days} days to send it "
        "back and get your money."
    )
    days: int


class ChangeOfMindQuote(ChangeOfMind):
    """The same while an order waits for its yes: it goes on waiting."""

    english: ClassVar[str] = (
        "Nothing is ordered or charged yet. Once it is, you can cancel at no cost until the parcel leaves, and after "
        "it has arrived you have {days} days to send it back and get your money. Shall I order it?"
    )
    asks: ClassVar[Slot | None] = Slot.CONFIRM
    token: str
    legal: bool

    def buttons(self) -> tuple[Button, ...]:
        return of_quote(self.token, self.legal)


class EmailKept(Message):
    """The shopper told their e-mail address. It is kept in the profile and goes with the orders; nothing is mailed."""

    english: ClassVar[str] = (
        "I've noted your e-mail address with your details: {email}. Receipts and news about your orders come right "
        "here in the chat."
    )
    email: str


class NeedsOrderWords(Message):
    """In this market a plain yes does not order. {button} are the exact words of the order button."""

    english: ClassVar[str] = (
        "Almost there. Because this costs money ({total}), a plain yes isn't enough by law. Please press the button, "
        "or write: “{words}”."
    )
    asks: ClassVar[Slot | None] = Slot.CONFIRM
    token: str
    total: Money
    words: Label

    def buttons(self) -> tuple[Button, ...]:
        return (order_button(self.token, legal=True), not_now(self.token))


class QuoteLetGo(Message):
    """The shopper does not want the order that waited for the yes."""

    english: ClassVar[str] = "All right, I won't order it. Nothing was charged."

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="more", label="keep_looking"),)


class AlreadyOrdered(Message):
    """The yes came a second time; the order stands once."""

    english: ClassVar[str] = "Already done: order {order} is placed, once only. Nothing was charged twice."
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id=f"order:{self.order}:track", label="order_track"),)


class QuoteRanOut(Message):
    """A yes to an offer whose price no longer holds; a fresh one follows right away in the next message."""

    english: ClassVar[str] = "That price has run out, so I've worked it out anew for you."


class NothingToConfirm(Message):
    """The shopper said yes, but nothing waits for a yes."""

    english: ClassVar[str] = (
        "Good! There's nothing waiting for your yes right now. Tell me what you'd like: find something, order it, or "
        "ask where a parcel is."
    )


class ButtonUsedUp(Message):
    """A yes or no button that was used before or is about something that has changed since."""

    english: ClassVar[str] = (
        "That button is used up; nothing happened twice. Tell me what you'd like and I'll pick it up from where "
        "things stand now."
    )


class DeadButton(Message):
    """A button from long ago that no longer means anything."""

    english: ClassVar[str] = "That button is from an older message and no longer works. Just write me what you'd like."


class KeptAsItIs(Message):
    """The shopper said no to something that waited for a yes; nothing changes."""

    english: ClassVar[str] = "All right, everything stays as it is."


class NothingToDeny(Message):
    """The shopper said no, but nothing waits for an answer."""

    english: ClassVar[str] = "No problem. What would you like instead?"


class NotUnderstoodAnswer(Message):
    """The answer to a question of ours made no sense there."""

    english: ClassVar[str] = (
        "I couldn't make sense of that answer, sorry. Could you say it another way, or press one of the buttons?"
    )


class SomeNotAgain(Message):
    """Of an earlier order that is to be ordered again, these goods are sold out; the rest follows as an offer."""

    english: ClassVar[str] = "Sold out by now: {titles}. I've put the rest together for you."
    titles: tuple[Title, ...]
    sku: str = ""
    """The first of them that may be waited for."""

    def buttons(self) -> tuple[Button, ...]:
        return (when_back(self.sku),) if self.sku else ()


class NoneAgain(Message):
    """Nothing of an earlier order can be ordered again."""

    english: ClassVar[str] = (
        "I'm sorry, nothing from that order is in stock any more. Shall I look for something like it?"
    )
    sku: str = ""
    """The first of it that may be waited for."""

    def buttons(self) -> tuple[Button, ...]:
        similar = Button(id="more", label="similar")
        return (when_back(self.sku), similar) if self.sku else (similar,)


class FeeTold(Message):
    """How the service fee works. {goods}, {shipping} and {fee} are an example."""

    english: ClassVar[str] = (
        "My service fee is {percent} % of goods and shipping, nothing else. For example: goods {goods} and shipping "
        "{shipping} make a fee of {fee}. You see it before you order, and it comes back with every full refund."
    )
    percent: int
    goods: Money
    shipping: Money
    fee: Money


class PaymentTold(Message):
    """Which ways to pay there are."""

    english: ClassVar[str] = (
        "You can pay by {methods}. I charge only after you've confirmed the order, and refunds go back the same way. "
        "Please never write a card number here."
    )
    methods: tuple[Label, ...]
