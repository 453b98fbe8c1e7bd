"""Two processes on one database, which go for the same thing at the same moment, again and again."""

import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.storage import Storage
from orders import errands, service
from orders.actions import Action, AskGoodwill, AskRefund, Goodwill, MakeQuote, ReportLost
from orders.answers import Reason, Refusal
from orders.errands import Providers
from orders.ids import OrderId, ShopperId
from orders.payments.demo import DemoPayments
from orders.service import Done, StaleWrite
from tests.orders.counter import JANA, MONDAY, eur

Work = TypeVar("Work")
PATIENCE = 120.0
"""Seconds to wait for the other process before giving up."""


@dataclass(frozen=True)
class Scene:
    """Where they meet: the database, and the bank that both may call."""

    url: str
    bank: Path


def both(task: Callable[[Scene, Sequence[Work], str, Barrier], None], scene: Scene, work: Sequence[Work]) -> None:
    """Two processes that live through all of the work; raises if one fails."""
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    pair = [spawn.Process(target=task, args=(scene, work, name, start)) for name in ("a", "b")]
    for process in pair:
        process.start()
    for process in pair:
        process.join()
    assert [process.exitcode for process in pair] == [0, 0]


def refund(scene: Scene, orders: Sequence[OrderId], name: str, start: Barrier) -> None:
    """Everything back, and then once more: the loser of a race looks again and insists. One of the two is sometimes a
    person of the staff who gives part of it, or the shopper with another word for it."""
    storage = Storage(scene.url)
    for number, order in enumerate(orders):
        start.wait(PATIENCE)
        for attempt in range(4):
            with storage.reads() as session:
                found = service.any_order(session, order)
            assert found is not None
            _try(storage, _wish(order, found.version, name, number, attempt))
    storage.close()


def _wish(order: OrderId, version: int, name: str, number: int, attempt: int) -> Action:
    yes = f"{name}/{order}/{attempt}"
    if name == "b" and attempt == 0 and number % 3 == 1:
        return Goodwill(order=order, amount=eur("7.01"), staff="alex", key=yes, reason="sorry")
    if name == "b" and attempt == 0 and number % 6 == 3:
        return AskGoodwill(shopper=JANA, order=order, expected_version=version, confirmation=yes)
    if name == "b" and number % 3 == 2:
        return ReportLost(shopper=JANA, order=order, expected_version=version, confirmation=yes)
    return AskRefund(shopper=JANA, order=order, expected_version=version, confirmation=yes)


def _try(storage: Storage, action: Action) -> Done | Refusal:
    try:
        with storage.writes() as session:
            return service.perform(session, action, MONDAY)
    except (StaleWrite, OperationalError):
        return Refusal(Reason.CHANGED_MEANWHILE)


def want(scene: Scene, wishes: Sequence[MakeQuote], name: str, start: Barrier) -> None:
    """Both want the last piece."""
    storage = Storage(scene.url)
    for wish in wishes:
        start.wait(PATIENCE)
        _try(storage, replace(wish, shopper=ShopperId(name)))
    storage.close()


def pay_out(scene: Scene, orders: Sequence[OrderId], name: str, start: Barrier) -> None:
    """Both are workers that do what is due, and no lease holds long, so that each does what the other has begun."""
    storage, providers = Storage(scene.url), Providers(DemoPayments(scene.bank), {}, {})
    start.wait(PATIENCE)
    now = MONDAY
    while True:
        with storage.writes() as session:
            leased = service.lease_errands(session, now, name, 10)
        now += errands.LEASE
        for errand in leased:
            outcome = errands.run(errand, providers, now)
            _book(storage, partial(service.settle_errand, errand=errand, outcome=outcome, now=now))
        if not leased:
            break
    storage.close()


def _book(storage: Storage, settle: Callable[[Session], object]) -> None:
    """As often as it takes: another worker may book the same at the same moment."""
    while True:
        try:
            with storage.writes() as session:
                settle(session)
        except (StaleWrite, OperationalError):
            continue
        else:
            return
