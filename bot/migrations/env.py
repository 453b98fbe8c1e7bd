"""What alembic runs to migrate: on the connection that `bot/schema.py` gives it, never on one of its own."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Text
from sqlmodel import SQLModel

from bot.schema import MIGRATING
from orders.rows import one_at_a_time
from orders.tables import Instant


def render(kind: str, value: object, autogen: AutogenContext) -> str | Literal[False]:
    """Our own column types are written as what the database sees, so that old migrations need none of our code."""
    if kind == "type" and isinstance(value, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(value).__name__ == "AutoString":
        return "sa.String()"
    if kind == "type" and isinstance(value, Text):
        return "sa.Text()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_item=render,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    one_at_a_time(context.config.attributes["connection"], MIGRATING)
    context.run_migrations()
