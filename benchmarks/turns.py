"""A turn through the web door, beside an echo turn through the same doors and storage, beside a bare handler.

All are driven by the same client over the same loopback against uvicorn in a thread, alternating, each on its own
SQLite file with `synchronous=FULL`. The bare handler stores one row and answers: what any acknowledged message costs;
once with nothing but `sqlite3`, and once through the session that the shop uses.
"""

import http.client
import json
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import uvicorn
from sqlmodel import Field, SQLModel
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from benchmarks.table import milliseconds, show

TURNS = 200
TALKS = 50
TURNS_A_TALK = 6
SAID = (
    "I need a rain jacket, size L, under 130 euros",
    "not yellow please",
    "something cheaper",
    "where is my order?",
    "what is your service fee?",
    "thanks",
)


def bare(file: Path) -> ASGIApp:
    """The floor: one row stored for good, then an answer."""
    return _storing(_by_sqlite3(file))


def modelled(file: Path) -> ASGIApp:
    """The same through the shop's own storage and a row class."""
    from bot.storage import Storage

    storage = Storage(f"sqlite:///{file}")
    Line.metadata.create_all(storage.engine, tables=[SQLModel.metadata.tables["bench_line"]])

    def store(body: str) -> None:
        with storage.writes() as session:
            session.add(Line(body=body))

    return _storing(store)


class Line(SQLModel, table=True):
    __tablename__ = "bench_line"
    id: int | None = Field(default=None, primary_key=True)
    body: str


def _by_sqlite3(file: Path) -> Callable[[str], None]:
    connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.execute("create table message (id integer primary key, body text)")
    lock = threading.Lock()

    def store(body: str) -> None:
        with lock:
            connection.execute("insert into message (body) values (?)", (body,))

    return store


def _storing(store: Callable[[str], None]) -> ASGIApp:
    async def chat(request: Request) -> JSONResponse:
        body = await request.body()
        await run_in_threadpool(store, body.decode())
        return JSONResponse({"text": json.loads(body)["text"]})

    async def page(request: Request) -> JSONResponse:
        return JSONResponse({})

    return Starlette(routes=[Route("/chat", chat, methods=["POST"]), Route("/", page)])


def shop(file: Path, *, echo: bool) -> ASGIApp:
    """The shop's own web app; with `echo`, thinking is one fixed courtesy and everything else is as ever."""
    from bot.settings import Settings
    from bot.web import shop_app
    from bot.wiring import open_shop
    from dialogue.commands import Thank
    from dialogue.understanding.base import Reading

    settings = Settings(DATABASE_URL=f"sqlite:///{file}")
    if not echo:
        return shop_app(open_shop(settings))
    thanks = Reading(commands=(Thank(),), confidence=1.0)
    return shop_app(open_shop(settings, understander=SimpleNamespace(understand=lambda view: thanks)))


@contextmanager
def serving(app: ASGIApp) -> Iterator[int]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


class Person:
    """One browser: its own connection and cookie."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._connection.request("GET", "/")
        answer = self._connection.getresponse()
        answer.read()
        self._cookie = (answer.getheader("set-cookie") or "").split(";")[0]

    def says(self, text: str) -> tuple[float, dict[str, object]]:
        """Seconds until the reply was here, and the reply."""
        headers = {"Content-Type": "application/json", "Cookie": self._cookie}
        started = time.perf_counter()
        self._connection.request("POST", "/chat", json.dumps({"text": text}), headers)
        answer = self._connection.getresponse()
        reply = json.loads(answer.read())
        took = time.perf_counter() - started
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {reply}")
        return took, reply


def one_after_another(ports: dict[str, int]) -> dict[str, list[float]]:
    people = {name: Person(port) for name, port in ports.items()}
    took: dict[str, list[float]] = {name: [] for name in ports}
    for number in range(TURNS + 10):
        for name, person in people.items():
            seconds, _ = person.says(SAID[number % len(SAID)])
            if number >= 10:
                took[name].append(seconds)
    return took


def at_once(port: int) -> tuple[float, int, int]:
    """Turns a second with many conversations at once, faults, and replies that named another talk's number."""
    people = [Person(port) for _ in range(TALKS)]

    def talk(number: int) -> tuple[int, int]:
        faults = crossed = 0
        mine = str(1000 + number)
        for turn in range(TURNS_A_TALK):
            text = f"I need a rain jacket under {mine} euros" if turn % 2 == 0 else SAID[turn % len(SAID)]
            try:
                _, reply = people[number].says(text)
            except (OSError, RuntimeError, ValueError):
                faults += 1
                continue
            said = json.dumps(reply)
            crossed += any(f"{other},00" in said or f"{other}.00" in said for other in _others(number))
        return faults, crossed

    started = time.perf_counter()
    with ThreadPoolExecutor(TALKS) as pool:
        results = list(pool.map(talk, range(TALKS)))
    took = time.perf_counter() - started
    return TALKS * TURNS_A_TALK / took, sum(f for f, _ in results), sum(c for _, c in results)


def _others(number: int) -> list[str]:
    return [f"{(1000 + other):,}" for other in range(TALKS) if other != number]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder)
        with (
            serving(bare(files / "bare.db")) as floor,
            serving(modelled(files / "modelled.db")) as model,
            serving(shop(files / "echo.db", echo=True)) as echo,
            serving(shop(files / "shop.db", echo=False)) as real,
        ):
            doors = {"bare handler, one row": floor, "the same by SQLModel": model, "echo turn": echo, "turn": real}
            took = one_after_another(doors)
            middle = {name: sorted(values)[len(values) // 2] for name, values in took.items()}
            least = middle["bare handler, one row"]
            rows = [[name, *milliseconds(values), f"{middle[name] / least:.1f} x"] for name, values in took.items()]
            show(f"A turn without a model ({TURNS} each, alternating)", ["", "p50 ms", "p95 ms", "bare"], rows)
            rate, faults, crossed = at_once(real)
            floor_rate, _, _ = at_once(floor)
            show(
                f"{TALKS} conversations at once, {TURNS_A_TALK} turns each",
                ["", "turns/s", "errors", "crossed"],
                [["turn", f"{rate:.0f}", str(faults), str(crossed)], ["bare handler", f"{floor_rate:.0f}", "0", "-"]],
            )
