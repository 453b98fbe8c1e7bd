"""Things to be done outside, once and safe to repeat: kinds, keys, running one, and what came of it.

The key is stored with the errand before the first call and never changes: a provider that knows it answers the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from orders.actions import ParcelReport
from orders.carriers.base import Carrier, CarrierUnavailable, TrackRequest
from orders.ids import OrderId, ParcelId, SupplierId
from orders.money import Money
from orders.payments.base import Answer, PaymentProvider, ProviderRejected, ProviderUnavailable, Standing
from orders.suppliers.base import Supplier, SupplierOrder, SupplierUnavailable


class ErrandKind(StrEnum):
    CHARGE = "charge"
    PAY_OUT_REFUND = "pay_out_refund"
    PLACE_WITH_SUPPLIER = "place_with_supplier"
    CANCEL_WITH_SUPPLIER = "cancel_with_supplier"
    FOLLOW_PARCEL = "follow_parcel"
    FOLLOW_RETURN = "follow_return"


@dataclass(frozen=True, slots=True)
class ChargeTask:
    amount: Money
    method: str


@dataclass(frozen=True, slots=True)
class PayOutTask:
    amount: Money
    method: str
    charge_key: str
    """The key of the charge the money goes back through."""


@dataclass(frozen=True, slots=True)
class PlaceTask:
    order: SupplierOrder


@dataclass(frozen=True, slots=True)
class CancelTask:
    supplier: SupplierId
    place_key: str


@dataclass(frozen=True, slots=True)
class FollowTask:
    """Ask the supplier whether the parcel has left, then its carrier where it is."""

    parcel: ParcelId
    supplier: SupplierId
    place_key: str
    carrier: str
    number: str
    handed_over_at: datetime | None


@dataclass(frozen=True, slots=True)
class FollowReturnTask:
    """Ask the carrier whether goods sent back have reached us."""

    carrier: str
    number: str
    since: datetime


Task = ChargeTask | PayOutTask | PlaceTask | CancelTask | FollowTask | FollowReturnTask


@dataclass(frozen=True, slots=True)
class Errand:
    """One leased errand, with everything the call outside needs."""

    id: int
    kind: ErrandKind
    order: OrderId
    ref: str
    key: str
    attempts: int
    """How often it was started before this time."""
    task: Task
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Captured:
    """A charge that succeeded, or a refund that reached the provider."""


@dataclass(frozen=True, slots=True)
class Declined:
    """A definite no; trying again would bring the same."""

    reason: str


@dataclass(frozen=True, slots=True)
class Placed:
    supplier_ref: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What was heard; empty when there is nothing new. The errand comes back later until its parcel is at rest."""

    reports: tuple[ParcelReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    pass


@dataclass(frozen=True, slots=True)
class TryAgain:
    """No answer, or an unclear one. The next run looks up the same key before it calls again."""

    why: str


Outcome = Captured | Declined | Placed | Progress | Finished | TryAgain


@dataclass(frozen=True, slots=True)
class Providers:
    """Everyone outside, by name; a name that is not listed is served by the first."""

    payments: PaymentProvider
    carriers: Mapping[str, Carrier] = field(default_factory=dict)
    suppliers: Mapping[SupplierId, Supplier] = field(default_factory=dict)

    def carrier(self, name: str) -> Carrier:
        return self.carriers[name] if name in self.carriers else next(iter(self.carriers.values()))

    def supplier(self, name: SupplierId) -> Supplier:
        return self.suppliers[name] if name in self.suppliers else next(iter(self.suppliers.values()))


FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=6)
FLAG_AFTER = 6
"""Attempts after which a person is told; the errand goes on."""
LEASE = timedelta(minutes=2)
FOLLOW_EVERY = timedelta(hours=6)


def key_of(kind: ErrandKind, ref: str) -> str:
    """The idempotency key: the same thing to be done has the same key for ever."""
    return f"{kind.value}:{ref}"


def retry_in(attempts: int) -> timedelta:
    """Exponential back-off: 5 s, 10 s, 20 s … up to six hours."""
    return min(FIRST_RETRY * (1 << min(attempts, 20)), LONGEST_RETRY)


def run(errand: Errand, providers: Providers, now: datetime) -> Outcome:
    """Do one errand outside. Writes nothing of ours; `service.settle_errand` books the outcome."""
    try:
        return _run(errand, providers, now)
    except (ProviderUnavailable, CarrierUnavailable, SupplierUnavailable) as error:
        return TryAgain(str(error))
    except ProviderRejected as error:
        return Declined(str(error))


def _run(errand: Errand, providers: Providers, now: datetime) -> Outcome:
    task = errand.task
    match task:
        case ChargeTask():
            return _pay(errand, providers.payments, now)
        case PayOutTask():
            return _pay(errand, providers.payments, now)
        case PlaceTask():
            return _place(errand, task, providers.supplier(task.order.supplier), now)
        case CancelTask():
            cancelled = providers.supplier(task.supplier).cancel(task.place_key, now)
            return Finished() if cancelled else Declined("already on its way")
        case FollowTask():
            return _follow(errand, task, providers, now)
        case FollowReturnTask():
            request = TrackRequest(errand.order, None, task.carrier, task.number, task.since, returning=True)
            return Progress(providers.carrier(task.carrier).track(request, now))
        case _:
            assert_never(task)


def _pay(errand: Errand, provider: PaymentProvider, now: datetime) -> Outcome:
    """After a first try whose end is unknown, look up before calling again, with the same key."""
    known = provider.find(errand.key, now) if errand.attempts else None
    task = errand.task
    if known is None and isinstance(task, ChargeTask):
        known = provider.charge(errand.key, task.amount, task.method, now)
    elif known is None and isinstance(task, PayOutTask):
        known = provider.pay_out(errand.key, task.charge_key, task.amount, now)
    return _outcome(known)


def _outcome(answer: Answer | None) -> Outcome:
    if answer is None or answer.standing is Standing.UNKNOWN:
        return TryAgain("the payment provider does not know yet")
    return Captured() if answer.standing is Standing.DONE else Declined(answer.reason)


def _place(errand: Errand, task: PlaceTask, supplier: Supplier, now: datetime) -> Outcome:
    known = supplier.find(errand.key, now) if errand.attempts else None
    receipt = known or supplier.place(errand.key, task.order, now)
    return Placed(receipt.ref) if receipt.accepted else Declined(receipt.reason)


def _follow(errand: Errand, task: FollowTask, providers: Providers, now: datetime) -> Outcome:
    reports: tuple[ParcelReport, ...] = ()
    carrier, number, since = task.carrier, task.number, task.handed_over_at
    if not number:
        handover = providers.supplier(task.supplier).handover(task.place_key, now)
        if handover is None:
            return Progress()
        carrier, number, since = handover.carrier, handover.number, handover.at
        reports = (handover.report(errand.order, task.parcel),)
    request = TrackRequest(errand.order, task.parcel, carrier, number, since or now)
    return Progress((*reports, *providers.carrier(carrier).track(request, now)))
