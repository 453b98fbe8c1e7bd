"""Sizes, ages, sums and sets that are said without a word for them."""

import pytest

from dialogue.commands import FindProducts
from dialogue.understanding.reading_needs import NeedReader
from locales import load_locales
from matching.lexicon import Lexicon
from matching.need import Budget, BudgetKind, Need
from orders.money import Money
from tests.dialogue.understanding.scenes import offline, scene


def read(code: str, text: str, market: str = "DE") -> Need:
    locales = load_locales()
    lexicon = Lexicon({name: locales.vocabularies[name] for name in dict.fromkeys(("en", code))})
    return NeedReader(code, locales.ways_of_talking[code], lexicon).read(text, market).needs[0]


def up_to(minor: int) -> Budget:
    return Budget(kind=BudgetKind.UP_TO, upper=Money(minor, "EUR"))


@pytest.mark.parametrize(
    ("code", "text", "size"),
    [
        ("en", "sun hat, my head is 57 cm", "57"),
        ("en", "red heels 38", "38"),
        ("en", "striped socks 36-40", "36-40"),
        ("de", "Ledergürtel 95 cm", "95"),
        ("de", "Stiefel Damengröße 40", "40"),
        ("da", "regnjakke, str. L", "L"),
        ("sv", "gummistövlar 27", "27"),
        ("zh", "运动鞋39码", "39"),
        ("nl", "bord 27 cm", "27"),
        ("en", "a table up to 120 cm wide", None),
        ("en", "2 jackets for my son", None),
    ],
)
def test_a_size_is_heard_by_what_the_goods_are_sized_in(code: str, text: str, size: str | None) -> None:
    assert read(code, text).size == size


@pytest.mark.parametrize(
    ("code", "text", "minor"),
    [
        ("de", "Anzug, mehr als 300 Euro will ich nicht ausgeben", 30000),
        ("pt", "ténis, não quero gastar mais de 60 euros", 6000),
        ("de", "Esstisch für sechs bis acht Leute, bis 1.299,50 €", 129950),
        ("fi", "neule alle 50 euroa", 5000),
        ("pl", "kurtka do 120 euro", 12000),
        ("ja", "コート 100ユーロ以内", 10000),
        ("ar", "جاكيت أقل من 80 يورو", 8000),
    ],
)
def test_what_may_be_spent_at_most_is_heard_however_a_language_says_it(code: str, text: str, minor: int) -> None:
    assert read(code, text).budget == up_to(minor)


@pytest.mark.parametrize(
    ("code", "text", "field", "value"),
    [
        ("it", "maglione senza lana", "not_materials", ("wool",)),
        ("fi", "neule ilman villaa", "not_materials", ("wool",)),
        ("ja", "ウール以外のセーター", "not_materials", ("wool",)),
        ("zh", "不要羊毛的毛衣", "not_materials", ("wool",)),
        ("da", "en bordeauxfarvet strikvest", "colors", ("burgundy",)),
        ("fr", "lampe sans fil", "not_features", ()),
        ("de", "goldene Ohrringe", "materials", ()),
        ("zh", "綠色外套", "colors", ("green",)),
    ],
)
def test_what_is_wanted_and_not_wanted_is_told_apart(code: str, text: str, field: str, value: tuple[str, ...]) -> None:
    assert getattr(read(code, text), field) == value


def found(text: str, locale: str = "en") -> tuple[Need, ...]:
    commands = offline().understand(scene(text, locale)).commands
    return next((command.needs for command in commands if isinstance(command, FindProducts)), ())


def test_one_budget_for_several_things_is_for_all_of_them_together() -> None:
    needs = found("two chairs and a table under 300 euros")
    assert [(need.category, need.quantity) for need in needs] == [("chair", 2), ("table", 1)]
    assert {(need.budget, need.shared) for need in needs} == {(None, up_to(30000))}


def test_a_budget_that_is_said_for_each_is_one_for_each() -> None:
    assert {need.budget for need in found("a mug and a vase, up to 40 euros each")} == {up_to(4000)}


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "a complete outfit for my wife under 150 euros"),
        ("de", "ein komplettes Outfit für meine Frau bis 150 Euro"),
        ("fr", "une tenue complète pour ma femme, 150 euros max"),
        ("es", "un conjunto completo para mi mujer hasta 150 euros"),
    ],
)
def test_a_whole_set_is_asked_for_in_one_word(locale: str, text: str) -> None:
    needs = found(text, locale)
    assert [need.category for need in needs] == ["top", "trousers", "shoes"]
    assert {(need.person, need.shared) for need in needs} == {("wife", up_to(15000))}


def test_goods_described_by_somebody_who_never_ordered_are_looked_for() -> None:
    assert [need.category for need in found("swim trunks for a big guy, XXL")] == ["swim_shorts"]


@pytest.mark.parametrize(
    ("code", "text", "materials"),
    [("es", "cuenco de madera de olivo", ("olive_wood",)), ("en", "a merino wool sweater", ("merino",))],
)
def test_of_a_material_and_a_kind_of_it_the_kind_is_meant(code: str, text: str, materials: tuple[str, ...]) -> None:
    assert read(code, text).materials == materials


def test_a_strange_thing_that_is_not_wanted_takes_nothing_else_with_it() -> None:
    need = read("en", "a shirt without epaulettes in blue")
    assert (need.colors, need.not_colors) == (("blue",), ())
    assert read("en", "a shirt without bright red").not_colors == ("red",)


def test_words_that_point_back_rule_out_the_look_named_last() -> None:
    need = read("en", "a rucksack for hiking. my brother has a green one, so not that")
    assert (need.colors, need.not_colors) == ((), ("green",))


@pytest.mark.parametrize(
    ("text", "audience"),
    [("Anzug für meinen Sohn, Größe L", "men"), ("Jacke für meinen Sohn, Größe 128", "boys")],
)
def test_who_takes_a_grown_ups_size_is_no_child(text: str, audience: str) -> None:
    assert read("de", text).audience == audience


def test_a_size_of_women_says_for_whom_it_is() -> None:
    assert read("de", "Stiefel Damengröße 40").audience == "women"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("a rain jacket or a jacket", "jacket"),
        ("glass vases", "vase"),
        ("something to put beside the bed, a lamp", "lamp"),
    ],
)
def test_of_two_kinds_of_goods_the_one_that_is_wanted_is_found(text: str, category: str) -> None:
    assert read("en", text).category == category


def test_a_baby_of_a_few_months_is_not_yet_one() -> None:
    assert read("fr", "un body pour un bébé de 5 mois").age == 0


def test_a_guest_at_a_wedding_looks_for_something_of_their_own() -> None:
    assert read("en", "a suit for my sisters wedding").person is None
    assert read("en", "a bracelet for my sisters birthday").person == "sister"
