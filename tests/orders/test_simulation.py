"""Thousands of simulated orders, most of which go wrong: everybody gets what they are owed, exactly and in time."""

from collections.abc import Sequence
from functools import partial, reduce
from operator import add

import pytest

from benchmarks.table import show
from tests.orders.bugs import BUGS
from tests.orders.cores import on_all_cores
from tests.orders.fates import FATES
from tests.orders.simulation import Figures, simulate

ORDERS, SOAK_ORDERS, A_SHOP = 2_000, 50_000, 50


def _simulated(seeds: Sequence[int]) -> Figures:
    return reduce(add, on_all_cores(partial(simulate, orders=A_SHOP), seeds), Figures())


def _failures(figures: Figures) -> dict[str, list[str]]:
    kinds = {
        "missed guarantees": figures.missed,
        "double refunds": figures.twice,
        "inexact refunds": figures.inexact,
        "late refunds": figures.late,
        "other": figures.other,
    }
    return {kind: found[:5] for kind, found in kinds.items() if found}


@pytest.fixture(scope="module")
def figures() -> Figures:
    return _simulated(range(ORDERS // A_SHOP))


def test_in_2000_orders_nobody_gets_too_little_too_much_too_late_or_twice(figures: Figures) -> None:
    assert _failures(figures) == {}


def test_all_fates_befall_the_2000_orders(figures: Figures) -> None:
    assert sum(figures.orders.values()) == ORDERS
    assert set(figures.orders) == set(FATES)
    assert figures.guarantees > ORDERS // 4


@pytest.mark.parametrize(
    "name, kind",
    [
        ("promises are forgotten", "missed guarantees"),
        ("lost pieces are not counted", "double refunds"),
        ("the last cent of a split is lost", "inexact refunds"),
    ],
)
def test_the_simulation_notices_that(name: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    BUGS[name].plant(monkeypatch)
    assert kind in _failures(simulate(1, 25))


@pytest.mark.soak
def test_in_50000_orders_nobody_gets_too_little_too_much_too_late_or_twice(capsys: pytest.CaptureFixture[str]) -> None:
    figures = _simulated(range(1_000, 1_000 + SOAK_ORDERS // A_SHOP))
    with capsys.disabled():
        _tell(figures)
    assert _failures(figures) == {}


def _tell(figures: Figures) -> None:
    currencies = ("EUR", "USD")
    rows = [
        [
            fate,
            f"{figures.orders[fate]:,}",
            f"{figures.refunds[fate]:,}",
            *(f"{figures.minor[f'{fate} {currency}'] / 100:,.2f}" for currency in currencies),
        ]
        for fate in FATES
    ]
    sums = [f"{sum(column.values()):,}" for column in (figures.orders, figures.refunds)]
    show("Simulated orders", ["fate", "orders", "refunds", "given EUR", "given USD"], [*rows, ["all", *sums, "", ""]])
    kinds = {
        "guarantees due": figures.guarantees,
        "missed guarantees": len(figures.missed),
        "double refunds": len(figures.twice),
        "refunds not exact to the minor unit": len(figures.inexact),
        "refunds after their deadline": len(figures.late),
        "broken invariants": len(figures.other),
    }
    show("What went wrong", ["", ""], [[kind, f"{number:,}"] for kind, number in kinds.items()])
