"""Takeovers by three people at once, with turns that break off and a Slack that repeats itself: nothing wrong, ever."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk.slack import blocks
from tests.bot.slack.desk import APP, CHANNEL, STAFF, Desk, in_slack
from tests.bot.slack.takeovers import BUGS, Sweep
from tests.peers.slack import until

ROOT = Path(__file__).parents[3]
ROBIN = "U0ROBIN"


def test_nothing_goes_wrong_in_fifty_takeovers(desk: Desk) -> None:
    assert Sweep(desk, seed=1).run(50) == []


@pytest.mark.soak
def test_nothing_goes_wrong_in_a_thousand_takeovers(desk: Desk) -> None:
    assert Sweep(desk, seed=2).run(1000) == []


@pytest.mark.parametrize("bug", BUGS)
def test_the_sweep_catches_a_planted_bug(desk: Desk, bug: str) -> None:
    desk.slack.door = BUGS[bug](desk.shop, desk.slack.poster.client, STAFF)
    assert Sweep(desk, seed=3).run(3) != []


class Nursery:
    """Lives shop processes that answer one webhook of Slack and are killed: imports once, then forks."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.slack.killed"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def answers(self, desk: Desk, body: object) -> int:
        """The status that the killed process answered with."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        settings = desk.shop.settings
        asked = {"database": settings.database_url, "catalog": str(settings.catalog), "api": settings.slack_base_url}
        self._process.stdin.write(json.dumps({**asked, "body": body}) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        assert told["killed"]
        return int(told["status"])

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    opened = Nursery()
    yield opened
    opened.close()


def killed_after_answering(desk: Desk, nursery: Nursery, times: int) -> None:
    desk.customer().says("a person please")
    desk.settle()
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    root = desk.peer.roots()[-1]
    bodies = [desk.reply_body(ROBIN, f"Answer {number}", root) for number in range(times)]
    assert [nursery.answers(desk, body) for body in bodies] == [200] * times
    desk.settle()
    said = [each.text for each in desk.customer().channel.delivered if each.name == "staff_says"]
    assert said == [f"Robin: Answer {number}" for number in range(times)]


def test_a_reply_that_was_answered_survives_a_kill(desk: Desk, nursery: Nursery) -> None:
    killed_after_answering(desk, nursery, 10)


@pytest.mark.soak
def test_a_reply_that_was_answered_survives_a_kill_two_hundred_times(desk: Desk, nursery: Nursery) -> None:
    killed_after_answering(desk, nursery, 200)


def test_the_same_desk_works_over_a_socket(desk: Desk) -> None:
    desk.shop.settings = in_slack(desk.shop.settings, desk.peer, slack_app_token=APP)
    desk.customer().says("a person please")
    desk.settle()
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    desk.slack.start()
    try:
        assert until(desk.peer.is_connected)
        body = desk.reply_body(ROBIN, "Hello over the socket", desk.peer.roots()[-1])
        envelope = {"envelope_id": "e1", "type": "events_api", "accepts_response_payload": False, "payload": body}
        desk.peer.send(envelope)
        assert until(lambda: desk.peer.acknowledged == [{"envelope_id": "e1"}])
        desk.peer.send({**envelope, "envelope_id": "e2", "retry_attempt": 1, "retry_reason": "timeout"})
        assert until(lambda: len(desk.peer.acknowledged) == 2)
    finally:
        desk.slack.stop()
    desk.settle()
    said = [each.text for each in desk.customer().channel.delivered if each.name == "staff_says"]
    assert said == ["Robin: Hello over the socket"]
    assert CHANNEL in str(desk.peer.reactions)
