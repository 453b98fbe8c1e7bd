"""The only way into the orders room: load, decide, write rows, events, errands and timers, in the caller's transaction.

Nothing outside is called here. Every public function takes the caller's session; `StaleWrite` means: roll back, read
again, decide again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from orders import accessing, accounts, booking, gift_store, performing, stock_store, store
from orders.access import AccessDone, AccessWish, Standing, bare_number, refused_to_guest
from orders.accessing import letter_put_off as letter_put_off
from orders.accessing import letter_refused as letter_refused
from orders.accessing import letter_sent as letter_sent
from orders.accessing import letters_due as letters_due
from orders.accessing import write_letter as write_letter
from orders.actions import (
    Action,
    DisputeNews,
    DisputeReport,
    OnOrder,
    ParcelNews,
    ParcelReport,
)
from orders.answers import Decision, Facts, Reason, Refusal
from orders.audit import audit as audit
from orders.auditing import Breach as Breach
from orders.changes import Change
from orders.decisions import decide
from orders.errands import Declined, Errand, Outcome, Progress
from orders.events import Event
from orders.evidence import EvidencePack, pack_of
from orders.falling_due import fire
from orders.gift_cards import GiftCard, new_code
from orders.ids import ConversationId, GiftCardId, OrderId, ParcelId, ShopperId, Sku
from orders.ledger import Posting
from orders.money import Money
from orders.order import Address, Order
from orders.performing import Done as Done
from orders.policy import Policy, standard
from orders.rows import StaleWrite as StaleWrite
from orders.states import OrderState, PaymentState, RefundState
from orders.stock import Offer
from orders.timers import Timer


@dataclass(frozen=True, slots=True)
class Charge:
    """A payment or refund as the shopper may see it."""

    order: OrderId
    kind: str
    """"payment" or "refund"."""
    amount: Money
    method: str
    done: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """An order as a test wants it to have happened already."""

    shopper: ShopperId
    conversation: ConversationId
    lines: tuple[tuple[Sku, int], ...]
    state: str
    """A headline such as "shipped"."""
    address: Address
    market: str
    currency: str
    method: str
    placed_at: datetime
    email: str = ""
    carrier: str = ""
    number: str = ""
    eta: datetime | None = None


# ---- actions


def perform(session: Session, action: Action, now: datetime, *, policy: Policy | None = None) -> Done | Refusal:
    """Do it, or say why not; a Refusal has changed nothing. Charges, refunds and supplier orders become errands.

    Raises StaleWrite when another writer changed the order or took the stock meanwhile.
    """
    return performing.act(session, action, now, policy or standard())


def preview(session: Session, action: OnOrder, now: datetime, *, policy: Policy | None = None) -> Decision | Refusal:
    """Exactly what `perform` would give at this moment, without doing it. Needs no confirmation yet ("" will do)."""
    order = store.order(session, action.order)
    who = accessing.standing(session, order, action.shopper, now) if order else Standing.STRANGER
    if order is None or who is Standing.STRANGER:
        return Refusal(Reason.UNKNOWN_ORDER, action.order)
    rules = policy or standard()
    decision = decide(order, action, rules, performing.facts_about(session, order, action, now, rules))
    if who is Standing.OWNER or isinstance(decision, Refusal):
        return decision
    return refused_to_guest(action, decision) or decision


def facts_for(
    session: Session, orders: Iterable[Order], skus: Iterable[Sku], now: datetime, *, policy: Policy | None = None
) -> Facts:
    """What `decisions.decide` needs besides order and policy, for callers that preview without a session.

    `orders` are all that the shopper has: what was refunded lately is counted over them.
    """
    return performing.facts_for(session, orders, skus, now, policy or standard())


# ---- reading


def orders_of(session: Session, shopper: ShopperId) -> tuple[Order, ...]:
    """The shopper's own orders, newest first, open quotes and expired ones included."""
    return store.orders_of(session, shopper)


def orders_open_to(session: Session, shopper: ShopperId, now: datetime) -> tuple[Order, ...]:
    """The shopper's own orders, and those made elsewhere that a code has opened to them; newest first."""
    return accessing.open_to(session, shopper, now)


def find_order(session: Session, shopper: ShopperId, order: str, now: datetime) -> Order | None:
    """By id as a person types it (case, spaces, `#` and a missing `SK-` do not matter); None for an order that is
    neither the shopper's nor opened to them."""
    found = store.orders_numbered(session, bare_number(order))
    return next((o for o in found if accessing.standing(session, o, shopper, now) is not Standing.STRANGER), None)


def access(session: Session, wish: AccessWish, now: datetime, *, policy: Policy | None = None) -> AccessDone | Refusal:
    """Ask for a code, try one, or give up what codes have opened.

    Commit after a Refusal too: a wrong code has used up a try. TOO_MANY_CODES, CODE_WRONG with the tries left,
    CODE_EXPIRED.
    """
    return accessing.wish(session, wish, now, policy or standard())


