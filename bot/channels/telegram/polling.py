"""Long polling, for a machine that the world cannot reach: asks Telegram for updates and stores each before the next
question confirms it. One process per bot may ask; Telegram answers a second one with 409."""

import logging
import threading
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import Conflict

from bot.channels.base import ChannelError
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.hearing import heard
from bot.channels.telegram.updates import KINDS, Malformed, read_update
from bot.webhooks import take

if TYPE_CHECKING:
    from bot.wiring import Shop

log = logging.getLogger(__name__)

WAIT: Final = 8
"""Seconds for which Telegram holds a question open; the client waits two longer."""
PAUSE: Final = 3.0
"""Seconds after a question that failed."""
MOST: Final = 100


class Polling:
    """A thread that asks until it is stopped. What was stored and not confirmed comes again, and is known then."""

    def __init__(self, shop: "Shop", calls: Calls, channel: Telegram) -> None:
        self._shop, self._calls, self._channel = shop, calls, channel
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="telegram-polling", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Ask no more."""
        self._stopped.set()

    def join(self) -> None:
        """Until what was asked last is stored."""
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def _run(self) -> None:
        offset: int | None = None
        while not self._stopped.is_set():
            try:
                for update in self._ask(offset):
                    offset = self._take(update, offset)
            except ChannelError as error:
                if self._stopped.is_set():
                    return
                log.warning("Telegram could not be asked for updates: %s", error)
                self._stopped.wait(PAUSE)
            except SQLAlchemyError as error:
                log.warning("An update could not be stored, and is asked for again: %s", type(error).__name__)
                self._stopped.wait(PAUSE)

    def _ask(self, offset: int | None) -> list[object]:
        """Updates as they came, not as the library understands them: it drops what it does not know."""
        asked = {"offset": offset, "limit": MOST, "timeout": WAIT, "allowed_updates": list(KINDS)}

        async def ask() -> object:
            try:
                # Methods are case-insensitive (Bot API, "Making requests"); the library warns of its own spelling.
                return await self._calls.bot.do_api_request(
                    "GetUpdates",
                    {name: value for name, value in asked.items() if value is not None},
                    read_timeout=WAIT + 2,
                )
            except Conflict:
                # A webhook is set, or another process asks. The first is taken away; updates that wait are kept.
                await self._calls.bot.delete_webhook(drop_pending_updates=False)
                raise

        updates = self._calls.call(ask())
        return updates if isinstance(updates, list) else []

    def _take(self, update: object, offset: int | None) -> int | None:
        """Store one; the offset that confirms it. What is no update at all cannot be confirmed, and is passed over."""
        number = update.get("update_id") if isinstance(update, dict) else None
        try:
            for key in take(self._shop, heard(read_update(update), self._channel)):
                self._shop.runner.wake(key)
        except Malformed as malformed:
            log.warning("An update of Telegram's was passed over: %s", malformed)
        return number + 1 if isinstance(number, int) else offset
