"""What happened to an order: append-only facts, each with what a shopper may be told about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from orders.actions import Consent
from orders.dispute_events import DisputeAnswered as DisputeAnswered
from orders.dispute_events import DisputeLost as DisputeLost
from orders.dispute_events import DisputeOpened as DisputeOpened
from orders.dispute_events import DisputeWon as DisputeWon
from orders.happened import Happened as Happened
from orders.ids import ClaimId, GiftCardId, LineId, OrderId, ParcelId, RefundId, SupplierId
from orders.money import Money
from orders.order import Address, LineQuantity
from orders.parcel_events import DeliveryAttemptFailed as DeliveryAttemptFailed
from orders.parcel_events import ParcelCorrected as ParcelCorrected
from orders.parcel_events import ParcelDelayed as ParcelDelayed
from orders.parcel_events import ParcelDelivered as ParcelDelivered
from orders.parcel_events import ParcelHandedOver as ParcelHandedOver
from orders.parcel_events import ParcelLost as ParcelLost
from orders.parcel_events import ParcelMoved as ParcelMoved
from orders.parcel_events import ParcelReturnedToSender as ParcelReturnedToSender
from orders.parcel_events import ParcelUndeliverable as ParcelUndeliverable
from orders.states import ClaimKind, OrderState, PaymentPurpose, RefundReason


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteMade(Happened):
    items: Money
    shipping: Money
    fee: Money
    tax: Money
    total: Money
    expires_at: datetime
    promised_by: datetime
    replaces: OrderId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteExpired(Happened):
    """Nobody said yes in time, or price or stock changed; nothing was charged."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteAbandoned(Happened):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConfirmed(Happened):
    total: Money
    method: str
    consent: Consent
    quote_hash: str
    promised_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCaptured(Happened):
    payment: str
    purpose: PaymentPurpose
    amount: Money
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(Happened):
    """The provider said no. For the order itself: it is a quote again (or has expired); pick another method."""

    payment: str
    purpose: PaymentPurpose
    amount: Money
    method: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentChanged(Happened):
    """The order is paid by another method now; what was paid before goes back."""

    amount: Money
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierAccepted(Happened):
    parcel: ParcelId
    supplier: SupplierId
    lines: tuple[LineQuantity, ...]
    promised_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierDeclined(Happened):
    """A supplier cannot deliver. With a next supplier the shopper need not be told."""

    parcel: ParcelId
    supplier: SupplierId
    lines: tuple[LineQuantity, ...]
    next_supplier: SupplierId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesUnavailable(Happened):
    """No supplier can deliver these lines; their money goes back in full."""

    lines: tuple[LineQuantity, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Happened):
    reason: str
    refund: Money | None
    """None when nothing had been charged."""
    undo_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationUndone(Happened):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCancelled(Happened):
    line: LineId
    quantity: int
    refund: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChanged(Happened):
    address: Address


