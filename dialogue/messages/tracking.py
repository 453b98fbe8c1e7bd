"""What is said about orders and parcels that are on their way, about receipts and about delivery in general."""

from datetime import date
from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.access import ELSEWHERE, elsewhere
from dialogue.messages.base import Brief, Button, File, Message, Title
from dialogue.messages.choices import kept, money_or_goods, of_quote, with_order
from orders.money import Money


class NoOrdersYet(Message):
    """The shopper asks about an order but has none."""

    english: ClassVar[str] = "I don't see any order of yours yet. Tell me what you're looking for and I'll find it."

    def buttons(self) -> tuple[Button, ...]:
        return (ELSEWHERE,)


class OrderNotFound(Message):
    """The order number is not one of the shopper's. {id} is what they typed. Said alike for other people's orders."""

    english: ClassVar[str] = (
        "I can't find an order {id} of yours. Could you check the number? Or just tell me what you ordered."
    )
    id: str

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:list_orders", label="my_orders"), elsewhere(self.id))


class WhichOrder(Message):
    """Asks which of several orders is meant. {orders} has a line for each."""

    english: ClassVar[str] = "Which order do you mean?\n{orders}"
    asks: ClassVar[Slot | None] = Slot.ORDER
    orders: tuple[Brief, ...]

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(id=f"slot:order:{order.order}", title=order.title) for order in self.orders)


class OrdersListed(Message):
    """All the shopper's orders, newest first. {orders} has a line for each."""

    english: ClassVar[str] = "Your orders:\n{orders}"
    orders: tuple[Brief, ...]

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(id=f"order:{order.order}:track", title=order.title) for order in self.orders)


class Tracking(Message):
    """Base of the messages on where something is; {titles} is what it is about, {order} the order's number."""

    order: str
    titles: tuple[Title, ...]

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "cancel", "address")


class NotOrderedYet(Tracking):
    """The shopper asks where goods are that still wait for the shopper's yes."""

    english: ClassVar[str] = "{titles}: not ordered yet, it's still waiting for your yes."
    token: str = ""
    legal: bool = False

    def buttons(self) -> tuple[Button, ...]:
        return of_quote(self.token, self.legal) if self.token else ()


class OfferRanOut(Tracking):
    """The shopper asks about goods that were offered and never ordered."""

    english: ClassVar[str] = (
        "{titles}: this was never ordered, the offer ran out and nothing was charged. Shall I work it out anew?"
    )

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "again")


class PaymentUnderWay(Tracking):
    """The order is placed and the payment is being taken."""

    english: ClassVar[str] = (
        "{titles}: ordered, the payment is going through right now. Next it gets packed. You'll have it by "
        "{promised_by}. (Order {order})"
    )
    promised_by: date


class BeingPacked(Tracking):
    """The order is paid; it is being packed and has not left yet."""

    english: ClassVar[str] = (
        "{titles}: being packed. Next it goes to the carrier, and you get the tracking number from me then. You'll "
        "have it by {promised_by}. (Order {order})"
    )
    promised_by: date


class LateToLeave(Tracking):
    """The goods should have arrived by now and have not even left. The money goes back by itself."""

    english: ClassVar[str] = (
        "{titles}: it was promised by {promised_by} and hasn't left yet, I'm sorry. Your money goes back in full by "
        "itself; or tell me, and I do it now. (Order {order})"
    )
    promised_by: date

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "refund", "cancel")


class OnTheRoad(Tracking):
    """A parcel is moving. {expected} is the day it should arrive, {promised_by} the day we promised."""

    english: ClassVar[str] = (
        "{titles}: on the way with {carrier}, tracking number {number}. Expected {expected}. If it isn't there by "
        "{promised_by}, you get your money back by itself. (Order {order})"
    )
    carrier: str
    number: str
    expected: date
    promised_by: date

    def buttons(self) -> tuple[Button, ...]:
        return ()


class LastSeen(Message):
    """The place where the carrier last saw the parcel."""

    english: ClassVar[str] = "Last seen in {place}."
    place: str


class RunningLate(Tracking):
    """A parcel is late. {expected} is the new day, {promised_by} the day we promised."""

    english: ClassVar[str] = (
        "{titles}: running late with {carrier} (tracking number {number}). Now expected {expected}. You needn't do "
        "anything: if it isn't there by {promised_by}, I refund you in full by myself. (Order {order})"
    )
    carrier: str
    number: str
    expected: date
    promised_by: date

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "lost")


class Overdue(Tracking):
    """A parcel that moves should have arrived by now. The money goes back by itself. {promised_by} is past."""

    english: ClassVar[str] = (
        "{titles}: it should have been there by {promised_by}, I'm sorry. {carrier} still has it (tracking number "
        "{number}). Your money goes back in full by itself; or tell me, and I do it now. (Order {order})"
    )
    carrier: str
    number: str
    promised_by: date

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "lost")


class PaidBackOnTheRoad(Tracking):
    """A parcel is still with the carrier, and what was in it has been paid back or sent anew already."""

    english: ClassVar[str] = (
        "{titles}: this parcel is still with {carrier} (tracking number {number}). You needn't wait for it, that's "
        "settled already. (Order {order})"
    )
    carrier: str
    number: str

    def buttons(self) -> tuple[Button, ...]:
        return ()


