"""What the machines of a shop share for signing in: the secret they sign with, and which links were used."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlmodel import col

from bot.signin import LINK_SECONDS
from bot.storage import Storage
from bot.tables import SecretRow, SpentLinkRow
from orders.rows import insert_once

_COOKIES: Final = "cookies"
_KEPT: Final = timedelta(seconds=2 * LINK_SECONDS)


def shared_secret(storage: Storage, offered: str) -> str:
    """The secret of the shop: that of the machine that came first, `offered` where this one does."""
    with storage.writes() as session:
        insert_once(session, SecretRow, {"name": _COOKIES, "value": offered})
        return session.scalars(select(col(SecretRow.value)).where(col(SecretRow.name) == _COOKIES)).one()


@dataclass(frozen=True, slots=True)
class SpentInStorage:
    """Links that were used at any machine, before a restart too."""

    storage: Storage
    clock: Callable[[], datetime]

    def spend(self, link: str) -> bool:
        now = self.clock()
        with self.storage.writes() as session:
            session.execute(delete(SpentLinkRow).where(col(SpentLinkRow.at) < now - _KEPT))
            return insert_once(session, SpentLinkRow, {"id": link, "at": now})
