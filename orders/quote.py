"""A quote: lines, shipping, fee and tax for an address, with an expiry, a promise and a hash."""

from dataclasses import dataclass
from datetime import datetime

from orders.money import Money
from orders.order import Line


@dataclass(frozen=True, slots=True)
class Quote:
    """What a basket costs at an address; totals to the minor unit."""

    lines: tuple[Line, ...]
    items: Money
    shipping: Money
    fee: Money
    tax: Money
    tax_contained: Money
    total: Money
    currency: str
    market: str
    promised_by: datetime
    expires_at: datetime
    hash: str
