"""Queries of entries that were taken over, as they came. Transactions are the callers'."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlmodel import Session, col

from orders.ids import OrderId
from orders.rows import insert_once
from orders.tables import EventRow, TakenOverRow


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry as it came, and the hash of what an export would have written when it was taken."""

    ref: str
    body: str
    made: str


def kept(session: Session, kind: str, refs: Sequence[str] | None = None) -> dict[str, Kept]:
    """Entries of a list in the order in which they were taken: all, or those named."""
    columns = (col(TakenOverRow.ref), col(TakenOverRow.body), col(TakenOverRow.made))
    wanted = select(*columns).where(col(TakenOverRow.kind) == kind).order_by(col(TakenOverRow.id))
    if refs is not None:
        wanted = wanted.where(col(TakenOverRow.ref).in_(refs))
    return {str(ref): Kept(str(ref), str(body), str(made)) for ref, body, made in session.execute(wanted)}


def keep(session: Session, kind: str, entry: Kept, shopper: str = "") -> None:
    insert_once(
        session,
        TakenOverRow,
        {"kind": kind, "ref": entry.ref, "shopper": shopper, "body": entry.body, "made": entry.made},
    )


def tell_nobody(session: Session, order: OrderId) -> None:
    """What happened in another shop is no news to anybody here."""
    session.execute(update(EventRow).where(col(EventRow.order_id) == order).values(announced=True))
