"""Sold-out goods that are back: told to who waits for them, in their language, once, whatever breaks in between."""

import json
from collections.abc import Iterator
from contextlib import closing
from functools import partial

import pytest

from bot import privacy
from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from dialogue import outbox_store, restock, store
from dialogue.messages.watching import BackInStock
from dialogue.outbox_store import Reply
from orders import accounts, service
from orders.ids import Sku
from orders.stock import Offer
from tests.at_once import at_once
from tests.builders import NOW, an_arrival
from tests.customer import Customer
from tests.fakes import RecordingChannel, Scripted
from tests.sentences import SENTENCES

FJORD = Sku("fjord-navy-M")


class Stopped(Exception):
    """The process ends here."""


@pytest.fixture
def twins(settings: Settings) -> Iterator[tuple[Shop, Shop]]:
    with (
        closing(open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))) as one,
        closing(open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))) as other,
    ):
        one.channels["test"] = other.channels["test"] = RecordingChannel()
        yield one, other


def of(shop: Shop, address: str) -> Customer:
    channel = shop.channels["test"]
    assert isinstance(channel, RecordingChannel)
    return Customer(shop, channel, address)


def presses(customer: Customer, button: str) -> list[str]:
    before = len(customer.channel.delivered)
    conversation = customer.shop.engine.accept(an_arrival(address=customer.address, button=button))
    if conversation is not None:
        customer.shop.drain(conversation)
    return customer.channel.said()[before:]


def waits(shop: Shop, *addresses: str) -> tuple[Customer, ...]:
    found = tuple(of(shop, address) for address in addresses)
    for each in found:
        assert presses(each, f"watch:{FJORD}")[-1] == "will_tell_when_back"
    return found


def stocked(shop: Shop, pieces: int) -> None:
    """As many free pieces as that, from now on."""
    with shop.storage.writes() as session:
        offer: Offer = service.offers(session, [FJORD])[FJORD]
        service.load_offers(session, [_with(offer, pieces)])


def _with(offer: Offer, pieces: int) -> Offer:
    return Offer(
        sku=offer.sku, product=offer.product, title=offer.title, options=offer.options, prices=offer.prices,
        stock=pieces, sources=offer.sources, costs=offer.costs, markets=offer.markets,
    )  # fmt: skip


def news(customer: Customer) -> list[Reply]:
    """What they were told of goods that are back."""
    with customer.shop.storage.reads() as session:
        replies = outbox_store.said(session, customer.talk().id)
    return [reply for reply in replies if isinstance(reply.message, BackInStock)]


def test_who_waits_is_told_with_price_and_card_and_may_take_itat_once(shop: Shop, customer: Customer) -> None:
    stocked(shop, 0)
    (mia,) = waits(shop, "mia")
    stocked(shop, 2)
    assert mia.waits() == ["back_in_stock"]
    (reply,) = news(mia)
    assert isinstance(reply.message, BackInStock)
    assert (str(reply.message.price), reply.message.shown[0].left) == ("EUR 120.00", 2)
    assert mia.presses("slot:sku:") == ["ask_address"]


def test_a_plain_yes_to_the_news_takes_it(shop: Shop, customer: Customer) -> None:
    stocked(shop, 0)
    (mia,) = waits(shop, "mia")
    stocked(shop, 2)
    mia.waits()
    assert mia.says("yes") == ["ask_address"]
    assert [line.sku for line in mia.talk().basket] == [FJORD]


def test_a_piece_that_a_cancellation_gives_back_is_told(shop: Shop, customer: Customer) -> None:
    for text in ("a rain jacket", "the fjord in M", "to Bonn", "I order it"):
        customer.says(text)
    (mia,) = waits(shop, "mia")
    customer.says("cancel it")
    assert news(mia) == []
    customer.says("yes")
    assert len(news(mia)) == 1


def test_it_is_told_in_the_language_of_who_waits(shop: Shop, customer: Customer) -> None:
    stocked(shop, 0)
    customer.says("auf deutsch")
    presses(customer, f"watch:{FJORD}")
    stocked(shop, 1)
    customer.waits()
    (reply,) = news(customer)
    assert reply.locale == "de" and "wieder da" in (reply.text or "")


def test_of_several_the_first_to_ask_is_told_for_each_piece(shop: Shop, customer: Customer) -> None:
    stocked(shop, 0)
    ada, ben, cem = waits(shop, "ada", "ben", "cem")
    stocked(shop, 2)
    shop.sweep()
    assert [len(news(each)) for each in (ada, ben, cem)] == [1, 1, 0]
    shop.sweep()
    stocked(shop, 3)
    shop.sweep()
    assert [len(news(each)) for each in (ada, ben, cem)] == [1, 1, 1]


