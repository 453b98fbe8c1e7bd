"""Card numbers are found however they are written, and what is none is left alone."""

import pytest

from orders.card_numbers import MASK, masked, masked_like


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("4242424242424242", f"{MASK}4242"),
        ("my card is 4111 1111 1111 1111, ok?", f"my card is {MASK}1111, ok?"),
        ("4111-1111-1111-1111", f"{MASK}1111"),
        ("4111.1111.1111.1111", f"{MASK}1111"),
        ("4111  1111  1111  1111", f"{MASK}1111"),
        ("4111\n1111\n1111\n1111", f"{MASK}1111"),
        ("amex 3782 822463 10005 please", f"amex {MASK}0005 please"),
        ("2 of them with 5555 5555 5555 4444", f"2 of them with {MASK}4444"),
        ("2 5555555555554444 3", f"2 {MASK}4444 3"),
        ("4242 4242 4242 4242 12/27 123", f"{MASK}4242"),
        ("4242 4242 4242 4242, exp 12/2027, cvc: 123", f"{MASK}4242"),
        ("4242 4242 4242 4242 gültig bis 03/28 Prüfziffer 123 danke", f"{MASK}4242 danke"),
        ("4242 4242 4242 4242 and 4000 0566 5566 5556", f"{MASK}4242 and {MASK}5556"),
        ("4242 4242 4242 4242 12 Mill Lane", f"{MASK}4242 12 Mill Lane"),
        ("4222222222222", f"{MASK}2222"),
    ],
)
def test_of_a_card_number_only_the_last_four_digits_stay(text: str, left: str) -> None:
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4242",
        "card ending in 4242",
        "4242 4242 4242 4243",
        "DE89 3704 0044 0532 0130 00",
        "+49 170 1234567",
        "00491701234567",
        "my parcel 003404341612345678901",
        "JD000004767238",
        "SK-7F3KQ2, 10115 Berlin",
        "41111111111111111111111111",
        "0000 0000 0000 0000",
        "12/27 123",
        "order 424242424242",
    ],
)
def test_what_is_no_card_number_stays_as_it_is(text: str) -> None:
    assert masked(text) == text


def test_masking_twice_changes_nothing_more() -> None:
    once = masked("card 4242 4242 4242 4242 12/27 123")
    assert masked(once) == once


@pytest.mark.parametrize(
    "raw",
    [
        '{"text": "it is 4242 4242 4242 4242 12/27 123", "id": 4111111111111111}',
        "Body=it+is+4242+4242+4242+4242+12%2F27+123&SmsSid=4111111111111111",
        "Body=it%20is%204242%204242%204242%204242%2012%2F27%20123&Id=4111111111111111",
    ],
)
def test_a_raw_event_loses_what_its_text_lost_and_keeps_its_own_numbers(raw: str) -> None:
    left = masked_like(raw, "it is 4242 4242 4242 4242 12/27 123")
    assert "4242 4242" not in left.replace("+", " ").replace("%20", " ") and "4242" in left
    assert "123" not in left and "4111111111111111" in left


def test_a_raw_event_without_a_card_number_in_its_text_is_not_touched() -> None:
    raw = '{"text": "hello", "id": 4111111111111111}'
    assert masked_like(raw, "hello") == raw
