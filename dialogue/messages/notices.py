"""What is told because something happened to an order or its parcels: by the turn that caused it, or unasked."""

from datetime import date, datetime
from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, File, Label, Message, Place, Title
from dialogue.messages.choices import answers, money_or_goods, with_order
from orders.money import Money


class Notice(Message):
    """Base of all news of an order: its number and what it is about."""

    order: str
    titles: tuple[Title, ...]


class RefundNotice(Notice):
    """Base of news that {amount} goes back, by {method}, within {days} working days. The refund note comes along."""

    count: ClassVar[str | None] = "days"
    amount: Money
    method: Label
    days: int

    def files(self) -> tuple[File, ...]:
        return (File(kind="refund_note", subject=self.order),)


class OrderPlaced(Notice):
    """The order is placed. {total} is what is charged, {promised_by} the day it arrives at the latest. The receipt
    comes along as a file."""

    english: ClassVar[str] = (
        "Thank you! Order {order} is placed: {titles}. {total} is charged to: {method}. You'll have it by "
        "{promised_by}, and I tell you when it leaves. Your receipt is attached."
    )
    total: Money
    method: Label
    promised_by: date

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "track", "address", "cancel")

    def files(self) -> tuple[File, ...]:
        return (File(kind="receipt", subject=self.order),)


class QuoteHasExpired(Notice):
    """The offer ran out before the shopper said yes."""

    english: ClassVar[str] = (
        "The price I held for {titles} has run out; nothing was charged. If you still want it, I work it out anew."
    )

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "again")


class PaymentDeclined(Notice):
    """The payment did not go through; the order waits for another way to pay."""

    english: ClassVar[str] = (
        "The payment of {amount} ({method}) didn't go through, so nothing was charged and order {order} isn't placed "
        "yet. How would you like to pay instead?"
    )
    asks: ClassVar[Slot | None] = Slot.PAYMENT
    amount: Money
    method: Label

    def buttons(self) -> tuple[Button, ...]:
        return answers("payment", "card", "wallet")


class DifferenceDeclined(Notice):
    """The difference for a change could not be charged; the order stays as it was (another message says so)."""

    english: ClassVar[str] = "The {amount} for the change of order {order} couldn't be charged ({method})."
    amount: Money
    method: Label


class PaymentIsNow(Notice):
    """A placed order is paid another way now: {new}. What was paid before by {old} goes back."""

    english: ClassVar[str] = (
        "Done: the {amount} for order {order} is charged anew: {new}. What you paid before goes back ({old})."
    )
    amount: Money
    old: Label
    new: Label


class ReplacementDeclined(Notice):
    """A placed order could not be paid another way; it stays paid as it was."""

    english: ClassVar[str] = "The {amount} couldn't be charged ({method}), so order {order} stays paid as it was."
    amount: Money
    method: Label


class ChangeTakenBack(Notice):
    """A change or exchange is undone because the difference could not be charged. {old} is what stays."""

    english: ClassVar[str] = "So order {order} stays as it was ({old}); I haven't changed anything."
    old: tuple[Title, ...]


class ItemsUnavailable(Notice):
    """No supplier can deliver these goods; their money goes back."""

    english: ClassVar[str] = (
        "I'm sorry: {titles} can't be delivered after all, no supplier has it any more. You get all of your money "
        "for it back. (Order {order})"
    )

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="more", label="similar"),)


class OnItsWay(Notice):
    """A parcel has left. {expected} is the day it should arrive, {promised_by} the day we promised."""

    english: ClassVar[str] = (
        "Good news: {titles} has left with {carrier}, tracking number {number}. Expected {expected}, promised by "
        "{promised_by}. (Order {order})"
    )
    carrier: str
    number: str
    expected: date
    promised_by: date

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "track")


class Delayed(Notice):
    """A parcel is late. {expected} is the new day."""

    english: ClassVar[str] = (
        "Bad news: {titles} is running late with {carrier}. It is now expected {expected}. If it isn't there by "
        "{promised_by}, your money goes back in full by itself. (Order {order})"
    )
    carrier: str
    expected: date
    promised_by: date

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "track")


