"""When the team is there, as SHOPKEEP_DESK_HOURS says, and when so much of that time has passed. Pure.

"Mo-Fr 09:00-17:30, Sa 10:00-14:00 Europe/Berlin"; days as in OpenStreetMap's opening_hours. Public holidays are not
known here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY: Final = "|".join(DAYS)
_SPAN: Final = re.compile(rf"({_DAY})(?:-({_DAY}))? (\d\d:\d\d)-(\d\d:\d\d)")
_TRIED: Final = 800
"""Days that are looked at: longer than anybody promises for."""


@dataclass(frozen=True, slots=True)
class Hours:
    """`spans` are (weekday from 0, begin, end) in the time of `zone`, in order; none at all: always."""

    zone: str = "UTC"
    spans: tuple[tuple[int, time, time], ...] = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError for what is no such line; its words say what would be one."""
        if not text.strip():
            return cls()
        told, _, zone = text.strip().rpartition(" ")
        try:
            ZoneInfo(zone)
            spans = [span for part in told.split(",") for span in _spans(part.strip())]
        except (ValueError, KeyError, OSError) as error:
            raise ValueError(
                f"SHOPKEEP_DESK_HOURS {text!r} must say days, hours and a zone; try Mo-Fr 09:00-17:30 Europe/Berlin"
            ) from error
        return cls(zone, tuple(sorted(spans)))

    def after(self, start: datetime, worked: timedelta) -> datetime:
        """The moment by which the team has been there for `worked` since `start`."""
        if not self.spans:
            return start + worked
        left = worked
        for begin, end in self._open_from(start):
            begin = max(begin, start)
            if end <= begin:
                continue
            if left <= end - begin:
                return begin + left
            left -= end - begin
        return start + worked

    def _open_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Spans in UTC from the day of `start` on: an hour that a clock change takes away is not worked."""
        first = start.astimezone(ZoneInfo(self.zone)).date()
        for day in (first + timedelta(days=number) for number in range(_TRIED)):
            yield from (
                (self._at(day, begin), self._at(day, end)) for on, begin, end in self.spans if on == day.weekday()
            )

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, ZoneInfo(self.zone)).astimezone(UTC)


def _spans(part: str) -> Iterator[tuple[int, time, time]]:
    found = _SPAN.fullmatch(part)
    if found is None:
        raise ValueError(part)
    first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
    begin, end = time.fromisoformat(found[3]), time.fromisoformat(found[4])
    if last < first or end <= begin:
        raise ValueError(part)
    yield from ((day, begin, end) for day in range(first, last + 1))
