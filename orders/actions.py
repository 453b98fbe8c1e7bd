"""What may be done to an order, one frozen value per action; `decisions.decide` answers with a Decision or a Refusal.

Actions carry ids and quantities, never amounts that a shopper could choose.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orders.ids import ClaimId, ConversationId, GiftCardId, LineId, OrderId, ParcelId, RefundId, ShopperId, Sku
from orders.money import Money
from orders.order import Address, LineQuantity
from orders.states import ClaimKind


class Consent(StrEnum):
    """How the shopper agreed to pay. BARE_YES does not order where the law demands a labelled button."""

    LABELLED_BUTTON = "labelled_button"
    ORDER_WORDS = "order_words"
    BARE_YES = "bare_yes"


class Remedy(StrEnum):
    """What the shopper wants for goods that never came."""

    REFUND = "refund"
    RESHIP = "reship"


class ParcelNews(StrEnum):
    """News of a parcel from a carrier, a webhook, a person or the demo page. Eight are the chat contract's."""

    SHIPPED = "shipped"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    ATTEMPT_FAILED = "attempt_failed"
    UNDELIVERABLE = "undeliverable"
    RETURNED_TO_SENDER = "returned_to_sender"
    LOST = "lost"
    RETURN_RECEIVED = "return_received"
    IN_TRANSIT = "in_transit"
    CORRECTED = "corrected"
    """A person takes a wrong delivery report back: the only way from delivered to moving."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeQuote:
    """Price a basket, hold its stock and wait for a yes. Costs nothing, so it needs no confirmation."""

    shopper: ShopperId
    conversation: ConversationId
    lines: tuple[tuple[Sku, int], ...]
    address: Address
    market: str
    currency: str
    method: str
    email: str = ""
    gift_card: GiftCardId | None = None
    """Pays as much as it holds; `method` pays the rest."""
    replaces: OrderId | None = None
    """An open quote or draft of this shopper that this one takes the place of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopperAction:
    """An action on an existing order. Another shopper's order is answered exactly like a missing one."""

    shopper: ShopperId
    order: OrderId
    expected_version: int
    """`Order.version` as the shopper saw it; another one is refused with CHANGED_MEANWHILE."""
    confirmation: str
    """Unique id of the shopper's yes, used once. Empty only for ChangeAddress, AbandonQuote and UndoCancel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmQuote(ShopperAction):
    quote_hash: str
    consent: Consent


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonQuote(ShopperAction):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder(ShopperAction):
    """Before anything is handed over. Everything charged goes back after the grace period for taking it back."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelLine(ShopperAction):
    line: LineId
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoCancel(ShopperAction):
    """Take a cancellation back while its grace period runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAddress(ShopperAction):
    address: Address


@dataclass(frozen=True, slots=True)
class Swap:
    """Pieces of a line for as many of `new_sku`: another variant, or another product."""

    line: LineId
    quantity: int
    new_sku: Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLines(ShopperAction):
    """Before packing: pieces of one or several lines become other goods, all of them or none.

    Each is priced by its own offer, and the one difference of all together is charged or refunded. The shipping stays
    what was quoted, whatever the new goods weigh or wherever they come from.
    """

    swaps: tuple[Swap, ...]
    """Each line once."""
    method: str = ""
    """What a difference is charged to; empty: what the order was paid with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLines(ShopperAction):
    lines: tuple[LineQuantity, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(ShopperAction):
    """The legal right of withdrawal. `lines` empty means the whole order. The caller asks twice, as the law wants."""

    lines: tuple[LineQuantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeLines(ShopperAction):
    """Delivered pieces for other goods, as in ChangeLines; they leave once the old ones are back."""

    swaps: tuple[Swap, ...]
    reason: str = ""
    method: str = ""
    """As in ChangeLines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelReturn(ShopperAction):
    """Keep goods that were to be sent back, before they are: a return, a withdrawal or an exchange that is open."""

    claim: ClaimId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDamaged(ShopperAction):
    lines: tuple[LineQuantity, ...]
    photos: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWrongItem(ShopperAction):
    lines: tuple[LineQuantity, ...]
    photos: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMissing(ShopperAction):
    """The parcel came, a piece was not in it."""

    lines: tuple[LineQuantity, ...]
    photos: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepForLess(ShopperAction):
    """Damaged or wrong goods stay with the shopper, who gets the policy's share of their price back."""

    lines: tuple[LineQuantity, ...]
    kind: ClaimKind
    photos: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPriceAdjustment(ShopperAction):
    """The price has fallen soon after the order: what is kept of it costs what it costs now, the rest goes back."""

    line: LineId | None = None
    """None: every line whose price has fallen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskGoodwill(ShopperAction):
    """A complaint about a parcel that came after its promised day, or has still to come: its shipping goes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLost(ShopperAction):
    """Goods never came. Before the promised day: STILL_ON_TIME, unless the carrier itself reports the loss."""

    parcel: ParcelId | None = None
    """None: everything still undelivered."""
    remedy: Remedy = Remedy.REFUND


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRefund(ShopperAction):
    """ "I want my money back", no reason given: the rules find what applies, or say which claim to make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePayment(ShopperAction):
    """Before anything is handed over: charge what was charged to another method, then give the first payment back."""

    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOntoGiftCard(ShopperAction):
    """What this order still gives back goes onto a gift card: the shopper's own, or a new one. Not back from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveRefund:
    """A named person's yes to what waits for one; to a gift above one person's limit, by somebody independent.

    Another `amount` than was asked for needs a `reason`, for the books; `orders/amounts.py` says how far it may go.
    """

    order: OrderId
    refund: RefundId
    staff: str
    invited_by: tuple[str, ...] = ()
    """Who let that person in, and who let those in: all of them count as one person."""
    amount: Money | None = None
    """None: as it was asked for."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineRefund:
    order: OrderId
    refund: RefundId
    staff: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Goodwill:
    """A named person gives part of the price back. `key` makes a double click harmless.

    Above what one person may give on one order, it waits for another's approval.
    """

    order: OrderId
    amount: Money
    staff: str
    key: str
    reason: str
    """For the books, which the shopper may ask for; not told to them with the gift."""
    invited_by: tuple[str, ...] = ()
    """Who let that person in, and who let those in: all of them count as one person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDispute:
    """A named person has handed the evidence in."""

    order: OrderId
    dispute: str
    staff: str


class DisputeNews(StrEnum):
    OPENED = "opened"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeReport:
    """What the payment provider says about a dispute (chargeback) of a payment."""

    order: OrderId
    payment: str
    news: DisputeNews
    reference: str
    """The provider's own name of the dispute; the same one twice is one."""
    amount: Money | None = None
    """None: the whole payment."""
    reason: str = ""
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelReport:
    """News about a parcel. Old, repeated or impossible news changes nothing: delivered never becomes moving again."""

    order: OrderId
    news: ParcelNews
    at: datetime
    parcel: ParcelId | None = None
    """None: the parcel that has `number`, else the one the news fits best."""
    carrier: str = ""
    number: str = ""
    eta: datetime | None = None
    place: str = ""
    external_id: str = ""
    """The carrier's own event id; the same one twice is one event."""
    pushed: bool = True
    """True stops polling: from now on this parcel's events come to us."""


Claiming = ReportDamaged | ReportWrongItem | ReportMissing
OnOrder = (
    ConfirmQuote
    | AbandonQuote
    | CancelOrder
    | CancelLine
    | UndoCancel
    | ChangeAddress
    | ChangeLines
    | ReturnLines
    | Withdraw
    | ExchangeLines
    | CancelReturn
    | ReportDamaged
    | ReportWrongItem
    | ReportMissing
    | ReportLost
    | AskRefund
    | KeepForLess
    | AskPriceAdjustment
    | AskGoodwill
    | RefundOntoGiftCard
    | ChangePayment
)
StaffAction = ApproveRefund | DeclineRefund | Goodwill | AnswerDispute
Action = MakeQuote | OnOrder | StaffAction | ParcelReport | DisputeReport
OrderAction = Action
