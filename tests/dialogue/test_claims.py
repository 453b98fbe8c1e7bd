"""Claims about some of several pieces: what is refunded is what was said to be broken or missing, and is told so."""

import pytest

from dialogue.commands import Answer, Confirm, OrderRef, ReportDamaged, ReportWrongItem, SayArrived, SetQuantity
from dialogue.conversation import Holder
from dialogue.messages import early
from dialogue.messages import refunds as say
from dialogue.plan import Flag
from dialogue.view import View
from orders import actions
from tests.dialogue.till import LUME, a_quote, hears, next_turn, seen


def three_lamps() -> View:
    return seen(a_quote(LUME, quantity=3).delivered(), photos=("data:image/png;base64,iVBORw0KGgo=",))


@pytest.mark.parametrize("command", [ReportWrongItem(missing=True, quantity=1), ReportDamaged(quantity=1)])
def test_only_the_pieces_named_are_refunded(command: ReportWrongItem | ReportDamaged) -> None:
    given = three_lamps()
    plan = hears(command, given)
    (message,) = plan.messages
    assert isinstance(message, say.ClaimPreview) and [title.quantity for title in message.titles] == [1]
    action = hears(Confirm(), next_turn(plan, given)).actions[0]
    assert isinstance(action, actions.ReportMissing | actions.ReportDamaged) and action.lines[0].quantity == 1


def test_new_goods_for_broken_ones_are_declined_plainly_and_the_money_offered() -> None:
    first, second = hears(ReportDamaged(solution="replacement"), three_lamps()).messages
    assert isinstance(first, say.NoReplacement) and isinstance(second, say.ClaimPreviewPerson)


def test_asking_for_a_new_one_while_a_photo_is_waited_for_goes_on_with_the_money() -> None:
    given = seen(a_quote(LUME).delivered())
    asked = hears(ReportDamaged(), given)
    assert isinstance(asked.messages[0], say.AskPhoto)
    first, second = hears(Answer(slot="solution", value="replacement"), next_turn(asked, given)).messages
    assert isinstance(first, say.NoReplacement) and isinstance(second, say.ClaimPreview)


def test_without_a_number_all_pieces_are_meant_and_counted_in_the_preview() -> None:
    (message,) = hears(ReportDamaged(), three_lamps()).messages
    assert isinstance(message, say.ClaimPreviewPerson) and [title.quantity for title in message.titles] == [3]


def test_more_pieces_than_there_are_means_all_of_them() -> None:
    (message,) = hears(ReportDamaged(quantity=9), three_lamps()).messages
    assert isinstance(message, say.ClaimPreviewPerson) and message.titles[0].quantity == 3


def test_a_claim_that_waits_for_its_yes_can_be_about_fewer() -> None:
    given = three_lamps()
    again = next_turn(hears(ReportDamaged(), given), given)
    plan = hears(SetQuantity(quantity=2), again)
    assert isinstance(plan.messages[0], say.ClaimPreview)
    action = hears(Confirm(), next_turn(plan, again)).actions[0]
    assert isinstance(action, actions.ReportDamaged) and action.lines[0].quantity == 2


def test_saying_again_that_one_is_missing_keeps_the_count_that_waits_for_its_yes() -> None:
    given = three_lamps()
    again = next_turn(hears(ReportWrongItem(missing=True, quantity=1), given), given)
    plan = hears(ReportWrongItem(missing=True), again)
    (message,) = plan.messages
    assert isinstance(message, say.ClaimPreview) and [title.quantity for title in message.titles] == [1]
    action = hears(Confirm(), next_turn(plan, again)).actions[0]
    assert isinstance(action, actions.ReportMissing) and action.lines[0].quantity == 1


@pytest.mark.parametrize("command", [ReportDamaged(), ReportWrongItem()])
def test_what_is_still_on_its_way_is_said_kindly_with_the_day_and_a_way_on(
    command: ReportDamaged | ReportWrongItem,
) -> None:
    given = seen(a_quote(LUME).shipped())
    (message,) = hears(command, given).messages
    assert isinstance(message, early.ClaimOnItsWay)
    assert [button.label for button in message.buttons()] == ["order_arrived", "order_track"]


def test_what_was_never_sent_can_be_cancelled_still() -> None:
    (message,) = hears(ReportDamaged(), seen(a_quote(LUME).paid())).messages
    assert isinstance(message, early.ClaimNotSent)
    assert [button.label for button in message.buttons()] == ["order_arrived", "order_cancel"]


def test_what_came_though_tracking_knows_nothing_of_it_is_a_persons_to_settle() -> None:
    given = seen(a_quote(LUME).shipped())
    plan = hears(SayArrived(order=OrderRef(id=given.orders[0].id)), given)
    assert plan.flags == (Flag.PARCEL_TROUBLE,) and plan.conversation.holder is Holder.WAITING


def test_what_is_known_to_have_come_is_put_right_at_once() -> None:
    given = seen(a_quote(LUME).delivered())
    (message,) = hears(SayArrived(order=OrderRef(id=given.orders[0].id)), given).messages
    assert isinstance(message, say.AskPhoto)
