"""News that nobody asked for: each is told by itself, so that none that cannot be told holds up another."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot import store as bot_store
from bot.wiring import Shop
from bot.worker import ORDERS
from dialogue import engine
from dialogue.messages.base import Message
from dialogue.plan import Flag
from orders import service
from orders.actions import ParcelNews
from orders.answers import Refusal
from orders.events import Event
from orders.ids import OrderId
from orders.order import Order
from tests.customer import Customer


@dataclass
class Tongue:
    """Words no news of these orders while it is tied."""

    shop: Shop
    tied: set[OrderId]
    tries: int = 0

    def __post_init__(self) -> None:
        whole, tell = self.shop.engine, self.shop.engine.says.tell

        def picky(happened: Event | Refusal, order: Order | None) -> tuple[Message, ...]:
            if order is not None and order.id in self.tied:
                self.tries += 1
                raise ZeroDivisionError
            return tell(happened, order)

        says = replace(whole.says, tell=picky)
        self.shop.worker = replace(self.shop.worker, engine=replace(whole, says=says))


def report(customer: Customer, news: ParcelNews) -> None:
    with customer.shop.storage.writes() as session:
        service.report_parcel(session, customer.orders()[0].id, news, customer.shop.clock())


def test_news_that_cannot_be_told_holds_up_no_other_and_is_told_when_it_can_be(customer: Customer) -> None:
    shop, other = customer.shop, Customer(customer.shop, customer.channel, "ole")
    first, second = customer.buys(), other.buys()
    tongue = Tongue(shop, {first.id})
    before = len(customer.channel.delivered)
    report(customer, ParcelNews.SHIPPED)
    report(other, ParcelNews.SHIPPED)
    shop.drain(ORDERS)
    assert [delivery.order for delivery in customer.channel.delivered[before:]] == [second.id]
    tongue.tied.clear()
    shop.clock.move(timedelta(seconds=1))
    shop.sweep()
    assert [delivery.order for delivery in customer.channel.delivered[before:]] == [second.id, first.id]


def test_news_that_keeps_failing_is_put_before_a_person_and_tried_ever_more_rarely(customer: Customer) -> None:
    shop = customer.shop
    tongue = Tongue(shop, {customer.buys().id})
    before = customer.channel.said()
    report(customer, ParcelNews.SHIPPED)
    for _ in range(300):
        shop.clock.move(timedelta(seconds=2))
        shop.sweep()
    with shop.storage.reads() as session:
        (case,) = bot_store.cases(session)
    assert (case.case.flag, case.conversation) == (Flag.BROKEN, customer.talk().id)
    assert case.case.tried == (f"ParcelHandedOver of {customer.orders()[0].id} could not be told",)
    assert 4 < tongue.tries < 12
    assert customer.channel.said() == before


def test_however_much_news_keeps_failing_the_newest_is_told(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "UNTOLD", 2)
    shop, others = customer.shop, [Customer(customer.shop, customer.channel, f"other-{number}") for number in range(3)]
    Tongue(shop, {other.buys().id for other in others})
    customer.buys()
    for each in (*others, customer):
        report(each, ParcelNews.SHIPPED)
    for _ in range(4):
        shop.drain(ORDERS)
    assert customer.channel.delivered[-1].order == customer.orders()[0].id
