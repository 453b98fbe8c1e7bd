"""Fitting a Wording to a channel: numbers for buttons, but never for the order step; long text in pieces."""

import pytest

from bot.channels.base import Capabilities
from bot.channels.layout import chosen, pages, split
from dialogue.wording import WordedButton, Wording

ORDER = WordedButton("confirm:t", "zahlungspflichtig bestellen", legal=True)
CHANGE = WordedButton("slot:quote:change", "Etwas ändern")
DENY = WordedButton("deny:t", "Jetzt nicht")


def a_wording(*buttons: WordedButton, text: str = "Hier ist Ihre Bestellung.") -> Wording:
    return Wording(name="quote_ready", locale="de", text=text, buttons=buttons)


def test_a_channel_with_room_for_all_buttons_gets_them() -> None:
    (page,) = pages(a_wording(CHANGE, DENY), Capabilities(buttons=3))
    assert page.buttons == (CHANGE, DENY)
    assert page.text == "Hier ist Ihre Bestellung."


def test_without_buttons_choices_are_numbered() -> None:
    (page,) = pages(a_wording(CHANGE, DENY), Capabilities())
    assert page.text == "Hier ist Ihre Bestellung.\n1. Etwas ändern\n2. Jetzt nicht"
    assert page.buttons == ()


def test_the_order_step_never_becomes_a_number() -> None:
    (page,) = pages(a_wording(ORDER, CHANGE), Capabilities())
    assert page.text.splitlines()[1:] == ["» zahlungspflichtig bestellen", "1. Etwas ändern"]
    assert chosen("1", (ORDER, CHANGE)) == CHANGE
    assert chosen("2", (ORDER, CHANGE)) is None


def test_an_order_step_that_does_not_fit_its_button_is_to_be_typed() -> None:
    (page,) = pages(a_wording(ORDER, DENY), Capabilities(buttons=3, button_length=20))
    assert page.buttons == ()
    assert "» zahlungspflichtig bestellen" in page.text


def test_an_order_step_that_fits_stays_a_button_when_the_others_become_numbers() -> None:
    (page,) = pages(a_wording(ORDER, CHANGE, DENY), Capabilities(buttons=1, button_length=30))
    assert page.buttons == (ORDER,)
    assert page.text.endswith("1. Etwas ändern\n2. Jetzt nicht")


@pytest.mark.parametrize("said", ["Etwas ändern", " etwas ÄNDERN "])
def test_a_label_typed_as_it_stands_presses_its_button(said: str) -> None:
    assert chosen(said, (ORDER, CHANGE)) == CHANGE


@pytest.mark.parametrize("said", ["0", "3", "99999999999", "²", "١", "one", ""])
def test_what_is_no_choice_presses_nothing(said: str) -> None:
    assert chosen(said, (CHANGE, DENY)) is None


def test_long_text_is_cut_at_paragraphs_then_sentences_then_words() -> None:
    assert split("One two.\n\nThree four.", 12) == ("One two.", "Three four.")
    assert split("One two. Three four.", 12) == ("One two.", "Three four.")
    assert split("One two three", 8) == ("One two", "three")


def test_a_text_without_any_good_place_is_cut_where_it_must() -> None:
    assert split("x" * 25, 10) == ("x" * 10, "x" * 10, "x" * 5)


def test_buttons_and_cards_stand_with_the_last_piece() -> None:
    first, last = pages(a_wording(DENY, text="One two.\n\nThree four."), Capabilities(text_length=12, buttons=3))
    assert (first.buttons, last.buttons) == ((), (DENY,))
