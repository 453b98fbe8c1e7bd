"""The numbers the shop's rules use, read from `policy.toml`: fee, windows, limits, markets, taxes, delivery times.

What a rule does with them is `decisions.py`. Orders keep the `Terms` they were quoted under.
"""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

from orders.money import Money
from orders.order import Address, Terms
from orders.states import RefundReason, Tier

_HERE = Path(__file__).with_name("policy.toml")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DatedRate(_Part):
    since: date
    rate: Decimal = Field(ge=0, lt=1)


class Region(_Part):
    """A state or province with a tax of its own."""

    name: str
    tax: tuple[DatedRate, ...]
    shipping_taxed: bool = True


class Market(_Part):
    currency: str
    zone: str
    """Where its days begin and end, as the tz database names it."""
    tax_included: bool
    tax: tuple[DatedRate, ...] = ()
    tax_on: tuple[str, ...] = ("goods", "shipping", "fee")
    regions: dict[str, Region] = {}
    withdrawal_days: int
    labelled_button: bool
    days: dict[Tier, int]
    """Days from order to door that we promise, per tier."""

    @field_validator("zone")
    @classmethod
    def _is_on_the_map(cls, zone: str) -> str:
        try:
            return ZoneInfo(zone).key
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{zone!r} is no zone of the tz database; try Europe/Berlin") from error


class Shipping(_Part):
    prices: dict[str, Decimal]


class Limits(_Part):
    """A refund by rule that is larger, or comes more often, waits for a person."""

    amount: dict[str, Decimal]
    count: int
    days: int
    reasons: frozenset[RefundReason]

    @field_validator("reasons")
    @classmethod
    def _only_quality(cls, reasons: frozenset[RefundReason]) -> frozenset[RefundReason]:
        """Goods that never came and goods that came back are owed without anybody's word."""
        quality = {RefundReason.DAMAGED, RefundReason.WRONG_ITEM, RefundReason.MISSING, RefundReason.KEPT_FOR_LESS}
        free = reasons - quality
        if free:
            raise ValueError(f"refunds for {', '.join(sorted(free))} cannot be made to wait for a person")
        return reasons


class Windows(_Part):
    return_days: int
    quality_days: int
    send_back_days: int
    return_overdue_days: int
    undo_minutes: int
    quote_minutes: int
    grace_hours: int
    lost_choice_hours: int
    inspection_hours: int
    payment_hours: int


class Gifts(_Part):
    """What may be given without another's word."""

    amount: dict[str, Decimal]
    """At most, per currency."""

    def most(self, currency: str) -> Money:
        """Zero for a currency without a limit, so that somebody looks at each."""
        return Money.parse(self.amount.get(currency, Decimal(0)), currency)


class AgentGifts(Gifts):
    share: Decimal = Field(ge=0, le=1)
    """Of what the goods of the order cost, at most."""
    count: int = Field(ge=0)
    days: int = Field(ge=1)


class Authority(_Part):
    """Who may give what of their own accord."""

    agent: AgentGifts
    staff: Gifts
    """One person on one order; a second person must approve what is more."""


class PriceAdjustment(_Part):
    days: int = Field(ge=0)
    """So long after the order; 0 for none."""


class KeepIt(_Part):
    share: Decimal = Field(ge=0, lt=1)
    """Of the price of each damaged or wrong piece; 0 for none."""


class LateApology(_Part):
    days: int = Field(ge=0)
    """So long after the promised day; 0 for none."""


class StockWishes(_Part):
    """Notices of sold-out goods that are there again."""

    open: int = Field(ge=1)
    """The most that one shopper may wait for."""
    days: int = Field(ge=1)
    """How long a wish waits."""


class Access(_Part):
    """A guest's way to orders made elsewhere."""

    minutes: int = Field(ge=1)
    """How long a code lasts."""
    tries: int = Field(ge=1)
    per_hour: int = Field(ge=1)
    """Codes at most within an hour, for each shopper who asks and each address or order asked for."""
    days: int = Field(ge=1)
    """How long what a code has opened stays open."""


class Parts(_Part):
    """Which parts of a line's price each kind of refund gives back."""

    full: frozenset[RefundReason]
    plain: frozenset[RefundReason]
    plain_keeps_shipping_unless_all: bool


