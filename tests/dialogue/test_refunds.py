"""Goods or money back: the exact amount first, one yes, and a way out where something is not possible."""

from dataclasses import replace

import pytest

import dialogue.commands as said
from dialogue.commands import (
    Answer,
    AskRefund,
    AskRefundState,
    Confirm,
    Deny,
    ExchangeItem,
    OrderRef,
    ReportDamaged,
    ReportLost,
    ReportWrongItem,
    ReturnItem,
    SendPhoto,
    Withdraw,
)
from dialogue.conversation import OpenQuestion, Slot
from dialogue.messages import changes as changing
from dialogue.messages import refunds as say
from dialogue.messages import refusals, swaps
from dialogue.messages.base import Message
from dialogue.messages.changes import CancelPreview, ItemNotInOrder, TooLateDelivered, WhichItemOrAll
from dialogue.messages.giving import ClaimPreviewOrKeep
from dialogue.messages.tracking import ReturnOnItsWay
from orders import actions
from orders.answers import History
from orders.ids import Sku
from orders.states import ParcelState, RefundState
from tests.dialogue.counterpart import conversation
from tests.dialogue.till import LUME, NAVY_M, Bought, L, M, S, a_quote, hears, next_turn, says, seen, told_apart

# Returns


def test_a_return_shows_what_comes_back_and_until_when_to_post_it() -> None:
    given = seen(a_quote(M).delivered())
    plan = hears(ReturnItem(reason="too_small"), given)
    (message,) = plan.messages
    assert isinstance(message, say.ReturnPreview)
    assert (message.refund.plain(), message.days) == ("103.29", 14)
    action = hears(Confirm(), next_turn(plan, given)).actions[0]
    assert isinstance(action, actions.ReturnLines) and action.reason == "too_small"


def test_of_several_items_the_one_to_return_is_asked_and_all_is_a_choice() -> None:
    given = seen(a_quote(M, LUME).delivered())
    asked = hears(ReturnItem(), given)
    (message,) = asked.messages
    assert isinstance(message, WhichItemOrAll) and message.buttons()[-1].id == "slot:item:all"
    both = hears(Answer(slot="item", value="all"), next_turn(asked, given))
    assert isinstance(both.messages[0], say.ReturnPreview) and len(both.messages[0].titles) == 2
    one = hears(ReturnItem(item="lamp"), given)
    assert isinstance(one.messages[0], say.ReturnPreview) and one.messages[0].refund.plain() == "33.00"


def test_some_of_several_pieces_go_back() -> None:
    given = seen(a_quote(LUME, quantity=3).delivered())
    plan = hears(ReturnItem(quantity=2), given)
    action = hears(Confirm(), next_turn(plan, given)).actions[0]
    assert isinstance(action, actions.ReturnLines) and action.lines[0].quantity == 2
    assert isinstance(says(ReturnItem(quantity=9), given), refusals.RefusedQuantityTooLarge)


def test_before_it_has_left_cancelling_is_offered_instead_of_a_return() -> None:
    first, second = hears(ReturnItem(), seen(a_quote(M).paid())).messages
    assert first == refusals.RefusedNotDelivered() and isinstance(second, refusals.RefusedCancelInstead)


def test_on_its_way_the_return_is_promised_for_later() -> None:
    _, second = hears(ReturnItem(), seen(a_quote(M).shipped())).messages
    assert isinstance(second, changing.ReturnInstead)


def test_after_the_window_a_person_may_look() -> None:
    message = says(ReturnItem(), seen(a_quote(M).delivered(days_ago=60)))
    assert isinstance(message, refusals.RefusedWindowClosed) and message.buttons()[0].id == "human"


def test_what_is_going_back_already_is_told_with_its_label_and_last_day() -> None:
    message = says(ReturnItem(), seen(a_quote(M).delivered().returning()))
    assert isinstance(message, ReturnOnItsWay) and message.number and message.send_by


