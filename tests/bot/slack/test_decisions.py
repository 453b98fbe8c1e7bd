"""A refund that waits for a person is decided in a window: amount and reason are seen, the first word counts."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.channels.connection import Heard
from bot.desk.cases import said_at_the_desk
from bot.desk.slack import blocks
from orders import service
from orders.actions import ApproveRefund
from orders.answers import Reason, Refusal
from orders.ids import Sku
from orders.money import Money
from orders.order import Address, Order
from orders.policy import standard
from orders.service import Done, Seed
from orders.states import RefundState
from tests.at_once import at_once
from tests.bot.slack.desk import Desk
from tests.builders import NOW

ROBIN, KIM = "U0ROBIN", "U0KIM"


def a_refund_waits(desk: Desk, also: int = 0) -> None:
    """Jackets came broken: 240 EUR are above what may be given without a person, and Robin has the conversation."""
    customer = desk.customer()
    customer.says("hello")
    talk, now = customer.talk(), desk.shop.clock()
    seed = Seed(
        shopper=talk.shopper,
        conversation=talk.id,
        lines=((Sku("fjord-navy-L"), 2), *[(Sku("skagen-yellow-L"), also)] * bool(also)),
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
    if also:
        customer.presses("slot:item:SK")
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


def payouts(desk: Desk) -> list[str]:
    """What has left through the payment provider."""
    return [f"{each.amount} {each.done}" for each in desk.customer().charges() if each.kind == "refund"]


def told(desk: Desk) -> str:
    return desk.customer().channel.delivered[-1].text


def test_less_may_be_approved_with_a_reason_and_is_what_is_paid(desk: Desk) -> None:
    a_refund_waits(desk)
    desk.presses(ROBIN, blocks.APPROVE)
    assert desk.fills_in(ROBIN, amount="100,50", reason="") == {
        "response_action": "errors",
        "errors": {"reason": "Another amount than was asked for needs a reason: the books keep it."},
    }
    assert desk.fills_in(ROBIN, amount="100,50", reason="one is fine") == {}
    desk.settle()
    (refund,) = order_of(desk).refunds
    assert (str(refund.amount), refund.state, refund.by_person) == ("EUR 100.50", RefundState.PAID_OUT, "Robin")
    assert payouts(desk) == ["EUR 100.50 True"]
    assert "100.50" in told(desk)


def test_more_may_be_approved_as_far_as_one_person_may_give(desk: Desk) -> None:
    a_refund_waits(desk, also=1)
    desk.presses(ROBIN, blocks.APPROVE)
    (asked,) = order_of(desk).refunds
    most = asked.amount + Money.parse("50", "EUR")
    for typed in (f"{most.decimal + 1}", "9999999", "0", "-5", "0.001", "1e9", "NaN", "ten", "240.00 EUR", "²"):
        answer = desk.fills_in(ROBIN, amount=typed, reason="x")
        assert list(answer["errors"]) == ["amount"], typed  # type: ignore[call-overload]  # an object of Slack's
    assert desk.fills_in(ROBIN, amount=most.plain(), reason="such a mess") == {}
    desk.settle()
    claim, gift = order_of(desk).refunds
    assert (claim.amount, str(gift.amount), gift.note) == (asked.amount, "EUR 50.00", "such a mess")
    assert sorted(payouts(desk)) == sorted([f"{asked.amount} True", "EUR 50.00 True"])


def test_what_the_order_does_not_hold_cannot_be_approved(desk: Desk) -> None:
    a_refund_waits(desk)
    (asked,) = order_of(desk).refunds
    desk.presses(ROBIN, blocks.APPROVE)
    answer = desk.fills_in(ROBIN, amount=f"{order_of(desk).refundable.decimal + 1}", reason="x")
    assert "From" in json.dumps(desk.peer.views[-1]) or asked.amount == order_of(desk).refundable
    assert "errors" in answer
    desk.settle()
    assert order_of(desk).refunds[0].state is RefundState.ASKED


def test_the_bounds_are_those_of_the_books_and_not_of_the_window(desk: Desk) -> None:
    a_refund_waits(desk)
    order = order_of(desk)
    late = ApproveRefund(order=order.id, refund=order.refunds[0].id, staff="Robin", reason="x")
    refused = {
        Reason.AMOUNT_TOO_LARGE: replace(late, amount=Money.parse("9999", "EUR")),
        Reason.BAD_QUANTITY: replace(late, amount=Money.parse("-1", "EUR")),
        Reason.NO_REASON: replace(late, amount=Money.parse("1", "EUR"), reason=" "),
    }
    for why, action in {**refused, Reason.BAD_QUANTITY: replace(late, amount=Money.parse("1", "USD"))}.items():
        with desk.shop.storage.writes() as session:
            answer = service.perform(session, action, NOW, policy=standard())
        assert isinstance(answer, Refusal) and answer.reason is why
    assert order_of(desk) == order


def test_two_windows_and_two_people_at_once_pay_once(desk: Desk) -> None:
    a_refund_waits(desk)
    (asked,) = order_of(desk).refunds
    knocks = []
    for number, amount in enumerate(("240.00", "100.00", "50.00")):
        desk.presses(ROBIN, blocks.APPROVE)
        knocks.append(desk.window(ROBIN, f"V{number}", amount=amount, reason=f"for {amount}"))
    talk = desk.customer().talk()
    desks = [said_at_the_desk(talk.id, "Alex", "approve", "", f"alex-{number}") for number in range(2)]
    works = [partial(desk.slack.parse, knock) for knock in knocks * 2]
    works += [partial(desk.shop.engine.accept, each) for each in desks]
    at_once(*works, *[partial(desk.shop.worker.drain, talk.id)] * 3)
    desk.settle()
    (refund,) = order_of(desk).refunds
    assert refund.state is RefundState.PAID_OUT
    assert payouts(desk) == [f"{refund.amount} True"]
    assert refund.amount <= asked.amount


def test_who_has_handed_back_meanwhile_decides_nothing(desk: Desk) -> None:
    a_refund_waits(desk)
    desk.presses(ROBIN, blocks.APPROVE)
    knock = desk.window(ROBIN, "V1", amount="240.00", reason="")
    talk = desk.customer().talk().id
    desk.shop.engine.accept(said_at_the_desk(talk, "Robin", "hand_back", "", "back"))
    assert isinstance(desk.slack.parse(knock), Heard)
    desk.settle()
    assert order_of(desk).refunds[0].state is RefundState.ASKED
    assert payouts(desk) == []


def _blocks(desk: Desk) -> list[dict[str, object]]:
    found = desk.peer.views[-1]["blocks"]
    assert isinstance(found, list)
    return found
