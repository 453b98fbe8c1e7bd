"""Queries of codes that link chats, and of whose rows are whose when chats are joined or parted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, SQLModel, col

from bot.privacy import TABLES
from bot.tables import ChoreRow, LinkCodeRow, LinkRow, LinkTryRow, SlackPostRow, SlackThreadRow
from orders.ids import ConversationId, ShopperId
from orders.rows import one_at_a_time, rows_changed

_TRIES: Final = 20_261_127
"""The key of the lock under which codes are tried."""
KEPT: Final = timedelta(days=1)
_ELSEWHERE: Final = frozenset({"shopper", "fact", "conversation", "link", "stock_wish"})
"""Tables whose rows are joined by those who know them, not by their column alone."""


@dataclass(frozen=True, slots=True)
class OpenCode:
    """A code that may be used now."""

    id: int
    shopper: ShopperId
    conversation: ConversationId
    channel: str
    salt: str
    digest: str


def hold_tries(session: Session) -> None:
    """From here to the end of the transaction nobody else tries a code."""
    one_at_a_time(session.connection(), _TRIES)


# ---- codes


def is_awaited(session: Session, channel: str, since: datetime) -> bool:
    """Whether anybody asked since then for a code that may be typed on this channel."""
    fits = col(LinkCodeRow.channel).in_(("", channel)), col(LinkCodeRow.asked_at) > since
    return session.execute(select(col(LinkCodeRow.id)).where(*fits).limit(1)).first() is not None


def add_code(session: Session, row: LinkCodeRow) -> int:
    """Put a code down; what this person asked for before works no longer."""
    void_codes(session, ShopperId(row.shopper), row.asked_at)
    session.execute(delete(LinkCodeRow).where(col(LinkCodeRow.asked_at) < row.asked_at - KEPT))
    session.add(row)
    session.flush()
    return row.id or 0


def void_codes(session: Session, shopper: ShopperId, now: datetime) -> None:
    open_now = col(LinkCodeRow.shopper) == shopper, col(LinkCodeRow.used_at).is_(None)
    session.execute(update(LinkCodeRow).where(*open_now).values(used_at=now, digest=""))


def make_code(session: Session, code: int, salt: str, digest: str, now: datetime) -> bool:
    """Keep what was made for a code that is told now; False where it is used, or too old."""
    usable = col(LinkCodeRow.id) == code, col(LinkCodeRow.used_at).is_(None), col(LinkCodeRow.until) > now
    return rows_changed(session, update(LinkCodeRow).where(*usable).values(salt=salt, digest=digest)) == 1


def open_codes(session: Session, now: datetime, most: int) -> tuple[OpenCode, ...]:
    """Every code that was told, is not used, not too old, and was not tried so often."""
    usable = (
        col(LinkCodeRow.digest) != "",
        col(LinkCodeRow.used_at).is_(None),
        col(LinkCodeRow.until) > now,
        col(LinkCodeRow.tries) < most,
    )
    rows = session.scalars(select(LinkCodeRow).where(*usable).execution_options(populate_existing=True))
    return tuple(
        OpenCode(
            id=row.id or 0,
            shopper=ShopperId(row.shopper),
            conversation=ConversationId(row.conversation),
            channel=row.channel,
            salt=row.salt,
            digest=row.digest,
        )
        for row in rows
    )


def count_try(session: Session, address: str, codes: tuple[OpenCode, ...], now: datetime) -> None:
    """What was typed counts for where it was typed, and for every code it may have been meant to hit."""
    session.add(LinkTryRow(address=address, at=now))
    ids = [code.id for code in codes]
    session.execute(update(LinkCodeRow).where(col(LinkCodeRow.id).in_(ids)).values(tries=LinkCodeRow.tries + 1))


def tries_since(session: Session, since: datetime, address: str | None = None) -> int:
    """How many codes were typed since then, at one address or anywhere. Older ones are forgotten."""
    session.execute(delete(LinkTryRow).where(col(LinkTryRow.at) <= since))
    count = select(func.count()).select_from(LinkTryRow).where(col(LinkTryRow.at) > since)
    return session.scalars(count if address is None else count.where(col(LinkTryRow.address) == address)).one()


def use_code(session: Session, code: int, now: datetime) -> bool:
    """Use it up; False when it was used before."""
    once = col(LinkCodeRow.id) == code, col(LinkCodeRow.used_at).is_(None)
    return rows_changed(session, update(LinkCodeRow).where(*once).values(used_at=now, digest="")) == 1


def has_chores(session: Session, shoppers: tuple[ShopperId, ...]) -> bool:
    """Whether something waits to be done that was asked for fewer chats than there will be."""
    waits = select(col(ChoreRow.id)).where(col(ChoreRow.shopper).in_(shoppers)).limit(1)
    return session.execute(waits).first() is not None


# ---- whose rows


def join_rows(session: Session, left: ShopperId, into: ShopperId) -> None:
    """Every row that names `left` names `into`, in all tables that no room joins by itself."""
    for name, entry in TABLES.items():
        if entry.via is None and not entry.keep and name not in _ELSEWHERE and entry.column == "shopper":
            column = SQLModel.metadata.tables[name].c.shopper
            session.execute(update(column.table).where(column == left).values(shopper=into))
    session.execute(update(LinkRow).where(col(LinkRow.shopper) == left).values(shopper=into))


def note_link(session: Session, left: ShopperId, into: ShopperId, chat: ConversationId, now: datetime) -> None:
    session.add(LinkRow(joined=left, shopper=into, conversation=chat, at=now))
    session.flush()


def part_rows(session: Session, chat: ConversationId, shopper: ShopperId) -> None:
    """What was said and noted in a chat goes with it; orders, wishes and codes stay with the person."""
    for name in ("inbox", "outbox", "decision", "model_use", "desk_case", "slack_thread", "reach"):
        table = SQLModel.metadata.tables[name]
        session.execute(update(table).where(table.c.conversation == chat).values(shopper=shopper))
    pace = SQLModel.metadata.tables["pace"]
    session.execute(update(pace).where(pace.c.key == chat).values(shopper=shopper))
    threads = select(col(SlackThreadRow.id)).where(col(SlackThreadRow.conversation) == chat)
    session.execute(
        update(SlackPostRow).where(col(SlackPostRow.thread_id).in_(threads.scalar_subquery())).values(shopper=shopper)
    )
