"""What the offline understander makes of whole messages in the state of a conversation."""

import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.commands import (
    Answer,
    CancelOrder,
    ChangeLanguage,
    Checkout,
    Command,
    CompareProducts,
    Confirm,
    Consent,
    CorrectProfile,
    Deny,
    Direction,
    ExchangeItem,
    FactSaid,
    FindProducts,
    GiveAddress,
    OptOut,
    PressDeadButton,
    ProductRef,
    RefineSearch,
    ReportDamaged,
    SendPhoto,
    SetQuantity,
    TakeProduct,
    TrackOrder,
)
from dialogue.understanding.base import Reading
from dialogue.understanding.classify import Matrix, intent_of
from dialogue.understanding.offline import Offline
from matching.need import Budget, BudgetKind
from orders.money import Money
from tests.dialogue.understanding.scenes import lexicon, locales, offline, scene, with_photo


def read(text: str, **context: object) -> Reading:
    return offline().understand(scene(text, "en", context))


def commands(text: str, **context: object) -> tuple[Command, ...]:
    return read(text, **context).commands


def only(found: Iterable[Command]) -> Command:
    (command,) = found
    return command


# Needs


def test_a_need_carries_everything_said_of_it() -> None:
    command = only(commands("i need a rain jacket for my wife in size L, not yellow, up to 130 euros"))
    assert isinstance(command, FindProducts)
    (need,) = command.needs
    assert (need.category, need.person, need.size, need.not_colors) == ("rain_jacket", "wife", "L", ("yellow",))
    assert need.budget == Budget(kind=BudgetKind.UP_TO, upper=Money(13000, "EUR"))


def test_a_size_for_somebody_else_is_theirs() -> None:
    facts = read("a rain jacket for my wife in size L").facts
    assert facts == (FactSaid(who="wife", about="size.clothing", value="L"),)


def test_several_things_are_several_needs() -> None:
    command = only(commands("two cushions and a blanket, no wool please"))
    assert isinstance(command, FindProducts)
    assert [(need.category, need.quantity, need.not_materials) for need in command.needs] == [
        ("cushion", 2, ()),
        ("blanket", 1, ("wool",)),
    ]


def test_a_not_that_bounds_a_price_rules_out_no_goods() -> None:
    command = only(offline().understand(scene("T-Shirt nicht über 25 Euro", "de", {})).commands)
    assert isinstance(command, FindProducts)
    assert (command.needs[0].category, command.needs[0].not_categories) == ("t_shirt", ())


def test_what_goods_are_for_is_not_wanted_itself() -> None:
    command = only(commands("a lamp for my desk under 50"))
    assert isinstance(command, FindProducts) and [need.category for need in command.needs] == ["lamp"]


def test_a_space_bounds_the_width() -> None:
    command = only(commands("a shelf that fits a 60 cm niche"))
    assert isinstance(command, FindProducts)
    assert [(room.dimension.value, room.at_most_cm) for room in command.needs[0].fits] == [("width", 60)]


def test_an_amount_with_two_readings_is_asked_back() -> None:
    command = only(commands("a lamp for max 1.234"))
    assert isinstance(command, FindProducts)
    assert command.needs[0].budget is None
    assert command.unclear == (Money(123400, "GBP"), Money(123, "GBP"))


def test_what_a_child_likes_is_a_wish_and_no_condition() -> None:
    command = only(commands("something for my 5 year old son, he loves green, size 116, max 40 quid"))
    assert isinstance(command, FindProducts)
    (need,) = command.needs
    assert (need.age, need.size, need.colors, need.liked_colors) == (5, "116", (), ("green",))


# Refining and pointing


@pytest.mark.parametrize(("text", "direction"), [("cheaper", Direction.CHEAPER), ("anything else?", Direction.MORE)])
def test_a_direction_refines_what_was_shown(text: str, direction: Direction) -> None:
    assert only(commands(text, shown=3)) == RefineSearch(direction=direction)


def test_looks_alone_change_the_search_at_hand() -> None:
    command = only(commands("not yellow", shown=3))
    assert isinstance(command, RefineSearch) and command.change.not_colors == ("yellow",)


def test_the_second_one_in_a_size_is_taken() -> None:
    assert only(commands("the second one in M", shown=3)) == TakeProduct(product=ProductRef(position=2), size="M")


def test_two_shown_products_are_taken_at_once() -> None:
    taken = commands("I'll take the yellow jacket and the boots", shown=3)
    assert [c.product.position for c in taken if isinstance(c, TakeProduct)] == [2, 3]


