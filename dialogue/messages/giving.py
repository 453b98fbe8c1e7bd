"""What is said about money that goes back while the goods stay: a fallen price, faulty goods kept, a late parcel."""

from datetime import date
from typing import ClassVar

from dialogue.messages.base import Button, Label, Message, Title
from dialogue.messages.changes import Preview
from dialogue.messages.choices import with_order, yes_or_no
from dialogue.messages.notices import RefundNotice
from dialogue.messages.refunds import ClaimPreview, ClaimPreviewPerson
from orders.money import Money

_PERSON = Button(id="human", label="person")


# ---- before the yes


class AdjustmentPreview(Preview):
    """The price of ordered goods has fallen. Asks for the yes to give the difference back, with the fee and tax on it.
    {now} is what one piece costs now, {paid} what was paid for it."""

    english: ClassVar[str] = (
        "You're right: {title} costs {now} now, you paid {paid}. I give you the difference back, with the fee on it: "
        "{refund} ({method}). Shall I?"
    )
    title: Title
    paid: Money
    now: Money
    refund: Money
    method: Label

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_refund")


class AdjustmentPreviewSeveral(Preview):
    """The prices of several ordered goods have fallen. Asks for the yes to give the differences back."""

    english: ClassVar[str] = (
        "You're right, that costs less now: {titles}. I give you the difference back, with the fee on it: {refund} "
        "({method}). Shall I?"
    )
    titles: tuple[Title, ...]
    refund: Money
    method: Label

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_refund")


class KeepPreview(Preview):
    """The shopper would rather keep damaged or wrong goods. Asks for the yes to give part of the price back, which
    settles the claim. {percent} is the part in per cent."""

    english: ClassVar[str] = (
        "You keep {titles}, and I give you {percent} % of the price back: {refund} ({method}). With that it's settled. "
        "Shall I?"
    )
    order: str
    titles: tuple[Title, ...]
    percent: int
    refund: Money
    method: Label

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button(id=f"confirm:{self.token}", label="yes_keep"),
            *with_order(self.order, "all_back"),
            Button(id=f"deny:{self.token}", label="no"),
        )


class KeepPreviewPerson(Preview):
    """As KeepPreview, where a colleague decides first."""

    english: ClassVar[str] = (
        "You keep {titles} and get {percent} % of the price back: {refund}. A colleague of mine has a quick look at it "
        "first. Shall I pass it on?"
    )
    titles: tuple[Title, ...]
    percent: int
    refund: Money

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_pass_on")


class ClaimPreviewOrKeep(ClaimPreview):
    """Goods came damaged or wrong. Offers all the money back, or keeping them for part of the price ({less})."""

    english: ClassVar[str] = (
        "I'm sorry about that. I refund {refund} for {titles} ({method}), and you needn't send anything back. Or you "
        "settle for {less} back, if you can live with it. What would you like?"
    )
    order: str
    less: Money

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button(id=f"confirm:{self.token}", label="yes_refund"),
            *with_order(self.order, "keep_for_less"),
            Button(id=f"deny:{self.token}", label="no"),
        )


class ClaimPreviewPersonOrKeep(ClaimPreviewPerson):
    """As ClaimPreviewOrKeep, where all the money is for a colleague to decide; part of it ({less}) is there at once."""

    english: ClassVar[str] = (
        "I'm sorry about that. It's about {refund} for {titles}; with an amount like that a colleague of mine has a "
        "quick look first. Or you settle for {less} back, if you can live with it: that I can do at once. What would "
        "you like?"
    )
    order: str
    less: Money

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button(id=f"confirm:{self.token}", label="yes_pass_on"),
            *with_order(self.order, "keep_for_less"),
            Button(id=f"deny:{self.token}", label="no"),
        )


class ApologyPreview(Preview):
    """A parcel came after its promised day, or has still to come. Offers the shipping back as an apology."""

    english: ClassVar[str] = (
        "I'm sorry that {titles} didn't come by {promised_by}, as promised. As an apology I give you the shipping "
        "back, with the fee on it: {refund} ({method}). Shall I?"
    )
    titles: tuple[Title, ...]
    promised_by: date
    refund: Money
    method: Label

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_refund")


class ApologyPreviewPerson(Preview):
    """As ApologyPreview, where a colleague decides first."""

    english: ClassVar[str] = (
        "I'm sorry that {titles} didn't come by {promised_by}, as promised. Giving you the shipping back ({refund}) is "
        "for a colleague of mine to decide. Shall I pass it on?"
    )
    titles: tuple[Title, ...]
    promised_by: date
    refund: Money

    def buttons(self) -> tuple[Button, ...]:
        return yes_or_no(self.token, yes="yes_pass_on")


class AmountIsCounted(Message):
    """The shopper named a sum they want. Sums are counted by rule, and what follows says which."""

    english: ClassVar[str] = "I can't simply pick a sum, but here's what I can do."