class DelayedUnknown(Notice):
    """A parcel is late and the carrier names no new day."""

    english: ClassVar[str] = (
        "Bad news: {titles} is running late, and {carrier} gives no new day yet. If it isn't there by {promised_by}, "
        "your money goes back in full by itself. (Order {order})"
    )
    carrier: str
    promised_by: date

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "track")


class AttemptFailed(Notice):
    """The carrier was at the door and could not hand over the parcel."""

    english: ClassVar[str] = (
        "Just now {carrier} tried to deliver {titles} and couldn't hand it over. They usually try again on the next "
        "working day, or keep it at a pick-up point; tracking number {number} tells you where. (Order {order})"
    )
    carrier: str
    number: str


class CannotBeDelivered(Notice):
    """The carrier gives up and sends the parcel back. The money follows by itself."""

    english: ClassVar[str] = (
        "I'm sorry: {carrier} can't deliver {titles} and is sending it back to us. You needn't do anything: your money "
        "follows by itself. (Order {order})"
    )
    carrier: str


class CameBack(Notice):
    """The parcel is back at the sender. Money or a new parcel; the money goes back by itself at {pays_at}."""

    english: ClassVar[str] = (
        "I'm sorry: {titles} came back to the sender undelivered. You choose: money back in full, or a new parcel at "
        "no cost. If I hear nothing by {pays_at}, the money goes back by itself. (Order {order})"
    )
    asks: ClassVar[Slot | None] = Slot.SOLUTION
    pays_at: datetime

    def buttons(self) -> tuple[Button, ...]:
        return money_or_goods(self.order)


class Delivered(Notice):
    """A parcel was delivered. {return_until} is the last day to send something back."""

    english: ClassVar[str] = (
        "Delivered: {titles}. Enjoy! If something isn't right, tell me; you can send it back until {return_until}. "
        "(Order {order})"
    )
    return_until: date
    withdrawal: bool = False

    def buttons(self) -> tuple[Button, ...]:
        offered = with_order(self.order, "return", "damaged", "missing_parcel")
        if self.withdrawal:
            return (*offered, Button(id=f"order:{self.order}:withdraw", legal="withdraw"))
        return offered


class LostAndYourChoice(Notice):
    """The carrier lost the parcel. Money or a new parcel; the money goes back by itself at {pays_at}."""

    english: ClassVar[str] = (
        "I'm sorry: {carrier} has lost {titles}. You choose: money back in full, or a new parcel at no cost. If I "
        "hear nothing by {pays_at}, the money goes back by itself. (Order {order})"
    )
    asks: ClassVar[Slot | None] = Slot.SOLUTION
    carrier: str
    pays_at: datetime

    def buttons(self) -> tuple[Button, ...]:
        return money_or_goods(self.order)


class DeliveryCorrected(Notice):
    """It was reported as delivered by mistake; we are following it again."""

    english: ClassVar[str] = (
        "A correction: {titles} was reported as delivered by mistake. I'm following it again and keep you posted. "
        "(Order {order})"
    )


class OrderWasCancelled(Notice):
    """The order is cancelled. {refund} goes back; until {until} the cancellation can be taken back."""

    english: ClassVar[str] = (
        "Order {order} is cancelled, and {refund} goes back to you ({method}). Changed your mind? Until {until} I "
        "can take it back."
    )
    refund: Money
    method: Label
    until: datetime

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "undo")


class OrderWasCancelledUnpaid(Notice):
    """The order is cancelled, nothing had been charged."""

    english: ClassVar[str] = (
        "Order {order} is cancelled. Nothing was charged. Changed your mind? Until {until} I can take it back."
    )
    until: datetime

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "undo")


class CancellationTakenBack(Notice):
    """The cancellation was taken back; the order goes on."""

    english: ClassVar[str] = (
        "Done, the cancellation is taken back: order {order} ({titles}) goes on, and you'll have it by {promised_by}."
    )
    promised_by: date


class ItemWasCancelled(Notice):
    """Some pieces were taken out of an order."""

    english: ClassVar[str] = (
        "Done: {quantity} × {title} is out of order {order}, and {refund} goes back to you ({method})."
    )
    title: Title
    quantity: int
    refund: Money
    method: Label


class AddressIsNow(Notice):
    """The order goes to a new address."""

    english: ClassVar[str] = "Done: order {order} now goes to {address}."
    address: Place
