"""Hands the shop's books on: customers, products and orders as one JSON text, each taken-over entry as it came while
nothing has happened to it since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlmodel import Session

from orders import customer_store, gift_store, stock_store, store
from orders.books import store as books_store
from orders.books.checking import card_id
from orders.books.entries import OrderEntry, ProductEntry
from orders.books.making import made, state_of
from orders.books.pricing import CannotTake, Premises
from orders.books.reading import Complaint
from orders.books.store import Kept
from orders.books.writing import CannotTell, customer_entry, hash_of, order_entry, product_entry, text_of
from orders.customers import Customer
from orders.gift_cards import KIND, GiftCard
from orders.ids import OrderId, ProductId, ShopperId, Sku
from orders.order import Order
from orders.policy import Policy
from orders.stock import Offer

Facts = tuple[str, str]
"""A product's description and category."""


@dataclass(frozen=True, slots=True)
class HandedOn:
    """The books as JSON text, and the entries that the form has no words for."""

    text: str
    left_out: tuple[Complaint, ...]
    entries: int


def hand_on(
    session: Session, now: datetime, policy: Policy, about: Mapping[ProductId, Facts] | None = None
) -> HandedOn:
    """Everything there is, taken-over entries first, in their order. `about` is what the catalog says of products."""
    writer = _Writer(session, now, policy, about or {})
    lists = {
        "customers": list(writer.customers()),
        "products": list(writer.products()),
        "orders": list(writer.orders()),
    }
    given = books_store.kept(session, "lists")
    shown = [name for name, entries in lists.items() if entries or name in given or not given]
    sheets = ",\n".join(f'"{name}": [{",".join(f"{chr(10)}{entry}" for entry in lists[name])}\n]' for name in shown)
    return HandedOn(f"{{\n{sheets}\n}}\n", tuple(writer.left_out), sum(map(len, lists.values())))


class _Writer:
    def __init__(self, session: Session, now: datetime, policy: Policy, about: Mapping[ProductId, Facts]) -> None:
        self.session, self.now, self.policy, self.about = session, now, policy, about
        self.left_out: list[Complaint] = []
        offers = stock_store.offers_since(session, 0, 10_000_000)
        self.offers = {offer.sku: offer for offer in offers}

    # ---- customers

    def customers(self) -> Iterator[str]:
        # Who told only where to or how they pay is nobody to hand on before the first order.
        known = {customer.id: customer for customer in customer_store.all_customers(self.session) if customer.name}
        for shopper, customer in self._strangers(known):
            known.setdefault(shopper, customer)
        kept = books_store.kept(self.session, "customers")
        for name in (*kept, *(name for name in known if name not in kept)):
            if ShopperId(name) in known:
                yield from self._customer(known[ShopperId(name)], kept.get(name))

    def _strangers(self, known: Mapping[ShopperId, Customer]) -> Iterator[tuple[ShopperId, Customer]]:
        """Shoppers of our own orders, known by what they gave with them."""
        for order in store.all_orders(self.session):
            if order.shopper not in known and order.address.name:
                yield order.shopper, Customer(order.shopper, order.address.name, order.email, order.address)

    def _customer(self, customer: Customer, kept: Kept | None) -> Iterator[str]:
        tokens = [method.token for method in customer.methods if method.token.startswith(f"{KIND}_")]
        cards = {token: gift_store.find(self.session, card_id(token)) for token in tokens}
        try:
            entry = customer_entry(customer, {token: card for token, card in cards.items() if card is not None})
        except ValidationError as error:
            self._leave_out(f"customer {customer.id}", error)
            return
        yield kept.body if kept is not None and kept.made == hash_of(entry) else text_of(entry)

    def _leave_out(self, what: str, error: ValidationError) -> None:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        self.left_out.append(Complaint(what, f"{place} {first['msg'].removeprefix('Value error, ')}"))

    # ---- products

    def products(self) -> Iterator[str]:
        variants: dict[str, list[Offer]] = {}
        for offer in self.offers.values():
            variants.setdefault(offer.product, []).append(offer)
        kept = books_store.kept(self.session, "products")
        for name in (*kept, *(name for name in variants if name not in kept)):
            if name in variants:
                yield from self._product(variants[name], kept.get(name))

    def _product(self, offers: list[Offer], kept: Kept | None) -> Iterator[str]:
        before = ProductEntry.model_validate_json(kept.body) if kept is not None else None
        if before is not None:
            places = {Sku(variant.sku): at for at, variant in enumerate(before.variants)}
            offers = sorted(offers, key=lambda offer: places.get(offer.sku, len(places)))
        try:
            if kept is not None and kept.made == hash_of(product_entry(offers)):
                yield kept.body
                return
            told = (before.description, before.category) if before else self.about.get(offers[0].product, ("", ""))
            entry = product_entry(offers, *told)
        except ValidationError as error:
            self._leave_out(f"product {offers[0].product}", error)
            return
        yield text_of(entry.model_copy(update={"title": before.title}) if before else entry)

    # ---- orders

    def orders(self) -> Iterator[str]:
        kept = books_store.kept(self.session, "orders")
        for name, entry in kept.items():
            order = store.order(self.session, OrderId(name))
            if order is not None and str(order.revision) == entry.made:
                yield entry.body
            elif order is not None:
                yield from self._order(order)
        for order in self._own(kept):
            yield from self._order(order)

    def _own(self, kept: Mapping[str, Kept]) -> Iterable[Order]:
        own = [order for order in store.all_orders(self.session) if order.id not in kept]
        return sorted(own, key=lambda order: (order.created_at, order.id))

    def _order(self, order: Order) -> Iterator[str]:
        try:
            entry = order_entry(order)
            difference = _differs(order, entry, Premises(self.offers, self._cards(order), self.policy, self.now))
        except ValidationError as error:
            self._leave_out(f"order {order.id}", error)
        except (CannotTell, CannotTake) as error:
            self.left_out.append(Complaint(f"order {order.id}", str(error).removeprefix(": ")))
        else:
            if difference:
                self.left_out.append(Complaint(f"order {order.id}", f"the form has no words for its {difference}"))
            else:
                yield text_of(entry)

    def _cards(self, order: Order) -> dict[str, GiftCard]:
        found = {p.method: gift_store.find(self.session, p.gift_card) for p in order.payments if p.gift_card}
        return {token: card for token, card in found.items() if card is not None}


def _differs(order: Order, entry: OrderEntry, shop: Premises) -> str:
    """What would be lost if the entry were taken over; empty when nothing would."""
    again = made(entry, shop).order
    for what, one, other in (
        ("state", state_of(order), state_of(again)),
        ("total", order.total, again.total),
        ("captured money", order.captured, again.captured),
        ("refunds", order.refunded, again.refunded),
        ("pieces", _pieces(order), _pieces(again)),
    ):
        if one != other:
            return what
    return ""


def _pieces(order: Order) -> list[tuple[object, ...]]:
    return [
        (
            line.sku,
            line.quantity,
            line.cancelled,
            line.delivered,
            line.lost,
            line.claimed,
            line.returned,
            line.returning,
        )
        for line in order.lines
    ]