class TriedToDeliver(Tracking):
    """The carrier was at the door and could not hand the parcel over; it tries again or keeps it at a pick-up point."""

    english: ClassVar[str] = (
        "{titles}: {carrier} was at your door but couldn't hand it over. They usually try again on the next working "
        "day, or keep it at a pick-up point: the tracking number {number} tells you where. (Order {order})"
    )
    carrier: str
    number: str

    def buttons(self) -> tuple[Button, ...]:
        return ()


class ComingBackUndelivered(Tracking):
    """The carrier cannot deliver the parcel and sends it back to us."""

    english: ClassVar[str] = (
        "{titles}: {carrier} couldn't deliver it and is sending it back (tracking number {number}). As soon as "
        "that's certain, you get your money back by itself. (Order {order})"
    )
    carrier: str
    number: str

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "lost")


class CameBackUndelivered(Tracking):
    """The parcel came back to us undelivered; the money goes back."""

    english: ClassVar[str] = (
        "{titles}: it came back to the sender, so your money is on its way back to you. Shall I order it again to a "
        "better address? (Order {order})"
    )

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "again")


class CameBackChoose(Tracking):
    """The parcel came back to us and the shopper may choose between the money and a second parcel. After {pays_at} the
    money is paid back by itself."""

    english: ClassVar[str] = (
        "{titles}: it came back to the sender undelivered. Money back or a new parcel? If I hear nothing by {pays_at}, "
        "I refund you in full. (Order {order})"
    )
    asks: ClassVar[Slot | None] = Slot.SOLUTION
    pays_at: date

    def buttons(self) -> tuple[Button, ...]:
        return money_or_goods(self.order)


class LostOnTheWay(Tracking):
    """The parcel is lost. The money is going back, or has gone back, in full."""

    english: ClassVar[str] = (
        "{titles}: lost on the way, I'm sorry. You get all of it refunded, that's guaranteed. (Order {order})"
    )

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "again", "refund_state")


class LostChoose(Tracking):
    """The parcel is lost and the shopper may choose between the money and a second parcel. After {pays_at} the money is
    paid back by itself."""

    english: ClassVar[str] = (
        "{titles}: lost on the way, I'm sorry. Money back or a new parcel? If I hear nothing by {pays_at}, I refund "
        "you in full. (Order {order})"
    )
    asks: ClassVar[Slot | None] = Slot.SOLUTION
    pays_at: date

    def buttons(self) -> tuple[Button, ...]:
        return money_or_goods(self.order)


class HasArrived(Tracking):
    """The parcel was delivered. {on} is the day, {return_until} the last day to return."""

    english: ClassVar[str] = (
        "{titles}: delivered on {on}. If something isn't right you can send it back until {return_until}. (Order "
        "{order})"
    )
    on: date
    return_until: date

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "return", "damaged", "missing_parcel")


class HasArrivedEarlier(Tracking):
    """The parcel was delivered, and the time to return it is over."""

    english: ClassVar[str] = "{titles}: delivered on {on}. (Order {order})"
    on: date

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "again", "receipt")


class WasCancelled(Tracking):
    """The order was cancelled."""

    english: ClassVar[str] = "{titles}: cancelled. (Order {order})"

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "refund_state", "again")


class ReturnOnItsWay(Tracking):
    """The shopper is sending goods back. The money follows once they are here; {send_by} is the last day to post."""

    english: ClassVar[str] = (
        "{titles}: I'm waiting for your return parcel (label {number}, please post it by {send_by}). As soon as it's "
        "here, your money goes back to you. (Order {order})"
    )
    number: str
    send_by: date

    def buttons(self) -> tuple[Button, ...]:
        return (kept(self.order),)


class ExchangeUnderWay(Tracking):
    """The shopper is swapping goods; {titles} are the new ones."""

    english: ClassVar[str] = (
        "{titles}: your exchange is under way. Please post the old piece by {send_by} (label {number}); the new one "
        "leaves right away. (Order {order})"
    )
    number: str
    send_by: date

    def buttons(self) -> tuple[Button, ...]:
        return (kept(self.order),)


class Receipt(Message):
    """The receipt of an order, sent along as a file."""

    english: ClassVar[str] = "Here is the receipt for order {order}, {total} in all."
    order: str
    total: Money

    def files(self) -> tuple[File, ...]:
        return (File(kind="receipt", subject=self.order),)


class NoReceiptYet(Message):
    """The shopper wants a receipt for something that is not ordered or not paid yet."""

    english: ClassVar[str] = (
        "There's no receipt yet, because nothing has been paid. You get it from me right after you order."
    )


class DeliveryAtTheQuote(Message):
    """How delivery works where no list of prices can be given."""

    english: ClassVar[str] = (
        "Before you order I name the exact delivery day and the shipping price. If it isn't there by then, you get all "
        "your money back."
    )


class DeliveryTold(Message):
    """How long delivery takes and what it costs, by where the goods come from. The days are the latest we promise."""

    english: ClassVar[str] = (
        "Delivery depends on where the goods come from:\n"
        "From nearby: at most {local_days} days, {local}\n"
        "From the region: at most {regional_days} days, {regional}\n"
        "From overseas: at most {overseas_days} days, {overseas}\n"
        "Before you order I name the exact day. If it isn't there by then, you get all your money back."
    )
    local_days: int
    local: Money
    regional_days: int
    regional: Money
    overseas_days: int
    overseas: Money
