"""Takes another shop's books over. In the caller's transactions; calls nothing outside.

An entry is taken wholly or not at all; taking it twice is taking it once.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

from sqlmodel import Session

from orders import customer_store, gift_store, stock_store, store
from orders.books import store as books_store
from orders.books.checking import card_id, cards_of, customer_of, offers_of
from orders.books.entries import CustomerEntry, Entry, OrderEntry, ProductEntry
from orders.books.making import card_money, made
from orders.books.pricing import CannotTake, Premises
from orders.books.reading import Complaint, Read, read
from orders.books.store import Kept
from orders.books.writing import customer_entry, hash_of, product_entry
from orders.changes import Change
from orders.gift_cards import KIND, GiftCard, GiftMove
from orders.ids import GiftCardId, OrderId, ShopperId, Sku
from orders.money import Money
from orders.policy import Policy
from orders.rows import StaleWrite
from orders.stock import Offer

PART: Final = 200
"""Entries of one part: about two seconds."""
_E = TypeVar("_E", CustomerEntry, ProductEntry, OrderEntry)


@dataclass(slots=True)
class Taken:
    """What came of an import."""

    customers: int = 0
    products: int = 0
    orders: int = 0
    already: int = 0
    """Entries that were there already, as they are in the file."""
    complaints: list[Complaint] = field(default_factory=list)
    goods: list[ProductEntry] = field(default_factory=list)
    """Products taken, for the catalog. Whoever has put them there clears it."""


def take_over(session: Session, raw: bytes, now: datetime, policy: Policy) -> Taken:
    """Take what can be taken. Raises NoBooks where the file as a whole cannot be read; then nothing has changed."""
    taking = Taking(raw, now, policy)
    for part in taking.parts():
        part(session)
    return taking.taken


class Taking:
    """A file being taken, in parts that may each have a transaction of their own, so that a shop that is open waits for
    none of them long. An import that was cut off is begun anew: what is there is there. Raises NoBooks."""

    def __init__(self, raw: bytes, now: datetime, policy: Policy) -> None:
        self.sheets, self.now, self.policy = read(raw), now, policy
        self.taken = Taken(complaints=list(self.sheets.complaints))
        self.refused = dict(self.sheets.refused)
        self.offers: dict[Sku, Offer] = {}

    def parts(self) -> Iterator[Callable[[Session], None]]:
        """To be run in their order."""
        for customers in _parts(self.sheets.customers):
            yield partial(self._customers, customers)
        for products in _parts(self.sheets.products):
            yield partial(self._products, products)
        for orders in _parts(self.sheets.orders):
            yield partial(self._orders, orders)
        yield self._lists

    def _customers(self, sheets: "Sequence[Read[CustomerEntry]]", session: Session) -> None:
        self._take(session, "customers", sheets, self._customer)

    def _products(self, sheets: "Sequence[Read[ProductEntry]]", session: Session) -> None:
        skus = [Sku(variant.sku) for sheet in sheets for variant in sheet.entry.variants]
        before = stock_store.offers(session, skus)
        self.offers = dict(before)
        self._take(session, "products", sheets, self._product)
        stock_store.load_offers(session, (offer for sku, offer in self.offers.items() if sku not in before))

    def _orders(self, sheets: "Sequence[Read[OrderEntry]]", session: Session) -> None:
        self.offers = stock_store.offers(session, _named(sheets))
        self._take(session, "orders", sheets, self._order)

    def _lists(self, session: Session) -> None:
        for name in self.sheets.lists:
            books_store.keep(session, "lists", Kept(name, "", ""))

    def _take(
        self, session: Session, name: str, sheets: "Sequence[Read[_E]]", take: "Callable[[Session, Read[_E]], None]"
    ) -> None:
        """One entry after the other, each wholly or not at all."""
        known = books_store.kept(session, name, [sheet.entry.id for sheet in sheets])
        for sheet in sheets:
            before = known.get(sheet.entry.id)
            if before is not None and json.loads(before.body) == json.loads(sheet.text):
                self.taken.already += 1
                continue
            try:
                if before is not None:
                    raise CannotTake("", "was taken over before with other contents; it stays as it is")
                with session.begin_nested():
                    take(session, sheet)
            except CannotTake as error:
                place = f"{sheet.place}.{error.place}" if error.place else sheet.place
                self.taken.complaints.append(Complaint(place, error.reason))
                self.refused.update((ref, sheet.place) for ref in _refs(name, sheet.entry))

    def _customer(self, session: Session, sheet: Read[CustomerEntry]) -> None:
        entry = sheet.entry
        customer = customer_of(entry, self.policy)
        if customer_store.find(session, customer.id) is not None:
            raise CannotTake("id", f"there is a customer {entry.id!r} already, who did not come from these books")
        cards = {entry.methods[at].token: card for at, card in cards_of(entry)}
        for at, card in cards_of(entry):
            if not gift_store.issue(session, card, self.now):
                raise CannotTake(f"methods[{at}].token", f"there is a gift card {card.id!r} already")
        customer_store.save(session, customer)
        made_of = hash_of(customer_entry(customer, cards))
        books_store.keep(session, "customers", Kept(entry.id, sheet.text, made_of), entry.id)
        self.taken.customers += 1

    def _product(self, session: Session, sheet: Read[ProductEntry]) -> None:
        sold = {sku: offer.product for sku, offer in self.offers.items()}
        offers = offers_of(sheet.entry, sold)
        for at, offer in enumerate(offers):
            if offer.sku in sold:
                raise CannotTake(f"variants[{at}].sku", f"{offer.sku!r} is sold here already; its offer stays as it is")
        self.offers.update((offer.sku, offer) for offer in offers)
        made_of = hash_of(product_entry(offers))
        books_store.keep(session, "products", Kept(sheet.entry.id, sheet.text, made_of))
        self.taken.products += 1
        self.taken.goods.append(sheet.entry)

    def _order(self, session: Session, sheet: Read[OrderEntry]) -> None:
        entry = sheet.entry
        if store.is_taken(session, OrderId(entry.id)):
            raise CannotTake("id", f"there is an order {entry.id!r} already, which did not come from these books")
        self._check_references(session, entry)
        change = made(entry, Premises(self.offers, _cards(session, entry), self.policy, self.now))
        # A card's balance in the books is what this order left on it: what it moves is made up for on both sides.
        taken, given = card_money(change)
        try:
            self._make_up(session, change, taken, "before")
            saved = store.insert_order(session, change)
            self._make_up(session, change, {card: -minor for card, minor in given.items()}, "after")
        except StaleWrite as error:
            raise CannotTake("lines", str(error)) from error
        books_store.tell_nobody(session, saved.id)
        books_store.keep(session, "orders", Kept(entry.id, sheet.text, str(saved.revision)), entry.customer)
        self.taken.orders += 1

    def _check_references(self, session: Session, entry: OrderEntry) -> None:
        refused = self.refused.get(f"customers/{entry.customer}")
        if customer_store.find(session, ShopperId(entry.customer)) is None:
            why = f"was not taken ({refused})" if refused else "is in neither the file nor the shop"
            raise CannotTake("customer", f"customer {entry.customer!r} {why}")
        for at, line in enumerate(entry.lines):
            refused = self.refused.get(f"sku/{line.sku}")
            if Sku(line.sku) not in self.offers:
                why = f"was not taken ({refused})" if refused else "is in neither the file nor the shop"
                raise CannotTake(f"lines[{at}].sku", f"the product of {line.sku!r} {why}")

    def _make_up(self, session: Session, change: Change, moved: Mapping[str, int], when: str) -> None:
        for card, minor in moved.items():
            ref = f"{change.order.id}/{when}"
            move = GiftMove(GiftCardId(card), Money(minor, change.order.currency), ref)
            gift_store.move(session, move, None, None, self.now)


def _cards(session: Session, entry: OrderEntry) -> dict[str, GiftCard]:
    """Gift cards that the order was paid with and that this shop owes now."""
    tokens = {payment.method for payment in entry.payments if payment.method.startswith(f"{KIND}_")}
    found = {token: gift_store.find(session, card_id(token)) for token in tokens}
    return {token: card for token, card in found.items() if card is not None}


def _parts(sheets: "Sequence[Read[_E]]") -> "Iterator[Sequence[Read[_E]]]":
    for start in range(0, len(sheets), PART):
        yield sheets[start : start + PART]


def _refs(name: str, entry: Entry) -> Iterator[str]:
    """What others may call a refused entry by."""
    yield f"{name}/{entry.id}"
    if isinstance(entry, ProductEntry):
        for variant in entry.variants:
            yield f"sku/{variant.sku}"


def _named(sheets: "Sequence[Read[OrderEntry]]") -> set[Sku]:
    """Every variant that these orders speak of."""
    sold = {Sku(line.sku) for sheet in sheets for line in sheet.entry.lines}
    return sold | {Sku(c.new.sku) for sheet in sheets for c in sheet.entry.changes if c.new is not None}
