"""An order as a value: lines, parcels, payments, claims and refunds, and the questions one may ask it.

Nothing here decides or changes anything; `decisions.py` decides and `service.py` writes.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from orders.dispute import Dispute
from orders.ids import (
    ClaimId,
    ConversationId,
    GiftCardId,
    LineId,
    OrderId,
    ParcelId,
    RefundId,
    ShopperId,
    SupplierId,
)
from orders.line import Line as Line
from orders.line import LineQuantity as LineQuantity
from orders.line import Shares as Shares
from orders.line import sum_shares as sum_shares
from orders.money import Money, share, total
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
    planned_at: datetime | None = None
    heard_at: datetime | None = None
    """Time of the latest news taken in; older news comes too late."""
    pays_at: datetime | None = None
    """When the guarantee pays by itself for a lost parcel that nobody has asked about."""
    followed: bool = True
    """False once events are pushed to us (webhook, person, demo page): then the carrier is not polled."""
    declined: bool = False
    """The supplier would not deliver it; another one is asked."""
    answered: bool = False
    """Its loss or return has been refunded or reshipped."""
    claim: ClaimId | None = None
    """The exchange or lost claim this parcel answers."""
    goods_cost: Money | None = None
    """What its supplier asks for the goods; None until it has accepted them."""
    shipping_cost: Money | None = None
    called_off: bool | None = None
    """The supplier's answer when it was called back: True, nothing is sent and owed; False, too late."""


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
    lines: tuple[LineId, ...] = ()
    """The new lines this difference is for."""
    created_at: datetime | None = None
    replaces: str = ""
    """The payment it takes the place of."""
    gift_card: GiftCardId | None = None
    """The card it is made with; held on it while PENDING, until the rest of the order is paid."""
    reference: str = ""
    """The provider's own name of a charge that another shop's software made, never charged here; empty for ours."""


@dataclass(frozen=True, slots=True)
class RefundLine:
    line: LineId
    quantity: int
    shares: Shares
    less: tuple[Money, ...] = ()
    """How much cheaper each of the line's last pieces becomes, where the goods stay with the shopper for less."""
    lowers: bool = False
    """It has lowered what the line costs, instead of giving back what was paid for it."""


@dataclass(frozen=True, slots=True)
class RefundPart:
    """What of a refund goes back through which payment."""

    payment: str
    amount: Money
    done: bool = False
    gift_card: GiftCardId | None = None
    """The card that the money goes onto; None: back the way it came."""


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
    parts: tuple[RefundPart, ...] = ()
    """Empty until approved."""
    why_person: str = ""
    """Which limit sent it to a person: "amount", "often", or "second" where one person wants another's word."""
    approved_at: datetime | None = None
    paid_out_at: datetime | None = None
    by_person: str = ""
    """The staff member who approved or declined it; empty when the rules alone did."""
    claim: ClaimId | None = None
    asked_by: str = ""
    """The staff member who wants to give it; another one must approve."""
    invited_by: tuple[str, ...] = ()
    """Who let the staff member in who gives it or wants to, and who let those in."""
    note: str = ""
    """Why a person gives it, for the books; not told to the shopper."""

    @property
    def is_told(self) -> bool:
        """What one person wants to give is told once another has approved it."""
        return not self.asked_by or self.state in (RefundState.APPROVED, RefundState.PAID_OUT)


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


TAKEN_OVER: Final = "taken_over"
"""The policy of an order that another shop has sold: its price is what that shop asked."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules that applied when the order was quoted; a later policy does not change them."""

    policy: str
    """Version of the policy, or TAKEN_OVER."""
    fee_rate: Decimal
    tax_rate: Decimal
    tax_included: bool
    tax_on: tuple[str, ...]
    """What tax added on top is counted on: any of goods, shipping, fee. Contained tax is in all three."""
    return_days: int
    quality_days: int
    withdrawal_days: int
    """0 where the law gives no right of withdrawal."""
    labelled_button: bool
    """A bare yes does not order in this market."""
    adjust_days: int = 0
    """So long after the order a fallen price is made good; 0 where that was not promised."""
    keep_share: Decimal = Decimal(0)
    """Of the price of damaged or wrong goods, what comes back to who keeps them; 0 where that was not promised."""
    apology_days: int = 0
    """So long after its promised day a late parcel may be complained of; 0 where no apology was promised."""
    zone: str = "UTC"
    """Where the days of its windows begin and end, as the tz database names it."""


