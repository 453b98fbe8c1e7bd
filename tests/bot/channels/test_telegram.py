"""Telegram over the wire: python-telegram-bot's own client and a peer that takes no call the Bot API does not allow."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.testclient import TestClient
from telegram.error import NetworkError

from bot import webhooks
from bot.channels.base import ChannelError, ChannelRejected, ChannelUnavailable, Delivery, SentFile
from bot.channels.connection import Connection
from bot.channels.telegram.calls import MOST_SPARE, Calls
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.connection import SECRET_HEADER, secret_of
from bot.channels.telegram.updates import COMMANDS
from bot.connections import connect
from bot.wiring import Shop
from dialogue import store
from dialogue.inbound import Attachment
from dialogue.wording import WordedButton
from tests.bot.channels.telegram_updates import a_photo, an_update
from tests.bot.channels.test_telegram_words import a_card
from tests.peers.telegram import JANA, TOKEN, Refusal, TelegramPeer, telegram_peer
from tests.peers.telegram_spec import needs_spec

pytestmark = needs_spec
SIGNED: Final = {SECRET_HEADER: secret_of(TOKEN), "content-type": "application/json"}
PNG: Final = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def telegram() -> Iterator[TelegramPeer]:
    """Every call it was sent was one that the Bot API allows."""
    with telegram_peer() as opened:
        yield opened
    assert opened.refused == []


@pytest.fixture
def connection(shop: Shop, telegram: TelegramPeer) -> Iterator[Connection]:
    shop.settings = shop.settings.model_copy(
        update={
            "telegram_bot_token": SecretStr(TOKEN),
            "telegram_base_url": f"{telegram.url}/bot",
            "telegram_file_url": f"{telegram.url}/file/bot",
            "public_url": "https://shop.example.com",
        }
    )
    (connected,) = connect(shop)
    yield connected
    connected.stop()


@pytest.fixture
def channel(connection: Connection) -> Telegram:
    assert isinstance(connection.channel, Telegram)
    return connection.channel


@pytest.fixture
def door(shop: Shop, connection: Connection) -> Iterator[TestClient]:
    routes = webhooks.routes(shop, [connection], lambda: None)
    with TestClient(Starlette(routes=routes), raise_server_exceptions=False) as client:
        yield client


def a_delivery(text: str = "Hello!", **more: object) -> Delivery:
    delivery = Delivery(id="1.1", address=str(JANA), name="greeting", text=text, locale="en")
    return replace(delivery, **more)  # type: ignore[arg-type]  # by name


def eventually(done: Callable[[], object]) -> None:
    """What is done beside, on another thread, is done within seconds."""
    until = time.monotonic() + 20
    while not done():
        assert time.monotonic() < until
        time.sleep(0.01)


# ---- out


def test_a_text_with_prices_and_signs_is_taken(channel: Telegram, telegram: TelegramPeer) -> None:
    assert channel.deliver(a_delivery("1 < 2 & 89.00 € (20 %). _so_ *it* is!")) == "1"
    assert telegram.texts() == ["1 < 2 & 89.00 € (20 %). _so_ *it* is!"]


def test_buttons_stand_under_the_last_piece_of_a_long_text(channel: Telegram, telegram: TelegramPeer) -> None:
    channel.deliver(a_delivery("word " * 1500, buttons=(WordedButton("deny:t", "No"),)))
    first, last = telegram.sent()
    assert "reply_markup" not in first
    assert last["reply_markup"] == {"inline_keyboard": [[{"text": "No", "callback_data": "deny:t"}]]}


def test_one_product_is_shown_under_its_picture(channel: Telegram, telegram: TelegramPeer) -> None:
    channel.deliver(a_delivery("Fits:", cards=(a_card(image="https://shop.example/a.jpg"),)))
    (photo,) = telegram.sent("sendPhoto")
    assert photo["photo"] == "https://shop.example/a.jpg"
    assert telegram.texts() == ["Fits:\n\nRain jacket <Skagen> & Co – 89,00 €\nwasserdicht · nur noch 2"]


def test_our_own_drawings_are_sent_as_png(channel: Telegram, telegram: TelegramPeer) -> None:
    drawn = ("/pictures/skagen-yellow-L.svg", "/pictures/fjord-navy-M.svg")
    one, two = (a_card(n, f"Jacket {n}", image) for n, image in enumerate(drawn, start=1))
    channel.deliver(a_delivery("Fits:", cards=(one,)))
    channel.deliver(a_delivery("These fit:", cards=(one, two)))
    (photo,), (album,) = telegram.sent("sendPhoto"), telegram.sent("sendMediaGroup")
    assert isinstance(photo["photo"], bytes) and photo["photo"].startswith(b"\x89PNG")
    assert isinstance(album["media"], list) and len(album["media"]) == 2


def test_several_products_are_an_album_and_a_list(channel: Telegram, telegram: TelegramPeer) -> None:
    cards = tuple(a_card(n, f"Jacket {n}", f"https://shop.example/{n}.jpg") for n in (1, 2, 3))
    channel.deliver(a_delivery("These fit:", cards=cards))
    (album,) = telegram.sent("sendMediaGroup")
    assert isinstance(album["media"], list) and len(album["media"]) == 3
    assert all(f"{n}. Jacket {n}" in telegram.texts()[0] for n in (1, 2, 3))


@pytest.mark.parametrize("count", [1, 3])
def test_pictures_that_cannot_be_fetched_cost_no_words(channel: Telegram, telegram: TelegramPeer, count: int) -> None:
    telegram.unfetchable = {"https://shop.example/1.jpg"}
    cards = tuple(a_card(n, f"Jacket {n}", f"https://shop.example/{n}.jpg") for n in range(1, count + 1))
    channel.deliver(a_delivery("Fits:", cards=cards))
    assert "Jacket 1" in "".join(telegram.texts())


def test_a_file_goes_along(channel: Telegram, telegram: TelegramPeer) -> None:
    channel.deliver(a_delivery(files=(SentFile("receipt.html", "<!doctype html>"),)))
    assert telegram.sent("sendDocument")[0]["document"] == b"<!doctype html>"


@pytest.mark.parametrize(
    ("refusal", "kind", "after"),
    [
        (Refusal(429, "Too Many Requests: retry after 7", retry_after=7), ChannelUnavailable, 7.0),
        (Refusal(502, "Bad Gateway"), ChannelUnavailable, None),
        (Refusal(500, "Internal Server Error"), ChannelUnavailable, None),
        (Refusal(400, "Bad Request: chat not found"), ChannelRejected, None),
        (Refusal(403, "Forbidden: user is deactivated"), ChannelRejected, None),
    ],
)
def test_only_what_may_become_better_is_tried_again(
    channel: Telegram, telegram: TelegramPeer, refusal: Refusal, kind: type[Exception], after: float | None
) -> None:
    telegram.failing = [refusal]
    with pytest.raises(kind) as raised:
        channel.deliver(a_delivery())
    assert getattr(raised.value, "after", None) == after


def test_who_has_blocked_the_bot_is_not_tried_again(channel: Telegram, telegram: TelegramPeer) -> None:
    telegram.blocked = {JANA}
    with pytest.raises(ChannelRejected):
        channel.deliver(a_delivery())


def test_a_telegram_that_is_gone_may_come_back() -> None:
    calls = Calls(TOKEN, "http://127.0.0.1:9/bot", "http://127.0.0.1:9/file/bot")
    with pytest.raises(ChannelUnavailable):
        Telegram(calls, "http://127.0.0.1:9/file/bot").deliver(a_delivery())
    calls.close()


def test_neither_the_token_nor_what_is_said_is_ever_logged(
    channel: Telegram, telegram: TelegramPeer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    telegram.failing = [Refusal(400, "Bad Request: chat not found"), Refusal(502, "Bad Gateway")]
    for _ in range(2):
        with pytest.raises(ChannelError):
            channel.deliver(a_delivery("secret words"))
    channel.deliver(a_delivery("secret words"))
    assert TOKEN.partition(":")[2] not in caplog.text
    assert "secret words" not in caplog.text


# ---- in


def test_a_message_is_answered_in_the_language_of_the_app(shop: Shop, door: TestClient, telegram: TelegramPeer) -> None:
    assert door.post("/hooks/telegram", json=an_update("/start"), headers=SIGNED).status_code == 200
    shop.sweep()
    assert any("Hallo" in text for text in telegram.texts())
    eventually(lambda: telegram.sent("sendChatAction"))


def test_the_same_update_again_is_one_message(shop: Shop, door: TestClient, telegram: TelegramPeer) -> None:
    update = an_update("/start")
    for _ in range(3):
        assert door.post("/hooks/telegram", json=update, headers=SIGNED).status_code == 200
        shop.sweep()
    assert len(telegram.sent()) == 2


def test_a_pressed_answer_stops_turning_and_keeps_the_chosen_button(
    shop: Shop, channel: Telegram, door: TestClient, telegram: TelegramPeer
) -> None:
    channel.deliver(a_delivery("Sure?", buttons=(WordedButton("deny:t", "No"), WordedButton("deny:u", "Not at all"))))
    press = telegram.pressed(7001, "No")
    door.post("/hooks/telegram", json=press, headers=SIGNED)
    eventually(lambda: telegram.sent("editMessageReplyMarkup"))
    assert telegram.answered == {"q1"}
    assert telegram.messages[1]["reply_markup"] == {"inline_keyboard": [[{"text": "✓ No", "callback_data": "deny:t"}]]}


def test_a_late_or_second_press_fails_nothing(
    shop: Shop, channel: Telegram, door: TestClient, telegram: TelegramPeer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    channel.deliver(a_delivery("Sure?", buttons=(WordedButton("deny:t", "No"),)))
    first, second = telegram.pressed(7001, "No"), telegram.pressed(7002, "No")
    telegram.old_queries = {"q1"}
    for press in (first, second):
        assert door.post("/hooks/telegram", json=press, headers=SIGNED).status_code == 200
    eventually(lambda: len(telegram.sent("editMessageReplyMarkup")) == 2)
    assert "courtesy" not in caplog.text


@pytest.mark.parametrize("secret", [None, "", "wrong", secret_of("another token")])
def test_an_update_without_the_secret_is_refused_and_not_kept(
    shop: Shop, door: TestClient, caplog: pytest.LogCaptureFixture, secret: str | None
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = {} if secret is None else {SECRET_HEADER: secret}
    answer = door.post("/hooks/telegram", json=an_update("secret words"), headers=headers)
    assert answer.status_code == 403
    with shop.storage.reads() as session:
        assert store.find_conversation(session, "telegram", str(JANA)) is None
    assert "secret words" not in caplog.text


def test_a_truncated_update_is_asked_for_again(door: TestClient) -> None:
    assert door.post("/hooks/telegram", content=b'{"update_id": 5, "mess', headers=SIGNED).status_code == 400


def test_an_update_in_a_group_is_acknowledged_and_not_kept(shop: Shop, door: TestClient) -> None:
    update = an_update("hello", chat={"id": -5, "type": "group", "title": "Team"})
    assert door.post("/hooks/telegram", json=update, headers=SIGNED).status_code == 200
    with shop.storage.reads() as session:
        assert store.find_conversation(session, "telegram", "-5") is None


# ---- files


def test_a_photo_is_fetched_before_the_turn_that_looks_at_it(
    shop: Shop, door: TestClient, telegram: TelegramPeer
) -> None:
    telegram.files["photo1"] = PNG
    door.post("/hooks/telegram", json=an_update(photo=a_photo(48), caption="hello"), headers=SIGNED)
    shop.sweep()
    with shop.storage.reads() as session:
        talk = store.find_conversation(session, "telegram", str(JANA))
        assert talk is not None
        (inbound,) = store.history(session, talk.id)
    assert inbound.attachments[0].url.startswith("data:image/png;base64,iVBORw0KGgo")


def test_a_photo_that_is_gone_does_not_keep_its_words_waiting(
    shop: Shop, door: TestClient, telegram: TelegramPeer
) -> None:
    door.post("/hooks/telegram", json=an_update(photo=a_photo(48), caption="hello"), headers=SIGNED)
    shop.sweep()
    assert telegram.texts() != []


@pytest.mark.parametrize(
    ("content", "said"), [(b"<html>no picture", None), (b"", None), (PNG, 6_000_000), (PNG + b"0" * 5_000_000, 48)]
)
def test_what_is_no_picture_or_too_large_is_not_taken(
    channel: Telegram, telegram: TelegramPeer, content: bytes, said: int | None
) -> None:
    telegram.files["f"], telegram.said_size = content, said
    with pytest.raises(ChannelRejected):
        channel.fetch(Attachment("image/jpeg", "telegram:f"))


@pytest.mark.parametrize("url", ["http://127.0.0.1/x.jpg", "http://169.254.169.254/latest", "file:///etc/passwd"])
def test_nothing_is_fetched_from_any_other_address(channel: Telegram, telegram: TelegramPeer, url: str) -> None:
    with pytest.raises(ChannelRejected):
        channel.fetch(Attachment("image/jpeg", url))
    assert telegram.calls == []


def test_a_file_that_lies_elsewhere_is_not_fetched(channel: Telegram, telegram: TelegramPeer) -> None:
    telegram.files["f"] = PNG
    elsewhere = Telegram(channel._calls, "https://api.telegram.org/file/bot")
    with pytest.raises(ChannelRejected, match="lies where nothing is fetched from"):
        elsewhere.fetch(Attachment("image/jpeg", "telegram:f"))


# ---- checks


def test_a_check_sets_the_webhook_and_a_menu_in_every_language(connection: Connection, telegram: TelegramPeer) -> None:
    findings = list(connection.check(False))
    assert all(each.well for each in findings)
    assert telegram.webhook["url"] == "https://shop.example.com/hooks/telegram"
    assert telegram.webhook["secret_token"] == secret_of(TOKEN)
    assert telegram.webhook["allowed_updates"] == ["message", "edited_message", "callback_query"]
    german = telegram.commands["de"]
    assert len(german) == len(COMMANDS) - 1
    assert {"command": "orders", "description": "Meine Bestellungen"} in german
    assert len(telegram.commands) == 16


def test_a_dry_run_sets_nothing_and_says_what_it_would(connection: Connection, telegram: TelegramPeer) -> None:
    findings = {each.what: each for each in connection.check(True)}
    assert findings["webhook"].todo == "would be set to https://shop.example.com/hooks/telegram"
    assert not findings["commands"].well
    assert telegram.webhook == {}
    assert telegram.commands == {}


def test_a_token_that_telegram_does_not_know_is_told(
    shop: Shop, connection: Connection, telegram: TelegramPeer
) -> None:
    shop.settings = shop.settings.model_copy(update={"telegram_bot_token": SecretStr("1:wrong")})
    (other,) = connect(shop)
    (finding,) = other.check(False)
    other.stop()
    assert (finding.well, finding.what) == (False, "token")
    assert "BotFather" in finding.todo


def test_no_typing_is_shown_for_a_while_after_telegram_did_not_answer() -> None:
    calls, asked = Calls(TOKEN, "http://127.0.0.1:9/bot", "http://127.0.0.1:9/file/bot"), list[int]()

    async def nobody_answers() -> None:
        asked.append(1)
        raise NetworkError("nobody there")

    calls.spare(nobody_answers)
    eventually(lambda: asked)
    calls.call(asyncio.sleep(0.01))
    for _ in range(50):
        calls.spare(nobody_answers)
    calls.call(asyncio.sleep(0.01))
    calls.close()
    assert asked == [1]


def test_of_many_courtesies_at_once_only_some_are_under_way() -> None:
    calls, asked = Calls(TOKEN, "http://127.0.0.1:9/bot", "http://127.0.0.1:9/file/bot"), list[int]()

    async def slowly() -> None:
        asked.append(1)
        await asyncio.sleep(60)

    for _ in range(20):
        calls.spare(slowly)
        calls.call(asyncio.sleep(0))
    calls.close()
    assert len(asked) == MOST_SPARE
