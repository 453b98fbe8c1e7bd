"""A new shop with the demo's goods begins as a copy of one made before, which is kept in the user's cache folder: the
tables and 3,000 offers need not be written one by one again.

Nothing depends on it: without a copy, or with one that is damaged or of other code, the rows are written.
"""

import contextlib
import logging
import shutil
import sqlite3
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Final

import sqlalchemy
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

import bot.storage
from bot import files, ready, schema, shelf
from bot.ready import GOODS, demo_feed
from bot.storage import Storage

log = logging.getLogger(__name__)

KEPT: Final = 3
"""Copies of other code that stay: whoever works on two versions of the shop begins with either."""
_ABANDONED_S: Final = 3600
_HOUSE: Final = Path(__file__).parents[1]
_WRITERS: Final = ("matching", "orders")
"""Rooms whose code says what stands in the rows of goods and offers."""


def begin(storage: Storage, cache: Path | None) -> None:
    """If the database is a new SQLite one, make it a shop that sells the demo's goods; else, or where that fails, leave
    it as it is."""
    if cache is None or not storage.is_sqlite:
        return
    try:
        if storage.is_shared:
            _clear_away(Path(str(storage.url.database)))
        if not _is_new(storage):
            return
        copy = _copy(cache)
        if storage.is_shared:
            _put(copy, Path(str(storage.url.database)))
        else:
            _pour(copy, storage)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        log.info("The shop does not begin as a copy: %s", error)


def _clear_away(database: Path) -> None:
    """What a process that was stopped left behind while it put a copy in place: another name of the database, maybe."""
    for file in database.parent.glob(f"*{files.BESIDE}"):
        if file.name.startswith(f"{database.name}-"):
            file.unlink(missing_ok=True)


def _is_new(storage: Storage) -> bool:
    """Nothing has been written to it. What a database that is gone left beside it would be taken for its news."""
    if not storage.is_shared:
        return True
    file = str(storage.url.database)
    if file.startswith("file:"):  # Not a path, but an address of SQLite's own.
        return False
    return not any(Path(file + ending).exists() for ending in ("", "-wal", "-journal"))


def _copy(cache: Path) -> Path:
    """What to begin as, made by this code."""
    name = f"beginning-{_fingerprint()}"
    found = next((file for file in sorted(cache.glob(f"{name}-*.db")) if _is_whole(file)), None)
    if found is None:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix="beginning-") as folder:
            made = _made(Path(folder) / "shop.db")
            found = made.replace(cache / f"{name}-{_digest(made)}.db")
        _tidy(cache)
    return found


def _made(file: Path) -> Path:
    storage = Storage(f"sqlite:///{file}")
    try:
        schema.bring_up_to_date(storage)
        shelf.stock(storage, demo_feed())
    finally:
        storage.close()
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # Its news is in the file itself, not beside it.
    return file


def _put(copy: Path, database: Path) -> None:
    """Whole or not at all, on the disk before anything is written to it, and never in the place of a database that has
    come meanwhile."""
    with files.unless_there(database) as stream:
        stream.write(copy.read_bytes())


def _pour(copy: Path, storage: Storage) -> None:
    connection = storage.engine.raw_connection()
    try:
        memory = connection.driver_connection
        if isinstance(memory, sqlite3.Connection):
            with contextlib.closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as source:
                source.backup(memory)
    finally:
        connection.close()


def _fingerprint() -> str:
    """Of all that says what is in the file: goods, tables, and the code that writes them."""
    modules = {mapper.class_.__module__ for mapper in SQLModel._sa_registry.mappers}
    sources = {
        Path(str(sys.modules[name].__file__))
        for name in {*modules, *(m.__name__ for m in (ready, schema, shelf, bot.storage))}
    }
    sources |= {file for room in _WRITERS for file in (_HOUSE / room).rglob("*.py")}
    told = sha256(f"{schema.head()} {sys.version} {sqlalchemy.__version__} {sqlite3.sqlite_version}".encode())
    for file in (*sorted(sources), GOODS):
        told.update(file.read_bytes())
    return told.hexdigest()[:16]


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()[:16]


def _is_whole(file: Path) -> bool:
    """Its name says what must be in it."""
    return file.stem.endswith(f"-{_digest(file)}")


def _tidy(cache: Path) -> None:
    """What is old: copies of other code, and what a process that was stopped was making."""
    for folder in cache.glob("beginning-*/"):
        if time.time() - folder.stat().st_mtime > _ABANDONED_S:
            shutil.rmtree(folder, ignore_errors=True)
    copies = sorted(cache.glob("beginning-*.db"), key=lambda file: -file.stat().st_mtime)
    for file in copies[KEPT:]:
        file.unlink(missing_ok=True)
