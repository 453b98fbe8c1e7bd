"""Two processes at the same order, at the same moment: never a cent too much, never the last piece twice."""

import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import TypeVar

from orders import service
from orders.actions import AskRefund, MakeQuote
from orders.ids import ConversationId, OrderId, ShopperId, Sku
from orders.service import Done, Seed
from tests.orders.counter import BONN, JANA, MONDAY, Counter, an_offer, sqlite_engine

RACES = 100

Work = TypeVar("Work")


def _ask(path: Path, orders: list[OrderId], name: str, start: Barrier) -> None:
    """One of two processes that want the same money back."""
    sessions = sqlite_engine(path)
    for order in orders:
        start.wait()
        wish = AskRefund(shopper=JANA, order=order, expected_version=1, confirmation=f"{name}/{order}")
        with sessions() as session:
            service.perform(session, wish, MONDAY)
            session.commit()


def _want(path: Path, wishes: list[MakeQuote], name: str, start: Barrier) -> None:
    """One of two processes whose shoppers want the last piece."""
    sessions = sqlite_engine(path)
    for wish in wishes:
        start.wait()
        with sessions() as session:
            service.perform(session, replace(wish, shopper=ShopperId(name)), MONDAY)
            session.commit()


def _both(task: Callable[[Path, list[Work], str, Barrier], None], path: Path, work: list[Work]) -> None:
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    pair = [spawn.Process(target=task, args=(path, work, name, start)) for name in ("a", "b")]
    for process in pair:
        process.start()
    for process in pair:
        process.join(timeout=120)
        assert process.exitcode == 0


def test_two_processes_that_refund_the_same_order_refund_it_once(shop: Counter, tmp_path: Path) -> None:
    seed = Seed(
        shopper=JANA, conversation=ConversationId("talk"), lines=((Sku("coat-M"), 1),), state="lost", address=BONN,
        market="DE", currency="EUR", method="card_4242", placed_at=MONDAY,
    )  # fmt: skip
    orders: list[OrderId] = []
    with shop.writes() as session:
        for _ in range(RACES):
            answer = service.seed_order(session, seed, MONDAY)
            assert isinstance(answer, Done)
            orders.append(answer.order.id)
    _both(_ask, tmp_path / "shop.db", orders)
    refunded = [shop.order(order).refunded.plain() for order in orders]
    assert refunded == ["49.39"] * RACES


def test_two_processes_that_want_the_last_piece_get_it_once(shop: Counter, tmp_path: Path) -> None:
    skus = [Sku(f"single-{number}") for number in range(RACES // 4)]
    with shop.writes() as session:
        service.load_offers(session, [an_offer(sku, stock=1) for sku in skus])
    _both(_want, tmp_path / "shop.db", [shop.quote_wish((sku, 1)) for sku in skus])
    assert [shop.stock(sku) for sku in skus] == [(1, 1)] * len(skus)
