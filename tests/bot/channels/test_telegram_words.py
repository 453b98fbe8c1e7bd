"""Texts and keyboards for Telegram: escaped, within its lengths, and readable on a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.drawn import NO_PHOTOS
from bot.channels.telegram.words import CAPTION, TEXT, caption, card_words, html, pictures, pressed, rows, texts
from dialogue.wording import WordedButton, WordedCard
from orders.money import Money
from tests.peers.telegram_spec import html_text


def a_card(position: int = 1, title: str = "Rain jacket <Skagen> & Co", image: str | None = None) -> WordedCard:
    return WordedCard(
        position=position,
        sku="s",
        product="p",
        title=title,
        price="89,00 €",
        amount=Money.parse("89.00", "EUR"),
        image=image,
        reasons=("wasserdicht",),
        misses=(),
        left="nur noch 2",
    )


@given(st.text())
def test_nothing_that_is_said_is_markup(text: str) -> None:
    assert html_text(html(text)) == text


def test_a_product_stands_below_the_text_with_its_name_in_bold() -> None:
    assert texts("Passt:", (a_card(1), a_card(2, "Fjord"))) == (
        "Passt:\n\n<b>1. Rain jacket &lt;Skagen&gt; &amp; Co – 89,00 €</b>\nwasserdicht · nur noch 2"
        "\n\n<b>2. Fjord – 89,00 €</b>\nwasserdicht · nur noch 2",
    )


def test_one_product_alone_has_no_number() -> None:
    assert texts("Passt:", (a_card(title="Fjord"),)) == ("Passt:\n\n<b>Fjord – 89,00 €</b>\nwasserdicht · nur noch 2",)


@given(st.text(alphabet=st.sampled_from("ab <&.\n😀é"), max_size=9000), st.integers(0, 9))
def test_no_message_is_longer_than_telegram_takes_and_none_is_empty(text: str, cards: int) -> None:
    for piece in texts(text, tuple(a_card(place, "😀" * 400) for place in range(cards))):
        assert 1 <= len(html_text(piece).encode("utf-16-le")) // 2 <= TEXT
        assert html_text(piece).strip()


def test_every_product_is_told_however_many_messages_it_takes() -> None:
    told = "\n".join(
        html_text(piece) for piece in texts("x" * 4000, tuple(a_card(n, f"Title {n}") for n in range(1, 10)))
    )
    assert all(card_words(a_card(n, f"Title {n}")) in told for n in range(1, 10))


def test_a_caption_holds_text_and_product_or_is_none() -> None:
    assert caption("Passt:", a_card(title="Fjord")) == "Passt:\n\n<b>Fjord – 89,00 €</b>\nwasserdicht · nur noch 2"
    assert caption("x" * CAPTION, a_card()) is None


def test_short_labels_stand_side_by_side_and_the_order_step_alone() -> None:
    one, two, long = (WordedButton(label, label) for label in ("Ja", "Nein", "Lieferadresse und Zahlart ändern"))
    order = WordedButton("confirm:t", "Jetzt kaufen", legal=True)
    assert rows((one, two, long, order, one)) == ((one, two), (long,), (order,), (one,))


@pytest.mark.parametrize(
    "image",
    [None, "/pictures/gone.svg", "https://shop.example/a.svg", "http://shop.example/a.jpg", "file:///etc/passwd"],
)
def test_only_pictures_that_telegram_can_fetch_are_sent(image: str | None) -> None:
    assert pictures((a_card(image=image),), NO_PHOTOS) == ()


def test_a_pressed_button_is_ticked_once() -> None:
    assert pressed(pressed("Ja")) == "✓ Ja"
