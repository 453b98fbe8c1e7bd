"""Gift cards and what moved onto them and off them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "gift_card",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("balance", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("gift_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gift_card_holder"), ["holder"], unique=False)

    op.create_table(
        "gift_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("minor", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("card", "ref", name="gift_move_once"),
    )
    with op.batch_alter_table("gift_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gift_move_order_id"), ["order_id"], unique=False)


def downgrade() -> None:
    op.drop_table("gift_move")
    op.drop_table("gift_card")
