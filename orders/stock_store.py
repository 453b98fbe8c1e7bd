"""Queries of offers, stock and reservations. Transactions are the callers'."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import Session, col

from orders.changes import StockChange, StockMove
from orders.ids import ProductId, Sku
from orders.rows import StaleWrite, connection_of, insert_once, is_sqlite, rows_changed
from orders.stock import Offer, OfferNews
from orders.tables import OfferClockRow, OfferRow

_offers: Final = TypeAdapter(Offer)
_PARTS: Final = (col(OfferRow.body), col(OfferRow.stock), col(OfferRow.reserved), col(OfferRow.revision))
"""What an Offer is made of. No row objects: thousands are read at every start."""
_NEWER: Final = (
    select(col(OfferRow.revision))
    .where(col(OfferRow.revision) > bindparam("after"))
    .order_by(col(OfferRow.revision))
    .limit(bindparam("most"))
)
_PAGE: Final = (
    select(*_PARTS)
    .where(
        col(OfferRow.revision) > bindparam("after"),
        col(OfferRow.revision) <= select(func.max(_NEWER.subquery().c.revision)).scalar_subquery(),
    )
    .order_by(col(OfferRow.revision))
)


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
    page = connection_of(session).execute(_PAGE, {"after": revision, "most": limit})
    return tuple(_offer(*row) for row in page)


def load_offers(session: Session, loaded: Iterable[Offer]) -> int:
    """Write what is new or changed; returns how many that were."""
    given = {offer.sku: offer for offer in loaded}
    known = _known(session, given)
    fresh: list[dict[str, object]] = []
    changed: list[dict[str, object]] = []
    for offer in given.values():
        body = _body(offer)
        values: dict[str, object] = {"sku": offer.sku, "stock": offer.stock, "body": body}
        if offer.sku not in known:
            fresh.append({**values, "reserved": 0})
        elif known[offer.sku] != (offer.stock, body):
            changed.append(values)
    if fresh or changed:
        revision: dict[str, object] = {"revision": _next_revision(session)}
        if fresh:
            session.execute(insert(OfferRow), [{**values, **revision} for values in fresh])
        if changed:
            session.execute(update(OfferRow), [{**values, **revision} for values in changed])
    return len(fresh) + len(changed)


def update_offers(session: Session, news: Mapping[Sku, OfferNews]) -> tuple[int, tuple[Sku, ...]]:
    """How many are different now, and which SKUs have no offer. Stock that is not named is not written.

    Whoever writes offers takes the clock first, so nothing of them changes between reading and writing.
    """
    session.execute(select(col(OfferClockRow.revision)).with_for_update())
    bodies: list[dict[str, object]] = []
    stocks: list[dict[str, object]] = []
    found: set[Sku] = set()
    for part in _parts(news):
        for row in session.execute(select(*_PARTS).where(col(OfferRow.sku).in_(part))):
            offer = _offer(*row)
            now = news[offer.sku].applied_to(offer)
            found.add(offer.sku)
            if _body(now) != _body(offer):
                bodies.append({"sku": offer.sku, "body": _body(now)})
            if now.stock != offer.stock:
                stocks.append({"sku": offer.sku, "stock": now.stock})
    changed = {str(values["sku"]) for values in (*bodies, *stocks)}
    if changed:
        revision: dict[str, object] = {"revision": _next_revision(session)}
        for written in filter(None, (bodies, stocks)):
            session.execute(update(OfferRow), [{**values, **revision} for values in written])
    return len(changed), tuple(sku for sku in news if sku not in found)


def _parts(skus: Iterable[Sku]) -> Iterator[list[Sku]]:
    """As many as one statement takes."""
    wanted = list(skus)
    for start in range(0, len(wanted), 500):
        yield wanted[start : start + 500]


def _known(session: Session, skus: Iterable[Sku]) -> dict[str, tuple[int, str]]:
    columns = select(col(OfferRow.sku), col(OfferRow.stock), col(OfferRow.body))
    return {
        str(sku): (int(stock), str(body))
        for part in _parts(skus)
        for sku, stock, body in session.execute(columns.where(col(OfferRow.sku).in_(part)))
    }


def _body(offer: Offer) -> str:
    return _offers.dump_json(replace(offer, stock=0, reserved=0, revision=0)).decode()


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
