"""Two processes' worth of shop on one database, at the same moment: one effect each time."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial

import pytest

from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from dialogue import store
from dialogue.inbound import Arrival
from orders.ids import ConversationId
from tests.at_once import at_once
from tests.builders import NOW, an_arrival
from tests.customer import Customer
from tests.fakes import BUGS, RecordingChannel, Scripted
from tests.sentences import SENTENCES


@pytest.fixture
def twins(settings: Settings) -> Iterator[tuple[Shop, Shop]]:
    with (
        closing(open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))) as one,
        closing(open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))) as other,
    ):
        channel = RecordingChannel()
        one.channels["test"] = other.channels["test"] = channel
        yield one, other


def customer_of(shop: Shop, address: str = "jana") -> Customer:
    channel = shop.channels["test"]
    assert isinstance(channel, RecordingChannel)
    return Customer(shop, channel, address)


def same_message_to_both(twins: tuple[Shop, Shop], times: int) -> list[int]:
    """How many copies of each message were taken for a new one."""
    taken: list[int] = []
    for number in range(times):
        arrival = an_arrival("hello", external_id=f"same-{number}")
        accepted: list[ConversationId | None] = []
        at_once(*(partial(_accept, shop, arrival, accepted) for shop in twins))
        taken.append(sum(each is not None for each in accepted))
    return taken


def test_the_same_message_to_two_processes_at_once_is_one_message(twins: tuple[Shop, Shop]) -> None:
    assert same_message_to_both(twins, 20) == [1] * 20


def _accept(shop: Shop, arrival: Arrival, accepted: list[ConversationId | None]) -> None:
    accepted.append(shop.engine.accept(arrival))


@pytest.mark.soak
def test_the_same_message_to_two_processes_at_once_is_one_message_two_hundred_times(twins: tuple[Shop, Shop]) -> None:
    assert same_message_to_both(twins, 200) == [1] * 200


def double_taps(twins: tuple[Shop, Shop], times: int) -> list[tuple[int, int]]:
    """(orders, charges) of shoppers who press the order button twice, once in each process."""
    seen = []
    for number in range(times):
        customer = customer_of(twins[0], f"shopper-{number}")
        for text in ("a rain jacket", "the skagen in L", "to Bonn"):
            customer.says(text)
        button = customer.channel.button("confirm:")
        for shop in twins:
            shop.engine.accept(an_arrival(button=button, address=customer.address))
        at_once(*(partial(shop.drain, customer.talk().id) for shop in twins))
        for shop in twins:
            shop.sweep()
        seen.append((len(customer.orders()), len(customer.charges())))
    return seen


def test_two_taps_on_the_order_button_in_two_processes_order_once(twins: tuple[Shop, Shop]) -> None:
    assert double_taps(twins, 4) == [(1, 1)] * 4


@pytest.mark.soak
def test_two_taps_order_once_five_hundred_times(twins: tuple[Shop, Shop]) -> None:
    for shop in twins:
        with shop.storage.writes() as session:
            session.connection().exec_driver_sql("UPDATE offer SET stock = 1000")
        shop.shelf.fill()
    assert double_taps(twins, 500) == [(1, 1)] * 500


def turns_side_by_side(twins: tuple[Shop, Shop]) -> int:
    """Replies to one message that two processes think about at the same time, leases or not."""
    conversation = twins[0].engine.accept(an_arrival("hello"))
    assert conversation is not None
    meeting = threading.Barrier(2, timeout=5)

    for shop in twins:
        assert isinstance(shop.understander, Scripted)
        shop.understander.before = _once(meeting.wait)
    at_once(*(partial(shop.engine.run_turn, conversation) for shop in twins))
    customer = customer_of(twins[0])
    customer.shop.worker.deliver(conversation, "the test")
    return customer.channel.said().count("greeting") + customer.channel.said().count("greeting_again")


def _once(work: Callable[[], object]) -> Callable[[], None]:
    """Whoever comes back to think again finds nobody to wait for."""
    waiting = [work]

    def run() -> None:
        if waiting:
            waiting.pop()()

    return run


def test_a_message_that_two_processes_think_about_is_answered_once(twins: tuple[Shop, Shop]) -> None:
    assert turns_side_by_side(twins) == 1
    with twins[0].storage.reads() as session:
        assert store.backlog(session) == (0, 0)


def test_the_race_catches_a_version_check_that_is_left_out(twins: tuple[Shop, Shop]) -> None:
    for shop in twins:
        BUGS["skip the version check"](shop)
    assert turns_side_by_side(twins) == 2
