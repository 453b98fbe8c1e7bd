"""Queries of stock wishes, and of how far each variant waited for has been looked at. Transactions are the callers'."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, delete, select, update
from sqlmodel import Session, col

from orders.account_actions import StockWish, WatchStock
from orders.ids import ConversationId, ShopperId, Sku
from orders.rows import connection_of, insert_into, insert_once, rows_changed
from orders.stock import Offer
from orders.tables import OfferRow, StockWatchRow, StockWishRow

_OPEN = col(StockWishRow.told_at).is_(None)
_CHANGED: Final = (
    select(col(OfferRow.sku))
    .join(StockWatchRow, col(StockWatchRow.sku) == col(OfferRow.sku))
    .where(
        col(OfferRow.revision) > col(StockWatchRow.revision),
        col(OfferRow.sku).in_(select(col(StockWishRow.sku)).where(_OPEN)),
    )
    .order_by(col(OfferRow.revision), col(OfferRow.sku))
)


def open_of(session: Session, shopper: ShopperId) -> tuple[StockWish, ...]:
    """What this shopper waits for, in the order of asking."""
    return _wishes(session, col(StockWishRow.shopper) == shopper)


def waiting_for(session: Session, sku: Sku) -> tuple[StockWish, ...]:
    """Everybody who waits for a variant, in the order of asking."""
    return _wishes(session, col(StockWishRow.sku) == sku)


def _wishes(session: Session, whose: ColumnElement[bool]) -> tuple[StockWish, ...]:
    rows = session.scalars(
        select(StockWishRow)
        .where(whose, _OPEN)
        .order_by(col(StockWishRow.asked_at), col(StockWishRow.id))
        .execution_options(populate_existing=True)
    )
    return tuple(map(_wish, rows))


def add(session: Session, wish: WatchStock, now: datetime) -> bool:
    """False, and nothing done, where this shopper waits for it already."""
    values: dict[str, object] = {
        "shopper": wish.shopper,
        "conversation": wish.conversation,
        "sku": wish.sku,
        "asked_at": now,
    }
    return insert_once(session, StockWishRow, values)


def forget(session: Session, shopper: ShopperId, sku: Sku | None) -> tuple[StockWish, ...]:
    """End the open wishes of a shopper, or the one for a variant; those that were open."""
    ended = [wish for wish in open_of(session, shopper) if sku in (None, wish.sku)]
    session.execute(delete(StockWishRow).where(col(StockWishRow.id).in_([wish.id for wish in ended]), _OPEN))
    return tuple(ended)


def forget_older(session: Session, than: datetime) -> int:
    """End all open wishes asked before a moment; how many there were."""
    return rows_changed(session, delete(StockWishRow).where(col(StockWishRow.asked_at) < than, _OPEN))


def mark_told(session: Session, wish: StockWish, now: datetime) -> bool:
    """Whether nobody has told it before."""
    untold = update(StockWishRow).where(col(StockWishRow.id) == wish.id, _OPEN)
    return rows_changed(session, untold.values(told_at=now)) == 1


def look_at(session: Session, offer: Offer) -> None:
    """From here on a rise above what is free now is news."""
    values = {"free": offer.free, "revision": offer.revision}
    statement = insert_into(session, StockWatchRow).values(sku=offer.sku, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["sku"], set_=values))


def changed(session: Session) -> Sequence[Sku]:
    """Variants waited for whose offer has changed since it was looked at."""
    return [Sku(sku) for sku in connection_of(session).execute(_CHANGED).scalars()]


def risen(session: Session, offer: Offer) -> int:
    """How many more are free than when it was looked at last; from now on it has been looked at.

    Of two that look at the same moment one gets the rise, the other 0.
    """
    row = session.get(StockWatchRow, offer.sku, populate_existing=True)
    if row is None or row.revision >= offer.revision:
        return 0
    seen = update(StockWatchRow).where(col(StockWatchRow.sku) == offer.sku, col(StockWatchRow.revision) == row.revision)
    before = row.free
    if rows_changed(session, seen.values(free=offer.free, revision=offer.revision)) != 1:
        return 0
    return max(0, offer.free - before)


def _wish(row: StockWishRow) -> StockWish:
    return StockWish(
        id=row.id or 0,
        shopper=ShopperId(row.shopper),
        conversation=ConversationId(row.conversation),
        sku=Sku(row.sku),
        asked_at=row.asked_at,
        told_at=row.told_at,
    )
