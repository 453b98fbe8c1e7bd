"""What every Event of an order carries."""

from dataclasses import dataclass
from datetime import datetime

from orders.ids import OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What every Event carries. `seq` counts from 1 per order without gaps."""

    order: OrderId
    seq: int
    at: datetime