def test_the_first_two_are_compared() -> None:
    compared = CompareProducts(products=(ProductRef(position=1), ProductRef(position=2)))
    assert only(commands("compare the first two", shown=3)) == compared


# Yes, no, stop


@pytest.mark.parametrize("text", ["yes", "ok", "yes please", "👍", "sure!"])
def test_a_plain_yes_never_orders_by_words(text: str) -> None:
    assert only(commands(text, quote=True)) == Confirm(consent=Consent.YES)


@pytest.mark.parametrize("text", ["order it", "yes, order it please", "buy now", "I want to buy it", "i'll pay"])
def test_words_that_say_order_order(text: str) -> None:
    assert only(commands(text, quote=True)) == Confirm(consent=Consent.ORDER_WORDS)


@pytest.mark.parametrize("text", ["don't order it", "no", "no thanks", "leave it"])
def test_a_no_is_never_a_yes(text: str) -> None:
    assert only(commands(text, quote=True)) == Deny()


def test_order_words_without_a_quote_lead_to_one() -> None:
    assert only(commands("buy now", basket=True)) == Checkout()


@pytest.mark.parametrize("text", ["STOP", "unsubscribe", "stop messaging me"])
def test_opt_out_words_stop_messages(text: str) -> None:
    assert OptOut() in commands(text, ordered=True)


def test_a_stop_while_something_waits_for_a_yes_drops_it_too() -> None:
    assert commands("stop", pending=True) == (Deny(), OptOut())


def test_cancel_alone_takes_back_what_waits_or_asks_about_an_order() -> None:
    assert commands("cancel", quote=True, ordered=True) == (Deny(),)
    assert commands("cancel", ordered=True) == (CancelOrder(),)
    assert commands("cancel") == (Deny(),)


# Answers to our question


@pytest.mark.parametrize(
    ("text", "asked", "options", "value"),
    [
        ("L", "size", ["S", "M", "L"], "L"),
        ("large please", "size", ["S", "M", "L"], "L"),
        ("42", "size", ["41", "42"], "42"),
        ("the grey one", "color", ["grey", "blue"], "grey"),
        ("three", "quantity", [], "3"),
        ("the second", "order", ["SK-7F3KQ2", "SK-9W4MTX"], "SK-9W4MTX"),
        ("the boots", "order", ["SK-7F3KQ2", "SK-9W4MTX"], "SK-9W4MTX"),
        ("my name is Jana Vogt", "name", [], "Jana Vogt"),
        ("you can reach me at jana@example.com.", "email", [], "jana@example.com"),
        ("50", "budget", [], "50"),
        ("for my wife", "recipient", [], "wife"),
        ("they're too small for me", "reason", [], "too_small"),
        ("a new one please", "solution", [], "replacement"),
        ("lamp", "product", ["lamp", "rug"], "lamp"),
    ],
)
def test_a_bare_answer_answers_the_question(text: str, asked: str, options: list[str], value: str) -> None:
    found = only(commands(text, asked=asked, options=options, ordered=True))
    assert found == Answer(slot=asked, value=value)


def test_an_open_question_does_not_swallow_another_wish() -> None:
    assert commands("actually cancel my order", asked="size", options=["S"], ordered=True) == (CancelOrder(),)
    assert commands("where is my order though", asked="name", ordered=True) == (TrackOrder(),)


def test_a_question_for_the_address_takes_what_is_still_missing() -> None:
    waiting = '{"kind":"give_address","address":{"line1":"Lindenweg 8","postcode":"53111"}}'
    found = only(commands("Bonn", asked="address", command=waiting))
    assert isinstance(found, GiveAddress) and found.address.city == "Bonn"


# Several wishes, orders


def test_two_wishes_in_one_message_are_two_commands_in_order() -> None:
    cancel, track = commands("cancel the blanket and where are my boots?", ordered=True)
    assert isinstance(cancel, CancelOrder) and cancel.order.id == "SK-7F3KQ2"
    assert isinstance(track, TrackOrder) and track.order.id == "SK-9W4MTX"


def test_a_changed_mind_with_an_address_loses_neither() -> None:
    found = commands("no wait, make it two and ship it to 5 George Street, Sydney NSW 2000", quote=True)
    assert found[0] == SetQuantity(quantity=2)
    assert isinstance(found[1], GiveAddress) and found[1].address.postcode == "2000"


def test_another_size_for_goods_sent_back_is_an_exchange() -> None:
    found = only(commands("the boots are too small, can I get 43 instead?", ordered=True))
    assert isinstance(found, ExchangeItem)
    assert (found.order.id, found.item, found.size) == ("SK-9W4MTX", "fjell-black-42", "43")


