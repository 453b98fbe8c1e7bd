"""Customers and products of the books as values of the shop. What they say of themselves must hold; pure."""

from collections.abc import Mapping

from orders.books.entries import CustomerEntry, MethodEntry, ProductEntry, VariantEntry
from orders.books.pricing import CannotTake, address_of, money
from orders.customers import Customer, PaymentMethod
from orders.gift_cards import KIND, GiftCard
from orders.ids import GiftCardId, ProductId, ShopperId, Sku, SupplierId
from orders.money import Money
from orders.policy import Policy
from orders.states import Tier
from orders.stock import Offer, Source

HOUSE = SupplierId("house")
"""Supplies what the books name no supplier for."""


def customer_of(entry: CustomerEntry, policy: Policy) -> Customer:
    """Raises CannotTake."""
    tokens = [method.token for method in entry.methods]
    for at, method in enumerate(entry.methods):
        place = f"methods[{at}]"
        if method.token in tokens[:at]:
            raise CannotTake(f"{place}.token", f"{method.token!r} is methods[{tokens.index(method.token)}] already")
        if not policy.accepts(method.token) or not method.token.startswith(method.kind):
            kinds = ", ".join(policy.refund_days)
            raise CannotTake(
                f"{place}.token", f"{method.token!r} does not begin with its kind, which is one of {kinds}"
            )
        if method.balance is not None and not method.token.startswith(f"{KIND}_"):
            raise CannotTake(f"{place}.balance", "is for gift cards, whose tokens begin with gift_card_")
    if entry.default_method and entry.default_method not in tokens:
        raise CannotTake("default_method", f"{entry.default_method!r} is none of the methods")
    return Customer(
        id=ShopperId(entry.id),
        name=entry.name,
        email=entry.email,
        address=address_of(entry.address) if entry.address else None,
        addresses=tuple(address_of(address) for address in entry.addresses),
        methods=tuple(PaymentMethod(method.token, method.kind, method.label) for method in entry.methods),
        default_method=entry.default_method,
    )


def cards_of(entry: CustomerEntry) -> list[tuple[int, GiftCard]]:
    """Gift cards with a balance, by the number of their method. Raises CannotTake."""
    return [(at, _card(entry, at, method)) for at, method in enumerate(entry.methods) if method.balance is not None]


def _card(entry: CustomerEntry, at: int, method: MethodEntry) -> GiftCard:
    left = method.balance
    balance = Money.zero("EUR") if left is None else money(f"methods[{at}].balance", left.amount, left.currency)
    return GiftCard(card_id(method.token), balance, ShopperId(entry.id))


def card_id(token: str) -> GiftCardId:
    """A gift card's code from the token that pays with it."""
    return GiftCardId(token.removeprefix(f"{KIND}_"))


def offers_of(entry: ProductEntry, sold: Mapping[Sku, ProductId]) -> list[Offer]:
    """The offers of its variants; `sold` says which product each known variant belongs to. Raises CannotTake."""
    offers: list[Offer] = []
    for at, variant in enumerate(entry.variants):
        place, sku = f"variants[{at}]", Sku(variant.sku)
        if any(sku == offer.sku for offer in offers) or sold.get(sku, entry.id) != entry.id:
            raise CannotTake(f"{place}.sku", f"{sku!r} is another variant already")
        prices = tuple(money(f"{place}.prices.{name}", price, name) for name, price in variant.prices.items())
        if any(price.is_zero() for price in prices):
            raise CannotTake(f"{place}.prices", "a price is above zero")
        offers.append(
            Offer(
                sku=sku,
                product=ProductId(entry.id),
                title=variant.title or entry.title,
                options=tuple(variant.options.items()),
                prices=prices,
                stock=variant.stock,
                sources=(Source(SupplierId(variant.supplier) if variant.supplier else HOUSE, Tier(variant.tier)),),
                returnable=variant.returnable,
                shipping=_shipping(place, variant),
                markets=variant.markets,
            )
        )
    return offers


def _shipping(place: str, variant: VariantEntry) -> Money | None:
    own = variant.shipping
    return None if own is None else money(f"{place}.shipping", own.amount, own.currency)
