"""The team's hours: what is promised is counted in them, in their zone, over weekends and changes of the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.desk.hours import Hours
from bot.settings import Settings

OFFICE = Hours.read("Mo-Fr 09:00-17:00, Sa 10:00-12:00 Europe/Berlin")


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00+00:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "hours", "by"),
    [
        (at("2026-11-27", "08:00"), 4, at("2026-11-27", "12:00")),
        (at("2026-11-27", "15:00"), 4, at("2026-11-30", "09:00")),
        (at("2026-11-27", "23:30"), 1, at("2026-11-28", "10:00")),
        (at("2026-11-29", "03:00"), 4, at("2026-11-30", "12:00")),
        (at("2026-11-27", "04:00"), 8, at("2026-11-27", "16:00")),
        (at("2027-03-26", "15:00"), 4, at("2027-03-29", "08:00")),
        (at("2026-10-23", "14:00"), 4, at("2026-10-26", "09:00")),
    ],
)
def test_a_promise_is_counted_in_the_teams_hours(start: datetime, hours: float, by: datetime) -> None:
    assert OFFICE.after(start, timedelta(hours=hours)) == by


def test_a_team_that_is_always_there_is_counted_by_the_clock() -> None:
    start = at("2026-11-28", "23:00")
    assert Hours.read(" ").after(start, timedelta(hours=4)) == start + timedelta(hours=4)


def test_hours_are_those_of_their_zone() -> None:
    tokyo = Hours.read("Mo-Fr 10:00-18:00 Asia/Tokyo")
    assert tokyo.after(at("2026-11-27", "10:00"), timedelta(hours=1)) == at("2026-11-30", "02:00")


@pytest.mark.parametrize(
    "line",
    ["always", "Mo-Fr 09:00-17:00", "Mo-Fr 09:00-17:00 Europe/Nowhere", "Mo-Fr 17:00-09:00 UTC",
     "Fr-Mo 09:00-17:00 UTC",
     "Mo 09:00-25:00 UTC", "Mon 09:00-17:00 UTC", "Mo-Fr 9-17 UTC", "UTC", "Mo 09:00-17:00 ../etc/passwd"],
)  # fmt: skip
def test_what_are_no_hours_is_refused_with_what_would_be(line: str) -> None:
    with pytest.raises(ValueError, match="try Mo-Fr 09:00-17:30 Europe/Berlin"):
        Settings(desk_hours=line)
