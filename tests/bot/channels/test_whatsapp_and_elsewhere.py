"""News that Twilio took and WhatsApp did not deliver reaches the person in another chat of theirs."""

from datetime import timedelta

from bot.worker import ORDERS
from dialogue import store
from orders import service
from orders.actions import ParcelNews
from tests.bot.channels.whatsapp_phone import Phone, buys, tried
from tests.builders import an_arrival
from tests.fakes import RecordingChannel


def linked(phone: Phone) -> RecordingChannel:
    """Another chat of the same person, in which they wrote before."""
    shop, channel = phone.shop, RecordingChannel()
    shop.channels[channel.name] = channel
    other = shop.engine.accept(an_arrival("hello"))
    assert other is not None
    shop.drain(other)
    shop.clock.move(timedelta(minutes=1))
    buys(phone)
    with shop.storage.writes() as session:
        here, there = store.conversation(session, other), phone.talk()
        assert here is not None and there is not None
        shop.engine.links.join(session, here, there, shop.clock())
    channel.delivered.clear()
    return channel


def shipped(phone: Phone) -> None:
    shop, talk = phone.shop, phone.talk()
    assert talk is not None
    with shop.storage.writes() as session:
        (order,) = service.orders_of(session, talk.shopper)
        service.report_parcel(session, order.id, ParcelNews.SHIPPED, shop.clock())
    shop.drain(ORDERS)


def test_news_that_whatsapp_does_not_deliver_is_told_elsewhere_and_nobody_is_called(phone: Phone) -> None:
    other = linked(phone)
    phone.peer.blocked.add(phone.address)
    shipped(phone)
    assert other.said() == []
    assert phone.posts(phone.peer.outcome(phone.peer.messages[-1]), "/hooks/whatsapp/status") == 200
    phone.shop.sweep()
    assert other.said() == ["on_its_way"]
    assert tried(phone) == []


def test_news_outside_the_window_without_a_template_is_told_elsewhere(phone: Phone) -> None:
    other = linked(phone)
    phone.shop.clock.move(timedelta(hours=25))
    phone.peer.open.clear()
    shipped(phone)
    phone.shop.sweep()
    assert "on_its_way" in other.said()
    assert tried(phone) == []
