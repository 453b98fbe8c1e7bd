"""What the shop asks of a payment provider: charge, pay back, look up, each bound to an idempotency key."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from orders.money import Money

ELSEWHERE: Final = "taken_over:"
"""Begins the charge key of a charge that another shop's software made; the provider's own name of it follows."""


class ProviderUnavailable(Exception):
    """No answer, or none that can be trusted: try again with the same key."""


class ProviderRejected(Exception):
    """The request itself is wrong (same key with other parameters, more paid back than charged): do not try again."""


class Standing(StrEnum):
    DONE = "done"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    """Accepted and not decided yet: look it up later."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The provider's answer for a key. Once DONE or DECLINED it stays so for ever."""

    standing: Standing
    reason: str = ""


class PaymentProvider(Protocol):
    """Every call may be repeated: a known key replays its first answer and has no second effect."""

    def charge(self, key: str, amount: Money, method: str, now: datetime) -> Answer:
        """Authorise and capture. Raises ProviderUnavailable; ProviderRejected for a known key with other parameters."""
        ...

    def pay_out(self, key: str, charge_key: str, amount: Money, now: datetime) -> Answer:
        """Give back part of a charge. Raises as `charge`; ProviderRejected if the sum would exceed the charge.

        A `charge_key` that begins with ELSEWHERE names a charge by the provider's own reference.
        """
        ...

    def find(self, key: str, now: datetime) -> Answer | None:
        """What became of a key; None when it never arrived. Raises ProviderUnavailable."""
        ...
