"""A quote: lines, shipping, fee and tax for an address, with an expiry, a promise and a hash. Holds no stock itself."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from orders.answers import Reason, Refusal
from orders.ids import LineId, OrderId, Sku
from orders.money import Money, allocate, share, total
from orders.order import Address, Line, Order, Shares, Terms, sum_shares
from orders.policy import Policy
from orders.sourcing import first_source
from orders.states import Tier
from orders.stock import Offer


@dataclass(frozen=True, slots=True)
class Basket:
    """What is to be priced, for where, in which currency."""

    lines: tuple[tuple[Sku, int], ...]
    address: Address
    market: str
    currency: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What a basket costs at an address; totals to the minor unit."""

    lines: tuple[Line, ...]
    terms: Terms
    items: Money
    shipping: Money
    fee: Money
    tax: Money
    """Added on top; zero where prices include it."""
    tax_contained: Money
    total: Money
    currency: str
    market: str
    promised_by: datetime
    expires_at: datetime


def quote_for(
    basket: Basket, offers: Mapping[Sku, Offer], policy: Policy, now: datetime, order: OrderId
) -> Quote | Refusal:
    """Price a basket. The same SKU twice is one line. Refuses what cannot be sold as asked, naming the SKU."""
    refusal = _cannot_quote(basket, offers, policy, order)
    if refusal is not None:
        return refusal
    terms = policy.terms(basket.market, basket.address, now)
    wanted = merged(basket.lines)
    bought = [(offers[sku], quantity) for sku, quantity in wanted]
    shipping = shipping_of([offer for offer, _ in bought], basket.currency, policy)
    lines = _lines(bought, shipping, basket, policy, now, order)
    goods = total((line.price * line.quantity for line in lines), basket.currency)
    fee = share(goods + shipping, terms.fee_rate)
    tax = tax_on_top(goods, shipping, fee, terms)
    lines = spread(lines, Shares(goods, shipping, fee, tax))
    lines = _with_journeys(lines, tariffs([offer for offer, _ in bought], basket.currency, policy))
    sum_total = goods + shipping + fee + tax
    contained = share(sum_total, terms.tax_rate / (1 + terms.tax_rate)) if terms.tax_included else tax - tax
    return Quote(
        lines=lines,
        terms=terms,
        items=goods,
        shipping=shipping,
        fee=fee,
        tax=tax,
        tax_contained=contained,
        total=sum_total,
        currency=basket.currency,
        market=basket.market,
        promised_by=max(line.promised_by for line in lines),
        expires_at=now + timedelta(minutes=policy.windows.quote_minutes),
    )


def merged(lines: Sequence[tuple[Sku, int]]) -> tuple[tuple[Sku, int], ...]:
    """One entry per SKU, in the order first named."""
    sums: dict[Sku, int] = {}
    for sku, quantity in lines:
        sums[sku] = sums.get(sku, 0) + quantity
    return tuple(sums.items())


def _cannot_quote(basket: Basket, offers: Mapping[Sku, Offer], policy: Policy, order: OrderId) -> Refusal | None:
    if not basket.lines:
        return Refusal(Reason.EMPTY)
    if basket.market not in policy.markets or policy.market_of(basket.address) != basket.market:
        return Refusal(Reason.UNKNOWN_MARKET)
    address = basket.address
    regions = policy.markets[basket.market].regions
    complete = all(part.strip() for part in (address.name, address.line1, address.city, address.postcode))
    if not complete or (regions and policy.region_of(basket.market, address) is None):
        return Refusal(Reason.INCOMPLETE_ADDRESS)
    if any(quantity <= 0 for _, quantity in basket.lines):
        return Refusal(Reason.BAD_QUANTITY)
    refusals = (cannot_buy(sku, quantity, offers.get(sku), basket, policy) for sku, quantity in merged(basket.lines))
    return next((refusal for refusal in refusals if refusal is not None), None)


def cannot_buy(sku: Sku, quantity: int, offer: Offer | None, basket: Basket, policy: Policy) -> Refusal | None:
    """Why so many pieces of a variant cannot be sold in the basket's market and currency; None when they can."""
    if offer is None or not offer.sources:
        return Refusal(Reason.UNKNOWN_SKU, sku=sku)
    sold_there = not offer.markets or basket.market in offer.markets
    shippable = policy.shipping_price(first_source(offer).tier, basket.currency) is not None
    if offer.price_in(basket.currency) is None or not sold_there or not shippable:
        return Refusal(Reason.NOT_SOLD_HERE, sku=sku)
    if offer.free < quantity:
        return Refusal(Reason.SOLD_OUT, sku=sku, quantity=offer.free)
    return None


def shipping_of(offers: Sequence[Offer], currency: str, policy: Policy) -> Money:
    """What the shopper pays for shipping: what it costs, tier by tier."""
    return total(tariffs(offers, currency, policy).values(), currency)


