"""Where is it: the state of orders and parcels in plain words, receipts, and how delivery works in general."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from dialogue.bookmarks import yes_to
from dialogue.commands import AskDelivery, AskReceipt, ListOrders, OrderRef, TrackOrder
from dialogue.counter import Counter
from dialogue.messages import tracking as said
from dialogue.messages.base import Message, Title
from dialogue.plan import Decided, Plan
from dialogue.playbooks.cards import currency_of, market_of
from dialogue.playbooks.instead import expected_day
from dialogue.playbooks.lines import ProductOf, brief_of, day_of, title_in, titles_of
from dialogue.playbooks.owned import order_meant, placed
from dialogue.playbooks.quotes import at_hand
from dialogue.playbooks.refund_states import refund_said
from dialogue.playbooks.replies import product_of, told
from dialogue.view import View
from orders.lifecycle import AT_REST, is_late
from orders.order import Claim, Order, Parcel
from orders.pieces import window_end
from orders.policy import Policy
from orders.states import ClaimKind, ClaimState, OrderState, ParcelState, Problem, Tier

_LISTED = 10


def list_orders(command: ListOrders, view: View, counter: Counter) -> Plan:
    """Every order that was placed, newest first; an open offer comes before them."""
    orders = tuple(order for order in view.orders if order.is_open_quote) + placed(view)
    if not orders:
        return told(view, said.NoOrdersYet())
    found = product_of(view, counter)
    briefs = tuple(brief_of(order, found, view.now) for order in orders[:_LISTED])
    return told(view, said.OrdersListed(orders=briefs), decided=(Decided("logistics", "listed_orders"),))


def track_order(command: TrackOrder, view: View, counter: Counter) -> Plan:
    """Where the goods are, what happens next. No order number is needed: what is still to come is meant first."""
    if not command.order.id and not placed(view):
        return _only_offers(view, counter)
    meant = order_meant(command.order, command, view, counter, is_on_its_way)
    if isinstance(meant, Plan):
        return meant
    conversation = replace(view.conversation, focus_order=meant.id)
    decided = (Decided("logistics", "told_state", inputs=meant.id),)
    return Plan(
        conversation,
        view.profile,
        messages=where_is(meant, counter.policy, product_of(view, counter), view.now),
        decided=decided,
    )


def _only_offers(view: View, counter: Counter) -> Plan:
    offer = next(iter(view.orders), None)
    if offer is None and at_hand(view):
        return ask_delivery(AskDelivery(), view, counter)  # "When will it come?" before there is an order.
    if offer is None:
        return told(view, said.NoOrdersYet())
    return told(view, *where_is(offer, counter.policy, product_of(view, counter), view.now))


def is_on_its_way(order: Order) -> bool:
    """Something of it is still to come, or still to be settled."""
    if order.state not in (OrderState.CONFIRMED, OrderState.PAID):
        return False
    moving = any(parcel.state not in AT_REST or parcel.state is ParcelState.LOST for parcel in order.parcels)
    return moving or not order.parcels or any(claim.state is ClaimState.OPEN for claim in order.claims)


def where_is(order: Order, policy: Policy, found: ProductOf, now: datetime) -> tuple[Message, ...]:
    """One Message for each parcel; claims and refunds that are under way come after them."""
    titles = titles_of(order, found)
    match order.state:
        case OrderState.DRAFT | OrderState.QUOTED:
            token = yes_to(order).token if now < order.quote_expires_at else ""
            legal = order.terms.labelled_button
            return (said.NotOrderedYet(order=order.id, titles=titles, token=token, legal=legal),)
        case OrderState.EXPIRED:
            return (said.OfferRanOut(order=order.id, titles=titles),)
        case OrderState.CANCELLED:
            refunds = refund_said(order, policy, now)
            return (said.WasCancelled(order=order.id, titles=titles), *refunds)
        case OrderState.CONFIRMED | OrderState.PAID | OrderState.CLOSED:
            parcels = _parcels(order, found, now)
            return (*parcels, *coming_back(order, found), *refund_said(order, policy, now))
        case _:
            assert_never(order.state)


def _parcels(order: Order, found: ProductOf, now: datetime) -> tuple[Message, ...]:
    """What was lost or came back and is dealt with already is only told while nothing else is on its way."""
    parcels = [parcel for parcel in order.parcels if parcel.state is not ParcelState.CANCELLED]
    if not parcels:
        return (_not_packed(order, titles_of(order, found)),)
    live = [parcel for parcel in parcels if not parcel.answered] or parcels
    told_now: list[Message] = []
    for parcel in live:
        told_now += _parcel(order, parcel, titles_of(order, found, parcel.lines), now)
    return tuple(told_now)


def _not_packed(order: Order, titles: tuple[Title, ...]) -> Message:
    kind = said.PaymentUnderWay if order.state is OrderState.CONFIRMED else said.BeingPacked
    return kind(order=order.id, titles=titles, promised_by=day_of(order.promised_by, order.market))


def _parcel(order: Order, parcel: Parcel, titles: tuple[Title, ...], now: datetime) -> tuple[Message, ...]:
    number, promised = order.id, day_of(parcel.promised_by, order.market)
    match parcel.state:
        case ParcelState.WAITING | ParcelState.ORDERED:
            if is_late(parcel, now):
                return (said.LateToLeave(order=number, titles=titles, promised_by=promised),)
            return (_not_packed(order, titles),)
        case ParcelState.HANDED_OVER | ParcelState.MOVING | ParcelState.EXCEPTION:
            return _moving(order, parcel, titles, now)
        case ParcelState.DELIVERED:
            return (_arrived(order, parcel, titles, now),)
        case ParcelState.LOST | ParcelState.RETURNED:
            return (_never_came(order, parcel, titles),)
        case ParcelState.CANCELLED:
            return ()
        case _:
            assert_never(parcel.state)


def _moving(order: Order, parcel: Parcel, titles: tuple[Title, ...], now: datetime) -> tuple[Message, ...]:
    if parcel.problem is Problem.ATTEMPT_FAILED and parcel.state is ParcelState.EXCEPTION:
        return (said.TriedToDeliver(order=order.id, titles=titles, carrier=parcel.carrier, number=parcel.number),)
    if parcel.problem is Problem.UNDELIVERABLE and parcel.state is ParcelState.EXCEPTION:
        return (
            said.ComingBackUndelivered(order=order.id, titles=titles, carrier=parcel.carrier, number=parcel.number),
        )
    moving = _on_the_road(order, parcel, titles, now)
    return (moving, said.LastSeen(place=parcel.last_place)) if parcel.last_place else (moving,)


def _on_the_road(order: Order, parcel: Parcel, titles: tuple[Title, ...], now: datetime) -> Message:
    """By the carrier's own day where it gave one, told as late when that is after the day we promised."""
    number, promised = order.id, day_of(parcel.promised_by, order.market)
    if parcel.answered:
        return said.PaidBackOnTheRoad(order=number, titles=titles, carrier=parcel.carrier, number=parcel.number)
    expected = expected_day(parcel, order.market, now)
    if expected is None:
        return said.Overdue(
            order=number, titles=titles, carrier=parcel.carrier, number=parcel.number, promised_by=promised
        )
    kind = said.RunningLate if is_late(parcel, now) or expected > promised else said.OnTheRoad
    return kind(
        order=number,
        titles=titles,
        carrier=parcel.carrier,
        number=parcel.number,
        expected=expected,
        promised_by=promised,
    )


