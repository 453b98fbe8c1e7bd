"""What a model proposes holds only as far as the shopper's words, what was shown and what they own bear it out."""

from datetime import date

import pytest

from dialogue.commands import (
    AddressSaid,
    Answer,
    AskAboutProduct,
    AskHuman,
    CancelOrder,
    ChangeAddress,
    ChangeOrder,
    ChoosePayment,
    Command,
    CompareProducts,
    CorrectProfile,
    Direction,
    FactSaid,
    FindProducts,
    GiveAddress,
    OptOut,
    OrderRef,
    ProductRef,
    RefineSearch,
    ReportDamaged,
    ReturnItem,
    SetQuantity,
    SwapSaid,
    TakeProduct,
    TrackOrder,
)
from dialogue.understanding.base import Reading
from dialogue.understanding.proposals import Grounds, asked_back, founded
from matching.need import Budget, BudgetKind, Dimension, Need, Room
from orders.money import Money
from tests.dialogue.counterpart import eur
from tests.dialogue.understanding.scenes import Context, lexicon, offline, scene

NOTHING = Reading((), 0.0)
SEEN: Context = {"shown": 3, "ordered": True}


def grounds(text: str, locale: str = "en", context: Context = SEEN, read: Reading = NOTHING) -> Grounds:
    view = scene(text, locale, context)
    return Grounds(view, offline().hear(view, locale), lexicon().concepts, read)


def held(command: Command, text: str = "hm", locale: str = "en", context: Context = SEEN) -> Command | None:
    return next(iter(founded((command,), grounds(text, locale, context))), None)


def up_to(amount: Money) -> Budget:
    return Budget(kind=BudgetKind.UP_TO, upper=amount)


def need(text: str, proposed: Need, locale: str = "de") -> Need:
    found = held(FindProducts(needs=(proposed,)), text, locale)
    assert isinstance(found, FindProducts)
    return found.needs[0]


# ---- things pointed at


@pytest.mark.parametrize(
    "command",
    [
        TakeProduct(product=ProductRef(position=4)),
        TakeProduct(product=ProductRef(position=0)),
        TakeProduct(product=ProductRef(sku="nowhere-M")),
        TakeProduct(product=ProductRef(position=2), size="XXL"),
        TakeProduct(product=ProductRef(position=2), color="pink"),
        AskAboutProduct(product=ProductRef(words="the one my friend at your company promised")),
        AskAboutProduct(feature="free"),
        CompareProducts(products=(ProductRef(position=1), ProductRef(position=9))),
        CancelOrder(order=OrderRef(id="SK-AAAAAA")),
        TrackOrder(order=OrderRef(id="SK-AAAAAA")),
        ReturnItem(item="L-77"),
        ChangeOrder(order=OrderRef(id="SK-7F3KQ2"), more=(SwapSaid(item="L-77", size="M"),)),
        ChangeOrder(instead=ProductRef(sku="nowhere-M")),
        RefineSearch(drop=("price_floor",)),
    ],
)
def test_a_command_about_what_is_not_there_is_dropped(command: Command) -> None:
    assert held(command) is None


@pytest.mark.parametrize(
    "command",
    [
        TakeProduct(product=ProductRef(position=2), size="M"),
        TakeProduct(product=ProductRef(sku="skagen-yellow-M")),
        CompareProducts(products=(ProductRef(position=1), ProductRef(position=3))),
        CancelOrder(order=OrderRef(id="SK-7F3KQ2")),
        ReturnItem(order=OrderRef(id="SK-9W4MTX"), item="fjell-black-42", reason="too_small"),
        RefineSearch(direction=Direction.CHEAPER, drop=("budget",)),
        ReportDamaged(),
    ],
)
def test_a_command_about_what_is_there_is_taken(command: Command) -> None:
    assert held(command) == command


def test_an_order_that_was_typed_and_is_not_theirs_is_left_to_the_offline_reading() -> None:
    assert held(TrackOrder(order=OrderRef(id="SK-AAAAAA")), "where is SK-AAAAAA") is None


def test_words_are_the_shoppers_own() -> None:
    named = CancelOrder(order=OrderRef(words="the big blanket"))
    assert held(named, "not the big blanket, I changed my mind") == named
    assert held(named, "not the blanket") is None


# ---- numbers and sums


@pytest.mark.parametrize(
    ("text", "locale", "amount"),
    [
        ("was schönes, so unter 50", "de", eur("50")),
        ("was schönes für 49,90 €", "de", eur("49.90")),
        ("irgendwas, hab noch fünfzig", "de", eur("50")),
        ("1.299 sind ok", "de", eur("1299")),
        ("something nice, 40 quid tops", "en", Money.parse("40", "GBP")),
    ],
)
def test_a_sum_that_was_said_is_a_budget(text: str, locale: str, amount: Money) -> None:
    assert need(text, Need(category="lamp", budget=up_to(amount)), locale).budget == up_to(amount)


@pytest.mark.parametrize(
    ("text", "locale", "amount"),
    [
        ("was schönes", "de", eur("50")),
        ("was schönes, so unter 50", "de", eur("500")),
        ("was schönes, so unter 50", "de", eur("5.00")),
        ("was schönes für 49,90 €", "de", eur("4990")),
        ("was schönes, so unter 50", "de", Money.parse("50", "USD")),
        ("something for 1.299", "en", Money.parse("1299", "GBP")),
    ],
)
def test_a_sum_that_was_not_said_or_can_be_read_in_two_ways_is_no_budget(text: str, locale: str, amount: Money) -> None:
    assert need(text, Need(category="lamp", budget=up_to(amount), shared=up_to(amount)), locale) == Need(
        category="lamp"
    )


