"""The worker: delivery in order, back-off, dead letters, leases, and turns that keep failing."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import store as bot_store
from bot.channels.base import ChannelRejected, ChannelUnavailable, Delivery
from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from dialogue import outbox_store, store
from dialogue.conversation import Holder
from dialogue.engine import STAFF_PATIENCE
from dialogue.plan import Flag
from orders import service
from orders.errands import FLAG_AFTER, LEASE, Errand, Outcome
from orders.ids import ConversationId
from tests.builders import NOW, an_arrival
from tests.customer import Customer
from tests.fakes import RecordingChannel, Scripted
from tests.sentences import SENTENCES


def states(customer: Customer) -> list[str]:
    with customer.shop.storage.reads() as session:
        return [reply.state for reply in outbox_store.said(session, customer.talk().id)]


def test_replies_are_delivered_in_the_order_they_were_said(customer: Customer) -> None:
    customer.says("hello")
    assert customer.channel.said() == ["disclosure", "greeting"]
    assert [delivery.id for delivery in customer.channel.delivered] == ["1.1", "2.1"]


def test_a_reply_keeps_the_text_as_it_was_sent(customer: Customer) -> None:
    customer.says("hello")
    with customer.shop.storage.reads() as session:
        texts = [reply.text for reply in outbox_store.said(session, customer.talk().id)]
    assert texts == [delivery.text for delivery in customer.channel.delivered]


def test_a_channel_that_is_down_gets_the_reply_later_and_nothing_overtakes(customer: Customer) -> None:
    customer.channel.failures = [ChannelUnavailable("down", after=60)]
    assert customer.says("hello") == []
    assert customer.says("thanks") == []
    customer.shop.clock.move(timedelta(seconds=61))
    customer.shop.sweep()
    assert customer.channel.said() == ["disclosure", "greeting", "welcome"]


def test_the_pause_grows_with_each_failure(customer: Customer) -> None:
    customer.channel.failures = [ChannelUnavailable("down") for _ in range(3)]
    customer.says("hello")
    waited = 0
    while not customer.channel.delivered:
        customer.shop.clock.move(timedelta(seconds=1))
        waited += 1
        customer.shop.sweep()
    assert waited == 1 + 2 + 4


def test_what_a_channel_refuses_is_dropped_and_the_rest_goes_on(customer: Customer) -> None:
    customer.channel.failures = [ChannelRejected("blocked")]
    assert customer.says("hello") == ["greeting"]
    assert states(customer) == ["dropped", "sent"]


def test_after_a_day_nobody_waits_for_a_reply_any_more(customer: Customer) -> None:
    customer.channel.failures = [ChannelUnavailable("down", after=25 * 3600), ChannelUnavailable("still down")]
    customer.says("hello")
    customer.shop.clock.move(timedelta(hours=26))
    customer.shop.sweep()
    assert states(customer)[0] == "dropped"


def test_a_turn_that_keeps_failing_goes_to_a_person_and_the_shopper_is_told(customer: Customer) -> None:
    scripted = customer.shop.understander
    assert isinstance(scripted, Scripted)
    scripted.broken = ZeroDivisionError()
    assert customer.says("hello") == []
    for _ in range(4):
        customer.shop.clock.move(timedelta(minutes=5))
        customer.shop.sweep()
    assert customer.channel.said() == ["disclosure", "person_called_to_decide"]
    assert customer.talk().holder is Holder.WAITING
    with customer.shop.storage.reads() as session:
        (case,) = bot_store.cases(session)
    assert (case.case.flag, case.case.asked) == (Flag.BROKEN, ("hello",))


def test_a_turn_that_failed_once_is_answered_when_it_works_again(customer: Customer) -> None:
    scripted = customer.shop.understander
    assert isinstance(scripted, Scripted)
    scripted.broken = ZeroDivisionError()
    customer.says("hello")
    scripted.broken = None
    customer.shop.clock.move(timedelta(minutes=5))
    customer.shop.sweep()
    assert customer.channel.said() == ["disclosure", "greeting"]


def test_a_conversation_leased_elsewhere_is_left_alone_until_the_lease_ends(customer: Customer) -> None:
    shop = customer.shop
    conversation = shop.engine.accept(an_arrival("hello"))
    assert conversation is not None
    with shop.storage.writes() as session:
        assert store.lease(session, conversation, "another", NOW, NOW + timedelta(seconds=30))
    shop.sweep()
    assert customer.channel.delivered == []
    shop.clock.move(timedelta(seconds=31))
    shop.sweep()
    assert customer.channel.said() == ["disclosure", "greeting"]


def test_a_lost_wake_up_costs_one_sweep_and_no_message(shop: Shop) -> None:
    channel = RecordingChannel()
    shop.channels["test"] = channel
    shop.engine.accept(an_arrival("hello"))
    shop.sweep()
    assert channel.said() == ["disclosure", "greeting"]


def test_a_restarted_shop_goes_on_where_the_last_one_stopped(settings: Settings) -> None:
    first = open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))
    assert first.engine.accept(an_arrival("hello")) is not None
    first.close()
    second = open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))
    channel = RecordingChannel()
    second.channels["test"] = channel
    second.sweep()
    assert channel.said() == ["disclosure", "greeting"]
    second.close()


def test_replies_for_a_channel_that_is_not_here_wait_for_a_process_that_has_it(shop: Shop) -> None:
    conversation = shop.engine.accept(an_arrival("hello", channel="elsewhere"))
    shop.sweep()
    with shop.storage.reads() as session:
        waiting = outbox_store.waiting(session, ConversationId(conversation or ""), NOW)
    assert [reply.message.name() for reply in waiting] == ["disclosure", "greeting"]


@pytest.mark.parametrize("key", ["orders", "c-nobody", ""])
def test_a_wake_up_for_nothing_does_nothing(shop: Shop, key: str) -> None:
    shop.drain(key)


class SweptMeanwhile(RecordingChannel):
    """While the first reply is on its way, another thread of the same process sweeps."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._sweeps = [threading.Thread(target=shop.sweep)]

    def deliver(self, delivery: Delivery) -> str | None:
        if self._sweeps:
            sweep = self._sweeps.pop()
            sweep.start()
            sweep.join()
        return super().deliver(delivery)


