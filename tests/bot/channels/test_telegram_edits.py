"""What is only the newer state of the message at the bottom of a chat takes its place; nothing else does."""

import copy
import threading
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import webhooks
from bot.channels.telegram.channel import Telegram
from bot.connections import connect
from bot.wiring import Shop
from dialogue import outbox_store, store
from dialogue.conversation import Conversation
from dialogue.messages.base import Item, Title
from dialogue.messages.basket import BasketShown
from dialogue.outbox_store import Outgoing, queue
from dialogue.wording import WordedButton
from orders.money import Money
from tests.bot.channels.telegram_updates import an_update
from tests.bot.channels.test_telegram import SIGNED, a_delivery, eventually
from tests.bot.channels.test_telegram import channel as channel
from tests.bot.channels.test_telegram import connection as connection
from tests.bot.channels.test_telegram import door as door
from tests.bot.channels.test_telegram import telegram as telegram
from tests.peers.telegram import JANA, Refusal, TelegramPeer
from tests.peers.telegram_spec import needs_spec

pytestmark = needs_spec
EUR = Money.parse("89.00", "EUR")


def talk_of(shop: Shop) -> Conversation:
    with shop.storage.reads() as session:
        found = store.find_conversation(session, "telegram", str(JANA))
    assert found is not None
    return found


def shows_a_basket(shop: Shop, door: TestClient) -> None:
    """Somebody has asked for their basket, and sees it at the bottom of the chat."""
    door.post("/hooks/telegram", json=an_update("/start"), headers=SIGNED)
    shop.sweep()
    talk, now = talk_of(shop), shop.clock()
    item = Item(sku="skagen-yellow-L", title=Title(given="Skagen"), quantity=1, price=EUR)
    with shop.storage.writes() as session:
        queue(session, talk, [Outgoing(BasketShown(items=(item,), goods=EUR))], now, talk.turns)
    shop.sweep()


def presses(shop: Shop, door: TestClient, telegram: TelegramPeer) -> None:
    """The button that empties the basket."""
    label = shop.wordings.voice("de", "DE").label("basket_empty")
    shop.clock.move(timedelta(minutes=1))
    assert door.post("/hooks/telegram", json=telegram.pressed(7100, label), headers=SIGNED).status_code == 200
    shop.sweep()


def names(shop: Shop) -> list[str]:
    with shop.storage.reads() as session:
        return [each.message.name() for each in outbox_store.said(session, talk_of(shop).id) if each.state == "sent"]


def test_a_pressed_basket_becomes_its_newer_state_and_the_history_keeps_both(
    shop: Shop, door: TestClient, telegram: TelegramPeer
) -> None:
    shows_a_basket(shop, door)
    before = len(telegram.sent())
    presses(shop, door, telegram)
    (edit,) = telegram.sent("editMessageText")
    assert len(telegram.sent()) == before
    assert edit["message_id"] == before
    assert names(shop)[-2] == "basket_shown" and names(shop)[-1].startswith("basket_empt")


def test_with_words_in_between_the_answer_comes_below_them(
    shop: Shop, door: TestClient, telegram: TelegramPeer
) -> None:
    shows_a_basket(shop, door)
    door.post("/hooks/telegram", json=an_update("hello"), headers=SIGNED)
    presses(shop, door, telegram)
    assert telegram.sent("editMessageText") == []


@pytest.mark.parametrize(
    ("refusal", "sent"),
    [
        (Refusal(400, "Bad Request: message to edit not found"), 1),
        (Refusal(400, "Bad Request: message can't be edited"), 1),
        (Refusal(400, "Bad Request: message is not modified: specified new message content is the same"), 0),
    ],
)
def test_what_can_be_changed_no_more_is_followed_by_a_new_message(
    channel: Telegram, telegram: TelegramPeer, refusal: Refusal, sent: int
) -> None:
    telegram.failing_edits = [refusal]
    channel.deliver(a_delivery("Now.", replaces="1"))
    assert len(telegram.sent()) == sent


# ---- the tick on a pressed button, and a message that has become another one


OLD, NEW = (WordedButton("slot:a", "A"), WordedButton("slot:b", "B")), (WordedButton("slot:c", "C"),)


def ids_under(telegram: TelegramPeer, message: int) -> list[str]:
    markup = telegram.messages[message].get("reply_markup")
    assert isinstance(markup, dict)
    return [each["callback_data"] for row in markup["inline_keyboard"] for each in row]


def test_a_press_that_comes_late_does_not_bring_the_old_buttons_back(
    channel: Telegram, door: TestClient, telegram: TelegramPeer
) -> None:
    channel.deliver(a_delivery("Then.", buttons=OLD))
    late = copy.deepcopy(telegram.pressed(7200, "A"))
    channel.deliver(a_delivery("Now.", replaces="1", buttons=NEW))
    assert door.post("/hooks/telegram", json=late, headers=SIGNED).status_code == 200
    eventually(lambda: telegram.answered)
    channel.deliver(a_delivery("Below."))
    assert telegram.sent("editMessageReplyMarkup") == []
    assert ids_under(telegram, 1) == ["slot:c"]


def test_a_press_on_the_newest_buttons_is_ticked_on_a_changed_message_too(
    channel: Telegram, door: TestClient, telegram: TelegramPeer
) -> None:
    channel.deliver(a_delivery("Then.", buttons=OLD))
    channel.deliver(a_delivery("Now.", replaces="1", buttons=NEW))
    door.post("/hooks/telegram", json=telegram.pressed(7201, "C"), headers=SIGNED)
    eventually(lambda: telegram.sent("editMessageReplyMarkup"))
    assert ids_under(telegram, 1) == ["slot:c"]


def test_a_tick_on_its_way_arrives_before_its_message_becomes_another(
    channel: Telegram, door: TestClient, telegram: TelegramPeer
) -> None:
    gate = threading.Event()
    telegram.before_tick = lambda: gate.wait(10)
    channel.deliver(a_delivery("Then.", buttons=OLD))
    door.post("/hooks/telegram", json=telegram.pressed(7202, "A"), headers=SIGNED)
    change = threading.Thread(target=channel.deliver, args=(a_delivery("Now.", replaces="1", buttons=NEW),))
    change.start()
    change.join(0.3)
    gate.set()
    change.join()
    eventually(lambda: telegram.sent("editMessageReplyMarkup"))
    assert ids_under(telegram, 1) == ["slot:c"]


def test_what_another_process_has_changed_is_known_from_the_outbox(
    shop: Shop, door: TestClient, telegram: TelegramPeer
) -> None:
    shows_a_basket(shop, door)
    late = copy.deepcopy(telegram.pressed(7203, shop.wordings.voice("de", "DE").label("basket_empty"), "q2"))
    presses(shop, door, telegram)
    eventually(lambda: telegram.sent("editMessageReplyMarkup"))
    (edit,) = telegram.sent("editMessageText")
    number = int(str(edit["message_id"]))
    now = copy.deepcopy(telegram.messages[number])
    (other,) = connect(shop)
    with TestClient(Starlette(routes=webhooks.routes(shop, [other], lambda: None))) as another:
        assert another.post("/hooks/telegram", json=late, headers=SIGNED).status_code == 200
        eventually(lambda: "q2" in telegram.answered)
        assert isinstance(other.channel, Telegram)
        # Goes the way that a tick would have gone before it.
        other.channel.deliver(a_delivery("Below."))
    other.stop()
    assert len(telegram.sent("editMessageReplyMarkup")) == 1
    assert telegram.messages[number] == now
