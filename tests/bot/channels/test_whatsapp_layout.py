"""How a delivery becomes WhatsApp messages: lengths, choices with the same meaning, and text as it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Delivery
from bot.channels.graphemes import bound
from bot.channels.layout import chosen
from bot.channels.whatsapp.layout import LONGEST_BODY, Choice, choosable, literal, messages, split_text
from dialogue.wording import WordedButton, WordedCard
from orders.money import Money

FAMILY = "👨‍👩‍👧‍👦"
LEGAL = WordedButton("confirm:t", "zahlungspflichtig bestellen", legal=True)
SHORT_LEGAL = WordedButton("confirm:t", "buy now, pay now", legal=True)


def a_delivery(text: str = "Hello!", *buttons: WordedButton, cards: tuple[WordedCard, ...] = ()) -> Delivery:
    return Delivery(id="1.1", address="whatsapp:+1", name="x", text=text, locale="en", buttons=buttons, cards=cards)


def some_buttons(count: int, label: str = "Take number {}") -> tuple[WordedButton, ...]:
    return tuple(WordedButton(f"b:{at}", label.format(at)) for at in range(1, count + 1))


def a_card(position: int, title: str) -> WordedCard:
    price = Money.parse("19.90", "EUR")
    return WordedCard(position, f"SKU{position}", "p", title, "€19.90", price, None, ("waterproof",), (), None)


def test_up_to_three_short_choices_are_quick_replies() -> None:
    (only,) = messages(a_delivery("Which?", *some_buttons(3)), "Choose")
    assert [each.id for each in only.replies] == ["b:1", "b:2", "b:3"]
    assert only.replies[2].title == "Take number 3"
    assert (only.text, only.items) == ("Which?", ())


def test_up_to_ten_choices_or_long_ones_are_a_list_whose_second_line_holds_what_did_not_fit() -> None:
    (only,) = messages(a_delivery("Which?", *some_buttons(10)), "Choose")
    assert (len(only.items), only.opener, only.replies) == (10, "Choose", ())
    (long,) = messages(a_delivery("Which?", WordedButton("b", "Waterproof jacket for rainy days")), "Choose")
    assert long.items == (Choice("b", "Waterproof jacket for r…", "Waterproof jacket for rainy days"),)


@pytest.mark.parametrize(
    ("count", "opener", "plain"),
    [(11, "Choose", False), (4, "", False), (4, "Choose one of the four", False), (2, "Choose", True)],
)
def test_what_cannot_be_pressed_is_numbered_and_the_number_means_the_same(count: int, opener: str, plain: bool) -> None:
    delivery = a_delivery("Which?", *some_buttons(count))
    (only,) = messages(delivery, opener, plain=plain)
    assert (only.replies, only.items) == ((), ())
    assert only.text.endswith(f"\n{count}. Take number {count}")
    meant = chosen(str(count), choosable(delivery))
    assert meant is not None and meant.id == f"b:{count}"


def test_the_labelled_order_step_is_a_quick_reply_or_typed_and_never_a_number_or_a_line_of_a_list() -> None:
    change, later = WordedButton("slot:quote:change", "Change something"), WordedButton("deny:t", "Not now")
    (typed,) = messages(a_delivery("Order?", LEGAL, change, later), "Choose")
    assert (typed.replies, typed.items) == ((), ())
    assert typed.text == "Order?\n\n» zahlungspflichtig bestellen\n1. Change something\n2. Not now"
    assert chosen("1", (LEGAL, change, later)) == change
    assert chosen("Zahlungspflichtig bestellen", (LEGAL, change, later)) == LEGAL
    (pressed,) = messages(a_delivery("Order?", SHORT_LEGAL, *some_buttons(5)), "Choose")
    assert [each.id for each in pressed.replies] == ["confirm:t"]
    assert (pressed.items, "buy now" in pressed.text) == ((), False)


def test_two_choices_that_look_the_same_are_numbered() -> None:
    (only,) = messages(a_delivery("Which?", WordedButton("a", "Grey"), WordedButton("b", "Grey")), "Choose")
    assert (only.replies, only.items) == ((), ())
    assert "1. Grey\n2. Grey" in only.text


def test_products_are_told_with_their_numbers_and_can_be_taken_by_them() -> None:
    delivery = a_delivery("These 2 fit:", *some_buttons(2), cards=(a_card(1, "Jacket *L*"), a_card(2, "Coat")))
    (only,) = messages(delivery, "Choose")
    assert only.text.startswith("These 2 fit:\n\n*1. Jacket ∗\u200bL∗* €19.90\nwaterproof\n\n*2. Coat* €19.90")
    assert [each.id for each in only.items] == ["take:SKU1", "take:SKU2", "b:1", "b:2"]
    meant = chosen("2", choosable(delivery))
    assert meant is not None and meant.id == "take:SKU2"


def test_a_long_text_leaves_only_its_end_above_the_choices() -> None:
    delivery = a_delivery("word " * 600, *some_buttons(2))
    *before, last = messages(delivery, "Choose")
    assert len(before) >= 2 and all(each.replies == () for each in before)
    assert len(last.text) <= LONGEST_BODY and len(last.replies) == 2


@given(
    st.lists(st.sampled_from(["a", "ä", " ", "\n", "😀", "語", "e\u0301", FAMILY, "🇩🇪", "👍🏽"]), max_size=900).map(
        "".join
    )
)
def test_pieces_fit_in_bytes_and_lose_nothing_but_space(text: str) -> None:
    pieces = split_text(text)
    assert all(0 < len(piece.encode()) <= 1500 for piece in pieces)
    assert "".join("".join(pieces).split()) == ("".join(text.split()) or "…")


@pytest.mark.parametrize("sign", [FAMILY, "🇩🇪", "👍🏽", "e\u0301\u0323", "\u1100\u1161\u11a8"])
def test_no_sign_is_taken_apart(sign: str) -> None:
    pieces = split_text(sign * 400)
    assert len(pieces) > 1
    assert all(piece == sign * (len(piece) // len(sign)) for piece in pieces)


def test_one_endless_sign_is_cut_all_the_same() -> None:
    assert bound("a" + "\u0301" * 50, 20) == 20
    assert all(len(piece.encode()) <= 1500 for piece in split_text("a" + "\u0301" * 2000))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*39* left", "*\u200b39* left"),
        ("now _only_ ~12~", "now _\u200bonly_ ~\u200b12~"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        ("https://shop.example/_a_/*b*", "https://shop.example/_a_/*b*"),
    ],
)
def test_what_would_turn_bold_stands_as_it_is(text: str, shown: str) -> None:
    assert literal(text) == shown
