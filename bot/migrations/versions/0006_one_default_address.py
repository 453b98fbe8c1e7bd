"""Default address and way to pay are the customer's alone, and sold-out goods can be waited for."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_shopper = sa.table(
    "shopper",
    *(sa.column(name, sa.String()) for name in ("id", "name", "email", "address", "payment")),
)
_customer = sa.table("customer", *(sa.column(name, sa.String()) for name in ("id", "email", "body")))


def upgrade() -> None:
    op.create_table(
        "stock_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shopper", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("stock_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_wish_shopper"), ["shopper"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_wish_sku"), ["sku"], unique=False)
        batch_op.create_index(
            "stock_wish_open",
            ["shopper", "sku"],
            unique=True,
            sqlite_where=sa.text("told_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL"),
        )
    op.create_table(
        "stock_watch",
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("free", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sku"),
    )
    _into_customers(op.get_bind())
    with op.batch_alter_table("shopper", schema=None) as batch_op:
        batch_op.drop_column("address")
        batch_op.drop_column("payment")


def _into_customers(bind: sa.Connection) -> None:
    """What a shopper told in a chat is their customer's; what a customer has already is known better."""
    told = sa.select(_shopper).where(sa.or_(_shopper.c.address.is_not(None), _shopper.c.payment.is_not(None)))
    for shopper in bind.execute(told).all():
        address = json.loads(shopper.address) if shopper.address else None
        known = bind.execute(sa.select(_customer.c.body).where(_customer.c.id == shopper.id)).scalar()
        name = shopper.name or (address or {}).get("name", "")
        body = json.loads(known) if known else {"id": shopper.id, "name": name, "email": shopper.email or ""}
        body["address"] = body.get("address") or address
        if shopper.payment and not body.get("default_method"):
            kind, _, ending = shopper.payment.rpartition("_")
            kind = kind if any(map(str.isdigit, ending)) else shopper.payment
            methods = body.get("methods") or []
            if all(method["token"] != shopper.payment for method in methods):
                methods.append({"token": shopper.payment, "kind": kind, "label": ""})
            body.update(methods=methods, default_method=shopper.payment)
        values = {"email": body.get("email", "").strip().casefold(), "body": json.dumps(body, ensure_ascii=False)}
        if known:
            bind.execute(sa.update(_customer).where(_customer.c.id == shopper.id).values(**values))
        else:
            bind.execute(sa.insert(_customer).values(id=shopper.id, **values))


def downgrade() -> None:
    with op.batch_alter_table("shopper", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("payment", sa.String(), nullable=True))
    _out_of_customers(op.get_bind())
    op.drop_table("stock_watch")
    op.drop_table("stock_wish")


def _out_of_customers(bind: sa.Connection) -> None:
    for customer in bind.execute(sa.select(_customer.c.id, _customer.c.body)).all():
        body = json.loads(customer.body)
        address = json.dumps(body["address"], ensure_ascii=False) if body.get("address") else None
        values = {"address": address, "payment": body.get("default_method") or None}
        bind.execute(sa.update(_shopper).where(_shopper.c.id == customer.id).values(**values))
