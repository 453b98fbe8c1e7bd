"""Bugs to plant, by name, so that the streams can show that they would be noticed; and the seed that catches each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import update
from sqlmodel import Session, col

from orders import (
    booking,
    claims,
    disputing,
    doing,
    exchanges,
    logistics,
    performing,
    planning,
    quote,
    refunds,
    settling,
    stock_store,
    store,
)
from orders.actions import ApproveRefund, DeclineRefund, OnOrder, ParcelNews
from orders.answers import Refusal
from orders.changes import Change, NewTimer, StockChange, StockMove
from orders.dispute import Dispute
from orders.errands import Errand, Task
from orders.events import Event, ParcelDelivered
from orders.ids import OrderId, Sku
from orders.lifecycle import AT_REST
from orders.line import Line, Shares
from orders.money import Money
from orders.order import Order, Parcel, Payment
from orders.performing import Done
from orders.policy import Policy
from orders.refunds import open_refund
from orders.states import DisputeState, OrderState, ParcelState, RefundState
from orders.stock import Offer
from orders.tables import ErrandRow, OfferRow
from tests.orders import gift_bugs


class Plant(Protocol):
    def setattr(self, target: object, name: str, value: object) -> None: ...


@dataclass(frozen=True)
class Bug:
    plant: Callable[[Plant], None]
    seed: int


def _yes_counts_twice(plant: Plant) -> None:
    plant.setattr(store, "was_confirmed", lambda session, token: False)
    plant.setattr(store, "use_confirmation", lambda session, token, order, action, now: True)


def _stale_view_counts(plant: Plant) -> None:
    read = store.order

    def order(session: Session, order_id: OrderId) -> Order | None:
        found = read(session, order_id)
        return None if found is None else replace(found, version=_Any(found.version))

    plant.setattr(store, "order", order)


class _Any(int):
    def __ne__(self, other: object) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


def _strangers_are_served(plant: Plant) -> None:
    served = performing._on_order

    def serve(session: Session, action: OnOrder, now: datetime, policy: Policy) -> Done | Refusal:
        order = store.order(session, action.order)
        return served(session, replace(action, shopper=order.shopper) if order else action, now, policy)

    plant.setattr(performing, "_on_order", serve)


def _last_cent_is_lost(plant: Plant) -> None:
    def allocate(amount: Money, weights: list[int]) -> tuple[Money, ...]:
        whole = sum(weights) or 1
        return tuple(Money(amount.minor * weight // whole, amount.currency) for weight in weights)

    plant.setattr(quote, "allocate", allocate)


def _new_key_for_every_try(plant: Plant) -> None:
    def errand_of(row: ErrandRow, task: Task, owner: str) -> Errand:
        errand = made(row, task, owner)
        return replace(errand, key=f"{errand.key}/{errand.attempts}", attempts=0) if errand.attempts else errand

    made = booking.errand_of
    plant.setattr(booking, "errand_of", errand_of)


def _delivered_moves_again(plant: Plant) -> None:
    fits = logistics.fits

    def anyhow(parcel: Parcel, news: ParcelNews) -> bool:
        back = parcel.state is ParcelState.DELIVERED and news is ParcelNews.IN_TRANSIT
        return back or fits(parcel, news)

    plant.setattr(logistics, "fits", anyhow)
    plant.setattr(logistics, "_is_old", lambda parcel, news: False)


def _promises_are_forgotten(plant: Plant) -> None:
    for module in (planning, settling, claims):
        plant.setattr(module, "arm_promises", lambda change, lines: None)


def _late_money_is_kept(plant: Plant) -> None:
    after = settling._after_capture

    def keep(change: Change, payment: Payment) -> None:
        if change.order.state not in (OrderState.EXPIRED, OrderState.CANCELLED):
            after(change, payment)

    plant.setattr(settling, "_after_capture", keep)


def _stock_is_not_guarded(plant: Plant) -> None:
    plant.setattr(Offer, "free", property(lambda offer: 99))
    moved = stock_store.move_stock

    def move(session: Session, change: StockChange) -> None:
        stock, reserved, pieces = col(OfferRow.stock), col(OfferRow.reserved), change.quantity
        values = {
            StockMove.HOLD: {"reserved": reserved + pieces},
            StockMove.TAKE: {"stock": stock - pieces, "reserved": reserved - pieces},
            StockMove.GRAB: {"stock": stock - pieces},
        }.get(change.move)
        if values is None:
            moved(session, change)
        else:
            session.execute(update(OfferRow).where(col(OfferRow.sku) == change.sku).values(**values))

    plant.setattr(store, "move_stock", move)


def _cancelled_pieces_are_sent(plant: Plant) -> None:
    plant.setattr(doing, "call_back", lambda change, lines: None)


def _decided_twice(plant: Plant) -> None:
    decide = booking.decide_refund

    def again(change: Change, action: ApproveRefund | DeclineRefund) -> Refusal | None:
        for refund in change.order.refunds:
            if refund.state is RefundState.APPROVED:
                change.put_refund(replace(refund, state=RefundState.ASKED))
        return decide(change, action)

    plant.setattr(booking, "decide_refund", again)


def _lost_pieces_are_not_counted(plant: Plant) -> None:
    plant.setattr(claims, "pay_for_undelivered", lambda change, due, claim: open_refund(change, due, claim))


def _lost_parcels_stay_open(plant: Plant) -> None:
    def answer(change: Change, pieces: object) -> None:
        for parcel in change.order.parcels:
            if parcel.state not in AT_REST:
                change.put_parcel(replace(parcel, state=ParcelState.LOST, lost_at=change.now))

    plant.setattr(claims, "answer_parcels", answer)


def _wrong_variant(plant: Plant) -> None:
    read = stock_store.offers

    def offers(session: Session, skus: Iterable[Sku]) -> dict[Sku, Offer]:
        found = read(session, skus)
        if "coat-L" in found:
            coat = found[Sku("coat-L")]
            found[Sku("coat-L")] = replace(coat, prices=tuple(Money(5500, price.currency) for price in coat.prices))
        return found

    plant.setattr(stock_store, "offers", offers)


def _fee_is_charged_on_the_old_price(plant: Plant) -> None:
    def reprice(order: Order, new: Line, moved: Shares) -> Line:
        line = quote.reprice(order, new, moved)
        return replace(line, paid=replace(line.paid, fee=moved.fee))

    plant.setattr(exchanges, "reprice", reprice)


def _half_a_step_is_kept(plant: Plant) -> None:
    add = store.add_timer

    def add_timer(session: Session, order_id: OrderId, timer: NewTimer) -> None:
        session.commit()
        add(session, order_id, timer)

    plant.setattr(store, "add_timer", add_timer)


def _goods_are_marked_up(plant: Plant) -> None:
    priced = Offer.price_in

    def dearer(offer: Offer, currency: str) -> Money | None:
        price = priced(offer, currency)
        return price and price + Money(1, currency)

    plant.setattr(Offer, "price_in", dearer)
    plant.setattr(Offer, "cost_in", priced)


def _shipping_is_marked_up(plant: Plant) -> None:
    asked = quote.shipping_of

    def dearer(offers: Sequence[Offer], currency: str, policy: Policy) -> Money:
        return asked(offers, currency, policy) + Money(10, currency)

    plant.setattr(quote, "shipping_of", dearer)


def _suppliers_are_paid_for_what_they_let_go(plant: Plant) -> None:
    plant.setattr(booking, "_called_off", lambda change, errand, in_time: None)


def _refunds_go_out_during_a_dispute(plant: Plant) -> None:
    for module in (refunds, disputing):
        plant.setattr(module, "disputed", lambda order, amount: False)


def _a_dispute_is_lost_twice(plant: Plant) -> None:
    plant.setattr(Dispute, "runs", property(lambda dispute: True))
    put = Change.put_dispute

    def again(change: Change, dispute: Dispute) -> None:
        for known in change.order.disputes:
            fresh = tuple(replace(each, state=DisputeState.OPEN) for each in change.order.disputes if each is known)
            change.order = replace(change.order, disputes=fresh)
        put(change, dispute)

    plant.setattr(Change, "put_dispute", again)


def _deliveries_are_not_told(plant: Plant) -> None:
    say = Change.say

    def quietly(change: Change, event: Event) -> None:
        if not isinstance(event, ParcelDelivered):
            say(change, event)

    plant.setattr(Change, "say", quietly)


BUGS = {
    "one yes counts twice": Bug(_yes_counts_twice, 3),
    "a stale view counts": Bug(_stale_view_counts, 1),
    "strangers are served": Bug(_strangers_are_served, 4),
    "the last cent of a split is lost": Bug(_last_cent_is_lost, 0),
    "every try has a new key": Bug(_new_key_for_every_try, 0),
    "a delivered parcel moves again": Bug(_delivered_moves_again, 1),
    "promises are forgotten": Bug(_promises_are_forgotten, 0),
    "money that comes too late is kept": Bug(_late_money_is_kept, 0),
    "stock is not guarded": Bug(_stock_is_not_guarded, 2),
    "cancelled pieces are sent": Bug(_cancelled_pieces_are_sent, 0),
    "a refund is decided twice": Bug(_decided_twice, 1),
    "lost pieces are not counted": Bug(_lost_pieces_are_not_counted, 0),
    "a wrong variant is priced": Bug(_wrong_variant, 0),
    "half a step is kept when the power fails": Bug(_half_a_step_is_kept, 4),
    "goods are marked up": Bug(_goods_are_marked_up, 0),
    "shipping is marked up": Bug(_shipping_is_marked_up, 0),
    "suppliers are paid for what they let go": Bug(_suppliers_are_paid_for_what_they_let_go, 0),
    "refunds go out during a dispute": Bug(_refunds_go_out_during_a_dispute, 0),
    "a dispute is lost twice": Bug(_a_dispute_is_lost_twice, 24),
    "a delivery is no event": Bug(_deliveries_are_not_told, 0),
    "a fallen price is forgotten": Bug(gift_bugs.a_fall_is_forgotten, 0),
    "a fallen price keeps the old fee": Bug(gift_bugs.a_fall_keeps_the_fee, 0),
    "an apology is forgotten": Bug(gift_bugs.an_apology_is_forgotten, 112),
    "faulty goods are kept for half": Bug(gift_bugs.goods_are_kept_for_half, 0),
    "one approves one's own gift": Bug(gift_bugs.own_gifts_are_approved, 7),
    "the fee stays that of the old price": Bug(_fee_is_charged_on_the_old_price, 2),
}
