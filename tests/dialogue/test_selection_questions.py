"""Questions about a product and comparisons: answers come from the record, and the unknown is called unknown."""

from collections.abc import Sequence

import pytest

from dialogue.commands import AskAboutProduct, Aspect, CompareProducts, ProductRef
from dialogue.conversation import Conversation, Slot
from dialogue.messages import comparison, questions
from dialogue.messages.base import Message, Term, Trait
from dialogue.playbooks.comparison import compare_products
from dialogue.playbooks.questions import ask_about_product
from tests.dialogue.counterpart import Goods, conversation, counter, eur, shown, view

FULL = Goods(
    "skagen",
    "jacket",
    "89.00",
    colors=("yellow", "navy"),
    sizes=("S", "M", "L"),
    materials=("polyester",),
    features=("water_repellent", "removable_hood", "machine_washable"),
    gone=("S",),
    tier="overseas",
)
BARE = Goods("bare", "lamp", "84.00", colors=(), tier=None)
CARRIED = Goods("carried", "lamp", "20.00", attributes={"care": "Wipe with a damp cloth"}, dimensions={"height": 40.5})


def ask(goods: Goods, sku: str, aspect: Aspect = Aspect.EVERYTHING, feature: str | None = None) -> Message:
    command = AskAboutProduct(product=ProductRef(sku=sku), aspect=aspect, feature=feature)
    (told,) = ask_about_product(command, view(), counter(goods)).messages
    return told


@pytest.mark.parametrize(
    ("aspect", "full", "bare"),
    [
        (Aspect.MATERIAL, questions.MadeOf, questions.MaterialUnknown),
        (Aspect.SIZES, questions.SizesPartlySoldOut, questions.OneSizeOnly),
        (Aspect.COLORS, questions.ColorsInStock, questions.ColorUnknown),
        (Aspect.DIMENSIONS, questions.MeasurementsUnknown, questions.MeasurementsUnknown),
        (Aspect.CARE, questions.CareFor, questions.CareUnknown),
        (Aspect.STOCK, questions.SizesPartlySoldOut, questions.InStock),
        (Aspect.PRICE, questions.PriceIs, questions.PriceIs),
        (Aspect.DELIVERY, questions.DeliveryTakes, questions.DeliveryOpen),
        (Aspect.FEATURES, questions.FeaturesAre, questions.FeaturesUnknown),
        (Aspect.ORIGIN, questions.OriginUnknown, questions.OriginUnknown),
        (Aspect.EVERYTHING, questions.ProductSheet, questions.ProductSheet),
    ],
)
def test_each_aspect_is_answered_from_the_record_or_called_unknown(
    aspect: Aspect, full: type[Message], bare: type[Message]
) -> None:
    assert isinstance(ask(FULL, "skagen-yellow-M", aspect), full)
    assert isinstance(ask(BARE, "bare", aspect), bare)


def test_sizes_name_what_is_there_and_what_is_sold_out() -> None:
    told = ask(FULL, "skagen-navy-M", Aspect.SIZES)
    assert isinstance(told, questions.SizesPartlySoldOut)
    assert (told.sizes, told.gone) == (("M", "L"), ("S",))


def test_all_sizes_there_or_all_sold_out_is_said_as_that() -> None:
    there = Goods("a", "jacket", "9.00", sizes=("S", "M"))
    gone = Goods("a", "jacket", "9.00", sizes=("S", "M"), stock=0)
    assert isinstance(ask(there, "a-yellow-S", Aspect.SIZES), questions.SizesInStock)
    assert isinstance(ask(gone, "a-yellow-S", Aspect.SIZES), questions.SizesSoldOut)
    assert [button.id for button in ask(gone, "a-yellow-S", Aspect.SIZES).buttons()] == ["watch:a-yellow-S", "more"]


def test_a_single_size_is_answered_by_its_stock() -> None:
    assert isinstance(ask(Goods("a", "ring", "9.00", sizes=("54",)), "a-yellow-54", Aspect.SIZES), questions.InStock)


@pytest.mark.parametrize(
    ("goods", "sku", "kind"),
    [
        (Goods("a", "mug", "9.00", stock=2), "a-yellow", questions.FewInStock),
        (Goods("a", "mug", "9.00", stock=0), "a-yellow", questions.SoldOut),
        (Goods("a", "mug", "9.00", colors=("red", "blue"), gone=("red",)), "a-red", questions.SoldOutButOther),
    ],
)
def test_stock_is_told_as_it_is(goods: Goods, sku: str, kind: type[Message]) -> None:
    told = ask(goods, sku, Aspect.STOCK)
    assert isinstance(told, kind) and told.buttons()


def test_colours_that_are_all_gone_are_sold_out() -> None:
    assert isinstance(ask(Goods("a", "mug", "9.00", stock=0), "a-yellow", Aspect.COLORS), questions.SoldOut)


def test_prices_that_differ_by_size_are_a_range() -> None:
    bed = Goods("bed", "duvet", "50.00", sizes=("140x200", "200x200"), prices={"200x200": "70.00"})
    told = ask(bed, "bed-yellow-140x200", Aspect.PRICE)
    assert isinstance(told, questions.PricesFromTo)
    assert (told.lowest, told.highest) == (eur("50"), eur("70"))


