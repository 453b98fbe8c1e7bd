"""One action from wish to rows: load, decide, do, write, record. `service.py` is the way in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import choice
from typing import Final

from sqlmodel import Session

from orders import accessing, booking, customer_store, gift_store, stock_store, store
from orders.access import Standing, refused_to_guest
from orders.actions import (
    AbandonQuote,
    Action,
    AnswerDispute,
    ApproveRefund,
    AskGoodwill,
    ChangeAddress,
    ChangeLines,
    DeclineRefund,
    DisputeReport,
    ExchangeLines,
    Goodwill,
    KeepForLess,
    MakeQuote,
    OnOrder,
    ParcelReport,
    RefundOntoGiftCard,
    ReportDamaged,
    ReportMissing,
    ReportWrongItem,
    UndoCancel,
)
from orders.answers import Facts, History, Reason, Refusal
from orders.changes import Change, StockMove
from orders.customers import Customer
from orders.decisions import decide
from orders.disputing import answer_dispute, report_dispute
from orders.doing import do
from orders.events import Event, QuoteAbandoned, QuoteMade
from orders.gift_cards import KIND as GIFT_CARD
from orders.gift_cards import GiftCard, new_code
from orders.ids import ALPHABET, OrderId, ShopperId, Sku
from orders.logistics import report
from orders.money import Money
from orders.order import Order
from orders.policy import Policy
from orders.quote import Basket, Quote, hash_of, quote_for
from orders.states import OrderState, RefundReason, RefundState
from orders.stock import Offer
from orders.tables import OrderDecisionRow
from orders.timers import TimerKind

NEEDS_NO_YES: Final = (ChangeAddress, AbandonQuote, UndoCancel)


@dataclass(frozen=True, slots=True)
class Done:
    """An action performed: the order as it is now, and what happened, in order."""

    order: Order
    events: tuple[Event, ...]


def act(session: Session, action: Action, now: datetime, policy: Policy) -> Done | Refusal:
    """Perform any action and record who decided what. Raises StaleWrite when another writer was faster."""
    if isinstance(action, MakeQuote):
        answer = _make_quote(session, action, now, policy)
    elif isinstance(action, ParcelReport):
        answer = _take_report(session, action, now, policy)
    elif isinstance(action, DisputeReport | AnswerDispute):
        answer = _about_dispute(session, action, now, policy)
    elif isinstance(action, ApproveRefund | DeclineRefund | Goodwill):
        answer = _for_staff(session, action, now, policy)
    else:
        answer = _on_order(session, action, now, policy)
    _record(session, action, answer, now)
    return answer


def facts_for(session: Session, orders: Iterable[Order], skus: Iterable[Sku], now: datetime, policy: Policy) -> Facts:
    """What was refunded by rule lately of all the orders a shopper has, the offers named, and whose the orders are."""
    orders = tuple(orders)
    return Facts(
        now=now,
        history=_history(orders, now, policy),
        offers=stock_store.offers(session, skus),
        customers=_owners(session, orders),
    )


def facts_about(session: Session, order: Order, action: OnOrder, now: datetime, policy: Policy) -> Facts:
    """What a decision about this action looks at, and no more: only claims and gifts ask about earlier ones."""
    claiming = isinstance(action, ReportDamaged | ReportWrongItem | ReportMissing | KeepForLess | AskGoodwill)
    history = _history(store.orders_of(session, order.shopper), now, policy) if claiming else History()
    card = gift_store.find(session, order.gift_card) if order.gift_card else None
    if isinstance(action, RefundOntoGiftCard):
        card = _card_for(session, order)
    offers = stock_store.offers(session, skus_named(order, action))
    charging = isinstance(action, ChangeLines | ExchangeLines | UndoCancel)
    owners = _owners(session, [order]) if charging else {}
    return Facts(now=now, history=history, offers=offers, gift_card=card, customers=owners)


def _owners(session: Session, orders: Iterable[Order]) -> dict[ShopperId, Customer]:
    """The accounts of the shoppers whose orders these are; not all have one."""
    found = (customer_store.find(session, shopper) for shopper in {order.shopper for order in orders})
    return {customer.id: customer for customer in found if customer is not None}


def _card_for(session: Session, order: Order) -> GiftCard:
    """The shopper's own card of the order's currency, the newest of several; a new empty one where there is none."""
    own = [card for card in gift_store.cards_of(session, order.shopper) if card.balance.currency == order.currency]
    return own[-1] if own else GiftCard(new_code(), Money.zero(order.currency), order.shopper)


def _history(orders: Iterable[Order], now: datetime, policy: Policy) -> History:
    live = (RefundState.APPROVED, RefundState.PAID_OUT)
    given = [r for order in orders for r in order.refunds if r.state in live and not r.by_person]
    since, lately = (now - timedelta(days=days) for days in (policy.limits.days, policy.authority.agent.days))
    return History(
        refunds=sum(each.reason in policy.limits.reasons and each.asked_at >= since for each in given),
        gifts=sum(each.reason is RefundReason.LATE_APOLOGY and each.asked_at >= lately for each in given),
    )


def skus_named(order: Order, action: OnOrder) -> list[Sku]:
    """The variants whose offers a decision about this action looks at."""
    skus = [line.sku for line in order.lines]
    if isinstance(action, ChangeLines | ExchangeLines):
        skus += [swap.new_sku for swap in action.swaps]
    return skus


def _on_order(session: Session, action: OnOrder, now: datetime, policy: Policy) -> Done | Refusal:
    order = store.order(session, action.order)
    who = accessing.standing(session, order, action.shopper, now) if order else Standing.STRANGER
    if order is None or who is Standing.STRANGER:
        return Refusal(Reason.UNKNOWN_ORDER, action.order)
    if who is Standing.GUEST and (refusal := refused_to_guest(action)):
        return refusal
    if action.confirmation and store.was_confirmed(session, action.confirmation):
        return Refusal(Reason.ALREADY_CONFIRMED, order.id)
    if not action.confirmation and not isinstance(action, NEEDS_NO_YES):
        return Refusal(Reason.NEEDS_CONFIRMATION, order.id)
    if action.expected_version != order.version:
        return Refusal(Reason.CHANGED_MEANWHILE, order.id)
    decision = decide(order, action, policy, facts_about(session, order, action, now, policy))
    if isinstance(decision, Refusal):
        return decision
    if who is Standing.GUEST and (refusal := refused_to_guest(action, decision)):
        return refusal
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
    found = stock_store.offers(session, [sku for sku, _ in action.lines])
    if old is not None and old.state is OrderState.QUOTED:
        found = _as_if_released(found, old)
    if not policy.accepts(action.method) or action.method.startswith(GIFT_CARD):
        return Refusal(Reason.UNKNOWN_METHOD)
    card = gift_store.find(session, action.gift_card) if action.gift_card else None
    if action.gift_card and (card is None or not card.is_for(action.shopper)):
        return Refusal(Reason.UNKNOWN_GIFT_CARD)
    if card is not None and (card.balance.currency != action.currency or not card.balance.minor):
        return Refusal(Reason.GIFT_CARD_EMPTY)
    order_id = new_order_id(session)
    basket = Basket(action.lines, action.address, action.market, action.currency)
    quote = quote_for(basket, found, policy, now, order_id)
    if isinstance(quote, Refusal):
        return quote
    if old is not None:
        _abandon(session, old, now, policy)
    change = Change(quoted(action, quote, order_id, now, card), now, policy)
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
    change.enter(OrderState.EXPIRED)
    change.say(QuoteAbandoned(**change.head()))
    store.save(session, change)
    store.mark_told(session, change.events)


def quoted(action: MakeQuote, quote: Quote, order_id: OrderId, now: datetime, card: GiftCard | None = None) -> Order:
    """A priced basket as an order that waits for a yes, with the hash a yes binds to."""
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
        gift_card=card.id if card else None,
        gift_part=min(card.balance, quote.total) if card else None,
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


def new_order_id(session: Session) -> OrderId:
    """Random, so that nobody guesses a neighbour's; never one that is taken."""
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


