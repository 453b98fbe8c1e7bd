"""The form of books that are taken over or handed on: customers, products and orders as one JSON object.

Values here are as they stand in the file; what they mean for the shop is `making.py`. `docs/orders_import.md` explains
them, `books.schema.json` is made from them.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from orders.customers import has_card_number
from orders.lifecycle import Headline
from orders.money import EXPONENTS

_AMOUNT: Final = r"^[0-9]{1,12}(\.[0-9]{1,3})?$"
_ID: Final = r"^[A-Za-z0-9#][A-Za-z0-9#._:@+-]{0,99}$"
_CONTROL: Final = frozenset(chr(code) for code in (*range(32), 127)) - {"\n", "\t"}


def _plain(text: str) -> str:
    if _CONTROL & set(text):
        raise ValueError("holds control characters")
    return text


def _told(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return _plain(text)


def _no_card(text: str) -> str:
    if has_card_number(text):
        raise ValueError("looks like a card number; give the provider's token")
    return _plain(text)


def _traded(currency: str) -> str:
    if currency not in EXPONENTS:
        raise ValueError(f"is not one of {', '.join(sorted(EXPONENTS))}")
    return currency


def _written(value: object) -> object:
    if not isinstance(value, str | datetime):
        raise ValueError("is no moment; write 2026-05-03T10:00:00Z")
    return value


_Short = StringConstraints(strict=True, max_length=200)
Text = Annotated[str, StringConstraints(strict=True, max_length=5000), AfterValidator(_plain)]
Said = Annotated[str, _Short, AfterValidator(_told)]
"""Text that is there."""
Id = Annotated[str, StringConstraints(strict=True, pattern=_ID)]
"""Letters, digits and `# . _ : @ + -`."""
Token = Annotated[str, StringConstraints(strict=True, pattern=_ID), AfterValidator(_no_card)]
"""A payment provider's name for a way to pay or a charge; never a card number."""
Label = Annotated[str, _Short, AfterValidator(_no_card)]
Amount = Annotated[str, StringConstraints(strict=True, pattern=_AMOUNT)]
"""In major units, as text: "54.04". Never below zero, never a JSON number."""
Currency = Annotated[str, Field(strict=True, json_schema_extra={"enum": sorted(EXPONENTS)}), AfterValidator(_traded)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written)]
"""ISO 8601 with its zone."""
Count = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Stock = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
Options = dict[Said, Said]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class AddressEntry(_Entry):
    name: Said
    line1: Said
    line2: Text = ""
    city: Said
    region: Text = ""
    postcode: Said
    country: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{2}$")]
    """ISO 3166-1 alpha-2."""


class SumEntry(_Entry):
    amount: Amount
    currency: Currency


class MethodEntry(_Entry):
    """A way to pay. A token begins with its kind: card_…, credit_card_…, paypal_…, wallet_…, bank_…, gift_card_…"""

    token: Token
    kind: Said
    label: Label = ""
    balance: SumEntry | None = None
    """What is left on a gift card; the shop owes it from now on."""


class CustomerEntry(_Entry):
    id: Id
    name: Said
    email: Text = ""
    address: AddressEntry | None = None
    addresses: tuple[AddressEntry, ...] = ()
    methods: tuple[MethodEntry, ...] = ()
    default_method: Text = ""


class VariantEntry(_Entry):
    sku: Id
    title: Text = ""
    options: Options = {}
    prices: Annotated[dict[Currency, Amount], Field(min_length=1)]
    """What a piece costs now, by currency."""
    stock: Stock = 0
    supplier: Text = ""
    tier: Literal["local", "regional", "overseas"] = "regional"
    returnable: Annotated[bool, Field(strict=True)] = True
    shipping: SumEntry | None = None
    """Own shipping price of a bulky piece, where it is above the tier's."""
    markets: tuple[Said, ...] = ()
    """Countries it is sold to; without them everywhere."""


