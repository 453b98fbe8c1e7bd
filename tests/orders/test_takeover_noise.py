"""Books with random damage: whatever is put where, an import ends with an answer, and the books stay even."""

import json
from collections.abc import Iterator
from copy import deepcopy
from random import Random

import pytest

from orders import service
from orders.books.handing_on import hand_on
from orders.books.reading import NoBooks
from orders.books.takeover import take_over
from tests.orders.counter import Counter
from tests.orders.ledgers import ORDERS, books

JUNK: tuple[object, ...] = (
    None, 0, -1, 1, 2, 3, 10**30, 100_001, 1.5, True, "", "x", "0", "0.00", "-1", "54.00", "12.00", "1e9",
    "99999999999.99", "2026-11-02T09:00:00Z", "2026-11-02", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
    "2026-11-23T09:00:00+14:00", "cancelled", "delivered", "lost", "returned", "XXX", "JPY", "KWD", "USD", "US", "ZZ",
    "\ud800", "\x00", [], {}, [[]], "a/b", "#", "gift_card_G1", "mug-L", "bowl-S", "4111111111111111",
)  # fmt: skip
Path = tuple[str | int, ...]
Json = object


def paths(value: Json, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for name, each in value.items():
            yield from paths(each, (*path, name))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from paths(each, (*path, at))


def found(whole: Json, path: Path) -> Json:
    for step in path:
        if isinstance(whole, dict | list):
            whole = whole[step]  # type: ignore[index]  # the path was walked before
    return whole


def put(whole: Json, path: Path, value: Json, *, away: bool) -> None:
    inside, step = found(whole, path[:-1]), path[-1]
    if isinstance(inside, dict) and isinstance(step, str):
        inside.pop(step) if away else inside.update({step: value})
    elif isinstance(inside, list) and isinstance(step, int):
        inside[step : step + 1] = [] if away else [value]


def damaged(dice: Random) -> object:
    """Books of six orders with one to four things lost, swapped for something else in them, or replaced by junk."""
    whole: object = deepcopy(books(orders=dice.sample(ORDERS, 6)))
    for _ in range(dice.choice((1, 1, 2, 4))):
        path = dice.choice(list(paths(whole)))
        value = deepcopy(found(whole, dice.choice(list(paths(whole))))) if dice.random() < 0.1 else dice.choice(JUNK)
        put(whole, path, value, away=dice.random() < 0.1)
    return whole


def run(shop: Counter, seed: int, times: int) -> int:
    """How many orders were taken in all; every import is taken back."""
    dice, orders = Random(seed), 0
    for _ in range(times):
        raw = json.dumps(damaged(dice)).encode()
        with shop.open() as session:
            try:
                orders += take_over(session, raw, shop.now, shop.policy).orders
            except NoBooks:
                continue
            assert service.audit(session) == ()
            json.loads(hand_on(session, shop.now, shop.policy).text)
            session.rollback()
    return orders


def test_damaged_books_never_break_an_import(shop: Counter) -> None:
    assert run(shop, seed=1, times=60) > 100


@pytest.mark.soak
def test_badly_damaged_books_never_break_an_import(shop: Counter) -> None:
    assert run(shop, seed=2, times=3_000) > 5_000
