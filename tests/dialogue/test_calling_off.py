"""Goods that were to be sent back are kept: shown first, done on a yes, refused with a reason where it is too late."""

from dataclasses import replace

import pytest

from dialogue.buttons import command_of
from dialogue.commands import Answer, CancelReturn, Confirm, OrderRef, TrackOrder
from dialogue.messages import calling_off as say
from dialogue.messages.changes import WhichItem
from dialogue.messages.refusals import RefusedAlreadyRefunded, RefusedRefundUnderway
from dialogue.messages.tracking import NoOrdersYet, ReturnOnItsWay, WhichOrder
from dialogue.notices import tell
from dialogue.playbooks.calling_off import called_off
from orders import actions, events
from orders.ids import ClaimId, OrderId
from orders.line import LineQuantity
from orders.order import Order
from orders.states import ClaimKind, ClaimState, PaymentPurpose, PaymentState, RefundState
from tests.dialogue.counterpart import NOW
from tests.dialogue.till import LUME, Bought, L, M, a_quote, eur, hears, next_turn, says, seen

RETURNED = a_quote(M).delivered().returning()


def exchanged(paid_on_top: str = "") -> Bought:
    """One jacket for another size, which costs more where a sum is named."""
    bought = a_quote(M, L).delivered()
    old, new = bought.order.lines
    new = replace(new, replaces=old.id, delivered=0)
    claim = replace(
        bought.returning(ClaimKind.EXCHANGE).order.claims[0], lines=(LineQuantity(old.id, 1),), new_lines=(new.id,)
    )
    payments = bought.order.payments
    if paid_on_top:
        more = replace(
            payments[0], id="Y2", purpose=PaymentPurpose.DIFFERENCE, amount=eur(paid_on_top), claim=claim.id,
            captured=eur(paid_on_top), authorised=eur(paid_on_top), state=PaymentState.CAPTURED, lines=(new.id,),
        )  # fmt: skip
        payments = (*payments, more)
    return bought.changed(lines=(replace(old, exchanged=1), new), claims=(claim,), payments=payments)


def told(order: Order, **facts: object) -> say.Message:
    claim = order.claims[0]
    event = events.ReturnCancelled(
        order=order.id, seq=9, at=NOW, claim=claim.id, claim_kind=claim.kind, lines=claim.lines
    )
    (message,) = tell(replace(event, **facts), order, lambda sku: None)  # type: ignore[arg-type]
    return message


def test_calling_off_names_the_goods_and_the_label_and_asks() -> None:
    given = seen(RETURNED)
    plan = hears(CancelReturn(), given)
    (message,) = plan.messages
    assert isinstance(message, say.CancelReturnPreview)
    assert (message.number, len(message.titles), message.asks) == ("RT1", 1, "confirm")
    action = hears(Confirm(), next_turn(plan, given)).actions[0]
    assert isinstance(action, actions.CancelReturn) and action.claim == f"{RETURNED.order.id}-C1"


def test_an_exchange_shows_what_does_not_come() -> None:
    message = says(CancelReturn(), seen(exchanged()))
    assert type(message) is say.CancelExchangePreview and len(message.new) == 1


def test_a_difference_that_was_paid_is_shown_to_the_cent() -> None:
    message = says(CancelReturn(), seen(exchanged("11.00")))
    assert isinstance(message, say.CancelExchangePreviewRefund)
    assert (message.difference.plain(), message.method.value) == ("11.00", "4242")


def test_of_several_orders_the_one_is_asked_for() -> None:
    other = a_quote(LUME, number="SK-9W4MTX").delivered().returning()
    given = seen(RETURNED, other)
    asked = hears(CancelReturn(), given)
    assert isinstance(asked.messages[0], WhichOrder)
    plan = hears(Answer(slot="order", value="SK-9W4MTX"), next_turn(asked, given))
    assert isinstance(plan.messages[0], say.CancelReturnPreview) and plan.messages[0].order == "SK-9W4MTX"


