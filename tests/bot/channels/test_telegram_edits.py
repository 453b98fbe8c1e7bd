"""What is only the newer state of the message at the bottom of a chat takes its place; nothing else does."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot.channels.telegram.channel import Telegram
from bot.wiring import Shop
from dialogue import outbox_store, store
from dialogue.conversation import Conversation
from dialogue.messages.base import Item, Title
from dialogue.messages.basket import BasketShown
from dialogue.outbox_store import Outgoing, queue
from orders.money import Money
from tests.bot.channels.telegram_updates import an_update
from tests.bot.channels.test_telegram import SIGNED, a_delivery
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
