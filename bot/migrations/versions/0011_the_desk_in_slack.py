"""Cases as threads in Slack, what is to be posted there, and when a case has risen."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    with op.batch_alter_table("desk_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("risen_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "slack_thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("shopper", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id"),
    )
    with op.batch_alter_table("slack_thread", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slack_thread_conversation"), ["conversation"], unique=False)
        batch_op.create_index(batch_op.f("ix_slack_thread_shopper"), ["shopper"], unique=False)
        batch_op.create_index("slack_thread_place", ["channel", "ts"], unique=False)
    op.create_table(
        "slack_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("shopper", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("slack_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slack_post_shopper"), ["shopper"], unique=False)
        batch_op.create_index(batch_op.f("ix_slack_post_thread_id"), ["thread_id"], unique=False)
        batch_op.create_index("slack_post_waiting", ["state", "id"], unique=False)
    op.create_table(
        "slack_pace",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place"),
    )


def downgrade() -> None:
    op.drop_table("slack_pace")
    op.drop_table("slack_post")
    op.drop_table("slack_thread")
    with op.batch_alter_table("desk_case", schema=None) as batch_op:
        batch_op.drop_column("risen_at")
