from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogue.messages.base import Because, Button, Card, Item, Message, Place, Term, Title
from dialogue.override import Live
from dialogue.sources import sources
from dialogue.wording import Voice, Wordings, placeholders
from locales import Locales, load_locales
from locales.check import check, coverage, errors
from locales.markets import Markets
from locales.sources import Source, update_replies
from matching.matches import Why
from orders.money import Money

LANGUAGES = ("de", "es", "fr")
JACKET = Title(given="Rain jacket Skagen", name="Skagen", category="rain_jacket", color="yellow", size="L")


@pytest.fixture(scope="module")
def locales() -> Locales:
    return load_locales()


@pytest.fixture
def voice(locales: Locales) -> Callable[[str, str], Voice]:
    return lambda locale, market: Wordings(locales, Markets()).voice(locale, market)


class Sample(Message):
    """Only for these tests."""

    english = "You owe {amount} for {item}."
    amount: Money
    item: Title


# Nobody is ever told this, so no language has to word it.
del Message.registry[Sample.name()]


def test_every_language_words_everything_with_its_own_placeholders(locales: Locales) -> None:
    findings = errors(check(locales, sources()))
    assert not findings, "\n".join(map(str, findings[:40]))


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_is_translated(locales: Locales, code: str) -> None:
    assert coverage(locales, sources())[code] == 1.0


def test_every_placeholder_of_a_message_is_a_field_of_it() -> None:
    for name, kind in Message.registry.items():
        wanted = placeholders(kind.english) | placeholders(kind.english_plural or "")
        assert wanted <= kind.model_fields.keys(), name


def test_a_text_without_a_translation_is_said_in_english(locales: Locales) -> None:
    told = Wordings(locales, Markets()).render(
        Sample(amount=Money(4180, "EUR"), item=Title(given="a lamp")), "de", "DE"
    )
    assert told.text == "You owe 41,80\u00a0€ for A lamp."


def test_an_override_that_does_not_fit_the_message_is_passed_over(locales: Locales) -> None:
    wordings = Wordings(locales, Markets(), lambda *asked: Live("Hello {nobody}", "v1"))
    told = wordings.render(Sample(amount=Money(4180, "EUR"), item=Title(given="a lamp")), "en", "GB")
    assert told.text == "You owe €41.80 for A lamp."


def test_a_product_is_called_by_its_kind_and_colour_in_each_language(voice: Callable[[str, str], Voice]) -> None:
    assert voice("en", "GB").title(JACKET) == "Skagen rain jacket, yellow, L"
    assert voice("de", "DE").title(JACKET).startswith("Regenjacke Skagen, ")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("en", "2 × Skagen rain jacket, yellow, L"),
        ("ja", "Skagen レインジャケット イエロー L（2点）"),
        ("zh", "2 件 Skagen 雨衣 黄色 L"),
    ],
)
def test_pieces_are_counted_as_the_language_counts_them(
    voice: Callable[[str, str], Voice], code: str, told: str
) -> None:
    assert voice(code, "DE").title(JACKET.model_copy(update={"quantity": 2})) == told


def test_a_feed_title_stands_where_nothing_better_is_known(voice: Callable[[str, str], Voice]) -> None:
    assert voice("de", "DE").title(Title(given="Blue lamp", size="180x200")) == "Blue lamp, 180 × 200"


def test_the_only_size_is_left_out_of_a_name_and_worded_where_it_is_asked_for(
    voice: Callable[[str, str], Voice],
) -> None:
    assert voice("fr", "FR").title(Title(given="Écharpe", size="one size")) == "Écharpe"
    assert voice("fr", "FR").size("one size") == "taille unique"


def test_the_labelled_button_says_exactly_what_the_law_of_the_market_wants(voice: Callable[[str, str], Voice]) -> None:
    button = Button(id="confirm:1", legal="order_button")
    assert voice("de", "DE").button(button).label == "Zahlungspflichtig bestellen"
    assert voice("de", "US").button(button).label == "Jetzt bestellen"
    assert voice("de", "DE").button(button).legal


def test_an_address_is_written_as_its_country_writes_it(voice: Callable[[str, str], Voice]) -> None:
    bonn = Place(name="Jana Vogt", line1="Lindenweg 8", city="Bonn", postcode="53111", country="DE")
    austin = Place(name="Al", line1="1 Elm St", city="Austin", region="TX", postcode="78701", country="US")
    assert voice("de", "DE").place(bonn) == "Jana Vogt, Lindenweg 8, 53111 Bonn, Deutschland"
    assert voice("en", "US").place(austin) == "Al, 1 Elm St, Austin, TX 78701, United States"


def test_text_from_outside_cannot_turn_the_direction_of_a_message(voice: Callable[[str, str], Voice]) -> None:
    assert voice("en", "GB").value("a\u202eb\x00c") == "abc"


def test_lines_stand_below_each_other_and_reasons_in_a_list(voice: Callable[[str, str], Voice]) -> None:
    line = Item(sku="A", title=Title(given="Lamp"), quantity=2, price=Money(1000, "EUR"))
    why = (Because(why=Why.COLOR, term=Term(kind="color", id="yellow")), Because(why=Why.CHEAPEST))
    english = voice("en", "GB")
    assert english.value((line, line)) == "2 × Lamp: €20.00\n2 × Lamp: €20.00"
    assert english.value(why) == "in yellow and the cheapest that fits"


def test_every_reason_for_a_product_has_words(voice: Callable[[str, str], Voice]) -> None:
    card = Card(
        position=1, sku="A", product="P", title=JACKET, price=Money(100, "EUR"),
        reasons=tuple(Because(why=why, term=Term(kind="color", id="green"), size="L", cm=60) for why in Why), left=2,
    )  # fmt: skip
    worded = voice("en", "GB").card(card)
    assert all(worded.reasons) and worded.left == "only 2 left"


def test_a_moment_is_told_in_the_markets_time(voice: Callable[[str, str], Voice]) -> None:
    assert voice("de", "DE").value(datetime(2026, 11, 27, 23, 30, tzinfo=UTC)) == "28.11.2026, 00:30"


def test_a_locale_needs_nothing_but_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "xx"
    (folder / "LC_MESSAGES").mkdir(parents=True)
    (folder / "locale.toml").write_text('name = "Xx"\nrtl = false\n')
    assert load_locales(tmp_path).codes == ("xx",)
    assert load_locales(tmp_path).nearest("xx-YY") == "xx"


def test_a_percent_sign_is_no_placeholder(tmp_path: Path) -> None:
    file = tmp_path / "replies.po"
    update_replies((Source("fee", "A fee of {percent} % of all goods."),), file, "sv")
    update_replies((Source("fee", "A fee of {percent} % of all goods."),), file, "sv")
    assert "#, python-brace-format\n" in file.read_text(encoding="utf-8")
