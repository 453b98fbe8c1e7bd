"""Queries of offers, stock and reservations. Transactions are the callers'."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from orders.changes import StockChange, StockMove
from orders.ids import ProductId, Sku
from orders.rows import StaleWrite, insert_once, is_sqlite, rows_changed
from orders.stock import Offer
from orders.tables import OfferClockRow, OfferRow

_offers: Final = TypeAdapter(Offer)
_PARTS: Final = (col(OfferRow.body), col(OfferRow.stock), col(OfferRow.reserved), col(OfferRow.revision))
"""What an Offer is made of. No row objects: thousands are read at every start."""


def offers(session: Session, skus: Iterable[Sku]) -> dict[Sku, Offer]:
    wanted = list(dict.fromkeys(skus))
    found: dict[Sku, Offer] = {}
    for start in range(0, len(wanted), 500):
        rows = session.execute(select(*_PARTS).where(col(OfferRow.sku).in_(wanted[start : start + 500])))
        found.update({offer.sku: offer for offer in (_offer(*row) for row in rows)})
    return found


def sisters(session: Session, product: ProductId) -> tuple[Offer, ...]:
    """The other variants of a product; reads every offer, so it is for seeding alone."""
    rows = session.execute(select(*_PARTS).where(col(OfferRow.body).like(f'%"product":"{product}"%')))
    return tuple(_offer(*row) for row in rows)


def offers_since(session: Session, revision: int, limit: int) -> tuple[Offer, ...]:
    newer = select(col(OfferRow.revision)).where(col(OfferRow.revision) > revision).order_by(col(OfferRow.revision))
    last = select(func.max(newer.limit(limit).subquery().c.revision)).scalar_subquery()
    page = select(*_PARTS).where(col(OfferRow.revision) > revision, col(OfferRow.revision) <= last)
    return tuple(_offer(*row) for row in session.execute(page.order_by(col(OfferRow.revision))))


def load_offers(session: Session, loaded: Iterable[Offer]) -> int:
    """Write what is new or changed; returns how many that were."""
    rows = session.execute(select(col(OfferRow.sku), col(OfferRow.stock), col(OfferRow.body)))
    known = {str(sku): (int(stock), str(body)) for sku, stock, body in rows}
    revision = _next_revision(session)
    fresh: dict[Sku, dict[str, object]] = {}
    changed: dict[Sku, dict[str, object]] = {}
    for offer in loaded:
        body = _offers.dump_json(replace(offer, stock=0, reserved=0, revision=0)).decode()
        values: dict[str, object] = {"sku": offer.sku, "stock": offer.stock, "revision": revision, "body": body}
        if offer.sku not in known:
            fresh[offer.sku] = {**values, "reserved": 0}
        elif known[offer.sku] != (offer.stock, body):
            changed[offer.sku] = values
    if fresh:
        session.execute(insert(OfferRow), list(fresh.values()))
    if changed:
        session.execute(update(OfferRow), list(changed.values()))
    return len(fresh) + len(changed)


def restock(session: Session, wanted: Mapping[Sku, int]) -> None:
    revision = _next_revision(session)
    rows = session.execute(select(col(OfferRow.sku), col(OfferRow.stock), col(OfferRow.reserved))).all()
    for sku, stock, reserved in rows:
        if reserved or stock != wanted.get(Sku(sku), stock):
            values = {"stock": wanted.get(Sku(sku), stock), "reserved": 0, "revision": revision}
            session.execute(update(OfferRow).where(col(OfferRow.sku) == sku).values(**values))


def move_stock(session: Session, change: StockChange) -> None:
    """One guarded update: two shoppers never buy the last piece. Raises StaleWrite when the pieces are gone."""
    stock, reserved, pieces = col(OfferRow.stock), col(OfferRow.reserved), change.quantity
    left = func.max(reserved - pieces, 0) if is_sqlite(session) else func.greatest(reserved - pieces, 0)
    wanted = update(OfferRow).where(col(OfferRow.sku) == change.sku)
    match change.move:
        case StockMove.HOLD:
            wanted = wanted.where(stock - reserved >= pieces).values(reserved=reserved + pieces)
        case StockMove.RELEASE:
            wanted = wanted.values(reserved=left)
        case StockMove.TAKE:
            wanted = wanted.where(stock >= pieces).values(stock=stock - pieces, reserved=left)
        case StockMove.GRAB:
            wanted = wanted.where(stock - reserved >= pieces).values(stock=stock - pieces)
        case StockMove.PUT_BACK:
            wanted = wanted.values(stock=stock + pieces)
    moved = rows_changed(session, wanted.values(revision=_next_revision(session))) == 1
    if not moved and change.move in (StockMove.HOLD, StockMove.TAKE, StockMove.GRAB):
        raise StaleWrite(f"{change.quantity} pieces of {change.sku} are not there any more")


def _next_revision(session: Session) -> int:
    clock = col(OfferClockRow.revision)
    rise = update(OfferClockRow).where(col(OfferClockRow.id) == 1).values(revision=clock + 1).returning(clock)
    risen = session.scalars(rise).first()
    if risen is None:
        insert_once(session, OfferClockRow, {"id": 1, "revision": 0})
        risen = session.scalars(rise).one()
    return risen


def _offer(body: str, stock: int, reserved: int, revision: int) -> Offer:
    return replace(_offers.validate_json(body), stock=stock, reserved=reserved, revision=revision)
