"""What asking a model uses and costs, turn by turn."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "model_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("shopper", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("written_tokens", sa.Integer(), nullable=False),
        sa.Column("cached_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("model_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_use_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_model_use_conversation"), ["conversation"], unique=False)
        batch_op.create_index("model_use_by_shopper", ["shopper", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("model_use")
