"""How single fields of a Message are written: sizes as on our cards, and what nobody has said yet called so."""

from datetime import date

import pytest

from dialogue.messages.base import Title
from dialogue.messages.basket import AskSize
from dialogue.messages.tracking import OnTheRoad
from dialogue.wording import Wordings
from locales import load_locales
from locales.markets import Markets

WORDS = Wordings(load_locales(), Markets())
BLANKET = Title(given="Fjord blanket")


def test_sizes_are_written_as_on_our_cards_in_text_and_on_buttons() -> None:
    told = WORDS.render(AskSize(title=BLANKET, sizes=("130x180", "220x240")), "en", "GB")
    assert "130 × 180 and 220 × 240" in told.text
    assert [(button.id, button.label) for button in told.buttons] == [
        ("size:130x180", "130 × 180"),
        ("size:220x240", "220 × 240"),
    ]


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "on the way with the carrier, tracking number not known yet."),
        ("de", "unterwegs mit Paketdienst, Sendungsnummer noch nicht bekannt."),
        ("fr", "en route avec le transporteur, numéro de suivi pas encore connu."),
        ("es", "con la mensajería"),
    ],
)
def test_a_parcel_without_a_number_is_told_without_a_gap(locale: str, said: str) -> None:
    day = date(2026, 11, 27)
    moving = OnTheRoad(order="SK-1", titles=(BLANKET,), carrier="", number="", expected=day, promised_by=day)
    assert said in WORDS.render(moving, locale, "DE").text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("Rain jacket Skagen", "Rain jacket Skagen, yellow, L"),
        ("Rain jacket Skagen, yellow", "Rain jacket Skagen, yellow, L"),
        ("Rain jacket Skagen Yellow", "Rain jacket Skagen Yellow, L"),
        ("Rain jacket Skagen, yellow, L", "Rain jacket Skagen, yellow, L"),
        ("Yellowstone rain jacket", "Yellowstone rain jacket, yellow, L"),
    ],
)
def test_a_colour_or_size_that_the_feeds_title_names_is_not_said_twice(given: str, told: str) -> None:
    title = Title(given=given, color="yellow", size="L")
    assert WORDS.voice("en", "GB").title(title) == told
