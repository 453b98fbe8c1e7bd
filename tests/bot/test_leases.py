"""Slow channels, lost leases and chores that fail: nothing is sent twice, and what failed is tried ever more rarely."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import store as bot_store
from bot.channels.base import Capabilities
from dialogue import outbox_store, store
from tests.customer import Customer


def states(customer: Customer) -> list[str]:
    with customer.shop.storage.reads() as session:
        return [reply.state for reply in outbox_store.said(session, customer.talk().id)]


def delivered_ids(customer: Customer) -> list[str]:
    return [delivery.id for delivery in customer.channel.delivered]


def slowly(customer: Customer, seconds: int, meanwhile: Callable[[], object]) -> Callable[[], None]:
    """What a channel does that takes so long, while the rest of the world goes on."""

    def deliver() -> None:
        customer.shop.clock.move(timedelta(seconds=seconds))
        meanwhile()

    return deliver


def test_a_channel_slower_than_the_lease_sends_nothing_twice(customer: Customer) -> None:
    customer.channel.during = slowly(customer, 20, customer.shop.sweep)
    customer.says("hello")
    assert delivered_ids(customer) == ["1.1", "2.1"]


def test_a_long_reply_on_a_slow_channel_sends_no_part_twice(customer: Customer) -> None:
    customer.channel.capabilities = Capabilities(text_length=60)
    customer.channel.during = slowly(customer, 20, customer.shop.sweep)
    customer.says("hello")
    parts = delivered_ids(customer)
    assert len(parts) > 4
    assert len(parts) == len(set(parts))


def test_who_lost_the_conversation_leaves_the_rest_to_the_other_worker(customer: Customer) -> None:
    shop = customer.shop

    def taken_over() -> None:
        now = shop.clock()
        with shop.storage.writes() as session:
            assert store.lease(session, customer.talk().id, "another", now, now + timedelta(seconds=30))

    customer.channel.during = slowly(customer, 31, taken_over)
    assert customer.says("hello") == ["disclosure"]
    assert states(customer) == ["sent", "waiting"]


@pytest.mark.parametrize("length", [4000, 60])
def test_what_another_worker_has_sent_meanwhile_is_not_sent_after_it(customer: Customer, length: int) -> None:
    customer.channel.capabilities = Capabilities(text_length=length)
    once = [customer.shop.sweep]
    customer.channel.during = lambda: slowly(customer, 31, once.pop())() if once else None
    customer.says("hello")
    late, *others = reversed(delivered_ids(customer))
    assert late == "1.1"
    assert len(others) == len(set(others))
    assert states(customer) == ["sent", "sent"]


def test_a_chore_that_keeps_failing_is_tried_ever_more_rarely(customer: Customer) -> None:
    shop, tries = customer.shop, list[int]()

    def broken(chore: bot_store.Chore) -> None:
        tries.append(1)
        raise ZeroDivisionError

    shop.worker = replace(shop.worker, chore=broken)
    customer.says("delete my data")
    customer.says("yes")
    for _ in range(300):
        shop.clock.move(timedelta(seconds=2))
        shop.sweep()
        shop.drain(customer.talk().id)
    assert 5 < len(tries) < 20


def test_a_chore_waits_while_another_worker_has_the_conversation(customer: Customer) -> None:
    shop, done = customer.shop, list[bot_store.Chore]()
    shop.worker = replace(shop.worker, chore=done.append)
    customer.says("delete my data")

    def taken_over() -> None:
        now = shop.clock()
        with shop.storage.writes() as session:
            assert store.lease(session, customer.talk().id, "another", now, now + timedelta(seconds=30))

    customer.channel.during = slowly(customer, 31, taken_over)
    customer.says("yes")
    assert states(customer)[-1] == "sent"
    assert done == []
