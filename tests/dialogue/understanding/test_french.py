"""What French alone asks of the understander: articles before tastes, verbs that sound like goods, "ne" and "tu"."""

import pytest

from dialogue.commands import (
    AddressSaid,
    CancelOrder,
    Command,
    FactSaid,
    FindProducts,
    GiveAddress,
    OffTopic,
    RefineSearch,
    ReturnItem,
    SetQuantity,
)
from dialogue.understanding.base import Reading
from matching.need import Need
from tests.dialogue.understanding.scenes import offline, scene


def read(text: str, **context: object) -> Reading:
    return offline().understand(scene(text, "fr", context))


def need(text: str) -> Need:
    (command,) = read(text).commands
    assert isinstance(command, FindProducts)
    return command.needs[0]


def facts(text: str) -> set[FactSaid]:
    reading = read(text)
    return {*reading.facts, *(fact for command in reading.commands for fact in getattr(command, "facts", ()))}


def test_tastes_are_heard_behind_their_articles() -> None:
    assert facts("j'adore le vert et la soie") == {
        FactSaid(about="likes.color", value="green"),
        FactSaid(about="likes.material", value="silk"),
    }


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("montre-moi des bottes jaunes", "boots"),
        ("montrez-moi des bottes", "boots"),
        ("je cherche une montre", "watch"),
    ],
)
def test_a_verb_that_looks_like_goods_is_none(text: str, category: str) -> None:
    assert need(text).category == category


def test_a_polite_negative_question_rules_nothing_out() -> None:
    asked = need("vous n'auriez pas des bottes jaunes ?")
    assert (asked.category, asked.colors, asked.not_colors) == ("boots", ("yellow",), ())


@pytest.mark.parametrize("text", ["je ne veux pas de jaune, des bottes", "des bottes mais pas de jaune"])
def test_a_not_rules_out_with_and_without_ne(text: str) -> None:
    assert need(text).not_colors == ("yellow",)


@pytest.mark.parametrize("text", ["vous pouvez annuler ma commande ?", "tu peux annuler ma commande ?", "annulez la"])
def test_tu_and_vous_ask_for_the_same(text: str) -> None:
    found: tuple[Command, ...] = read(text, ordered=True).commands
    assert [type(command) for command in found] == [CancelOrder]


def test_an_insult_is_heard_as_one() -> None:
    assert read("t'es con").commands == (OffTopic(abusive=True),)


def test_an_english_uncle_is_no_french_hat() -> None:
    reading = offline().understand(scene("nooo the other doodah like uncle bob had", "en", {}))
    assert not any(isinstance(command, FindProducts) for command in reading.commands)


def test_a_not_ends_with_its_sentence() -> None:
    asked = need("la laine me gratte, je supporte pas. vous avez des pulls sans laine ?")
    assert (asked.category, asked.not_categories, asked.not_materials) == ("sweater", (), ("wool",))


def test_a_number_is_not_cut_by_a_word_that_says_nothing_elsewhere() -> None:
    assert read("juste un, pas deux", quote=True).commands == (SetQuantity(quantity=1),)


def test_a_size_of_what_is_shown_needs_no_word_for_sizes() -> None:
    (command,) = read("et en 41 ?", shown=3).commands
    assert isinstance(command, RefineSearch) and command.change.size == "41"


def test_a_country_alone_answers_what_is_missing_of_an_address() -> None:
    assert read("france", asked="address").commands == (GiveAddress(address=AddressSaid(country="FR")),)


def test_goods_of_no_kind_shown_are_looked_for_before_they_are_taken() -> None:
    (command,) = read("ajoute aussi une lampe noire au panier", shown=3).commands
    assert isinstance(command, FindProducts) and command.needs[0].category == "lamp"


def test_a_taste_beside_a_return_is_no_search() -> None:
    found = read("je peux les rendre ? elles me plaisent pas", ordered=True).commands
    assert [type(command) for command in found] == [ReturnItem]


def test_words_that_only_join_are_no_wish() -> None:
    assert need("et aussi un plaid gris").category == "blanket"
