"""What a whole team sees of somebody's words: nothing by which they are reached or pay."""

import pytest

from bot.desk.masking import Mask
from dialogue.profile import Profile
from orders.ids import ShopperId
from orders.order import Address

HOME = Address("Jana Vogt", "Lindenweg 8", "Bonn", "53111", "DE", line2="bei Kranz")
GRAN = Address("Oma Vogt", "10 Downing Street", "London", "SW1A 2AA", "GB")
JANA = Profile(ShopperId("s"), name="Jana Vogt", email="jana@example.com", phone="0228 5550123", address=HOME)
MASK = Mask(JANA, (GRAN,))
STRANGER = Mask(Profile(ShopperId("s")))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("An Jana Vogt, Lindenweg 8, bei Kranz, 53111 Bonn", "An Jana Vogt, ••••••, ••••••, ••••••"),
        ("lindenweg  8 in 53111", "•••••• in ••••••"),
        ("for Oma Vogt, 10 Downing Street, London SW1A 2AA", "for ••••••, ••••••, ••••••"),
        ("JANA@EXAMPLE.COM or 0228 5550123", "•••••• or ••••••"),
        ("from Bonn with love", "from Bonn with love"),
    ],
)
def test_what_is_known_of_a_shopper_is_hidden_however_it_is_written(text: str, shown: str) -> None:
    assert MASK(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "mia.lang+shop@mail.example.org",
        "(0228) 55 50 123", "+49 170 1234567", "06 12 34 56 78", "+1 (555) 010-9999", "03-1234-5678", "٠١٢٣٤٥٦٧٨٩",
        "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111",
        "Hauptstraße 12a", "Am Alten Weg 3", "7 Old Mill Road", "221B Baker Street", "12 rue de la Paix",
        "calle Mayor 6", "Via Roma 10", "Kerkstraat 5", "Storgatan 4", "Nørregade 11", "Mannerheimintie 7",
        "ul. Długa 8", "Rua Augusta 100", "神宮前1-2-3", "شارع النيل 12",
    ],
)  # fmt: skip
def test_what_looks_like_an_address_a_number_or_a_mailbox_is_hidden(text: str) -> None:
    assert "••••••" in STRANGER(f"{text}")
    assert not any(part in STRANGER(f"x {text} x") for part in text.split() if any(map(str.isdigit, part)))


@pytest.mark.parametrize(
    "text",
    [
        "I want the jacket in size 42, not 44", "240,00 €", "€1,240.00", "Friday 11 December", "2026-11-27 14:00",
        "27.11.2026 um 9 Uhr", "SK-7F3KQ2", "FX771204398DE", "130 x 180", "2 x Skagen, Yellow, L", "100 % cotton",
        "you get 10 euros back", "in 24 hours", "3 way zip", "11月27日", "2点", "I wrote 3 times",
        "ring 54", "5 st", "the blue tie 2",
    ],
)  # fmt: skip
def test_amounts_days_sizes_and_order_numbers_stay(text: str) -> None:
    assert STRANGER(text) == text


def test_a_very_long_text_is_masked_in_time() -> None:
    assert "••••••" in STRANGER("word " * 2_000 + "a@b.example " + "1 " * 3 + "x" * 4_000)