def test_an_unknown_item_is_asked_for() -> None:
    assert isinstance(says(ReturnItem(item="sofa"), seen(a_quote(M, LUME).delivered())), ItemNotInOrder)


# Exchanges


@pytest.mark.parametrize(
    ("had", "size", "kind"),
    [(M, "S", swaps.ExchangePreview), (M, "L", swaps.ExchangePreviewDearer), (L, "M", swaps.ExchangePreviewCheaper)],
)
def test_a_swap_says_the_difference_first(had: Sku, size: str, kind: type[Message]) -> None:
    given = seen(a_quote(had).delivered())
    plan = hears(ExchangeItem(size=size), given)
    assert isinstance(plan.messages[0], kind)
    action = hears(Confirm(), next_turn(plan, given)).actions[0]
    assert isinstance(action, actions.ExchangeLines)
    assert action.swaps[0].new_sku == f"skagen-yellow-{size}"


def test_the_size_for_a_swap_is_asked_and_answered() -> None:
    given = seen(a_quote(M).delivered())
    asked = hears(ExchangeItem(), given)
    plan = hears(Answer(slot="size", value="S"), next_turn(asked, given))
    assert isinstance(plan.messages[0], swaps.ExchangePreview) and plan.messages[0].new.size == "S"


def test_of_several_items_the_one_to_swap_is_asked() -> None:
    given = seen(a_quote(M, NAVY_M).delivered())
    asked = hears(ExchangeItem(size="S"), given)
    plan = hears(Answer(slot="item", value="navy"), next_turn(asked, given))
    assert isinstance(plan.messages[0], swaps.ExchangePreview)


def test_what_has_not_left_is_changed_instead_of_swapped() -> None:
    plan = hears(ExchangeItem(size="S"), seen(a_quote(M).paid()))
    assert isinstance(plan.messages[0], swaps.ChangePreview)


def test_what_is_on_its_way_can_be_swapped_once_it_is_there() -> None:
    first, _ = hears(ExchangeItem(size="S"), seen(a_quote(M).shipped())).messages
    assert first == refusals.RefusedNotDelivered()


# Withdrawal


def test_a_withdrawal_takes_two_steps_and_the_second_is_the_labelled_button() -> None:
    given = seen(a_quote(M).delivered())
    plan = hears(Withdraw(), given)
    (message,) = plan.messages
    assert isinstance(message, say.WithdrawPreview) and message.refund.plain() == "103.29"
    assert message.buttons()[0].legal == "confirm_withdrawal"
    assert isinstance(hears(Confirm(), next_turn(plan, given)).actions[0], actions.Withdraw)


def test_before_shipping_a_withdrawal_gives_the_money_at_once() -> None:
    message = says(Withdraw(), seen(a_quote(M).paid()))
    assert isinstance(message, say.WithdrawPreview) and message.refund.plain() == "103.29"


def test_where_the_law_knows_no_withdrawal_the_return_is_offered() -> None:
    order = Bought(told_apart(a_quote(M).delivered().order, withdrawal_days=0))
    message = says(Withdraw(), seen(order))
    assert isinstance(message, refusals.RefusedNoWithdrawalHere)
    assert message.buttons()[0].id == "order:SK-7F3KQ2:return"


# Damaged, wrong, missing


def test_a_photo_is_asked_once_and_the_claim_goes_on_without() -> None:
    given = seen(a_quote(LUME).delivered())
    asked = hears(ReportDamaged(), given)
    assert isinstance(asked.messages[0], say.AskPhoto)
    for answer in (Answer(slot="photo", value="none"), Deny(), Confirm(), AskRefund()):
        plan = hears(answer, next_turn(asked, given))
        assert isinstance(plan.messages[0], say.ClaimPreview), answer
        assert plan.messages[0].refund.plain() == "38.39"


