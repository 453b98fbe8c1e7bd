"""What every supplier promises (orders/suppliers/base.py), retries included."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orders.ids import OrderId, ParcelId, Sku, SupplierId
from orders.order import Address
from orders.suppliers import SUPPLIERS
from orders.suppliers.base import Supplier, SupplierOrder

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BONN = Address("Jana Vogt", "Lindenweg 8", "Bonn", "53111", "DE")


def an_order(*skus: str) -> SupplierOrder:
    lines = tuple((Sku(sku), 1) for sku in skus or ("coat-M",))
    return SupplierOrder(SupplierId("demo"), lines, BONN, NOW + timedelta(days=4), NOW)


@pytest.fixture(params=sorted(SUPPLIERS))
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Supplier]:
    """Opens the supplier on the same books again, as a process does after a crash."""
    return lambda: SUPPLIERS[request.param](tmp_path / "books.db")


@pytest.fixture
def supplier(reopen: Callable[[], Supplier]) -> Supplier:
    return reopen()


def test_the_same_key_is_one_order(supplier: Supplier) -> None:
    first = supplier.place("k1", an_order(), NOW)
    assert first.accepted and first.ref
    assert supplier.place("k1", an_order(), NOW + timedelta(hours=1)) == first
    assert supplier.place("k2", an_order(), NOW).ref != first.ref


def test_a_key_outlives_the_process(reopen: Callable[[], Supplier]) -> None:
    placed = reopen().place("k1", an_order(), NOW)
    assert reopen().find("k1", NOW) == placed


def test_a_key_that_never_arrived_is_not_found(supplier: Supplier) -> None:
    assert supplier.find("k1", NOW) is None
    assert supplier.handover("k1", NOW + timedelta(days=9)) is None


def test_what_cannot_be_delivered_is_declined_with_a_reason(supplier: Supplier) -> None:
    receipt = supplier.place("k1", an_order("coat-M", "hat-never"), NOW)
    assert not receipt.accepted and "hat-never" in receipt.reason
    assert supplier.find("k1", NOW) == receipt
    assert supplier.handover("k1", NOW + timedelta(days=9)) is None


def test_a_parcel_leaves_in_time_with_carrier_and_number_that_stay(supplier: Supplier) -> None:
    supplier.place("k1", an_order(), NOW)
    assert supplier.handover("k1", NOW) is None
    left = supplier.handover("k1", NOW + timedelta(days=3))
    assert left is not None and left.carrier and left.number and left.at <= NOW + timedelta(days=3)
    assert supplier.handover("k1", NOW + timedelta(days=9)) == left
    report = left.report(OrderId("SK-1"), ParcelId("SK-1-P1"))
    assert (report.number, report.at, report.pushed) == (left.number, left.at, False)


def test_what_is_cancelled_in_time_never_leaves(supplier: Supplier) -> None:
    supplier.place("k1", an_order(), NOW)
    assert supplier.cancel("k1", NOW + timedelta(minutes=5)) is True
    assert supplier.cancel("k1", NOW + timedelta(minutes=5)) is True
    assert supplier.handover("k1", NOW + timedelta(days=9)) is None


def test_what_has_left_cannot_be_cancelled(supplier: Supplier) -> None:
    supplier.place("k1", an_order(), NOW)
    assert supplier.cancel("k1", NOW + timedelta(days=3)) is False
    assert supplier.handover("k1", NOW + timedelta(days=9)) is not None


def test_a_key_cancelled_before_it_arrived_is_never_accepted(supplier: Supplier) -> None:
    assert supplier.cancel("k1", NOW) is True
    assert not supplier.place("k1", an_order(), NOW).accepted
