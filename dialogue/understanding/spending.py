"""What asking a model uses and costs. Pure; the prices are those of `prices.toml`.

A price per million tokens in dollars is the price of one token in millionths of a dollar: costs are whole numbers of
those, rounded up.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from functools import cache
from pathlib import Path
from typing import Final, Protocol

from pydantic import BaseModel, ConfigDict, TypeAdapter

from orders.ids import ConversationId, ShopperId

_FILE: Final = Path(__file__).with_name("prices.toml")


@dataclass(frozen=True, slots=True)
class Use:
    """Tokens of the requests of one turn. `written` went into the prompt cache, `cached` came out of it."""

    requests: int = 0
    input: int = 0
    written: int = 0
    cached: int = 0
    output: int = 0

    def __add__(self, other: "Use") -> "Use":
        return Use(
            self.requests + other.requests,
            self.input + other.input,
            self.written + other.written,
            self.cached + other.cached,
            self.output + other.output,
        )


NOTHING_USED: Final = Use()


class Price(BaseModel):
    """Dollars per million tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: Decimal
    write: Decimal
    read: Decimal
    output: Decimal

    def of(self, use: Use) -> int:
        """Millionths of a dollar."""
        cost = use.input * self.input + use.written * self.write + use.cached * self.read + use.output * self.output
        return int(cost.to_integral_value(ROUND_CEILING))


@cache
def prices() -> dict[str, Price]:
    """By model name."""
    return TypeAdapter(dict[str, Price]).validate_python(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def price_of(model: str) -> Price:
    """The price of a model, whatever date stands behind its name; of one that is not known, the dearest."""
    named = [name for name in prices() if model == name or model.startswith(f"{name}-20")]
    return prices()[named[0]] if named else max(prices().values(), key=lambda price: price.output)


@dataclass(frozen=True, slots=True)
class Bill:
    """One turn that a model was asked about. `outcome` is "read", or why its answer was not taken."""

    conversation: ConversationId
    shopper: ShopperId
    at: datetime
    model: str
    outcome: str
    use: Use
    cost: int
    """Millionths of a dollar."""


class Purse(Protocol):
    """Keeps the bills, and says whether there is money left."""

    def may_spend(self, shopper: ShopperId, now: datetime) -> bool: ...

    def pay(self, bill: Bill) -> None: ...
