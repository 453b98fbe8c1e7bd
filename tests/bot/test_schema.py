"""The database's tables: made at once or migrated, they are the same, and those of the code."""

import time
from pathlib import Path

from sqlalchemy import inspect, text

from bot import schema
from bot.storage import Storage
from bot.store import waiting_chores
from dialogue.plan import ChoreKind


def migrated(folder: Path) -> Storage:
    storage = Storage(f"sqlite:///{folder}/migrated.db")
    schema.upgrade(storage)
    return storage


def test_the_migrations_bring_about_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    assert schema.differences(migrated(tmp_path)) == []


def test_tables_made_at_once_are_those_of_the_code(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path}/fresh.db")
    schema.bring_up_to_date(storage)
    assert schema.differences(storage) == []


def test_both_ways_give_the_same_unique_keys_and_indexes(tmp_path: Path) -> None:
    fresh = Storage(f"sqlite:///{tmp_path}/fresh.db")
    schema.bring_up_to_date(fresh)
    assert _keys(fresh) == _keys(migrated(tmp_path))


def _keys(storage: Storage) -> dict[str, list[tuple[str, ...]]]:
    found = inspect(storage.engine)
    return {
        table: sorted(
            [
                *(tuple(each["column_names"]) for each in found.get_unique_constraints(table)),
                *(tuple(name or "" for name in each["column_names"]) for each in found.get_indexes(table)),
                tuple(found.get_pk_constraint(table)["constrained_columns"]),
            ]
        )
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def test_an_empty_database_is_ready_in_a_moment(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path}/fresh.db")
    started = time.perf_counter()
    schema.bring_up_to_date(storage)
    assert time.perf_counter() - started < 0.3


def test_a_database_of_an_older_version_is_migrated_with_its_rows(tmp_path: Path) -> None:
    storage = migrated(tmp_path)
    with storage.writes() as session:
        session.connection().execute(text("INSERT INTO demo_clock (id, seconds) VALUES (1, 5)"))
    schema.bring_up_to_date(storage)
    with storage.reads() as session:
        assert session.connection().execute(text("SELECT seconds FROM demo_clock")).scalar_one() == 5


def test_a_chore_that_waits_since_an_older_version_is_still_to_be_done(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path}/older.db")
    schema.upgrade(storage, "0003")
    with storage.writes() as session:
        session.connection().execute(
            text(
                "INSERT INTO chore (kind, conversation, shopper, state, asked_at) "
                "VALUES ('erase', 'c-1', 's-1', 'waiting', '2026-11-25 12:00:00')"
            )
        )
    schema.bring_up_to_date(storage)
    with storage.reads() as session:
        (chore,) = waiting_chores(session)
    assert (chore.kind, chore.conversation, chore.shopper) == (ChoreKind.ERASE, "c-1", "s-1")


def test_bringing_up_to_date_twice_changes_nothing(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path}/fresh.db")
    schema.bring_up_to_date(storage)
    schema.bring_up_to_date(storage)
    with storage.reads() as session:
        versions = session.connection().execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    assert versions == [schema.head()]


def test_a_migration_can_be_taken_back_and_made_again(tmp_path: Path) -> None:
    storage = migrated(tmp_path)
    schema.downgrade(storage, "base")
    assert set(inspect(storage.engine).get_table_names()) == {"alembic_version"}
    schema.upgrade(storage)
    assert schema.differences(storage) == []
