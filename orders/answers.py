"""The two answers to an action, a Decision (with its money) or a Refusal, and what a decision may look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from orders.customers import Customer
from orders.gift_cards import GiftCard
from orders.ids import LineId, OrderId, ShopperId, Sku
from orders.money import Money
from orders.order import Line, LineQuantity, RefundLine
from orders.states import ClaimKind, RefundReason
from orders.stock import Offer


class Reason(StrEnum):
    """Why an action is refused. Each is worded for people by the dialogue room."""

    UNKNOWN_ORDER = "unknown_order"
    """No such order, or another shopper's: the answer is the same."""
    OWNER_ONLY = "owner_only"
    """A guest who has only read an e-mail may not do this."""
    CODE_WRONG = "code_wrong"
    """`Refusal.quantity` is how many tries are left."""
    CODE_EXPIRED = "code_expired"
    """None was asked for, or it is too old, used, or tried too often."""
    TOO_MANY_CODES = "too_many_codes"
    UNKNOWN_LINE = "unknown_line"
    UNKNOWN_PARCEL = "unknown_parcel"
    UNKNOWN_REFUND = "unknown_refund"
    UNKNOWN_SKU = "unknown_sku"
    UNKNOWN_MARKET = "unknown_market"
    """We do not deliver there."""
    UNKNOWN_METHOD = "unknown_method"
    SAME_METHOD = "same_method"
    METHOD_IN_USE = "method_in_use"
    """A quote or a charge that is not settled yet needs it."""
    METHOD_FORGOTTEN = "method_forgotten"
    """The shopper has had the order's way to pay forgotten: another one has to be named for what is charged now."""
    UNKNOWN_GIFT_CARD = "unknown_gift_card"
    """No such card, or another shopper's: the answer is the same."""
    GIFT_CARD_EMPTY = "gift_card_empty"
    """Nothing left on it, or it is of another currency."""
    GIFT_CARD_TOO_SMALL = "gift_card_too_small"
    """It no longer holds what the quote counts on."""
    INCOMPLETE_ADDRESS = "incomplete_address"
    EMPTY = "empty"
    """No lines named."""
    BAD_QUANTITY = "bad_quantity"
    """Zero or less."""
    QUANTITY_TOO_LARGE = "quantity_too_large"
    SOLD_OUT = "sold_out"
    IN_STOCK = "in_stock"
    """Nothing to wait for: it can be bought now."""
    ALREADY_WAITING = "already_waiting"
    NOT_WAITING = "not_waiting"
    TOO_MANY_WISHES = "too_many_wishes"
    """`Refusal.quantity` is how many one shopper may wait for at once."""
    NOT_SOLD_HERE = "not_sold_here"
    """No price in this currency, or not for this market."""
    QUOTE_EXPIRED = "quote_expired"
    QUOTE_CHANGED = "quote_changed"
    """The yes was for another quote (hash)."""
    PRICE_CHANGED = "price_changed"
    NEEDS_ORDER_WORDS = "needs_order_words"
    NEEDS_CONFIRMATION = "needs_confirmation"
    ALREADY_CONFIRMED = "already_confirmed"
    """This yes was used before; nothing changed."""
    CHANGED_MEANWHILE = "changed_meanwhile"
    NOT_PLACED = "not_placed"
    """Still a quote, or never paid."""
    ALREADY_PLACED = "already_placed"
    ALREADY_SHIPPED = "already_shipped"
    ALREADY_CANCELLED = "already_cancelled"
    NOT_CANCELLED = "not_cancelled"
    UNDO_TOO_LATE = "undo_too_late"
    SAME_VARIANT = "same_variant"
    NAMED_TWICE = "named_twice"
    """One wish that swaps a line twice."""
    PRICE_WOULD_CHANGE = "price_would_change"
    """The new address has another tax or market: it needs a new order."""
    NOT_DELIVERED = "not_delivered"
    ALREADY_DELIVERED = "already_delivered"
    STILL_ON_TIME = "still_on_time"
    """Not due yet; `Refusal.until` is the promised day."""
    WINDOW_CLOSED = "window_closed"
    """`Refusal.until` is the day it closed."""
    NO_WITHDRAWAL_HERE = "no_withdrawal_here"
    NOT_RETURNABLE = "not_returnable"
    NOTHING_TO_RETURN = "nothing_to_return"
    NOTHING_TO_REFUND = "nothing_to_refund"
    ALREADY_REFUNDED = "already_refunded"
    REFUND_UNDERWAY = "refund_underway"
    CLAIM_UNDERWAY = "claim_underway"
    """A return or exchange of these pieces is already open."""
    NO_RETURN_OPEN = "no_return_open"
    """Nothing is to be sent back: never was, or the return ended or was called off before."""
    RETURN_ARRIVED = "return_arrived"
    """The goods sent back are here already."""
    EXCHANGE_SHIPPED = "exchange_shipped"
    """What the shopper gets instead has left already."""
    CANCEL_INSTEAD = "cancel_instead"
    """Nothing has left yet: cancelling gives the money back."""
    CHARGE_UNDERWAY = "charge_underway"
    """A payment for this order is still being settled; ask again in a moment."""
    SAY_WHY = "say_why"
    """Delivered goods: a refund needs a return or a claim (damaged, wrong, missing)."""
    ALREADY_DECIDED = "already_decided"
    OWN_REQUEST = "own_request"
    """The person who asked may not approve it, nor anybody who was let in by them or by whom they were."""
    NO_REASON = "no_reason"
    """A person's gift needs a reason for the books."""
    AMOUNT_TOO_LARGE = "amount_too_large"
    STILL_OWED = "still_owed"
    """Only claims about quality can be declined; every other refund is owed."""
    NOT_PROMISED = "not_promised"
    """What was sold under other terms: nothing like that was promised then."""
    PRICE_NOT_FALLEN = "price_not_fallen"
    ALREADY_ADJUSTED = "already_adjusted"
    """The line was given the present price before."""
    ADJUSTMENT_CLOSED = "adjustment_closed"
    """`Refusal.until` is the last day on which a fallen price was made good."""
    KEPT_FOR_LESS = "kept_for_less"
    """The shopper kept these pieces for a lower price; that settled what was wrong with them."""
    NOT_KEPT = "not_kept"
    """What is missing cannot be kept."""
    NOT_LATE = "not_late"
    """Everything came by its promised day."""
    APOLOGY_GIVEN = "apology_given"
    APOLOGY_DECLINED = "apology_declined"
    """A person has decided against it."""
    APOLOGY_CLOSED = "apology_closed"
    """`Refusal.until` is the last day on which a late parcel could be complained of."""
    UNKNOWN_DISPUTE = "unknown_dispute"
    """No such dispute, or nothing was charged that could be disputed."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An action declined; not one row was changed. The optional fields are what the shopper may be told."""

    reason: Reason
    order: OrderId | None = None
    sku: Sku | None = None
    line: LineId | None = None
    quantity: int | None = None
    """How many would have been possible."""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundDue:
    """Money to give back, exact to the minor unit, and whether a person must approve it first."""

    amount: Money
    reason: RefundReason
    lines: tuple[RefundLine, ...]
    needs_person: str = ""
    """Empty: by rule. Else which limit sends it to a person: "amount" or "often"."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What performing the action does, as the conversation may preview it.

    `refund` is due now (or after a person's approval), `refund_on_return` once goods are back, `charge` now.
    """

    refund: RefundDue | None = None
    refund_on_return: Money | None = None
    charge: Money | None = None
    claim: ClaimKind | None = None
    lines: tuple[LineQuantity, ...] = ()
    """The pieces it is about."""
    send_back: bool = False
    """The shopper has to send goods back."""
    promised_by: datetime | None = None
    """New promise, for reshipments."""
    undo_until: datetime | None = None
    new_lines: tuple[Line, ...] = ()
    """Lines that an exchange or change adds."""
    gift_card: GiftCard | None = None
    """The card that refunds will go onto."""
    moved: tuple[RefundLine, ...] = ()
    """The pieces they replace, with the money that goes along."""

    @property
    def needs_person(self) -> bool:
        return self.refund is not None and bool(self.refund.needs_person)


@dataclass(frozen=True, slots=True)
class History:
    """What this shopper was given by rule within the policy's period; decides when a person looks first."""

    refunds: int = 0
    gifts: int = 0
    """What the agent gave of its own accord, within the authority's period."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision may look at besides the order and the policy."""

    now: datetime
    history: History = field(default_factory=History)
    offers: Mapping[Sku, Offer] = field(default_factory=dict)
    """Offers of the variants an exchange or change names."""
    gift_card: GiftCard | None = None
    """The card that the quote counts on, or that refunds are wished onto."""
    customers: Mapping[ShopperId, Customer] = field(default_factory=dict)
    """The accounts of those who own the orders, where something may be charged."""

    def may_charge(self, owner: ShopperId, method: str) -> bool:
        """Not to what its owner has had forgotten."""
        customer = self.customers.get(owner)
        return customer is None or not customer.has_forgotten(method)
