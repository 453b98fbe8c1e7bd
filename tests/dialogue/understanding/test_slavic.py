"""What Polish and Czech say in a way of their own: sentences beyond tests.toml that once were misread."""

import pytest

from dialogue.commands import (
    AskAboutProduct,
    Confirm,
    Consent,
    Deny,
    ExchangeItem,
    FindProducts,
    RefineSearch,
    TakeProduct,
)
from dialogue.understanding.base import Reading
from tests.dialogue.understanding.scenes import offline, scene


def heard(text: str, locale: str, **context: object) -> Reading:
    return offline().understand(scene(text, locale, context))


@pytest.mark.parametrize(
    ("locale", "text", "person"),
    [
        ("pl", "prezent dla mamy, tak koło stówki", "mother"),
        ("cs", "dárek pro mámu, tak za pětistovku", "mother"),
    ],
)
def test_somebody_listed_with_the_word_for_is_who_it_is_for(locale: str, text: str, person: str) -> None:
    command = heard(text, locale).commands[0]
    assert isinstance(command, FindProducts)
    assert command.needs[0].person == person


@pytest.mark.parametrize(("locale", "text"), [("pl", "srebrne kolczyki"), ("cs", "stříbrné náušnice")])
def test_silver_jewellery_is_made_of_silver_and_looks_it(locale: str, text: str) -> None:
    command = heard(text, locale).commands[0]
    assert isinstance(command, FindProducts)
    assert command.needs[0].materials == ("silver",)
    assert command.needs[0].colors == ("silver",)


def test_earrings_that_are_not_gold_do_not_look_it() -> None:
    command = heard("náušnice pro švagrovou, ne zlaté", "cs").commands[0]
    assert isinstance(command, FindProducts)
    assert command.needs[0].not_colors == ("gold",)


@pytest.mark.parametrize(("locale", "size"), [("pl", "elka"), ("cs", "elko")])
def test_a_size_word_of_its_own_needs_no_other(locale: str, size: str) -> None:
    said = {"pl": "chcę zamówić tę żółtą kurtkę", "cs": "chci objednat tu žlutou bundu"}[locale]
    command = heard(f"{said}, {size}", locale, shown=3).commands[0]
    assert isinstance(command, TakeProduct)
    assert command.size == "L"


def test_number_three_is_no_size() -> None:
    command = heard("decyduję się na numer 3", "pl", shown=3).commands[0]
    assert isinstance(command, TakeProduct)
    assert (command.product.position, command.size) == (3, None)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("pl", "nie chcę kasy z powrotem, tylko większy rozmiar"),
        ("cs", "nechci peníze zpátky, jen větší číslo"),
        ("cs", "špatná velikost, můžu dostat 43?"),
    ],
)
def test_a_phrase_with_a_comma_is_one_wish(locale: str, text: str) -> None:
    commands = heard(text, locale, ordered=True).commands
    assert len(commands) == 1
    assert isinstance(commands[0], ExchangeItem)


def test_a_no_behind_words_of_waiting_is_a_no() -> None:
    assert heard("počkej, stop, ne", "cs", pending=True).commands == (Deny(),)


def test_what_it_is_made_of_is_asked_and_nothing_taken() -> None:
    assert isinstance(heard("to prawdziwa skóra?", "pl", shown=3).commands[0], AskAboutProduct)


def test_a_sum_put_right_changes_the_search() -> None:
    command = heard("sorry, 100 zł a nie 80", "pl", shown=3).commands[0]
    assert isinstance(command, RefineSearch)
    assert command.change.budget is not None


def test_a_sum_with_a_shortened_about_is_read_whole() -> None:
    command = heard("świeca zapachowa dla sąsiadki, ok. 27 euro", "pl").commands[0]
    assert isinstance(command, FindProducts)
    assert (command.needs[0].category, command.needs[0].budget is not None) == ("candle", True)


def test_the_words_of_the_button_order() -> None:
    said = heard("tak, zamawiam z obowiązkiem zapłaty", "pl", quote=True).commands
    assert said == (Confirm(consent=Consent.ORDER_WORDS),)
