"""A process that is really killed behind an acknowledged webhook has lost nothing, and what it had not noted as sent is
all that may be said twice. Every other life is killed by the acknowledgement, the others while the vendor takes an
answer, between sending and noting."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from bot.clock import Clock, StillClock
from bot.connections import connect
from dialogue import store
from dialogue.inbound import Arrival
from dialogue.tables import OutboxRow
from tests.bot.crash.doors import ask_nothing, opened
from tests.bot.crash.streets import WAYS, Knocking, Peer, Way
from tests.builders import a_catalog
from tests.peers import telegram_spec, twilio_spec

pytestmark = [telegram_spec.needs_spec, twilio_spec.needs_spec]
ROOT = Path(__file__).parents[3]
AT_ONCE = 4
SENDERS = 2
"""What may be sending when a process is killed: its worker and its sweep."""
PATIENCE = 60.0
"""Seconds until an answer goes out, on a machine that has much else to do."""
PEACE = 200
"""Times that a shop which lives on looks round, at most."""


class Street:
    """People who write to a shop whose process is killed again and again."""

    def __init__(self, folder: Path, name: str, peer: Peer, way: Way) -> None:
        self.folder, self.name, self.peer, self.way = folder, name, peer, way
        self.acknowledged: set[str] = set()
        self.killed_sending = 0
        self._lives = self._number = 0
        a_catalog(folder / "catalog.jsonl")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.crash.doors"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def life(self, bug: str | None = None) -> None:
        """Some people write at the same moment, and the process is killed."""
        assert self._process.stdin is not None and self._process.stdout is not None
        asked = {"folder": str(self.folder), "settings": self.way.settings(self.peer.url), "bug": bug}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        alive = json.loads(self._process.stdout.readline())
        self._lives += 1
        sending = self._lives % 2 == 0
        killed = threading.Event()

        def kill() -> None:
            with suppress(ProcessLookupError):
                os.kill(alive["pid"], signal.SIGKILL)
            killed.set()

        def write(number: int) -> None:
            knocking = self.way.knocking(number)
            if _post(alive["port"], knocking):
                self.acknowledged.add(knocking.external_id)
                if not sending:
                    kill()

        self.peer.once_kept = kill if sending else _nothing
        numbers = range(self._number, self._number + AT_ONCE)
        self._number += AT_ONCE
        with ThreadPoolExecutor(AT_ONCE) as people:
            list(people.map(write, numbers))
        self.killed_sending += sending and killed.wait(PATIENCE)
        kill()
        self.peer.once_kept = _nothing

    def lost(self, bug: str | None = None) -> set[str]:
        """What was acknowledged and is not there, or has no answer once a process has lived on in peace."""
        # Later than any lease of those that were killed lasts.
        shop = opened(self.folder, self.way.settings(self.peer.url), StillClock(Clock()() + timedelta(minutes=2)))
        (connection,) = connect(shop)
        if bug == "unasked":
            ask_nothing(shop)
        # A channel with a pace takes some messages a second, and all of them in the end.
        for _ in range(PEACE):
            shop.sweep()
            with shop.storage.reads() as session:
                unread, _ = store.backlog(session)
                unsaid = session.execute(select(func.count()).where(col(OutboxRow.state) != "sent")).scalar_one()
            if not (unread or unsaid):
                break
            shop.clock.move(timedelta(seconds=5))
        with shop.storage.reads() as session:
            kept = {name for name in self.acknowledged if store.is_known(session, self._named(name))}
        connection.stop()
        shop.close()
        assert (unread, unsaid) == (0, 0)
        return self.acknowledged - kept

    def twice(self) -> int:
        """Messages that the vendor took more than once. Everybody is told the same: so often the least of them."""
        kept = self.way.kept()
        owed = min(kept.values())
        return sum(count - owed for count in kept.values())

    def _named(self, name: str) -> Arrival:
        return Arrival(channel=self.name, external_id=name, address="", raw="")

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


def _nothing() -> None:
    """Nobody is killed."""


def _post(port: int, knocking: Knocking) -> bool:
    """Whether it was acknowledged."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", knocking.path, knocking.body, knocking.headers)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture(params=sorted(WAYS))
def street(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Street]:
    yield from _street(request.param, tmp_path)


@pytest.fixture
def whatsapp(tmp_path: Path) -> Iterator[Street]:
    yield from _street("whatsapp", tmp_path)


def _street(name: str, folder: Path) -> Iterator[Street]:
    with WAYS[name]() as (peer, way):
        opened_street = Street(folder, name, peer, way)
        yield opened_street
        opened_street.close()


def kills(street: Street, count: int) -> None:
    for _ in range(count):
        street.life()
    assert len(street.acknowledged) >= count // 2
    assert street.killed_sending == count // 2
    assert street.lost() == set()
    twice, window = street.twice(), SENDERS * street.killed_sending
    print(f"{street.name}: {count} kills, {len(street.acknowledged)} acknowledged, 0 lost, {twice} said twice")  # noqa: T201
    # Twilio is asked what it took; Telegram cannot be.
    assert twice <= (window if street.name == "telegram" else 0)


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(street: Street) -> None:
    kills(street, 10)


@pytest.mark.soak
def test_nothing_acknowledged_is_lost_in_two_hundred_kills(street: Street) -> None:
    kills(street, 200)


def test_the_street_catches_a_shop_that_answers_before_it_stores(street: Street) -> None:
    street.life("early")
    assert street.lost() == street.acknowledged != set()


def test_the_street_catches_a_shop_that_does_not_ask_twilio_what_it_took(whatsapp: Street) -> None:
    for _ in range(2):
        whatsapp.life("unasked")
    whatsapp.lost("unasked")
    assert whatsapp.twice() > 0
