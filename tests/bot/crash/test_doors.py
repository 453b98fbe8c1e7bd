"""A process that is really killed right after it has acknowledged a webhook has lost nothing, and answers it later."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bot.channels.telegram.connection import SECRET_HEADER, secret_of
from bot.connections import connect
from dialogue import store
from dialogue.inbound import Arrival
from tests.bot.channels.telegram_updates import an_update
from tests.bot.crash.doors import opened
from tests.builders import a_catalog
from tests.peers.telegram import TOKEN, TelegramPeer, telegram_peer
from tests.peers.telegram_spec import needs_spec

pytestmark = needs_spec
ROOT = Path(__file__).parents[3]
SIGNED = {SECRET_HEADER: secret_of(TOKEN), "Content-Type": "application/json"}
AT_ONCE = 4


class Street:
    """People who write to a shop whose process is killed again and again."""

    def __init__(self, folder: Path, peer: TelegramPeer) -> None:
        self.folder, self.peer = folder, peer
        self.acknowledged: set[int] = set()
        self._number = 0
        a_catalog(folder / "catalog.jsonl")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.crash.doors"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def life(self, early: bool = False) -> None:
        """Some people write at the same moment; the process is killed at the first acknowledgement."""
        assert self._process.stdin is not None and self._process.stdout is not None
        asked = {"folder": str(self.folder), "peer": self.peer.url, "early": early}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        alive = json.loads(self._process.stdout.readline())

        def write(number: int) -> None:
            if _post(alive["port"], number):
                os.kill(alive["pid"], signal.SIGKILL)
                self.acknowledged.add(number)

        numbers = range(self._number, self._number + AT_ONCE)
        self._number += AT_ONCE
        with ThreadPoolExecutor(AT_ONCE) as people:
            list(people.map(write, numbers))

    def lost(self) -> set[int]:
        """What was acknowledged and is not there, or has no answer once a process has lived on in peace."""
        shop = opened(self.folder, self.peer.url)
        (connection,) = connect(shop)
        shop.sweep()
        with shop.storage.reads() as session:
            kept = {number for number in self.acknowledged if store.is_known(session, _named(number))}
            unread, _ = store.backlog(session)
        connection.stop()
        shop.close()
        assert unread == 0
        return self.acknowledged - kept

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


def _named(number: int) -> Arrival:
    return Arrival(channel="telegram", external_id=str(number), address="", raw="")


def _post(port: int, number: int) -> bool:
    """Whether the update was acknowledged."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/hooks/telegram", json.dumps(an_update("hello", update_id=number)), SIGNED)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    with telegram_peer() as peer:
        opened_street = Street(tmp_path, peer)
        yield opened_street
        opened_street.close()


def kills(street: Street, count: int) -> None:
    for _ in range(count):
        street.life()
    assert len(street.acknowledged) >= count
    assert street.lost() == set()


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(street: Street) -> None:
    kills(street, 10)


@pytest.mark.soak
def test_nothing_acknowledged_is_lost_in_two_hundred_kills(street: Street) -> None:
    kills(street, 200)


def test_the_street_catches_a_shop_that_answers_before_it_stores(street: Street) -> None:
    street.life(early=True)
    assert street.lost() == street.acknowledged != set()
