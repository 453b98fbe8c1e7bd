"""News of an order reaches a person with several chats once: where they prefer it, else where they wrote last."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial

import pytest

from bot import store as bot_store
from bot.channels.base import ChannelGone, ChannelRejected
from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from bot.worker import ORDERS
from dialogue import outbox_store
from orders import service
from orders.actions import ParcelNews
from tests.at_once import at_once
from tests.bot.chatting import LINKING, Chat, a_chat
from tests.builders import NOW
from tests.fakes import Scripted


class Killed(Exception):
    """The process stops here."""


@pytest.fixture
def shop(settings: Settings) -> Iterator[Shop]:
    opened = open_shop(settings, understander=Scripted(LINKING), clock=StillClock(NOW))
    yield opened
    opened.close()


@pytest.fixture
def chats(shop: Shop) -> tuple[Chat, Chat]:
    """One person on Telegram, where they bought something, and on WhatsApp."""
    telegram, whatsapp = a_chat(shop, "telegram"), a_chat(shop, "whatsapp")
    whatsapp.says("hello")
    telegram.buys()
    telegram.links(whatsapp)
    return telegram, whatsapp


def told(chats: tuple[Chat, Chat], news: ParcelNews = ParcelNews.SHIPPED) -> tuple[list[str], list[str]]:
    """What is said on each of the two when a parcel has news."""
    shop, before = chats[0].shop, [len(chat.channel.delivered) for chat in chats]
    with shop.storage.writes() as session:
        service.report_parcel(session, chats[0].orders()[0].id, news, shop.clock())
    shop.drain(ORDERS)
    shop.sweep()
    first, second = (chat.channel.said()[since:] for chat, since in zip(chats, before, strict=True))
    return first, second


def later(chat: Chat, text: str = "thanks") -> None:
    chat.shop.clock.move(timedelta(minutes=1))
    chat.says(text)


def test_news_goes_where_the_person_wrote_last(chats: tuple[Chat, Chat]) -> None:
    telegram, whatsapp = chats
    later(whatsapp)
    assert told(chats) == ([], ["on_its_way"])
    later(telegram)
    assert told(chats, ParcelNews.DELIVERED)[1] == []


def test_news_goes_where_the_person_prefers_it_wherever_they_write(chats: tuple[Chat, Chat]) -> None:
    telegram, whatsapp = chats
    assert whatsapp.says("news on telegram") == ["news_goes_there"]
    later(whatsapp)
    assert told(chats) == (["on_its_way"], [])
    assert telegram.says("unlink") == ["chat_unlinked"]
    assert telegram.profile().news_to == telegram.talk().id


def test_a_channel_that_is_not_linked_yet_is_answered_with_a_code(shop: Shop) -> None:
    a_chat(shop, "telegram")
    assert a_chat(shop, "whatsapp").says("news on telegram") == ["disclosure", "link_code"]


@pytest.mark.parametrize("why", [ChannelRejected("no template"), ChannelGone("blocked")])
def test_news_that_one_channel_refuses_goes_to_the_other_and_nobody_is_called(
    chats: tuple[Chat, Chat], why: ChannelRejected
) -> None:
    later(chats[1])
    chats[1].channel.failures = [why]
    assert told(chats) == (["on_its_way"], [])
    with chats[0].shop.storage.reads() as session:
        lost = outbox_store.undelivered_to(session, chats[1].talk().id)
    assert [reply.message.name() for reply in lost] == ["on_its_way"]
    assert (chats[0].talk().holder.value, cases(chats[0].shop)) == ("agent", 0)


def test_news_that_every_channel_refuses_is_put_before_a_person_once(chats: tuple[Chat, Chat]) -> None:
    for chat in chats:
        chat.channel.failures = [ChannelRejected("no")]
    assert told(chats) == ([], [])
    assert cases(chats[0].shop) == 1


def test_an_answer_is_given_in_the_chat_where_it_was_asked_for_alone(chats: tuple[Chat, Chat]) -> None:
    telegram, whatsapp = chats
    whatsapp.channel.failures = [ChannelRejected("no")]
    before = len(telegram.channel.delivered)
    assert whatsapp.says("where is it") == []
    telegram.shop.sweep()
    assert len(telegram.channel.delivered) == before


def cases(shop: Shop) -> int:
    with shop.storage.reads() as session:
        return len(bot_store.cases(session))


# ---- at the same moment, and killed in between


@pytest.fixture
def twins(settings: Settings) -> Iterator[tuple[Shop, Shop]]:
    with (
        closing(open_shop(settings, understander=Scripted(LINKING), clock=StillClock(NOW))) as one,
        closing(open_shop(settings, understander=Scripted(LINKING), clock=StillClock(NOW))) as other,
    ):
        yield one, other


def claims(twins: tuple[Shop, Shop], number: int) -> list[int]:
    """How many chats the person has, and how often either claimer was told yes, when two type one code at once."""
    one, other = twins
    asker = a_chat(one, "telegram", f"asker-{number}")
    code = asker.code()
    first, second = a_chat(one, "web", f"first-{number}"), a_chat(other, "web", f"second-{number}")
    for chat in (first, second):
        chat.accepts(code)
    at_once(*(partial(chat.shop.drain, chat.talk().id) for chat in (first, second)))
    for shop in twins:
        shop.sweep()
    people = [chat.talk().shopper for chat in (asker, first, second)]
    said = first.channel.said()[-2:] + second.channel.said()[-2:]
    return [len(set(people)), said.count("chats_linked"), said.count("refused_link_code")]


def test_of_two_who_type_one_code_at_the_same_moment_one_is_linked(twins: tuple[Shop, Shop]) -> None:
    assert [claims(twins, number) for number in range(3)] == [[2, 1, 1]] * 3


@pytest.mark.soak
def test_of_two_who_type_one_code_one_is_linked_forty_times(twins: tuple[Shop, Shop]) -> None:
    """Every round begins an hour later: so many wrong tries within one would close linking."""
    for number in range(40):
        assert claims(twins, number) == [2, 1, 1]
        for shop in twins:
            shop.clock.move(timedelta(hours=2))


@pytest.mark.parametrize("point", ["before settle", "before settle commit", "after settle", "before send"])
def test_a_process_that_dies_while_it_links_has_linked_wholly_or_not_at_all(settings: Settings, point: str) -> None:
    armed: list[str] = []

    def at(here: str) -> None:
        if here in armed:
            armed.remove(here)
            raise Killed(here)

    with closing(open_shop(settings, understander=Scripted(LINKING), clock=StillClock(NOW), at=at)) as shop:
        telegram, whatsapp = a_chat(shop, "telegram"), a_chat(shop, "whatsapp")
        whatsapp.buys()
        whatsapp.accepts(telegram.code())
        armed.append(point)
        with pytest.raises(Killed):
            shop.worker.converse(whatsapp.talk().id)
        linked = whatsapp.talk().shopper == telegram.talk().shopper
        assert linked is point.startswith(("after", "before send"))
        assert len(whatsapp.orders()) == 1
        shop.clock.move(timedelta(minutes=1))
        shop.sweep()
        assert whatsapp.talk().shopper == telegram.talk().shopper
        assert [order.id for order in telegram.orders()] == [order.id for order in whatsapp.orders()]
        assert whatsapp.channel.said().count("chats_linked") == 1