class NothingToGive(Message):
    """The shopper wants something back for a delivered order and has not said why. Asks what is the matter."""

    english: ClassVar[str] = (
        "I can't take something off just like that. But tell me what's the matter with {titles}, then I'll see what I "
        "can do."
    )
    order: str
    titles: tuple[Title, ...]

    def buttons(self) -> tuple[Button, ...]:
        return (*with_order(self.order, "damaged", "wrong", "cheaper_now"), _PERSON)


# ---- told when it is done


class PriceAdjusted(RefundNotice):
    """The difference to a lower price goes back. {days} counts working days."""

    english: ClassVar[str] = (
        "Done: {amount} goes back to you, because {titles} costs less now ({method}). It takes up to {days} working "
        "day. (Order {order})"
    )
    english_plural: ClassVar[str | None] = (
        "Done: {amount} goes back to you, because {titles} costs less now ({method}). It takes up to {days} working "
        "days. (Order {order})"
    )


class KeptForLess(RefundNotice):
    """Damaged or wrong goods stay with the shopper, part of the price goes back. {days} counts working days."""

    english: ClassVar[str] = (
        "Done: you keep {titles}, and {amount} goes back to you ({method}). It takes up to {days} working day. (Order "
        "{order})"
    )
    english_plural: ClassVar[str | None] = (
        "Done: you keep {titles}, and {amount} goes back to you ({method}). It takes up to {days} working days. (Order "
        "{order})"
    )


class Apologised(RefundNotice):
    """The shipping of a late parcel goes back. {days} counts working days."""

    english: ClassVar[str] = (
        "Once more, I'm sorry about the wait for {titles}. The shipping, {amount}, goes back to you ({method}). It "
        "takes up to {days} working day. (Order {order})"
    )
    english_plural: ClassVar[str | None] = (
        "Once more, I'm sorry about the wait for {titles}. The shipping, {amount}, goes back to you ({method}). It "
        "takes up to {days} working days. (Order {order})"
    )


class GivenByPerson(RefundNotice):
    """A member of staff gives part of the price back of their own accord. {days} counts working days."""

    english: ClassVar[str] = (
        "A colleague of mine gives you {amount} back for {titles} ({method}). It takes up to {days} working day. "
        "(Order {order})"
    )
    english_plural: ClassVar[str | None] = (
        "A colleague of mine gives you {amount} back for {titles} ({method}). It takes up to {days} working days. "
        "(Order {order})"
    )


# ---- why not


class RefusedNotPromised(Message):
    """The order was made under other terms, or in another shop: this was not promised then. A person may decide."""

    english: ClassVar[str] = (
        "I'm sorry, that wasn't part of what was agreed for order {order}. A colleague can have a look at it."
    )
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return (_PERSON,)


class RefusedPriceNotFallen(Message):
    """The price is not lower than what was paid."""

    english: ClassVar[str] = "I've looked: {title} doesn't cost less today than you paid for it."
    title: Title


class RefusedAlreadyAdjusted(Message):
    """The shopper was given the present price before."""

    english: ClassVar[str] = "You have today's price for {title} already: the difference went back to you."
    title: Title


class RefusedAdjustmentClosed(Message):
    """The price fell, or was asked about, too late after the order."""

    english: ClassVar[str] = (
        "I'm sorry, I could give you the difference for that order until {until}. What becomes cheaper later stays as "
        "you paid it."
    )
    until: date

    def buttons(self) -> tuple[Button, ...]:
        return (_PERSON,)


class RefusedKeptForLess(Message):
    """The shopper kept these goods for part of the price back: that settled it. They may still be returned in time."""

    english: ClassVar[str] = (
        "That's settled already: you kept {title} and got part of the price back for it. If you've changed your mind, "
        "you can still return it."
    )
    order: str
    title: Title

    def buttons(self) -> tuple[Button, ...]:
        return (*with_order(self.order, "return"), _PERSON)


class RefusedNotKept(Message):
    """What is missing from a parcel cannot be kept: the full price goes back."""

    english: ClassVar[str] = "What isn't there can't be kept. For what was missing you get the full price back."


class RefusedNotLate(Message):
    """Everything came by its promised day."""

    english: ClassVar[str] = (
        "I've looked: order {order} came by the day we promised. If something else is wrong, tell me what."
    )
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return (_PERSON,)


class RefusedApologyGiven(Message):
    """The shipping was given back for the late parcel before."""

    english: ClassVar[str] = (
        "For the late parcel of order {order} you've had the shipping back. Anything more is for a colleague to decide."
    )
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return (_PERSON,)


class RefusedApologyDeclined(Message):
    """A member of staff has decided against an apology for the late parcel."""

    english: ClassVar[str] = "A colleague of mine has decided that for order {order} already."
    order: str

    def buttons(self) -> tuple[Button, ...]:
        return (_PERSON,)


class RefusedApologyClosed(Message):
    """The late parcel was too long ago."""

    english: ClassVar[str] = "I'm sorry, that late parcel is too long ago: I could do something about it until {until}."
    until: date

    def buttons(self) -> tuple[Button, ...]:
        return (_PERSON,)


class RefusedNoReason(Message):
    """For staff: a gift needs a reason."""

    english: ClassVar[str] = "Please give a reason; it stays in our books and the shopper doesn't see it."
