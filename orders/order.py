"""An order as a value: lines, parcels, payments, claims and refunds, and the questions one may ask it.

Nothing here decides or changes anything; `decisions.py` decides and `service.py` writes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from orders.ids import (
    ClaimId,
    ConversationId,
    LineId,
    OrderId,
    ParcelId,
    ProductId,
    RefundId,
    ShopperId,
    Sku,
    SupplierId,
)
from orders.money import Money, allocate, total
from orders.states import (
    ClaimKind,
    ClaimState,
    OrderState,
    ParcelState,
    PaymentPurpose,
    PaymentState,
    Problem,
    RefundReason,
    RefundState,
    Tier,
)


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    line1: str
    city: str
    postcode: str
    country: str
    """ISO 3166-1 alpha-2, upper case."""
    line2: str = ""
    region: str = ""
    """US state, Canadian province or Australian state as its code; sets the tax there."""


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

    @property
    def settled(self) -> int:
        """Pieces whose money is dealt with."""
        return self.cancelled + self.changed + self.lost + self.claimed + self.returned + self.exchanged

    @property
    def current(self) -> int:
        """Pieces of this variant that belong to the order as it now reads (changed and exchanged ones do not)."""
        return self.quantity - self.changed - self.exchanged

    @property
    def open_quantity(self) -> int:
        """Pieces still to be delivered."""
        return self.quantity - self.cancelled - self.changed - self.lost - self.delivered

    @property
    def kept(self) -> int:
        """Delivered pieces the shopper holds and has made no claim about."""
        return self.delivered - self.claimed - self.returning - self.returned - self.exchanged

    @property
    def refundable(self) -> Money:
        """What was charged for this line and neither given back nor moved to another line."""
        return self.paid.total - self.refunded.total - self.moved.total - self.goodwill

    def unit_shares(self, start: int, count: int) -> Shares:
        """Exact shares of pieces number `start` … `start + count - 1`; over all pieces they sum to `paid`."""
        currency, ones = self.price.currency, [1] * self.quantity
        parts = (
            total(allocate(amount, ones)[start : start + count], currency)
            for amount in (self.paid.goods, self.paid.shipping, self.paid.fee, self.paid.tax)
        )
        return Shares(*parts)


@dataclass(frozen=True, slots=True)
class LineQuantity:
    line: LineId
    quantity: int


@dataclass(frozen=True, slots=True)
class Parcel:
    id: ParcelId
    lines: tuple[LineQuantity, ...]
    supplier: SupplierId
    state: ParcelState
    promised_by: datetime
    """After this day, plus the policy's grace, undelivered goods are refunded by themselves."""
    supplier_ref: str = ""
    carrier: str = ""
    number: str = ""
    problem: Problem | None = None
    eta: datetime | None = None
    last_place: str = ""
    handed_over_at: datetime | None = None
    delivered_at: datetime | None = None
    lost_at: datetime | None = None
    pays_at: datetime | None = None
    """When the guarantee pays by itself for a lost parcel that nobody has asked about."""
    followed: bool = True
    """False once events are pushed to us (webhook, person, demo page): then the carrier is not polled."""
    attempt: int = 1
    claim: ClaimId | None = None
    """The exchange or lost claim this parcel answers."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One charge. Refunded (approved or paid) never exceeds captured, captured never exceeds authorised."""

    id: str
    purpose: PaymentPurpose
    amount: Money
    method: str
    state: PaymentState
    authorised: Money
    captured: Money
    refunded: Money
    claim: ClaimId | None = None
    """The exchange this difference is for."""
    line: LineId | None = None
    """The new line this difference is for."""


@dataclass(frozen=True, slots=True)
class RefundLine:
    line: LineId
    quantity: int
    shares: Shares


