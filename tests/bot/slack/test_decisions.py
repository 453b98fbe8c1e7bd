"""A refund that waits for a person is decided in a window: amount and reason are seen, the first word counts."""

import json
from datetime import timedelta

from bot.desk.slack import blocks
from orders import service
from orders.ids import Sku
from orders.order import Address, Order
from orders.service import Done, Seed
from orders.states import RefundState
from tests.bot.slack.desk import Desk

ROBIN, KIM = "U0ROBIN", "U0KIM"


def a_refund_waits(desk: Desk) -> None:
    """Two jackets came broken: 240 EUR are above what may be given without a person, and Robin has the conversation."""
    customer = desk.customer()
    customer.says("hello")
    talk, now = customer.talk(), desk.shop.clock()
    seed = Seed(
        shopper=talk.shopper,
        conversation=talk.id,
        lines=((Sku("fjord-navy-L"), 2),),
        state="delivered",
        address=Address("Jana Vogt", "Lindenweg 8", "Bonn", "53111", "DE"),
        market="DE",
        currency="EUR",
        method="card_4242",
        placed_at=now - timedelta(days=4),
        carrier="",
        number="",
    )
    with desk.shop.storage.writes() as session:
        assert isinstance(service.seed_order(session, seed, now), Done)
    customer.says("it is broken")
    customer.presses("slot:photo:none")
    customer.presses("confirm:")
    desk.settle()
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()


def order_of(desk: Desk) -> Order:
    return desk.customer().orders()[0]


def test_the_window_shows_amount_and_reason_and_the_books_keep_who_and_why(desk: Desk) -> None:
    a_refund_waits(desk)
    (refund,) = order_of(desk).refunds
    assert refund.state is RefundState.ASKED
    desk.presses(ROBIN, blocks.APPROVE)
    window = json.dumps(desk.peer.views[-1], ensure_ascii=False)
    assert str(refund.amount) in window
    assert "damaged; above the limit" in window
    assert desk.fills_in(ROBIN, reason="photos are clear") == {}
    desk.settle()
    (approved,) = order_of(desk).refunds
    assert approved.state in (RefundState.APPROVED, RefundState.PAID_OUT)
    assert approved.by_person == "Robin"
    assert not desk.has_button(blocks.APPROVE)


def test_a_declined_refund_needs_a_reason(desk: Desk) -> None:
    a_refund_waits(desk)
    desk.presses(ROBIN, blocks.DECLINE)
    reason = next(block for block in _blocks(desk) if block.get("block_id") == "reason")
    assert reason["optional"] is False
    assert desk.fills_in(ROBIN, reason="worn for a month") == {}
    desk.settle()
    (declined,) = order_of(desk).refunds
    assert (declined.state, declined.by_person) == (RefundState.DECLINED, "Robin")


def test_only_who_has_the_conversation_decides(desk: Desk) -> None:
    a_refund_waits(desk)
    desk.presses(KIM, blocks.APPROVE)
    desk.settle()
    assert desk.peer.views == []
    assert desk.told_alone()[-1].startswith("You do not have this conversation")


def test_a_window_that_was_open_too_long_decides_nothing_twice(desk: Desk) -> None:
    a_refund_waits(desk)
    desk.presses(ROBIN, blocks.APPROVE)
    desk.customer().staff("approve", who="Robin")
    answer = desk.fills_in(ROBIN, reason="late")
    desk.settle()
    assert answer["response_action"] == "errors"
    assert len(order_of(desk).refunds) == 1


def _blocks(desk: Desk) -> list[dict[str, object]]:
    found = desk.peer.views[-1]["blocks"]
    assert isinstance(found, list)
    return found
