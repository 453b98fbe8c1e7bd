"""The words by which a consent was given or taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wording", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.alter_column("wording", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_column("wording")
