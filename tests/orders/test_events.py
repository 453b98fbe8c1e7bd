"""Events: every kind goes to JSON and comes back the same."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import get_args

import pytest
from pydantic import ValidationError
from sqlalchemy import select, update
from sqlmodel import col

from orders import service, store
from orders.actions import Consent
from orders.event_json import from_json, to_json
from orders.events import (
    KINDS,
    AddressChanged,
    ChangeReverted,
    Event,
    LinesChanged,
    OrderConfirmed,
    ParcelDelivered,
    Swapped,
)
from orders.ids import LineId, OrderId, ParcelId
from orders.line import LineQuantity
from orders.money import Money
from orders.tables import EventRow
from tests.orders.counter import BONN, Counter

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HEAD = {"order": OrderId("SK-1"), "seq": 1, "at": AT}


@pytest.mark.parametrize(
    "event",
    [
        OrderConfirmed(
            order=OrderId("SK-1"), seq=1, at=AT, total=Money(4939, "EUR"), method="card", quote_hash="h",
            consent=Consent.ORDER_WORDS, promised_by=AT,
        ),
        ParcelDelivered(
            order=OrderId("SK-1"), seq=2, at=AT, parcel=ParcelId("P1"), lines=(LineQuantity(LineId("1"), 2),),
            return_until=AT, withdraw_until=None,
        ),
        AddressChanged(order=OrderId("SK-1"), seq=3, at=AT, address=BONN),
    ],
)  # fmt: skip
def test_an_event_comes_back_from_json_as_it_was(event: Event) -> None:
    assert from_json(type(event).__name__, to_json(event)) == event


def test_every_event_of_a_long_life_comes_back_from_the_database(shop: Counter) -> None:
    order = shop.returns(shop.receives(("coat-M", 2)), (0, 1))
    shop.days(40)
    told = shop.told(order)
    assert len(set(told)) >= 10 and told[-1] == "RefundPaidOut"


def test_every_kind_is_named_once_and_carries_order_number_and_time() -> None:
    assert len(KINDS) == len(get_args(Event))
    for kind in KINDS.values():
        assert {field.name for field in fields(kind)} >= HEAD.keys()


def test_what_is_no_event_is_refused() -> None:
    with pytest.raises(KeyError):
        from_json("PartyThrown", "{}")
    with pytest.raises(ValidationError):
        from_json("OrderClosed", '{"order": "SK-1"}')


@pytest.mark.parametrize("kind, body", [("WrittenByALaterVersion", "{}"), ("OrderConfirmed", "{}")])
def test_what_another_version_wrote_holds_up_no_other_news_and_is_named_by_the_audit(
    shop: Counter, kind: str, body: str
) -> None:
    first = shop.buys(("coat-M", 1))
    row_of_first = update(EventRow).where(col(EventRow.order_id) == first.id, col(EventRow.seq) == 1)
    with shop.writes() as session:
        written = store.events(session, first.id)[0]
        session.execute(row_of_first.values(kind=kind, body=body))
    second = shop.buys(("coat-M", 1))
    with shop.writes() as session:
        assert second.id in {event.order for event in store.untold(session, 100)}
        (breach,) = service.audit(session)
        assert (breach.invariant, breach.order) == ("every event can be read", first.id)
        session.execute(row_of_first.values(kind=type(written).__name__, body=to_json(written)))
        assert written in store.untold(session, 100)


def test_a_change_of_one_line_as_it_was_once_written_is_read_as_one_of_several() -> None:
    old = {"order": "SK-1", "seq": 4, "at": AT.isoformat(), "old": "SK-1-1", "new": "SK-1-2", "quantity": 2}
    changed = from_json("VariantChanged", json.dumps({**old, "charge": None, "refund": None}))
    reverted = from_json("ChangeReverted", json.dumps(old))
    assert isinstance(changed, LinesChanged) and isinstance(reverted, ChangeReverted)
    assert changed.swaps == reverted.swaps == (Swapped(LineId("SK-1-1"), LineId("SK-1-2"), 2),)


def test_news_waiting_is_read_a_page_at_a_time_however_much_of_it_cannot_be_read(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    spoilt = update(EventRow).where(col(EventRow.order_id) == order.id, col(EventRow.seq) <= 2)
    with shop.writes() as session:
        kept = session.execute(select(EventRow.id, EventRow.body).where(col(EventRow.seq) <= 2)).all()
        session.execute(spoilt.values(body="{}"))
    with shop.writes() as session:
        assert [event.seq for event in store.untold(session, 1)] == [3]
        for number, body in kept:
            session.execute(update(EventRow).where(col(EventRow.id) == number).values(body=body))