@dataclass(frozen=True, slots=True)
class Refund:
    id: RefundId
    order: OrderId
    amount: Money
    reason: RefundReason
    state: RefundState
    method: str
    asked_at: datetime
    lines: tuple[RefundLine, ...] = ()
    approved_at: datetime | None = None
    paid_out_at: datetime | None = None
    by_person: str = ""
    """The staff member who approved or declined it; empty when the rules alone did."""
    claim: ClaimId | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Something the shopper asked for after the purchase about particular lines."""

    id: ClaimId
    kind: ClaimKind
    state: ClaimState
    lines: tuple[LineQuantity, ...]
    opened_at: datetime
    reason: str = ""
    photos: tuple[str, ...] = ()
    new_lines: tuple[LineId, ...] = ()
    return_carrier: str = ""
    return_number: str = ""
    send_by: datetime | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules that applied when the order was quoted; a later policy does not change them."""

    policy: str
    """Version of the policy."""
    fee_rate: Decimal
    tax_rate: Decimal
    tax_included: bool
    tax_on: tuple[str, ...]
    """What tax on top is counted on: any of goods, shipping, fee."""
    return_days: int
    quality_days: int
    withdrawal_days: int
    """0 where the law gives no right of withdrawal."""
    labelled_button: bool
    """A bare yes does not order in this market."""


@dataclass(frozen=True, slots=True)
class Order:
    id: OrderId
    shopper: ShopperId
    conversation: ConversationId
    version: int
    """Rises with every change that matters to what the shopper may agree to; Actions carry it as `expected_version`."""
    state: OrderState
    lines: tuple[Line, ...]
    shipping: Money
    fee: Money
    tax: Money
    """Tax added on top; zero where prices include tax."""
    tax_contained: Money
    """Tax inside the total where prices include it, for the receipt; zero otherwise."""
    currency: str
    market: str
    address: Address
    method: str
    """Payment method token such as "card_4242"; never a card number."""
    terms: Terms
    quote_hash: str
    quote_expires_at: datetime
    created_at: datetime
    placed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    undo_until: datetime | None = None
    """A cancellation can be taken back until then."""
    parcels: tuple[Parcel, ...] = ()
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    claims: tuple[Claim, ...] = ()
    email: str = ""
    revision: int = field(default=0, compare=False)
    """Rises with every write; guards writes in the store."""

    @property
    def current_lines(self) -> tuple[Line, ...]:
        """Lines as the order now reads; their `current` is the quantity to show."""
        return tuple(line for line in self.lines if line.current > 0)

    @property
    def items(self) -> Money:
        """Goods of the order as it now reads: the sum of price x current quantity."""
        return total((line.price * line.current for line in self.lines), self.currency)

    @property
    def total(self) -> Money:
        """items + shipping + fee + tax: what the shopper pays."""
        return self.items + self.shipping + self.fee + self.tax

    @property
    def captured(self) -> Money:
        return total((payment.captured for payment in self.payments), self.currency)

    @property
    def refunded(self) -> Money:
        """Refunds approved or paid out."""
        live = (RefundState.APPROVED, RefundState.PAID_OUT)
        return total((refund.amount for refund in self.refunds if refund.state in live), self.currency)

    @property
    def paid_back(self) -> Money:
        """Refunds that have reached the payment provider."""
        return total((r.amount for r in self.refunds if r.state is RefundState.PAID_OUT), self.currency)

    @property
    def refundable(self) -> Money:
        return self.captured - self.refunded

    @property
    def promised_by(self) -> datetime:
        return max(line.promised_by for line in self.lines)

    @property
    def delivered_at(self) -> datetime | None:
        """When the last delivered parcel arrived; None while nothing has."""
        arrivals = [parcel.delivered_at for parcel in self.parcels if parcel.delivered_at is not None]
        return max(arrivals) if arrivals else None

    @property
    def is_open_quote(self) -> bool:
        return self.state in (OrderState.DRAFT, OrderState.QUOTED)

    def line(self, line: LineId) -> Line | None:
        return next((candidate for candidate in self.lines if candidate.id == line), None)

    def parcel(self, parcel: ParcelId) -> Parcel | None:
        return next((candidate for candidate in self.parcels if candidate.id == parcel), None)

    def refund(self, refund: RefundId) -> Refund | None:
        return next((candidate for candidate in self.refunds if candidate.id == refund), None)

    def claim(self, claim: ClaimId) -> Claim | None:
        return next((candidate for candidate in self.claims if candidate.id == claim), None)
