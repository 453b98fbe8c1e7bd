"""Turning open pieces into parcels to be placed with suppliers, and calling parcels back before they leave."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from orders.changes import Change
from orders.errands import ErrandKind
from orders.ids import ClaimId, LineId, SupplierId
from orders.lifecycle import BEFORE_HANDOVER
from orders.line import Line, LineQuantity
from orders.order import Parcel, Payment
from orders.pieces import unplanned
from orders.states import ParcelState, Tier
from orders.timers import TimerKind


def plan_parcels(change: Change, claim: ClaimId | None = None) -> None:
    """Put every open piece that is in no parcel into one per supplier, tier and promise, to be placed by an errand."""
    groups: dict[tuple[SupplierId, Tier, datetime], list[Line]] = {}
    for line in change.order.lines:
        if unplanned(change.order, line):
            groups.setdefault((line.supplier, line.tier, line.promised_by), []).append(line)
    for (supplier, _, promised_by), lines in groups.items():
        parcel = Parcel(
            id=change.next_parcel(),
            lines=tuple(LineQuantity(line.id, unplanned(change.order, line)) for line in lines),
            supplier=supplier,
            state=ParcelState.WAITING,
            promised_by=promised_by,
            planned_at=change.now,
            claim=claim,
        )
        change.put_parcel(parcel)
        change.errand(ErrandKind.PLACE_WITH_SUPPLIER, parcel.id)


def arm_promises(change: Change, lines: Iterable[Line]) -> None:
    """One timer per promised day: then, plus the grace, there is proof of delivery or the guarantee pays.

    Of a day that is past, the timer may have fired already and a moment fires once: it is looked at a minute from now.
    """
    grace = timedelta(hours=change.policy.windows.grace_hours)
    for promised_by in sorted({line.promised_by for line in lines}):
        due_at = promised_by + grace
        change.timer(
            TimerKind.PROMISE,
            promised_by.isoformat(),
            due_at if due_at > change.now else change.now + timedelta(minutes=1),
        )


def begin_charge(change: Change, payment: Payment) -> None:
    """Book a charge that is still to be made, with the errand that makes it and the end of waiting for its outcome."""
    change.put_payment(payment)
    change.errand(ErrandKind.CHARGE, payment.id)
    wait = timedelta(hours=change.policy.windows.payment_hours)
    change.timer(TimerKind.PAYMENT_EXPIRY, payment.id, change.now + wait)


def call_back(change: Change, lines: Iterable[LineId]) -> None:
    """Cancel parcels that hold one of these lines and have not left; plan what else was in them anew afterwards."""
    wanted = set(lines)
    for parcel in change.order.parcels:
        if parcel.state in BEFORE_HANDOVER and any(piece.line in wanted for piece in parcel.lines):
            cancel_parcel(change, parcel)


def cancel_parcel(change: Change, parcel: Parcel) -> None:
    """Nothing of it will be sent. The supplier is told if it may know of the parcel already."""
    change.put_parcel(replace(parcel, state=ParcelState.CANCELLED))
    change.errand(ErrandKind.CANCEL_WITH_SUPPLIER, parcel.id)
