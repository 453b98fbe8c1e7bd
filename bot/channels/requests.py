"""The requests of the JSON door as values (docs/chat_json.md). Fields we do not know are refused by name."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from orders.actions import ParcelNews


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


User = Annotated[str, Field(min_length=1, max_length=200)]


def _with_zone(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_with_zone)]
"""A time without a zone is UTC."""


class AttachmentPart(_Part):
    type: str
    url: str = Field(max_length=20_000_000)


class MessageRequest(_Part):
    op: Literal["message"] = "message"
    user: User
    text: str | None = None
    button: str | None = None
    locale: str | None = Field(default=None, max_length=35)
    attachments: tuple[AttachmentPart, ...] = ()


class ClassifyRequest(_Part):
    op: Literal["classify"]
    user: User
    text: str
    locale: str | None = Field(default=None, max_length=35)


class AddressPart(_Part):
    name: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: Annotated[str, AfterValidator(str.upper)] = "DE"


class PersonPart(_Part):
    who: str
    name: str | None = None
    age: int | str | None = None
    sizes: dict[str, str] = {}


class FactPart(_Part):
    about: str = "self"
    what: str
    value: str
    said_at: Moment | None = None
    source: str = "seed"


class BudgetPart(_Part):
    amount: str | int | float
    currency: str = ""


class ProfilePart(_Part):
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    address: AddressPart | None = None
    budget: str | int | float | BudgetPart | None = None
    sizes: dict[str, str] = {}
    likes: tuple[str, ...] = ()
    dislikes: tuple[str, ...] = ()
    household: tuple[PersonPart, ...] = ()
    facts: tuple[FactPart, ...] = ()


class TrackingPart(_Part):
    carrier: str = ""
    number: str = ""
    status: str | None = None
    eta: date | Moment | None = None

    def eta_moment(self) -> datetime | None:
        """A day is its noon in UTC."""
        if isinstance(self.eta, datetime):
            return self.eta
        return datetime.combine(self.eta, time(12), UTC) if self.eta else None


class LinePart(_Part):
    sku: str
    quantity: int = Field(default=1, strict=True, ge=1, le=999)


class OrderPart(_Part):
    ref: str
    lines: tuple[LinePart, ...] = Field(min_length=1)
    state: str = "confirmed"
    method: str = "card_4242"
    placed_days_ago: float = Field(default=1, ge=0, le=3650)
    tracking: TrackingPart | None = None


class SeedRequest(_Part):
    op: Literal["seed"]
    user: User
    profile: ProfilePart = ProfilePart()
    orders: tuple[OrderPart, ...] = ()


class EventRequest(_Part):
    op: Literal["event"]
    order: str
    parcel: str | None = None
    event: ParcelNews
    tracking: TrackingPart | None = None


class ClockRequest(_Part):
    op: Literal["clock"]
    days: int = Field(strict=True, ge=0, le=3650)


class PriceRequest(_Part):
    op: Literal["price"]
    sku: str
    price: str
    currency: str


class StateRequest(_Part):
    op: Literal["state"]
    user: User


class StaffRequest(_Part):
    op: Literal["staff"]
    user: User
    action: Literal["claim", "reply", "hand_back", "approve", "decline"]
    text: str = ""


class MailRequest(_Part):
    op: Literal["mail"]


class ResetRequest(_Part):
    op: Literal["reset"]


Request = (
    MessageRequest
    | ClassifyRequest
    | SeedRequest
    | EventRequest
    | ClockRequest
    | StateRequest
    | StaffRequest
    | MailRequest
    | PriceRequest
    | ResetRequest
)
AnyRequest = Annotated[Request, Field(discriminator="op")]