def _about_dispute(
    session: Session, action: DisputeReport | AnswerDispute, now: datetime, policy: Policy
) -> Done | Refusal:
    order = store.order(session, action.order)
    if order is None:
        return Refusal(Reason.UNKNOWN_ORDER, action.order)
    change = Change(order, now, policy)
    refusal = report_dispute(change, action) if isinstance(action, DisputeReport) else answer_dispute(change, action)
    if refusal is not None:
        return refusal
    if not change.events:
        return Done(order, ())
    return _done(session, change)


def _take_report(session: Session, action: ParcelReport, now: datetime, policy: Policy) -> Done | Refusal:
    order = store.order(session, action.order)
    if order is None:
        return Refusal(Reason.UNKNOWN_ORDER, action.order)
    if action.external_id and store.knows_news(session, action.external_id):
        return Done(order, ())
    change = Change(order, now, policy)
    refusal = report(change, action)
    if refusal is not None:
        return refusal
    if action.external_id:
        store.take_news(session, action.external_id, order.id, now)
    return _done(session, change)


STAGES: Final = {
    "MakeQuote": "ordering",
    "ConfirmQuote": "ordering",
    "AbandonQuote": "ordering",
    "ParcelReport": "logistics",
    "DisputeReport": "payments",
    "AnswerDispute": "payments",
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
