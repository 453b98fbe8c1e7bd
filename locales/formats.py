"""Money, dates, numbers and lists as each language writes them (Babel), with Babel's known errors corrected.

Corrected: es, it, pt_PT and pl do not group four digits in money ("1234,50 €"); a bare "$" gets its country's mark
when the shopper's region does not use that dollar; English defaults to day-month order outside the US.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale as Cldr
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from orders.money import EXPONENTS, Money

MINIMUM_GROUPING: Final = frozenset({"es", "it", "pl", "pt_PT"})
"""Languages whose numbers are grouped only from five digits on (CLDR minimumGroupingDigits = 2; Babel ignores it)."""

DOLLARS: Final = {"USD": "US", "CAD": "CA", "AUD": "AU", "NZD": "NZ", "MXN": "MX"}
ZONES: Final = {
    "AT": "Europe/Vienna", "AU": "Australia/Sydney", "BE": "Europe/Brussels", "CA": "America/Toronto",
    "CH": "Europe/Zurich", "CZ": "Europe/Prague", "DE": "Europe/Berlin", "DK": "Europe/Copenhagen",
    "ES": "Europe/Madrid", "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GB": "Europe/London", "IE": "Europe/Dublin",
    "IT": "Europe/Rome", "NL": "Europe/Amsterdam", "PL": "Europe/Warsaw", "PT": "Europe/Lisbon",
    "SE": "Europe/Stockholm", "US": "America/New_York",
}  # fmt: skip
"""The zone a market's moments are told in; markets with several take the largest city's."""

_COMMAS: Final = {"ar": "، ", "ja": " ", "zh": " "}
"""Between the parts of a product's name; Japanese and Chinese shops leave a space, as their commas end a clause."""
_SHORT_WEEKDAY: Final = frozenset({"ja", "zh"})
"""Where a day is told with its weekday in one sign, in shops and letters alike: 11月27日(金), 11月27日周五."""
SIGNS: Final = {"EUR": "€", "GBP": "£"}
_CODE_BEFORE_NUMBER: Final = re.compile(r"(?<=[A-Z]{3})(?=[-\d])")
_DOLLAR: Final = re.compile(r"[A-Z]{0,2}\$(?:\s?[A-Z]{2}(?![A-Z]))?")


def locale_in_market(code: str, market: str) -> str:
    """The regional form to format in: an English text for a British market is written the British way.

    Only regions that speak the language count: German in the US stays plain German.
    """
    if "_" in code:
        return code
    regional = f"{code}_{market}"
    return regional if regional in _known_regions() else {"en": "en_GB"}.get(code, code)


@lru_cache(maxsize=1)
def _known_regions() -> frozenset[str]:
    return frozenset(
        f"{language}_{region}"
        for language, regions in {
            "en": ("US", "GB", "AU", "CA", "IE", "NZ"),
            "de": ("DE", "AT", "CH"),
            "fr": ("FR", "CA", "BE", "CH"),
            "es": ("ES", "MX", "US"),
            "pt": ("BR", "PT"),
            "nl": ("NL", "BE"),
        }.items()
        for region in regions
    )


def money(amount: Money, code: str) -> str:
    """An amount with its currency sign: "1.234,50 €", "$1,234.50", "CA$12.00" outside Canada."""
    text = format_currency(
        amount.decimal,
        amount.currency,
        locale=_cldr(code),
        format=_money_pattern(code, amount.currency),
        currency_digits=False,
        group_separator=not (_groups_late(code) and abs(amount.decimal) < 10_000),
    )
    if amount.currency in SIGNS:
        text = text.replace(amount.currency, SIGNS[amount.currency])
    if amount.currency in DOLLARS and DOLLARS[amount.currency] != _cldr(code).territory:
        mark = f"{DOLLARS[amount.currency]}$"
        text = _DOLLAR.sub(mark, text) if "$" in text else text.replace(amount.currency, mark)
    return _CODE_BEFORE_NUMBER.sub("\u00a0", text)


def number(value: int | float, code: str) -> str:
    return format_decimal(value, locale=_cldr(code))


def percent(rate: float, code: str) -> str:
    return format_percent(rate, locale=_cldr(code))


def day(value: date, code: str) -> str:
    """A day without its year, as people say it: "Friday, 27 November", "Freitag, 27. November"."""
    return _first(format_date(value, format=_day_pattern(code), locale=_cldr(code)), code)


def full_day(value: date, code: str) -> str:
    """A day with its year, for receipts and legal texts: "27 November 2026"."""
    return _first(format_date(value, format="long", locale=_cldr(code)), code)


def _first(text: str, code: str) -> str:
    """French counts the first of a month and no other day ("mardi 1er décembre"); CLDR does not."""
    return re.sub(r"\b1(?=\s)", "1er", text, count=1) if code.startswith("fr") else text


def moment(value: datetime, code: str, market: str) -> str:
    """A point in time where the market is: "27 Nov 2026, 14:05"."""
    day = format_date(in_market(value, market), format="medium", locale=_cldr(code))
    together: str = _cldr(code).datetime_formats["medium"]
    return together.format(clock(value, code, market), day)


def clock(value: datetime, code: str, market: str) -> str:
    """The time of day where the market is: "14:05", "2:05 PM"."""
    return format_time(in_market(value, market), format="short", locale=_cldr(code))


def in_market(value: datetime, market: str) -> datetime:
    return value.astimezone(ZoneInfo(ZONES.get(market, "Europe/Berlin")))


def apart(parts: Iterable[str], code: str) -> str:
    """What a product is, one after the other: "Skagen rain jacket, yellow, L"."""
    return _COMMAS.get(_cldr(code).language, ", ").join(parts)


def join(parts: Sequence[str], code: str) -> str:
    """ "a, b and c" in the language's own way."""
    return format_list(list(parts), style="standard", locale=_cldr(code)) if parts else ""


def either(parts: Sequence[str], code: str) -> str:
    """ "a, b or c" in the language's own way."""
    return format_list(list(parts), style="or", locale=_cldr(code)) if parts else ""


@lru_cache(maxsize=64)
def _cldr(code: str) -> Cldr:
    return Cldr.parse(code)


def _groups_late(code: str) -> bool:
    return code in MINIMUM_GROUPING or (code.split("_")[0] in MINIMUM_GROUPING and code not in {"es_MX", "es_US"})


@lru_cache(maxsize=256)
def _money_pattern(code: str, currency: str) -> str:
    """The locale's pattern with the currency's own number of decimals (JPY none, KWD three)."""
    pattern = _cldr(code).currency_formats["standard"].pattern
    places = EXPONENTS[currency]
    return re.sub(r"0\.00", "0" if places == 0 else "0." + "0" * places, pattern)


@lru_cache(maxsize=64)
def _day_pattern(code: str) -> str:
    """The locale's full date without its year. CLDR's Spanish comma is that of a letterhead: within a sentence people
    write "el viernes 27 de noviembre"."""
    if _cldr(code).language in _SHORT_WEEKDAY:
        return str(_cldr(code).datetime_skeletons["MMMEd"].pattern)
    pattern = _cldr(code).date_formats["full"].pattern
    if code.startswith("es"):
        pattern = pattern.replace(",", "")
    if _cldr(code).language == "fi":
        # CLDR's pattern names the day alone (perjantai); within a sentence things happen on it (perjantaina).
        pattern = pattern.replace("cccc", "EEEE")
    without = re.sub(r"\s*(?:'de'\s*)?[,،]?\s*y+(?:\s*'[^']*')?(?:年)?\s*", "", pattern)
    return without.strip(" ,")
