"""A payment provider in a small SQLite file of its own, for trying the shop out: no money moves anywhere.

It stands for a company elsewhere, so it shares nothing with the shop's database and keeps its promises over kill -9.
Methods by their ending: `…0341` is declined, `…0002` is unknown until looked up, `…0003` is unknown, then declined.
"""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from threading import Lock

from orders.money import Money
from orders.payments.base import ELSEWHERE, Answer, ProviderRejected, ProviderUnavailable, Standing
from orders.wal import write_ahead

_TABLE = """CREATE TABLE IF NOT EXISTS payments (
    key TEXT PRIMARY KEY, charge_key TEXT NOT NULL, minor INTEGER NOT NULL, currency TEXT NOT NULL,
    method TEXT NOT NULL, standing TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL)"""

_DECLINED = Answer(Standing.DECLINED, "the card was declined")


class DemoPayments:
    """`path` is a file, or None for memory. Safe for several threads and processes."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = Lock()
        self._books = sqlite3.connect(path or ":memory:", timeout=5, check_same_thread=False, isolation_level=None)
        write_ahead(self._books)
        self._books.execute("PRAGMA synchronous=FULL")
        self._books.execute(_TABLE)

    def charge(self, key: str, amount: Money, method: str, now: datetime) -> Answer:
        answer = Answer(Standing.DONE)
        if method.endswith("0341"):
            answer = _DECLINED
        elif method.endswith(("0002", "0003")):
            answer = Answer(Standing.UNKNOWN)
        return self._once(key, "", amount, method, answer, now)

    def pay_out(self, key: str, charge_key: str, amount: Money, now: datetime) -> Answer:
        return self._once(key, charge_key, amount, "", Answer(Standing.DONE), now)

    def find(self, key: str, now: datetime) -> Answer | None:
        with self._lock, closing(self._books.cursor()) as books:
            row = books.execute("SELECT method, standing, reason FROM payments WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            method, standing, reason = str(row[0]), Standing(row[1]), str(row[2])
            if standing is Standing.UNKNOWN:
                settled = _DECLINED if method.endswith("0003") else Answer(Standing.DONE)
                books.execute(
                    "UPDATE payments SET standing = ?, reason = ? WHERE key = ?",
                    (settled.standing.value, settled.reason, key),
                )
                return settled
            return Answer(standing, reason)

    def charges(self) -> dict[str, Money]:
        """What every charge brought less what was paid back from it, by its key. For reconciliation."""
        with self._lock, closing(self._books.cursor()) as books:
            rows = books.execute(
                "SELECT key, currency, minor FROM payments WHERE charge_key = '' AND standing = 'done'"
            ).fetchall()
            return {
                str(key): Money(int(minor) - _paid_back(books, key), str(currency)) for key, currency, minor in rows
            }

    def _once(self, key: str, charge_key: str, amount: Money, method: str, answer: Answer, now: datetime) -> Answer:
        with self._lock, closing(self._books.cursor()) as books:
            try:
                books.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise ProviderUnavailable(f"the demo payment provider is busy: {error}") from error
            try:
                return _book(books, (key, charge_key, amount, method), answer, now)
            finally:
                books.execute("COMMIT")


Request = tuple[str, str, Money, str]


def _book(books: sqlite3.Cursor, request: Request, answer: Answer, now: datetime) -> Answer:
    key, charge_key, amount, method = request
    row = books.execute(
        "SELECT charge_key, minor, currency, method, standing, reason FROM payments WHERE key = ?", (key,)
    ).fetchone()
    if row is not None:
        if (row[0], row[1], row[2], row[3]) != (charge_key, amount.minor, amount.currency, method):
            raise ProviderRejected(f"key {key!r} was used before with other parameters")
        return Answer(Standing(row[4]), str(row[5]))
    if amount.minor <= 0:
        raise ProviderRejected(f"{amount} cannot be moved; amounts are above zero")
    if charge_key:
        _check_pay_out(books, charge_key, amount)
    books.execute(
        "INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key,
            charge_key,
            amount.minor,
            amount.currency,
            method,
            answer.standing.value,
            answer.reason,
            now.isoformat(),
        ),
    )
    return answer


def _check_pay_out(books: sqlite3.Cursor, charge_key: str, amount: Money) -> None:
    """Of charges made elsewhere nothing is known here: a real provider looks its own reference up."""
    if charge_key.startswith(ELSEWHERE):
        return
    row = books.execute(
        "SELECT minor, currency FROM payments WHERE key = ? AND standing = 'done'", (charge_key,)
    ).fetchone()
    if row is None or row[1] != amount.currency:
        raise ProviderRejected(f"there is no charge {charge_key!r} in {amount.currency} to pay back from")
    if _paid_back(books, charge_key) + amount.minor > row[0]:
        raise ProviderRejected(f"{amount} more than was charged would be paid back from {charge_key!r}")


def _paid_back(books: sqlite3.Cursor, charge_key: str) -> int:
    row = books.execute(
        "SELECT COALESCE(SUM(minor), 0) FROM payments WHERE charge_key = ? AND standing = 'done'", (charge_key,)
    ).fetchone()
    return int(row[0])
