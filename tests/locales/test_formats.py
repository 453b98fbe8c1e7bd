from datetime import UTC, date, datetime

import pytest

from locales import formats
from orders.money import Money


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("code", "minor", "currency", "text"),
    [
        ("en_GB", 123450, "EUR", "€1,234.50"),
        ("en_US", 123450, "USD", "$1,234.50"),
        ("en_US", 123450, "CAD", "CA$1,234.50"),
        ("en_CA", 123450, "CAD", "$1,234.50"),
        ("en_AU", 123450, "AUD", "$1,234.50"),
        ("en_AU", 4180, "EUR", "€41.80"),
        ("de", 123450, "EUR", "1.234,50 €"),
        ("de_AT", 123450, "EUR", "€ 1.234,50"),
        ("de", 123450, "USD", "1.234,50 US$"),
        ("fr", 123450, "EUR", "1 234,50 €"),
        ("fr_CA", 123450, "USD", "1 234,50 US$"),
        ("es", 123450, "EUR", "1234,50 €"),
        ("es", 1234500, "EUR", "12.345,00 €"),
        ("it", 123450, "EUR", "1234,50 €"),
        ("pl", 123450, "PLN", "1234,50 zł"),
        ("en_US", 1235, "JPY", "¥1,235"),
        ("en_US", 1234567, "KWD", "KWD 1,234.567"),
    ],
)
def test_money_is_written_as_the_language_writes_it(code: str, minor: int, currency: str, text: str) -> None:
    assert plain(formats.money(Money(minor, currency), code)) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en_GB", "Friday, 27 November"),
        ("en_US", "Friday, November 27"),
        ("de", "Freitag, 27. November"),
        ("fr", "vendredi 27 novembre"),
        ("es", "viernes 27 de noviembre"),
        ("es_MX", "viernes 27 de noviembre"),
        ("pt", "sexta-feira, 27 de novembro"),
        ("ja", "11月27日(金)"),
        ("zh", "11月27日周五"),
        ("fi", "perjantaina 27. marraskuuta"),
    ],
)
def test_a_day_is_told_without_its_year(code: str, text: str) -> None:
    assert formats.day(date(2026, 11, 27), code) == text


@pytest.mark.parametrize(("code", "text"), [("fr", "mardi 1er décembre"), ("de", "Dienstag, 1. Dezember")])
def test_the_first_of_a_month_is_told_as_the_language_counts_it(code: str, text: str) -> None:
    assert formats.day(date(2026, 12, 1), code) == text
    assert formats.day(date(2026, 12, 11), "fr") == "vendredi 11 décembre"


def test_a_moment_is_told_in_the_time_of_the_market() -> None:
    moment = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    assert formats.moment(moment, "de", "DE") == "28.11.2026, 00:30"
    assert plain(formats.moment(moment, "en_US", "US")) == "Nov 27, 2026, 6:30 PM"


@pytest.mark.parametrize(
    ("code", "market", "region"),
    [("en", "GB", "en_GB"), ("en", "US", "en_US"), ("en", "DE", "en_GB"), ("de", "US", "de"), ("fr", "CA", "fr_CA")],
)
def test_a_language_takes_the_form_of_the_market_only_where_it_is_spoken(code: str, market: str, region: str) -> None:
    assert formats.locale_in_market(code, market) == region


def test_lists_are_joined_in_each_language() -> None:
    assert formats.join(["a", "b", "c"], "de") == "a, b und c"
    assert formats.either(["S", "M"], "es") == "S o M"


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "Skagen, yellow, L"), ("de_CH", "Skagen, yellow, L"), ("ja", "Skagen yellow L"),
     ("zh_Hans", "Skagen yellow L"), ("ar", "Skagen، yellow، L")],
)  # fmt: skip
def test_what_a_thing_is_stands_apart_as_shops_of_the_language_write_it(code: str, text: str) -> None:
    assert formats.apart(("Skagen", "yellow", "L"), code) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [("en_GB", "7 Mar 2026, 15:05"), ("ja", "2026/03/07 15:05"), ("zh", "2026年3月7日 15:05"),
     ("fi", "7.3.2026 15.05")],
)  # fmt: skip
def test_day_and_time_are_put_together_as_the_language_does(code: str, text: str) -> None:
    assert plain(formats.moment(datetime(2026, 3, 7, 15, 5, tzinfo=UTC), code, "GB")) == text
