"""What is told because goods or money go back: returns, withdrawals, exchanges, refunds, the guarantee."""

from datetime import date, datetime
from typing import ClassVar

from dialogue.messages.base import Button, File, Label, Title
from dialogue.messages.choices import with_order
from dialogue.messages.notices import Notice, RefundNotice
from orders.money import Money


class ReturnExpected(Notice):
    """A return is arranged. {number} stands on the label, {send_by} is the last day to post it."""

    english: ClassVar[str] = (
        "Your return of {titles} is arranged. Put it in a box and post it with {carrier} by {send_by}, label number "
        "{number}. As soon as it's here, {refund} goes back to you. (Order {order})"
    )
    refund: Money
    carrier: str
    number: str
    send_by: date


class WithdrawalReceived(Notice):
    """The receipt of a withdrawal that the law asks for: what, when, how much. {number} stands on the return label."""

    english: ClassVar[str] = (
        "Receipt: on {received_at} we received your withdrawal from the contract for {titles} (order {order}). You "
        "get {refund} back ({method}). Please post the goods with {carrier} by {send_by}, label number {number}."
    )
    received_at: datetime
    refund: Money
    method: Label
    carrier: str
    number: str
    send_by: date

    def files(self) -> tuple[File, ...]:
        return (File(kind="withdrawal_receipt", subject=self.order),)


class WithdrawalReceivedUnsent(Notice):
    """The receipt of a withdrawal before anything was shipped: nothing has to be sent back."""

    english: ClassVar[str] = (
        "Receipt: on {received_at} we received your withdrawal from the contract for {titles} (order {order}). You "
        "get {refund} back ({method}). Nothing has to be sent back."
    )
    received_at: datetime
    refund: Money
    method: Label

    def files(self) -> tuple[File, ...]:
        return (File(kind="withdrawal_receipt", subject=self.order),)


class ReturnArrived(Notice):
    """The goods sent back have arrived."""

    english: ClassVar[str] = "Your return has arrived: {titles}. Thank you! (Order {order})"


class ReturnNeverCame(Notice):
    """Goods announced for return never came; the shopper keeps them."""

    english: ClassVar[str] = (
        "Your return of {titles} never reached us, so I've closed it and you keep the goods. If you did post it, "
        "tell me and we'll look for it. (Order {order})"
    )

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="human", label="person"),)


class ExchangeExpected(Notice):
    """A swap is arranged. {new} are the new goods; {number} stands on the label for the old ones."""

    english: ClassVar[str] = (
        "Your exchange is arranged: {new} comes to you. Please post {titles} with {carrier} by {send_by}, label "
        "number {number}. (Order {order})"
    )
    english_plural: ClassVar[str | None] = (
        "Your exchange is arranged: {new} come to you. Please post {titles} with {carrier} by {send_by}, label "
        "number {number}. (Order {order})"
    )
    count: ClassVar[str | None] = "pieces"
    new: tuple[Title, ...]
    pieces: int = 1
    """How many the new goods are."""
    carrier: str
    number: str
    send_by: date


class ExchangeExpectedDearer(ExchangeExpected):
    """A swap is arranged; {difference} is charged."""

    english: ClassVar[str] = (
        "Your exchange is arranged: {new} comes to you, {difference} is charged to: {method}. Please post {titles} "
        "with {carrier} by {send_by}, label number {number}. (Order {order})"
    )
    english_plural: ClassVar[str | None] = (
        "Your exchange is arranged: {new} come to you, {difference} is charged to: {method}. Please post {titles} "
        "with {carrier} by {send_by}, label number {number}. (Order {order})"
    )
    difference: Money
    method: Label


class ExchangeExpectedCheaper(ExchangeExpected):
    """A swap is arranged; {difference} goes back."""

    english: ClassVar[str] = (
        "Your exchange is arranged: {new} comes to you, and {difference} goes back ({method}). Please post {titles} "
        "with {carrier} by {send_by}, label number {number}. (Order {order})"
    )
    english_plural: ClassVar[str | None] = (
        "Your exchange is arranged: {new} come to you, and {difference} goes back ({method}). Please post {titles} "
        "with {carrier} by {send_by}, label number {number}. (Order {order})"
    )
    difference: Money
    method: Label


