"""What we tell someone who compares products: each one's facts, what differs, and an honest word on value."""

from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, Message, Term, Title, Trait
from orders.money import Money


class ComparedOne(Message):
    """One of the products compared. {traits} are lines: price, material, features, sizes."""

    english = "{position}. {title}\n{traits}"
    position: int
    title: Title
    traits: tuple[Trait, ...]


class _Verdict(Message):
    """What the comparison comes down to, with buttons to take one. Fields beginning with `take` are SKUs."""

    takes: tuple[tuple[str, Title], ...]

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(id=f"take:{sku}", title=title) for sku, title in self.takes)


class CompareAlike(_Verdict):
    """The products do the same as far as their makers say, and one costs less. {cheap} is a product."""

    english = "As far as the makers say, they do the same. {cheap} costs {difference} less, so it is the better value."
    cheap: Title
    difference: Money


class CompareSamePrice(_Verdict):
    """The products do the same and cost the same: it is a matter of taste."""

    english = "Same price, and as far as the makers say they do the same. Go with the one you like better."


class CompareExtra(_Verdict):
    """The dearer product can do more. {dear} and {cheap} are products, {extras} lists what only the dearer one has."""

    english = (
        "{dear} costs {difference} more and adds: {extras}. If you need that, it is worth it; "
        "if not, {cheap} is the better value."
    )
    dear: Title
    cheap: Title
    difference: Money
    extras: tuple[Term, ...]


class CompareCheaperDoesMore(_Verdict):
    """The cheaper product can do even more. {cheap} is a product, {extras} lists what it has on top."""

    english = "{cheap} costs {difference} less and even adds: {extras}. That is clearly the better value."
    cheap: Title
    difference: Money
    extras: tuple[Term, ...]


class CompareSamePriceExtra(_Verdict):
    """Same price, but one product can do more. {better} is a product, {extras} lists what it has on top."""

    english = "Same price, but {better} adds: {extras}. That makes it the better value."
    better: Title
    extras: tuple[Term, ...]


class CompareEachHasSome(_Verdict):
    """Each product has something the other lacks. {dear} costs {difference} more."""

    english = (
        "{dear} costs {difference} more and adds: {dear_extras}. {cheap} offers instead: {cheap_extras}. "
        "Take the one whose extras you'll use."
    )
    dear: Title
    cheap: Title
    difference: Money
    dear_extras: tuple[Term, ...]
    cheap_extras: tuple[Term, ...]


class CompareDifferentKinds(_Verdict):
    """The products are different kinds of things (a lamp and a jacket): no verdict on value is possible."""

    english = "They are for different things, so it comes down to which of them you need."


class OnlyOneToCompare(Message):
    """The shopper wants to compare, but only one product was shown so far."""

    english = "That's the only one I've shown you so far. Shall I show you more to compare it with?"

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="more", label="more"),)


class WhatToCompare(Message):
    """Asked when somebody wants to compare, but fewer than two products are known to compare."""

    english = "Which ones shall I compare? Give me two numbers or names, or let's find something first."
    asks: ClassVar[Slot | None] = Slot.PRODUCT

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="start", label="find_something"),)
