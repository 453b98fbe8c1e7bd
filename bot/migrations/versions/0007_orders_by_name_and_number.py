"""Orders are found by number, and by name and postcode together; what was never placed is left out."""

import json
import re
import unicodedata
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_PAGE = 500
_orders = sa.table(
    "orders",
    *(sa.column(name, sa.String()) for name in ("id", "number", "name", "body")),
    sa.column("placed_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    with op.batch_alter_table("orders", schema=None) as batch_op:
        for column in ("number", "name"):
            batch_op.add_column(sa.Column(column, sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True))
    _fill(op.get_bind())
    with op.batch_alter_table("orders", schema=None) as batch_op:
        for column in ("number", "name"):
            batch_op.alter_column(column, server_default=None)
        batch_op.drop_index(batch_op.f("ix_orders_postcode"))
        batch_op.create_index(batch_op.f("ix_orders_number"), ["number"], unique=False)
        batch_op.create_index("orders_of_name", ["postcode", "name"], unique=False)


def _fill(bind: sa.Connection) -> None:
    """Orders of before are found by what they say; a page at a time, as there may be many."""
    last = ""
    page = sa.select(_orders.c.id, _orders.c.body).order_by(_orders.c.id).limit(_PAGE)
    while rows := bind.execute(page.where(_orders.c.id > last)).all():
        last = rows[-1].id
        for row in rows:
            said = json.loads(row.body)
            placed_at = datetime.fromisoformat(said["placed_at"]).astimezone(UTC) if said.get("placed_at") else None
            values = {"number": _number(row.id), "name": _name(said["address"].get("name", "")), "placed_at": placed_at}
            bind.execute(sa.update(_orders).where(_orders.c.id == row.id).values(**values))


def _number(order: str) -> str:
    return re.sub(r"[\s#]", "", order.upper()).removeprefix("SK-").removeprefix("SK")


def _name(told: str) -> str:
    letters = unicodedata.normalize("NFKD", told.casefold().replace("ß", "ss"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(sorted(re.findall(r"\w+", bare)))


def downgrade() -> None:
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index("orders_of_name")
        batch_op.drop_index(batch_op.f("ix_orders_number"))
        batch_op.create_index(batch_op.f("ix_orders_postcode"), ["postcode"], unique=False)
        for column in ("number", "name", "placed_at"):
            batch_op.drop_column(column)
