"""Customers: who buys, where to, and with what they pay. Of a payment method only a provider's token is kept."""

import re
from dataclasses import dataclass
from typing import Final

from orders.ids import ShopperId
from orders.order import Address

_DIGITS: Final = re.compile(r"\d(?:[ \-]?\d){11,18}(?!\d)")


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

    def method(self, token: str) -> PaymentMethod | None:
        return next((method for method in self.methods if method.token == token), None)

    @property
    def usual_method(self) -> PaymentMethod | None:
        """What is charged where the customer names nothing else."""
        return self.method(self.default_method) or next(iter(self.methods), None)


def has_card_number(text: str) -> bool:
    """Whether 12 to 19 digits in it, spaces and dashes aside, pass the check digit of ISO/IEC 7812 (Luhn)."""
    return any(_passes_luhn([int(digit) for digit in found.group() if digit.isdigit()]) for found in _runs(text))


def _runs(text: str) -> list[re.Match[str]]:
    """Runs of enough digits that begin where no digit is before them."""
    return [found for found in _DIGITS.finditer(text) if not text[: found.start()][-1:].isdigit()]


def _passes_luhn(digits: list[int]) -> bool:
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2]]
    return any(digits) and (sum(digits[::-2]) + sum(doubled)) % 10 == 0
