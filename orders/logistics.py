"""What news about a parcel does to an order. Old, repeated or impossible news changes nothing.

A delivered parcel moves back only by a person's correction; a parcel given up as lost may still turn up.
"""

from dataclasses import replace
from datetime import timedelta

from orders.actions import ParcelNews, ParcelReport
from orders.answers import Reason, Refusal
from orders.changes import Change
from orders.claims import exchange_shipped, receive_return
from orders.events import (
    DeliveryAttemptFailed,
    ExchangeShipped,
    ParcelCorrected,
    ParcelDelayed,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelLost,
    ParcelMoved,
    ParcelReturnedToSender,
    ParcelUndeliverable,
    PersonNeeded,
)
from orders.lifecycle import AT_REST, PARCEL_STEPS
from orders.line import LineQuantity
from orders.order import Claim, Order, Parcel
from orders.pieces import window_end
from orders.states import ClaimState, OrderState, ParcelState, Problem
from orders.timers import TimerKind

_TARGET = {
    ParcelNews.SHIPPED: ParcelState.HANDED_OVER,
    ParcelNews.IN_TRANSIT: ParcelState.MOVING,
    ParcelNews.DELAYED: ParcelState.EXCEPTION,
    ParcelNews.ATTEMPT_FAILED: ParcelState.EXCEPTION,
    ParcelNews.UNDELIVERABLE: ParcelState.EXCEPTION,
    ParcelNews.RETURNED_TO_SENDER: ParcelState.RETURNED,
    ParcelNews.LOST: ParcelState.LOST,
    ParcelNews.DELIVERED: ParcelState.DELIVERED,
    ParcelNews.CORRECTED: ParcelState.MOVING,
}
_PROBLEM = {
    ParcelNews.DELAYED: Problem.DELAYED,
    ParcelNews.ATTEMPT_FAILED: Problem.ATTEMPT_FAILED,
    ParcelNews.UNDELIVERABLE: Problem.UNDELIVERABLE,
}


def report(change: Change, news: ParcelReport) -> Refusal | None:
    """Apply news. Named parcel: that one; else the one with the number; else every parcel the news fits."""
    change.matters = False
    if news.news is ParcelNews.RETURN_RECEIVED:
        return _returned(change, news)
    parcels = _meant(change.order, news)
    if not parcels:
        return Refusal(Reason.UNKNOWN_PARCEL, change.order.id)
    for parcel in parcels:
        _step(change, parcel, news)
    return None


def _meant(order: Order, news: ParcelReport) -> list[Parcel]:
    if news.parcel is not None:
        return [parcel for parcel in order.parcels if parcel.id == news.parcel]
    numbered = [parcel for parcel in order.parcels if news.number and parcel.number == news.number]
    return numbered or [parcel for parcel in order.parcels if fits(parcel, news.news)]


def fits(parcel: Parcel, news: ParcelNews) -> bool:
    """Whether the parcel machine allows this step now."""
    if (news is ParcelNews.CORRECTED) != (parcel.state is ParcelState.DELIVERED):
        return False
    target = _TARGET[news]
    if parcel.state is target is ParcelState.MOVING:
        return True
    if parcel.state is target is ParcelState.EXCEPTION:
        return parcel.problem is not _PROBLEM[news] or news is not ParcelNews.UNDELIVERABLE
    return target in PARCEL_STEPS[parcel.state]


def _step(change: Change, parcel: Parcel, news: ParcelReport) -> None:
    placed = change.order.state in (OrderState.PAID, OrderState.CLOSED)
    if not placed or not fits(parcel, news.news) or _is_old(parcel, news):
        return
    change.matters = change.matters or news.news not in (ParcelNews.IN_TRANSIT, ParcelNews.DELAYED)
    found_late = parcel.state is ParcelState.LOST and parcel.answered
    was = parcel.state
    parcel = _noted(parcel, news)
    change.put_parcel(parcel)
    match news.news:
        case ParcelNews.SHIPPED:
            _handed_over(change, parcel)
        case ParcelNews.DELIVERED if found_late:
            change.say(PersonNeeded(**change.head(), about=parcel.id, why="a parcel given up as lost was delivered"))
        case ParcelNews.DELIVERED:
            _delivered(change, parcel)
        case ParcelNews.LOST | ParcelNews.RETURNED_TO_SENDER:
            _failed(change, parcel)
        case ParcelNews.CORRECTED:
            _corrected(change, parcel, was)
        case _:
            _told(change, parcel, news)


def _is_old(parcel: Parcel, news: ParcelReport) -> bool:
    """Scans that come late tell nothing; an end of the journey counts whenever it is heard of."""
    return parcel.heard_at is not None and news.at < parcel.heard_at and _TARGET[news.news] not in AT_REST


def _noted(parcel: Parcel, news: ParcelReport) -> Parcel:
    state = _TARGET[news.news]
    arrived = state is ParcelState.DELIVERED
    return replace(
        parcel,
        state=state,
        problem=_PROBLEM.get(news.news),
        carrier=news.carrier or parcel.carrier,
        number=news.number or parcel.number,
        eta=news.eta or parcel.eta,
        last_place=news.place or parcel.last_place,
        heard_at=max(news.at, parcel.heard_at or news.at),
        handed_over_at=parcel.handed_over_at or news.at,
        delivered_at=news.at if arrived else None,
        lost_at=news.at if state in (ParcelState.LOST, ParcelState.RETURNED) else None,
        followed=parcel.followed and not news.pushed,
    )


