"""Queries that keep a channel's pace over all processes: one row for the bot, one for each conversation."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlmodel import Session, col

from bot.channels.base import Pace
from bot.tables import PaceRow
from orders.rows import insert_into

AT_ONCE: Final = timedelta(0)


def reserve(session: Session, paces: tuple[tuple[str, Pace | None], ...], shopper: str, now: datetime) -> timedelta:
    """How long to wait before the next message; with zero, it is counted as sent from now on.

    `paces` are (key, pace) from the bot's to the conversation's, always in this order: rows are locked in it. A row
    holds when what was sent will be made up for.
    """
    rows = [
        (_locked(session, key, shopper if number else "", now), pace)
        for number, (key, pace) in enumerate(paces)
        if pace
    ]
    wait = max((_wait(row, pace, now) for row, pace in rows), default=AT_ONCE)
    if wait > AT_ONCE:
        return wait
    for row, pace in rows:
        row.even_at = max(row.even_at, now) + timedelta(seconds=1 / pace.per_second)
        session.add(row)
    return AT_ONCE


def _wait(row: PaceRow, pace: Pace, now: datetime) -> timedelta:
    return timedelta(seconds=pace.wait((row.even_at - now).total_seconds()))


def _locked(session: Session, key: str, shopper: str, now: datetime) -> PaceRow:
    """The row of a key, made where it is not there; no other process changes it until this transaction ends."""
    made = insert_into(session, PaceRow).values(key=key, shopper=shopper, even_at=now)
    session.execute(made.on_conflict_do_nothing(index_elements=["key"]))
    return session.scalars(select(PaceRow).where(col(PaceRow.key) == key).with_for_update()).one()
