"""What staff decide about refunds, what an errand needs to run, and what its outcome does to the order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from orders.actions import ApproveRefund, DeclineRefund, Goodwill
from orders.amounts import bounds, cut_to
from orders.answers import Reason, Refusal
from orders.changes import Change
from orders.costs import QUALITY
from orders.disputing import take_the_rest
from orders.errands import (
    FLAG_AFTER,
    FOLLOW_EVERY,
    LONGEST_RETRY,
    CancelTask,
    Captured,
    ChargeTask,
    Declined,
    Errand,
    ErrandKind,
    Finished,
    FollowReturnTask,
    FollowTask,
    Outcome,
    PayOutTask,
    Placed,
    PlaceTask,
    Progress,
    Task,
    TryAgain,
    key_of,
    retry_in,
)
from orders.events import GoodwillAsked, RefundDeclined
from orders.ids import ClaimId, OrderId, ParcelId, Sku
from orders.logistics import at_rest, report
from orders.money import Money, total
from orders.order import Order, Parcel, Refund
from orders.payments.base import ELSEWHERE
from orders.policy import Policy
from orders.refunds import IN_DISPUTE, approve, disputed
from orders.settling import captured, declined, failed, person_needed, placed, refund_paid, release_gift
from orders.spreading import free, goodwill_lines
from orders.states import ClaimState, OrderState, ParcelState, PaymentState, RefundReason, RefundState
from orders.stock import Offer
from orders.suppliers.base import SupplierOrder
from orders.tables import ErrandRow

# ---- staff

DECLINABLE: Final = QUALITY | {RefundReason.KEPT_FOR_LESS, RefundReason.LATE_APOLOGY, RefundReason.GOODWILL}
"""Claims, and gifts that nobody has given yet; everything else is owed."""


def decide_refund(change: Change, action: ApproveRefund | DeclineRefund) -> Refusal | None:
    """A person's word on a refund that waits for one. The first word stands."""
    refund = change.order.refund(action.refund)
    if refund is None:
        return Refusal(Reason.UNKNOWN_REFUND, change.order.id)
    if refund.state is not RefundState.ASKED:
        return Refusal(Reason.ALREADY_DECIDED, change.order.id)
    if isinstance(action, DeclineRefund) and refund.reason not in DECLINABLE:
        return Refusal(Reason.STILL_OWED, change.order.id)
    if (
        isinstance(action, ApproveRefund)
        and refund.asked_by
        and _are_one((refund.asked_by, *refund.invited_by), action)
    ):
        return Refusal(Reason.OWN_REQUEST, change.order.id)
    if isinstance(action, ApproveRefund):
        return _approve(change, refund, action)
    _end_claim(change, refund, ClaimState.CLOSED)
    _unclaim(change, refund)
    change.put_refund(replace(refund, state=RefundState.DECLINED, by_person=action.staff))
    change.say(
        RefundDeclined(
            **change.head(), refund=refund.id, amount=refund.amount, reason=action.reason, by_person=action.staff
        )
    )
    return None


def _approve(change: Change, refund: Refund, action: ApproveRefund) -> Refusal | None:
    """As it was asked for, or with the amount that the person chose within the bounds."""
    amount = action.amount or refund.amount
    within = bounds(change.order, refund, change.policy, (action.staff, *action.invited_by))
    if amount.currency != change.order.currency or amount.minor <= 0:
        return Refusal(Reason.BAD_QUANTITY, change.order.id)
    if amount < within.least:
        return Refusal(Reason.STILL_OWED, change.order.id)
    if amount > within.most:
        return Refusal(Reason.AMOUNT_TOO_LARGE, change.order.id)
    if amount != refund.amount and not action.reason.strip():
        return Refusal(Reason.NO_REASON, change.order.id)
    more = amount - refund.amount
    if amount < refund.amount:
        _unclaim(change, refund)
        refund = replace(cut_to(refund, amount), note=action.reason.strip())
    approve(change, refund, action.staff)
    _end_claim(change, refund, ClaimState.SETTLED)
    return give_goodwill(change, _gift_beside(action, more)) if more.minor > 0 else None


