"""One person in several chats: a code links them, everything follows, and a chat can be taken off again."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from bot import privacy
from bot.clock import StillClock
from bot.settings import Settings
from bot.transcript import transcript
from bot.wiring import Shop, open_shop
from orders import service
from tests.bot.chatting import LINKING, Chat, a_chat
from tests.builders import NOW
from tests.fakes import Scripted


@pytest.fixture
def shop(settings: Settings) -> Iterator[Shop]:
    opened = open_shop(settings, understander=Scripted(LINKING), clock=StillClock(NOW))
    yield opened
    opened.close()


@pytest.fixture
def telegram(shop: Shop) -> Chat:
    return a_chat(shop, "telegram")


@pytest.fixture
def whatsapp(shop: Shop) -> Chat:
    chat = a_chat(shop, "whatsapp", "+49151")
    chat.says("hello")
    return chat


def wrong(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**6:06d}"


def test_a_code_typed_in_another_chat_makes_both_one_persons(telegram: Chat, whatsapp: Chat) -> None:
    order = telegram.buys()
    telegram.links(whatsapp)
    assert whatsapp.talk().shopper == telegram.talk().shopper
    assert [each.id for each in whatsapp.orders()] == [order.id]
    assert whatsapp.says("where is it") == telegram.says("where is it")


def test_orders_of_the_chat_where_the_code_is_typed_follow_too_and_the_books_balance(
    telegram: Chat, whatsapp: Chat
) -> None:
    theirs = whatsapp.buys()
    ours = telegram.buys()
    telegram.links(whatsapp)
    assert {order.id for order in telegram.orders()} == {ours.id, theirs.id}
    assert telegram.profile().address is not None
    with telegram.shop.storage.reads() as session:
        assert service.audit(session) == ()


def test_who_asked_is_told_at_once_and_undoes_it_with_one_press(telegram: Chat, whatsapp: Chat) -> None:
    telegram.buys()
    telegram.links(whatsapp)
    assert telegram.channel.said()[-1] == "chat_linked_there"
    assert telegram.presses("unlink:") == ["chat_unlinked"]
    assert (whatsapp.orders(), len(telegram.orders())) == ((), 1)
    assert whatsapp.profile().address is None


@pytest.mark.parametrize("why", ["wrong", "old", "used", "own", "for another channel", "from a linked chat", "voided"])
def test_a_code_that_does_not_work_is_always_answered_alike(
    telegram: Chat, whatsapp: Chat, shop: Shop, why: str
) -> None:
    code, chat = telegram.code(), whatsapp
    match why:
        case "wrong":
            code = wrong(code)
        case "old":
            shop.clock.move(timedelta(minutes=10))
        case "used":
            a_chat(shop, "web").says(code)
        case "own":
            chat = telegram
        case "for another channel":
            code = a_chat(shop, "web").code("link my whatsapp")
            chat = telegram
        case "from a linked chat":
            telegram.links(whatsapp)
            code = a_chat(shop, "web", "kim").code()
        case "voided":
            telegram.code()
    before = chat.talk().shopper
    assert chat.says(code)[-1] == "refused_link_code"
    assert chat.talk().shopper == before
    said = chat.channel.delivered[-1]
    assert "10" in said.text and said.buttons == ()


@pytest.mark.parametrize("wish", ["link my whatsapp", "news on whatsapp"])
def test_there_is_no_code_for_a_channel_that_the_shop_does_not_have(telegram: Chat, shop: Shop, wish: str) -> None:
    telegram.says("hello")
    assert telegram.says(wish) == ["not_on_channel"]
    said = telegram.channel.delivered[-1].text
    assert said == (
        "I can't be reached there, I'm afraid (WhatsApp). You can write to me here: Telegram and on the website."
    )
    with shop.storage.reads() as session:
        assert session.execute(sql("select 1 from link_code")).all() == []


def test_a_channel_that_another_process_runs_counts_too(settings: Settings) -> None:
    given = {"twilio_account_sid": "AC" + "a" * 32, "twilio_auth_token": "t", "public_url": "https://shop.example"}
    twilio = Settings.model_validate({**settings.model_dump(), **given, "twilio_whatsapp_from": "MG" + "b" * 32})
    shop = open_shop(twilio, understander=Scripted(LINKING), clock=StillClock(NOW))
    chat = a_chat(shop, "telegram")
    chat.says("hello")
    assert chat.says("link my whatsapp") == ["link_code"]
    shop.close()


def test_a_code_survives_five_wrong_tries_of_the_whole_world_and_no_address_has_more(
    telegram: Chat, shop: Shop
) -> None:
    code = telegram.code()
    for number in range(5):
        assert a_chat(shop, "web", f"guesser-{number}").says(wrong(code)) == ["disclosure", "refused_link_code"]
    assert a_chat(shop, "whatsapp").says(code)[-1] == "refused_link_code"

    guesser = a_chat(shop, "web", "guesser")
    for _ in range(5):
        guesser.says(wrong(code))
    assert guesser.says(telegram.code())[-1] == "refused_link_code"


def test_so_many_tries_anywhere_within_an_hour_close_linking_for_everybody(telegram: Chat, shop: Shop) -> None:
    for number in range(50):
        a_chat(shop, "web", f"guesser-{number}").says("000000")
    assert a_chat(shop, "whatsapp").says(telegram.code())[-1] == "refused_link_code"
    shop.clock.move(timedelta(hours=1, seconds=1))
    assert a_chat(shop, "whatsapp").says(telegram.code())[-1] == "chats_linked"


def test_a_code_is_in_no_table_file_log_or_transcript(
    telegram: Chat, whatsapp: Chat, shop: Shop, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = telegram.code()
    with shop.storage.reads() as session:
        told = "".join(each.text for each in transcript(session, telegram.talk().id, shop.wordings))
    whatsapp.accepts(code)
    with shop.storage.reads() as session:
        told += "".join(each.text for each in transcript(session, whatsapp.talk().id, shop.wordings))
    whatsapp.says()
    shop.sweep()
    with shop.storage.reads() as session:
        rows = " ".join(
            str(tuple(row))
            for table in SQLModel.metadata.sorted_tables
            if table.name != "link_code"
            for row in session.execute(table.select())
        )
    bare = code.replace(" ", "")
    assert [where for where in (rows, told, caplog.text) if code in where or bare in where] == []
    assert whatsapp.orders() == telegram.orders()


def test_a_quote_that_waits_for_its_yes_can_still_be_ordered(telegram: Chat, whatsapp: Chat) -> None:
    for text in ("a rain jacket", "the skagen in L", "to Bonn"):
        whatsapp.says(text)
    telegram.links(whatsapp)
    whatsapp.says("I order it")
    assert [order.placed_at is not None for order in telegram.orders()] == [True]


def test_a_turn_that_thinks_while_its_chat_is_linked_thinks_again(telegram: Chat, whatsapp: Chat, shop: Shop) -> None:
    telegram.buys()
    code = telegram.code()
    hears = shop.understander
    assert isinstance(hears, Scripted)
    telegram.accepts("where is it")

    def meanwhile() -> None:
        hears.before = lambda: None
        whatsapp.says(code)

    hears.before = meanwhile
    shop.drain(telegram.talk().id)
    assert whatsapp.talk().shopper == telegram.talk().shopper
    with shop.storage.reads() as session:
        left = session.execute(sql("SELECT count(*) FROM inbox WHERE handled_at IS NULL")).scalar()
    assert (left, len(telegram.orders())) == (0, 1)


def test_the_language_chosen_in_one_chat_is_spoken_in_all(telegram: Chat, whatsapp: Chat) -> None:
    telegram.says("auf deutsch")
    telegram.links(whatsapp)
    assert whatsapp.talk().locale == "de"
    assert whatsapp.channel.delivered[-1].locale == "de"


def test_no_row_names_a_shopper_that_is_no_more_and_export_and_erasure_see_all_chats(
    telegram: Chat, whatsapp: Chat, shop: Shop
) -> None:
    whatsapp.buys()
    telegram.says("hello")
    before = whatsapp.talk().shopper
    telegram.links(whatsapp)
    with shop.storage.reads() as session:
        naming = [
            table.name
            for table in SQLModel.metadata.sorted_tables
            for row in session.execute(table.select())
            if table.name != "link" and before in str(tuple(row))
        ]
        exported = privacy.export(session, telegram.talk().shopper)
    assert naming == []
    assert "a rain jacket" in exported and "telegram" in exported and "whatsapp" in exported
    whatsapp.says("delete my data")
    whatsapp.says("yes")
    with shop.storage.reads() as session:
        chats = session.execute(sql("SELECT count(*) FROM conversation")).scalar()
        links = session.execute(sql("SELECT count(*) FROM link")).scalar()
    assert (chats, links) == (0, 0)


def test_a_chat_that_leaves_takes_its_words_along_and_nothing_else(telegram: Chat, whatsapp: Chat, shop: Shop) -> None:
    telegram.buys()
    telegram.links(whatsapp)
    assert whatsapp.says("unlink whatsapp") == ["chat_left"]
    assert (whatsapp.orders(), whatsapp.profile().address, len(telegram.orders())) == ((), None, 1)
    with shop.storage.reads() as session:
        assert "Lindenweg" not in privacy.export(session, whatsapp.talk().shopper)
    assert telegram.says("unlink") == ["nothing_linked"]


def test_of_several_chats_the_one_to_be_taken_off_is_asked_for(telegram: Chat, whatsapp: Chat, shop: Shop) -> None:
    telegram.links(whatsapp)
    web = a_chat(shop, "web")
    telegram.links(web)
    assert telegram.says("unlink") == ["which_chat"]
    assert telegram.presses(f"unlink:{web.talk().id}") == ["chat_unlinked"]
    assert whatsapp.talk().shopper == telegram.talk().shopper != web.talk().shopper
