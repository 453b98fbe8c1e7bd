"""A supplier in a small SQLite file of its own, living on the clock it is given: parcels leave a day after the order.

SKUs that end in `-never` are declined, so that falling over to the next supplier can be seen.
"""

import hashlib
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from orders.suppliers.base import Handover, Receipt, SupplierOrder
from orders.wal import write_ahead

_TABLE = """CREATE TABLE IF NOT EXISTS supplier_orders (
    key TEXT PRIMARY KEY, ref TEXT NOT NULL, accepted INTEGER NOT NULL, reason TEXT NOT NULL,
    ordered_at TEXT NOT NULL, promised_by TEXT NOT NULL, cancelled INTEGER NOT NULL DEFAULT 0)"""
_PACKING = timedelta(hours=20)
_TRAVEL = timedelta(hours=48)


class DemoSupplier:
    """`path` is a file, or None for memory. Safe for several threads and processes."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = Lock()
        self._books = sqlite3.connect(path or ":memory:", timeout=5, check_same_thread=False, isolation_level=None)
        write_ahead(self._books)
        self._books.execute(_TABLE)

    def place(self, key: str, order: SupplierOrder, now: datetime) -> Receipt:
        never = [sku for sku, _ in order.lines if sku.endswith("-never")]
        ref = "" if never else f"D{hashlib.sha256(key.encode()).hexdigest()[:8].upper()}"
        with self._lock, closing(self._books.cursor()) as books:
            books.execute(
                "INSERT INTO supplier_orders VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
                (
                    key,
                    ref,
                    0 if never else 1,
                    f"{never[0]} is not made any more" if never else "",
                    order.ordered_at.isoformat(),
                    order.promised_by.isoformat(),
                ),
            )
            receipt = _receipt(books, key)
        return receipt or Receipt(accepted=False, reason="lost")

    def find(self, key: str, now: datetime) -> Receipt | None:
        with self._lock, closing(self._books.cursor()) as books:
            return _receipt(books, key)

    def handover(self, key: str, now: datetime) -> Handover | None:
        with self._lock, closing(self._books.cursor()) as books:
            row = books.execute(
                "SELECT ordered_at FROM supplier_orders WHERE key = ? AND accepted = 1 AND cancelled = 0", (key,)
            ).fetchone()
        if row is None:
            return None
        left_at = datetime.fromisoformat(row[0]) + _PACKING
        number = f"SK{int(hashlib.sha256(key.encode()).hexdigest()[:10], 16) % 10**10:010d}"
        return Handover("Demo Post", number, left_at, left_at + _TRAVEL) if left_at <= now else None

    def cancel(self, key: str, now: datetime) -> bool:
        with self._lock, closing(self._books.cursor()) as books:
            latest = (now - _PACKING).isoformat()
            books.execute(
                "INSERT INTO supplier_orders VALUES (?, '', 0, 'cancelled', ?, ?, 1) ON CONFLICT DO UPDATE "
                "SET cancelled = 1 WHERE ordered_at > ?",
                (key, now.isoformat(), now.isoformat(), latest),
            )
            row = books.execute(
                "SELECT cancelled OR NOT accepted FROM supplier_orders WHERE key = ?", (key,)
            ).fetchone()
        return bool(row[0])


def _receipt(books: sqlite3.Cursor, key: str) -> Receipt | None:
    row = books.execute("SELECT accepted, ref, reason FROM supplier_orders WHERE key = ?", (key,)).fetchone()
    return None if row is None else Receipt(bool(row[0]), str(row[1]), str(row[2]))