def _gift_beside(action: ApproveRefund, more: Money) -> Goodwill:
    """What a person gives on top of a claim."""
    return Goodwill(
        order=action.order,
        amount=more,
        staff=action.staff,
        invited_by=action.invited_by,
        key=f"more:{action.refund}",
        reason=action.reason,
    )


def _unclaim(change: Change, refund: Refund) -> None:
    """Its pieces stay the shopper's to send back."""
    for part in refund.lines if refund.reason in QUALITY else ():
        line = change.line(part.line)
        change.put_line(replace(line, claimed=line.claimed - part.quantity))


def _end_claim(change: Change, refund: Refund, state: ClaimState) -> None:
    claim = change.order.claim(refund.claim) if refund.claim else None
    if claim is not None:
        change.put_claim(replace(claim, state=state))


def give_goodwill(change: Change, action: Goodwill) -> Refusal | None:
    """Part of the price back, by a named person; never more than the order still holds.

    What is more than one person may give on an order waits for another.
    """
    order = change.order
    if action.amount.minor <= 0 or action.amount.currency != order.currency:
        return Refusal(Reason.BAD_QUANTITY, order.id)
    if not action.reason.strip():
        return Refusal(Reason.NO_REASON, order.id)
    there = total((free(order, line) for line in order.lines), order.currency)
    wanted = (each.amount for each in order.refunds if each.asked_by and each.state is RefundState.ASKED)
    if action.amount > min(there, order.refundable) - total(wanted, order.currency):
        return Refusal(Reason.AMOUNT_TOO_LARGE, order.id)
    refund = _gift(change, action)
    given = total((each.amount for each in order.refunds if _given_by(each, action)), order.currency)
    if given + action.amount <= change.policy.authority.staff.most(order.currency):
        if disputed(order, action.amount):
            # The bank may take the same money: the gift goes out when the dispute has ended, as far as any is left.
            change.put_refund(replace(refund, by_person=action.staff, why_person=IN_DISPUTE))
            change.say(_asked(change, refund, action))
        else:
            approve(change, refund, action.staff)
        return None
    change.put_refund(replace(refund, asked_by=action.staff, why_person="second"))
    change.say(_asked(change, refund, action))
    return None


def _asked(change: Change, refund: Refund, action: Goodwill) -> GoodwillAsked:
    return GoodwillAsked(**change.head(), refund=refund.id, amount=refund.amount, staff=action.staff, note=refund.note)


def _given_by(refund: Refund, action: Goodwill) -> bool:
    """Goodwill of one person's own word, under whatever name they came in."""
    alone = bool(refund.by_person) and not refund.asked_by
    return refund.reason is RefundReason.GOODWILL and alone and _are_one((refund.by_person, *refund.invited_by), action)


def _are_one(line: Sequence[str], action: ApproveRefund | Goodwill) -> bool:
    """Whether two names may be one person's: one let the other in, or both were let in by the same person."""
    known = {name.casefold() for name in line}
    return any(name.casefold() in known for name in (action.staff, *action.invited_by))


def _gift(change: Change, action: Goodwill) -> Refund:
    order = change.order
    return Refund(
        id=change.next_refund(),
        order=order.id,
        amount=action.amount,
        reason=RefundReason.GOODWILL,
        state=RefundState.ASKED,
        method=order.method,
        asked_at=change.now,
        lines=goodwill_lines(order, action.amount),
        note=action.reason.strip(),
        invited_by=action.invited_by,
    )


# ---- errands


def errand_of(row: ErrandRow, task: Task, owner: str) -> Errand:
    kind = ErrandKind(row.kind)
    return Errand(row.id or 0, kind, OrderId(row.order_id), row.ref, row.key, row.attempts, task, owner)