def test_asking_for_the_money_while_the_claim_waits_asks_for_the_same_yes_again() -> None:
    given = seen(a_quote(LUME).delivered())
    again = next_turn(hears(ReportWrongItem(missing=True), given), given)
    plan = hears(AskRefund(), again)
    assert isinstance(plan.messages[0], say.ClaimPreview)
    assert isinstance(hears(Confirm(), next_turn(plan, again)).actions[0], actions.ReportMissing)


def test_a_photo_sent_goes_with_the_claim() -> None:
    given = seen(a_quote(LUME).delivered())
    asked = hears(ReportDamaged(), given)
    photo = next_turn(asked, seen(a_quote(LUME).delivered(), photos=("data:image/png;base64,iVBORw0KGgo=",)))
    plan = hears(SendPhoto(), photo)
    assert [type(message) for message in plan.messages] == [say.PhotoAdded, ClaimPreviewOrKeep]
    action = hears(Confirm(), next_turn(plan, given)).actions[0]
    assert isinstance(action, actions.ReportDamaged) and len(action.photos) == 1


def test_a_photo_that_comes_with_the_words_is_not_asked_for() -> None:
    given = seen(a_quote(LUME).delivered(), photos=("data:image/png;base64,iVBORw0KGgo=",))
    assert isinstance(says(ReportWrongItem(), given), say.ClaimPreview)


def test_for_something_missing_no_photo_is_asked() -> None:
    given = seen(a_quote(LUME).delivered())
    plan = hears(ReportWrongItem(missing=True), given)
    assert isinstance(plan.messages[0], say.ClaimPreview)
    assert isinstance(hears(Confirm(), next_turn(plan, given)).actions[0], actions.ReportMissing)


def test_above_the_limit_a_colleague_looks_first() -> None:
    given = seen(a_quote(M).delivered())
    asked = hears(ReportWrongItem(), given)
    plan = hears(Answer(slot="photo", value="none"), next_turn(asked, given))
    assert isinstance(plan.messages[0], say.ClaimPreviewPerson) and plan.messages[0].refund.plain() == "103.29"


def test_the_fourth_claim_in_a_month_goes_to_a_colleague() -> None:
    given = replace(seen(a_quote(LUME).delivered()), history=History(refunds=3))
    assert isinstance(says(ReportWrongItem(missing=True), given), say.ClaimPreviewPerson)


def test_of_several_items_the_broken_one_is_asked() -> None:
    given = seen(a_quote(M, LUME).delivered())
    asked = hears(ReportDamaged(), given)
    assert isinstance(asked.messages[0], WhichItemOrAll)
    photo = hears(Answer(slot="item", value="lamp"), next_turn(asked, given))
    assert isinstance(photo.messages[0], say.AskPhoto) and len(photo.messages[0].titles) == 1


def test_a_photo_out_of_the_blue_asks_what_it_is_about_and_no_second_photo() -> None:
    given = seen(a_quote(LUME).delivered())
    asked = hears(SendPhoto(), given)
    assert isinstance(asked.messages[0], say.PhotoOfWhat)
    plan = hears(ReportDamaged(order=OrderRef(id="SK-7F3KQ2")), next_turn(asked, given))
    assert isinstance(plan.messages[0], say.ClaimPreview)
    assert says(SendPhoto()) == say.PhotoThanks()


def test_a_claim_that_was_settled_meanwhile_is_explained() -> None:
    given = seen(a_quote(LUME).delivered())
    asked = hears(ReportDamaged(), given)
    settled = next_turn(asked, seen(a_quote(LUME).delivered().returning()))
    assert isinstance(says(Answer(slot="photo", value="none"), settled), refusals.RefusedClaimUnderway)
    gone = next_turn(asked, seen(a_quote(M, number="SK-222222").delivered()))
    assert hears(Answer(slot="photo", value="none"), gone).actions == ()


# Lost


def test_before_the_promised_day_the_guarantee_is_explained() -> None:
    message = says(ReportLost(), seen(a_quote(M).shipped()))
    assert isinstance(message, say.NotDueYet) and message.promised_by.day == 28


