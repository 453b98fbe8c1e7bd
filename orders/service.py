"""The only way into the orders room: load, decide, write rows, events, errands and timers, in the caller's transaction.

Nothing outside is called here. Every public function takes the caller's session; `StaleWrite` means: roll back, read
again, decide again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import choice
from typing import Final

from sqlmodel import Session

from orders import booking, store
from orders.actions import (
    AbandonQuote,
    Action,
    ApproveRefund,
    ChangeAddress,
    ChangeVariant,
    DeclineRefund,
    ExchangeLines,
    Goodwill,
    MakeQuote,
    OnOrder,
    ParcelNews,
    ParcelReport,
    UndoCancel,
)
from orders.answers import Decision, Facts, History, Reason, Refusal
from orders.auditing import Breach as Breach
from orders.auditing import breaches_of
from orders.changes import Change, StockMove
from orders.decisions import decide
from orders.doing import do
from orders.errands import Errand, Outcome
from orders.events import Event, QuoteAbandoned, QuoteMade
from orders.falling_due import fire
from orders.ids import ConversationId, OrderId, ParcelId, ShopperId, Sku
from orders.ledger import Posting
from orders.line import Line
from orders.logistics import report
from orders.money import Money
from orders.order import Address, Order, Parcel
from orders.policy import Policy, standard
from orders.quote import Basket, Quote, hash_of, quote_for
from orders.states import OrderState, PaymentState, RefundState
from orders.stock import Offer
from orders.store import StaleWrite as StaleWrite
from orders.tables import OrderDecisionRow
from orders.timers import Timer, TimerKind

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that nobody confuses when reading an order number out."""
NEEDS_NO_YES: Final = (ChangeAddress, AbandonQuote, UndoCancel)


@dataclass(frozen=True, slots=True)
class Done:
    """An action performed: the order as it is now, and what happened, in order."""

    order: Order
    events: tuple[Event, ...]


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
    rules = policy or standard()
    if isinstance(action, MakeQuote):
        answer = _make_quote(session, action, now, rules)
    elif isinstance(action, ParcelReport):
        answer = _take_report(session, action, now, rules)
    elif isinstance(action, ApproveRefund | DeclineRefund | Goodwill):
        answer = _for_staff(session, action, now, rules)
    else:
        answer = _on_order(session, action, now, rules)
    _record(session, action, answer, now)
    return answer


def preview(session: Session, action: OnOrder, now: datetime, *, policy: Policy | None = None) -> Decision | Refusal:
    """Exactly what `perform` would give at this moment, without doing it. Needs no confirmation yet ("" will do)."""
    order = store.order(session, action.order)
    if order is None or order.shopper != action.shopper:
        return Refusal(Reason.UNKNOWN_ORDER, action.order)
    return decide(order, action, policy or standard(), facts_for(session, order.shopper, _skus(order, action), now))


def quote_preview(  # noqa: PLR0913 - what a price depends on
    session: Session,
    lines: Sequence[tuple[Sku, int]],
    address: Address,
    market: str,
    currency: str,
    now: datetime,
    *,
    policy: Policy | None = None,
) -> Quote | Refusal:
    """Totals and promise of a basket as `MakeQuote` would give them, holding nothing."""
    basket = Basket(tuple(lines), address, market, currency)
    found = store.offers(session, [sku for sku, _ in lines])
    return quote_for(basket, found, policy or standard(), now, OrderId(""))


def facts_for(session: Session, shopper: ShopperId, skus: Iterable[Sku], now: datetime) -> Facts:
    """What `decisions.decide` needs besides order and policy, for callers that preview without a session."""
    rules = standard().limits
    since = now - timedelta(days=rules.days)
    given = [
        refund
        for order in store.orders_of(session, shopper)
        for refund in order.refunds
        if refund.reason in rules.reasons
        and not refund.by_person
        and refund.state in (RefundState.APPROVED, RefundState.PAID_OUT)
        and refund.asked_at >= since
    ]
    return Facts(now=now, history=History(refunds=len(given)), offers=store.offers(session, skus))


