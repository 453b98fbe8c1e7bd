"""Claims about some of several pieces: what is refunded is what was said to be broken or missing, and is told so."""

import pytest

from dialogue.commands import Answer, Confirm, ReportDamaged, ReportWrongItem, SetQuantity
from dialogue.messages import refunds as say
from dialogue.view import View
from orders import actions
from tests.dialogue.till import LUME, a_quote, hears, next_turn, seen


def three_lamps() -> View:
    return seen(a_quote(LUME, quantity=3).delivered(), photos=("data:image/png;base64,AAAA",))


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