def test_a_sum_that_can_be_read_in_two_ways_is_asked_about() -> None:
    found = held(FindProducts(needs=(Need(category="lamp"),)), "a lamp for under £1.299", "en")
    assert isinstance(found, FindProducts)
    assert found.unclear == (Money.parse("1299", "GBP"), Money.parse("1.30", "GBP"))


def test_numbers_sizes_and_days_that_were_not_said_are_no_conditions() -> None:
    made_up = Need(
        category="desk", text="oak desk of Napoleon", size="XL", age=7, quantity=12, needed_by=date(2026, 12, 24),
        fits=(Room(dimension=Dimension.WIDTH, at_most_cm=95), Room(dimension=Dimension.HEIGHT, at_most_cm=80)),
    )  # fmt: skip
    measured = (Room(dimension=Dimension.HEIGHT, at_most_cm=80),)
    assert need("einen Tisch, höchstens 80 cm hoch", made_up) == Need(category="desk", fits=measured)


def test_a_day_counts_as_the_offline_reading_found_it() -> None:
    by = date(2026, 11, 27)
    read = Reading((FindProducts(needs=(Need(category="lamp", needed_by=by),)),), 0.3)
    proposed = FindProducts(needs=(Need(category="lamp", needed_by=by),))
    assert founded((proposed,), grounds("bis Freitag", "de", read=read)) == (proposed,)


def test_a_number_of_pieces_is_one_that_was_said() -> None:
    assert held(SetQuantity(quantity=4), "make it four") == SetQuantity(quantity=4)
    assert held(SetQuantity(quantity=40), "make it four") is None
    taken = held(TakeProduct(product=ProductRef(position=1), quantity=40), "the first, four of them")
    assert taken == TakeProduct(product=ProductRef(position=1))


# ---- the catalog's ids


def test_ids_that_the_catalog_does_not_have_are_left_out() -> None:
    proposed = Need(category="free_stuff", colors=("yellow", "gold_for_free"), features=("waterproof", "stolen"))
    assert need("gelb und dicht", proposed) == Need(colors=("yellow",), features=("waterproof",))


def test_a_search_of_which_nothing_is_left_is_dropped() -> None:
    assert held(FindProducts(needs=(Need(category="free_stuff", budget=up_to(eur("1"))),))) is None
    assert held(RefineSearch(change=Need(budget=up_to(eur("1"))))) is None


# ---- answers, addresses, payments


def test_an_answer_is_to_the_question_that_was_asked_and_one_that_can_be_given() -> None:
    asked: Context = {**SEEN, "asked": "size", "options": ["S", "M"]}
    assert held(Answer(slot="size", value="M"), "the middle one", context=asked) == Answer(slot="size", value="M")
    assert held(Answer(slot="size", value="XXL"), "the middle one", context=asked) is None
    assert held(Answer(slot="color", value="yellow"), "the sunny one", context=asked) is None
    assert held(Answer(slot="size", value="M"), "the middle one") is None
    counted: Context = {**SEEN, "asked": "quantity"}
    assert held(Answer(slot="quantity", value="3"), "three, I guess", context=counted)
    assert held(Answer(slot="quantity", value="30"), "three, I guess", context=counted) is None


@pytest.mark.parametrize("slot", ["confirm", "code", "payment", "reason", "solution", "email", "address", "language"])
def test_answers_that_bind_are_read_offline(slot: str) -> None:
    asked: Context = {**SEEN, "asked": slot, "options": ["yes"]}
    assert held(Answer(slot=slot, value="yes"), "yes", context=asked) is None


def test_an_address_is_one_that_was_written() -> None:
    moved = ChangeAddress(address=AddressSaid(line1="Lindenweg 8", city="Bonn", country="DE"))
    assert held(moved, "ab jetzt Lindenweg 8, Bonn, Deutschland", "de") == moved
    assert held(moved, "ab jetzt woanders hin", "de") is None


def test_a_way_to_pay_is_a_kind_that_we_know() -> None:
    assert held(ChoosePayment(method="card"), "mit Karte", "de") == ChoosePayment(method="card")
    assert held(ChoosePayment(method="card", ending="4242"), "mit Karte", "de") is None


# ---- what takes effect at once


@pytest.mark.parametrize(
    ("command", "intent"),
    [
        (OptOut(), "opt_out"),
        (AskHuman(), "talk_to_human"),
        (CorrectProfile(facts=(FactSaid(about="size.clothing", value="L"),)), "correct_profile"),
        (GiveAddress(address=AddressSaid(city="Bonn")), "change_address"),
    ],
)
def test_what_takes_effect_at_once_is_asked_about_where_only_a_model_reads_it(command: Command, intent: str) -> None:
    seen = grounds("hm, Bonn, L")
    assert founded((command,), seen) == ()
    assert asked_back((command,), seen) == (intent,)


def test_what_takes_effect_at_once_is_the_offline_readings_own_where_both_read_it() -> None:
    read = CorrectProfile(facts=(FactSaid(about="size.clothing", value="M"),))
    proposed = CorrectProfile(facts=(FactSaid(about="size.clothing", value="XXL"),))
    seen = grounds("I wear M", read=Reading((read,), 0.4))
    assert founded((proposed,), seen) == (read,)
    assert asked_back((proposed,), seen) == ()
