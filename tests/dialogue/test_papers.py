"""Papers the shopper keeps: the refund note with its reason, parts and days, the receipt of a withdrawal, in words."""

import re
from pathlib import Path

import pytest

from dialogue.messages.paper import PAPER
from dialogue.receipts import paper
from dialogue.wording import Wordings
from locales import load_locales
from locales.markets import Markets
from orders.actions import ReportDamaged, Withdraw
from orders.line import LineQuantity
from orders.order import Order
from orders.states import RefundReason
from tests.orders.counter import AUSTIN, BONN, Counter

WORDS = Wordings(load_locales(), Markets())


@pytest.fixture
def shop(tmp_path: Path) -> Counter:
    return Counter(tmp_path)


def note(order: Order, locale: str = "en", kind: str = "refund_note") -> str:
    """The text of the paper as it reads, without its tags."""
    made = paper(kind, order, WORDS.voice(locale, order.market), {})
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", made.text).split())


def damaged(shop: Counter, quantity: int = 1) -> Order:
    order = shop.receives(("coat-M", 2))
    return shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, quantity),)))


def test_a_refund_note_tells_why_how_much_of_what_and_when(shop: Counter) -> None:
    text = note(damaged(shop))
    for part in (
        "Reason arrived damaged", "State on its way", "Goes back to Card 4242",
        "Working days until it arrives, at most 5", "Coat 1", "Items €40.00", "Shipping €2.45",
        "Service fee €4.25", "Refunded €46.70",
    ):  # fmt: skip
        assert part in text, text


def test_it_says_when_it_was_paid_out(shop: Counter) -> None:
    order = damaged(shop)
    shop.works()
    assert "State paid out" in note(shop.order(order)) and "Paid out on" in note(shop.order(order))


def test_tax_that_was_added_is_a_part_of_its_own(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1), address=AUSTIN)
    order = shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),)))
    assert "Tax $3.16" in note(order)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("de", ("Erstattungsbeleg", "Grund beschädigt angekommen", "Geht zurück an", "Servicegebühr 4,25")),
        ("fr", ("Motif arrivé endommagé", "Reversé sur", "Frais de service 4,25")),
        ("es", ("Motivo llegó dañado", "Se devuelve a", "Comisión de servicio 4,25")),
    ],
)
def test_it_is_in_the_shopper_s_language(shop: Counter, locale: str, words: tuple[str, ...]) -> None:
    text = note(damaged(shop), locale)
    assert [word for word in words if word not in text] == [], text


@pytest.mark.parametrize("locale", ["en", "de", "fr", "es"])
def test_every_reason_of_ours_has_words(locale: str) -> None:
    voice = WORDS.voice(locale, "DE")
    ours = set(RefundReason) - {RefundReason.DISPUTED}
    told = {voice.fill(f"paper|refund_reason|{r}", PAPER[f"refund_reason|{r.value}"][0], {}) for r in ours}
    assert len(told) == len(ours)


def test_a_withdrawal_s_receipt_names_the_moment_and_the_pieces(shop: Counter) -> None:
    order = shop.receives(("coat-M", 2), ("lamp-one", 1), address=BONN)
    order = shop.done(Withdraw(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),)))
    text = note(order, kind="withdrawal_receipt")
    assert "Receipt of your withdrawal" in text and "Received on" in text and "1 × Coat" in text
    assert "1 × Lamp" not in text