# Facts, language, photos, buttons


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("my son is five", FactSaid(who="son", about="household.age", value="5")),
        ("i hate wool", FactSaid(about="dislikes.material", value="wool")),
        ("I wear L", FactSaid(about="size.clothing", value="L")),
        ("my shoe size is 43", FactSaid(about="size.shoes", value="43")),
        ("my wife takes a medium", FactSaid(who="wife", about="size.clothing", value="M")),
        ("forget my size", FactSaid(about="size", value="", forget=True)),
    ],
)
def test_facts_are_told_of_the_right_person(text: str, fact: FactSaid) -> None:
    assert only(commands(text)) == CorrectProfile(facts=(fact,))


def test_a_fact_beside_a_wish_is_remembered_without_a_word() -> None:
    reading = read("I wear M and hate wool, looking for a sweater")
    assert isinstance(only(reading.commands), FindProducts)
    assert {fact.value for fact in reading.facts} == {"M", "wool"}


def test_a_language_is_switched_on_request() -> None:
    assert only(commands("can we speak German?", quote=True)) == ChangeLanguage(locale="de")
    assert only(commands("do you speak Klingon?")) == ChangeLanguage(locale=None)


def test_a_photo_without_words_is_a_photo() -> None:
    assert offline().understand(with_photo(scene(""))).commands == (SendPhoto(),)


def test_a_button_is_read_by_its_id() -> None:
    assert offline().understand(scene("", button="show:99999")).commands == (PressDeadButton(),)
    assert offline().understand(scene("", button="more")).commands == (RefineSearch(direction=Direction.MORE),)


def test_messages_of_one_burst_are_read_together() -> None:
    view = scene("i need a rain jacket")
    burst = replace(view, inbounds=(*view.inbounds, replace(view.inbounds[0], text="in size M")))
    command = only(offline().understand(burst).commands)
    assert isinstance(command, FindProducts) and command.needs[0].size == "M"


# Any text at all


@pytest.mark.parametrize(
    "text", ["", " ", "😀😀😀", "\x00", "\ud800", "\u202e\u200f", "?!", "x" * 250_000, "a b " * 60_000]
)
def test_no_text_is_too_strange_to_be_read(text: str) -> None:
    assert intent_of(read(text))[0] == "out_of_scope"


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_every_text_gives_a_reading(text: str) -> None:
    reading = read(text, shown=3, ordered=True)
    assert 0 <= reading.confidence <= 1


@pytest.mark.parametrize("text", ["asdkj qwe zxc", "the mitochondria of the cell", "monkeys dance quantum"])
def test_nonsense_is_not_acted_on(text: str) -> None:
    assert intent_of(read(text))[0] == "out_of_scope"


def test_the_same_text_is_always_read_the_same() -> None:
    again = Offline(locales(), lexicon(), None)
    text = "cancel the blanket and where are my boots?"
    first = again.understand(scene(text, "en", {"ordered": True}))
    assert first == again.understand(scene(text, "en", {"ordered": True}))


def test_wanting_the_money_beside_what_went_wrong_is_one_wish() -> None:
    found = commands("the boots arrived broken, i want my money back", ordered=True)
    assert isinstance(only(found), ReportDamaged)


def test_an_address_abroad_switches_no_language() -> None:
    asked: dict[str, object] = {"conversation": "en", "asked": "address"}
    address = "Jana Vogt, Lindenweg 8, 53111 Bonn, Germany"
    assert offline().understand(scene(address, context=asked)).locale is None
    assert offline().understand(scene("Ich suche lieber eine Jacke für meine Frau", context=asked)).locale == "de"


def test_a_known_language_does_not_wait_while_another_is_learned(tmp_path: Path) -> None:
    learning, done = threading.Event(), threading.Event()

    class Slow:
        """Forgets everything, and takes until it is told for what it is asked to keep."""

        asked = 0
        folder = tmp_path

        def recall(self, key: str) -> None:
            self.asked += 1
            if self.asked > 1:
                learning.set()
                assert done.wait(60)

        def keep(self, key: str, learned: Matrix) -> None:
            pass

    slow = Offline(locales(), lexicon(), None, Slow())
    slow.warm(["en"])
    other = threading.Thread(target=slow.warm, args=(["fr"],))
    other.start()
    assert learning.wait(60)
    reading = slow.understand(scene("where is my parcel?"))
    assert not done.is_set() and reading.commands
    done.set()
    other.join()
