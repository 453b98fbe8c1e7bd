"""Long polling, for a machine that the world cannot reach: asks Telegram for updates and stores each before the next
question confirms it. One process per bot may ask; Telegram answers a second one with 409."""

import json
import logging
import threading
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from telegram.error import Conflict

from bot.channels.base import ChannelError, ChannelUnavailable
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.hearing import heard
from bot.channels.telegram.updates import KINDS, NAME, Malformed, read_update
from bot.webhooks import take
from bot.worker import attempt
from dialogue.inbound import Arrival

if TYPE_CHECKING:
    from bot.wiring import Shop

log = logging.getLogger(__name__)

WAIT: Final = 8
"""Seconds for which Telegram holds a question open; the client waits two longer."""
PAUSE: Final = 3.0
"""Seconds after a question that failed."""
MOST: Final = 100
MOST_TRIES: Final = 3
"""So often an update that cannot be taken in is tried."""


class Polling:
    """A thread that asks until it is stopped. What was stored and not confirmed comes again, and is known then.

    `pause` is how many seconds pass after a question that failed, if Telegram names no more.
    """

    def __init__(self, shop: "Shop", calls: Calls, channel: Telegram, pause: float = PAUSE) -> None:
        self._shop, self._calls, self._channel, self._pause = shop, calls, channel, pause
        self._offset: int | None = None
        self._failed = Counter[int]()
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
        """Whatever goes wrong in one round, the next is asked: a thread that dies leaves a bot that hears nobody."""
        while not self._stopped.is_set():
            rests = list[float]()
            attempt("Taking Telegram's updates", partial(self._round, rests))
            self._stopped.wait(rests[0] if rests else self._pause)

    def _round(self, rests: list[float]) -> None:
        """Ask once and store what comes. Puts the seconds until the next question into `rests`."""
        try:
            updates = self._ask()
            for update in updates:
                self._take(update)
        except ChannelError as error:
            if not self._stopped.is_set():
                log.warning("Telegram could not be asked for updates: %s", error)
            asked = error.after if isinstance(error, ChannelUnavailable) else None
            rests.append(max(self._pause, asked or 0.0))
        except SQLAlchemyError as error:
            log.warning("An update could not be stored, and is asked for again: %s", type(error).__name__)
            rests.append(self._pause)
        else:
            if not updates:
                # All is confirmed. After a quiet week the next number is any number (Bot API, Update): a lower one
                # than the offset would be taken for confirmed too.
                self._offset = None
            rests.append(0.0)

    def _ask(self) -> list[object]:
        """Updates as they came, not as the library understands them: it drops what it does not know."""
        asked = {"offset": self._offset, "limit": MOST, "timeout": WAIT, "allowed_updates": list(KINDS)}

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

    def _take(self, update: object) -> None:
        """Store one, so that the next question confirms it. What is no update at all cannot be confirmed, and is passed
        over; what fails again and again is kept for a person, and holds up nobody else."""
        number = update.get("update_id") if isinstance(update, dict) else None
        try:
            if isinstance(number, int) and self._failed[number] >= MOST_TRIES:
                raw = json.dumps(update, ensure_ascii=True)
                arrival = Arrival(channel=NAME, external_id=str(number), address="", raw=raw)
                self._shop.engine.accept_unreadable(arrival)
            else:
                self._store(update, number)
        except Malformed as malformed:
            log.warning("An update of Telegram's was passed over: %s", malformed)
        if isinstance(number, int):
            self._failed.pop(number, None)
            self._offset = number + 1

    def _store(self, update: object, number: object) -> None:
        """Counted as failed until it is stored, unless it is the database that is away: that says nothing of it."""
        counted = number if isinstance(number, int) else -1
        self._failed[counted] += 1
        try:
            for key in take(self._shop, heard(read_update(update), self._channel)):
                self._shop.runner.wake(key)
        except (OperationalError, InterfaceError):
            self._failed[counted] -= 1
            raise
