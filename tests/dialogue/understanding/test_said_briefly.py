"""What is said with few words round it: a number alone, a "not" in front of one of two, letters for sizes."""

import pytest

from dialogue.commands import Answer, FindProducts, RefineSearch, TakeProduct
from tests.dialogue.understanding.scenes import offline, scene


def _heard(text: str, locale: str, **context: object) -> tuple[object, ...]:
    return offline().understand(scene(text, locale, context)).commands


@pytest.mark.parametrize(
    ("text", "locale", "count"),
    [
        ("asciugamani bianchi, 4", "it", 4),
        ("canecas azuis, quatro", "pt", 4),
        ("pratos fundos brancos, 12, que possam ir ao micro-ondas", "pt", 12),
        ("stivaletti neri, 38", "it", 1),
        ("vestito da bambina rosso, 6", "it", 1),
    ],
)
def test_a_number_alone_counts_the_goods_unless_it_is_a_size_or_an_age(text: str, locale: str, count: int) -> None:
    (wish,) = _heard(text, locale)
    assert isinstance(wish, FindProducts)
    assert [need.quantity for need in wish.needs] == [count]


@pytest.mark.parametrize(
    ("text", "locale"), [("non la S, la M", "it"), ("não o S, o M", "pt"), ("la M, non la S", "it")]
)
def test_a_size_turned_down_beside_another_is_no_answer(text: str, locale: str) -> None:
    (answer,) = _heard(text, locale, asked="size", options=["S", "M", "L"])
    assert isinstance(answer, Answer)
    assert answer.value == "M"


def test_a_not_behind_a_look_and_before_a_comma_turns_what_it_stands_behind() -> None:
    (wish,) = _heard("cinzento não, verde", "pt", shown=3)
    assert isinstance(wish, RefineSearch)
    assert (wish.change.not_colors, wish.change.colors) == (("grey",), ("green",))


@pytest.mark.parametrize("text", ["no aspetta, non la prima, prendo la seconda", "prendo la seconda, non la prima"])
def test_what_is_turned_down_is_not_taken(text: str) -> None:
    taken = _heard(text, "it", shown=3)
    assert [wish.product.position for wish in taken if isinstance(wish, TakeProduct)] == [2]


def test_a_place_said_in_a_sentence_of_its_own_is_what_is_taken() -> None:
    (wish,) = _heard("aggiudicata! la 3", "it", shown=3)
    assert isinstance(wish, TakeProduct)
    assert wish.product.position == 3


@pytest.mark.parametrize(
    ("text", "size"), [("pijama GG pro meu namorado", "XL"), ("camisa de linho G", "L"), ("pijama de algodão gg", "XL")]
)
def test_letters_that_a_language_has_for_sizes_need_no_word_for_size(text: str, size: str) -> None:
    (wish,) = _heard(text, "pt", market="BR")
    assert isinstance(wish, FindProducts)
    assert wish.needs[0].size == size


def test_a_size_behind_the_looks_of_shoes_begins_no_range_of_sums() -> None:
    (wish,) = _heard("ténis brancos 41 até 60 euros", "pt", market="PT")
    assert isinstance(wish, FindProducts)
    need = wish.needs[0]
    assert (need.size, need.budget and need.budget.lower) == ("41", None)


@pytest.mark.parametrize(("text", "locale"), [("sono Paolo Bianchi", "it"), ("sou o Paolo Bianchi", "pt")])
def test_a_name_behind_an_everyday_word_answers_the_question_for_it(text: str, locale: str) -> None:
    (answer,) = _heard(text, locale, asked="name")
    assert isinstance(answer, Answer)
    assert answer.value == "Paolo Bianchi"


def test_a_fact_told_with_a_search_is_told_once() -> None:
    reading = offline().understand(scene("meu marido usa GG, procuro pijama pra ele", "pt", {"market": "BR"}))
    assert [(fact.who, fact.value) for fact in reading.facts] == [("husband", "XL")]


def test_whose_occasion_it_is_the_present_is_for() -> None:
    (wish,) = _heard("lembrancinha pro aniversário de uma amiga", "pt", market="BR")
    assert isinstance(wish, FindProducts)
    assert wish.needs[0].person == "friend"


def test_a_brazilian_postcode_stays_whole() -> None:
    (told,) = _heard("meu endereço é Rua Augusta 1500, 01304-001 São Paulo", "pt", market="BR")
    address = getattr(told, "address", None)
    assert address is not None
    assert (address.postcode, address.city) == ("01304-001", "São Paulo")