class ExchangeOnItsWay(Notice):
    """The new goods of a swap have left."""

    english: ClassVar[str] = (
        "Your exchange has left: {titles}, with {carrier}, tracking number {number}. (Order {order})"
    )
    carrier: str
    number: str


class NewParcelPromised(Notice):
    """Lost or missing goods are sent a second time."""

    english: ClassVar[str] = (
        "Done: {titles} is sent a second time, at no cost, and arrives by {promised_by}. (Order {order})"
    )
    promised_by: date


class RefundOnItsWay(RefundNotice):
    """A refund is approved and on its way. {days} counts working days."""

    english: ClassVar[str] = (
        "Your refund of {amount} is on its way ({method}). It takes up to {days} working day. (Order {order})"
    )
    english_plural: ClassVar[str | None] = (
        "Your refund of {amount} is on its way ({method}). It takes up to {days} working days. (Order {order})"
    )


class RefundAtOnce(Notice):
    """A refund is approved and there at once."""

    english: ClassVar[str] = "Your refund of {amount} is there ({method}), you can use it at once. (Order {order})"
    amount: Money
    method: Label

    def files(self) -> tuple[File, ...]:
        return (File(kind="refund_note", subject=self.order),)


class RefundByColleague(RefundNotice):
    """A colleague approved the refund."""

    english: ClassVar[str] = (
        "A colleague has approved your refund: {amount} goes back to you ({method}). It takes up to {days} working "
        "day. (Order {order})"
    )
    english_plural: ClassVar[str | None] = (
        "A colleague has approved your refund: {amount} goes back to you ({method}). It takes up to {days} working "
        "days. (Order {order})"
    )


class RefundWithColleague(Notice):
    """The refund is above what the agent may decide alone; a person looks first."""

    english: ClassVar[str] = (
        "I've passed it on: a colleague looks at your refund of {amount} and decides. You hear from us here. (Order "
        "{order})"
    )
    amount: Money


class RefundNotGranted(Notice):
    """A person declined the refund and gave no reason."""

    english: ClassVar[str] = (
        "My colleague has looked at it and can't refund the {amount} for order {order}. If you see it differently, "
        "just tell me."
    )
    amount: Money

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="human", label="person"),)


class RefundNotGrantedBecause(RefundNotGranted):
    """A person declined the refund. {reason} is what that person wrote, in their words: a sentence or more."""

    english: ClassVar[str] = (
        "My colleague has looked at it and can't refund the {amount} for order {order}. {reason} If you see it "
        "differently, just tell me."
    )
    reason: str


class RefundPaid(Notice):
    """A refund was paid out. The refund note comes along as a file."""

    english: ClassVar[str] = "Your refund of {amount} has just been paid out ({method}). (Order {order})"
    amount: Money
    method: Label

    def files(self) -> tuple[File, ...]:
        return (File(kind="refund_note", subject=self.order),)


class GuaranteePaid(RefundNotice):
    """Nothing came by the promised day; the money goes back without anybody asking. {days} counts working days."""

    english: ClassVar[str] = (
        "I'm sorry! {titles} was promised by {promised_by} and isn't there. As guaranteed, {amount} goes back to you "
        "by itself ({method}, up to {days} working day). (Order {order})"
    )
    english_plural: ClassVar[str | None] = (
        "I'm sorry! {titles} was promised by {promised_by} and isn't there. As guaranteed, {amount} goes back to you "
        "by itself ({method}, up to {days} working days). (Order {order})"
    )
    promised_by: date

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "again")


class GuaranteePaidForLost(GuaranteePaid):
    """A parcel is lost or went back, and nobody said what else to do; the money goes back. {days} counts working
    days."""

    english: ClassVar[str] = (
        "The parcel with {titles} isn't coming any more. I'm sorry! As guaranteed, {amount} goes back to you by itself "
        "({method}, up to {days} working day). (Order {order})"
    )
    english_plural: ClassVar[str | None] = (
        "The parcel with {titles} isn't coming any more. I'm sorry! As guaranteed, {amount} goes back to you by itself "
        "({method}, up to {days} working days). (Order {order})"
    )
