"""Write-ahead mode for SQLite files that several processes open at the same moment."""

import sqlite3
import time
from typing import Protocol

PATIENCE_S = 5.0
_PAUSE_S = 0.005


class Executes(Protocol):
    """A cursor or a connection of sqlite3."""

    def execute(self, statement: str, /) -> object: ...


def write_ahead(books: Executes, patience_s: float = PATIENCE_S) -> None:
    """Raises sqlite3.OperationalError if the file stays locked for so long.

    The switch takes the file for itself alone, and for that SQLite does not wait: its busy timeout covers reads and
    writes only (https://sqlite.org/c3ref/busy_handler.html), so two processes that start together need this patience.
    """
    until = time.monotonic() + patience_s
    while True:
        try:
            books.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_S)
        else:
            return
