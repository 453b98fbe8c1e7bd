"""What a message means while something waits for a yes: repeating the wish is a yes, turning it a no."""

from dataclasses import replace

import pytest

from dialogue.commands import CancelOrder, Command, Confirm, Consent, Deny, ExchangeItem, OrderRef, ReturnItem
from dialogue.conversation import OpenQuestion, Pending, Slot
from dialogue.view import View
from orders import actions
from orders.order import LineQuantity
from orders.states import ClaimKind
from tests.dialogue.counterpart import SHOPPER
from tests.dialogue.understanding.scenes import DELIVERED, SHIPPED, offline, scene


def cancelling(text: str, locale: str = "en") -> View:
    view = scene(text, locale, {"ordered": True})
    return _waits(view, actions.CancelOrder(shopper=SHOPPER, order=SHIPPED, expected_version=1, confirmation="t1"))


def returning(text: str, locale: str = "en") -> View:
    view = scene(text, locale, {"ordered": True})
    order = view.order(DELIVERED)
    assert order is not None
    lines = (LineQuantity(order.lines[0].id, 1),)
    action = actions.ReturnLines(shopper=SHOPPER, order=DELIVERED, expected_version=1, confirmation="t1", lines=lines)
    return _waits(view, action)


def erasing(text: str, locale: str = "en") -> View:
    view = scene(text, locale, {"ordered": True})
    pending = Pending(token="t1", chore="erase")
    return replace(view, conversation=replace(view.conversation, pending=pending))


def _waits(view: View, action: actions.OrderAction) -> View:
    question = OpenQuestion(slot=Slot.CONFIRM, subject="t1")
    pending = Pending(token="t1", action=action)
    return replace(view, conversation=replace(view.conversation, pending=pending, question=question))


def said(view: View) -> tuple[Command, ...]:
    return offline().understand(view).commands


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("yes, cancel it", "en"), ("yep cancel the order please", "en"), ("ja, stornieren", "de"),
        ("ja bitte die bestellung stornieren", "de"), ("oui, annulez", "fr"), ("sí, cancélalo", "es"),
        ("ja doe maar", "nl"),  # "maar" is "but" elsewhere.
    ],
)  # fmt: skip
def test_a_yes_with_the_wish_that_waits_is_the_yes(text: str, locale: str) -> None:
    assert said(cancelling(text, locale)) == (Confirm(),)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("don't cancel after all", "en"), ("please don't cancel it", "en"), ("doch nicht stornieren", "de"),
        ("bitte nicht stornieren", "de"), ("finalement n'annulez pas", "fr"), ("mejor no lo canceles", "es"),
    ],
)  # fmt: skip
def test_the_waiting_wish_with_a_not_is_the_no(text: str, locale: str) -> None:
    assert said(cancelling(text, locale)) == (Deny(),)


@pytest.mark.parametrize(
    ("text", "locale"), [("Yes, cancel it", "en"), ("ja stornieren!", "de"), ("JA, STORNIEREN", "de")]
)
def test_the_words_of_a_yes_button_are_its_press(text: str, locale: str) -> None:
    assert said(cancelling(text, locale)) == (Confirm(),)


@pytest.mark.parametrize(("text", "locale"), [("Keep the order", "en"), ("Bestellung behalten", "de")])
def test_the_words_of_a_no_button_are_its_press(text: str, locale: str) -> None:
    assert said(cancelling(text, locale)) == (Deny(),)


@pytest.mark.parametrize(("text", "locale"), [("cancel", "en"), ("stornieren", "de")])
def test_the_bare_word_cancels_nothing_and_keeps_nothing(text: str, locale: str) -> None:
    assert said(cancelling(text, locale)) == (CancelOrder(),)


def test_a_yes_with_another_order_is_a_wish_of_its_own() -> None:
    (command,) = said(cancelling("yes, cancel SK-9W4MTX"))
    assert command == CancelOrder(order=OrderRef(id=DELIVERED))


def test_a_yes_to_a_return_repeats_it() -> None:
    assert said(returning("yes, send it back")) == (Confirm(),)