def task_of(order: Order, row: ErrandRow) -> Task | None:
    """Everything the call outside needs; None when there is nothing to do any more.

    A charge that was begun is seen through even if nobody wants it now, because money may have moved.
    """
    match ErrandKind(row.kind):
        case ErrandKind.CHARGE:
            return _charge(order, row.ref, tried=row.attempts > 0)
        case ErrandKind.PAY_OUT_REFUND:
            return _pay_out(order, row.ref)
        case ErrandKind.FOLLOW_RETURN:
            claim = order.claim(ClaimId(row.ref))
            if claim is None or claim.state is not ClaimState.OPEN:
                return None
            return FollowReturnTask(claim.return_carrier, claim.return_number, claim.opened_at)
        case ErrandKind.PLACE_WITH_SUPPLIER:
            return _place(order, ParcelId(row.ref))
        case ErrandKind.CANCEL_WITH_SUPPLIER:
            parcel = order.parcel(ParcelId(row.ref))
            return CancelTask(parcel.supplier, _place_key(parcel)) if parcel else None
        case ErrandKind.FOLLOW_PARCEL:
            return _follow(order, ParcelId(row.ref))


def _charge(order: Order, ref: str, *, tried: bool) -> Task | None:
    """Of a payment that came with its order already paid, the provider still has to learn."""
    payment = next((each for each in order.payments if each.id == ref), None)
    if payment is None or payment.state is PaymentState.FAILED or payment.reference:
        return None
    ended = order.state in (OrderState.CANCELLED, OrderState.EXPIRED)
    unbegun = ended and not tried and payment.state is PaymentState.PENDING
    return None if unbegun else ChargeTask(payment.amount, payment.method)


def _pay_out(order: Order, ref: str) -> Task | None:
    refund_id, _, payment_id = ref.partition("/")
    refund = next((each for each in order.refunds if each.id == refund_id), None)
    payment = next((each for each in order.payments if each.id == payment_id), None)
    part = next((each for each in refund.parts if each.payment == payment_id), None) if refund else None
    if part is None or part.done or payment is None:
        return None
    charge = f"{ELSEWHERE}{payment.reference}" if payment.reference else key_of(ErrandKind.CHARGE, payment.id)
    return PayOutTask(part.amount, payment.method, charge)


def _place_key(parcel: Parcel) -> str:
    return key_of(ErrandKind.PLACE_WITH_SUPPLIER, parcel.id)


def _place(order: Order, parcel_id: ParcelId) -> Task | None:
    """A parcel called back is not placed any more, tried or not: its cancelling holds for the key."""
    parcel = order.parcel(parcel_id)
    if parcel is None or parcel.state is not ParcelState.WAITING:
        return None
    lines = [(line.sku, piece.quantity) for piece in parcel.lines if (line := order.line(piece.line)) is not None]
    ordered_at = parcel.planned_at or order.created_at
    return PlaceTask(SupplierOrder(parcel.supplier, tuple(lines), order.address, parcel.promised_by, ordered_at))


def _follow(order: Order, parcel_id: ParcelId) -> Task | None:
    parcel = order.parcel(parcel_id)
    if parcel is None or at_rest(parcel):
        return None
    return FollowTask(
        parcel.id, parcel.supplier, _place_key(parcel), parcel.carrier, parcel.number, parcel.handed_over_at
    )


def give_up(order: Order, row: ErrandRow, now: datetime, policy: Policy) -> Change | None:
    """A charge that was never begun for an order that has ended is no longer pending."""
    payment = next((each for each in order.payments if each.id == row.ref), None)
    if ErrandKind(row.kind) is not ErrandKind.CHARGE or payment is None or payment.state is not PaymentState.PENDING:
        return None
    change = Change(order, now, policy)
    change.put_payment(replace(payment, state=PaymentState.FAILED))
    release_gift(change)
    return change


