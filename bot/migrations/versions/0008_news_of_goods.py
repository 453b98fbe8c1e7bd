"""What changes in the catalog is noted, so that running shops learn it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "product_news",
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("product"),
    )
    with op.batch_alter_table("product_news", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_news_revision"), ["revision"], unique=False)
    op.create_table(
        "catalog_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("catalog_clock")
    op.drop_table("product_news")