def _skus(order: Order, action: OnOrder) -> list[Sku]:
    skus = [line.sku for line in order.lines]
    if isinstance(action, ChangeVariant):
        skus.append(action.new_sku)
    if isinstance(action, ExchangeLines):
        skus += [swap.new_sku for swap in action.swaps]
    return skus


def _on_order(session: Session, action: OnOrder, now: datetime, policy: Policy) -> Done | Refusal:
    order = store.order(session, action.order)
    if order is None or order.shopper != action.shopper:
        return Refusal(Reason.UNKNOWN_ORDER, action.order)
    if action.confirmation and store.was_confirmed(session, action.confirmation):
        return Refusal(Reason.ALREADY_CONFIRMED, order.id)
    if not action.confirmation and not isinstance(action, NEEDS_NO_YES):
        return Refusal(Reason.NEEDS_CONFIRMATION, order.id)
    if action.expected_version != order.version:
        return Refusal(Reason.CHANGED_MEANWHILE, order.id)
    decision = decide(order, action, policy, facts_for(session, order.shopper, _skus(order, action), now))
    if isinstance(decision, Refusal):
        return decision
    if action.confirmation:
        used = store.use_confirmation(session, action.confirmation, order.id, type(action).__name__, now)
        if not used:
            return Refusal(Reason.ALREADY_CONFIRMED, order.id)
    change = Change(order, now, policy)
    do(change, action, decision)
    return _done(session, change)


def _done(session: Session, change: Change) -> Done:
    return Done(store.save(session, change), tuple(change.events))


def _make_quote(session: Session, action: MakeQuote, now: datetime, policy: Policy) -> Done | Refusal:
    old = store.order(session, action.replaces) if action.replaces else None
    if old is not None and (old.shopper != action.shopper or not old.is_open_quote):
        old = None
    found = store.offers(session, [sku for sku, _ in action.lines])
    if old is not None and old.state is OrderState.QUOTED:
        found = _as_if_released(found, old)
    if not policy.accepts(action.method):
        return Refusal(Reason.UNKNOWN_METHOD)
    order_id = _new_order_id(session)
    basket = Basket(action.lines, action.address, action.market, action.currency)
    quote = quote_for(basket, found, policy, now, order_id)
    if isinstance(quote, Refusal):
        return quote
    if old is not None:
        _abandon(session, old, now, policy)
    change = Change(_quoted(action, quote, order_id, now), now, policy)
    _say_quote(change, quote, old)
    return Done(store.insert_order(session, change), tuple(change.events))


def _as_if_released(found: dict[Sku, Offer], old: Order) -> dict[Sku, Offer]:
    held = {line.sku: line.quantity for line in old.lines}
    return {sku: replace(offer, reserved=max(0, offer.reserved - held.get(sku, 0))) for sku, offer in found.items()}


def _abandon(session: Session, old: Order, now: datetime, policy: Policy) -> None:
    change = Change(old, now, policy)
    if old.state is OrderState.QUOTED:
        for line in old.lines:
            change.move_stock(StockMove.RELEASE, line.sku, line.quantity)
    change.order = replace(change.order, state=OrderState.EXPIRED)
    change.say(QuoteAbandoned(**change.head()))
    store.save(session, change)
    store.mark_told(session, change.events)


def _quoted(action: MakeQuote, quote: Quote, order_id: OrderId, now: datetime) -> Order:
    order = Order(
        id=order_id,
        shopper=action.shopper,
        conversation=action.conversation,
        version=1,
        state=OrderState.QUOTED,
        lines=quote.lines,
        currency=quote.currency,
        market=quote.market,
        address=action.address,
        method=action.method,
        terms=quote.terms,
        quote_hash="",
        quote_expires_at=quote.expires_at,
        created_at=now,
        email=action.email,
    )
    return replace(order, quote_hash=hash_of(order))


def _say_quote(change: Change, quote: Quote, old: Order | None) -> None:
    for line in quote.lines:
        change.move_stock(StockMove.HOLD, line.sku, line.quantity)
    change.timer(TimerKind.QUOTE_EXPIRY, "", quote.expires_at)
    change.say(
        QuoteMade(
            **change.head(),
            items=quote.items,
            shipping=quote.shipping,
            fee=quote.fee,
            tax=quote.tax,
            total=quote.total,
            expires_at=quote.expires_at,
            promised_by=quote.promised_by,
            replaces=old.id if old else None,
        )
    )