def test_what_has_no_price_here_is_not_sold_here() -> None:
    command = AskAboutProduct(product=ProductRef(sku="bare"), aspect=Aspect.PRICE)
    given = view(conversation(market="GB"))
    assert isinstance(ask_about_product(command, given, counter(BARE)).messages[0], questions.NoPriceHere)
    sheet = AskAboutProduct(product=ProductRef(sku="bare"))
    assert isinstance(ask_about_product(sheet, given, counter(BARE)).messages[0], questions.NoPriceHere)


def test_delivery_is_the_policys_days_for_where_it_comes_from() -> None:
    told = ask(FULL, "skagen-yellow-M", Aspect.DELIVERY)
    assert isinstance(told, questions.DeliveryTakes) and told.days == 18


def test_the_makers_own_words_on_care_are_quoted() -> None:
    told = ask(CARRIED, "carried-yellow", Aspect.CARE)
    assert isinstance(told, questions.CareInWords) and told.words == "Wipe with a damp cloth"


def test_measurements_keep_their_halves() -> None:
    told = ask(CARRIED, "carried-yellow", Aspect.DIMENSIONS)
    assert isinstance(told, questions.Measurements)
    assert told.measures == (Trait(about="height", values=(40.5,)),)


def test_a_feature_is_yes_no_or_unknown() -> None:
    yes = ask(FULL, "skagen-yellow-M", feature="hooded")
    no = ask(FULL, "skagen-yellow-M", feature="waterproof")
    unknown = ask(FULL, "skagen-yellow-M", feature="windproof")
    assert isinstance(yes, questions.FeatureYes) and yes.feature == Term(kind="feature", id="removable_hood")
    assert isinstance(no, questions.FeatureNo) and no.instead == (Term(kind="feature", id="water_repellent"),)
    assert isinstance(unknown, questions.FeatureUnknown)
    assert [button.id for button in unknown.buttons()] == ["take:skagen-yellow-M", "human"]


def test_a_material_counts_as_a_yes_too() -> None:
    told = ask(FULL, "skagen-yellow-M", feature="polyester")
    assert isinstance(told, questions.FeatureYes) and told.feature.kind == "material"


def test_whether_it_is_wool_or_blue_is_answered_with_what_it_is() -> None:
    assert isinstance(ask(FULL, "skagen-yellow-M", Aspect.MATERIAL, "wool"), questions.MadeOf)
    assert isinstance(ask(FULL, "skagen-yellow-M", Aspect.COLORS, "blue"), questions.ColorsInStock)


def test_the_sheet_carries_the_card_and_all_that_is_known() -> None:
    told = ask(FULL, "skagen-yellow-M")
    assert isinstance(told, questions.ProductSheet)
    assert [trait.about for trait in told.traits] == ["material", "features", "colors", "sizes"]
    assert told.cards()[0].price == eur("89")


WASHED = Goods(
    "washed",
    "lamp",
    "20.00",
    features=("machine_washable",),
    attributes={"care": "Wash cold.", "care_de": "Kalt waschen."},
)


def care_in(locale: str, goods: Goods) -> Message:
    command = AskAboutProduct(product=ProductRef(sku=f"{goods.id}-yellow"), aspect=Aspect.CARE)
    (told,) = ask_about_product(command, view(conversation(locale=locale)), counter(goods)).messages
    return told


def test_care_is_told_in_the_shoppers_language_before_any_other() -> None:
    german, english, french = (care_in(locale, WASHED) for locale in ("de", "en", "fr"))
    assert isinstance(german, questions.CareInWords) and german.words == "Kalt waschen"
    assert isinstance(english, questions.CareInWords) and english.words == "Wash cold"
    assert isinstance(french, questions.CareFor)


@pytest.mark.parametrize(("locale", "words"), [("de_AT", "Ein Licht."), ("en", "A light."), ("fr", None)])
def test_a_description_is_shown_only_in_a_language_it_is_written_in(locale: str, words: str | None) -> None:
    lamp = Goods("lume", "lamp", "84.00", description="A light.", descriptions={"de": "Ein Licht."})
    command = AskAboutProduct(product=ProductRef(sku="lume-yellow"))
    (told,) = ask_about_product(command, view(conversation(locale=locale)), counter(lamp)).messages
    assert getattr(told, "words", None) == words


def test_one_size_is_no_choice_of_sizes() -> None:
    scarf = Goods("mohn", "scarf", "49.90", sizes=("one size",))
    assert isinstance(ask(scarf, "mohn-yellow-one size", Aspect.SIZES), questions.OneSizeOnly)


def test_a_question_puts_the_product_in_focus() -> None:
    given = view(conversation(shown=shown("bare", "skagen-yellow-M")))
    command = AskAboutProduct(product=ProductRef(position=2))
    plan = ask_about_product(command, given, counter(BARE, FULL))
    assert plan.conversation.focus == given.conversation.shown[1]
    assert plan.messages[0].cards()[0].position == 2


