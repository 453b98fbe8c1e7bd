"""The same conversation goes the same way every time: each is played four times, every time in a shop of its own."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.jsonlines import JsonLines
from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import open_shop
from tests.conversations.script import DOES, Conversation, Unjudged, conversations

ALL = tuple(conversations())
RUNS = 4
START = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
DRAWN = re.compile(
    r"\b(?:SK-)?[A-Z0-9]{6}\b|GC(?:-[A-Z0-9]{4}){3}\b|\b[0-9a-f]{12}(?:[0-9a-f]{4})?\b|\b[0-9a-f]{8}\b"
    r"|\bJD[0-9]{12}\b|\bSK[0-9]{10}\b"
)
"""What is drawn by lot: numbers of orders, gift cards and parcels, tokens of buttons, codes in letters."""


class Ticking(StillClock):
    """A clock that goes on by a millisecond whenever it is read: of two things, one came first."""

    def __call__(self) -> datetime:
        self.move(timedelta(milliseconds=1))
        return super().__call__()


class Recorded:
    """The shop's JSON door, with everything that it answered; what is drawn by lot is numbered as it comes."""

    def __init__(self, door: JsonLines) -> None:
        self._door = door
        self._names: dict[str, str] = {}
        self.answers: list[str] = []

    def __call__(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = self._door.handle(dict(request))
        told = json.dumps(answer, ensure_ascii=False).replace("\\n", "\n")  # A word ends where a line does.
        self.answers.append(DRAWN.sub(self._name, told))
        return answer

    def _name(self, found: re.Match[str]) -> str:
        return self._names.setdefault(found.group(), f"drawn {len(self._names) + 1}")


def told(conversation: Conversation, door: JsonLines) -> list[str]:
    """Every answer of the door in one conversation, states and letters included."""
    recorded = Recorded(door)
    door.handle({"op": "reset"})
    Unjudged(recorded, {}, conversation).play()
    return recorded.answers


def one_run(language: str) -> dict[str, list[str]]:
    shop = open_shop(Settings(database_url=":memory:"), clock=Ticking(START))
    door = JsonLines(shop)
    answers = {each.name: told(each, door) for each in ALL if each.language == language}
    shop.close()
    return answers


@pytest.mark.soak
@pytest.mark.parametrize("language", sorted({each.language for each in ALL}))
def test_four_runs_of_a_conversation_are_the_same(language: str) -> None:
    first, *others = (one_run(language) for _ in range(RUNS))
    different = [name for name, answers in first.items() if any(other[name] != answers for other in others)]
    assert different == []


def test_a_difference_between_two_runs_is_seen_and_what_is_drawn_by_lot_is_none() -> None:
    class Drawing(JsonLines):
        def __init__(self, id_: str, price: str) -> None:
            self._said = {"order": id_, "text": f"Order {id_} for {price}", "button": "confirm:0123456789ab"}

        def handle(self, request: object) -> dict[str, object]:
            return dict(self._said)

    doors = [Recorded(Drawing(*said)) for said in (("SK-AAAA22", "1"), ("SK-BBBB33", "1"), ("SK-AAAA22", "2"))]
    for door in doors:
        door({"op": "state"})
    same, again, other = (door.answers for door in doors)
    assert same == again != other


def test_every_turn_states_something() -> None:
    """A fact, an amount, a state or what is waited for; of what is said or pressed, the language of its reply at least,
    which is looked at every time."""
    silent = [
        f"{each.name}: {turn}"
        for each in ALL
        for turn in each.script["turn"]
        if not turn.keys() - {*DOES, "of", "text"} and not turn.keys() & {"say", "press", "photo"}
    ]
    assert silent == []