def test_a_lost_parcel_gives_everything_back_or_comes_again() -> None:
    given = seen(a_quote(M).lost())
    money = hears(ReportLost(), given)
    assert isinstance(money.messages[0], say.LostPreview) and money.messages[0].refund.plain() == "103.29"
    action = hears(Confirm(), next_turn(money, given)).actions[0]
    assert isinstance(action, actions.ReportLost) and action.remedy is actions.Remedy.REFUND
    again = hears(ReportLost(solution="replacement"), given)
    assert isinstance(again.messages[0], say.ReshipPreview)
    action = hears(Confirm(), next_turn(again, given)).actions[0]
    assert isinstance(action, actions.ReportLost) and action.remedy is actions.Remedy.RESHIP


def test_reported_delivered_but_not_there_becomes_a_claim() -> None:
    given = seen(a_quote(LUME).delivered())
    plan = hears(ReportLost(), given)
    assert [type(message) for message in plan.messages] == [refusals.RefusedAlreadyDelivered, say.ClaimPreview]
    assert isinstance(hears(Confirm(), next_turn(plan, given)).actions[0], actions.ReportMissing)


def test_a_cancelled_order_is_not_lost() -> None:
    assert says(ReportLost(), seen(a_quote(M).cancelled())) == refusals.RefusedAlreadyCancelled()


# Money back


def test_money_back_goes_the_way_that_fits_the_state() -> None:
    assert isinstance(says(AskRefund(), seen(a_quote(M).paid())), CancelPreview)
    assert isinstance(says(AskRefund(), seen(a_quote(M).shipped())), say.NotDueYet)
    assert isinstance(says(AskRefund(), seen(a_quote(M).lost())), say.LostPreview)
    assert isinstance(says(AskRefund(), seen(a_quote(M).shipped(days_ago=9))), say.LostPreview)
    assert isinstance(says(AskRefund(), seen(a_quote(M).delivered())), say.AskRefundReason)
    assert isinstance(says(AskRefund(), seen(a_quote(M).delivered().returning())), say.RefundAfterReturn)
    assert isinstance(says(AskRefund(), seen(a_quote(M).cancelled())), say.RefundAfterUndo)
    assert says(AskRefund(), seen(a_quote(M).placed().expired(), a_quote(M, number="SK-2").placed())) is not None


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("damaged", say.AskPhoto), ("wrong_item", say.AskPhoto), ("missing", say.ClaimPreview),
        ("dislike", say.ReturnPreview), ("too_small", say.ReturnPreview),
    ],
)  # fmt: skip
def test_the_reason_decides_the_way(reason: str, kind: type[Message]) -> None:
    given = seen(a_quote(LUME).delivered())
    plan = hears(Answer(slot="reason", value=reason), next_turn(hears(AskRefund(), given), given))
    assert isinstance(plan.messages[-1], kind)


def test_late_as_a_reason_becomes_a_parcel_that_never_came() -> None:
    given = seen(a_quote(LUME).delivered())
    plan = hears(Answer(slot="reason", value="late"), next_turn(hears(AskRefund(), given), given))
    assert isinstance(plan.messages[0], refusals.RefusedAlreadyDelivered)


@pytest.mark.parametrize(
    ("bought", "value", "kind"),
    [
        (a_quote(M).delivered(), "refund", say.AskRefundReason),
        (a_quote(M).delivered(), "replacement", Message),
        (a_quote(M).lost(), "replacement", say.ReshipPreview),
    ],
)
def test_what_would_put_a_complaint_right_leads_there(bought: Bought, value: str, kind: type[Message]) -> None:
    talk = conversation(question=OpenQuestion(slot=Slot.SOLUTION, subject="SK-7F3KQ2"))
    plan = hears(Answer(slot="solution", value=value), seen(bought, talk=talk))
    assert isinstance(plan.messages[0], kind)


def test_any_other_solution_is_for_a_person() -> None:
    talk = conversation(question=OpenQuestion(slot=Slot.SOLUTION, subject="SK-7F3KQ2"))
    assert hears(Answer(slot="solution", value="a_miracle"), seen(a_quote(M).delivered(), talk=talk)).flags


