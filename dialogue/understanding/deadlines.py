"""The day by which goods must be there: "by Friday", "until tomorrow", "within 5 days". Pure; today is told."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from dialogue.understanding.calendar_days import MONTH_END, WEEK
from dialogue.understanding.spans import Heard
from matching.need import Need

FURTHEST: Final = 60
"""Days beyond which nobody waits for goods that are in stock."""


def deadline(heard: Heard, today: date) -> date | None:
    """The last day on which it may arrive, said in this part or else somewhere in the message; None where none is said
    that lies ahead."""
    for span in (*heard.of("day"), *heard.part(0, len(heard.tokens)).of("day")):
        day = _counted(span.value, today)
        if day and today <= day <= today + timedelta(days=FURTHEST):
            return day
    return None


def with_deadline(needs: Sequence[Need], heard: Heard, today: date) -> tuple[Need, ...]:
    """The needs with the day that was said, which holds for all of them."""
    by = deadline(heard, today)
    return tuple(need.model_copy(update={"needed_by": by}) if by else need for need in needs)


def _counted(value: str, today: date) -> date | None:
    if value == MONTH_END:
        return today.replace(day=monthrange(today.year, today.month)[1])
    name, _, number = value.partition(" ")
    if name == "weekday":
        return today + timedelta(days=(int(number) - today.weekday()) % WEEK or WEEK)
    if name in ("in", "within"):
        return today + timedelta(days=int(number))
    if name == "before":
        day = _next(number, today)
        return day and day - timedelta(days=1)
    return _next(value, today)


def _next(month_and_day: str, today: date) -> date | None:
    """The next day of that name, this year or the one after; None for 30 February."""
    month, day = map(int, month_and_day.split("-"))
    for year in (today.year, today.year + 1):
        if day <= monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
    return None
