"""Codes that open orders made elsewhere, what they opened, and what a guest names an order by."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "access_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shopper", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("market", sa.String(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("asked_key", sa.String(), nullable=False),
        sa.Column("sent_to", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("access_code", schema=None) as batch_op:
        batch_op.create_index("access_code_waiting", ["state", "next_at"], unique=False)
        for column in ("shopper", "asked_key", "sent_to"):
            batch_op.create_index(batch_op.f(f"ix_access_code_{column}"), [column], unique=False)
    op.create_table(
        "access_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shopper", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("access_grant", schema=None) as batch_op:
        for column in ("shopper", "email"):
            batch_op.create_index(batch_op.f(f"ix_access_grant_{column}"), [column], unique=False)
    with op.batch_alter_table("orders", schema=None) as batch_op:
        for column in ("email", "postcode"):
            batch_op.add_column(sa.Column(column, sa.String(), nullable=False, server_default=""))
            batch_op.create_index(batch_op.f(f"ix_orders_{column}"), [column], unique=False)
    _fill()
    with op.batch_alter_table("orders", schema=None) as batch_op:
        for column in ("email", "postcode"):
            batch_op.alter_column(column, server_default=None)


def _fill() -> None:
    """Orders of before are found by what they say."""
    orders = sa.table(
        "orders",
        sa.column("id", sa.String()),
        sa.column("email", sa.String()),
        sa.column("postcode", sa.String()),
        sa.column("body", sa.Text()),
    )
    connection = op.get_bind()
    for order, body in connection.execute(sa.select(orders.c.id, orders.c.body)).all():
        said = json.loads(body)
        email = said.get("email", "").strip().casefold()
        postcode = "".join(filter(str.isalnum, said["address"]["postcode"].casefold()))
        connection.execute(sa.update(orders).where(orders.c.id == order).values(email=email, postcode=postcode))


def downgrade() -> None:
    with op.batch_alter_table("orders", schema=None) as batch_op:
        for column in ("email", "postcode"):
            batch_op.drop_index(batch_op.f(f"ix_orders_{column}"))
            batch_op.drop_column(column)
    op.drop_table("access_grant")
    op.drop_table("access_code")
