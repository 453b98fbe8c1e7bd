"""Delivery to a channel of limits: its pace over all processes, long replies that go on where they stopped, and what is
given up put before a person."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import pace_store
from bot import store as bot_store
from bot.channels.base import Capabilities, ChannelGone, ChannelRejected, ChannelUnavailable, Delivery, Pace
from bot.channels.telegram.connection import connect as telegram
from bot.cli import main
from bot.doctor import symptoms_of
from bot.settings import Settings, SettingsError
from bot.storage import Storage
from bot.wiring import Shop, open_storage
from dialogue import outbox_store
from dialogue.outbox_store import Reply
from dialogue.plan import Flag
from tests.builders import NOW
from tests.customer import Customer
from tests.fakes import RecordingChannel

BOT = Pace(per_second=10, burst=3)
CHAT = Pace(per_second=1, burst=2)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    opened = open_storage(Settings(database_url=f"sqlite:///{tmp_path}/shop.db"))
    yield opened
    opened.close()


def wait(storage: Storage, seconds: float = 0, chat: str = "c-1") -> float:
    with storage.notes() as session:
        paces = (("telegram", BOT), (chat, CHAT))
        return pace_store.reserve(session, paces, "s-1", NOW + timedelta(seconds=seconds)).total_seconds()


def test_a_burst_goes_at_once_and_then_one_a_second_to_each_chat(storage: Storage) -> None:
    assert [wait(storage) for _ in range(3)] == [0, 0, 1]
    assert wait(storage, 0.5) == 0.5
    assert wait(storage, 1) == 0
    assert wait(storage, 1) == 1


def test_the_bot_as_a_whole_has_a_pace_of_its_own(storage: Storage) -> None:
    assert [wait(storage, chat=f"c-{number}") for number in range(5)] == [0, 0, 0, 0.1, 0.1]
    assert wait(storage, 0.1, chat="c-9") == 0


def test_who_has_to_wait_is_not_counted(storage: Storage) -> None:
    for _ in range(20):
        wait(storage)
    assert wait(storage, 1) == 0


def test_after_a_silence_there_is_one_burst_and_no_more(storage: Storage) -> None:
    wait(storage)
    assert [wait(storage, 3600) for _ in range(3)] == [0, 0, 1]


def test_many_threads_together_keep_the_pace(storage: Storage) -> None:
    went: list[float] = []

    def send(number: int) -> None:
        went.append(wait(storage, chat=f"c-{number}"))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert went.count(0) == BOT.burst


# ---- the worker


def paced(customer: Customer) -> None:
    able = replace(customer.channel.capabilities, chat_pace=Pace(per_second=1, burst=1))
    customer.channel.capabilities = able


def test_a_reply_waits_for_its_turn_and_nothing_overtakes_it(customer: Customer) -> None:
    paced(customer)
    assert customer.says("hello") == ["disclosure"]
    assert customer.says("thanks") == []
    for _ in range(2):
        customer.shop.clock.move(timedelta(seconds=1))
        customer.shop.sweep()
    assert customer.channel.said() == ["disclosure", "greeting", "welcome"]


def test_waiting_for_ones_turn_is_no_failure(customer: Customer) -> None:
    paced(customer)
    customer.says("hello")
    assert [reply.attempts for reply in replies(customer)] == [0, 0]


def replies(customer: Customer) -> tuple[Reply, ...]:
    with customer.shop.storage.reads() as session:
        return outbox_store.said(session, customer.talk().id)


class FailsOnce(RecordingChannel):
    """Takes the first piece, fails at the second, and takes everything from then on."""

    def deliver(self, delivery: Delivery) -> str | None:
        if len(self.delivered) == 1 and not self.failed:
            self.failed = True
            raise ChannelUnavailable("down", after=1)
        return super().deliver(delivery)

    failed = False


def test_a_long_reply_goes_on_where_it_stopped(shop: Shop) -> None:
    channel = FailsOnce(capabilities=Capabilities(text_length=60))
    shop.channels["test"] = channel
    customer = Customer(shop, channel)
    customer.says("hello")
    shop.clock.move(timedelta(seconds=2))
    shop.sweep()
    ids = [delivery.id for delivery in channel.delivered]
    assert len(ids) == len(set(ids)) > 3
    assert ids == sorted(ids, key=lambda each: [int(part) for part in each.split(".")])


def test_what_is_rejected_is_put_before_a_person_with_the_reason(customer: Customer) -> None:
    customer.channel.failures = [ChannelRejected("the photo is too large")]
    customer.says("hello")
    with customer.shop.storage.reads() as session:
        (case,) = bot_store.cases(session)
    assert case.case.flag is Flag.BROKEN
    assert case.case.tried == ("disclosure was not delivered: the photo is too large",)


def test_who_has_blocked_us_is_sent_nothing_else_that_waits(customer: Customer) -> None:
    customer.channel.failures = [ChannelGone("blocked")]
    assert customer.says("hello") == []
    assert [(reply.state, reply.failure) for reply in replies(customer)] == [("dropped", "blocked")] * 2


def test_who_comes_back_is_answered_again(customer: Customer) -> None:
    customer.channel.failures = [ChannelGone("blocked")]
    customer.says("hello")
    assert customer.says("thanks") == ["welcome"]


# ---- what the doctor and the check say


def found(customer: Customer) -> dict[str, tuple[bool, str]]:
    shop = customer.shop
    return {each.name: (each.well, each.found) for each in symptoms_of(shop.storage, shop.settings)}


def test_the_doctor_tells_of_dead_letters_and_what_waits(customer: Customer, shop: Shop) -> None:
    customer.channel.failures = [ChannelRejected("not taken"), ChannelUnavailable("down", after=3600)]
    customer.says("hello")
    symptoms = found(customer)
    well, text = symptoms["dead letters on test"]
    assert not well
    assert text.startswith("1 not delivered") and text.endswith("not taken")
    assert symptoms["outbox"][1].startswith("1 replies wait")


def test_the_doctor_says_which_channels_are_on_and_what_turns_them_on(customer: Customer) -> None:
    assert found(customer)["channel telegram"] == (True, "off; TELEGRAM_BOT_TOKEN would turn it on")


def test_a_channel_without_its_settings_says_where_to_get_them(shop: Shop) -> None:
    with pytest.raises(SettingsError, match="@BotFather"):
        telegram(shop)


def test_a_check_of_a_shop_without_channels_is_well(
    tmp_path: Path, catalog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHOPKEEP_CATALOG", str(catalog))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    with pytest.raises(SystemExit) as left:
        main(["channels", "check", "--dry-run", "--db", str(tmp_path / "shop.db")])
    assert left.value.code == 0
    assert "TELEGRAM_BOT_TOKEN would turn it on" in capsys.readouterr().out
