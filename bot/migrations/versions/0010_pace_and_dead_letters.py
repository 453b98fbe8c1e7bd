"""How fast a channel may be written to, how far a long reply got, and why one was given up."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "pace",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("shopper", sa.String(), nullable=False),
        sa.Column("even_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("pace", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pace_shopper"), ["shopper"], unique=False)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("failure", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("pieces", sa.Integer(), nullable=False, server_default="0"))
    # The default was for the rows that were there; new ones bring their own.
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.alter_column("pieces", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("pieces")
        batch_op.drop_column("failure")
    op.drop_table("pace")
