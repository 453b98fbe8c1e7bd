"""An order told again from its Events alone, by rules written down here a second time, to compare with what is stored.

Events do not carry the goods of the quote, so how many pieces each line has is read from the order; everything else
that an Event states is followed: the order's, parcels', refunds' and returns' states, money in and out, the address,
pieces cancelled one by one, pieces changed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from orders.events import (
    AddressChanged,
    CancellationUndone,
    ChangeReverted,
    DeliveryAttemptFailed,
    DisputeAnswered,
    DisputeLost,
    DisputeOpened,
    DisputeWon,
    Event,
    ExchangeRequested,
    GoodwillAsked,
    LineCancelled,
    LinesChanged,
    OrderCancelled,
    OrderClosed,
    OrderConfirmed,
    OrderTakenOver,
    ParcelCorrected,
    ParcelDelayed,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelLost,
    ParcelMoved,
    ParcelReturnedToSender,
    ParcelUndeliverable,
    PaymentCaptured,
    PaymentChanged,
    PaymentFailed,
    PriceReduced,
    QuoteAbandoned,
    QuoteExpired,
    QuoteMade,
    RefundApproved,
    RefundDeclined,
    RefundNeedsPerson,
    RefundPaidOut,
    ReturnCancelled,
    ReturnExpired,
    ReturnReceived,
    ReturnRequested,
    SupplierAccepted,
    SupplierDeclined,
    WithdrawalReceived,
)
from orders.order import Address, Order
from orders.states import ClaimKind, ClaimState, DisputeState, OrderState, ParcelState, PaymentPurpose, RefundState

_SCANS: dict[type[Event], ParcelState] = {
    SupplierAccepted: ParcelState.ORDERED,
    SupplierDeclined: ParcelState.CANCELLED,
    ParcelHandedOver: ParcelState.HANDED_OVER,
    ParcelMoved: ParcelState.MOVING,
    ParcelDelayed: ParcelState.EXCEPTION,
    DeliveryAttemptFailed: ParcelState.EXCEPTION,
    ParcelUndeliverable: ParcelState.EXCEPTION,
    ParcelReturnedToSender: ParcelState.RETURNED,
    ParcelDelivered: ParcelState.DELIVERED,
    ParcelLost: ParcelState.LOST,
}
_ORDER: dict[type[Event], OrderState] = {
    QuoteMade: OrderState.QUOTED,
    QuoteExpired: OrderState.EXPIRED,
    QuoteAbandoned: OrderState.EXPIRED,
    OrderConfirmed: OrderState.CONFIRMED,
    OrderCancelled: OrderState.CANCELLED,
    OrderClosed: OrderState.CLOSED,
}
_SENT_BACK = (ClaimKind.RETURN, ClaimKind.WITHDRAWAL)


@dataclass
class Told:
    """What the Events heard so far say of one order."""

    pieces: dict[str, int]
    """How many each line has; never changes once a line is there."""
    state: OrderState = OrderState.DRAFT
    captured: int = 0
    heard: int = 0
    address: Address | None = None
    refunds: dict[str, tuple[RefundState, int]] = field(default_factory=dict)
    parcels: dict[str, ParcelState] = field(default_factory=dict)
    returns: dict[str, ClaimState] = field(default_factory=dict)
    exchanges: dict[str, set[str]] = field(default_factory=dict)
    """The new lines of each."""
    back: set[str] = field(default_factory=set)
    """Exchanges whose old goods are here."""
    disputes: dict[str, DisputeState] = field(default_factory=dict)
    cancelled: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    less: Counter[str] = field(default_factory=Counter)
    """What the goods of a line became cheaper by, in minor units."""
    called_off: bool = False
    """As a whole: then every open piece is cancelled, which no Event counts."""

    def hear(self, event: Event) -> None:
        self.heard = event.seq
        self.state = _ORDER.get(type(event), self.state)
        if type(event) in _SCANS:
            self.parcels[getattr(event, "parcel")] = _SCANS[type(event)]  # noqa: B009 - only those have one
        self._money(event)
        self._refund(event)
        self._price(event)
        self._return(event)
        self._dispute(event)
        self._goods(event)

    def _money(self, event: Event) -> None:
        match event:
            case OrderTakenOver():
                self.state = event.state
            case PaymentCaptured(purpose=PaymentPurpose.ORDER):
                self.captured += event.amount.minor
                self.state = OrderState.PAID if self.state is OrderState.CONFIRMED else self.state
            case PaymentCaptured():
                self.captured += event.amount.minor
            case PaymentFailed(purpose=PaymentPurpose.ORDER) if self.state is OrderState.CONFIRMED:
                self.state = OrderState.QUOTED

    def _refund(self, event: Event) -> None:
        match event:
            case RefundNeedsPerson() | GoodwillAsked():
                self.refunds[event.refund] = RefundState.ASKED, event.amount.minor
            case RefundApproved():
                after = RefundState.APPROVED if event.amount.minor else RefundState.PAID_OUT
                self.refunds[event.refund] = after, event.amount.minor
            case RefundPaidOut():
                self.refunds[event.refund] = RefundState.PAID_OUT, event.amount.minor
            case PaymentChanged():
                self.refunds[f"{event.order}-R{len(self.refunds) + 1}"] = RefundState.APPROVED, event.amount.minor
            case DisputeLost() if event.refund:
                self.refunds[event.refund] = RefundState.PAID_OUT, event.amount.minor
            case RefundDeclined():
                self.refunds[event.refund] = RefundState.DECLINED, event.amount.minor

    def _price(self, event: Event) -> None:
        if isinstance(event, PriceReduced):
            self.less[event.line] += event.goods.minor

    def _return(self, event: Event) -> None:
        match event:
            case ReturnRequested():
                self.returns[event.claim] = ClaimState.OPEN
            case WithdrawalReceived():
                self.returns[event.claim] = ClaimState.OPEN if event.send_by else ClaimState.SETTLED
            case ExchangeRequested():
                self.exchanges[event.claim] = {str(line) for line in event.new_lines}
            case ReturnReceived() if event.claim in self.exchanges:
                self.back.add(event.claim)
            case ChangeReverted():
                # Goods that are back when their exchange fails are refunded as a return.
                new = {str(swap.new) for swap in event.swaps}
                self.returns.update({c: ClaimState.SETTLED for c in self.back if self.exchanges[c] & new})
            case ReturnReceived() if event.claim in self.returns:
                self.returns[event.claim] = ClaimState.SETTLED
            case ReturnExpired() | ReturnCancelled() if event.claim in self.returns:
                self.returns[event.claim] = ClaimState.CLOSED

    def _dispute(self, event: Event) -> None:
        match event:
            case DisputeOpened():
                self.disputes[event.dispute] = DisputeState.OPEN
            case DisputeAnswered():
                self.disputes[event.dispute] = DisputeState.ANSWERED
            case DisputeWon():
                self.disputes[event.dispute] = DisputeState.WON
            case DisputeLost():
                self.disputes[event.dispute] = DisputeState.LOST

    def _goods(self, event: Event) -> None:
        match event:
            case AddressChanged():
                self.address = event.address
            case ParcelCorrected():
                self.parcels[event.parcel] = event.now
            case OrderCancelled():
                self.called_off = True
            case CancellationUndone():
                self.called_off = False
                self.state = OrderState.PAID if self.captured else OrderState.CONFIRMED
            case LinesChanged() | ChangeReverted():
                self._swap(event)
            case LineCancelled():
                self._cancel({event.line: event.quantity})
            case WithdrawalReceived(send_by=None):
                self._cancel({piece.line: piece.quantity for piece in event.lines})

    def _swap(self, event: LinesChanged | ChangeReverted) -> None:
        for swap in event.swaps:
            if isinstance(event, LinesChanged):
                self.changed[swap.old] += swap.quantity
                self.pieces[swap.new] = swap.quantity
                continue
            if swap.new in self.pieces:
                self.changed[swap.old] -= swap.quantity
            self.changed[swap.new] = swap.quantity

    def _cancel(self, pieces: dict[str, int]) -> None:
        self.cancelled.update(pieces)
        if all(self.cancelled[line] + self.changed[line] == has for line, has in self.pieces.items()):
            self.state = OrderState.CANCELLED

    def differs_from(self, order: Order) -> Iterator[str]:
        """Where the stored order says something else."""
        if self.state is not order.state:
            yield f"{order.id} is {order.state}, its events say {self.state}"
        if self.captured != order.captured.minor:
            yield f"{order.id} has captured {order.captured}, its events say {self.captured}"
        refunds = {refund.id: (refund.state, refund.amount.minor) for refund in order.refunds}
        if self.refunds != refunds:
            yield f"{order.id} has refunds {refunds}, its events say {self.refunds}"
        if self.address is not None and self.address != order.address:
            yield f"{order.id} goes to {order.address}, its events say {self.address}"
        disputes = {dispute.id: dispute.state for dispute in order.disputes}
        if self.disputes != disputes:
            yield f"{order.id} has disputes {disputes}, its events say {self.disputes}"
        returns = {claim.id: claim.state for claim in order.claims if claim.kind in _SENT_BACK}
        if self.returns != returns:
            yield f"{order.id} has returns {returns}, its events say {self.returns}"
        yield from self._parcels(order)
        yield from self._lines(order)

    def _parcels(self, order: Order) -> Iterator[str]:
        """A parcel that was called back, or given up as its pieces were refunded, is not told of again."""
        for parcel in order.parcels:
            told = self.parcels.get(parcel.id, ParcelState.WAITING)
            if parcel.state is not ParcelState.CANCELLED and not parcel.answered and parcel.state is not told:
                yield f"{parcel.id} is {parcel.state}, its events say {told}"

    def _lines(self, order: Order) -> Iterator[str]:
        for line in order.lines:
            if sum(less.minor for less in line.less) != self.less[line.id]:
                yield f"{line.id} is cheaper by {line.less}, its events say {self.less[line.id]}"
            exchanged = any(line.id in claim.new_lines for claim in order.claims)
            if line.changed != self.changed[line.id] and not exchanged:
                yield f"{line.id} has {line.changed} changed pieces, its events say {self.changed[line.id]}"
            if line.cancelled != self.cancelled[line.id] and not self.called_off:
                yield f"{line.id} has {line.cancelled} cancelled pieces, its events say {self.cancelled[line.id]}"


def told_from(order: Order, events: Iterable[Event]) -> Told:
    """All Events of an order, from the first."""
    told = Told({line.id: line.quantity for line in order.lines if line.replaces is None})
    for event in events:
        told.hear(event)
    return told
