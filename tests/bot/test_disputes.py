"""`shopkeep dispute`: what the bank says, booked by hand; each letter once."""

from datetime import UTC, datetime

import pytest

from bot.cli import main
from bot.settings import Settings
from bot.wiring import open_shop, open_storage
from orders import service
from orders.ids import OrderId
from orders.order import Order
from tests.bot.seeds import delivered


def dispute(capsys: pytest.CaptureFixture[str], db: str, *asked: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(["dispute", "--db", db, *asked])
    return int(left.value.code or 0), capsys.readouterr().out


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    db = str(tmp_path_factory.mktemp("shop") / "shop.db")
    open_shop(_settings(db)).close()
    return db


def _settings(db: str) -> Settings:
    return Settings(DATABASE_URL=f"sqlite:///{db}")


@pytest.fixture
def order(db: str) -> Order:
    storage = open_storage(_settings(db))
    made = delivered(storage, datetime.now(UTC))
    storage.close()
    return made


def _now(db: str, order: Order) -> Order:
    storage = open_storage(_settings(db))
    with storage.reads() as session:
        found = service.any_order(session, OrderId(order.id))
    storage.close()
    assert found is not None
    return found


def test_a_dispute_is_opened_and_lost_with_its_money_once(
    capsys: pytest.CaptureFixture[str], db: str, order: Order
) -> None:
    status, said = dispute(capsys, db, order.id, "opened", "dp_1", "--reason", "not as described")
    assert (status, said) == (0, f"{order.id}-D1  {order.total}  open\n")
    for _ in range(2):
        assert dispute(capsys, db, order.id.lower(), "lost", "dp_1") == (0, f"{order.id}-D1  {order.total}  lost\n")
    assert _now(db, order).refunded == order.total


def test_part_of_a_payment_is_disputed_until_a_day(capsys: pytest.CaptureFixture[str], db: str, order: Order) -> None:
    dispute(capsys, db, order.id, "opened", "dp_1", "--amount", "12.50", "--answer-by", "2026-12-31")
    (known,) = _now(db, order).disputes
    assert known.amount.minor == 1250
    assert known.answer_by is not None and known.answer_by.date().isoformat() == "2026-12-31"


@pytest.mark.parametrize(
    "asked",
    [
        ("SK-000000", "opened", "dp_1"),
        ("ORDER", "won", "dp_1"),
        ("ORDER", "opened", "dp_1", "--amount", "9999"),
        ("ORDER", "opened", "dp_1", "--amount", "0"),
        ("ORDER", "opened", "dp_1", "--amount", "twelve"),
        ("ORDER", "opened", "dp_1", "--answer-by", "soon"),
    ],
)
def test_what_makes_no_sense_is_said_and_not_booked(
    capsys: pytest.CaptureFixture[str], db: str, order: Order, asked: tuple[str, ...]
) -> None:
    status, said = dispute(capsys, db, *(str(order.id) if part == "ORDER" else part for part in asked))
    assert status == 1 and said.startswith("Nothing was booked: ")
    assert _now(db, order).disputes == ()
