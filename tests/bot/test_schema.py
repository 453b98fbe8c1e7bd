"""The database's tables: made at once or migrated, they are the same, and those of the code."""

import json
from pathlib import Path

from sqlalchemy import inspect, text

from bot import schema
from bot.storage import Storage
from bot.store import waiting_chores
from dialogue import profile_store
from dialogue.plan import ChoreKind
from orders import customer_store
from orders.customers import PaymentMethod
from orders.ids import ShopperId


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


def test_an_address_and_a_way_to_pay_told_in_an_older_version_are_the_customers(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path}/older.db")
    schema.upgrade(storage, "0005")
    told = "INSERT INTO shopper (id, name, email, address, payment, opted_out, created_at) VALUES "
    known = "INSERT INTO customer (id, email, body) VALUES "
    with storage.writes() as session:
        for statement in (
            f"{told} ('new', 'Mia', 'mia@example.com', '{_address('Bonn')}', 'card_4242', 0, '2026-11-25 12:00:00')",
            f"{told} ('both', 'Ben', NULL, '{_address('Bonn')}', 'paypal', 0, '2026-11-25 12:00:00')",
            f"{told} ('none', 'Cem', NULL, NULL, NULL, 0, '2026-11-25 12:00:00')",
            known + f"""('both', '', '{{"id": "both", "name": "Benno", "address": {_address("Ulm")}}}')""",
        ):
            session.connection().exec_driver_sql(statement)
    schema.bring_up_to_date(storage)
    with storage.reads() as session:
        profiles = [profile_store.profile(session, ShopperId(name)) for name in ("new", "both", "none")]
        mia, ben = (customer_store.find(session, ShopperId(name)) for name in ("new", "both"))
    assert [profile.address and profile.address.city for profile in profiles] == ["Bonn", "Ulm", None]
    assert [profile.payment for profile in profiles] == ["card_4242", "paypal", None]
    assert mia is not None and (mia.name, mia.email, mia.methods) == (
        "Mia",
        "mia@example.com",
        (PaymentMethod("card_4242", "card"),),
    )
    assert ben is not None and (ben.name, ben.default_method) == ("Benno", "paypal")
    schema.downgrade(storage, "0005")
    with storage.reads() as session:
        kept = session.connection().execute(text("SELECT address, payment FROM shopper WHERE id = 'new'")).one()
    assert '"Bonn"' in kept[0] and kept[1] == "card_4242"


def _address(city: str) -> str:
    place = {"name": "Mia", "line1": "Am Markt 1", "city": city, "postcode": "53111", "country": "DE"}
    return json.dumps(place)


def test_orders_of_an_older_version_are_found_by_number_and_by_name(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path}/older.db")
    schema.upgrade(storage, "0006")
    placed = {"address": json.loads(_address("Bonn")), "placed_at": "2026-11-20T08:00:00+01:00"}
    quoted = {"address": json.loads(_address("Bonn")), "placed_at": None}
    order = (
        "INSERT INTO orders (id, shopper, conversation, state, revision, search, email, postcode, body, created_at) "
        "VALUES (:id, 's', 'c', 'paid', 1, '', '', '53111', :body, '2026-11-20 07:00:00')"
    )
    with storage.writes() as session:
        for number, said in (("SK-7F3KQ2", placed), ("#W261", quoted)):
            session.connection().execute(text(order), {"id": number, "body": json.dumps(said)})
    schema.bring_up_to_date(storage)
    with storage.reads() as session:
        rows = session.connection().execute(text("SELECT number, name, placed_at FROM orders ORDER BY id DESC")).all()
    assert [tuple(row) for row in rows] == [("7F3KQ2", "mia", "2026-11-20 07:00:00.000000"), ("W261", "mia", None)]
    schema.downgrade(storage, "0006")
    assert "orders" in inspect(storage.engine).get_table_names()


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