def _new_order_id(session: Session) -> OrderId:
    while True:
        order_id = OrderId("SK-" + "".join(choice(ALPHABET) for _ in range(6)))
        if not store.is_taken(session, order_id):
            return order_id


def _for_staff(
    session: Session, action: ApproveRefund | DeclineRefund | Goodwill, now: datetime, policy: Policy
) -> Done | Refusal:
    order = store.order(session, action.order)
    if order is None:
        return Refusal(Reason.UNKNOWN_ORDER, action.order)
    change = Change(order, now, policy)
    if isinstance(action, Goodwill):
        if store.was_confirmed(session, action.key):
            return Refusal(Reason.ALREADY_DECIDED, order.id)
        refusal = booking.give_goodwill(change, action)
    else:
        refusal = booking.decide_refund(change, action)
    if refusal is not None:
        return refusal
    if isinstance(action, Goodwill):
        store.use_confirmation(session, action.key, order.id, "Goodwill", now)
    return _done(session, change)


def _take_report(session: Session, action: ParcelReport, now: datetime, policy: Policy) -> Done | Refusal:
    order = store.order(session, action.order)
    if order is None:
        return Refusal(Reason.UNKNOWN_ORDER, action.order)
    if action.external_id and not store.take_news(session, action.external_id, order.id, now):
        return Done(order, ())
    change = Change(order, now, policy)
    refusal = report(change, action)
    return refusal if refusal is not None else _done(session, change)


STAGES: Final = {
    "MakeQuote": "ordering",
    "ConfirmQuote": "ordering",
    "AbandonQuote": "ordering",
    "ParcelReport": "logistics",
}


def _record(session: Session, action: Action, answer: Done | Refusal, now: datetime) -> None:
    """The decision record: who decided what, and the answer."""
    kind = type(action).__name__
    staff = getattr(action, "staff", "")
    about = "" if isinstance(action, MakeQuote) else action.order
    order = answer.order.id if isinstance(answer, Done) else answer.order or about
    store.record(
        session,
        OrderDecisionRow(
            order_id=str(order),
            shopper=str(answer.order.shopper if isinstance(answer, Done) else getattr(action, "shopper", "")),
            stage=STAGES.get(kind, "service"),
            action=kind,
            actor=f"person:{staff}" if staff else "rules",
            answer="done" if isinstance(answer, Done) else answer.reason.value,
            at=now,
        ),
    )


# ---- reading


def orders_of(session: Session, shopper: ShopperId) -> tuple[Order, ...]:
    """The shopper's orders, newest first, open quotes and expired ones included."""
    return store.orders_of(session, shopper)


def find_order(session: Session, shopper: ShopperId, order: str) -> Order | None:
    """By id as a person types it (case, spaces and a missing `SK-` do not matter); None for another shopper's."""
    typed = order.strip().upper().replace(" ", "").removeprefix("SK-").removeprefix("SK")
    found = store.order(session, OrderId(f"SK-{typed}"))
    return found if found is not None and found.shopper == shopper else None


def any_order(session: Session, order: OrderId) -> Order | None:
    """For staff: any order."""
    return store.order(session, order)


def search_orders(session: Session, text: str, limit: int = 50) -> tuple[Order, ...]:
    """For staff: orders whose id, name, e-mail, postcode, tracking number or a SKU contains the text; newest first."""
    return store.search(session, text, limit) if text.strip() else ()


def charges_of(session: Session, shopper: ShopperId) -> tuple[Charge, ...]:
    """Payments and refunds of all the shopper's orders, oldest first; failed payments and refunds not yet approved
    are no charges."""
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
    return tuple(charges)


def events_of(session: Session, order: OrderId) -> tuple[Event, ...]:
    return store.events(session, order)


