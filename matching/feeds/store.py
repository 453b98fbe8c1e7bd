"""Rows of a feed on their way into the catalog, in a scratch file that outlives the process: rows of one product may
stand anywhere in a feed, so products are put together when all of it was read."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final, Self

from pydantic import TypeAdapter

from matching.feeds.base import Complaint, FeedOffer
from matching.feeds.reading import Begun, Gone, Read
from matching.product import Product
from orders.ids import ProductId, Sku

_SCHEMA: Final = """
CREATE TABLE state (name TEXT PRIMARY KEY, said TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE product (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, category TEXT, variants INTEGER NOT NULL);
CREATE TABLE variant (number INTEGER PRIMARY KEY, product INTEGER NOT NULL, facts BLOB NOT NULL);
CREATE INDEX variant_product ON variant (product, number);
CREATE TABLE sku (sku TEXT PRIMARY KEY, line INTEGER NOT NULL, fate TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE supplier (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE likeness (key TEXT PRIMARY KEY, product TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE refusal (number INTEGER PRIMARY KEY, line INTEGER NOT NULL, field TEXT, reason TEXT NOT NULL);
"""
_ROW: Final = TypeAdapter(tuple[Product, FeedOffer])
_TAKEN, _GONE, _REFUSED = "taken", "gone", "refused"


class BeingImported(Exception):
    """Another process imports the same file just now."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """All rows of one product. `number` counts products in the order in which their first rows came."""

    number: int
    rows: tuple[tuple[Product, FeedOffer], ...]


class FeedStore:
    """One feed's rows. What was kept since the last `save` is lost when the process ends; everything before is not."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = sqlite3.connect(path, isolation_level=None, timeout=1)
        self._rows = 0
        self._suppliers: set[str | None] = set()

    @classmethod
    def open(cls, path: Path, identity: str) -> Self:
        """The store as it was left, or an empty one where that is damaged or not of this identity.

        Raises BeingImported.
        """
        try:
            return cls._opened(path, identity)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise BeingImported(str(path)) from error
        except sqlite3.DatabaseError:
            _delete(path)
            return cls._opened(path, identity)

    @classmethod
    def _opened(cls, path: Path, identity: str) -> Self:
        store = cls(path)
        for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=NORMAL", "cache_size=-32000"):
            store._db.execute(f"PRAGMA {pragma}")
        store._db.execute("BEGIN IMMEDIATE")
        known = store._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone()
        if known and store.said("identity") != identity:
            store.delete()
            return cls._opened(path, identity)
        if not known:
            for statement in _SCHEMA.split(";"):
                store._db.execute(statement)
            store.save(identity=identity)
        (store._rows,) = store._db.execute("SELECT coalesce(max(number), 0) FROM variant").fetchone()
        return store

    def said(self, name: str) -> str | None:
        found = self._db.execute("SELECT said FROM state WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else None

    def save(self, **state: str) -> None:
        """Make everything kept so far safe, together with where the import stands."""
        self._db.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", state.items())
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")

    def empty(self) -> None:
        """Forget the rows, and where the import stood."""
        for table in ("product", "variant", "sku", "supplier", "likeness", "refusal"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the line above
        self._db.execute("DELETE FROM state WHERE name != 'identity'")
        self._rows, self._suppliers = 0, set()
        self.save()

    def close(self) -> None:
        self._db.close()

    def delete(self) -> None:
        self.close()
        _delete(self._path)

    # ---- reading

    def line_of(self, sku: str) -> int | None:
        found = self._db.execute("SELECT line FROM sku WHERE sku = ? AND fate != ?", (sku, _REFUSED)).fetchone()
        return int(found[0]) if found else None

    def begun(self, product: ProductId) -> Begun | None:
        found = self._db.execute("SELECT category, variants FROM product WHERE id = ?", (product,)).fetchone()
        return Begun(*found) if found else None

    def alike(self, key: str) -> ProductId | None:
        found = self._db.execute("SELECT product FROM likeness WHERE key = ?", (key,)).fetchone()
        return ProductId(found[0]) if found else None

    def keep(self, read: Read) -> None:
        self._rows += 1
        product = read.product
        (number,) = self._db.execute(
            "INSERT INTO product (id, category, variants) VALUES (?, ?, 1)"
            " ON CONFLICT (id) DO UPDATE SET variants = variants + 1 RETURNING number",
            (product.id, product.category),
        ).fetchone()
        facts = _ROW.dump_json((product, read.offer))
        self._db.execute("INSERT INTO variant VALUES (?, ?, ?)", (self._rows, number, facts))
        self._keep_sku(read.offer.sku, read.number, _TAKEN)
        if read.offer.supplier not in self._suppliers:
            self._suppliers.add(read.offer.supplier)
            self._db.execute("INSERT OR IGNORE INTO supplier VALUES (?)", (read.offer.supplier or "",))
        for key in read.keys:
            self._db.execute("INSERT OR IGNORE INTO likeness VALUES (?, ?)", (key, product.id))

    def keep_gone(self, gone: Gone) -> None:
        self._keep_sku(gone.sku, gone.number, _GONE)

    def keep_refused(self, complaint: Complaint, sku: Sku | None) -> None:
        values = (complaint.line, complaint.field, complaint.reason)
        self._db.execute("INSERT INTO refusal (line, field, reason) VALUES (?, ?, ?)", values)
        if sku is not None:
            self._db.execute("INSERT OR IGNORE INTO sku VALUES (?, ?, ?)", (sku, complaint.line, _REFUSED))

    def _keep_sku(self, sku: Sku, line: int, fate: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO sku VALUES (?, ?, ?)", (sku, line, fate))

    # ---- what came of it

    def products(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM product").fetchone()[0])

    def bundles(self, after: int) -> Iterator[Bundle]:
        """Products with a higher number than that, whole, in their order."""
        rows = self._db.execute(
            "SELECT product, facts FROM variant WHERE product > ? ORDER BY product, number", (after,)
        )
        for number, group in groupby(rows, key=lambda row: int(row[0])):
            yield Bundle(number, tuple(_ROW.validate_json(facts) for _, facts in group))

    def suppliers(self) -> frozenset[str]:
        """Whose goods the feed has; "" where it does not say."""
        return frozenset(str(name) for (name,) in self._db.execute("SELECT name FROM supplier"))

    def gone(self) -> Iterator[Sku]:
        rows = self._db.execute("SELECT sku FROM sku WHERE fate = ? ORDER BY sku", (_GONE,))
        return (Sku(sku) for (sku,) in rows)

    def missing(self, skus: Iterable[Sku]) -> tuple[Sku, ...]:
        """Those of which the feed says nothing. A refused row says something: its goods stay as they were."""
        return tuple(sku for sku in skus if not self._db.execute("SELECT 1 FROM sku WHERE sku = ?", (sku,)).fetchone())

    def refusals(self, most: int) -> tuple[Complaint, ...]:
        rows = self._db.execute("SELECT line, field, reason FROM refusal ORDER BY number LIMIT ?", (most,))
        return tuple(Complaint(*row) for row in rows)


def _delete(path: Path) -> None:
    """The file last: what a log is left without cannot be replayed into a new one."""
    for ending in ("-wal", "-shm", ""):
        path.with_name(path.name + ending).unlink(missing_ok=True)