class ProductEntry(_Entry):
    id: Id
    title: Said
    description: Text = ""
    category: Text = ""
    variants: Annotated[tuple[VariantEntry, ...], Field(min_length=1)]


class LineEntry(_Entry):
    sku: Id
    quantity: Count
    price: Amount
    """Of one piece when it was sold."""
    title: Text = ""
    options: Options = {}
    promised_by: Moment | None = None
    """When it was promised. Past it the delivery guarantee pays; without it the promise runs from the take-over."""


class PaymentEntry(_Entry):
    method: Token
    amount: Amount
    paid_at: Moment | None = None
    reference: Annotated[str, _Short, AfterValidator(_no_card)] = ""
    """The provider's own name of the charge: refunds go back through it."""


class PiecesEntry(_Entry):
    line: Count
    """Number of the order's line, from 1."""
    quantity: Count


class ParcelState(StrEnum):
    ORDERED = "ordered"
    SHIPPED = "shipped"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    LOST = "lost"
    RETURNED_TO_SENDER = "returned_to_sender"


class ParcelEntry(_Entry):
    lines: Annotated[tuple[PiecesEntry, ...], Field(min_length=1)]
    state: ParcelState
    carrier: Text = ""
    number: Text = ""
    shipped_at: Moment | None = None
    ended_at: Moment | None = None
    """When it was delivered, lost or sent back."""
    eta: Moment | None = None


class RefundEntry(_Entry):
    amount: Amount
    paid_at: Moment | None = None
    """Absent: still to be paid out."""


class ChangeKind(StrEnum):
    """What came after the purchase."""

    CANCELLED = "cancelled"
    """The whole order, before anything left."""
    LINE_CANCELLED = "line_cancelled"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    EXCHANGED = "exchanged"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    MISSING = "missing"
    NEVER_CAME = "never_came"
    """A parcel that was lost, sent back or too late, and refunded."""
    GOODWILL = "goodwill"


class NewGoods(_Entry):
    """What exchanged pieces become, at its price when they were exchanged, and the parcel that brought it."""

    sku: Id
    price: Amount
    shipped_at: Moment | None = None
    delivered_at: Moment | None = None
    carrier: Text = ""
    number: Text = ""
    payment: PaymentEntry | None = None
    """What was paid for the dearer one."""


class ChangeEntry(_Entry):
    kind: ChangeKind
    at: Moment
    lines: tuple[PiecesEntry, ...] = ()
    parcel: Count | None = None
    """Number of the parcel that never came, from 1."""
    reason: Text = ""
    carrier: Text = ""
    number: Text = ""
    """Of the label by which goods are sent back."""
    received_at: Moment | None = None
    """When goods sent back arrived; absent while they are on their way."""
    refund: RefundEntry | None = None
    new: NewGoods | None = None
    """Of an exchange; one line at a time."""


class OrderEntry(_Entry):
    id: Id
    customer: Id
    placed_at: Moment
    state: Headline
    """What a shopper would be told; it must agree with parcels and changes."""
    currency: Currency
    address: AddressEntry
    email: Text = ""
    method: Text = ""
    """Where later differences are charged; without it the first payment's."""
    lines: Annotated[tuple[LineEntry, ...], Field(min_length=1)]
    shipping: Amount = "0"
    fee: Amount = "0"
    tax: Amount = "0"
    """Added on top; 0 where prices include it."""
    payments: tuple[PaymentEntry, ...] = ()
    parcels: tuple[ParcelEntry, ...] = ()
    changes: tuple[ChangeEntry, ...] = ()


class Books(_Entry):
    """Another shop's books, or ours. An entry that cannot be taken does not stop the others."""

    customers: tuple[CustomerEntry, ...] = ()
    products: tuple[ProductEntry, ...] = ()
    orders: tuple[OrderEntry, ...] = ()


Entry = CustomerEntry | ProductEntry | OrderEntry
FORMS: Final[dict[str, type[Entry]]] = {"customers": CustomerEntry, "products": ProductEntry, "orders": OrderEntry}
"""Form of the entries of each list."""
