"""The double-entry ledger: entries of postings that sum to zero per currency. Append-only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orders.ids import OrderId
from orders.money import Money


class Account(StrEnum):
    HELD = "held"
    """Authorised and not captured, against AUTHORISED."""
    AUTHORISED = "authorised"
    PROVIDER = "provider"
    """Money at the payment provider: captured less paid out."""
    GIFT_CARDS = "gift_cards"
    """What gift cards paid into the order less what went back onto gift cards: what we owe their holders less."""
    GOODS = "goods"
    SHIPPING = "shipping"
    FEE = "fee"
    TAX = "tax"
    GOODWILL = "goodwill"
    DISPUTED = "disputed"
    """Taken back by shoppers' banks: we bear it."""
    SWAPPED = "swapped"
    """Paid anew by another method, until the first payment is given back for it."""
    SUPPLIER = "supplier"
    """What suppliers are owed less, their credits taken off."""
    GOODS_COST = "goods_cost"
    SHIPPING_COST = "shipping_cost"
    EXPENSE = "expense"
    """What a supplier is owed and no shopper pays: we bear it."""
    OWED = "owed"
    """Refunds approved and not yet paid out."""


@dataclass(frozen=True, slots=True)
class Posting:
    order: OrderId
    entry: int
    """Postings with the same order and entry sum to zero."""
    account: Account
    amount: Money
    what: str
    """"authorise", "capture", "refund", "pay_out" …"""
    ref: str
    """Payment or refund id."""
    at: datetime