class Policy(_Part):
    """Everything in `policy.toml`. Construct others in tests with `model_copy(update=…)`."""

    version: str
    fee_rate: Decimal
    default_market: str
    windows: Windows
    limits: Limits
    access: Access
    stock_wishes: StockWishes
    authority: Authority
    price_adjustment: PriceAdjustment
    keep_it: KeepIt
    late_apology: LateApology
    refunds: Parts
    refund_days: dict[str, int]
    """Working days until money arrives, by kind of method."""
    shipping: dict[Tier, Shipping]
    markets: dict[str, Market]

    def market_of(self, address: Address) -> str | None:
        """The market that delivers to this country; None when nobody does."""
        return address.country if address.country in self.markets else None

    def region_of(self, market: str, address: Address) -> Region | None:
        """The tax region, by code or by name in any case; None where the market has none or it is not known."""
        wanted = address.region.strip().casefold()
        for code, region in self.markets[market].regions.items():
            if wanted in (code.casefold(), region.name.casefold()):
                return region
        return None

    def terms(self, market: str, address: Address, at: datetime) -> Terms:
        """The rules for an order quoted now. An unknown region has no tax: callers check `region_of` first."""
        place, region = self.markets[market], self.region_of(market, address)
        rates = region.tax if region else place.tax
        on = tuple(part for part in place.tax_on if part != "shipping" or region is None or region.shipping_taxed)
        return Terms(
            policy=self.version,
            fee_rate=self.fee_rate,
            tax_rate=rate_at(rates, at.astimezone(ZoneInfo(place.zone)).date()),
            tax_included=place.tax_included,
            tax_on=on,
            return_days=self.windows.return_days,
            quality_days=self.windows.quality_days,
            withdrawal_days=place.withdrawal_days,
            labelled_button=place.labelled_button,
            adjust_days=self.price_adjustment.days,
            keep_share=self.keep_it.share,
            apology_days=self.late_apology.days,
            zone=place.zone,
        )

    def shipping_price(self, tier: Tier, currency: str) -> Money | None:
        price = self.shipping[tier].prices.get(currency)
        return None if price is None else Money.parse(price, currency)

    def promised(self, market: str, tier: Tier, at: datetime) -> datetime:
        """The end of the market's day by which goods of this tier ordered now will have arrived."""
        place = self.markets[market]
        return end_of_day(at, place.zone, place.days[tier])

    def automatic_limit(self, currency: str) -> Money:
        """The largest refund by rule alone; zero for a currency without a limit, so that a person looks at each."""
        return Money.parse(self.limits.amount.get(currency, Decimal(0)), currency)

    def days_to_arrive(self, method: str) -> int:
        """Working days until a refund arrives; by the longest kind that the method's name begins with."""
        kinds = [kind for kind in self.refund_days if method.startswith(kind)]
        return self.refund_days[max(kinds, key=len)] if kinds else max(self.refund_days.values())

    def accepts(self, method: str) -> bool:
        return any(method.startswith(kind) for kind in self.refund_days)


def rate_at(rates: tuple[DatedRate, ...], day: date) -> Decimal:
    """The rate in force on a day: the latest that has begun; 0 before the first."""
    begun = [dated for dated in rates if dated.since <= day]
    return max(begun, key=lambda dated: dated.since).rate if begun else Decimal(0)


def end_of_day(at: datetime, zone: str, days: int = 0) -> datetime:
    """The last second, in UTC, of the day that is so many days after a moment where the zone is."""
    place = ZoneInfo(zone)
    day = at.astimezone(place).date() + timedelta(days=days)
    return datetime.combine(day, time(23, 59, 59), tzinfo=place).astimezone(UTC)


def read(path: Path) -> Policy:
    """Read a policy file. Raises pydantic's ValidationError naming the field, or tomllib's error naming the line."""
    facts = tomllib.loads(path.read_text(encoding="utf-8"))
    groups = facts.pop("groups", {})
    for market in facts["markets"].values():
        for key, value in groups.get(market.pop("group", ""), {}).items():
            market.setdefault(key, value)
    return Policy.model_validate(facts)


@cache
def standard() -> Policy:
    """The policy that ships with the shop."""
    return read(_HERE)
