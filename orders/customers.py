"""Customers: who buys, where to, and with what they pay. Of a payment method only a provider's token is kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from orders.card_numbers import passes_luhn
from orders.ids import ShopperId
from orders.order import Address

_DIGITS: Final = re.compile(r"\d(?:[ \-]?\d){11,18}(?!\d)")

_ENDING: Final = re.compile(r"_[^_]*\d[^_]*$")
"""What names one of a kind in a token."""


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A way to pay that a provider knows by its token; "card_4242" or "paypal_5727330", never a card number."""

    token: str
    kind: str
    """"card", "paypal", "wallet", "gift_card" …: what the token begins with."""
    label: str = ""
    """How its owner knows it: "Visa ending in 4242"."""

    def __post_init__(self) -> None:
        if has_card_number(f"{self.token} {self.label}"):
            raise ValueError("a payment method is a provider's token and must not hold a card number")


@dataclass(frozen=True, slots=True)
class Customer:
    """A person with an account. Nothing here is shared between customers but, at times, an e-mail address."""

    id: ShopperId
    name: str
    email: str = ""
    address: Address | None = None
    """The default one; it need not be among `addresses`, which are the others that were used."""
    addresses: tuple[Address, ...] = ()
    methods: tuple[PaymentMethod, ...] = ()
    default_method: str = ""
    """A token of `methods`; empty: the first."""
    forgotten: tuple[str, ...] = ()
    """Fingerprints of ways to pay that are to be forgotten: orders keep the tokens, and nothing is charged to them."""

    def method(self, token: str) -> PaymentMethod | None:
        return next((method for method in self.methods if method.token == token), None)

    def has_forgotten(self, token: str) -> bool:
        """Whether it was theirs, was to be forgotten, and has not been used anew since."""
        return self.method(token) is None and self._fingerprint(token) in self.forgotten

    def _fingerprint(self, token: str) -> str:
        return sha256(f"{self.id}:{token}".encode()).hexdigest()

    def without_method(self, token: str) -> "Customer":
        """From now on nothing is charged to it."""
        left = tuple(method for method in self.methods if method.token != token)
        default = "" if self.default_method == token else self.default_method
        forgotten = tuple(dict.fromkeys((*self.forgotten, self._fingerprint(token))))
        return replace(self, methods=left, default_method=default, forgotten=forgotten)

    @property
    def usual_method(self) -> PaymentMethod | None:
        """What is charged where the customer names nothing else."""
        return self.method(self.default_method) or next(iter(self.methods), None)


def with_default(customer: Customer, address: Address | None) -> Customer:
    """Another default address; the one before stays among those known. None forgets them all."""
    before = customer.address
    others = customer.addresses if before is None or before == address else (before, *customer.addresses)
    kept = tuple(each for each in dict.fromkeys(others) if each != address)
    if address is None:
        return replace(customer, address=None, addresses=())
    return replace(customer, name=customer.name or address.name, address=address, addresses=kept)


def used_at(customer: Customer, address: Address) -> Customer:
    """An order goes there: the default where there is none yet, else one of those known, the newest first."""
    if customer.address is None:
        return with_default(customer, address)
    if customer.address == address:
        return customer
    return replace(customer, addresses=(address, *(each for each in customer.addresses if each != address)))


def after_paying(customer: Customer, token: str | None) -> Customer:
    """A way to pay that was used is stored once, as its token alone."""
    if not token or customer.method(token) is not None or has_card_number(token):
        return customer
    return replace(customer, methods=(*customer.methods, PaymentMethod(token, _ENDING.sub("", token))))


def joined(into: Customer, left: Customer, used: Iterable[str] = ()) -> Customer:
    """Two accounts that turn out to be one person's: `into`'s name, mail, default address and usual way to pay stand.

    `used` are the ways to pay of `left`'s orders: one of them that was to be forgotten stays so, unless `into` pays by
    it.
    """
    addresses = [each for each in (left.address, *left.addresses) if each is not None and each != into.address]
    methods = (*into.methods, *(each for each in left.methods if into.method(each.token) is None))
    both = replace(
        into,
        name=into.name or left.name,
        email=into.email or left.email,
        addresses=tuple(dict.fromkeys((*into.addresses, *addresses))),
        methods=methods,
        default_method=into.default_method or left.default_method,
    )
    if both.address is None and both.addresses:
        both = replace(both, address=both.addresses[0], addresses=both.addresses[1:])
    forgotten = [token for token in dict.fromkeys(used) if left.has_forgotten(token) and both.method(token) is None]
    for token in forgotten:
        both = both.without_method(token)
    return both


def has_card_number(text: str) -> bool:
    """Whether 12 to 19 digits in it, spaces and dashes aside, pass the check digit of ISO/IEC 7812 (Luhn)."""
    return any(passes_luhn([int(digit) for digit in found.group() if digit.isdigit()]) for found in _runs(text))


def _runs(text: str) -> list[re.Match[str]]:
    """Runs of enough digits that begin where no digit is before them."""
    return [found for found in _DIGITS.finditer(text) if not text[: found.start()][-1:].isdigit()]