def test_a_sweep_while_a_reply_is_being_sent_does_not_send_it_again(shop: Shop) -> None:
    shop.channels["test"] = channel = SweptMeanwhile(shop)
    assert Customer(shop, channel).says("hello") == ["disclosure", "greeting"]


def test_a_reply_that_breaks_the_worker_is_put_before_a_person_once_and_tried_ever_more_rarely(
    customer: Customer,
) -> None:
    customer.says("hello")
    tries: list[int] = []
    customer.channel.during = lambda: tries.append(1 // 0)
    customer.says("thanks")
    for _ in range(600):
        customer.shop.clock.move(timedelta(seconds=2))
        customer.shop.sweep()
    with customer.shop.storage.reads() as session:
        said = [reply.message.name() for reply in outbox_store.said(session, customer.talk().id)]
        (case,) = bot_store.cases(session)
    assert said == ["disclosure", "greeting", "welcome", "person_called_to_decide"]
    assert case.case.flag is Flag.BROKEN
    assert len(tries) < 20


def test_a_failure_that_cannot_even_be_noted_stops_no_thread(shop: Shop) -> None:
    with shop.storage.writes() as session:
        session.connection().exec_driver_sql("DROP TABLE conversation")
    shop.drain("c-1")
    shop.sweep()


def test_a_page_that_cannot_be_told_stops_no_thread(customer: Customer) -> None:
    told: list[int] = []
    customer.shop.listeners.append(lambda: told.append(1 // 0))
    assert customer.says("hello", "a person please")


def test_an_errand_that_breaks_the_worker_holds_up_no_other(customer: Customer) -> None:
    shop, other = customer.shop, Customer(customer.shop, customer.channel, "ole")
    run, broken = shop.worker.run_errand, {"jana", "ole"}

    def picky(errand: Errand) -> Outcome:
        if any(errand.order == each.orders()[0].id for each in (customer, other) if each.address in broken):
            raise ZeroDivisionError
        return run(errand)

    shop.worker = replace(shop.worker, run_errand=picky)
    customer.buys()
    other.buys()
    broken.remove("ole")
    shop.clock.move(LEASE)
    shop.sweep()
    assert [charge.done for charge in (*customer.charges(), *other.charges())] == [False, True]
    broken.clear()
    shop.clock.move(LEASE)
    shop.sweep()
    assert [charge.done for charge in customer.charges()] == [True]


def test_an_errand_that_keeps_breaking_is_put_before_a_person(customer: Customer) -> None:
    shop = customer.shop

    def broken(errand: Errand) -> Outcome:
        raise ZeroDivisionError

    shop.worker = replace(shop.worker, run_errand=broken)
    customer.buys()
    for _ in range(FLAG_AFTER):
        shop.clock.move(timedelta(minutes=5))
        shop.sweep()
    with shop.storage.reads() as session:
        assert [case.case.flag for case in bot_store.cases(session)] == [Flag.PAYMENT_TROUBLE]


def test_an_event_that_another_worker_has_told_is_not_told_again(customer: Customer) -> None:
    customer.buys()
    with customer.shop.storage.writes() as session:
        events = service.events_of(session, customer.orders()[0].id)
        assert service.mark_announced(session, events) == 0


class BreaksOff:
    """Turns break off while it is on."""

    is_on = True

    def __call__(self, point: str) -> None:
        if self.is_on and point == "before settle":
            raise ZeroDivisionError


def _breaking(customer: Customer) -> BreaksOff:
    breaks, worker = BreaksOff(), customer.shop.worker
    customer.shop.worker = replace(worker, engine=replace(worker.engine, at=breaks))
    return breaks


def _sweeps(customer: Customer, times: int) -> None:
    for _ in range(times):
        customer.shop.clock.move(timedelta(minutes=6))
        customer.shop.sweep()


def test_a_claim_is_not_given_up_with_the_turns_that_fail(customer: Customer) -> None:
    customer.says("hello")
    breaks = _breaking(customer)
    customer.says("thanks")
    customer.staff("claim")
    _sweeps(customer, 6)
    assert customer.talk().holder is Holder.WAITING
    breaks.is_on = False
    _sweeps(customer, 1)
    assert (customer.talk().holder, customer.talk().staff) == (Holder.STAFF, "Alex")


def test_what_the_desk_did_is_put_before_it_when_it_never_works(customer: Customer) -> None:
    customer.says("hello")
    breaks = _breaking(customer)
    customer.staff("claim")
    _sweeps(customer, STAFF_PATIENCE)
    breaks.is_on = False
    with customer.shop.storage.reads() as session:
        (case,) = bot_store.cases(session)
        assert not store.has_unread(session, customer.talk().id)
    assert (case.case.flag, case.case.tried) == (Flag.BROKEN, ("Alex: claim",))
    assert customer.channel.said() == ["disclosure", "greeting"]


def test_a_turn_that_keeps_failing_leaves_the_conversation_with_who_has_it(customer: Customer) -> None:
    customer.says("hello")
    customer.staff("claim")
    told = customer.channel.said()
    _breaking(customer)
    customer.says("is anybody there?")
    _sweeps(customer, 4)
    assert (customer.talk().holder, customer.talk().staff) == (Holder.STAFF, "Alex")
    assert customer.channel.said() == told
    with customer.shop.storage.reads() as session:
        assert "is anybody there?" in [text for case in bot_store.cases(session) for text in case.case.asked]