def test_who_wants_no_messages_any_more_is_told_nothing_and_takes_nobodys_place(shop: Shop, customer: Customer) -> None:
    stocked(shop, 0)
    ada, ben = waits(shop, "ada", "ben")
    ada.says("stop")
    stocked(shop, 1)
    shop.sweep()
    assert [len(news(each)) for each in (ada, ben)] == [0, 1]


def test_who_was_erased_takes_nobodys_place(shop: Shop, customer: Customer) -> None:
    stocked(shop, 0)
    ada, ben = waits(shop, "ada", "ben")
    privacy.forget(shop.storage, ada.talk().shopper)
    stocked(shop, 1)
    shop.sweep()
    assert len(news(ben)) == 1
    with shop.storage.reads() as session:
        assert store.find_conversation(session, "test", "ada") is None


def test_what_somebody_waits_for_is_among_their_data(shop: Shop, customer: Customer) -> None:
    stocked(shop, 0)
    (mia,) = waits(shop, "mia")
    with shop.storage.reads() as session:
        mine = json.loads(privacy.export(session, mia.talk().shopper))
    assert [wish["sku"] for wish in mine["stock_wish"]] == [FJORD]


def test_a_crash_before_the_commit_tells_later_and_once(settings: Settings) -> None:
    broken: list[str] = []

    def at(point: str) -> None:
        if point == "before restock commit" and not broken:
            broken.append(point)
            raise Stopped

    with closing(open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW), at=at)) as shop:
        shop.channels["test"] = RecordingChannel()
        stocked(shop, 0)
        (mia,) = waits(shop, "mia")
        stocked(shop, 1)
        shop.sweep()
        assert (broken, news(mia)) == (["before restock commit"], [])
        shop.sweep()
        shop.sweep()
        assert len(news(mia)) == 1


def test_what_a_crash_leaves_unsent_is_sent_and_not_told_anew(shop: Shop, customer: Customer) -> None:
    stocked(shop, 0)
    (mia,) = waits(shop, "mia")
    stocked(shop, 1)
    assert restock.tell_of(shop.engine, FJORD) == (mia.talk().id,)
    assert [reply.state for reply in news(mia)] == ["waiting"]
    shop.sweep()
    assert [reply.state for reply in news(mia)] == ["sent"]


def test_two_workers_at_the_same_moment_tell_once(twins: tuple[Shop, Shop]) -> None:
    stocked(twins[0], 0)
    people = waits(twins[0], *(f"p{number}" for number in range(6)))
    for rise in range(1, 7):
        stocked(twins[0], rise)
        at_once(*(partial(restock.tell_of, shop.engine, FJORD) for shop in twins))
        assert sum(len(news(each)) for each in people) == rise
    assert [len(news(each)) for each in people] == [1] * 6


def test_a_turn_at_the_same_moment_loses_neither_its_answer_nor_the_news(twins: tuple[Shop, Shop]) -> None:
    for number in range(5):
        stocked(twins[0], 0)
        (mia,) = waits(twins[0], f"mia-{number}")
        stocked(twins[0], 1)
        twins[1].engine.accept(an_arrival("hello", address=mia.address))
        at_once(partial(restock.tell_of, twins[0].engine, FJORD), partial(twins[1].engine.run_turn, mia.talk().id))
        twins[0].sweep()
        assert len(news(mia)) == 1
        with twins[0].storage.reads() as session:
            names = [reply.message.name() for reply in outbox_store.said(session, mia.talk().id)]
        assert "greeting" in names or "welcome" in names or "greeting_again" in names


def test_what_is_not_sold_where_they_are_any_more_is_not_told(shop: Shop, customer: Customer) -> None:
    stocked(shop, 0)
    (mia,) = waits(shop, "mia")
    with shop.storage.writes() as session:
        offer = service.offers(session, [FJORD])[FJORD]
        service.load_offers(session, [_in_france(offer)])
    shop.sweep()
    assert news(mia) == []
    with shop.storage.reads() as session:
        assert [wish.sku for wish in accounts.wishes_of(session, mia.talk().shopper, NOW)] == [FJORD]


def _in_france(offer: Offer) -> Offer:
    return Offer(
        sku=offer.sku, product=offer.product, title=offer.title, options=offer.options, prices=offer.prices, stock=1,
        sources=offer.sources, costs=offer.costs, markets=("FR",),
    )  # fmt: skip
