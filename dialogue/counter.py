"""What a playbook may look up while it thinks. Everything here only reads, and no transaction is open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from matching.matches import Finder
from orders.policy import Policy


@dataclass(frozen=True, slots=True)
class Counter:
    """`new_token()` gives a unique token for a Pending yes; `locales` are the languages we can switch to."""

    finder: Finder
    policy: Policy
    locales: tuple[str, ...]
    now: datetime
    new_token: Callable[[], str]