def tariffs(offers: Sequence[Offer], currency: str, policy: Policy) -> dict[Tier, Money]:
    """What shipping costs per tier, as each tier is a parcel: its own price, or its dearest bulky piece's if above."""
    prices: dict[Tier, Money] = {}
    for offer in offers:
        tier = first_source(offer).tier
        price = prices.get(tier) or policy.shipping_price(tier, currency) or Money.zero(currency)
        own = offer.shipping
        prices[tier] = own if own is not None and own.currency == currency and own > price else price
    return prices


def _with_journeys(lines: Sequence[Line], costs: Mapping[Tier, Money]) -> tuple[Line, ...]:
    """Each line with its part of what its own tier's parcel costs us, in proportion to its goods."""
    told = {line.id: line for line in lines}
    for tier, cost in costs.items():
        together = [line for line in lines if line.tier is tier]
        parts = allocate(cost, [line.price.minor * line.quantity for line in together])
        told.update({line.id: replace(line, shipping_cost=part) for line, part in zip(together, parts, strict=True)})
    return tuple(told.values())


def tax_on_top(goods: Money, shipping: Money, fee: Money, terms: Terms) -> Money:
    """Tax to add at the end; zero where prices include it."""
    if terms.tax_included:
        return Money.zero(goods.currency)
    parts = {"goods": goods, "shipping": shipping, "fee": fee}
    return share(total((parts[part] for part in terms.tax_on), goods.currency), terms.tax_rate)


def _lines(
    bought: Sequence[tuple[Offer, int]], shipping: Money, basket: Basket, policy: Policy, now: datetime, order: OrderId
) -> tuple[Line, ...]:
    return tuple(
        line_from(
            offer,
            quantity,
            LineId(f"{order}-{number}"),
            basket,
            policy.promised(basket.market, first_source(offer).tier, now),
        )
        for number, (offer, quantity) in enumerate(bought, start=1)
    )


def line_from(offer: Offer, quantity: int, line: LineId, basket: Basket, promised_by: datetime) -> Line:
    """A line with its goods priced; shipping, fee and tax are spread over lines afterwards."""
    price, source, nothing = offer.price_in(basket.currency), first_source(offer), Shares.zero(basket.currency)
    if price is None:
        raise ValueError(f"offer {offer.sku!r} has no price in {basket.currency}; check price_in first")
    return Line(
        id=line,
        sku=offer.sku,
        product=offer.product,
        title=offer.title,
        options=offer.options,
        quantity=quantity,
        price=price,
        supplier=source.supplier,
        tier=source.tier,
        promised_by=promised_by,
        paid=replace(nothing, goods=price * quantity),
        refunded=nothing,
        moved=nothing,
        goodwill=Money.zero(basket.currency),
        returnable=offer.returnable,
        cost=offer.cost_in(basket.currency),
    )


def spread(lines: Sequence[Line], amounts: Shares) -> tuple[Line, ...]:
    """Give each line its part of shipping, fee and tax, in proportion to its goods; the parts sum exactly."""
    weights = [line.price.minor * line.quantity for line in lines]
    shipping, fee, tax = (allocate(part, weights) for part in (amounts.shipping, amounts.fee, amounts.tax))
    return tuple(
        replace(line, paid=Shares(line.price * line.quantity, shipping[i], fee[i], tax[i]))
        for i, line in enumerate(lines)
    )


def hash_of(order: Order) -> str:
    """What a yes binds to: goods, quantities, prices, all totals, currency, address and method."""
    address = order.address
    facts = [
        [[line.sku, line.quantity, line.price.minor] for line in order.lines],
        [part.minor for part in (order.items, order.shipping, order.fee, order.tax, order.total)],
        [order.currency, order.method, order.market, order.gift_card, order.gift_part and order.gift_part.minor],
        [address.name, address.line1, address.line2, address.city, address.region, address.postcode, address.country],
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def reprice(order: Order, new: Line, moved: Shares) -> Line:
    """A replacement line with its exact share: fee and tax of the order are counted anew, it takes the difference.

    `order` is the order after the replaced pieces have left; `moved` is the money they brought along.
    """
    kept = sum_shares((line.paid - line.moved for line in order.lines), order.currency)
    goods = order.items + new.price * new.quantity
    shipping = kept.shipping + moved.shipping
    fee = share(goods + shipping, order.terms.fee_rate)
    tax = tax_on_top(goods, shipping, fee, order.terms)
    nothing = Money.zero(order.currency)
    paid = Shares(new.price * new.quantity, moved.shipping, max(fee - kept.fee, nothing), max(tax - kept.tax, nothing))
    return replace(new, paid=paid, brought=moved)
