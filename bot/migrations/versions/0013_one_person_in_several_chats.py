"""One person in several chats: codes, links, where news goes, and what is said in another chat's stead."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "link",
        sa.Column("joined", sa.String(), nullable=False),
        sa.Column("shopper", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("joined"),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_shopper"), ["shopper"], unique=False)
    op.create_table(
        "link_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shopper", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("link_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_code_shopper"), ["shopper"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_code_asked_at"), ["asked_at"], unique=False)
    op.create_table(
        "link_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("link_try", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_try_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_try_at"), ["at"], unique=False)
    with op.batch_alter_table("shopper", schema=None) as batch_op:
        batch_op.add_column(sa.Column("news_to", sa.String(), nullable=True))
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("instead_of", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("instead_of")
    with op.batch_alter_table("shopper", schema=None) as batch_op:
        batch_op.drop_column("news_to")
    for table in ("link_try", "link_code", "link"):
        op.drop_table(table)
