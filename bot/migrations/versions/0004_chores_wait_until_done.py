"""A chore waits until it is done, which takes it along: it has no other state and no time of having been done."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("chore", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chore_state"))
        batch_op.drop_column("state")
        batch_op.drop_column("done_at")


def downgrade() -> None:
    with op.batch_alter_table("chore", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(), nullable=False, server_default="waiting"))
        batch_op.add_column(sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_chore_state"), ["state"], unique=False)
    with op.batch_alter_table("chore", schema=None) as batch_op:
        batch_op.alter_column("state", server_default=None)
