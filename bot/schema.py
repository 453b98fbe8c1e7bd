"""Brings a database to the tables this version of the code wants, and writes migrations when tables change.

An empty database gets all tables at once and is marked as current; alembic (0.3 s to import) is loaded only to upgrade.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text
from sqlmodel import Session, SQLModel

import bot.tables
import dialogue.tables
import matching.tables
import orders.tables
from bot.storage import Storage

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER: Final = Path(__file__).parent / "migrations"
ROOMS: Final = (bot.tables, dialogue.tables, matching.tables, orders.tables)
"""Importing a room's tables makes them known to SQLModel.metadata."""


def head() -> str:
    """The newest migration: files in `versions/` are named `<number>_<why>.py`, and the number is the revision."""
    return max(file.name.split("_")[0] for file in (FOLDER / "versions").glob("[0-9]*.py"))


def bring_up_to_date(storage: Storage) -> None:
    """After this the tables are those of the code. Safe to call from several processes at once."""
    with storage.writes() as session:
        found = _revision(session)
        if found is None and not inspect(session.connection()).has_table("inbox"):
            SQLModel.metadata.create_all(session.connection())
            _mark(session, head())
            return
    if found != head():
        upgrade(storage)


def _revision(session: Session) -> str | None:
    if not inspect(session.connection()).has_table("alembic_version"):
        return None
    row = session.connection().execute(text("SELECT version_num FROM alembic_version")).first()
    return str(row[0]) if row else None


def _mark(session: Session, revision: str) -> None:
    connection = session.connection()
    connection.execute(
        text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    )
    connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:revision)"), {"revision": revision})


def upgrade(storage: Storage, revision: str = "head") -> None:
    """Run the migrations that are missing, each in its own transaction: an interrupted one leaves the old schema."""
    from alembic import command

    with storage.engine.execution_options(writes=True).connect() as connection:
        configured = config()
        configured.attributes["connection"] = connection
        command.upgrade(configured, revision)
        connection.commit()


def write_migration(storage: Storage, why: str) -> Path:
    """A new migration with what differs between the tables and this database, which must be up to date otherwise."""
    from alembic import command

    number = f"{int(head()) + 1:04d}"
    with storage.engine.connect() as connection:
        configured = config()
        configured.attributes["connection"] = connection
        command.revision(configured, message=why, autogenerate=True, rev_id=number)
    return next((FOLDER / "versions").glob(f"{number}_*.py"))


def differences(storage: Storage) -> list[str]:
    """What differs between the tables of the code and this database; empty when nothing does."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with storage.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, SQLModel.metadata)]


def config() -> "Config":
    from alembic.config import Config

    configured = Config()
    configured.set_main_option("script_location", str(FOLDER))
    configured.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return configured