@dataclass(frozen=True, slots=True)
class Order:
    id: OrderId
    shopper: ShopperId
    conversation: ConversationId
    version: int
    """Rises with every change that matters to what the shopper may agree to; Actions carry it as `expected_version`."""
    state: OrderState
    lines: tuple[Line, ...]
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
    gift_card: GiftCardId | None = None
    """Pays `gift_part` of the total; `method` pays the rest."""
    gift_part: Money | None = None
    refunds_onto: GiftCardId | None = None
    """The card that refunds go onto, where the shopper wished so; None: back the way the money came."""
    disputes: tuple[Dispute, ...] = ()
    event_count: int = 0
    """How many Events the order has; the next one's `seq` is one more."""
    entry_count: int = 0
    """How many ledger entries the order has."""
    revision: int = field(default=0, compare=False)
    """Rises with every write; guards writes in the store."""

    @property
    def current_lines(self) -> tuple[Line, ...]:
        """Lines as the order now reads; their `current` is the quantity to show."""
        return tuple(line for line in self.lines if line.current > 0)

    @property
    def remaining(self) -> tuple[tuple[Line, int], ...]:
        """Lines without what was taken out of the order, with how many pieces are left; of an order that was cancelled
        as a whole all it was about."""
        left = tuple((line, line.remaining) for line in self.lines if line.remaining)
        return left if self._goes_on and left else tuple((line, line.current) for line in self.current_lines)

    @property
    def taken_out(self) -> Shares:
        """What lines that were cancelled one by one gave back; nothing where the whole order was cancelled."""
        parts = (
            part.shares
            for refund in self.refunds
            if refund.reason is RefundReason.LINE_CANCELLED and refund.state is not RefundState.DECLINED
            for part in refund.lines
        )
        gone = sum_shares(parts, self.currency)
        return gone if self._goes_on and any(line.remaining for line in self.lines) else Shares.zero(self.currency)

    @property
    def sums(self) -> Shares:
        """What the order costs as it now reads. Without the lines that were taken out the fee is that of the rest; what
        they gave back is told by their refunds."""
        gone = self.taken_out
        if gone.total.is_zero():
            return Shares(self.items, self.shipping, self.fee, self.tax)
        goods, shipping = self.items - gone.goods, self.shipping - gone.shipping
        return Shares(goods, shipping, share(goods + shipping, self.terms.fee_rate), self.tax - gone.tax)

    @property
    def _goes_on(self) -> bool:
        return self.state is not OrderState.CANCELLED

    @property
    def items(self) -> Money:
        """Goods of the order as it now reads: the sum of price x current quantity, at what each piece costs by now."""
        return total((line.goods for line in self.lines), self.currency)

    @property
    def _paid(self) -> Shares:
        return sum_shares((line.paid - line.moved for line in self.lines), self.currency)

    @property
    def shipping(self) -> Money:
        return self._paid.shipping

    @property
    def fee(self) -> Money:
        """10 % of items + shipping, by the rate in `terms`."""
        return self._paid.fee

    @property
    def tax(self) -> Money:
        """Tax added on top; zero where prices include tax."""
        return self._paid.tax

    @property
    def tax_contained(self) -> Money:
        """Tax inside the total where prices include it, for the receipt; zero otherwise."""
        if not self.terms.tax_included:
            return Money.zero(self.currency)
        return share(self.total, self.terms.tax_rate / (1 + self.terms.tax_rate))

    @property
    def total(self) -> Money:
        """items + shipping + fee + tax: what the shopper pays."""
        return self.items + self.shipping + self.fee + self.tax

    @property
    def rest_to_pay(self) -> Money:
        """The total without what the gift card pays."""
        return self.total - (self.gift_part or Money.zero(self.currency))

    @property
    def captured(self) -> Money:
        return total((payment.captured for payment in self.payments), self.currency)

    @property
    def replaceable(self) -> Payment | None:
        """The payment for the order itself that another one could take the place of; a gift card's stays."""
        paid = (payment for payment in self.payments if payment.captured > payment.refunded and not payment.gift_card)
        return next((payment for payment in paid if payment.purpose is not PaymentPurpose.DIFFERENCE), None)

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
    def paid_back_parts(self) -> Money:
        """What has reached the payment provider so far, parts of unfinished refunds included."""
        return total((part.amount for r in self.refunds for part in r.parts if part.done), self.currency)

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
