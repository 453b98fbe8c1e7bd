"""Export and erasure reach every table there is, and the database's files."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from bot import privacy, schema
from bot.channels.base import ChannelUnavailable
from dialogue import store
from orders import service
from orders import store as order_store
from orders.changes import Change
from orders.rows import StaleWrite
from tests.customer import Customer

CANARIES = ("Jana Vogt", "jana vogt", "Lindenweg 8", "jana@example.com", "my secret wish")


@pytest.fixture
def known(customer: Customer) -> Customer:
    """A shopper who left traces everywhere: said things, bought, was handed over, asked for their data."""
    customer.buys()
    with customer.shop.storage.writes() as session:
        session.connection().execute(text("UPDATE shopper SET email = 'jana@example.com'"))
    customer.says("my data", "my secret wish")
    customer.says("a person please")
    customer.says("my secret wish")
    customer.staff("claim")
    customer.staff("hand_back")
    return customer


def test_every_table_is_known_to_export_and_erasure_or_holds_nothing_about_anybody() -> None:
    assert schema.ROOMS
    assert set(privacy.TABLES) | privacy.IMPERSONAL == set(SQLModel.metadata.tables)
    assert not set(privacy.TABLES) & privacy.IMPERSONAL


def test_every_column_that_names_a_shopper_is_in_a_table_that_belongs_to_one() -> None:
    naming = {table.name for table in SQLModel.metadata.tables.values() if "shopper" in table.columns}
    assert naming <= set(privacy.TABLES)


def test_an_export_holds_everything_that_was_said_bought_and_decided(known: Customer) -> None:
    with known.shop.storage.reads() as session:
        exported = privacy.export(session, known.talk().shopper)
    for trace in (*CANARIES, "order_placed", "105", "read:take_product", "asked"):
        assert trace in exported


def test_an_export_holds_nothing_of_anybody_else(known: Customer) -> None:
    other = Customer(known.shop, known.channel, "kim")
    other.says("hello", "thanks")
    with known.shop.storage.reads() as session:
        exported = privacy.export(session, other.talk().shopper)
    assert not [trace for trace in CANARIES if trace in exported]


def test_nothing_of_an_erased_shopper_is_left_in_any_file(known: Customer, tmp_path: Path) -> None:
    shopper = known.talk().shopper
    privacy.forget(known.shop.storage, shopper)
    known.shop.storage.close()
    found = [
        (file.name, trace)
        for file in tmp_path.glob("shop.db*")
        for trace in (*CANARIES, shopper)
        if trace.encode() in file.read_bytes()
    ]
    assert found == []


def test_orders_of_an_erased_shopper_stay_for_the_books_without_a_name(known: Customer) -> None:
    order = known.orders()[0]
    privacy.forget(known.shop.storage, known.talk().shopper)
    with known.shop.storage.reads() as session:
        kept = service.any_order(session, order.id)
        assert service.audit(session) == ()
    assert kept is not None
    assert (kept.total, kept.address.name, kept.address.line1, kept.email) == (order.total, "", "", "")
    assert (kept.address.country, kept.shopper.startswith("erased-")) == ("DE", True)


def test_who_read_an_order_before_its_shopper_was_erased_writes_no_name_back(known: Customer) -> None:
    order, now = known.orders()[0], known.shop.clock()
    privacy.forget(known.shop.storage, known.talk().shopper)
    with pytest.raises(StaleWrite), known.shop.storage.writes() as session:
        order_store.save(session, Change(order, now, known.shop.policy))


def test_an_erased_shoppers_parcel_goes_on_and_nobody_is_told(known: Customer) -> None:
    privacy.forget(known.shop.storage, known.talk().shopper)
    before = len(known.channel.delivered)
    known.shop.clock.move(timedelta(days=10))
    known.waits()
    assert len(known.channel.delivered) == before


def test_who_writes_again_after_erasure_is_a_stranger(customer: Customer) -> None:
    customer.buys()
    customer.says("delete my data")
    customer.says("yes")
    assert customer.says("hello") == ["disclosure", "greeting"]
    assert (customer.orders(), customer.profile().name) == ((), None)


def test_the_last_word_is_delivered_before_everything_is_erased(customer: Customer) -> None:
    customer.buys()
    customer.says("delete my data")
    assert customer.says("yes") == ["erasing"]


def test_erasure_waits_until_the_shopper_could_be_told(customer: Customer) -> None:
    customer.buys()
    customer.says("delete my data")
    customer.channel.failures = [ChannelUnavailable("down", after=60)]
    assert customer.says("yes") == []
    customer.shop.clock.move(timedelta(seconds=61))
    customer.shop.sweep()
    assert customer.channel.said()[-1] == "erasing"
    with customer.shop.storage.reads() as session:
        assert store.find_conversation(session, "test", "jana") is None


def test_what_was_asked_to_be_erased_is_erased_after_a_crash_too(customer: Customer) -> None:
    customer.buys()
    customer.says("delete my data")
    shop = customer.shop

    def crash(chore: object) -> None:
        raise KeyboardInterrupt

    whole = shop.worker
    shop.worker = replace(whole, chore=crash)
    with pytest.raises(KeyboardInterrupt):
        customer.says("yes")
    shop.worker = whole
    shop.clock.move(timedelta(minutes=1))
    shop.sweep()
    with shop.storage.reads() as session:
        assert store.find_conversation(session, "test", "jana") is None