@pytest.mark.parametrize(("text", "locale"), [("they're too small", "en"), ("die sind zu klein", "de")])
def test_a_reason_while_a_return_waits_is_its_reason(text: str, locale: str) -> None:
    (command,) = said(returning(text, locale))
    assert command == ReturnItem(order=OrderRef(id=DELIVERED), item="fjell-black-42", reason="too_small")


@pytest.mark.parametrize(
    ("text", "locale"), [("yes, but only one", "en"), ("ja aber nur eine", "de"), ("sí, pero solo una", "es")]
)
def test_a_yes_with_a_but_carries_out_nothing(text: str, locale: str) -> None:
    assert not any(isinstance(command, Confirm) for command in said(returning(text, locale)))


def test_a_size_next_to_the_ones_at_hand_is_a_size() -> None:
    (command,) = said(returning("zu klein, lieber in 43", "de"))
    assert isinstance(command, ExchangeItem) and command.size == "43"


@pytest.mark.parametrize(("text", "locale"), [("yes, delete everything", "en"), ("ja, alles löschen", "de")])
def test_a_yes_to_erasing_repeats_it(text: str, locale: str) -> None:
    assert said(erasing(text, locale)) == (Confirm(),)


@pytest.mark.parametrize("text", ["cancel the order please", "yep cancel the order"])
def test_words_of_cancelling_never_order(text: str) -> None:
    view = scene(text, "en", {"quote": True})
    assert Confirm(consent=Consent.ORDER_WORDS) not in said(view)


@pytest.mark.parametrize("text", ["Ja, bitte", "ja, passt so"])
def test_a_plain_yes_orders_nothing_by_words(text: str) -> None:
    view = scene(text, "de", {"quote": True})
    action = actions.ConfirmQuote(
        shopper=SHOPPER, order=SHIPPED, expected_version=1, confirmation="t1", quote_hash="h",
        consent=actions.Consent.BARE_YES,
    )  # fmt: skip
    assert said(_waits(view, action)) == (Confirm(),)


@pytest.mark.parametrize(
    ("text", "locale"), [("yes, that one", "en"), ("ja, die", "de"), ("oui, celle-là", "fr"), ("sí, esa", "es")]
)
def test_a_yes_that_only_points_is_the_yes(text: str, locale: str) -> None:
    assert said(cancelling(text, locale)) == (Confirm(),)


def test_a_yes_that_is_filler_elsewhere_is_the_yes() -> None:
    assert said(returning("vale, devuélvela", "es")) == (Confirm(),)
    assert said(returning("vale, pero no la devuelvas", "es")) != (Confirm(),)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("refund pls", "en"),
        ("i'd rather have my money back", "en"),
        ("prefiero el dinero", "es"),
        ("lieber geld zurück", "de"),
    ],
)
def test_who_asks_for_the_money_where_it_is_offered_beside_other_ways_has_chosen_it(text: str, locale: str) -> None:
    view = scene(text, locale, {"ordered": True})
    order = view.order(DELIVERED)
    assert order is not None
    lines = (LineQuantity(order.lines[0].id, 1),)
    wish = actions.ReportDamaged(shopper=SHOPPER, order=DELIVERED, expected_version=1, confirmation="t1", lines=lines)
    assert said(_waits(view, wish)) == (Confirm(),)


def test_a_question_about_the_money_is_not_yet_the_choice_of_it() -> None:
    view = scene("¿me devolvéis el dinero?", "es", {"ordered": True})
    order = view.order(DELIVERED)
    assert order is not None
    lines = (LineQuantity(order.lines[0].id, 1),)
    wish = actions.ReportDamaged(shopper=SHOPPER, order=DELIVERED, expected_version=1, confirmation="t1", lines=lines)
    assert Confirm() not in said(_waits(view, wish))


def test_who_asks_for_the_money_while_it_would_be_kept_for_less_is_shown_the_whole_sum_first() -> None:
    view = scene("refund pls", "en", {"ordered": True})
    order = view.order(DELIVERED)
    assert order is not None
    lines = (LineQuantity(order.lines[0].id, 1),)
    less = actions.KeepForLess(
        shopper=SHOPPER, order=DELIVERED, expected_version=1, confirmation="t1", lines=lines, kind=ClaimKind.DAMAGED
    )
    assert Confirm() not in said(_waits(view, less))