def forget_access(session: Session, shopper: ShopperId) -> None:
    """Before a person is erased: no code leads to their orders any more."""
    accessing.close_to_all(session, shopper)


def any_order(session: Session, order: OrderId) -> Order | None:
    """For staff: any order."""
    return store.order(session, order)


def search_orders(session: Session, text: str, limit: int = 50) -> tuple[Order, ...]:
    """For staff: orders whose id, name, e-mail, postcode, tracking number or a SKU contains the text; newest first."""
    return store.search(session, text, limit) if text.strip() else ()


def charges_of(session: Session, shopper: ShopperId) -> tuple[Charge, ...]:
    """Payments and refunds of all the shopper's orders, oldest first.

    Declined payments and refunds waiting for a person are left out; a cancelled order's refund is pending at once.
    """
    charges: list[Charge] = []
    for order in reversed(store.orders_of(session, shopper)):
        for payment in order.payments:
            if payment.state is not PaymentState.FAILED:
                done = payment.state is PaymentState.CAPTURED
                at = payment.created_at or order.created_at
                charges.append(Charge(order.id, "payment", payment.amount, payment.method, done, at))
        for refund in order.refunds:
            if refund.state in (RefundState.APPROVED, RefundState.PAID_OUT):
                done = refund.state is RefundState.PAID_OUT
                charges.append(Charge(order.id, "refund", refund.amount, refund.method, done, refund.asked_at))
        if order.state is OrderState.CANCELLED and order.undo_until and order.refundable.minor > 0:
            at = order.cancelled_at or order.created_at
            charges.append(Charge(order.id, "refund", order.refundable, order.method, False, at))
    return tuple(charges)


def events_of(session: Session, order: OrderId) -> tuple[Event, ...]:
    return store.events(session, order)


def postings(session: Session, order: OrderId) -> tuple[Posting, ...]:
    """The order's ledger, in the order written; sums to zero per entry and currency."""
    return store.postings(session, order)


# ---- events to tell


def unannounced(session: Session, limit: int = 100) -> tuple[tuple[Order, Event], ...]:
    """Events no turn has told the shopper yet, oldest first, with their orders as they are now."""
    events = store.untold(session, limit)
    orders = {order_id: store.order(session, order_id) for order_id in dict.fromkeys(event.order for event in events)}
    return tuple((order, event) for event in events if (order := orders[event.order]) is not None)


def has_news(session: Session) -> bool:
    """Whether there is an Event that no turn has told yet."""
    return store.has_news(session)


def newest_event(session: Session) -> int:
    """A number that rises with every Event, for those who want to know whether anything happened."""
    return store.newest_event(session)


def mark_announced(session: Session, events: Iterable[Event]) -> int:
    """How many of them nobody had told before: whoever marks an Event tells it."""
    return store.mark_told(session, events)


# ---- offers


def load_offers(session: Session, offers: Iterable[Offer]) -> int:
    """Insert or update; returns how many changed. Reservations stay. Unchanged offers keep their revision.

    Raises ValueError for an offer whose price is not its cost: nobody pays more for goods than they cost.
    """
    offers = tuple(offers)
    for offer in offers:
        if (cost := offer.marked_up) is not None:
            raise ValueError(f"offer {offer.sku!r} asks {offer.price_in(cost.currency)} for what costs {cost}")
    return stock_store.load_offers(session, offers)


def restock(session: Session, wanted: Iterable[Offer]) -> None:
    """Stock as these offers have it, and nothing reserved: for tests that begin anew."""
    stock_store.restock(session, {offer.sku: offer.stock for offer in wanted})


def offers(session: Session, skus: Iterable[Sku]) -> dict[Sku, Offer]:
    return stock_store.offers(session, skus)


def offers_since(session: Session, revision: int, limit: int = 10_000) -> tuple[Offer, ...]:
    """Offers with a revision above this one, lowest first: what the index's price and stock columns must learn.

    A revision is never cut in two: those of one import come together, more than `limit` if need be.
    """
    return stock_store.offers_since(session, revision, limit)


# ---- gift cards


def issue_gift_card(
    session: Session, amount: Money, now: datetime, *, code: GiftCardId | None = None, holder: ShopperId | None = None
) -> GiftCard:
    """A new card with money on it, sold or given by staff; anybody's who has its code unless a holder is named.

    Raises ValueError for an amount of zero or less, and for a code that is taken.
    """
    if amount.minor <= 0:
        raise ValueError(f"a gift card holds more than nothing, not {amount}")
    card = GiftCard(code or new_code(), amount, holder)
    if not gift_store.issue(session, card, now):
        raise ValueError(f"there is a gift card {card.id} already")
    return card


