"""What we tell when nothing fits exactly and something comes near: always by what it misses, never as a match."""

from dialogue.messages.base import Button, Term
from dialogue.messages.choices import when_back
from dialogue.messages.selection import Listing
from orders.money import Money


class _Gone(Listing):
    """What was wanted is made, and may be sold out: then it can be waited for."""

    gone: str = ""
    """The variant that was wanted, where it is only sold out."""

    def buttons(self) -> tuple[Button, ...]:
        take, *others = super().buttons()
        return (take, when_back(self.gone), *others[:1]) if self.gone else (take, *others)


class NearPrice(Listing):
    """Nothing keeps the price limit; the cheapest that fits otherwise is shown. Honest, not pushing."""

    english = "Nothing that fits stays under {limit}. The nearest is at {price}:"
    limit: Money
    price: Money


class NearColor(_Gone):
    """Nothing in the colour {wanted}; the same kind of thing exists in {offered}."""

    english = "I don't have it in {wanted}. It does come in {offered}:"
    wanted: Term
    offered: Term


class NearColorSize(_Gone):
    """In the colour {wanted} there is none left in the size {size}, only in others; in that size there is {offered}."""

    english = "In {wanted} there is none left in {size}, I'm sorry. In {size} it does come in {offered}:"
    wanted: Term
    size: str
    offered: Term


class NearestInPrice(Listing):
    """Nothing costs about what was said; those nearest in price are shown, cheaper or dearer."""

    english = "Nothing costs just that. These come nearest in price:"


class NearSize(_Gone):
    """Nothing is in stock in the size {wanted}; {offered} is the nearest that is."""

    english = "Nothing is in stock in {wanted}. The nearest size is {offered}:"
    wanted: str
    offered: str


class ClosestTo(Listing):
    """The shopper's words name nothing we know; the products below are the closest. {what} are those words."""

    english = "“{what}”: I have nothing by that name. The closest in the shop:"
    what: str


class NearMisses(Listing):
    """Nothing fits exactly; the cards below say what each one misses."""

    english = "Nothing fits exactly, but these come close:"


class NearMissesGroup(Listing):
    """One of several things asked for, which nothing fits exactly; the cards below say what each one misses. {what} is
    the kind of thing or the shopper's words."""

    english = "For “{what}” nothing fits exactly, but these come close:"
    what: Term | str
