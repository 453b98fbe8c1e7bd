"""An order of the books as it was sold: lines at their prices, shipping, fee and tax, and the terms that follow.

Pure. `making.py` takes it from there to where it stands now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from orders.books.entries import AddressEntry, LineEntry, OrderEntry, ParcelState
from orders.gift_cards import GiftCard
from orders.ids import ConversationId, LineId, OrderId, ShopperId, Sku
from orders.line import Line, Shares
from orders.money import Money, MoneyError, share, total
from orders.order import TAKEN_OVER, Address, Order, Terms
from orders.policy import Policy
from orders.quote import hash_of, spread, tax_on_top
from orders.sourcing import first_source
from orders.states import OrderState
from orders.stock import Offer

_ALL_PARTS: Final = ("goods", "shipping", "fee")


class CannotTake(Exception):
    """An entry is not taken: where in it, such as `lines[0].price`, and why."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


@dataclass(frozen=True, slots=True)
class Premises:
    """The shop that takes the books over: what it sells, whose gift cards it knows, its rules and its time."""

    offers: Mapping[Sku, Offer]
    cards: Mapping[str, GiftCard]
    """By payment token."""
    policy: Policy
    now: datetime


def money(place: str, amount: str, currency: str) -> Money:
    """An amount of the file. Raises CannotTake for decimals that the currency has not."""
    try:
        return Money.parse(amount, currency)
    except MoneyError as error:
        raise CannotTake(place, str(error)) from error


def address_of(entry: AddressEntry) -> Address:
    return Address(
        name=entry.name,
        line1=entry.line1,
        city=entry.city,
        postcode=entry.postcode,
        country=entry.country,
        line2=entry.line2,
        region=entry.region,
    )


def opened(entry: OrderEntry, shop: Premises) -> Order:
    """The order as it waited for its yes. Raises CannotTake."""
    if entry.placed_at > shop.now:
        raise CannotTake("placed_at", "lies ahead of now")
    address = address_of(entry.address)
    market = shop.policy.market_of(address)
    if market is None:
        raise CannotTake("address.country", f"{address.country!r} is no market of this shop")
    lines = tuple(_line(entry, at, market, shop) for at in range(len(entry.lines)))
    goods = total((line.price * line.quantity for line in lines), entry.currency)
    shipping = money("shipping", entry.shipping, entry.currency)
    fee = money("fee", entry.fee, entry.currency)
    sums = Shares(goods, shipping, fee, money("tax", entry.tax, entry.currency))
    order = Order(
        id=OrderId(entry.id),
        shopper=ShopperId(entry.customer),
        conversation=ConversationId(f"books:{entry.customer}"),
        version=1,
        state=OrderState.QUOTED,
        lines=spread(lines, sums),
        currency=entry.currency,
        market=market,
        address=address,
        method=_method(entry, shop.policy),
        terms=_terms(entry, address, market, sums, shop.policy),
        quote_hash="",
        quote_expires_at=entry.placed_at + timedelta(minutes=shop.policy.windows.quote_minutes),
        created_at=entry.placed_at,
        email=entry.email,
    )
    return replace(order, quote_hash=hash_of(order))


def _line(entry: OrderEntry, at: int, market: str, shop: Premises) -> Line:
    place, sold = f"lines[{at}]", entry.lines[at]
    offer = shop.offers.get(Sku(sold.sku))
    if offer is None:
        raise CannotTake(f"{place}.sku", f"there is no product with a variant {sold.sku!r} that could be taken")
    price = money(f"{place}.price", sold.price, entry.currency)
    if price.is_zero():
        raise CannotTake(f"{place}.price", "is zero; what was given away is left out")
    source, nothing = first_source(offer), Shares.zero(entry.currency)
    return Line(
        id=LineId(f"{entry.id}-{at + 1}"),
        sku=offer.sku,
        product=offer.product,
        title=sold.title or offer.title,
        options=tuple(sold.options.items()) or offer.options,
        quantity=sold.quantity,
        price=price,
        supplier=source.supplier,
        tier=source.tier,
        promised_by=sold.promised_by or _promised(entry, at, market, offer, shop),
        paid=replace(nothing, goods=price * sold.quantity),
        refunded=nothing,
        moved=nothing,
        goodwill=Money.zero(entry.currency),
        returnable=offer.returnable,
    )


def _promised(entry: OrderEntry, at: int, market: str, offer: Offer, shop: Premises) -> datetime:
    """Where the books name no day: for goods that have come, what would have been promised; else a promise from now."""
    sold: LineEntry = entry.lines[at]
    came = sum(
        piece.quantity
        for parcel in entry.parcels
        if parcel.state is ParcelState.DELIVERED
        for piece in parcel.lines
        if piece.line == at + 1
    )
    since = entry.placed_at if came >= sold.quantity else max(entry.placed_at, shop.now)
    return shop.policy.promised(market, first_source(offer).tier, since)


def _method(entry: OrderEntry, policy: Policy) -> str:
    """Where differences are charged: as named, else as the order was paid."""
    named = entry.method or next((payment.method for payment in entry.payments), "")
    paid = [(f"payments[{at}].method", payment.method) for at, payment in enumerate(entry.payments)]
    for place, token in (*paid, ("method", named)):
        if token and not policy.accepts(token):
            kinds = ", ".join(policy.refund_days)
            raise CannotTake(place, f"{token!r} does not begin with a kind that this shop knows: {kinds}")
    return named


def _terms(entry: OrderEntry, address: Address, market: str, sums: Shares, policy: Policy) -> Terms:
    """Our terms of that day, with the rates that give exactly what was paid; promises of gifts were not made."""
    usual = policy.terms(market, address, entry.placed_at)
    base = sums.goods + sums.shipping
    usual = replace(usual, policy=TAKEN_OVER, adjust_days=0, apology_days=0)
    terms = replace(usual, fee_rate=rate_of(sums.fee, base, usual.fee_rate, "fee"))
    if sums.tax.is_zero():
        return terms if usual.tax_included else replace(terms, tax_rate=Decimal(0))
    if tax_on_top(sums.goods, sums.shipping, sums.fee, usual) == sums.tax:
        return terms
    rate = rate_of(sums.tax, base + sums.fee, usual.tax_rate, "tax")
    return replace(terms, tax_included=False, tax_on=_ALL_PARTS, tax_rate=rate)


def rate_of(part: Money, base: Money, usual: Decimal, place: str) -> Decimal:
    """The rate by which `base` gives exactly `part`: none, the usual one, or what they divide to."""
    for rate in (Decimal(0), usual, Decimal(part.minor) / Decimal(base.minor)):
        if share(base, rate) == part:
            return rate
    raise CannotTake(place, f"{part} is no share of {base}")


def checked_moment(entry: OrderEntry, shop: Premises, place: str, at: datetime | None, otherwise: datetime) -> datetime:
    """A moment of the books: neither before the order was placed nor ahead of now."""
    if at is not None and at > shop.now:
        raise CannotTake(place, "lies ahead of now")
    if at is not None and at < entry.placed_at:
        raise CannotTake(place, "lies before the order was placed")
    return at or otherwise
