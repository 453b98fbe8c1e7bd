"""Who writes in a language that is none of ours is told so in one they are likely to read, and given the choice."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from dialogue.understanding.strangers import READ_BY, not_ours
from locales import load_locales
from tests.customer import Customer
from tests.fakes import RecordingChannel


@pytest.fixture(scope="module")
def understanding(tmp_path_factory: pytest.TempPathFactory, catalog: Path) -> Iterator[Shop]:
    file = tmp_path_factory.mktemp("strangers") / "shop.db"
    opened = open_shop(
        Settings(database_url=f"sqlite:///{file}", catalog=catalog), clock=StillClock(datetime(2026, 3, 2, tzinfo=UTC))
    )
    yield opened
    opened.close()


@pytest.fixture
def customer(understanding: Shop, request: pytest.FixtureRequest) -> Customer:
    """A new one each time, in one shop that understands."""
    channel = RecordingChannel()
    understanding.channels[channel.name] = channel
    return Customer(understanding, channel, address=request.node.name)


@pytest.mark.parametrize(
    "text",
    [
        "Здравствуйте, ищу куртку для жены",
        "ψάχνω ένα αδιάβροχο",
        "esőkabátot keresek a feleségemnek",
        "eşim için yağmurluk arıyorum",
    ],
)
def test_a_language_that_is_none_of_ours_is_answered_with_a_choice(customer: Customer, text: str) -> None:
    assert customer.says(text) == ["disclosure", "not_my_language"]
    assert customer.talk().locale == "en"
    assert customer.presses("lang:de") == ["language_changed"]
    assert customer.talk().locale == "de"


def test_who_writes_it_again_gets_a_person(customer: Customer) -> None:
    customer.says("siparişim nerede kaldı acaba")
    assert customer.says("siparişim nerede kaldı acaba") == ["person_called_not_understood"]


def test_the_language_that_is_spoken_already_may_be_chosen(customer: Customer) -> None:
    customer.says("siparişim nerede kaldı acaba")
    assert customer.presses("lang:en") == ["language_changed"]


def test_a_talk_under_way_keeps_its_language(customer: Customer) -> None:
    customer.says("eine Regenjacke für meine Frau")
    customer.says("siparişim nerede kaldı acaba")
    assert customer.talk().locale == "de"


@pytest.mark.parametrize(("text", "locale"), [("hvor er pakken min", "da"), ("kde je moja objednávka", "cs")])
def test_a_neighbour_that_one_of_ours_reads_is_understood(customer: Customer, text: str, locale: str) -> None:
    assert "not_my_language" not in customer.says(text)
    assert customer.talk().locale == locale


def test_the_nearest_language_answers_else_the_channels_hint_else_the_shops() -> None:
    spoken = ("en", "de", "da", "cs")
    assert not_ours("is", "de", "en", spoken, True).locale == "da"
    assert not_ours("et", "de", "en", spoken, True).locale == "de"
    assert not_ours("ko", None, "en", spoken, True).locale == "en"
    assert not_ours("is", "de", "en", spoken, False).locale is None


def test_neighbours_are_languages_of_the_shop() -> None:
    assert set(READ_BY.values()) <= set(load_locales().codes)
    assert not set(READ_BY) & set(load_locales().codes)


def test_who_asks_for_a_language_in_that_language_is_told_of_the_change(customer: Customer) -> None:
    customer.says("a rain jacket")
    assert customer.says("können wir bitte auf deutsch schreiben") == ["language_changed"]
    assert customer.talk().locale == "de"
    assert customer.says("auf deutsch bitte") == ["language_already"]