# Where it is


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (RefundState.ASKED, say.RefundWaitsForPerson),
        (RefundState.APPROVED, say.RefundComing),
        (RefundState.PAID_OUT, say.RefundDone),
        (RefundState.DECLINED, say.RefundWasDeclined),
    ],
)
def test_each_state_of_a_refund_has_its_words(state: RefundState, kind: type[Message]) -> None:
    message = says(AskRefundState(), seen(a_quote(M).delivered().refunded(state)))
    assert isinstance(message, kind)


def test_a_gift_card_refund_is_there_at_once() -> None:
    paid = a_quote(M).delivered().refunded(RefundState.PAID_OUT, method="gift_card")
    assert isinstance(says(AskRefundState(), seen(paid)), say.RefundDoneAtOnce)


def test_a_refund_of_a_cancelled_order_waits_for_the_end_of_the_undo() -> None:
    order = a_quote(M).cancelled()
    assert isinstance(says(AskRefundState(), seen(order)), say.RefundAfterUndo)
    assert isinstance(says(AskRefundState(), seen(order.refunded(RefundState.APPROVED))), say.RefundAfterUndo)


def test_refunds_of_several_orders_are_told_together() -> None:
    one = a_quote(M).delivered().refunded(RefundState.PAID_OUT, "10.00")
    other = a_quote(LUME, number="SK-222222").delivered().refunded(RefundState.APPROVED, "20.00")
    plan = hears(AskRefundState(), seen(one, other))
    assert [message.amount.plain() for message in plan.messages] == ["10.00", "20.00"]  # type: ignore[attr-defined]


def test_a_named_order_without_a_refund_offers_one() -> None:
    message = says(AskRefundState(order=OrderRef(id="SK-7F3KQ2")), seen(a_quote(M).delivered()))
    assert isinstance(message, say.NoRefundOpen) and message.buttons()[0].id == "order:SK-7F3KQ2:refund"
    assert says(AskRefundState(), seen(a_quote(M).delivered())) == say.NoRefundsAtAll()


def test_money_back_a_second_time_tells_where_it_is() -> None:
    order = a_quote(LUME).delivered().refunded(RefundState.ASKED, "38.39")
    assert isinstance(says(AskRefund(), seen(order)), say.RefundWaitsForPerson)


# Staff


def test_staff_approve_the_oldest_refund_that_waits() -> None:
    given = seen(a_quote(M).delivered().refunded(RefundState.ASKED))
    (action,) = hears(said.StaffApproveRefund(staff="kim"), given).actions
    assert isinstance(action, actions.ApproveRefund) and (action.refund, action.staff) == ("SK-7F3KQ2-R1", "kim")


def test_staff_decline_with_their_own_words() -> None:
    given = seen(a_quote(M).delivered().refunded(RefundState.ASKED))
    plan = hears(said.StaffDeclineRefund(staff="kim", refund="SK-7F3KQ2-R1", text=" worn "), given)
    assert isinstance(plan.actions[0], actions.DeclineRefund) and plan.actions[0].reason == "worn"
    assert plan.decided[0].actor == "kim"


def test_with_nothing_to_decide_staff_change_nothing() -> None:
    given = seen(a_quote(M).delivered().refunded(RefundState.PAID_OUT))
    for command in (said.StaffApproveRefund(staff="kim"), said.StaffDeclineRefund(staff="kim")):
        plan = hears(command, given)
        assert plan.actions == () and plan.messages == ()


def test_a_returned_to_sender_parcel_gives_the_money_back_and_delivered_goods_can_be_sent_back() -> None:
    message = says(ReportLost(), seen(a_quote(M).shipped(state=ParcelState.RETURNED)))
    assert isinstance(message, say.LostPreview)
    assert isinstance(says(said.CancelOrder(), seen(a_quote(S).delivered())), TooLateDelivered)
