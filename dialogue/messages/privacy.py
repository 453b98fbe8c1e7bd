"""What we tell about what we know of a person: shown, noted, corrected, forgotten, erased, exported, no more offers."""

from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, File, Message, Term, Trait


class AboutYou(Message):
    """Everything stored about the shopper. {facts} are lines, such as “shoe size 42 (you told me on 3 November)”."""

    english = (
        "This is all I have noted about you:\n{facts}\nIf something is wrong, tell me, or say “forget my shoe size”."
    )
    facts: tuple[Trait, ...]

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button(id="do:export_my_data", label="my_data_file"),
            Button(id="do:delete_my_data", label="delete_data"),
        )


class AboutSomeone(Message):
    """Everything stored about somebody of the shopper's household. {person} is a word such as wife, son; avoid
    agreement with it."""

    english = "About your {person}:\n{facts}"
    person: Term
    facts: tuple[Trait, ...]


class AboutYouNothing(Message):
    """Nothing is stored about the shopper's tastes, sizes or household."""

    english = "I have noted nothing about you so far. When you tell me a size or what you like, I'll remember it."


class AboutYourOrders(Message):
    """How many orders are kept. {number} counts them."""

    english = "There is also one order of yours, with what belongs to it."
    english_plural = "There are also {number} orders of yours, with what belongs to them."
    count = "number"
    number: int

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:list_orders", label="my_orders"),)


class Noted(Message):
    """A fact about the shopper, noted. {facts} is a few words such as “shoe size 42” or “no wool”."""

    english = "I'll remember that: {facts}."
    facts: tuple[Trait, ...]


class NotedMany(Message):
    """Several facts about the shopper, noted. {facts} are lines."""

    english = "I've noted:\n{facts}"
    facts: tuple[Trait, ...]


class NotedFor(Message):
    """A fact about somebody of the household, noted. {person} is a word such as wife, son; avoid agreement with it."""

    english = "Noted for your {person}:\n{facts}"
    person: Term
    facts: tuple[Trait, ...]


class Corrected(Message):
    """A fact replaced by a newer one. {old} and {new} are a few words such as “shoe size 42”."""

    english = "Changed. Before: {old}. From now on: {new}."
    old: Trait
    new: Trait


class Forgotten(Message):
    """Facts about the shopper or their household, erased. {facts} are lines."""

    english = "Forgotten:\n{facts}"
    facts: tuple[Trait, ...]


class NothingToForget(Message):
    """There was nothing stored of what was to be forgotten."""

    english = "I had nothing of that noted, so there is nothing to forget."


class WhatToCorrect(Message):
    """The shopper wants to correct something, but not which."""

    english = "Tell me what to change, such as “my shoe size is 39” or “I don't like yellow any more”."

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:ask_about_me", label="about_me"),)


class EraseAsk(Message):
    """Asks whether all data may be erased. Says plainly what is lost, what the law makes us keep, and that it is final.
    Exact in meaning: it is a legal text."""

    english = (
        "If you say yes, I delete everything I know about you: this conversation, your sizes, tastes and household, "
        "name, contact details and addresses. Records of orders and payments stay for as long as bookkeeping law "
        "asks, but without your name. This cannot be undone. Shall I delete it all?"
    )
    asks: ClassVar[Slot | None] = Slot.CONFIRM
    token: str

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button(id=f"confirm:{self.token}", label="delete_for_good"),
            Button(id=f"deny:{self.token}", label="keep_data"),
        )


class EraseAskWithOrders(EraseAsk):
    """The same while orders are still under way. {number} counts them."""

    english = (
        "One order is still under way; without your details I can no longer help with it. If you say yes, I delete "
        "everything I know about you: this conversation, your sizes, tastes and household, name, contact details and "
        "addresses. Records of orders and payments stay for as long as bookkeeping law asks, but without your name. "
        "This cannot be undone. Shall I delete it all?"
    )
    english_plural = (
        "{number} orders are still under way; without your details I can no longer help with them. If you say yes, I "
        "delete everything I know about you: this conversation, your sizes, tastes and household, name, contact "
        "details and addresses. Records of orders and payments stay for as long as bookkeeping law asks, but without "
        "your name. This cannot be undone. Shall I delete it all?"
    )
    count = "number"
    number: int


class Erasing(Message):
    """The shopper confirmed that all data shall be erased; it happens right after this message."""

    english = (
        "I'm deleting it now. Order and payment records stay without your name, as the law asks. All the best to you!"
    )


class ErasureDropped(Message):
    """The shopper did not want their data erased after all."""

    english = "Good, nothing was deleted."


class YourData(Message):
    """Goes with a file that holds everything stored about the shopper."""

    english = "Here is everything stored about you, as a file: profile, conversation and orders."
    subject: str

    def files(self) -> tuple[File, ...]:
        return (File(kind="export", subject=self.subject),)


class OptedOut(Message):
    """No more offers, as asked; a duty by law. Says what still comes."""

    english = (
        "Done: no more offers or tips from me. Messages about your orders still come, so that you know where they are."
    )


class OptedOutAlready(Message):
    """Asked for no more offers again; it already is so."""

    english = "That's already so: you get no offers from me, only messages about your orders."
