"""Transactions: waiting for other writers, rolling back, and a database that is locked."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot import storage as storage_module
from bot.settings import Settings
from bot.storage import Storage, database_url


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    opened = Storage(f"sqlite:///{tmp_path}/one.db")
    with opened.writes() as session:
        session.connection().execute(text("CREATE TABLE account (name TEXT PRIMARY KEY, money INTEGER)"))
        session.connection().execute(text("INSERT INTO account VALUES ('till', 0)"))
    return opened


def money(storage: Storage) -> int:
    with storage.reads() as session:
        return int(session.connection().execute(text("SELECT money FROM account")).scalar_one())


def add_one(storage: Storage) -> None:
    with storage.writes() as session:
        now = session.connection().execute(text("SELECT money FROM account")).scalar_one()
        session.connection().execute(text("UPDATE account SET money = :money"), {"money": now + 1})


def test_reading_and_then_writing_from_many_threads_loses_nothing(storage: Storage) -> None:
    threads = [threading.Thread(target=lambda: [add_one(storage) for _ in range(25)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert money(storage) == 100


def test_what_raises_changes_nothing(storage: Storage) -> None:
    with pytest.raises(ZeroDivisionError), storage.writes() as session:
        session.connection().execute(text("UPDATE account SET money = 5"))
        raise ZeroDivisionError
    assert money(storage) == 0


def test_a_writer_waits_for_another_that_holds_the_database(storage: Storage) -> None:
    other = sqlite3.connect(str(storage.url.database), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.4, lambda: other.execute("COMMIT")).start()
    add_one(storage)
    assert money(storage) == 1


def test_a_database_that_stays_locked_is_given_up_in_bounded_time(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_module, "BUSY_MS", 50)
    short = Storage(str(storage.url))
    other = sqlite3.connect(str(storage.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        add_one(short)
    other.execute("COMMIT")
    add_one(short)
    assert money(storage) == 1


def test_an_acknowledged_write_is_on_the_disk(storage: Storage) -> None:
    with storage.writes() as session:
        pragmas = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_memory_is_one_database_for_all_transactions() -> None:
    storage = Storage(":memory:")
    with storage.writes() as session:
        session.connection().execute(text("CREATE TABLE thing (id INTEGER)"))
    with storage.reads() as session:
        assert session.connection().execute(text("SELECT count(*) FROM thing")).scalar_one() == 0


def test_a_postgres_address_takes_our_driver() -> None:
    assert database_url("postgresql://shop@db/shop").drivername == "postgresql+psycopg"


def test_an_address_that_is_no_database_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'shop' is not a database address"):
        Settings(database_url="shop")


def test_an_error_of_the_database_names_no_value(storage: Storage) -> None:
    """Errors are logged, and rows hold addresses and what people wrote."""
    with pytest.raises(DBAPIError) as failed, storage.writes() as session:
        session.connection().execute(text("INSERT INTO no_such_table VALUES (:email)"), {"email": "anna@example.com"})
    assert "anna@example.com" not in str(failed.value)
