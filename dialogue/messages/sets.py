"""What we tell who wants several things for one sum: the set with what it costs together, or what it is over."""

from dialogue.messages.base import Button, Item, Message
from dialogue.messages.selection import Listing
from orders.money import Money


class _Set(Listing):
    """Things chosen to go together; one button takes them all."""

    items: tuple[Item, ...]
    total: Money

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:take_together", label="take_all"),)


class SetFound(_Set):
    """Several things for one budget. {items} are its lines with sizes and numbers, {total} their sum, {limit} what was
    said to be spent at most."""

    english = "This goes together and stays within {limit}:\n{items}\nTogether: {total}"
    limit: Money


class SizesAsListed(Message):
    """Said below a set of which a size was not known: the sizes listed are only what is there."""

    english = "The sizes are as listed. Tell me yours, or change each one before you order."


class SetTooDear(_Set):
    """No such set is within the budget {limit}: this is the cheapest one, {over} over it. {total} is its sum."""

    english = "For {limit} I can't put that together. The cheapest I have is {over} over:\n{items}\nTogether: {total}"
    limit: Money
    over: Money
