"""One line of an order: a variant, how many, what it cost down to each piece, and what became of the pieces."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from orders.ids import LineId, ProductId, Sku, SupplierId
from orders.money import Money, allocate, total
from orders.states import Tier


@dataclass(frozen=True, slots=True)
class Shares:
    """What an amount is made of. `tax` is only tax added on top; contained tax stays inside the other parts."""

    goods: Money
    shipping: Money
    fee: Money
    tax: Money

    @classmethod
    def zero(cls, currency: str) -> "Shares":
        nothing = Money.zero(currency)
        return cls(nothing, nothing, nothing, nothing)

    @property
    def total(self) -> Money:
        return self.goods + self.shipping + self.fee + self.tax

    def __add__(self, other: "Shares") -> "Shares":
        return Shares(
            self.goods + other.goods, self.shipping + other.shipping, self.fee + other.fee, self.tax + other.tax
        )

    def __sub__(self, other: "Shares") -> "Shares":
        return Shares(
            self.goods - other.goods, self.shipping - other.shipping, self.fee - other.fee, self.tax - other.tax
        )


def slice_of(shares: Shares, start: Money, amount: Money) -> Shares:
    """What `amount` pays of the parts when `start` of them was paid before: goods first, then shipping, fee and tax."""
    parts: list[Money] = []
    before, left = start.minor, amount.minor
    for part in (shares.goods, shares.shipping, shares.fee, shares.tax):
        passed = min(before, part.minor)
        paid = min(left, part.minor - passed)
        before, left = before - passed, left - paid
        parts.append(Money(paid, part.currency))
    return Shares(*parts)


def sum_shares(parts: Iterable[Shares], currency: str) -> Shares:
    result = Shares.zero(currency)
    for part in parts:
        result = result + part
    return result


@dataclass(frozen=True, slots=True)
class Line:
    """One variant in an order. Quantities below only grow, and together never exceed `quantity`."""

    id: LineId
    sku: Sku
    product: ProductId
    title: str
    options: tuple[tuple[str, str], ...]
    """What tells this variant from its sisters: (("color", "grey"), ("size", "M"))."""
    quantity: int
    price: Money
    """Price of one piece as shown to the shopper."""
    supplier: SupplierId
    tier: Tier
    promised_by: datetime
    paid: Shares
    """What this whole line costs the shopper: goods and its share of shipping, fee and tax on top."""
    refunded: Shares
    """Approved or paid-out refunds."""
    moved: Shares
    """Money that went with exchanged pieces to another line of this order."""
    goodwill: Money
    """What a person gave back without a claim; it lowers what can still be refunded."""
    brought: Shares | None = None
    """Money that came along from the line this one replaces."""
    cancelled: int = 0
    changed: int = 0
    """Pieces turned into another variant before packing."""
    delivered: int = 0
    lost: int = 0
    """Pieces refunded because they never came (lost, late, undeliverable, unavailable)."""
    claimed: int = 0
    """Delivered pieces refunded without coming back (damaged, wrong, missing)."""
    returning: int = 0
    returned: int = 0
    exchanged: int = 0
    """Delivered pieces given for other goods."""
    returnable: bool = True
    replaces: LineId | None = None
    cost: Money | None = None
    """What one piece cost us at the quote; None where another shop sold it."""
    shipping_cost: Money | None = None
    """The line's part of what shipping cost us at the quote."""
    less: tuple[Money, ...] = ()
    """How much cheaper each piece became after the sale, in piece order; empty: none did. `paid` is lowered by it."""

    @property
    def settled(self) -> int:
        """Pieces whose money is dealt with."""
        return self.cancelled + self.changed + self.lost + self.claimed + self.returned + self.exchanged

    @property
    def current(self) -> int:
        """Pieces of this variant that belong to the order as it now reads (changed and exchanged ones do not)."""
        return self.quantity - self.changed - self.exchanged

    @property
    def goods(self) -> Money:
        """What the pieces that belong to the order as it now reads cost."""
        return self.paid.goods - self.moved.goods if self.less else self.price * self.current

    @property
    def worths(self) -> tuple[Money, ...]:
        """What each piece costs by now, in piece order: its price, less what it became cheaper by."""
        return tuple(self.price - less for less in self.less) or (self.price,) * self.quantity

    @property
    def price_now(self) -> Money:
        """What one piece costs by now; of pieces that cost not the same, what the latest to be settled does."""
        return self.worths[-1]

    @property
    def remaining(self) -> int:
        """Pieces that were not cancelled either: what the order still is about."""
        return max(0, self.current - self.cancelled)

    @property
    def open_quantity(self) -> int:
        """Pieces still to be delivered."""
        return self.quantity - self.cancelled - self.changed - self.lost - self.delivered

    @property
    def kept(self) -> int:
        """Delivered pieces the shopper holds and has made no claim about."""
        return max(0, self.delivered - self.claimed - self.returning - self.returned - self.exchanged)

    @property
    def refundable(self) -> Money:
        """What was charged for this line and neither given back nor moved to another line."""
        return self.paid.total - self.refunded.total - self.moved.total - self.goodwill

    def unit_shares(self, start: int, count: int) -> Shares:
        """Exact shares of pieces number `start` … `start + count - 1`; over all pieces they sum to `paid`."""
        currency, ones = self.price.currency, [1] * self.quantity
        weights = [worth.minor for worth in self.worths] if self.less else ones
        parts = (
            total(allocate(amount, by)[start : start + count], currency)
            for amount, by in (
                (self.paid.goods, weights),
                (self.paid.shipping, ones),
                (self.paid.fee, weights),
                (self.paid.tax, weights),
            )
        )
        return Shares(*parts)

    def journey(self, start: int, count: int) -> Money:
        """What shipping pieces number `start` … `start + count - 1` cost us; over all pieces it sums to the line's."""
        if self.shipping_cost is None:
            return Money.zero(self.price.currency)
        first = min(start, max(0, self.quantity - count))
        pieces = allocate(self.shipping_cost, [1] * self.quantity)[first : first + count]
        return total(pieces, self.price.currency)


@dataclass(frozen=True, slots=True)
class LineQuantity:
    line: LineId
    quantity: int