def _arrived(order: Order, parcel: Parcel, titles: tuple[Title, ...], now: datetime) -> Message:
    on = day_of(parcel.delivered_at or now, order.market)
    until = window_end(order, order.terms.return_days)
    if until is None or now > until:
        return said.HasArrivedEarlier(order=order.id, titles=titles, on=on)
    return said.HasArrived(order=order.id, titles=titles, on=on, return_until=day_of(until, order.market))


def _never_came(order: Order, parcel: Parcel, titles: tuple[Title, ...]) -> Message:
    lost = parcel.state is ParcelState.LOST
    if parcel.pays_at is None or parcel.answered:
        return (said.LostOnTheWay if lost else said.CameBackUndelivered)(order=order.id, titles=titles)
    pays_at = day_of(parcel.pays_at, order.market)
    return (said.LostChoose if lost else said.CameBackChoose)(order=order.id, titles=titles, pays_at=pays_at)


def _is_told(claim: Claim) -> bool:
    back = (ClaimKind.RETURN, ClaimKind.WITHDRAWAL, ClaimKind.EXCHANGE)
    return claim.state is ClaimState.OPEN and claim.kind in back and claim.send_by is not None


def coming_back(order: Order, found: ProductOf) -> tuple[Message, ...]:
    """What the shopper sends back or swaps, each with its label and the last day to post it."""
    claims = (_claim(order, claim, found) for claim in order.claims if _is_told(claim))
    return tuple(claim for claim in claims if claim)


def _claim(order: Order, claim: Claim, found: ProductOf) -> Message | None:
    if claim.send_by is None:
        return None
    send_by = day_of(claim.send_by, order.market)
    if claim.kind is ClaimKind.EXCHANGE:
        titles = tuple(title_in(order, line, found) for line in claim.new_lines)
        return said.ExchangeUnderWay(order=order.id, titles=titles, number=claim.return_number, send_by=send_by)
    return said.ReturnOnItsWay(
        order=order.id, titles=titles_of(order, found, claim.lines), number=claim.return_number, send_by=send_by
    )


def ask_receipt(command: AskReceipt, view: View, counter: Counter) -> Plan:
    """The receipt of the order meant, as a file; the newest one where nothing is named."""
    newest = next(iter(placed(view)), None)
    named = command.order.id or command.order.words
    ref = command.order if named or newest is None else OrderRef(id=_focused(view) or newest.id)
    meant = order_meant(ref, command, view, counter, lambda order: order.captured.minor > 0)
    if isinstance(meant, Plan):
        return meant
    if meant.captured.minor == 0:
        return told(view, said.NoReceiptYet())
    conversation = replace(view.conversation, focus_order=meant.id)
    receipt = said.Receipt(order=meant.id, total=meant.captured)
    return Plan(
        conversation, view.profile, messages=(receipt,), decided=(Decided("service", "receipt", inputs=meant.id),)
    )


def _focused(view: View) -> str | None:
    return next((order.id for order in placed(view) if order.id == view.conversation.focus_order), None)


def ask_delivery(command: AskDelivery, view: View, counter: Counter) -> Plan:
    """Days and prices of delivery in the shopper's market, from the policy alone."""
    market, currency, policy = market_of(view, counter), currency_of(view, counter), counter.policy
    days = policy.markets[market].days
    prices = {tier: policy.shipping_price(tier, currency) for tier in Tier}
    local, regional, overseas = prices[Tier.LOCAL], prices[Tier.REGIONAL], prices[Tier.OVERSEAS]
    if local is None or regional is None or overseas is None:
        return told(view, said.DeliveryAtTheQuote())
    return told(
        view,
        said.DeliveryTold(
            local_days=days[Tier.LOCAL],
            local=local,
            regional_days=days[Tier.REGIONAL],
            regional=regional,
            overseas_days=days[Tier.OVERSEAS],
            overseas=overseas,
        ),
    )
