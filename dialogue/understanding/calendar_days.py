"""Days as people name them when goods must be there: "by Friday", "bis zum 5.12.", "within two weeks", "明日まで".

Pure, and says nothing of today: a day is found as a description that `deadlines.py` counts from today.

What months are called and whether the day or the month is written first is taken from CLDR.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

from dialogue.understanding.numbers import Number
from dialogue.understanding.phrases import Phrases, Vocabulary
from dialogue.understanding.text import Token

WEEK: Final = 7
CHRISTMAS: Final = "12-24"
"""What is for Christmas must be there on its eve."""
MONTH_END: Final = "month_end"
_NAMED: Final = {"christmas": CHRISTMAS, MONTH_END: MONTH_END}
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(?:\d{2}|\d{4}))?")
_SMALL_WORDS: Final = 3
"""Articles and links that may stand between a marker and its day ("by the", "au plus tard le", "den")."""

Found = tuple[int, int, str]
"""Start and end token, and what day: "weekday 4", "in 1" (day), "within 10" (days), "12-05" (month and day),
"before 12-05", or MONTH_END."""


class Days:
    """Finds them in one language, by its words `by_day`, `before_day` and `within`, those with `_after`, `days`,
    `weeks`, `day_links` and `due_days`, and its tables `weekdays` and `near_days`."""

    def __init__(self, phrases: Phrases) -> None:
        self._words = phrases.words
        self._language = phrases.locale.split("_")[0]
        self._weekdays = phrases.table("weekdays")
        self._near = phrases.table("near_days")
        self._currencies = phrases.table("currencies")
        names = _months(self._language)
        spelt = ((phrases.spelling.words(name), month) for name, month in names)
        self._months = Vocabulary((group, month) for group, month in spelt if group[0] not in phrases.function_words)

    def find(self, tokens: Sequence[Token], numbers: Sequence[Number], market: str) -> list[Found]:
        """Days with a word that makes them a limit, never overlapping."""
        found: list[Found] = []
        dates = (*self._named_months(tokens, numbers), *self._in_digits(tokens, market))
        for start, end, day in (*dates, *self._spans(tokens, numbers), *self._plain(tokens)):
            limit = self._limit(tokens, start, end, day)
            if limit and all(end <= other[0] or other[1] <= start for other in found):
                found.append((start, end, limit))
        return found

    def _plain(self, tokens: Sequence[Token]) -> Iterator[Found]:
        for start, end, value in self._near.find(tokens):
            yield start, end, _NAMED.get(value, f"in {value}")
        for start, end, value in self._weekdays.find(tokens):
            yield start, end, f"weekday {value}"

    def _spans(self, tokens: Sequence[Token], numbers: Sequence[Number]) -> Iterator[Found]:
        for number in numbers:
            for name, days in (("days", 1), ("weeks", WEEK)):
                length = self._words(name).length_at(tokens, number.end)
                if length and number.is_whole and number.value < 1000:
                    yield number.start, number.end + length, f"within {int(number.value) * days}"

    def _named_months(self, tokens: Sequence[Token], numbers: Sequence[Number]) -> Iterator[Found]:
        """ "12 December", "12. Dezember", "10th of December", "Dec 5th", "12月12日"."""
        days = [number for number in numbers if number.is_whole and 1 <= number.value <= 31]
        for start, end, month in self._months.find(tokens):
            for number in days:
                links = self._linked(tokens, number.end)
                if number.start == end:
                    yield start, links, f"{int(month):02}-{int(number.value):02}"
                elif links == start:
                    yield number.start, end, f"{int(month):02}-{int(number.value):02}"

    def _linked(self, tokens: Sequence[Token], end: int) -> int:
        """Behind the small words of a date that follow a number ("th of", "de", "日")."""
        while length := self._words("day_links").length_at(tokens, end):
            end += length
        return end

    def _in_digits(self, tokens: Sequence[Token], market: str) -> Iterator[Found]:
        """ "5/12", "5.12.", "5. 12."; nothing with a currency behind it."""
        month_first, dotted = _written(self._language, market)
        for place, token in enumerate(tokens):
            match = _DOTTED.fullmatch(token.raw) if dotted else None
            pair, end = match and (match[1], match[2]), place + 1
            following = tokens[place + 1] if place + 1 < len(tokens) else None
            if not pair and following and following.before in (("/", ".", ". ") if dotted else ("/",)):
                pair, end = (token.raw, following.raw), place + 2
                if end < len(tokens) and tokens[end].is_number and tokens[end].before == following.before:
                    end += 1
            day = _day(*(pair[::-1] if month_first else pair)) if pair else None
            if day and not self._currencies.length_at(tokens, end):
                yield place, end, day

    def _limit(self, tokens: Sequence[Token], start: int, end: int, day: str) -> str | None:
        """The day as it limits; None where nothing says that it does. Before a date of the calendar is the day before
        it; before a weekday or Christmas is said for by then."""
        dated = day[0].isdecimal() and day != CHRISTMAS
        if self._words("due_days").length_at(tokens, start) == end - start:
            return day  # Finnish "huomiseksi" says it in one word.
        if not day.startswith("within") and self._beside(tokens, start, end, "before_day"):
            return f"before {day}" if dated else day
        names = {"within": ("within",), "in": ("by_day", "within")}.get(day.split()[0], ("by_day",))
        return day if any(self._beside(tokens, start, end, name) for name in names) else None

    def _beside(self, tokens: Sequence[Token], start: int, end: int, name: str) -> bool:
        end = self._linked(tokens, end)
        if self._words(f"{name}_after").length_at(tokens, end):
            return True
        for _ in range(_SMALL_WORDS):
            if self._words(name).ends_at(tokens, start):
                return True
            small = max(self._words(each).ends_at(tokens, start) for each in ("articles", "day_links"))
            if not small or tokens[start].before.strip():
                return False
            start -= small
        return False


def _day(day: str, month: str) -> str | None:
    if not (day.isdecimal() and month.isdecimal() and len(day) < 3 and len(month) < 3):
        return None
    return f"{int(month):02}-{int(day):02}" if 1 <= int(month) <= 12 and 1 <= int(day) <= 31 else None


@lru_cache(maxsize=64)
def _months(language: str) -> tuple[tuple[str, str], ...]:
    """Every name of the twelve months, with the month."""
    names = {
        (name, str(month))
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for month, name in get_month_names(width, context, language).items()
    }
    return tuple(sorted(names))


@lru_cache(maxsize=256)
def _written(language: str, market: str) -> tuple[bool, bool]:
    """Whether a date in digits begins with the month, and whether dots part it, where this language is spoken."""
    try:
        locale = Locale.parse(f"{language}_{market}")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(language)
    pattern = str(locale.datetime_skeletons["Md"].pattern)
    return pattern.index("M") < pattern.index("d"), "." in pattern