def postings(session: Session, order: OrderId) -> tuple[Posting, ...]:
    """The order's ledger, in the order written; sums to zero per entry and currency."""
    return store.postings(session, order)


def parcel_lines(order: Order, parcel: Parcel) -> tuple[tuple[Line, int], ...]:
    """What is in a parcel: lines with quantities, for tracking replies."""
    found = [(order.line(piece.line), piece.quantity) for piece in parcel.lines]
    return tuple((line, quantity) for line, quantity in found if line is not None)


# ---- events to tell


def unannounced(session: Session, limit: int = 100) -> tuple[tuple[Order, Event], ...]:
    """Events no turn has told the shopper yet, oldest first, with their orders as they are now."""
    events = store.untold(session, limit)
    orders = {order_id: store.order(session, order_id) for order_id in dict.fromkeys(event.order for event in events)}
    return tuple((order, event) for event in events if (order := orders[event.order]) is not None)


def mark_announced(session: Session, events: Iterable[Event]) -> None:
    store.mark_told(session, events)


# ---- offers


def load_offers(session: Session, offers: Iterable[Offer]) -> int:
    """Insert or update; returns how many changed. Reservations stay. Unchanged offers keep their revision."""
    return store.load_offers(session, offers)


def restock(session: Session, wanted: Iterable[Offer]) -> None:
    """Stock as these offers have it, and nothing reserved: for tests that begin anew."""
    store.restock(session, {offer.sku: offer.stock for offer in wanted})


def offers(session: Session, skus: Iterable[Sku]) -> dict[Sku, Offer]:
    return store.offers(session, skus)


def offers_since(session: Session, revision: int, limit: int = 10_000) -> tuple[Offer, ...]:
    """Offers with a revision above this one, lowest first: what the index's price and stock columns must learn."""
    return store.offers_since(session, revision, limit)


# ---- errands and timers


def lease_errands(session: Session, now: datetime, owner: str, limit: int = 20) -> tuple[Errand, ...]:
    """Due errands, now held by `owner` until their lease ends. Commit before running them with `errands.run`."""
    leased: list[Errand] = []
    for row in store.due_errands(session, now, limit):
        order = store.order(session, OrderId(row.order_id))
        task = booking.task_of(order, row.kind, row.ref) if order else None
        if task is None:
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
    offered = store.offers(session, [line.sku for line in order.lines])
    again_at = booking.settle(change, errand, fresh, offered)
    if again_at is None:
        store.finish_errand(session, row, "done")
    else:
        store.put_off_errand(session, row, again_at)
    if change.order != order or change.events:
        store.save(session, change)
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


# ---- tests, demo, audit


def seed_order(session: Session, seed: Seed, now: datetime, *, policy: Policy | None = None) -> Done | Refusal:
    """An order whose headline is `seed.state`, paid in full through the ledger, refunds booked where the state says so.

    Stock is neither needed nor taken. Refusal for unknown SKUs, markets or states.
    """
    from orders.seeding import seeded

    rules = policy or standard()
    order_id = _new_order_id(session)
    found = {
        sku: replace(offer, stock=10_000, reserved=0)
        for sku, offer in store.offers(session, [sku for sku, _ in seed.lines]).items()
    }
    basket = Basket(seed.lines, seed.address, seed.market, seed.currency)
    quote = quote_for(basket, found, rules, seed.placed_at, order_id)
    if isinstance(quote, Refusal):
        return quote
    action = MakeQuote(
        shopper=seed.shopper,
        conversation=seed.conversation,
        lines=seed.lines,
        address=seed.address,
        market=seed.market,
        currency=seed.currency,
        method=seed.method,
        email=seed.email,
    )
    order = replace(
        _quoted(action, quote, order_id, seed.placed_at), quote_expires_at=seed.placed_at + timedelta(days=365)
    )
    return seeded(session, order, seed, now, rules)


def audit(session: Session) -> tuple[Breach, ...]:
    """Every invariant over every order; empty when all hold."""
    counts = store.event_counts(session)
    found: list[Breach] = []
    for order in store.all_orders(session):
        found += breaches_of(order, store.postings(session, order.id), counts.get(order.id, 0))
    return tuple(found)
