"""What is said to goods reported broken or wrong before they came, by all that we know."""

from datetime import date
from typing import ClassVar

from dialogue.messages.base import Button, Message, Title
from dialogue.messages.choices import with_order


class ClaimOnItsWay(Message):
    """Goods are said to be broken or wrong while the carrier still has them. {titles} are the goods, {by} the day they
    should come."""

    english: ClassVar[str] = (
        "I'm sorry, that's annoying. By our tracking the parcel with {titles} is still on its way, expected by {by}. "
        "If it is with you already, tell me with the button, and somebody from our team puts it right. If not, write "
        "to me again when it's there: for whatever is broken or wrong you get your money."
    )
    order: str
    titles: tuple[Title, ...]
    by: date

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "arrived", "track")


class ClaimOnItsWaySometime(Message):
    """The same where nobody knows the day."""

    english: ClassVar[str] = (
        "I'm sorry, that's annoying. By our tracking the parcel with {titles} is still on its way. If it is with you "
        "already, tell me with the button, and somebody from our team puts it right. If not, write to me again when "
        "it's there: for whatever is broken or wrong you get your money."
    )
    order: str
    titles: tuple[Title, ...]

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "arrived", "track")


class ClaimNotSent(Message):
    """Goods are said to be broken or wrong that by our records have not even been sent."""

    english: ClassVar[str] = (
        "I'm sorry to hear that. By our records the order with {titles} hasn't been sent yet. If it is with you "
        "already, tell me with the button, and somebody from our team looks into it. If not, you can still cancel it "
        "and get everything back."
    )
    order: str
    titles: tuple[Title, ...]

    def buttons(self) -> tuple[Button, ...]:
        return with_order(self.order, "arrived", "cancel")