@dataclass(frozen=True, slots=True)
class Swapped:
    """Pieces of the line `old` that became the line `new`."""

    old: LineId
    new: LineId
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesChanged(Happened):
    """One wish, whatever number of lines it changed, with its one difference."""

    swaps: tuple[Swapped, ...]
    charge: Money | None
    refund: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReverted(Happened):
    """The difference for a change or exchange could not be charged: everything is as it was before."""

    swaps: tuple[Swapped, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequested(Happened):
    claim: ClaimId
    lines: tuple[LineQuantity, ...]
    refund: Money
    """What will be refunded once the goods are back."""
    carrier: str
    number: str
    send_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalReceived(Happened):
    """The receipt that the law asks for: what was withdrawn from, and when we received it."""

    claim: ClaimId
    lines: tuple[LineQuantity, ...]
    received_at: datetime
    refund: Money
    carrier: str
    number: str
    send_by: datetime | None
    """None when nothing has been shipped, so nothing is to be sent back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReceived(Happened):
    claim: ClaimId
    lines: tuple[LineQuantity, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnExpired(Happened):
    """Goods announced for return never came; the shopper keeps them and the return is closed."""

    claim: ClaimId
    lines: tuple[LineQuantity, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCancelled(Happened):
    """The shopper keeps what was to be sent back; of an exchange, everything is as it was before."""

    claim: ClaimId
    claim_kind: ClaimKind
    lines: tuple[LineQuantity, ...]
    swaps: tuple[Swapped, ...] = ()
    """What an exchange had changed."""
    refund: Money | None = None
    """The difference that was charged for an exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRequested(Happened):
    claim: ClaimId
    lines: tuple[LineQuantity, ...]
    new_lines: tuple[LineId, ...]
    charge: Money | None
    refund: Money | None
    carrier: str
    number: str
    send_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeShipped(Happened):
    claim: ClaimId
    parcel: ParcelId
    carrier: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimOpened(Happened):
    claim: ClaimId
    claim_kind: ClaimKind
    lines: tuple[LineQuantity, ...]
    photos: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReshipPromised(Happened):
    claim: ClaimId
    lines: tuple[LineQuantity, ...]
    promised_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundsGoOntoGiftCard(Happened):
    """The shopper would rather have what they get back on a gift card."""

    card: GiftCardId


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundApproved(Happened):
    refund: RefundId
    amount: Money
    reason: RefundReason
    method: str
    days: int
    """Working days the provider needs; 0 means at once."""
    by_person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceReduced(Happened):
    """Pieces of a line cost less from now on; the refund that gives it back is told by itself."""

    refund: RefundId
    line: LineId
    pieces: int
    goods: Money
    """For all of these pieces together, without fee and tax."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForLess(Happened):
    """The shopper keeps damaged or wrong goods for a lower price; the claim about them is settled by it."""

    claim: ClaimId
    claim_kind: ClaimKind
    lines: tuple[LineQuantity, ...]
    amount: Money
    photos: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillAsked(Happened):
    """A person wants to give more than one alone may, or what the bank may take: another one or the bank decides first.
    The shopper is told once it is given."""

    refund: RefundId
    amount: Money
    staff: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundNeedsPerson(Happened):
    refund: RefundId
    amount: Money
    reason: RefundReason
    why: str
    """"amount" or "often": which limit sends it to a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDeclined(Happened):
    refund: RefundId
    amount: Money
    reason: str
    by_person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPaidOut(Happened):
    refund: RefundId
    amount: Money
    method: str
    reason: RefundReason


@dataclass(frozen=True, slots=True, kw_only=True)
class GuaranteePaid(Happened):
    """Nothing came by the promised day, so the money goes back in full without anybody asking."""

    refund: RefundId
    amount: Money
    method: str
    lines: tuple[LineQuantity, ...]
    promised_by: datetime
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNeeded(Happened):
    """Something makes no sense or keeps failing: a case for the desk. Not told to the shopper as such."""

    about: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderClosed(Happened):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTakenOver(Happened):
    """The order came from another shop's books; what they tell of it follows, with its own moments."""

    total: Money
    state: OrderState = OrderState.CONFIRMED
    """Where it stood before what follows."""


# fmt: off
Event = (
    QuoteMade | QuoteExpired | QuoteAbandoned | OrderConfirmed | PaymentCaptured | PaymentFailed | SupplierAccepted
    | SupplierDeclined | LinesUnavailable | ParcelHandedOver | ParcelMoved | ParcelDelayed | DeliveryAttemptFailed
    | ParcelUndeliverable | ParcelReturnedToSender | ParcelDelivered | ParcelLost | ParcelCorrected
    | OrderCancelled | CancellationUndone | LineCancelled | AddressChanged | LinesChanged | ChangeReverted
    | ReturnRequested | WithdrawalReceived | ReturnReceived | ReturnExpired | ReturnCancelled | ExchangeRequested
    | ExchangeShipped | ClaimOpened | ReshipPromised | RefundApproved | RefundNeedsPerson | RefundDeclined
    | RefundPaidOut | GuaranteePaid | PersonNeeded | OrderClosed | OrderTakenOver | RefundsGoOntoGiftCard
    | PaymentChanged | DisputeOpened | DisputeAnswered | DisputeWon | DisputeLost | PriceReduced | KeptForLess
    | GoodwillAsked
)
# fmt: on

KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}
"""Every Event by its name, which is also its `kind` in storage."""
