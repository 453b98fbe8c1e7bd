"""An order while it is being changed, with everything that must be written together with it.

Rules work on a Change in memory; `store.py` writes it in one piece or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypedDict, TypeVar

from orders.dispute import Dispute
from orders.errands import ErrandKind
from orders.events import Event
from orders.gift_cards import GiftCard, GiftMove
from orders.ids import ClaimId, LineId, OrderId, ParcelId, RefundId, Sku
from orders.ledger import Account, Posting
from orders.lifecycle import DISPUTE_STEPS, ORDER_STEPS, PARCEL_STEPS, REFUND_STEPS
from orders.line import Line
from orders.money import Money
from orders.order import Claim, Order, Parcel, Payment, Refund
from orders.policy import Policy
from orders.states import DisputeState, OrderState, ParcelState, PaymentPurpose, PaymentState, RefundState
from orders.timers import TimerKind

S = TypeVar("S", OrderState, ParcelState, RefundState, DisputeState)


class Head(TypedDict):
    """The part every Event shares; spread into its constructor."""

    order: OrderId
    seq: int
    at: datetime


class StockMove(StrEnum):
    HOLD = "hold"
    """Reserve for an open quote."""
    RELEASE = "release"
    """Give a reservation up."""
    TAKE = "take"
    """Turn a reservation into a sale."""
    GRAB = "grab"
    """Sell without a reservation (exchange, reshipment)."""
    PUT_BACK = "put_back"
    """Undo a sale."""


@dataclass(frozen=True, slots=True)
class StockChange:
    move: StockMove
    sku: Sku
    quantity: int


@dataclass(frozen=True, slots=True)
class NewErrand:
    kind: ErrandKind
    ref: str
    """Payment, refund part ("refund/payment"), parcel or claim it is about."""
    due_at: datetime


@dataclass(frozen=True, slots=True)
class NewTimer:
    kind: TimerKind
    ref: str
    due_at: datetime


@dataclass(slots=True)
class Change:
    """Collects what one action, errand or timer does to an order."""

    order: Order
    now: datetime
    policy: Policy
    events: list[Event] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    errands: list[NewErrand] = field(default_factory=list)
    timers: list[NewTimer] = field(default_factory=list)
    stock: list[StockChange] = field(default_factory=list)
    gifts: list[GiftMove] = field(default_factory=list)
    new_cards: list[GiftCard] = field(default_factory=list)
    matters: bool = True
    """Whether `Order.version` rises: false for scans that change nothing a shopper could agree to."""
    state: OrderState = field(init=False)
    """Where the order machine stands; only `enter` moves it."""
    before: Order = field(init=False)
    """The order as it was read."""

    def __post_init__(self) -> None:
        self.state, self.before = self.order.state, self.order

    def head(self) -> Head:
        return {"order": self.order.id, "seq": self.order.event_count + 1, "at": self.now}

    def enter(self, state: OrderState) -> None:
        """The order's next state. Raises ValueError for a step that `lifecycle` does not allow: a bug, not a wish."""
        _allowed(ORDER_STEPS, self.order.id, self.state, state)
        self.state = state
        self.order = replace(self.order, state=state)

    def say(self, event: Event) -> None:
        self.events.append(event)
        self.order = replace(self.order, event_count=self.order.event_count + 1)

    def post(self, what: str, ref: str, sides: Sequence[tuple[Account, Money]]) -> None:
        """One ledger entry. The sides must sum to zero; zero sides are left out."""
        if sum(amount.minor for _, amount in sides) != 0:
            raise ValueError(f"ledger entry {what} {ref} of {self.order.id} does not sum to zero: {sides}")
        entry = self.order.entry_count + 1
        self.order = replace(self.order, entry_count=entry)
        self.postings.extend(
            Posting(self.order.id, entry, account, amount, what, ref, self.now)
            for account, amount in sides
            if not amount.is_zero()
        )

    def errand(self, kind: ErrandKind, ref: str, due_at: datetime | None = None) -> None:
        self.errands.append(NewErrand(kind, ref, due_at or self.now))

    def timer(self, kind: TimerKind, ref: str, due_at: datetime) -> None:
        self.timers.append(NewTimer(kind, ref, due_at))

    def move_stock(self, move: StockMove, sku: Sku, quantity: int) -> None:
        if quantity > 0:
            self.stock.append(StockChange(move, sku, quantity))

    def put_line(self, line: Line) -> None:
        known = any(other.id == line.id for other in self.order.lines)
        lines = tuple(line if other.id == line.id else other for other in self.order.lines)
        self.order = replace(self.order, lines=lines if known else (*lines, line))

    def put_parcel(self, parcel: Parcel) -> None:
        known = self.order.parcel(parcel.id)
        if known:
            _allowed(PARCEL_STEPS, parcel.id, known.state, parcel.state)
        parcels = tuple(parcel if other.id == parcel.id else other for other in self.order.parcels)
        self.order = replace(self.order, parcels=parcels if known else (*parcels, parcel))

    def put_payment(self, payment: Payment) -> None:
        known = any(other.id == payment.id for other in self.order.payments)
        payments = tuple(payment if other.id == payment.id else other for other in self.order.payments)
        self.order = replace(self.order, payments=payments if known else (*payments, payment))

    def put_refund(self, refund: Refund) -> None:
        known = self.order.refund(refund.id)
        if known:
            _allowed(REFUND_STEPS, refund.id, known.state, refund.state)
        refunds = tuple(refund if other.id == refund.id else other for other in self.order.refunds)
        self.order = replace(self.order, refunds=refunds if known else (*refunds, refund))

    def put_claim(self, claim: Claim) -> None:
        known = any(other.id == claim.id for other in self.order.claims)
        claims = tuple(claim if other.id == claim.id else other for other in self.order.claims)
        self.order = replace(self.order, claims=claims if known else (*claims, claim))

    def put_dispute(self, dispute: Dispute) -> None:
        known = next((other for other in self.order.disputes if other.id == dispute.id), None)
        if known:
            _allowed(DISPUTE_STEPS, dispute.id, known.state, dispute.state)
        disputes = tuple(dispute if other.id == dispute.id else other for other in self.order.disputes)
        self.order = replace(self.order, disputes=disputes if known else (*disputes, dispute))

    def line(self, line: LineId) -> Line:
        """A line known to exist. Raises KeyError otherwise: a bug, not a wish."""
        found = self.order.line(line)
        if found is None:
            raise KeyError(f"order {self.order.id} has no line {line!r}")
        return found

    def next_parcel(self) -> ParcelId:
        return ParcelId(f"{self.order.id}-P{len(self.order.parcels) + 1}")

    def next_refund(self) -> RefundId:
        return RefundId(f"{self.order.id}-R{len(self.order.refunds) + 1}")

    def next_claim(self) -> ClaimId:
        return ClaimId(f"{self.order.id}-C{len(self.order.claims) + 1}")

    def next_payment(self) -> str:
        return f"{self.order.id}-Y{len(self.order.payments) + 1}"

    def new_payment(self, purpose: PaymentPurpose, amount: Money, method: str) -> Payment:
        """A charge that is still to be made."""
        nothing = Money.zero(amount.currency)
        return Payment(
            id=self.next_payment(),
            purpose=purpose,
            amount=amount,
            method=method,
            state=PaymentState.PENDING,
            authorised=nothing,
            captured=nothing,
            refunded=nothing,
            created_at=self.now,
        )


def _allowed(steps: Mapping[S, frozenset[S]], what: str, now: S, then: S) -> None:
    if then is not now and then not in steps[now]:
        raise ValueError(f"{what} cannot go from {now} to {then}")
