"""The way into what is kept of a shopper beside orders: default address, ways to pay, and what they wait for.

Every function takes the caller's session and changes rows in its transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from sqlmodel import Session

from orders import customer_store, join_store, stock_store, store, wish_store
from orders.account_actions import AccountAction, ForgetMethod, ForgetWishes, Kept, StockWish, WatchStock
from orders.answers import Reason, Refusal
from orders.customers import Customer, after_paying, used_at, with_default
from orders.events import Event, PaymentCaptured
from orders.gift_cards import KIND as GIFT_CARD
from orders.ids import ShopperId, Sku
from orders.order import Address, Order
from orders.policy import Policy, standard
from orders.states import OrderState, PaymentPurpose, PaymentState
from orders.stock import Offer

# ---- actions


def perform(session: Session, action: AccountAction, now: datetime, *, policy: Policy | None = None) -> Kept | Refusal:
    """Do it, or say why not; a Refusal has changed nothing."""
    match action:
        case WatchStock():
            return _watch(session, action, now, policy or standard())
        case ForgetWishes():
            ended = wish_store.forget(session, action.shopper, action.sku)
            return Kept(ended) if ended or action.sku is None else Refusal(Reason.NOT_WAITING, sku=action.sku)
        case ForgetMethod():
            return _forget_method(session, action)
        case _:
            assert_never(action)


def _watch(session: Session, action: WatchStock, now: datetime, policy: Policy) -> Kept | Refusal:
    offer = stock_store.offers(session, [action.sku]).get(action.sku)
    refusal = may_wait(offer, action)
    if offer is None or refusal is not None:
        return refusal or Refusal(Reason.UNKNOWN_SKU, sku=action.sku)
    waiting = wishes_of(session, action.shopper, now, policy=policy)
    if any(wish.sku == action.sku for wish in waiting):
        return Refusal(Reason.ALREADY_WAITING, sku=action.sku)
    if len(waiting) >= policy.stock_wishes.open:
        return Refusal(Reason.TOO_MANY_WISHES, sku=action.sku, quantity=policy.stock_wishes.open)
    # A wish for the same variant that waited too long still holds its place; everything else too old ends afterwards.
    wish_store.forget(session, action.shopper, action.sku)
    if not wish_store.add(session, action, now):
        return Refusal(Reason.ALREADY_WAITING, sku=action.sku)
    forget_old_wishes(session, now, policy)
    wish_store.look_at(session, offer)
    return Kept(wish_store.open_of(session, action.shopper))


def may_wait(offer: Offer | None, action: WatchStock) -> Refusal | None:
    """Only what is sold here and cannot be bought now is waited for."""
    if offer is None:
        return Refusal(Reason.UNKNOWN_SKU, sku=action.sku)
    elsewhere = offer.markets and action.market not in offer.markets
    if elsewhere or offer.price_in(action.currency) is None:
        return Refusal(Reason.NOT_SOLD_HERE, sku=action.sku)
    return Refusal(Reason.IN_STOCK, sku=action.sku, quantity=offer.free) if offer.free else None


def _forget_method(session: Session, action: ForgetMethod) -> Kept | Refusal:
    customer = customer_of(session, action.shopper)
    if customer is None or customer.method(action.token) is None:
        return Refusal(Reason.UNKNOWN_METHOD)
    needed = next((each for each in store.orders_of(session, action.shopper) if _needs(each, action.token)), None)
    if needed is not None:
        return Refusal(Reason.METHOD_IN_USE, needed.id)
    _change(session, action.shopper, lambda known: known.without_method(action.token))
    return Kept()


def _needs(order: Order, token: str) -> bool:
    """A quote would be charged to it, or a charge to it is not settled."""
    if order.state in (OrderState.QUOTED, OrderState.CONFIRMED):
        return order.method == token
    return any(each.state is PaymentState.PENDING and each.method == token for each in order.payments)


# ---- what a shopper waits for


def wishes_of(
    session: Session, shopper: ShopperId, now: datetime, *, policy: Policy | None = None
) -> tuple[StockWish, ...]:
    """What they wait for now, in the order of asking."""
    since = _oldest(now, policy or standard())
    return tuple(wish for wish in wish_store.open_of(session, shopper) if wish.asked_at >= since)


def restocked(session: Session) -> Sequence[Sku]:
    """Variants that somebody waits for and whose offer has changed since it was looked at."""
    return wish_store.changed(session)


def to_be_told(
    session: Session, sku: Sku, now: datetime, *, policy: Policy | None = None
) -> tuple[Offer, int, tuple[StockWish, ...]] | None:
    """What is there again, for how many shoppers, and who waits for it, in the order of asking.

    As many as pieces became free since the last look; each rise is given out once. None where nothing rose.
    """
    offer = stock_store.offers(session, [sku]).get(sku)
    pieces = wish_store.risen(session, offer) if offer is not None else 0
    if offer is None or not pieces:
        return None
    forget_old_wishes(session, now, policy or standard())
    return offer, pieces, wish_store.waiting_for(session, sku)


def mark_told(session: Session, wish: StockWish, now: datetime) -> bool:
    """Whether nobody has told it before: whoever marks a wish tells it."""
    return wish_store.mark_told(session, wish, now)


def forget_old_wishes(session: Session, now: datetime, policy: Policy) -> int:
    """End the wishes that waited for longer than the policy's days; how many there were."""
    return wish_store.forget_older(session, _oldest(now, policy))


