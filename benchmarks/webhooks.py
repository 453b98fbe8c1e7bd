"""How soon a webhook is answered while everybody who thinks is blocked for a minute, beside a bare handler.

Both are served by uvicorn in a process of their own, as `shopkeep serve` runs it, each on its own SQLite file with
`synchronous=FULL`. The bare handler is Starlette and `sqlite3`: it stores one row for good and answers. Messages come
over real sockets, 50 a second whether or not the ones before were answered, in turns to one and to the other; a time
counts from the moment at which a message was to be sent.
"""

import http.client
import json
import multiprocessing
import socket
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from types import SimpleNamespace
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from benchmarks.table import percentile, show
from benchmarks.turns import bare
from bot.channels.telegram.connection import SECRET_HEADER, secret_of

A_SECOND: Final = 50
SECONDS: Final = 4
ROUNDS: Final = 5
PEOPLE: Final = 200
BLOCKED: Final = 60.0
TOKEN: Final = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
"""The example of Telegram's own pages."""
CLOSED: Final = "http://127.0.0.1:9"
"""Where nobody answers: nothing leaves this machine."""
HEADERS: Final = {"Content-Type": "application/json", SECRET_HEADER: secret_of(TOKEN)}


def shop(folder: Path) -> ASGIApp:
    """The shop's own web app with Telegram's webhook, and its workers, whose every thought takes a minute."""
    import secrets

    from bot.channels.webchat import Hub
    from bot.connections import connect
    from bot.settings import Settings
    from bot.signin import SignIn
    from bot.web import app
    from bot.wiring import open_shop
    from dialogue.understanding.base import Reading

    def think(view: object) -> Reading:
        time.sleep(BLOCKED)
        return Reading((), 0.0)

    settings = Settings.model_validate(
        {
            **Settings().model_dump(),
            "database_url": f"sqlite:///{folder / 'shop.db'}",
            "telegram_bot_token": TOKEN,
            "telegram_base_url": f"{CLOSED}/bot",
            "telegram_file_url": f"{CLOSED}/file/bot",
            "public_url": "https://shop.example",
        }
    )
    opened = open_shop(settings, understander=SimpleNamespace(understand=think))
    return app(opened, Hub(), SignIn(secrets.token_urlsafe(32)), demo=False, connections=connect(opened))


def floor(folder: Path) -> ASGIApp:
    return bare(folder / "bare.db")


def _serve(build: Callable[[Path], ASGIApp], folder: Path, told: Connection) -> None:
    """In a process of its own, until it is ended."""
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(build(folder), log_level="critical", timeout_graceful_shutdown=1))
    told.send(door.getsockname()[1])
    server.run(sockets=[door])


def _update(number: int) -> bytes:
    """A message in a private chat, as https://core.telegram.org/bots/api#update has it."""
    person = {"id": 1000 + number % PEOPLE, "first_name": "Test"}
    message = {
        "message_id": number,
        "date": 1764072000,
        "chat": {**person, "type": "private"},
        "from": {**person, "is_bot": False, "language_code": "de"},
        "text": f"Wo ist mein Paket? ({number})",
    }
    return json.dumps({"update_id": number, "message": message, "text": "echo"}).encode()


class Vendor:
    """Posts at a steady pace over connections that are kept open."""

    def __init__(self, port: int, path: str) -> None:
        self._port, self._path = port, path
        self._free: SimpleQueue[http.client.HTTPConnection] = SimpleQueue()
        self.failed = 0

    def posts(self, first: int, count: int) -> list[float]:
        """Seconds from when each was to be sent to its answer. Connections that stood idle since were closed."""
        self._free = SimpleQueue()
        started = time.perf_counter() + 0.1
        with ThreadPoolExecutor(32) as line:
            taken = [line.submit(self._post, first + at, started + at / A_SECOND) for at in range(count)]
            return [each.result() for each in taken]

    def _post(self, number: int, due: float) -> float:
        time.sleep(max(0.0, due - time.perf_counter()))
        connection = self._connection()
        connection.request("POST", self._path, _update(number), HEADERS)
        answer = connection.getresponse()
        answer.read()
        took = time.perf_counter() - due
        self.failed += answer.status != 200
        self._free.put(connection)
        return took

    def _connection(self) -> http.client.HTTPConnection:
        try:
            return self._free.get_nowait()
        except Empty:
            return http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)


def main() -> None:
    apart = multiprocessing.get_context("spawn")
    sides = {"the shop, thinking blocked": (shop, "/hooks/telegram"), "bare Starlette, one row": (floor, "/chat")}
    with tempfile.TemporaryDirectory() as folder:
        processes, vendors = [], {}
        for name, (build, path) in sides.items():
            here, there = apart.Pipe()
            process = apart.Process(target=_serve, args=(build, Path(folder), there), daemon=True)
            process.start()
            vendors[name] = Vendor(here.recv(), path)
            processes.append(process)
        try:
            _measure(vendors)
        finally:
            for process in processes:
                process.kill()
                process.join()


def _measure(vendors: dict[str, Vendor]) -> None:
    took: dict[str, list[float]] = {name: [] for name in vendors}
    for vendor in vendors.values():
        vendor.posts(1, A_SECOND)
    for number in range(ROUNDS):
        for name, vendor in vendors.items():
            took[name] += vendor.posts(1000 * (number + 1), A_SECOND * SECONDS)
    rows = [
        (name, *(f"{percentile(times, share) * 1000:.1f}" for share in (0.5, 0.95, 0.99)), f"{max(times) * 1000:.1f}",
         str(vendors[name].failed))
        for name, times in took.items()
    ]  # fmt: skip
    ours, theirs = (percentile(times, 0.99) for times in took.values())
    count = ROUNDS * SECONDS * A_SECOND
    title = f"Webhooks answered: {A_SECOND} a second, {count} each, milliseconds until the answer"
    show(title, ("", "p50", "p95", "p99", "longest", "not 200"), rows)
    print(f"\n  p99 to p99: {ours / theirs:.1f} times as long; to reach: below 200 ms")