def _handed_over(change: Change, parcel: Parcel) -> None:
    claim = exchange_shipped(change, parcel)
    change.say(
        ParcelHandedOver(
            **change.head(),
            parcel=parcel.id,
            lines=parcel.lines,
            carrier=parcel.carrier,
            number=parcel.number,
            eta=parcel.eta,
            promised_by=parcel.promised_by,
        )
    )
    if claim is not None:
        change.say(
            ExchangeShipped(
                **change.head(), claim=claim.id, parcel=parcel.id, carrier=parcel.carrier, number=parcel.number
            )
        )


def _delivered(change: Change, parcel: Parcel) -> None:
    exchange_shipped(change, parcel)
    for piece in parcel.lines:
        line = change.line(piece.line)
        arrived = min(piece.quantity, line.open_quantity)
        change.put_line(replace(line, delivered=line.delivered + arrived))
    order = change.order
    return_until = window_end(order, order.terms.return_days) or change.now
    days = order.terms.withdrawal_days
    change.say(
        ParcelDelivered(
            **change.head(),
            parcel=parcel.id,
            lines=parcel.lines,
            return_until=return_until,
            withdraw_until=window_end(order, days) if days else None,
        )
    )
    closes = window_end(order, max(order.terms.return_days, order.terms.quality_days))
    change.timer(TimerKind.CLOSE, parcel.id, (closes or change.now) + timedelta(days=1))


def _failed(change: Change, parcel: Parcel) -> None:
    """Lost or sent back: the shopper may choose, and after the policy's hours the guarantee pays by itself."""
    pays_at = change.now + timedelta(hours=change.policy.windows.lost_choice_hours)
    change.put_parcel(replace(parcel, pays_at=pays_at))
    change.timer(TimerKind.LOST, parcel.id, pays_at)
    if parcel.state is ParcelState.RETURNED:
        change.say(
            ParcelReturnedToSender(
                **change.head(), parcel=parcel.id, carrier=parcel.carrier, number=parcel.number, pays_at=pays_at
            )
        )
        return
    change.say(
        ParcelLost(
            **change.head(),
            parcel=parcel.id,
            lines=parcel.lines,
            carrier=parcel.carrier,
            number=parcel.number,
            pays_at=pays_at,
        )
    )


def _corrected(change: Change, parcel: Parcel, was: ParcelState) -> None:
    """Pieces with a claim on them have arrived, whatever the carrier says; only the others are on their way again."""
    lines: list[LineQuantity] = []
    for piece in parcel.lines:
        line = change.line(piece.line)
        back = min(piece.quantity, line.kept)
        change.put_line(replace(line, delivered=line.delivered - back))
        lines.append(LineQuantity(piece.line, back))
    change.put_parcel(replace(parcel, lines=tuple(piece for piece in lines if piece.quantity)))
    change.timer(TimerKind.PROMISE, f"corrected/{parcel.id}", max(parcel.promised_by, change.now) + timedelta(hours=1))
    change.say(ParcelCorrected(**change.head(), parcel=parcel.id, was=was, now=parcel.state))


def _told(change: Change, parcel: Parcel, news: ParcelReport) -> None:
    match news.news:
        case ParcelNews.DELAYED:
            change.say(
                ParcelDelayed(
                    **change.head(),
                    parcel=parcel.id,
                    carrier=parcel.carrier,
                    number=parcel.number,
                    eta=news.eta,
                    promised_by=parcel.promised_by,
                )
            )
        case ParcelNews.ATTEMPT_FAILED:
            change.say(
                DeliveryAttemptFailed(**change.head(), parcel=parcel.id, carrier=parcel.carrier, number=parcel.number)
            )
        case ParcelNews.UNDELIVERABLE:
            change.say(
                ParcelUndeliverable(**change.head(), parcel=parcel.id, carrier=parcel.carrier, number=parcel.number)
            )
        case _:
            change.say(ParcelMoved(**change.head(), parcel=parcel.id, place=parcel.last_place, eta=parcel.eta))


def _returned(change: Change, news: ParcelReport) -> Refusal | None:
    waiting = [claim for claim in change.order.claims if claim.state is ClaimState.OPEN and claim.return_number]
    meant = _claims_meant(waiting, news)
    if not meant and (given_up := _given_up(change.order, news)):
        why = "goods came back whose return had ended or was called off"
        change.say(PersonNeeded(**change.head(), about=given_up.id, why=why))
        return None
    if not meant:
        return Refusal(Reason.NOTHING_TO_RETURN, change.order.id)
    change.matters = True
    for claim in meant:
        receive_return(change, claim)
    return None


def _claims_meant(waiting: list[Claim], news: ParcelReport) -> list[Claim]:
    numbered = [claim for claim in waiting if news.number and claim.return_number == news.number]
    return numbered or ([] if news.external_id else waiting)


def _given_up(order: Order, news: ParcelReport) -> Claim | None:
    """The return with this label that ended without its goods: the shopper has neither them nor the money."""
    closed = (claim for claim in order.claims if claim.state is ClaimState.CLOSED and claim.return_number)
    return next((claim for claim in closed if news.number and claim.return_number == news.number), None)


def at_rest(parcel: Parcel) -> bool:
    """Nothing more is to be heard of it by asking."""
    return parcel.state in AT_REST or not parcel.followed
