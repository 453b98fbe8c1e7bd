"""The facts of the last such Message that was sent, with nobody in them: for previews with what really happened.

Goods, amounts, days and numbers stay; names, addresses, contacts, codes, order numbers and free words do not. A field
of plain text is hidden unless it is listed here as being about goods, so that a new one is hidden until somebody looks.
"""

from typing import Final

from pydantic import BaseModel

from bot.desk.masking import Mask
from bot.storage import Storage
from dialogue import outbox_store, profile_store
from dialogue.inbound import MASK
from dialogue.messages.base import Because, Brief, Card, Item, Label, Message, Place, Said, Swapped, Term, Title, Trait
from dialogue.messages.paying import Stored
from orders import service
from orders.money import Money

OPEN_WORDS: Final = frozenset(
    {
        "carrier", "channels", "chat", "chats", "country", "drop", "gone", "guesses", "language", "offered", "options",
        "others", "size", "sizes", "sku", "skus", "takes", "wanted", "words", "yours",
    }
)  # fmt: skip
"""Fields of plain text that tell of goods, channels and languages and of no person. `words` are a maker's."""


def last_sent(storage: Storage, name: str) -> tuple[Message, Mask] | None:
    """The newest Message of this name that a shopper got, masked, and what hides the rest in its words; None where
    none was sent lately."""
    with storage.reads() as session:
        reply = outbox_store.last_sent(session, name)
        if reply is None:
            return None
        profile = profile_store.profile(session, reply.shopper)
        orders = service.orders_of(session, reply.shopper)
    return masked(reply.message), Mask(profile, tuple(dict.fromkeys(order.address for order in orders)))


def masked(message: Message) -> Message:
    """The same with nobody in it."""
    fields = {name: _masked(name, getattr(message, name)) for name in type(message).model_fields}
    return message.model_copy(update=fields)


def _masked(name: str, value: object) -> object:
    if isinstance(value, str):
        return value if name in OPEN_WORDS or not value else MASK
    if isinstance(value, tuple):
        return tuple(_masked(name, each) for each in value)
    return _fact(value) if isinstance(value, BaseModel) else value


def _fact(fact: BaseModel) -> BaseModel:
    match fact:
        case Place():
            return Place(name=MASK, line1=MASK, city=MASK, postcode=MASK, country=fact.country)
        case Label():
            return fact.model_copy(update={"value": MASK if fact.value else ""})
        case Because():
            return fact.model_copy(update={"person": MASK if fact.person else None})
        case Card():
            return fact.model_copy(update={"reasons": tuple(map(_fact, fact.reasons)), "note": None})
        case Brief():
            return fact.model_copy(update={"order": MASK, "state": _fact(fact.state)})
        case Trait():
            return fact.model_copy(update={"values": tuple(_masked("trait", each) for each in fact.values)})
        case Said():
            return fact.model_copy(update={"text": MASK, "facts": ()})
        case Stored():
            text = MASK if fact.text else None
            return fact.model_copy(update={"token": MASK, "method": _fact(fact.method), "text": text})
        case Term() | Title() | Item() | Swapped() | Money():
            return fact
        case _:
            raise TypeError(f"{fact!r} may hold a person; say here what is to be hidden of it")
