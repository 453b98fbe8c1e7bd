"""Calls of the Bot API from worker threads: one event loop in a thread of its own, and errors in our family's words."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from typing import Final, TypeVar

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.channels.base import ChannelGone, ChannelRejected, ChannelUnavailable

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

for chatty in ("httpx", "httpcore", "telegram"):
    # They log every address, which holds the token, and every call, which holds what people are told.
    logging.getLogger(chatty).setLevel(logging.WARNING)

PATIENCE: Final = 60.0
"""Seconds for one call, upload included; the client's own timeouts are shorter."""
TOKEN_PAUSE: Final = 60.0
"""Seconds until a token that Telegram does not know is tried again: somebody has to mend the setting first."""
MOST_SPARE: Final = 4
"""So many courtesies that may be left out are under way at once."""
SPARE_REST: Final = 5.0
"""Seconds without one after Telegram did not take one: a webhook costs no calls to where nobody answers."""
HARMLESS: Final = ("message is not modified", "query is too old", "query id is invalid", "message to edit not found")
"""What Telegram says when something is done already, or nobody looks at it any more."""


class Calls:
    """A Bot and the thread its calls run in. `call` waits for the answer, `later` for nothing."""

    def __init__(self, token: str, base_url: str, base_file_url: str) -> None:
        self._loop = asyncio.new_event_loop()
        request, polling = (
            HTTPXRequest(connection_pool_size=16, connect_timeout=5, read_timeout=10, pool_timeout=10) for _ in range(2)
        )
        self.bot = Bot(
            token, base_url=base_url, base_file_url=base_file_url, request=request, get_updates_request=polling
        )
        self._requests = (request, polling)
        self._spare = 0
        self._rests_until = 0.0
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram", daemon=True)
        self._thread.start()

    def call(self, work: Coroutine[object, object, Answer]) -> Answer:
        """Raises ChannelUnavailable or ChannelRejected."""
        if self._loop.is_closed():
            work.close()
            raise ChannelUnavailable("the shop is closed")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(PATIENCE)
        except TelegramError as error:
            raise told(error) from error
        except TimeoutError as error:
            future.cancel()
            raise ChannelUnavailable("Telegram did not answer in time") from error
        except CancelledError as error:
            raise ChannelUnavailable("the shop is closing") from error

    def later(self, work: Coroutine[object, object, object]) -> Future[bool]:
        """A courtesy that nobody waits for: when it fails, it was not needed. What comes of it is told all the same."""
        return asyncio.run_coroutine_threadsafe(_quietly(work), self._loop)

    def spare(self, work: Callable[[], Coroutine[object, object, object]]) -> None:
        """A courtesy that may be left out, and is while Telegram is slow or does not answer."""
        if self._spare < MOST_SPARE and time.monotonic() >= self._rests_until:
            asyncio.run_coroutine_threadsafe(self._spared(work), self._loop)

    async def _spared(self, work: Callable[[], Coroutine[object, object, object]]) -> None:
        self._spare += 1
        try:
            if not await _quietly(work()):
                self._rests_until = time.monotonic() + SPARE_REST
        finally:
            self._spare -= 1

    def close(self) -> None:
        """Ends the connections and the thread; calls under way are given up."""
        if not self._thread.is_alive():
            return
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    async def _end(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for request in self._requests:
            await request.shutdown()


async def _quietly(work: Coroutine[object, object, object]) -> bool:
    """Whether it went well, or was not needed any more."""
    try:
        await work
    except TelegramError as error:
        if not harmless(error):
            log.info("A courtesy on Telegram failed: %s", type(error).__name__)
            return False
    return True


def harmless(error: TelegramError) -> bool:
    return isinstance(error, BadRequest) and any(each in str(error).lower() for each in HARMLESS)


def told(error: TelegramError) -> ChannelUnavailable | ChannelRejected:
    """The vendor's error as ours. Only what cannot become better is rejected: 403 (blocked, gone), 400 (not taken)."""
    match error:
        case RetryAfter():
            after = error.retry_after
            seconds = float(after) if isinstance(after, int) else after.total_seconds()
            return ChannelUnavailable("too many messages", after=seconds)
        case Forbidden():
            return ChannelGone("the person has blocked the bot, or is gone")
        case ChatMigrated() | BadRequest():
            return ChannelRejected(f"Telegram does not take it: {_reason(error)}")
        case Conflict():
            return ChannelUnavailable("another process asks for this bot's updates, or a webhook is set")
        case InvalidToken():
            return ChannelUnavailable("Telegram does not know the token", after=TOKEN_PAUSE)
        case _:
            return ChannelUnavailable(f"Telegram cannot be reached: {type(error).__name__}")


def _reason(error: TelegramError) -> str:
    """Telegram's own sentence, short: it quotes tags and offsets, never the text."""
    return str(error)[:120]
