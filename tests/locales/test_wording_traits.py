"""How single facts of products and people, and what a near miss misses, read in English."""

from datetime import UTC, datetime

from dialogue.messages.base import Because, Button, Label, Term, Trait
from dialogue.wording import Voice, Wordings
from locales import load_locales
from locales.markets import Markets
from matching.matches import Why
from orders.money import Money


def voice() -> Voice:
    return Wordings(load_locales(), Markets()).voice("en", "DE")


def test_a_trait_names_its_values_or_that_they_are_unknown() -> None:
    both = (Term(kind="material", id="cotton"), Term(kind="material", id="silk"))
    assert voice().value(Trait(about="material", values=both)) == "Material: cotton and silk"
    assert voice().value(Trait(about="material")) == "Material: the maker does not say"


def test_traits_take_a_line_each() -> None:
    lines = (Trait(about="height", values=(40.5,)), Trait(about="width", values=(80,)))
    assert voice().value(lines) == "Height: 40.5 cm\nWidth: 80 cm"


def test_what_a_person_told_us_carries_its_day() -> None:
    said = Trait(about="size.bed", values=("140x200",), said_at=datetime(2026, 11, 3, 23, 30, tzinfo=UTC))
    assert voice().value(said) == "bed size 140 × 200 (you told me on 4 November 2026)"


def test_a_way_to_pay_is_named_and_no_token() -> None:
    paid = Trait(about="payment", values=(Label(kind="method", id="card", value="4242"),))
    assert voice().value(paid) == "usual way to pay: card ending in 4242"


def test_every_reason_can_be_worded_even_without_its_fact() -> None:
    assert all(voice().because(Because(why=why)) for why in Why)
    assert voice().because(Because(why=Why.OTHER_COLOR)) == "not quite what you said"
    assert voice().because(Because(why=Why.OVER_BUDGET, amount=Money(400, "EUR"))) == "€4.00 over your limit"


def test_a_price_limit_is_a_button() -> None:
    assert voice().button(Button(id="slot:budget:50", amount=Money(5000, "EUR"))).label == "up to €50.00"


def test_a_word_of_another_kind_is_still_found() -> None:
    assert voice().term(Term(kind="feature", id="merino")) == "merino wool"
