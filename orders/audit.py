"""The audit of a whole database: every invariant of `auditing` over every order, gift card and offer."""

from sqlmodel import Session

from orders import gift_store, stock_store, store
from orders.auditing import Books, Breach, Held, breaches_of, breaches_of_cards, breaches_of_stock
from orders.ledger import Account


def audit(session: Session) -> tuple[Breach, ...]:
    """Every invariant over every order and all stock; empty when all hold."""
    timers, errands, held = store.unfired(session), store.undone(session), Held()
    paid_by_cards: dict[str, int] = {}
    unreadable = store.unreadable_events(session)
    found = [Breach("every event can be read", order, f"a {kind} cannot") for order, kind in unreadable]
    passed_over = {order for order, _ in unreadable}
    for order in store.all_orders(session):
        held.see(order)
        postings = store.postings(session, order.id)
        cards = (posting.amount.minor for posting in postings if posting.account is Account.GIFT_CARDS)
        paid_by_cards[order.id] = sum(cards)
        if order.id in passed_over:
            continue
        events = store.events(session, order.id)
        waiting = frozenset(timers.get(order.id, ())), frozenset(errands.get(order.id, ()))
        found += breaches_of(order, Books(postings, events, *waiting))
    found += breaches_of_cards(gift_store.all_cards(session), gift_store.moved_by_orders(session), paid_by_cards)
    offers = {offer.sku: offer for offer in stock_store.offers_since(session, 0, 10_000_000)}
    found += breaches_of_stock(offers, held.pieces)
    return tuple(found)
