"""Queries of gift cards. A balance is the sum of its moves and never below zero; transactions are the callers'."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from orders.gift_cards import GiftCard, GiftMove
from orders.ids import GiftCardId, OrderId, ShopperId
from orders.money import Money
from orders.rows import StaleWrite, insert_once, rows_changed
from orders.tables import GiftCardRow, GiftMoveRow


def find(session: Session, card: GiftCardId) -> GiftCard | None:
    row = session.get(GiftCardRow, card, populate_existing=True)
    return _card(row) if row else None


def cards_of(session: Session, shopper: ShopperId) -> tuple[GiftCard, ...]:
    """The cards that this shopper has paid with or got a refund on, oldest first."""
    rows = session.scalars(
        select(GiftCardRow)
        .where(col(GiftCardRow.holder) == shopper)
        .order_by(col(GiftCardRow.created_at), col(GiftCardRow.id))
        .execution_options(populate_existing=True)
    )
    return tuple(map(_card, rows))


def issue(session: Session, card: GiftCard, now: datetime) -> bool:
    """A new card with its balance; False, and nothing done, when there is one of that id."""
    values: dict[str, object] = {
        "id": card.id,
        "holder": card.holder or "",
        "currency": card.balance.currency,
        "balance": 0,
        "created_at": now,
    }
    if not insert_once(session, GiftCardRow, values):
        return False
    if card.balance.minor:
        move(session, GiftMove(card.id, card.balance, "issued"), None, None, now)
    return True


def move(session: Session, gift: GiftMove, order: OrderId | None, shopper: ShopperId | None, now: datetime) -> None:
    """Book one move. Raises StaleWrite when the card has not that much, is of another currency or was moved before.

    Who spends becomes its holder. What comes back goes onto it whoever holds it by now: the holder may be forgotten.
    """
    values: dict[str, object] = {
        "card": gift.card,
        "order_id": order or "",
        "minor": gift.amount.minor,
        "ref": gift.ref,
        "at": now,
    }
    balance = col(GiftCardRow.balance)
    wanted = update(GiftCardRow).where(
        col(GiftCardRow.id) == gift.card,
        col(GiftCardRow.currency) == gift.amount.currency,
        balance + gift.amount.minor >= 0,
    )
    if shopper is not None and gift.amount.minor < 0:
        wanted = wanted.where(col(GiftCardRow.holder).in_(("", shopper))).values(holder=shopper)
    moved = rows_changed(session, wanted.values(balance=balance + gift.amount.minor)) == 1
    if not moved or not insert_once(session, GiftMoveRow, values):
        raise StaleWrite(f"gift card {gift.card} cannot be moved by {gift.amount} for {gift.ref}")


def all_cards(session: Session) -> Iterable[tuple[GiftCard, int]]:
    """Every card with the sum of its moves, for the audit."""
    sums = select(col(GiftMoveRow.card), func.sum(col(GiftMoveRow.minor)).label("minor")).group_by(
        col(GiftMoveRow.card)
    )
    by_card = {str(card): int(minor) for card, minor in session.execute(sums)}
    for row in session.scalars(select(GiftCardRow).order_by(col(GiftCardRow.id))):
        yield _card(row), by_card.get(row.id, 0)


def moved_by_orders(session: Session) -> dict[str, int]:
    """What all moves that belong to an order sum to, per order."""
    sums = select(col(GiftMoveRow.order_id), func.sum(col(GiftMoveRow.minor))).group_by(col(GiftMoveRow.order_id))
    return {str(order): int(minor) for order, minor in session.execute(sums) if order}


def _card(row: GiftCardRow) -> GiftCard:
    return GiftCard(GiftCardId(row.id), Money(row.balance, row.currency), ShopperId(row.holder) if row.holder else None)
