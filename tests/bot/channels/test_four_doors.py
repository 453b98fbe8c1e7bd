"""The same conversations through terminal, browser, Telegram and WhatsApp do the same: only the layout differs."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.channels.jsonlines import JsonLines
from bot.channels.webchat import Hub
from bot.clock import StillClock
from bot.connections import connect
from bot.settings import Settings
from bot.signin import SignIn
from bot.web import app
from bot.wiring import Shop, open_shop
from tests.bot.channels.four_doors import (
    AtTerminal,
    Door,
    InBrowser,
    OnTelegram,
    OnWhatsApp,
    Way,
    differences,
    left_behind,
    played,
)
from tests.bot.channels.whatsapp_phone import Phone, twilio_settings
from tests.conversations.script import NOW, Conversation, conversations
from tests.peers.telegram import TOKEN, TelegramPeer, telegram_peer
from tests.peers.telegram_spec import needs_spec
from tests.peers.twilio import TwilioPeer, twilio_peer

pytestmark = needs_spec
CLOSED = "https://127.0.0.1:9"
"""Our own address, where nobody answers: pictures are told in words."""
SAMPLE = 200
FEW = 24


def sample() -> list[Conversation]:
    """Every n-th of those that no photo is sent in, which a terminal cannot: spread over languages and files."""
    wordy = [each for each in conversations() if not any(turn.get("photo") for turn in each.script["turn"])]
    return [wordy[at * len(wordy) // SAMPLE] for at in range(SAMPLE)]


ALL = sample()
NOW_AND_THEN = ALL[:: SAMPLE // FEW][:FEW]


@dataclass
class Street:
    """One shop with all its doors."""

    shop: Shop
    client: TestClient
    signin: SignIn
    telegram: TelegramPeer
    twilio: TwilioPeer
    files: Path

    def ways(self, locale: str | None) -> Iterator[Way]:
        yield AtTerminal(self.shop, locale, self.files)
        yield InBrowser(self.client, self.signin, locale)
        yield OnTelegram(self.client, self.telegram, locale)
        yield OnWhatsApp(Phone(self.shop, self.twilio, self.client, public=CLOSED), self.twilio)


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with telegram_peer() as telegram, twilio_peer() as twilio:
        given = {
            **Settings().model_dump(),
            **twilio_settings(twilio),
            "database_url": ":memory:",
            "telegram_bot_token": TOKEN,
            "telegram_base_url": f"{telegram.url}/bot",
            "telegram_file_url": f"{telegram.url}/file/bot",
            "public_url": CLOSED,
        }
        with closing(open_shop(Settings.model_validate(given), clock=StillClock(NOW))) as shop:
            connections, signin = connect(shop), SignIn("secret" * 6)
            web = app(shop, Hub(), signin, demo=False, connections=connections)
            client = TestClient(web, base_url="http://behind-the-proxy")
            yield Street(shop, client, signin, telegram, twilio, tmp_path_factory.mktemp("files"))
            for connection in connections:
                connection.stop()
        assert (telegram.refused, twilio.refused) == ([], [])


def behind(street: Street, conversation: Conversation) -> Mapping[str, Mapping[str, list[str]]]:
    """What the conversation leaves behind, by channel."""
    found = {}
    for way in street.ways(conversation.script.get("locale")):
        JsonLines(street.shop).handle({"op": "reset"})
        street.telegram.messages.clear()
        street.telegram.calls.clear()
        street.twilio.messages.clear()
        door = Door(street.shop, way, JsonLines(street.shop))
        wrong = played(door, {}, conversation)
        assert wrong == [], (way.name, wrong)
        found[way.name] = left_behind(street.shop, door)
    return found


@pytest.mark.parametrize("conversation", NOW_AND_THEN, ids=[each.name for each in NOW_AND_THEN])
def test_a_conversation_does_the_same_through_every_door(street: Street, conversation: Conversation) -> None:
    found = behind(street, conversation)
    assert found["terminal"]["messages"]
    assert differences(found) == []


@pytest.mark.soak
def test_two_hundred_conversations_do_the_same_through_every_door(street: Street) -> None:
    different = [
        f"{conversation.name}: {difference}"
        for conversation in ALL
        for difference in differences(behind(street, conversation))[:1]
    ]
    assert (len(ALL), different) == (SAMPLE, [])
