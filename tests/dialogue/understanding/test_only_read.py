"""A language that the shop reads and does not speak: needs are heard in it, and nothing else ever is."""

import tomllib
from dataclasses import replace
from functools import lru_cache

import pytest

from bot.wiring import lexicon_of
from dialogue.commands import Answer, Command, FindProducts, RefineSearch
from dialogue.conversation import OpenQuestion, Slot
from dialogue.understanding.offline import Offline
from dialogue.view import View
from locales import FOLDER, load_locales
from matching.encoder.static import load_static
from matching.need import Budget, BudgetKind, Need
from orders.money import Money
from tests.dialogue.understanding.scenes import Context, scene

SPOKEN = ("de", "en", "es", "fr")
UNSPOKEN = sorted({code for code in load_locales().ways_of_talking if "_" not in code} - set(SPOKEN))
BINDING = {
    "cancel_order", "delete_my_data", "withdraw", "change_order", "exchange_item", "return_item", "opt_out",
    "ask_refund", "change_address", "undo_cancel", "forget_payment", "report_lost", "report_damaged",
}  # fmt: skip


@lru_cache(maxsize=1)
def shop() -> Offline:
    """A shop that speaks four languages and reads all."""
    locales = load_locales()
    locales.codes = SPOKEN
    return Offline(locales, lexicon_of(locales), load_static())


def written(text: str, tongue: str | None = None, **context: object) -> View:
    said: Context = {"conversation": "en", **context}
    view = scene(text, "en", said)
    return replace(view, conversation=replace(view.conversation, tongue=tongue))


def only(view: View) -> Command:
    (command,) = shop().understand(view).commands
    return command


@pytest.mark.parametrize(
    ("tongue", "text", "category", "color"),
    [
        ("it", "cerco una lampada da tavolo nera", "table_lamp", "black"),
        ("pl", "szukam zielonej sukienki", "dress", "green"),
        ("pt", "procuro um candeeiro de mesa preto", "table_lamp", "black"),
        ("cs", "hledám zelené šaty pro manželku", "dress", "green"),
        ("sv", "jag letar efter en röd klänning", "dress", "red"),
        ("da", "jeg leder efter en rød kjole", "dress", "red"),
        ("nl", "ik zoek een rode jurk voor de zomer", "dress", "red"),
        ("fi", "etsin punaista mekkoa kesäksi", "dress", "red"),
        ("ja", "赤いワンピースを探しています", "dress", "red"),
        ("zh", "我想买一件红色连衣裙", "dress", "red"),
        ("ar", "أبحث عن فستان أحمر", "dress", "red"),
    ],
)
def test_a_first_message_in_any_language_that_is_read_finds_goods(
    tongue: str, text: str, category: str, color: str
) -> None:
    reading = shop().understand(replace_locale(scene(text, "en"), None))
    (found,) = reading.commands
    assert isinstance(found, FindProducts)
    assert reading.locale == tongue
    assert (found.needs[0].category, found.needs[0].colors) == (category, (color,))


def replace_locale(view: View, hint: str | None) -> View:
    return replace(view, inbounds=(replace(view.inbounds[0], locale=hint),))


def test_a_sum_alone_changes_the_search_at_hand() -> None:
    limit = Budget(kind=BudgetKind.UP_TO, upper=Money(6000, "EUR"))
    assert only(written("do 60 euro", "pl", shown=3, market="DE")) == RefineSearch(change=Need(budget=limit))


def test_a_short_text_is_kept_in_the_language_written_before() -> None:
    assert shop().understand(written("a niebieska?", "pl", shown=3)).locale == "pl"


def test_a_number_among_small_words_is_read_as_one() -> None:
    view = written("2 proszę", "pl", shown=3)
    assert shop().understand(view).commands == shop().understand(written("2", "pl", shown=3)).commands != ()


def test_the_size_that_was_asked_for_is_an_answer() -> None:
    view = written("rozmiar M", "pl", shown=3)
    asked = OpenQuestion(slot=Slot.SIZE, options=("S", "M", "L"))
    view = replace(view, conversation=replace(view.conversation, question=asked))
    assert only(view) == Answer(slot="size", value="M")


def test_who_has_orders_and_names_goods_of_their_own_looks_for_none() -> None:
    assert not shop().understand(written("gdzie jest moja kurtka", "pl", ordered=True)).commands


def test_an_address_is_read_in_whatever_language_the_talk_is() -> None:
    view = written("Anna Nowak, ul. Lipowa 5, 00-950 Warszawa, Polska", "pl", asked="address")
    assert [command.kind for command in shop().understand(view).commands] == ["give_address"]


@pytest.mark.parametrize("tongue", UNSPOKEN)
def test_nothing_that_binds_or_costs_is_heard_in_a_language_that_is_only_read(tongue: str) -> None:
    sentences = tomllib.loads((FOLDER / tongue / "tests.toml").read_text(encoding="utf-8"))["sentence"]
    heard = [
        (sentence["text"], command.kind)
        for sentence in sentences
        if len(sentence["text"].split()) > 1 and not sentence["text"].isascii()
        for command in shop().understand(written(sentence["text"], tongue, quote=True, ordered=True)).commands
        if command.kind in BINDING
    ]
    assert heard == []


@pytest.mark.parametrize("tongue", UNSPOKEN)
def test_a_yes_in_a_language_that_is_only_read_is_none(tongue: str) -> None:
    yes = {
        "ar": "نعم أطلب الآن", "cs": "ano, objednávám to", "da": "ja, jeg bestiller den", "fi": "kyllä, tilaan sen",
        "it": "sì, lo ordino adesso", "ja": "はい、注文します", "nl": "ja, ik bestel het", "pl": "tak, zamawiam to",
        "pt": "sim, quero encomendar", "sv": "ja, jag beställer den", "zh": "好的，我要下单",
    }  # fmt: skip
    reading = shop().understand(written(yes[tongue], tongue, quote=True))
    assert not [command for command in reading.commands if command.kind in ("confirm", "take_product", "checkout")]
