"""The few statements that all stores of the room share: insert once, count what changed, name a lost race."""

from sqlalchemy import CursorResult, Executable, literal
from sqlalchemy.dialects.postgresql import insert as insert_postgres
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlmodel import Session, SQLModel


class StaleWrite(Exception):
    """Somebody else changed the order or took the stock first: roll back, read again, decide again."""


def rows_changed(session: Session, statement: Executable) -> int:
    result = session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0


def insert_once(session: Session, row: type[SQLModel], values: dict[str, object]) -> bool:
    """Insert unless its unique key is there already; whether it was inserted."""
    insert_or_ignore = insert_sqlite if is_sqlite(session) else insert_postgres
    once = insert_or_ignore(row).values(**values).on_conflict_do_nothing()
    # psycopg counts no rows for an insert that may be ignored; what it returns tells.
    return session.execute(once.returning(literal(1))).first() is not None


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
