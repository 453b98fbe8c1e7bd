"""A guest's access to orders made elsewhere: what is asked for, what a code opens, what a mere guest may not do. Pure.

A code proves that somebody reads the mail of the address on file, and nothing more.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from orders import actions
from orders.actions import OnOrder
from orders.answers import Decision, Reason, Refusal
from orders.ids import ConversationId, OrderId, ShopperId
from orders.order import Order

DIGITS: Final = 6
_OWNERS_ALONE: Final = (
    actions.ConfirmQuote,
    actions.AbandonQuote,
    actions.ChangeAddress,
    actions.ChangePayment,
    actions.RefundOntoGiftCard,
)
"""What would send goods or money elsewhere, or spend the owner's."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What somebody tells of an order made elsewhere, as typed. Empty parts were not told."""

    order: str = ""
    email: str = ""
    name: str = ""
    postcode: str = ""

    @property
    def is_enough(self) -> bool:
        return bool(self.email or (self.name and self.postcode))

    @property
    def key(self) -> str:
        """The same for the same wish however it is written; nobody reads the wish from it."""
        parts = (bare_number(self.order), plain_email(self.email), plain_name(self.name), plain_postcode(self.postcode))
        return sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCode:
    """Send a code to the address on file of the order that fits, if any does. The answer is the same either way."""

    shopper: ShopperId
    conversation: ConversationId
    contact: Contact
    locale: str
    market: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TryCode:
    """A right code opens what was asked for last, once."""

    shopper: ShopperId
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetAccess:
    """Give up every access that codes have opened to this shopper."""

    shopper: ShopperId


AccessWish = AskCode | TryCode | ForgetAccess


@dataclass(frozen=True, slots=True)
class AccessDone:
    """What came of a wish: the orders a code has opened, newest first, until when; how many accesses were given up."""

    opened: tuple[Order, ...] = ()
    until: datetime | None = None
    forgotten: int = 0


@dataclass(frozen=True, slots=True)
class Grant:
    """One opened access: all orders with this e-mail address on file, or only `order`."""

    email: str
    until: datetime
    order: OrderId | None = None

    def covers(self, order: Order, emails: frozenset[str]) -> bool:
        """`emails` are the addresses on file for the order. What was never placed is its owner's alone."""
        named = self.order is None or self.order == order.id
        return named and self.email in emails and order.placed_at is not None and not order.is_open_quote


@dataclass(frozen=True, slots=True)
class CodeLetter:
    """A code on its way to an address on file. Its text is made by the bot room and stored nowhere."""

    id: int
    email: str = field(repr=False)
    code: str = field(repr=False)
    until: datetime
    locale: str
    market: str


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a code is sent to, and what it opens."""

    email: str
    order: OrderId | None = None


class Standing(Enum):
    """What somebody is to an order."""

    OWNER = "owner"
    GUEST = "guest"
    STRANGER = "stranger"


def refused_to_guest(action: OnOrder, decision: Decision | None = None) -> Refusal | None:
    """Why a mere guest may not do this: it would hand goods or money to whoever read an e-mail, or spend the owner's.

    Goods go to the order's own address and refunds back the way the money came, so everything else may be done.
    """
    charges = decision is not None and decision.charge is not None and decision.charge.minor > 0
    if isinstance(action, _OWNERS_ALONE) or charges:
        return Refusal(Reason.OWNER_ONLY, action.order)
    return None


# ---- codes


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def new_salt() -> str:
    return secrets.token_hex(16)


def digest(salt: str, code: str) -> str:
    """What is kept of a code."""
    return sha256(f"{salt}:{code}".encode()).hexdigest()


def is_right(code: str, salt: str, kept: str) -> bool:
    """Never for a code that was not made yet."""
    return compare_digest(digest(salt, bare_code(code)).encode(), kept.encode()) and bool(kept)


def bare_code(typed: str) -> str:
    """The digits alone: "123 456" is 123456."""
    return re.sub(r"\D", "", typed)


# ---- as people type


def bare_number(typed: str) -> str:
    """An order number without prefix, spaces and signs: "sk-7f3 kq2" is 7F3KQ2."""
    return re.sub(r"[\s#]", "", typed.upper()).removeprefix("SK-").removeprefix("SK")


def plain_email(typed: str) -> str:
    return typed.strip().casefold()


def plain_postcode(typed: str) -> str:
    return re.sub(r"[\W_]", "", typed.casefold())


def plain_name(typed: str) -> str:
    """Without accents and case, the words in alphabetical order: "Meier, Ána" is "ana meier"."""
    letters = unicodedata.normalize("NFKD", typed.casefold().replace("ß", "ss"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(sorted(re.findall(r"\w+", bare)))
