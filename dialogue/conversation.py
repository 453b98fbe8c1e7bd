"""The state of one conversation: what was shown, what was asked, what waits for a yes, who holds it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matching.need import Need
from orders.actions import OrderAction
from orders.ids import ConversationId, GiftCardId, OrderId, ProductId, ShopperId, Sku
from orders.order import Address


class Holder(StrEnum):
    """Who may speak: exactly one of agent and staff; WAITING is the agent's silence until a person claims."""

    AGENT = "agent"
    WAITING = "waiting"
    STAFF = "staff"


class Slot(StrEnum):
    """What the agent waits for (published names, docs/chat_json.md)."""

    CONFIRM = "confirm"
    SIZE = "size"
    COLOR = "color"
    QUANTITY = "quantity"
    PRODUCT = "product"
    ORDER = "order"
    ITEM = "item"
    NAME = "name"
    EMAIL = "email"
    ADDRESS = "address"
    PAYMENT = "payment"
    PHOTO = "photo"
    REASON = "reason"
    SOLUTION = "solution"
    BUDGET = "budget"
    RECIPIENT = "recipient"
    LANGUAGE = "language"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Shown:
    """A product as it was shown, in order; `sku` is the variant whose price and picture were on the card."""

    product: ProductId
    sku: Sku


@dataclass(frozen=True, slots=True)
class BasketLine:
    sku: Sku
    quantity: int


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """The one question that waits for an answer. `command` is the Command (as JSON) that goes on once it is answered;
    `options` are the values offered on buttons."""

    slot: Slot
    options: tuple[str, ...] = ()
    command: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """What a yes would do: an order action, or a chore of ours ("erase", "export") when `action` is None.

    `token` is unique, goes on the confirm button (`confirm:<token>`) and is used up by the first yes.
    """

    token: str
    action: OrderAction | None = None
    chore: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One talk with one shopper on one channel. `version` rises with every settled turn."""

    id: ConversationId
    shopper: ShopperId
    channel: str
    version: int = 0
    locale: str = "en"
    locale_chosen: bool = False
    tongue: str | None = None
    """The language the shopper writes, where it is one that the shop reads and does not speak."""
    market: str = "DE"
    holder: Holder = Holder.AGENT
    staff: str | None = None
    disclosed: bool = False
    turns: int = 0
    needs: tuple[Need, ...] = ()
    shown: tuple[Shown, ...] = ()
    seen: tuple[ProductId, ...] = ()
    focus: Shown | None = None
    focus_order: OrderId | None = None
    basket: tuple[BasketLine, ...] = ()
    quote: OrderId | None = None
    question: OpenQuestion | None = None
    pending: Pending | None = None
    address: Address | None = None
    method: str | None = None
    """Pays the next order instead of the usual way; forgotten once that is placed or let go."""
    gift_card: GiftCardId | None = None
    """Pays what it holds of the next order; forgotten once that is placed, let go or the card cannot pay."""
    misunderstood: int = 0
    last_said: tuple[str, ...] = ()
    """Names of the Messages said last, newest last: who asks twice is answered in other words."""
    promises: tuple[str, ...] = ()
    promised_at: datetime | None = None
    """When the newest of them was said."""
    last_inbound_at: datetime | None = None
