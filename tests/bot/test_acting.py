"""Actions from the desk and the command line, when somebody else changes the order at the same moment."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from bot.acting import perform
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from orders import service, store
from orders.actions import Goodwill
from orders.answers import Reason, Refusal
from orders.changes import Change
from orders.money import Money
from orders.order import Order
from orders.service import Done, StaleWrite
from tests.bot.seeds import delivered


@pytest.fixture
def shop() -> Iterator[Shop]:
    opened = open_shop(Settings(DATABASE_URL=":memory:"))
    yield opened
    opened.close()


@pytest.fixture
def order(shop: Shop) -> Order:
    return delivered(shop.storage, shop.clock())


def late(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many of the next writes find that another one was faster."""
    left, save = [times], store.save

    def saved(session: Session, change: Change) -> Order:
        if left[0]:
            left[0] -= 1
            raise StaleWrite("another writer")
        return save(session, change)

    monkeypatch.setattr(store, "save", saved)


def gives(shop: Shop, order: Order) -> Done | Refusal:
    gift = Goodwill(order=order.id, amount=Money.parse("5", "EUR"), staff="alex", key="k1", reason="a long wait")
    return perform(shop.storage, gift, shop.clock(), shop.policy)


def given(shop: Shop, order: Order) -> int:
    with shop.storage.reads() as session:
        found = service.any_order(session, order.id)
    assert found is not None
    return len(found.refunds)


def test_who_comes_too_late_once_looks_again_and_does_it(
    shop: Shop, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    late(1, monkeypatch)
    assert isinstance(gives(shop, order), Done)
    assert given(shop, order) == 1


def test_who_comes_too_late_twice_is_told_so_and_nothing_is_done(
    shop: Shop, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    late(2, monkeypatch)
    assert gives(shop, order) == Refusal(Reason.CHANGED_MEANWHILE, order.id)
    assert given(shop, order) == 0