def gift_cards_of(session: Session, shopper: ShopperId, also: GiftCardId | None = None) -> tuple[GiftCard, ...]:
    """The cards this shopper has paid with, oldest first, with what is left on each; and the one whose code they have,
    unless it is another shopper's."""
    own = gift_store.cards_of(session, shopper)
    named = gift_store.find(session, also) if also else None
    return (*own, named) if named and named.is_for(shopper) and named not in own else own


# ---- errands and timers


def lease_errands(session: Session, now: datetime, owner: str, limit: int = 20) -> tuple[Errand, ...]:
    """Due errands, now held by `owner` until their lease ends. Commit before running them with `errands.run`."""
    leased: list[Errand] = []
    for row in store.due_errands(session, now, limit):
        order = store.order(session, OrderId(row.order_id))
        task = booking.task_of(order, row) if order else None
        if task is None:
            leftover = booking.give_up(order, row, now, standard()) if order else None
            if leftover is not None:
                store.save(session, leftover)
            store.finish_errand(session, row, "void")
            continue
        errand = booking.errand_of(row, task, owner)
        store.lease(session, row, owner, now)
        leased.append(errand)
    return tuple(leased)


def settle_errand(
    session: Session, errand: Errand, outcome: Outcome, now: datetime, *, policy: Policy | None = None
) -> tuple[Event, ...]:
    """Book what an errand brought. Twice is once; a lease lost to another worker is not a problem."""
    row, order = store.errand_row(session, errand.id), store.order(session, errand.order)
    if row is None or order is None or row.state != "waiting":
        return ()
    change = Change(order, now, policy or standard())
    fresh = booking.unheard(outcome, lambda external_id: store.take_news(session, external_id, order.id, now))
    offered = stock_store.offers(session, [line.sku for line in order.lines if isinstance(outcome, Declined)])
    again_at = booking.settle(change, errand, fresh, offered)
    if again_at is None:
        store.finish_errand(session, row, "done")
    else:
        store.put_off_errand(session, row, again_at, heard=isinstance(outcome, Progress))
    if change.order != order or change.events:
        store.save(session, change)
    accounts.keep_what_was_used(session, change.order, change.events)
    return tuple(change.events)


def next_errand_at(session: Session) -> datetime | None:
    """When the next errand or timer is due; None when there is none."""
    return store.next_due(session)


def due_timers(session: Session, now: datetime, limit: int = 100) -> tuple[Timer, ...]:
    return store.due_timers(session, now, limit)


def fire_timer(session: Session, timer: Timer, now: datetime, *, policy: Policy | None = None) -> tuple[Event, ...]:
    """Do what falls due. A timer fires once; what it is about may be settled already, then nothing happens."""
    order = store.order(session, timer.order)
    if not store.use_timer(session, timer.id) or order is None:
        return ()
    change = Change(order, now, policy or standard())
    fire(change, timer)
    if change.order != order or change.events or change.timers:
        store.save(session, change)
    return tuple(change.events)


def report_parcel(  # noqa: PLR0913 - the parts of the news, by keyword
    session: Session,
    order: OrderId,
    news: ParcelNews,
    now: datetime,
    *,
    parcel: ParcelId | None = None,
    carrier: str = "",
    number: str = "",
    eta: datetime | None = None,
) -> Done | Refusal:
    """Parcel news from a person, a webhook or the demo page: `perform` with a pushed ParcelReport."""
    told = ParcelReport(
        order=order, news=news, at=now, parcel=parcel, carrier=carrier, number=number, eta=eta, pushed=True
    )
    return perform(session, told, now)


def report_dispute(  # noqa: PLR0913 - the parts of the news, by keyword
    session: Session,
    order: OrderId,
    payment: str,
    news: DisputeNews,
    now: datetime,
    *,
    reference: str,
    amount: Money | None = None,
    reason: str = "",
    answer_by: datetime | None = None,
) -> Done | Refusal:
    """News of a payment provider about a dispute: `perform` with a DisputeReport. The same news twice is once.

    A lost dispute takes its money out of the order once; what is taken can never be refunded as well.
    """
    told = DisputeReport(
        order=order,
        payment=payment,
        news=news,
        reference=reference,
        amount=amount,
        reason=reason,
        answer_by=answer_by,
    )
    return perform(session, told, now)


def evidence(session: Session, order: OrderId, now: datetime) -> EvidencePack | None:
    """Everything our books say about an order, for the bank that decides a dispute; None for an unknown order."""
    found = store.order(session, order)
    return pack_of(found, store.events(session, order), now) if found else None


# ---- tests, demo, audit


def seed_order(session: Session, seed: Seed, now: datetime, *, policy: Policy | None = None) -> Done | Refusal:
    """An order whose headline is `seed.state`, paid in full through the ledger, refunds booked where the state says so.

    Stock is neither needed nor taken. Refusal for unknown SKUs, markets or states.
    """
    from orders.seeding import seeded

    return seeded(session, seed, now, policy or standard())
