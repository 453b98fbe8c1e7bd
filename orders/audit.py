"""The audit of a whole database: every invariant of `auditing` over every order, gift card and offer."""

from sqlmodel import Session

from orders import gift_store, stock_store, store
from orders.auditing import Books, Breach, Held, breaches_of, breaches_of_cards, breaches_of_stock
from orders.ledger import Account


def audit(session: Session) -> tuple[Breach, ...]:
    """Every invariant over every order and all stock; empty when all hold."""
    timers, errands, held = store.unfired(session), store.undone(session), Held()
    paid_by_cards: dict[str, int] = {}
    found: list[Breach] = []
    for order in store.all_orders(session):
        held.see(order)
        books = Books(
            store.postings(session, order.id),
            store.events(session, order.id),
            frozenset(timers.get(order.id, ())),
            frozenset(errands.get(order.id, ())),
        )
        found += breaches_of(order, books)
        paid_by_cards[order.id] = sum(
            posting.amount.minor for posting in books.postings if posting.account is Account.GIFT_CARDS
        )
    found += breaches_of_cards(gift_store.all_cards(session), gift_store.moved_by_orders(session), paid_by_cards)
    offers = {offer.sku: offer for offer in stock_store.offers_since(session, 0, 10_000_000)}
    found += breaches_of_stock(offers, held.pieces)
    return tuple(found)