def test_an_unclear_it_is_asked_about_with_those_shown_as_buttons() -> None:
    given = view(conversation(shown=shown("bare", "skagen-yellow-M")))
    plan = ask_about_product(AskAboutProduct(aspect=Aspect.CARE), given, counter(BARE, FULL))
    assert isinstance(plan.messages[0], questions.WhichOfThese)
    assert [button.id for button in plan.messages[0].buttons()] == ["slot:product:bare", "slot:product:skagen-yellow-M"]
    assert plan.conversation.question is not None and plan.conversation.question.slot is Slot.PRODUCT


def test_a_question_before_anything_was_shown_asks_what_is_wanted() -> None:
    (told,) = ask_about_product(AskAboutProduct(), view(), counter()).messages
    assert isinstance(told, questions.NoProductYet) and told.buttons()[0].id == "start"


# comparing

PLAIN = Goods("plain", "jacket", "59.00", features=("hooded",))
RICH = Goods("rich", "jacket", "99.00", features=("hooded", "waterproof"))
OTHER = Goods("other", "jacket", "79.00", features=("packable",))
TWIN = Goods("twin", "jacket", "59.00", features=("hooded",))


def compare(*goods: Goods, refs: Sequence[ProductRef] = (), talk: Conversation | None = None) -> tuple[Message, ...]:
    given = talk or conversation(shown=shown(*(f"{each.id}-yellow" for each in goods)))
    return compare_products(CompareProducts(products=tuple(refs)), view(given), counter(*goods)).messages


@pytest.mark.parametrize(
    ("goods", "kind"),
    [
        ((PLAIN, RICH), comparison.CompareExtra),
        ((PLAIN, OTHER), comparison.CompareEachHasSome),
        ((PLAIN, TWIN), comparison.CompareSamePrice),
        ((PLAIN, Goods("dull", "jacket", "70.00")), comparison.CompareCheaperDoesMore),
        ((PLAIN, Goods("dull", "jacket", "70.00", features=("hooded",))), comparison.CompareAlike),
        ((PLAIN, Goods("dull", "jacket", "59.00")), comparison.CompareSamePriceExtra),
        ((Goods("dull", "jacket", "59.00"), PLAIN), comparison.CompareSamePriceExtra),
        ((PLAIN, Goods("lume", "lamp", "20.00")), comparison.CompareDifferentKinds),
    ],
)
def test_the_verdict_follows_from_price_and_features(goods: tuple[Goods, ...], kind: type[Message]) -> None:
    *lines, verdict = compare(*goods)
    assert isinstance(verdict, kind)
    assert len(lines) == len(goods) == len(verdict.buttons())


def test_each_product_is_shown_with_price_material_and_features() -> None:
    first, *_ = compare(PLAIN, RICH)
    assert isinstance(first, comparison.ComparedOne)
    assert [(trait.about, bool(trait.values)) for trait in first.traits] == [
        ("price", True), ("material", False), ("features", True)
    ]  # fmt: skip


def test_an_extra_that_costs_more_is_named_with_the_difference() -> None:
    *_, verdict = compare(PLAIN, RICH)
    assert isinstance(verdict, comparison.CompareExtra)
    assert verdict.difference == eur("40") and verdict.extras == (Term(kind="feature", id="waterproof"),)


def test_those_named_are_compared_and_keep_their_positions() -> None:
    talk = conversation(shown=shown("plain-yellow", "rich-yellow", "other-yellow"))
    lines = compare(PLAIN, RICH, OTHER, refs=(ProductRef(position=1), ProductRef(position=3)), talk=talk)[:-1]
    assert [line.position for line in lines if isinstance(line, comparison.ComparedOne)] == [1, 3]


def test_one_named_is_compared_with_the_one_in_focus() -> None:
    talk = conversation(shown=shown("plain-yellow", "rich-yellow", "other-yellow"), focus=shown("other-yellow")[0])
    assert len(compare(PLAIN, RICH, OTHER, refs=(ProductRef(position=1),), talk=talk)) == 3


def test_products_that_were_not_on_the_table_get_new_positions() -> None:
    refs = (ProductRef(sku="rich-yellow"), ProductRef(sku="other-yellow"))
    plan = compare_products(CompareProducts(products=refs), view(), counter(RICH, OTHER))
    assert [each.product for each in plan.conversation.shown] == ["rich", "other"]


def test_fewer_than_two_products_are_asked_about() -> None:
    (told,) = compare()
    assert isinstance(told, comparison.WhatToCompare) and told.buttons()[0].id == "start"
    (told,) = compare(PLAIN)
    assert isinstance(told, comparison.OnlyOneToCompare) and told.asks is None


def test_where_it_is_sent_from_is_told_and_where_it_was_made_only_as_the_record_says() -> None:
    sent = ask(Goods("sent", "lamp", "20.00", colors=(), attributes={"ships_from": "PT"}), "sent", Aspect.ORIGIN)
    assert isinstance(sent, questions.SentFrom) and sent.country == "Portugal"
    made = ask(Goods("made", "lamp", "20.00", colors=(), features=("made_in_europe",)), "made", Aspect.ORIGIN)
    assert isinstance(made, questions.FeatureYes) and made.feature.id == "made_in_europe"
