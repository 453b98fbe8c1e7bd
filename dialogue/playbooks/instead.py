"""What is possible instead of what was refused."""

from dataclasses import replace
from datetime import date, datetime

from dialogue.counter import Counter
from dialogue.messages.base import Message
from dialogue.messages.changes import ReturnInstead, ReturnLater, TooLateDelivered, TooLateForAnything
from dialogue.messages.refusals import RefusedCancelInstead
from dialogue.plan import Decided, Plan
from dialogue.playbooks.lines import day_of
from dialogue.playbooks.replies import answered, refused
from dialogue.view import View
from orders.answers import Reason, Refusal
from orders.lifecycle import AT_REST
from orders.order import Order, Parcel
from orders.pieces import nothing_handed_over, window_end

_TOO_LATE = (Reason.ALREADY_SHIPPED, Reason.NOT_DELIVERED)


def too_late(order: Order, now: datetime) -> Message | None:
    """The whole answer where everything has arrived: too late to stop, with what is still possible."""
    moving = any(parcel.state not in AT_REST for parcel in order.parcels)
    if moving or not any(line.delivered for line in order.lines):
        return None
    until = window_end(order, order.terms.return_days)
    if until is None or now > until or not any(line.kept for line in order.lines):
        return TooLateForAnything()
    return TooLateDelivered(order=order.id)


def instead_of(reason: Reason, order: Order, now: datetime) -> tuple[Message, ...]:
    """The way out that the refusal itself does not name."""
    if reason not in _TOO_LATE:
        return ()
    if reason is Reason.NOT_DELIVERED and nothing_handed_over(order):
        return (RefusedCancelInstead(order=order.id),)
    if all(parcel.state in AT_REST for parcel in order.parcels):
        return ()
    by, days = arrives(order, now), order.terms.return_days
    if by is None:
        return (ReturnLater(order=order.id, days=days),)
    return (ReturnInstead(order=order.id, days=days, by=by),)


def arrives(order: Order, now: datetime) -> date | None:
    """The day the last parcel should be there; None where every day that was named has passed."""
    coming = [parcel for parcel in order.parcels if parcel.state not in AT_REST]
    days = [day for parcel in coming if (day := expected_day(parcel, order.market, now))]
    return max(days, default=None)


def expected_day(parcel: Parcel, market: str, now: datetime) -> date | None:
    """The carrier's own day, else the promised one; None where they have passed."""
    today = day_of(now, market)
    known = [day_of(moment, market) for moment in (parcel.eta, parcel.promised_by) if moment]
    return next((day for day in known if day >= today), None)


def or_instead(plan: Plan | Refusal, order: Order, view: View, counter: Counter) -> Plan:
    """The preview; or why not, with what is possible instead."""
    if isinstance(plan, Plan):
        return plan
    late = too_late(order, view.now) if plan.reason is Reason.ALREADY_SHIPPED else None
    if late is not None:
        decided = (Decided("service", f"refused:{plan.reason.value}", inputs=order.id),)
        return Plan(replace(answered(view), focus_order=order.id), view.profile, messages=(late,), decided=decided)
    return refused(view, counter, plan, order, *instead_of(plan.reason, order, view.now))
