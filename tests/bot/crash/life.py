"""One life of a shop process in the crash sweep: it picks up what the last one left, goes on with the flow, and may be
killed at any point it passes. What the world saw and acknowledged lies in files beside the database."""

import json
import os
import signal
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.clock import StillClock
from bot.desk.cases import said_at_the_desk
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from bot.worker import ORDERS
from dialogue import store
from dialogue.conversation import Conversation
from orders import service
from orders.actions import ParcelNews
from tests.bot.crash.flows import FLOWS, Step
from tests.builders import NOW, an_arrival
from tests.fakes import BUGS, PostedChannel, Scripted, post
from tests.sentences import SENTENCES

BETWEEN_LIVES = timedelta(minutes=3)
"""Longer than any lease: the next process may take over at once."""


@dataclass
class Life:
    """`folder` is one run; `kill_at` is (point, how often it was passed by then, from 1)."""

    folder: Path
    flow: str
    kill_at: tuple[str, int] | None = None
    bug: str | None = None
    passed: list[str] = field(default_factory=list)

    def live(self) -> None:
        """To the end of the flow, or to the kill."""
        lives = len(self._lines("lives"))
        post(self.folder / "lives", self.flow)
        done = [tuple(json.loads(line)) for line in self._lines("acks")]
        gone = sum(int(what) for verb, what in done if verb == "days")
        clock = StillClock(NOW + BETWEEN_LIVES * lives + timedelta(days=gone))
        settings = Settings(
            database_url=f"sqlite:///{self.folder}/shop.db", catalog=self.folder.parent / "catalog.jsonl"
        )
        shop = open_shop(settings, understander=Scripted(SENTENCES), clock=clock, at=self._at)
        shop.channels["test"] = PostedChannel(self.folder / "world")
        if self.bug:
            BUGS[self.bug](shop)
        shop.sweep()
        steps = FLOWS[self.flow]
        for number in range(len(done), len(steps)):
            self._do(shop, number, steps[number])
            shop.sweep()
        shop.close()
        (self.folder / "passed").write_text("\n".join(self.passed), encoding="utf-8")

    def _at(self, point: str) -> None:
        self.passed.append(point)
        if (point, self.passed.count(point)) == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _do(self, shop: Shop, number: int, step: Step) -> None:
        verb, what = step
        match verb:
            case "say":
                shop.engine.accept(an_arrival(what, external_id=f"step-{number}"))
            case "press":
                shop.engine.accept(an_arrival(button=self._button(what), external_id=f"step-{number}"))
            case "staff":
                talk = self._talk(shop)
                shop.engine.accept(said_at_the_desk(talk.id, "Alex", what, "", f"step-{number}"))
            case "parcel":
                with shop.storage.writes() as session:
                    order = service.orders_of(session, self._talk(shop).shopper)[0]
                    service.report_parcel(session, order.id, ParcelNews(what), shop.clock())
                    self._at("before news commit")
            case "days":
                self._leap(shop, int(what))
        post(self.folder / "acks", json.dumps(step))
        self._at("after acknowledging")

    def _leap(self, shop: Shop, days: int) -> None:
        target = shop.clock() + timedelta(days=days)
        while True:
            with shop.storage.reads() as session:
                due = service.next_errand_at(session)
            if due is None or due > target:
                break
            shop.clock.move(max(due - shop.clock(), timedelta(seconds=1)))
            shop.drain(ORDERS)
        shop.clock.move(max(target - shop.clock(), timedelta(0)))

    def _talk(self, shop: Shop) -> Conversation:
        with shop.storage.reads() as session:
            found = store.find_conversation(session, "test", "jana")
        assert found is not None
        return found

    def _button(self, prefix: str) -> str:
        pressed = [
            button
            for line in self._lines("world")
            for button in json.loads(line)["buttons"]
            if button.startswith(prefix)
        ]
        return str(pressed[-1])

    def _lines(self, name: str) -> list[str]:
        file = self.folder / name
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
