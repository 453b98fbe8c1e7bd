"""The day by which goods must be there: "by Friday", "until tomorrow", "within 5 days". Pure; today is told."""

from datetime import date, timedelta
from typing import Final

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.spans import Heard, whole

WEEK: Final = 7
FURTHEST: Final = 60
"""Days beyond which nobody waits for goods that are in stock."""


class Deadlines:
    """Finds the deadline of one language, by its words `by_day` and `within`, and its table `weekdays`."""

    def __init__(self, phrases: Phrases) -> None:
        self._words = phrases.words
        self._weekdays = phrases.table("weekdays")

    def find(self, heard: Heard, today: date) -> date | None:
        """The last day on which it may arrive; None where none is said."""
        for position in range(heard.start, heard.end):
            day = self._weekdays.at(heard.tokens, position)
            if day and self._words("by_day").ends_at(heard.tokens, position):
                return today + timedelta(days=(int(day[0]) - today.weekday()) % WEEK or WEEK)
        for number in heard.numbers:
            days = whole(number.value) if heard.start <= number.start and number.end <= heard.end else None
            counted = self._words("days").length_at(heard.tokens, number.end)
            if days and days <= FURTHEST and counted and self._words("within").ends_at(heard.tokens, number.start):
                return today + timedelta(days=days)
        return None
