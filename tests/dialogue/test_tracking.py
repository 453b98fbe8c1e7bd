"""Where is it: the order that is meant is found without its number, and its state is told in plain words."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

import dialogue.commands as said
from dialogue.commands import Answer, OrderRef, TrackOrder
from dialogue.messages import refunds as money
from dialogue.messages import tracking as say
from dialogue.messages.base import Message
from orders.ids import RefundId
from orders.money import share
from orders.order import Refund, RefundLine
from orders.states import ClaimKind, ParcelState, Problem, RefundReason, RefundState
from tests.dialogue.counterpart import NOW, conversation, counter
from tests.dialogue.till import LUME, SHOP, Bought, M, a_quote, hears, next_turn, says, seen

JACKET_ORDER = "SK-7F3KQ2"


def lamp_order() -> Bought:
    return a_quote(LUME, number="SK-LLLLLL").shipped()


def track(*bought: Bought) -> tuple[Message, ...]:
    return hears(TrackOrder(), seen(*bought)).messages


@pytest.mark.parametrize(
    ("bought", "kind"),
    [
        (a_quote(M), say.NotOrderedYet),
        (a_quote(M).expired(), say.OfferRanOut),
        (a_quote(M).placed(), say.PaymentUnderWay),
        (a_quote(M).paid(), say.BeingPacked),
        (a_quote(M).paid(days_ago=9), say.LateToLeave),
        (a_quote(M).shipped(), say.OnTheRoad),
        (a_quote(M).delayed(), say.RunningLate),
        (a_quote(M).shipped(days_ago=9), say.Overdue),
        (a_quote(M).shipped(days_ago=9).in_parcel(answered=True), say.PaidBackOnTheRoad),
        (a_quote(M).shipped(state=ParcelState.EXCEPTION, problem=Problem.ATTEMPT_FAILED), say.TriedToDeliver),
        (a_quote(M).shipped(state=ParcelState.EXCEPTION, problem=Problem.UNDELIVERABLE), say.ComingBackUndelivered),
        (a_quote(M).delivered(), say.HasArrived),
        (a_quote(M).delivered(days_ago=90), say.HasArrivedEarlier),
        (a_quote(M).lost(), say.LostChoose),
        (a_quote(M).lost().in_parcel(answered=True), say.LostOnTheWay),
        (a_quote(M).lost().in_parcel(state=ParcelState.RETURNED), say.CameBackChoose),
        (a_quote(M).lost().in_parcel(state=ParcelState.RETURNED, answered=True), say.CameBackUndelivered),
        (a_quote(M).paid().changed(parcels=()), say.BeingPacked),
        (a_quote(M).paid().in_parcel(state=ParcelState.WAITING), say.BeingPacked),
    ],
)  # fmt: skip
def test_each_state_is_told_in_its_own_words(bought: Bought, kind: type[Message]) -> None:
    assert [type(message) for message in track(bought)] == [kind]


def test_a_moving_parcel_is_told_with_carrier_number_day_and_promise() -> None:
    eta = NOW + timedelta(days=1)
    first, second = track(a_quote(M).shipped(eta=eta, last_place="Leipzig"))
    assert isinstance(first, say.OnTheRoad)
    assert (first.carrier, first.number, first.expected) == ("DHL", "FX1", date(2026, 11, 26))
    assert first.promised_by == date(2026, 11, 28)
    assert second == say.LastSeen(place="Leipzig")


def test_the_carriers_own_day_is_told_from_its_morning_on_and_as_late_when_it_is_after_the_promise() -> None:
    (today,) = track(a_quote(M).shipped(eta=NOW - timedelta(hours=11)))
    assert isinstance(today, say.OnTheRoad) and today.expected == date(2026, 11, 25)
    (later,) = track(a_quote(M).shipped(eta=NOW + timedelta(days=5)))
    assert isinstance(later, say.RunningLate)
    assert (later.expected, later.promised_by) == (date(2026, 11, 30), date(2026, 11, 28))


def test_two_parcels_are_told_one_by_one() -> None:
    order = a_quote(M, LUME).shipped().order
    (parcel,) = order.parcels
    one, two = (replace(parcel, lines=(piece,)) for piece in parcel.lines)
    arrived = replace(two, state=ParcelState.DELIVERED, delivered_at=NOW)
    first, second = track(Bought(replace(order, parcels=(one, arrived))))
    assert isinstance(first, say.OnTheRoad) and [title.given for title in first.titles] == ["Skagen jacket"]
    assert isinstance(second, say.HasArrived) and [title.given for title in second.titles] == ["Lume lamp"]


def test_a_cancelled_order_is_told_with_its_money() -> None:
    first, second = track(a_quote(M).cancelled())
    assert isinstance(first, say.WasCancelled) and isinstance(second, money.RefundAfterUndo)
    assert second.amount.plain() == "103.29"


def test_goods_on_their_way_back_and_swaps_are_told_behind_the_parcel() -> None:
    _, back = track(a_quote(M).delivered().returning())
    assert isinstance(back, say.ReturnOnItsWay) and back.number == "RT1"
    _, swap = track(a_quote(M).delivered().returning(ClaimKind.EXCHANGE))
    assert isinstance(swap, say.ExchangeUnderWay) and swap.send_by == date(2026, 12, 9)


def test_a_refund_is_told_behind_the_parcel() -> None:
    _, refund = track(a_quote(M).delivered().refunded(RefundState.APPROVED))
    assert isinstance(refund, money.RefundComing) and refund.days == 5


def test_what_is_still_to_come_is_meant_before_what_has_arrived() -> None:
    (message,) = track(a_quote(M).delivered(), lamp_order())
    assert isinstance(message, say.OnTheRoad) and message.order == "SK-LLLLLL"


def test_with_two_on_their_way_one_question_names_them_by_their_goods() -> None:
    given = seen(a_quote(M).shipped(), lamp_order())
    asked = hears(TrackOrder(), given)
    (question,) = asked.messages
    assert isinstance(question, say.WhichOrder)
    assert [(each.order, each.title.given) for each in question.orders] == [
        (JACKET_ORDER, "Skagen jacket"), ("SK-LLLLLL", "Lume lamp"),
    ]  # fmt: skip
    plan = hears(Answer(slot="order", value="SK-LLLLLL"), next_turn(asked, given))
    assert isinstance(plan.messages[0], say.OnTheRoad) and plan.conversation.focus_order == "SK-LLLLLL"


def test_the_order_in_focus_is_meant_first() -> None:
    given = seen(a_quote(M).shipped(), lamp_order(), talk=conversation(focus_order="SK-LLLLLL"))
    message = says(TrackOrder(), given)
    assert isinstance(message, say.OnTheRoad) and message.order == "SK-LLLLLL"


@pytest.mark.parametrize("typed", ["SK-7F3KQ2", "sk 7f3kq2", "7F3KQ2", "SK-7F3KQ", "SK-7F3QK2", "SK-7F3KQ22", "7X3KQ2"])
def test_an_order_number_is_found_as_people_type_it(typed: str) -> None:
    message = says(TrackOrder(order=OrderRef(id=typed)), seen(lamp_order(), a_quote(M).shipped()))
    assert isinstance(message, say.OnTheRoad) and message.order == JACKET_ORDER


def test_another_persons_number_is_answered_like_a_missing_one() -> None:
    message = says(TrackOrder(order=OrderRef(id="SK-999999")), seen(lamp_order()))
    assert message == say.OrderNotFound(id="SK-999999")
    assert says(TrackOrder(order=OrderRef(id="SK-999999"))) == say.NoOrdersYet()


def test_an_order_is_found_by_its_goods_in_the_shoppers_language() -> None:
    given = seen(a_quote(M).shipped(), lamp_order(), talk=conversation(locale="de"))
    words = {("category", "lamp"): ("Lampe", "Leuchte"), ("color", "yellow"): ("gelb",)}
    here = replace(counter(*SHOP), called=lambda kind, concept, locale: words.get((kind, concept), ()))
    (lamp,) = hears(TrackOrder(order=OrderRef(words="meine Lampen")), given, here).messages
    (jacket,) = hears(TrackOrder(order=OrderRef(words="die gelbe")), given, here).messages
    assert isinstance(lamp, say.OnTheRoad) and lamp.order == "SK-LLLLLL"
    assert isinstance(jacket, say.OnTheRoad) and jacket.order == JACKET_ORDER


def test_without_any_order_the_agent_says_so() -> None:
    assert says(TrackOrder()) == say.NoOrdersYet()
    assert says(said.ListOrders()) == say.NoOrdersYet()
    assert says(said.AskReceipt()) == say.NoOrdersYet()


def test_orders_are_listed_newest_first_with_state_and_total() -> None:
    message = says(said.ListOrders(), seen(lamp_order(), a_quote(M, LUME).delivered()))
    assert isinstance(message, say.OrdersListed)
    assert [(each.state.id, each.more, each.total.plain()) for each in message.orders] == [
        ("shipped", 0, "38.39"), ("delivered", 1, "136.29"),
    ]  # fmt: skip
    assert message.buttons()[0].id == "order:SK-LLLLLL:track"


def test_the_receipt_is_a_file_with_what_was_paid() -> None:
    message = says(said.AskReceipt(), seen(lamp_order(), a_quote(M).delivered()))
    assert isinstance(message, say.Receipt) and message.total.plain() == "38.39"
    assert message.files()[0].kind == "receipt" and message.files()[0].subject == "SK-LLLLLL"


def test_there_is_no_receipt_before_the_payment() -> None:
    assert says(said.AskReceipt(), seen(a_quote(M).placed())) == say.NoReceiptYet()


def test_delivery_is_told_with_the_numbers_of_the_market() -> None:
    here = says(said.AskDelivery())
    assert isinstance(here, say.DeliveryTold)
    assert (here.local_days, here.local.plain(), here.overseas_days, here.overseas.plain()) == (4, "4.90", 18, "9.90")
    there = says(said.AskDelivery(), seen(talk=conversation(market="US")))
    assert isinstance(there, say.DeliveryTold) and str(there.local) == "USD 5.90"


def test_without_a_price_list_delivery_is_told_at_the_quote() -> None:
    policy = counter().policy
    bare = {tier: part.model_copy(update={"prices": {}}) for tier, part in policy.shipping.items()}
    here = replace(counter(*SHOP), policy=policy.model_copy(update={"shipping": bare}))
    assert hears(said.AskDelivery(), at=here).messages == (say.DeliveryAtTheQuote(),)


def without_the_lamp(state: RefundState) -> Bought:
    """Jacket and lamp, of which the lamp was taken out again."""
    order = a_quote(M, LUME).paid().order
    jacket, lamp = order.lines
    given_back = Refund(
        id=RefundId("R1"),
        order=order.id,
        amount=lamp.paid.total,
        reason=RefundReason.LINE_CANCELLED,
        state=state,
        method="card_4242",
        asked_at=NOW,
        lines=(RefundLine(lamp.id, 1, lamp.paid),),
    )
    lines = (jacket, replace(lamp, cancelled=1, refunded=lamp.paid))
    return Bought(replace(order, lines=lines, refunds=(given_back,)))


def test_an_order_of_which_a_part_was_taken_out_is_told_as_what_is_left() -> None:
    bought = without_the_lamp(RefundState.APPROVED)
    message = says(said.ListOrders(), seen(bought))
    assert isinstance(message, say.OrdersListed)
    (brief,) = message.orders
    assert (brief.title.given, brief.more, brief.state.id) == ("Skagen jacket", 0, "processing")
    sums = bought.order.sums
    assert brief.total == sums.total and sums.goods.plain() == "89.00"
    assert sums.fee == share(sums.goods + sums.shipping, Decimal("0.10"))
    assert [(line.sku, left) for line, left in bought.order.remaining] == [(M, 1)]


def test_an_order_that_was_cancelled_whole_is_still_told_as_what_it_was() -> None:
    order = a_quote(M, LUME).cancelled().order
    assert len(order.remaining) == 2 and order.taken_out.total.is_zero()
