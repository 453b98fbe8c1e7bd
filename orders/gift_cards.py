"""Gift cards: money in our own books that pays for orders and that refunds go back onto, at once.

A card is good for whoever has its code; the first order it pays for makes it that shopper's own.
"""

import re
from dataclasses import dataclass
from secrets import choice
from typing import Final

from orders.ids import ALPHABET, GiftCardId, ShopperId
from orders.money import Money

KIND: Final = "gift_card"
_LENGTH: Final = 12
"""Sixty bits: nobody finds a card by trying."""
_CODE: Final = re.compile(
    rf"(?<![0-9A-Za-z\u00c0-\u024f])GC[- ]?([{ALPHABET}]{{4}})[- ]?([{ALPHABET}]{{4}})[- ]?([{ALPHABET}]{{4}})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class GiftCard:
    id: GiftCardId
    balance: Money
    holder: ShopperId | None
    """None until it first pays for an order."""

    def is_for(self, shopper: ShopperId) -> bool:
        return self.holder in (None, shopper)


@dataclass(frozen=True, slots=True)
class GiftMove:
    """Money onto a card (above zero) or off it (below). A card is moved once per `ref`."""

    card: GiftCardId
    amount: Money
    ref: str
    """Payment, release or refund part it belongs to."""


def new_code() -> GiftCardId:
    """A code such as GC-7KQ2-9MXP-H4TR."""
    letters = [choice(ALPHABET) for _ in range(_LENGTH)]
    return GiftCardId("GC-" + "-".join("".join(letters[start : start + 4]) for start in range(0, _LENGTH, 4)))


def code_in(text: str) -> GiftCardId | None:
    """The first gift card code in a text, however it is spaced and cased; None when there is none."""
    found = _CODE.search(text)
    return GiftCardId("GC-" + "-".join(found.groups()).upper()) if found else None


def without_codes(text: str) -> str:
    """What is written round gift card codes: their letters are of no language."""
    return _CODE.sub(" ", text)


def is_code(text: str) -> bool:
    """Whether a text is a code as `new_code` writes it."""
    return code_in(text) == text


def token_of(card: GiftCardId) -> str:
    """How a payment names the card it was made with."""
    return f"{KIND}_{card}"
