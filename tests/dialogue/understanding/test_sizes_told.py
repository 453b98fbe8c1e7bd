"""Sizes in passing: told of oneself and others, of each of several goods, in front of a limit."""

import pytest

from dialogue.commands import Answer, CorrectProfile, ExchangeItem, FactSaid, FindProducts, SetQuantity
from dialogue.understanding.base import Reading
from matching.need import Budget, BudgetKind
from tests.dialogue.counterpart import eur
from tests.dialogue.understanding.scenes import offline, scene


def read(text: str, locale: str, **context: object) -> Reading:
    return offline().understand(scene(text, locale, context))


SIZES = (FactSaid(about="size.shoes", value="42"), FactSaid(about="size.clothing", value="L"))
HERS = (FactSaid(who="wife", about="size.clothing", value="M"), FactSaid(who="wife", about="size.shoes", value="39"))


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("im a 42 in shoes and L in tops", "en"), ("i'm 42 in shoes and L on top", "en"),
        ("ich bin 42 in schuhen und L bei oberteilen", "de"), ("ich hab schuhgröße 42 und trage oben L", "de"),
        ("je fais du 42 en chaussures et L en haut", "fr"), ("tengo un 42 en zapatos y una L en camisetas", "es"),
        ("uso la 42 de zapatos y L de camiseta", "es"),
    ],
)  # fmt: skip
def test_two_sizes_told_in_one_breath_are_noted_and_nothing_is_looked_for(text: str, locale: str) -> None:
    assert read(text, locale).commands == (CorrectProfile(facts=SIZES),)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("my wife wears M in dresses and 39 in shoes", "en"),
        ("ma femme fait du M en robe et du 39 en chaussures", "fr"),
        ("meine frau trägt M bei kleidern und 39 bei schuhen", "de"),
        ("mi mujer usa la M en vestidos y un 39 de zapatos", "es"),
    ],
)  # fmt: skip
def test_a_second_size_is_of_the_same_person(text: str, locale: str) -> None:
    assert read(text, locale).commands == (CorrectProfile(facts=HERS),)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("boots in 42 and a jacket in L", "en"), ("stiefel in 42 und eine jacke in L", "de"),
        ("des bottes en 42 et une veste en L", "fr"), ("botas en 42 y una chaqueta en L", "es"),
    ],
)  # fmt: skip
def test_each_of_several_goods_keeps_its_size(text: str, locale: str) -> None:
    (command,) = read(text, locale).commands
    assert isinstance(command, FindProducts)
    assert [(need.category, need.size, need.quantity) for need in command.needs] == [
        ("boots", "42", 1),
        ("jacket", "L", 1),
    ]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Sneaker in 42 bis 90 Euro", "de"), ("sneaker 42 bis 90 euro", "de"), ("sneakers size 42 to 90 euros", "en"),
        ("des baskets en 42 jusqu'à 90 euros", "fr"), ("zapatillas en 42 hasta 90 euros", "es"),
    ],
)  # fmt: skip
def test_a_size_in_front_of_a_limit_begins_no_range(text: str, locale: str) -> None:
    (command,) = read(text, locale, market="DE").commands
    assert isinstance(command, FindProducts)
    (need,) = command.needs
    assert (need.size, need.budget) == ("42", Budget(kind=BudgetKind.UP_TO, upper=eur("90.00")))


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("schuhe 40 bis 60 euro", "de"), ("shoes 40 to 60 euros", "en"), ("chaussures de 40 à 60 euros", "fr"),
        ("zapatos 40 a 60 euros", "es"),
    ],
)  # fmt: skip
def test_a_round_sum_begins_a_range(text: str, locale: str) -> None:
    (command,) = read(text, locale, market="DE").commands
    assert isinstance(command, FindProducts)
    (need,) = command.needs
    wanted = Budget(kind=BudgetKind.BETWEEN, lower=eur("40.00"), upper=eur("60.00"))
    assert (need.size, need.budget) == (None, wanted)


@pytest.mark.parametrize("shown", [0, 3])
@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("can I have these in 41, the 42 pinches", "en"), ("can i get 41? the 42 is a bit big", "en"),
        ("lieber in 41 bitte, die 42 drückt", "de"), ("plutôt en 41 svp, les 42 serrent", "fr"),
        ("les 42 me serrent trop, plutot en 41", "fr"), ("mejor en la 41, la 42 me aprieta", "es"),
        ("mejor una 41, la 42 me queda grande", "es"),
    ],
)  # fmt: skip
def test_another_size_for_the_one_that_misfits_is_an_exchange(text: str, locale: str, shown: int) -> None:
    context = {"ordered": True} | ({"shown": shown} if shown else {})
    (command,) = read(text, locale, **context).commands
    assert isinstance(command, ExchangeItem) and command.size == "41"


def test_goods_named_with_the_size_that_misfits_are_not_looked_for() -> None:
    (command,) = read("die boots lieber in 41 bitte, die 42 drückt", "de", ordered=True, shown=1).commands
    assert isinstance(command, ExchangeItem) and command.size == "41"


@pytest.mark.parametrize(("locale", "text"), [("fr", "en fait il m'en faut 2"), ("en", "actually i need 2")])
def test_how_many_are_needed_is_no_answer_to_which_size(locale: str, text: str) -> None:
    asked = {"asked": "size", "options": ["130x180", "220x240"], "command": '{"kind":"take_product"}', "shown": 1}
    assert offline().understand(scene(text, locale, asked)).commands == (SetQuantity(quantity=2),)


@pytest.mark.parametrize(
    ("text", "about", "value"),
    [
        ("my wife's shoe size is 38", "size.shoes", "38"),
        ("my wife's size is 12", "size.clothing", "12"),
        ("my wife's shirt size is 14", "size.clothing", "14"),
    ],
)
def test_a_size_of_somebody_is_not_their_age_too(text: str, about: str, value: str) -> None:
    assert read(text, "en").commands == (CorrectProfile(facts=(FactSaid(who="wife", about=about, value=value),)),)


def test_an_age_told_with_a_name_tells_both() -> None:
    told = (
        FactSaid(who="wife", about="household.age", value="38"),
        FactSaid(who="wife", about="household.name", value="Anna"),
    )
    assert read("my wife Anna is 38", "en").commands == (CorrectProfile(facts=told),)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("forget my shoe size", "en"),
        ("vergiss meine schuhgröße", "de"),
        ("oubliez ma pointure", "fr"),
        ("olvida mi número de pie", "es"),
    ],
)
def test_forgetting_the_size_of_shoes_leaves_the_others(text: str, locale: str) -> None:
    forgotten = FactSaid(about="size.shoes", value="", forget=True)
    assert read(text, locale).commands == (CorrectProfile(facts=(forgotten,)),)


@pytest.mark.parametrize(
    ("locale", "text"),
    [("fi", "neljäkakkonen"), ("fi", "nelkytkaks"), ("sv", "fyrtitvå"), ("en", "forty-two"), ("de", "zweiundvierzig")],
)
def test_a_size_offered_is_chosen_by_its_number_in_words(locale: str, text: str) -> None:
    asked = {"asked": "size", "options": ["40", "41", "42"], "command": '{"kind":"take_product"}', "shown": 3}
    assert offline().understand(scene(text, locale, asked)).commands == (Answer(slot="size", value="42"),)