def _oldest(now: datetime, policy: Policy) -> datetime:
    return now - timedelta(days=policy.stock_wishes.days)


# ---- who they are, where to, and with what they pay


def customer_of(session: Session, shopper: ShopperId) -> Customer | None:
    return customer_store.find(session, shopper)


def keep_default_address(session: Session, shopper: ShopperId, address: Address | None) -> None:
    """From now on quotes go there; the one before stays among those known. Placed orders keep theirs. None forgets."""
    if address is not None or customer_of(session, shopper) is not None:
        _change(session, shopper, lambda known: with_default(known, address))


def keep_usual_method(session: Session, shopper: ShopperId, token: str | None) -> None:
    """From now on quotes are paid that way; None: by the first one stored."""
    if token is not None or customer_of(session, shopper) is not None:
        _change(session, shopper, lambda known: replace(after_paying(known, token), default_method=token or ""))


def join(session: Session, left: ShopperId, into: ShopperId) -> None:
    """Two shoppers turn out to be one person: orders, account, wishes and cards of `left` are `into`'s from now on."""
    join_store.join(session, left, into)


def keep_contact(session: Session, shopper: ShopperId, *, name: str | None, email: str | None) -> None:
    """What they are called and where mail reaches them, of somebody who has an account; None leaves what is known."""
    known = customer_of(session, shopper)
    if known is None or (name in (None, known.name) and email in (None, known.email)):
        return

    def told(before: Customer) -> Customer:
        return replace(
            before, name=before.name if name is None else name, email=before.email if email is None else email
        )

    _change(session, shopper, told)


def keep_what_was_used(session: Session, order: Order, events: Iterable[Event]) -> None:
    """What paid an order is the shopper's own from then on, and where it goes is an address of theirs."""
    paid = [
        event.method
        for event in events
        if isinstance(event, PaymentCaptured) and event.purpose is not PaymentPurpose.DIFFERENCE
    ]
    tokens = [token for token in dict.fromkeys(paid) if not token.startswith(GIFT_CARD)]
    if not paid:
        return

    def learnt(known: Customer) -> Customer:
        named = replace(known, name=known.name or order.address.name, email=known.email or order.email)
        for token in tokens:
            named = after_paying(named, token)
        return used_at(named, order.address)

    _change(session, order.shopper, learnt)


def _change(session: Session, shopper: ShopperId, change: Callable[[Customer], Customer]) -> None:
    """Of two that change the same customer at a moment, the second sees what the first wrote."""
    known = customer_store.hold(session, shopper)
    after = change(known)
    if after != known:
        customer_store.save(session, after)
