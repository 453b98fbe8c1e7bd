"""Takes another shop's books over, and hands ours on. In the caller's transaction; calls nothing outside.

An entry is taken wholly or not at all; taking it twice is taking it once.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from orders import customer_store, gift_store, stock_store, store
from orders.books import store as books_store
from orders.books.checking import card_id, cards_of, customer_of, offers_of
from orders.books.entries import CustomerEntry, OrderEntry, ProductEntry
from orders.books.making import card_money, made
from orders.books.pricing import CannotTake, Premises
from orders.books.reading import Complaint, Read, Sheets, read
from orders.books.store import Kept
from orders.books.writing import customer_entry, hash_of, product_entry
from orders.changes import Change
from orders.gift_cards import KIND, GiftCard, GiftMove
from orders.ids import GiftCardId, OrderId, ShopperId, Sku
from orders.money import Money
from orders.policy import Policy
from orders.rows import StaleWrite
from orders.stock import Offer

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
    """Products taken, for the catalog."""


def take_over(session: Session, raw: bytes, now: datetime, policy: Policy) -> Taken:
    """Take what can be taken. Raises NoBooks where the file as a whole cannot be read; then nothing has changed."""
    return _Taking(session, read(raw), now, policy).run()


class _Taking:
    def __init__(self, session: Session, sheets: Sheets, now: datetime, policy: Policy) -> None:
        self.session, self.sheets, self.now, self.policy = session, sheets, now, policy
        self.taken = Taken(complaints=list(sheets.complaints))
        self.refused = dict(sheets.refused)
        self.offers: dict[Sku, Offer] = {}
        self.fresh: list[Offer] = []

    def run(self) -> Taken:
        self._take("customers", self.sheets.customers, self._customer)
        variants = (Sku(variant.sku) for sheet in self.sheets.products for variant in sheet.entry.variants)
        self.offers = stock_store.offers(self.session, variants)
        self._take("products", self.sheets.products, self._product)
        stock_store.load_offers(self.session, self.fresh)
        self.offers = stock_store.offers(self.session, _named(self.sheets))
        self._take("orders", self.sheets.orders, self._order)
        for name in self.sheets.lists:
            books_store.keep(self.session, "lists", Kept(name, "", ""))
        return self.taken

    def _take(self, name: str, sheets: "list[Read[_E]]", take: "Callable[[Read[_E]], None]") -> None:
        """One entry after the other, each in a transaction of its own within the caller's."""
        known = books_store.kept(self.session, name)
        for sheet in sheets:
            before = known.get(sheet.entry.id)
            if before is not None and json.loads(before.body) == json.loads(sheet.text):
                self.taken.already += 1
                continue
            try:
                if before is not None:
                    raise CannotTake("", "was taken over before with other contents; it stays as it is")
                with self.session.begin_nested():
                    take(sheet)
            except CannotTake as error:
                place = f"{sheet.place}.{error.place}" if error.place else sheet.place
                self.taken.complaints.append(Complaint(place, error.reason))
                self.refused[f"{name}/{sheet.entry.id}"] = sheet.place

    def _customer(self, sheet: Read[CustomerEntry]) -> None:
        entry = sheet.entry
        customer = customer_of(entry, self.policy)
        if customer_store.find(self.session, customer.id) is not None:
            raise CannotTake("id", f"there is a customer {entry.id!r} already, who did not come from these books")
        cards = {entry.methods[at].token: card for at, card in cards_of(entry)}
        for at, card in cards_of(entry):
            if not gift_store.issue(self.session, card, self.now):
                raise CannotTake(f"methods[{at}].token", f"there is a gift card {card.id!r} already")
        customer_store.save(self.session, customer)
        made_of = hash_of(customer_entry(customer, cards))
        books_store.keep(self.session, "customers", Kept(entry.id, sheet.text, made_of), entry.id)
        self.taken.customers += 1

    def _product(self, sheet: Read[ProductEntry]) -> None:
        sold = {sku: offer.product for sku, offer in self.offers.items()}
        offers = offers_of(sheet.entry, sold)
        for at, offer in enumerate(offers):
            if offer.sku in sold:
                raise CannotTake(f"variants[{at}].sku", f"{offer.sku!r} is sold here already; its offer stays as it is")
        self.offers.update((offer.sku, offer) for offer in offers)
        self.fresh += offers
        made_of = hash_of(product_entry(offers))
        books_store.keep(self.session, "products", Kept(sheet.entry.id, sheet.text, made_of))
        self.taken.products += 1
        self.taken.goods.append(sheet.entry)

    def _order(self, sheet: Read[OrderEntry]) -> None:
        entry = sheet.entry
        if store.is_taken(self.session, OrderId(entry.id)):
            raise CannotTake("id", f"there is an order {entry.id!r} already, which did not come from these books")
        self._check_references(entry)
        change = made(entry, Premises(self.offers, self._cards(entry), self.policy, self.now))
        # A card's balance in the books is what this order left on it: what it moves is made up for on both sides.
        taken, given = card_money(change)
        try:
            self._make_up(change, taken, "before")
            saved = store.insert_order(self.session, change)
            self._make_up(change, {card: -minor for card, minor in given.items()}, "after")
        except StaleWrite as error:
            raise CannotTake("lines", str(error)) from error
        books_store.tell_nobody(self.session, saved.id)
        books_store.keep(self.session, "orders", Kept(entry.id, sheet.text, str(saved.revision)), entry.customer)
        self.taken.orders += 1

    def _check_references(self, entry: OrderEntry) -> None:
        refused = self.refused.get(f"customers/{entry.customer}")
        if customer_store.find(self.session, ShopperId(entry.customer)) is None:
            why = f"was not taken ({refused})" if refused else "is in neither the file nor the shop"
            raise CannotTake("customer", f"customer {entry.customer!r} {why}")
        for at, line in enumerate(entry.lines):
            refused = self.refused.get(f"sku/{line.sku}")
            if Sku(line.sku) not in self.offers:
                why = f"was not taken ({refused})" if refused else "is in neither the file nor the shop"
                raise CannotTake(f"lines[{at}].sku", f"the product of {line.sku!r} {why}")

    def _cards(self, entry: OrderEntry) -> dict[str, GiftCard]:
        """Gift cards that the order was paid with and that this shop owes now."""
        tokens = {payment.method for payment in entry.payments if payment.method.startswith(f"{KIND}_")}
        found = {token: gift_store.find(self.session, card_id(token)) for token in tokens}
        return {token: card for token, card in found.items() if card is not None}

    def _make_up(self, change: Change, moved: Mapping[str, int], when: str) -> None:
        for card, minor in moved.items():
            ref = f"{change.order.id}/{when}"
            move = GiftMove(GiftCardId(card), Money(minor, change.order.currency), ref)
            gift_store.move(self.session, move, None, None, self.now)


def _named(sheets: Sheets) -> set[Sku]:
    """Every variant that orders speak of."""
    sold = {Sku(line.sku) for sheet in sheets.orders for line in sheet.entry.lines}
    return sold | {Sku(c.new.sku) for sheet in sheets.orders for c in sheet.entry.changes if c.new is not None}
