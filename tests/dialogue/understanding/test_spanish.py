"""What Spanish alone asks of the understander: pronouns at the end of verbs, accents left out, the words of two
continents."""

import pytest

from dialogue.commands import (
    Answer,
    CancelOrder,
    Confirm,
    Consent,
    FactSaid,
    FindProducts,
    GiveAddress,
    RefineSearch,
    ReturnItem,
    TakeProduct,
)
from dialogue.understanding.base import Reading
from matching.need import Need
from tests.dialogue.understanding.scenes import offline, scene


def read(text: str, **context: object) -> Reading:
    return offline().understand(scene(text, "es", context))


def need(text: str) -> Need:
    (command,) = read(text).commands
    assert isinstance(command, FindProducts)
    return command.needs[0]


@pytest.mark.parametrize(
    "text", ["cancélalo", "cancelalo", "cancelen mi pedido", "quiero cancelarlo", "podéis cancelarme el pedido?"]
)
def test_a_verb_is_heard_with_any_pronoun_and_person(text: str) -> None:
    assert [type(command) for command in read(text, ordered=True).commands] == [CancelOrder]


@pytest.mark.parametrize("text", ["me lo llevo", "mándamelo", "ponmela", "cómpramela"])
def test_pronouns_on_a_verb_take_what_was_shown(text: str) -> None:
    assert [type(command) for command in read(text, shown=1).commands] == [TakeProduct]


def test_a_verb_nobody_listed_as_goods_is_none() -> None:
    assert need("teneis botas negras?").category == "boots"


def test_a_playera_is_a_t_shirt_on_both_sides_of_the_ocean() -> None:
    assert {need(f"{word} negra").category for word in ("playera", "remera", "camiseta")} == {"t_shirt"}


def test_my_mother_is_not_me_without_an_accent() -> None:
    assert need("un regalo para mi madre").person == "mother"
    assert read("para mi madre", asked="recipient").commands == (Answer(slot="recipient", value="mother"),)
    assert read("para mi", asked="recipient").commands == (Answer(slot="recipient", value="self"),)


@pytest.mark.parametrize("text", ["lo compro", "sí, pídelo", "confirmo el pedido", "vale, cómpralo"])
def test_words_that_order_conclude_a_contract(text: str) -> None:
    assert read(text, quote=True).commands == (Confirm(consent=Consent.ORDER_WORDS),)


@pytest.mark.parametrize("text", ["sí", "dale", "vale", "venga", "me parece bien", "sí, mi compra"])
def test_a_plain_yes_concludes_none(text: str) -> None:
    assert Confirm(consent=Consent.ORDER_WORDS) not in read(text, quote=True).commands


@pytest.mark.parametrize("name", ["", "Carmen Ruiz, "])
def test_a_message_that_is_an_address_is_nothing_else(name: str) -> None:
    (command,) = read(f"{name}Calle Mayor 12, 3º B, 28013 Madrid, España", shown=3).commands
    assert isinstance(command, GiveAddress)
    assert (command.address.line1, command.address.line2, command.address.country) == ("Calle Mayor 12", "3º B", "ES")


def test_a_size_is_no_budget() -> None:
    (command,) = read("talla 38", asked="budget", shown=3).commands
    assert isinstance(command, RefineSearch)
    assert command.change.size == "38"


def test_a_size_no_longer_worn_is_forgotten() -> None:
    (command,) = read("ya no uso la M, ahora uso la L").commands
    assert getattr(command, "facts", ()) == (
        FactSaid(about="size", value="M", forget=True),
        FactSaid(about="size.clothing", value="L"),
    )


def test_boots_that_pinch_go_back_for_being_too_small() -> None:
    (command,) = read("las botas me aprietan, las quiero devolver", ordered=True).commands
    assert isinstance(command, ReturnItem)
    assert command.reason == "too_small"


def test_another_size_before_anything_is_ordered_changes_the_search() -> None:
    commands = read("una talla más grande? la M", shown=3).commands
    assert all(isinstance(command, RefineSearch | TakeProduct) for command in commands)
