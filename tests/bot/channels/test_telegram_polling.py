"""Long polling: updates that are asked for are taken once and in order, whatever goes wrong in between."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bot import store as bot_store
from bot.channels.connection import Connection
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.polling import Polling
from bot.connections import connect
from bot.wiring import Shop
from dialogue import store
from tests.bot.channels.telegram_updates import an_update
from tests.bot.channels.test_telegram import channel as channel
from tests.bot.channels.test_telegram import connection as connection
from tests.bot.channels.test_telegram import eventually
from tests.bot.channels.test_telegram import telegram as telegram
from tests.peers.telegram import JANA, Refusal, TelegramPeer
from tests.peers.telegram_spec import needs_spec

pytestmark = needs_spec


@contextmanager
def asking(shop: Shop, channel: Telegram) -> Iterator[None]:
    """A thread that asks, with hardly a pause after what fails."""
    polling = Polling(shop, channel._calls, channel, pause=0.01)
    polling.start()
    try:
        yield
    finally:
        polling.end()
        polling.join()


def heard(shop: Shop) -> list[str]:
    with shop.storage.reads() as session:
        talk = store.find_conversation(session, "telegram", str(JANA))
        return [each.text for each in store.history(session, talk.id)] if talk else []


def asked(telegram: TelegramPeer) -> int:
    return len(telegram.sent("getUpdates"))


def test_without_a_public_address_updates_are_asked_for_and_none_is_lost(
    shop: Shop, connection: Connection, telegram: TelegramPeer
) -> None:
    shop.settings = shop.settings.model_copy(update={"public_url": ""})
    telegram.webhook = {"url": "https://old.example.com"}
    telegram.updates = [an_update("/start", update_id=number) for number in (31, 32, 33)]
    (polling,) = connect(shop)
    polling.start()
    eventually(lambda: not telegram.updates)
    polling.stop()
    with shop.storage.reads() as session:
        talk = store.find_conversation(session, "telegram", str(JANA))
        assert talk is not None
        assert len(store.history(session, talk.id)) == 3


def test_after_a_quiet_week_a_lower_number_is_taken_too(shop: Shop, channel: Telegram, telegram: TelegramPeer) -> None:
    telegram.updates = [an_update("before", update_id=900_000)]
    with asking(shop, channel):
        eventually(lambda: heard(shop) == ["before"] and not telegram.updates)
        questions = asked(telegram)
        eventually(lambda: asked(telegram) > questions + 1)
        telegram.updates = [an_update("after", update_id=17)]
        eventually(lambda: heard(shop) == ["before", "after"])


class Broken(Telegram):
    """A channel whose courtesies break in a way that nobody thought of."""

    def types(self, chat: int) -> None:
        raise RuntimeError("nobody thought of this")


def test_an_update_that_breaks_what_takes_it_holds_up_no_other_and_the_thread_lives(
    shop: Shop, channel: Telegram, telegram: TelegramPeer
) -> None:
    telegram.updates = [an_update(text, update_id=number) for number, text in ((31, "one"), (32, "two"))]
    with asking(shop, Broken(channel._calls, "http://127.0.0.1:9/file/bot")):
        eventually(lambda: heard(shop) == ["one", "two"] and not telegram.updates)


def test_an_update_that_never_could_be_stored_is_put_before_a_person(
    shop: Shop, channel: Telegram, telegram: TelegramPeer
) -> None:
    engine, begun = shop.engine, list[str]()

    def home(hint: str | None, talk: object) -> object:
        begun.append("a conversation")
        raise RuntimeError("nobody thought of this")

    shop.worker = replace(shop.worker, engine=replace(engine, home=home))
    telegram.updates = [an_update("one", update_id=31)]
    with asking(shop, channel):
        eventually(lambda: not telegram.updates)
    assert len(begun) == 3
    with shop.storage.reads() as session:
        assert len(bot_store.cases(session)) == 1


def test_it_waits_as_long_as_telegram_says(shop: Shop, channel: Telegram, telegram: TelegramPeer) -> None:
    telegram.failing_questions = [Refusal(429, "Too Many Requests: retry after 1", retry_after=1)]
    begun = time.monotonic()
    with asking(shop, channel):
        eventually(lambda: asked(telegram) >= 2)
    assert time.monotonic() - begun >= 1
