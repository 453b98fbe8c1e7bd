"""What a shopper wants kept or forgotten beside orders: notices of goods that are sold out, and ways to pay. Frozen
values; `accounts.perform` answers with Kept or a Refusal."""

from dataclasses import dataclass
from datetime import datetime

from orders.ids import ConversationId, ShopperId, Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchStock:
    """To be told once when a sold-out variant is there again."""

    shopper: ShopperId
    conversation: ConversationId
    """Where it is told."""
    sku: Sku
    market: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetWishes:
    """Not to be told any more."""

    shopper: ShopperId
    sku: Sku | None = None
    """None: of nothing at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetMethod:
    """A stored way to pay is to be forgotten. Orders keep how they were paid, for what goes back."""

    shopper: ShopperId
    token: str


AccountAction = WatchStock | ForgetWishes | ForgetMethod


@dataclass(frozen=True, slots=True)
class StockWish:
    """A shopper waits for a variant. An open one is told once, and forgotten when it is too old."""

    id: int
    shopper: ShopperId
    conversation: ConversationId
    sku: Sku
    asked_at: datetime
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """It is done; the wishes it left or ended."""

    wishes: tuple[StockWish, ...] = ()