def test_of_several_returns_in_one_order_the_goods_tell_which() -> None:
    bought = a_quote(M, LUME).delivered()
    whole = bought.returning()
    first, second = (LineQuantity(line.id, 1) for line in whole.order.lines)
    claim = whole.order.claims[0]
    both = (replace(claim, lines=(first,)), replace(claim, id=ClaimId("C2"), lines=(second,), return_number="RT2"))
    given = seen(whole.changed(claims=both))
    asked = hears(CancelReturn(), given)
    (message,) = asked.messages
    assert isinstance(message, WhichItem) and len(message.buttons()) == 2
    plan = hears(Answer(slot="item", value=str(second.line)), next_turn(asked, given))
    assert isinstance(plan.messages[0], say.CancelReturnPreview) and plan.messages[0].number == "RT2"
    named = says(CancelReturn(item="lamp"), given)
    assert isinstance(named, say.CancelReturnPreview) and named.number == "RT2"


@pytest.mark.parametrize(
    ("kind", "state", "refund", "why"),
    [
        (ClaimKind.RETURN, ClaimState.RECEIVED, None, say.RefusedReturnArrived),
        (ClaimKind.EXCHANGE, ClaimState.RECEIVED, None, say.RefusedReturnArrived),
        (ClaimKind.EXCHANGE, ClaimState.SETTLED, None, say.RefusedExchangeShipped),
        (ClaimKind.RETURN, ClaimState.SETTLED, RefundState.APPROVED, RefusedRefundUnderway),
        (ClaimKind.RETURN, ClaimState.SETTLED, RefundState.PAID_OUT, RefusedAlreadyRefunded),
        (ClaimKind.RETURN, ClaimState.CLOSED, None, say.RefusedNoReturnOpen),
    ],
)
def test_too_late_is_said_with_its_reason(
    kind: ClaimKind, state: ClaimState, refund: RefundState | None, why: type[say.Message]
) -> None:
    bought = a_quote(M).delivered().returning(kind)
    claim = replace(bought.order.claims[0], state=state)
    bought = bought.changed(claims=(claim,))
    if refund is not None:
        bought = bought.refunded(refund)
        bought = bought.changed(refunds=(replace(bought.order.refunds[0], claim=claim.id),))
    assert isinstance(says(CancelReturn(), seen(bought)), why)


def test_the_order_whose_return_is_open_is_meant_and_not_the_newest() -> None:
    older = a_quote(LUME, number="SK-9W4MTX").delivered().returning()
    message = says(CancelReturn(), seen(a_quote(M).delivered(), older))
    assert isinstance(message, say.CancelReturnPreview) and message.order == "SK-9W4MTX"


def test_where_nothing_is_sent_back_there_is_nothing_to_call_off() -> None:
    assert isinstance(says(CancelReturn(), seen(a_quote(M).delivered())), say.RefusedNoReturnOpen)
    assert says(CancelReturn(order=OrderRef(id="SK-1")), seen()) == NoOrdersYet()


def test_a_button_under_the_return_keeps_the_goods() -> None:
    given = seen(RETURNED)
    under_way = hears(TrackOrder(), given).messages[-1]
    assert isinstance(under_way, ReturnOnItsWay)
    (button,) = under_way.buttons()
    assert command_of(button.id) == CancelReturn(order=OrderRef(id=RETURNED.order.id))


def test_what_is_done_is_told_with_the_last_day_for_another_return() -> None:
    message = told(RETURNED.order)
    assert isinstance(message, say.ReturnWasCancelled)
    late = told(a_quote(M).delivered(days_ago=60).returning().order)
    assert isinstance(late, say.ReturnWasCancelledForGood)


def test_an_exchange_that_is_called_off_is_told_with_what_goes_back() -> None:
    assert type(told(exchanged().order)) is say.ExchangeWasCancelled
    message = told(exchanged("11.00").order, refund=eur("11.00"))
    assert isinstance(message, say.ExchangeWasCancelledRefund) and message.difference == eur("11.00")
    unknown = events.ReturnCancelled(
        order=OrderId("SK-7F3KQ2"), seq=9, at=NOW, claim=ClaimId("none"), claim_kind=ClaimKind.EXCHANGE, lines=()
    )
    assert isinstance(called_off(unknown, exchanged().order, lambda sku: None), say.ExchangeWasCancelled)
