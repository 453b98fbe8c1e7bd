"""The few statements that all stores share: insert once, count what changed, one at a time, name a lost race."""

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection, CursorResult, Executable, func, literal, select
from sqlalchemy.dialects import sqlite
from sqlmodel import Session, SQLModel

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


class StaleWrite(Exception):
    """Somebody else changed the order or took the stock first: roll back, read again, decide again."""


def connection_of(session: Session) -> Connection:
    """For statements that are made once and run by every turn, beside what waits in the session to be written.

    A statement that is made anew, and whose rows are mapped to objects, takes six times as long.
    """
    session.flush()
    return session.connection()


def one_at_a_time(connection: Connection, key: int) -> None:
    """From here to the end of the transaction nobody else is where this key is asked for; any number is one. SQLite
    has one writer at any time."""
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.pg_advisory_xact_lock(key)))


def rows_changed(session: Session, statement: Executable) -> int:
    result = session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0


def insert_once(session: Session, row: type[SQLModel], values: dict[str, object]) -> bool:
    """Insert unless its unique key is there already; whether it was inserted."""
    return connection_of(session).execute(_once(row, is_sqlite(session)), values).first() is not None


@cache
def _once(row: type[SQLModel], on_sqlite: bool) -> Executable:
    """psycopg counts no rows for an insert that may be ignored; what it returns tells."""
    return _insert(row, on_sqlite).on_conflict_do_nothing().returning(literal(1))


def insert_into(session: Session, row: type[SQLModel]) -> "sqlite.Insert | postgresql.Insert":
    """An insert that can say what happens when its key is there already, which each database writes in its own way."""
    return _insert(row, is_sqlite(session))


def _insert(row: type[SQLModel], on_sqlite: bool) -> "sqlite.Insert | postgresql.Insert":
    if on_sqlite:
        return sqlite.insert(row)
    # Reading this dialect takes a tenth of a second, which a shop on SQLite need not wait for.
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(row)


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
