"""Errands: one key for ever, leases, back-off, unknown outcomes, suppliers that fail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orders import errands, service
from orders.actions import CancelOrder, ChangeAddress
from orders.errands import Captured, Declined, Errand, ErrandKind, TryAgain, key_of, retry_in
from orders.events import SupplierDeclined
from orders.ids import SupplierId
from orders.money import Money
from orders.order import Order
from orders.payments.base import Answer, ProviderRejected, ProviderUnavailable
from orders.states import ParcelState, Tier
from orders.stock import Source
from orders.suppliers.base import Handover, Receipt, SupplierOrder, SupplierUnavailable
from tests.orders.counter import BONN, Counter, an_offer


class Unsteady:
    """A provider whose answers get lost a given number of times, after the deed."""

    def __init__(self, shop: Counter, lost: int) -> None:
        self.shop, self.lost, self.keys = shop, lost, list[str]()

    def charge(self, key: str, amount: Money, method: str, now: datetime) -> Answer:
        self.keys.append(key)
        return self._lose(self.shop.payments.charge(key, amount, method, now))

    def pay_out(self, key: str, charge_key: str, amount: Money, now: datetime) -> Answer:
        self.keys.append(key)
        return self._lose(self.shop.payments.pay_out(key, charge_key, amount, now))

    def find(self, key: str, now: datetime) -> Answer | None:
        return self._lose(self.shop.payments.find(key, now))

    def _lose(self, answer: Answer | None) -> Answer:
        self.lost -= 1
        if self.lost >= 0 or answer is None:
            raise ProviderUnavailable("the line broke")
        return answer


def leased(shop: Counter, owner: str = "a") -> tuple[Errand, ...]:
    with shop.writes() as session:
        return service.lease_errands(session, shop.now, owner)


def confirmed(shop: Counter) -> Order:
    order = shop.quotes(("coat-M", 1))
    shop.confirms(order)
    return shop.order(order)


def test_a_key_is_the_thing_to_be_done_and_nothing_else() -> None:
    assert key_of(ErrandKind.CHARGE, "SK-1-Y1") == "charge:SK-1-Y1"


def test_pauses_double_up_to_six_hours() -> None:
    assert [retry_in(n).total_seconds() for n in (0, 1, 2, 3, 12, 99)] == [5, 10, 20, 40, 20480, 21600]


def test_a_lost_answer_is_looked_up_and_never_charged_again(shop: Counter) -> None:
    line = Unsteady(shop, lost=3)
    shop.providers = replace(shop.providers, payments=line)
    order = confirmed(shop)
    shop.works()
    for _ in range(6):
        shop.passes(timedelta(minutes=2))
    assert line.keys == [f"charge:{order.id}-Y1"]
    assert shop.charges() == ["payment 49.39 done"]


def test_what_keeps_failing_is_put_before_a_person_and_goes_on(shop: Counter) -> None:
    shop.providers = replace(shop.providers, payments=Unsteady(shop, lost=9))
    order = confirmed(shop)
    shop.works()
    for _ in range(10):
        shop.passes(timedelta(minutes=50))
    assert shop.told(order).count("PersonNeeded") == 1
    assert shop.charges() == ["payment 49.39 done"]


def test_a_leased_errand_is_nobody_else_s_until_the_lease_ends(shop: Counter) -> None:
    confirmed(shop)
    assert len(leased(shop, "a")) == 1 and leased(shop, "b") == ()
    with shop.open() as session:
        assert service.next_errand_at(session) == shop.now + timedelta(minutes=2)
    shop.now += timedelta(minutes=2)
    assert [errand.attempts for errand in leased(shop, "b")] == [1]


def test_a_worker_that_died_after_the_call_leaves_no_second_charge(shop: Counter) -> None:
    confirmed(shop)
    errand = leased(shop)[0]
    errands.run(errand, shop.providers, shop.now)
    shop.passes(timedelta(minutes=3))
    assert shop.charges() == ["payment 49.39 done"]


def test_an_outcome_booked_twice_counts_once(shop: Counter) -> None:
    order = confirmed(shop)
    errand = leased(shop)[0]
    for _ in range(2):
        with shop.writes() as session:
            service.settle_errand(session, errand, Captured(), shop.now)
    errands.run(errand, shop.providers, shop.now)
    assert shop.told(order).count("PaymentCaptured") == 1


def test_a_slower_worker_changes_nothing_once_the_faster_one_booked(shop: Counter) -> None:
    order = confirmed(shop)
    errand = leased(shop)[0]
    errands.run(errand, shop.providers, shop.now)
    with shop.writes() as session:
        service.settle_errand(session, errand, Captured(), shop.now)
        assert service.settle_errand(session, errand, Declined("late"), shop.now) == ()
    assert shop.order(order).captured == order.total


def test_a_declined_pay_out_is_put_before_a_person(shop: Counter) -> None:
    order = shop.done(CancelOrder(**shop.on(shop.buys())))
    shop.now += timedelta(minutes=16)
    with shop.writes() as session:
        for timer in service.due_timers(session, shop.now):
            service.fire_timer(session, timer, shop.now)
    errand = next(each for each in leased(shop) if each.kind is ErrandKind.PAY_OUT_REFUND)
    with shop.writes() as session:
        service.settle_errand(session, errand, Declined("account closed"), shop.now)
    assert shop.told(order)[-1] == "PersonNeeded"
    shop.days(2)
    assert shop.charges()[-1] == "refund 49.39 done"


def test_a_request_the_provider_rejects_is_not_tried_again(shop: Counter) -> None:
    class Strict(Unsteady):
        def charge(self, key: str, amount: Money, method: str, now: datetime) -> Answer:
            raise ProviderRejected("no such merchant")

    shop.providers = replace(shop.providers, payments=Strict(shop, lost=0))
    order = confirmed(shop)
    shop.works()
    assert shop.headline(order) == "awaiting_confirmation" and shop.told(order)[-1] == "PaymentFailed"


# ---- suppliers


class Picky:
    """A supplier that declines everything, or cannot be reached."""

    def __init__(self, reachable: bool = True) -> None:
        self.reachable = reachable

    def place(self, key: str, order: SupplierOrder, now: datetime) -> Receipt:
        if not self.reachable:
            raise SupplierUnavailable("closed on Mondays")
        return Receipt(accepted=False, reason="no")

    def find(self, key: str, now: datetime) -> Receipt | None:
        return None

    def handover(self, key: str, now: datetime) -> Handover | None:
        return None

    def cancel(self, key: str, now: datetime) -> bool:
        return False


def offered_by(shop: Counter, *suppliers: str) -> None:
    sources = tuple(Source(SupplierId(name), Tier.LOCAL) for name in suppliers)
    with shop.writes() as session:
        service.load_offers(session, [replace(an_offer("vase-one"), sources=sources)])


def test_when_a_supplier_declines_the_next_one_is_asked(shop: Counter) -> None:
    offered_by(shop, "picky", "demo")
    shop.providers.suppliers[SupplierId("picky")] = Picky()  # type: ignore[index]
    order = shop.buys(("vase-one", 1))
    assert [(p.supplier, p.state) for p in order.parcels] == [
        ("picky", ParcelState.CANCELLED), ("demo", ParcelState.ORDERED),
    ]  # fmt: skip
    assert shop.charges() == ["payment 49.39 done"]


def test_when_none_delivers_the_money_goes_back_in_full(shop: Counter) -> None:
    offered_by(shop, "picky")
    shop.providers.suppliers[SupplierId("picky")] = Picky()  # type: ignore[index]
    order = shop.buys(("vase-one", 1), ("coat-M", 1))
    assert "LinesUnavailable" in shop.told(order)
    assert shop.charges() == ["payment 93.39 done", "refund 46.70 done"]
    assert shop.headline(order) == "processing"
    with shop.open() as session:
        declined = [e for e in service.events_of(session, order.id) if isinstance(e, SupplierDeclined)]
    assert [event.next_supplier for event in declined] == [None]


def test_a_supplier_that_cannot_be_reached_is_asked_again(shop: Counter) -> None:
    offered_by(shop, "picky")
    picky = Picky(reachable=False)
    shop.providers.suppliers[SupplierId("picky")] = picky  # type: ignore[index]
    order = shop.buys(("vase-one", 1))
    assert shop.headline(order) == "confirmed"
    picky.reachable = True
    shop.passes(timedelta(minutes=1))
    assert shop.headline(order) == "refunded"


def test_a_supplier_that_cannot_cancel_calls_a_person(shop: Counter) -> None:
    order = shop.buys()
    shop.providers.suppliers[SupplierId("demo")] = Picky()  # type: ignore[index]
    shop.done(CancelOrder(**shop.on(order)))
    shop.works()
    assert shop.told(order)[-1] == "PersonNeeded"


def test_a_parcel_called_back_before_it_was_placed_is_never_placed(shop: Counter) -> None:
    order = confirmed(shop)
    errand = leased(shop)[0]
    errands.run(errand, shop.providers, shop.now)
    with shop.writes() as session:
        service.settle_errand(session, errand, Captured(), shop.now)
    order = shop.order(order)
    shop.done(ChangeAddress(**shop.on(order), address=replace(BONN, line1="Neue Straße 2")))
    shop.works()
    assert [p.supplier_ref != "" for p in shop.order(order).parcels] == [False, True]


def test_a_supplier_that_accepts_what_was_called_back_meanwhile_is_told(shop: Counter) -> None:
    order = confirmed(shop)
    charge = leased(shop)[0]
    errands.run(charge, shop.providers, shop.now)
    with shop.writes() as session:
        service.settle_errand(session, charge, Captured(), shop.now)
    place = leased(shop)[0]
    shop.done(CancelOrder(**shop.on(shop.order(order))))
    outcome = errands.run(place, shop.providers, shop.now)
    with shop.writes() as session:
        service.settle_errand(session, place, outcome, shop.now)
    shop.works()
    assert shop.order(order).parcels[0].state is ParcelState.CANCELLED
    supplier = shop.providers.suppliers[SupplierId("demo")]
    assert supplier.handover(place.key, shop.now + timedelta(days=9)) is None


@pytest.mark.parametrize("outcome", [TryAgain("x"), Captured()])
def test_an_errand_that_is_gone_is_not_booked(shop: Counter, outcome: TryAgain | Captured, tmp_path: Path) -> None:
    confirmed(shop)
    errand = replace(leased(shop)[0], id=999)
    with shop.writes() as session:
        assert service.settle_errand(session, errand, outcome, datetime(2026, 12, 1, tzinfo=UTC)) == ()
