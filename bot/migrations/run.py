"""Runs alembic on a Storage: upgrade, compare, write a new migration."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from bot.storage import Storage

FOLDER = Path(__file__).parent


def config(connection: object | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["connection"] = connection
    return made


def head() -> str | None:
    """The newest migration there is a file for."""
    return ScriptDirectory.from_config(config()).get_current_head()


def upgrade(storage: Storage) -> None:
    """Bring the schema to the head in one transaction; interrupted, nothing has changed."""
    with storage.writes() as session:
        command.upgrade(config(session.connection()), "head")


def differences(storage: Storage) -> list[object]:
    """What the tables in code have and the database has not, or the other way round."""
    with storage.reads() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))


def new(storage: Storage, why: str, revision: str) -> None:
    """Write the next migration from the differences."""
    with storage.writes() as session:
        command.revision(config(session.connection()), message=why, autogenerate=True, rev_id=revision)
