"""Queries that make everything one shopper has another's: orders, account, wishes, cards, codes and what they opened.

Transactions are the callers'. Nothing of an order changes but whose it is; a write that read it before fails as stale,
and so does this one where an order was written meanwhile.
"""

from dataclasses import replace
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import delete, select, update
from sqlmodel import Session, SQLModel, col

from orders import customer_store, store
from orders.access_tables import AccessCodeRow, AccessGrantRow
from orders.customers import joined
from orders.ids import ShopperId
from orders.order import Order
from orders.rows import StaleWrite, rows_changed
from orders.tables import (
    CustomerRow,
    GiftCardRow,
    OrderDecisionRow,
    OrderRow,
    StockWishRow,
    TakenOverRow,
)

_orders: Final = TypeAdapter(Order)
_NAMING: Final[tuple[type[SQLModel], ...]] = (
    AccessCodeRow,
    AccessGrantRow,
    OrderDecisionRow,
    StockWishRow,
    TakenOverRow,
)


def join(session: Session, left: ShopperId, into: ShopperId) -> None:
    """What `left` had is `into`'s; where both have one and there is room for one alone, `into`'s stays.

    Raises StaleWrite.
    """
    theirs = store.orders_of(session, left)
    for order in theirs:
        after = replace(order, shopper=into, revision=order.revision + 1)
        values = {"shopper": into, "revision": after.revision, "body": _orders.dump_json(after).decode()}
        as_read = update(OrderRow).where(col(OrderRow.id) == order.id, col(OrderRow.revision) == order.revision)
        if rows_changed(session, as_read.values(**values)) != 1:
            raise StaleWrite(f"order {order.id} changed since revision {order.revision}")
    _join_accounts(session, left, into, tuple(order.method for order in theirs))
    waited_for = select(col(StockWishRow.sku)).where(
        col(StockWishRow.shopper) == into, col(StockWishRow.told_at).is_(None)
    )
    session.execute(
        delete(StockWishRow).where(
            col(StockWishRow.shopper) == left,
            col(StockWishRow.told_at).is_(None),
            col(StockWishRow.sku).in_(waited_for.scalar_subquery()),
        )
    )
    for row in _NAMING:
        column = SQLModel.metadata.tables[str(row.__tablename__)].c.shopper
        session.execute(update(row).where(column == left).values(shopper=into))
    session.execute(update(GiftCardRow).where(col(GiftCardRow.holder) == left).values(holder=into))


def _join_accounts(session: Session, left: ShopperId, into: ShopperId, used: tuple[str, ...]) -> None:
    theirs = customer_store.find(session, left)
    if theirs is None:
        return
    customer_store.save(session, joined(customer_store.hold(session, into), theirs, used))
    session.execute(delete(CustomerRow).where(col(CustomerRow.id) == left))