def unheard(outcome: Outcome, take: Callable[[str], bool]) -> Outcome:
    """The outcome without carrier events that were taken in before."""
    if not isinstance(outcome, Progress):
        return outcome
    return Progress(tuple(each for each in outcome.reports if not each.external_id or take(each.external_id)))


def settle(change: Change, errand: Errand, outcome: Outcome, offers: Mapping[Sku, Offer]) -> datetime | None:
    """Book an outcome; when to run the errand again, or None when it is done."""
    match outcome:
        case TryAgain():
            change.matters = False
            if errand.attempts + 1 == FLAG_AFTER:
                person_needed(change, errand.ref, f"{errand.kind.value} keeps failing: {outcome.why}")
            return _again_at(change, errand)
        case Captured():
            _succeeded(change, errand)
        case Declined():
            return _declined(change, errand, outcome.reason, offers)
        case Placed():
            parcel = change.order.parcel(ParcelId(errand.ref))
            if parcel is not None:
                placed(change, parcel, outcome.supplier_ref)
        case Progress():
            return _heard(change, errand, outcome)
        case Finished():
            change.matters = False
            _called_off(change, errand, in_time=True)
        case _:
            assert_never(outcome)
    return None


def _again_at(change: Change, errand: Errand) -> datetime:
    """After a growing wait. A charge is looked up at the latest when it is no longer waited for, so that what is held
    for the rest of the order is let go in that moment if it was declined."""
    later = change.now + retry_in(errand.attempts)
    payment = next((each for each in change.order.payments if each.id == errand.ref), None)
    if errand.kind is not ErrandKind.CHARGE or payment is None or payment.created_at is None:
        return later
    expires = payment.created_at + timedelta(hours=change.policy.windows.payment_hours)
    return expires if change.now < expires < later else later


def _succeeded(change: Change, errand: Errand) -> None:
    if errand.kind is ErrandKind.PAY_OUT_REFUND:
        refund_paid(change, errand.ref)
        return
    payment = next((each for each in change.order.payments if each.id == errand.ref), None)
    if payment is not None:
        captured(change, payment)
        take_the_rest(change)


def _declined(change: Change, errand: Errand, reason: str, offers: Mapping[Sku, Offer]) -> datetime | None:
    """A refund that does not get through stays owed: a person is told once, and it is tried again."""
    payment = next((each for each in change.order.payments if each.id == errand.ref), None)
    parcel = change.order.parcel(ParcelId(errand.ref))
    if errand.kind is ErrandKind.CHARGE and payment is not None:
        failed(change, payment, reason)
        take_the_rest(change)
    elif errand.kind is ErrandKind.PLACE_WITH_SUPPLIER and parcel is not None:
        declined(change, parcel, offers)
    else:
        _called_off(change, errand, in_time=False)
        if errand.attempts == 0:
            person_needed(change, errand.ref, f"{errand.kind.value} was declined: {reason}")
    return change.now + LONGEST_RETRY if errand.kind is ErrandKind.PAY_OUT_REFUND else None


def _called_off(change: Change, errand: Errand, *, in_time: bool) -> None:
    """Whether the supplier let go of a parcel we called back: then nothing is owed for it, else we bear it."""
    parcel = change.order.parcel(ParcelId(errand.ref))
    if errand.kind is ErrandKind.CANCEL_WITH_SUPPLIER and parcel is not None:
        change.put_parcel(replace(parcel, called_off=in_time))


def _heard(change: Change, errand: Errand, outcome: Progress) -> datetime | None:
    matters = False
    for news in outcome.reports:
        report(change, news)
        matters = matters or change.matters
    change.matters = matters
    if errand.kind is ErrandKind.FOLLOW_RETURN:
        claim = change.order.claim(ClaimId(errand.ref))
        return change.now + FOLLOW_EVERY if claim is not None and claim.state is ClaimState.OPEN else None
    parcel = change.order.parcel(ParcelId(errand.ref))
    return None if parcel is None or at_rest(parcel) else change.now + FOLLOW_EVERY
