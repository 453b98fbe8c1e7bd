"""Nobody keeps the shop from others by writing fast."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.channels.base import Pace
from bot.pacing import HEAVY, MOST_SENDERS, NETWORK, SHOPPER, Doorkeeper, Paced
from bot.settings import Settings
from bot.web import shop_app
from bot.wiring import open_shop


@dataclass
class Clock:
    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_burst_comes_in_at_once_and_then_one_at_a_time() -> None:
    clock = Clock()
    paced = Paced(Pace(per_second=2, burst=3), clock)
    assert [paced.wait("jana") for _ in range(4)] == [0, 0, 0, 0.5]
    assert paced.wait("tom") == 0
    clock.seconds += 0.5
    assert [paced.wait("jana"), paced.wait("jana")] == [0, 0.5]
    clock.seconds += 60
    assert [paced.wait("jana") for _ in range(4)] == [0, 0, 0, 0.5]


def test_what_weighs_more_than_a_burst_comes_in_after_a_rest() -> None:
    clock = Clock()
    paced = Paced(Pace(per_second=2, burst=4), clock)
    assert paced.wait("jana", 100) == 0
    assert paced.wait("jana", 100) == 2
    clock.seconds += 2
    assert paced.wait("jana", 100) == 0


def test_those_who_went_away_are_forgotten() -> None:
    clock = Clock()
    paced = Paced(Pace(per_second=1, burst=1), clock)
    for number in range(MOST_SENDERS):
        paced.wait(str(number))
    clock.seconds += 2
    paced.wait("one more")
    assert len(paced._even_at) == 1


def test_forty_messages_in_ten_seconds_come_in() -> None:
    clock, door = Clock(), Doorkeeper(Clock())
    for _ in range(40):
        assert door.wait("jana", "203.0.113.7", 200) == 0
        clock.seconds += 0.25


def test_a_script_with_many_cookies_has_one_pace() -> None:
    door = Doorkeeper(Clock())
    let_in = sum(door.wait(f"cookie {number}", "203.0.113.7", 0) == 0 for number in range(NETWORK.burst + 50))
    assert let_in == NETWORK.burst
    assert door.wait("jana", "198.51.100.2", 0) == 0
    photos = sum(door.wait(f"photo {number}", "198.51.100.3", 8_000_000) == 0 for number in range(50))
    assert photos == NETWORK.burst // (1 + 8_000_000 // HEAVY)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("somewhere", "somewhere", True),
    ],
)
def test_a_household_of_many_addresses_is_one_network(one: str, other: str, same: bool) -> None:
    door = Doorkeeper(Clock())
    for number in range(NETWORK.burst):
        door.wait(f"cookie {number}", one, 0)
    assert (door.wait("another", other, 0) > 0) is same


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", None])
def test_who_writes_from_here_has_a_shoppers_pace_alone(host: str | None) -> None:
    door = Doorkeeper(Clock())
    assert not any(door.wait(f"cookie {number}", host, 0) for number in range(NETWORK.burst + 50))
    assert [door.wait("jana", host, 0) for _ in range(SHOPPER.burst + 1)] == [0] * SHOPPER.burst + [1]


def test_the_page_is_told_when_to_try_again() -> None:
    with closing(open_shop(Settings(DATABASE_URL=":memory:"))) as shop:
        browser = TestClient(shop_app(shop))
        browser.get("/")
        heavy: dict[str, Any] = {"content": b"a" * HEAVY * 10, "headers": {"Content-Type": "application/json"}}
        answers = [browser.post("/chat", **heavy) for _ in range(SHOPPER.burst // 11)]
        assert {answer.status_code for answer in answers} == {400}
        turned_down = browser.post("/chat", **heavy)
        assert turned_down.status_code == 429
        wait = int(turned_down.headers["retry-after"])
        assert 0 < wait <= 6
        assert turned_down.json() == {"error": f"That is a lot at once. Try again in {wait} s."}
