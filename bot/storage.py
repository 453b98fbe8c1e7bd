"""The database: engines, sessions, read and write transactions, and where SQLite and Postgres differ.

A transaction is short and opened only by those HOUSE names; nothing outside is called while one is open.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from orders.wal import write_ahead

BUSY_MS: Final = 5000
ATTEMPTS: Final = 3
"""Three times five seconds: a database that is locked for ten seconds is waited for."""

# Postgres: serialization_failure, deadlock_detected, lock_not_available.
_PASSING: Final = frozenset({"40001", "40P01", "55P03"})


class Storage:
    """One database. `reads()` and `writes()` are the only ways to a session; both end their transaction.

    `notes()` is for what may be forgotten in a power cut and repeated without harm: leases, and that a reply was sent.
    On SQLite it saves the fsync; a crash of the process alone loses nothing there either.
    """

    def __init__(self, url: str) -> None:
        self.url = database_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._one_at_a_time = threading.RLock() if self._in_memory else None
        self.engine = _sqlite(self.url, self._in_memory) if self.is_sqlite else _postgres(self.url)
        self._writes = self.engine.execution_options(writes=True)
        self._notes = self._writes
        if self.is_sqlite and not self._in_memory:
            self._notes = _sqlite(self.url, in_memory=False, synchronous="NORMAL").execution_options(writes=True)

    @property
    def is_shared(self) -> bool:
        """Whether other processes may write to it, and one thread may open a transaction inside another's."""
        return not self._in_memory

    @property
    def _in_memory(self) -> bool:
        return self.is_sqlite and self.url.database in (None, "", ":memory:")

    def reads(self) -> AbstractContextManager[Session]:
        """A transaction that sees one state of the database and changes nothing."""
        return self._transaction(self.engine)

    def writes(self) -> AbstractContextManager[Session]:
        """A transaction that may write. It is committed when the block ends and rolled back when it raises.

        Waits for other writers before the block begins, up to ATTEMPTS times BUSY_MS; then OperationalError.
        """
        return self._transaction(self._writes)

    def notes(self) -> AbstractContextManager[Session]:
        """Like `writes`, without waiting for the disk."""
        return self._transaction(self._notes)

    def close(self) -> None:
        self.engine.dispose()
        self._notes.dispose()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Session]:
        if self._one_at_a_time is not None:
            with self._one_at_a_time, self._session(engine) as session:
                yield session
        else:
            with self._session(engine) as session:
                yield session

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session:
            _begin(session)
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise


def database_url(url: str) -> URL:
    """The address with our driver filled in; a SQLite file's folder is made."""
    parsed = make_url("sqlite://" if url == ":memory:" else url)
    if parsed.get_backend_name() in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    return parsed


def _begin(session: Session) -> None:
    """Open the transaction now, so that waiting for another writer happens before any work was done."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            session.connection()
        except OperationalError as error:
            session.rollback()
            if attempt == ATTEMPTS or not _passes(error):
                raise
        else:
            return


def _passes(error: DBAPIError) -> bool:
    """Whether the database only gave way to another transaction, so that the same work may succeed now."""
    state = getattr(error.orig, "sqlstate", None)
    return state in _PASSING or "database is locked" in str(error.orig) or "database table is locked" in str(error.orig)


def _sqlite(url: URL, in_memory: bool, synchronous: str = "FULL") -> Engine:
    """Errors name no values: they are logged, and rows hold addresses and what people wrote."""
    engine = (
        create_engine(url, connect_args={"check_same_thread": False}, poolclass=StaticPool, hide_parameters=True)
        if in_memory
        else create_engine(
            url, connect_args={"check_same_thread": False}, pool_size=16, max_overflow=64, hide_parameters=True
        )
    )

    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # The `begin` event decides how a transaction opens; sqlite3 must not open its own.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        write_ahead(cursor)
        for pragma in (f"synchronous={synchronous}", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: URL) -> Engine:
    return create_engine(url, pool_size=16, max_overflow=16, pool_pre_ping=True, hide_parameters=True)
