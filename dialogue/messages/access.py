"""Orders made elsewhere: finding them by e-mail or by name and postcode, with a code that is sent to the mailbox."""

from datetime import date, datetime
from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Brief, Button, Message, Title

ELSEWHERE = Button(id="do:find_my_order", label="ordered_elsewhere")
_PERSON = Button(id="human", label="person")


def elsewhere(number: str) -> Button:
    """Says that the order of this number, as typed, was made somewhere else."""
    return Button(id=f"elsewhere:{number}"[:64], label="ordered_elsewhere")


class AskOrderContact(Message):
    """The shopper ordered somewhere else (as a guest, on another phone) and wants to see that order here. Asks for the
    e-mail address of the order, or for name and postcode."""

    english: ClassVar[str] = (
        "Let's find it. Which e-mail address did you order with? If you no longer know, give me the name and the "
        "postcode on the parcel."
    )
    asks: ClassVar[Slot | None] = Slot.EMAIL

    def buttons(self) -> tuple[Button, ...]:
        return (_PERSON,)


class AskOrderPostcode(Message):
    """To find an order made elsewhere the shopper gave the name {who}. Asks for the postcode it went to."""

    english: ClassVar[str] = "Thanks, {who}. And the postcode the order went to?"
    asks: ClassVar[Slot | None] = Slot.ADDRESS
    who: str


class AskOrderName(Message):
    """To find an order made elsewhere the shopper gave a postcode. Asks for the name on the parcel."""

    english: ClassVar[str] = "Thank you. And the name on the parcel?"
    asks: ClassVar[Slot | None] = Slot.NAME


class _Waits(Message):
    """Base of the messages that wait for the code."""

    asks: ClassVar[Slot | None] = Slot.CODE

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="slot:code:again", label="code_again"), _PERSON)


class CodeOnItsWay(_Waits):
    """Said whether an order was found or not, in the same words: a code of six digits may have been sent by e-mail.
    Never says to which address. It lasts {minutes} minutes."""

    english: ClassVar[str] = (
        "If that fits an order, a code is on its way to the e-mail address on it. Type the 6 digits here; the code "
        "lasts {minutes} minutes."
    )
    minutes: int


class CodeOnItsWayAgain(_Waits):
    """As CodeOnItsWay, when the shopper says that no code came, or asks for it anew."""

    english: ClassVar[str] = (
        "I've asked for a new code: if your details fit an order, it arrives in a moment (have a look at the spam "
        "folder too). Only the newest one works, for {minutes} minutes."
    )
    minutes: int


class AccessOpened(Message):
    """The code was right: the shopper may now do what they need with order {order}, here in this chat. {titles} is what
    was ordered; access lasts until {until}."""

    english: ClassVar[str] = (
        "That's the right code, thank you. Order {order} ({titles}) is now open to you here until {until}."
    )
    order: str
    titles: tuple[Title, ...]
    until: date


class AccessOpenedToSeveral(Message):
    """The code was right: several orders made with this e-mail address may now be spoken of here. {orders} has a line
    for each; access lasts until {until}."""

    english: ClassVar[str] = (
        "That's the right code, thank you. These orders are now open to you here until {until}:\n{orders}"
    )
    orders: tuple[Brief, ...]
    until: date

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(id=f"order:{order.order}:track", title=order.title) for order in self.orders[:10])


class AccessForgotten(Message):
    """The shopper gave up the access to orders made elsewhere: they are no longer seen in this chat."""

    english: ClassVar[str] = "Done: I no longer show orders from elsewhere in this chat."


class NoAccessToForget(Message):
    """The shopper wants access to orders made elsewhere given up, and has none."""

    english: ClassVar[str] = "There's nothing to forget: no orders from elsewhere are open in this chat."


class RefusedCodeWrong(_Waits):
    """The code typed is not the one sent. {left} tries are left."""

    english: ClassVar[str] = "That's not the code I sent. You have one more try."
    english_plural: ClassVar[str | None] = "That's not the code I sent. You have {left} more tries."
    count: ClassVar[str | None] = "left"
    left: int


class RefusedCodeUsedUp(Message):
    """Too many wrong codes: this one no longer works; a new one may be asked for."""

    english: ClassVar[str] = (
        "That wasn't it either, and that was the last try with this code. Shall I send you a new one?"
    )

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="slot:code:again", label="code_again"), _PERSON)


class RefusedCodeExpired(Message):
    """The code is too old, was used before or was tried too often."""

    english: ClassVar[str] = "That code no longer works. Shall I send you a new one?"

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="slot:code:again", label="code_again"), _PERSON)


class RefusedTooManyCodes(Message):
    """Several codes were asked for within an hour; no more are sent for now."""

    english: ClassVar[str] = (
        "I've sent as many codes as I may for now. Please look through your mailbox and the spam folder, or try again "
        "in an hour. A colleague of mine can help you meanwhile."
    )

    def buttons(self) -> tuple[Button, ...]:
        return (_PERSON,)


class RefusedOwnerOnly(Message):
    """An order opened by an e-mailed code: what would send goods or money elsewhere, or charge more, only the one who
    ordered may do, in the chat they ordered in. Offers a person."""

    english: ClassVar[str] = (
        "For your safety I can't do that here: with a code from an e-mail, nobody can change where goods or money of "
        "an order go, or charge anything more. It works in the chat you ordered in, or with a colleague of mine."
    )

    def buttons(self) -> tuple[Button, ...]:
        return (_PERSON,)


class CodeLetterSubject(Message):
    """Subject line of the e-mail with the code. Does not hold the code."""

    english: ClassVar[str] = "Your code for the chat"


class CodeLetter(Message):
    """The e-mail with the code {code} that opens orders in the chat. Valid until {until}. Warns not to pass it on."""

    english: ClassVar[str] = (
        "Hello,\n\n"
        "somebody, hopefully you, wants to see in our chat what was ordered with this e-mail address. Type this code "
        "there:\n\n"
        "{code}\n\n"
        "It works until {until}. We never ask for it by phone or e-mail; please don't pass it on.\n\n"
        "If it wasn't you, you needn't do anything: without the code nobody gets to see your orders."
    )
    code: str
    until: datetime
