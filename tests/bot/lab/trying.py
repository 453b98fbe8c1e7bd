"""A text that is tried, and shoppers who read it: rows as the shop itself leaves them, written many at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, update
from sqlmodel import col

from bot.lab import experiment_store
from bot.lab.experiment_store import Experiment
from bot.lab.experiments import Experiments
from bot.lab.publish import Lab
from bot.tables import CaseRow, ReachRow
from bot.wiring import Shop
from dialogue.experiments import arm_of, variant
from dialogue.tables import ConsentRow, OutboxRow
from orders.tables import EventRow, OrderRow

HOUR = timedelta(hours=1)
WARM, SHORT = "Welcome in! What may I look for?", "Hello! What do you need?"


@dataclass
class Trying:
    """A shop whose marketers try the greeting in English; `reads` puts what shoppers were told into the outbox, and the
    verbs behind it what they did so long after now."""

    shop: Shop
    context: str = "greeting"
    locale: str = "en"
    readers: int = 0

    @property
    def experiments(self) -> Experiments:
        return self.shop.experiments

    @property
    def lab(self) -> Lab:
        return self.experiments.lab

    def reviewed(self, text: str) -> int:
        history = self.lab.history(self.context, self.locale)
        version = self.lab.save(self.context, self.locale, [text], "Anna", history[0].id if history else None)
        return self.lab.review(version.id, "Ben").id

    def starts(self, *texts: str, smallest: float = 0.1) -> int:
        versions = tuple(map(self.reviewed, texts))
        return self.experiments.start(self.context, self.locale, versions, smallest, None, "Anna")

    def shoppers(self, trial: int, arm: int, count: int, arms: int = 2) -> list[str]:
        """So many new ones whom the hash puts in this arm."""
        found: list[str] = []
        while len(found) < count:
            self.readers += 1
            if arm_of(trial, f"s{self.readers}", arms) == arm:
                found.append(f"s{self.readers}")
        return found

    def reads(self, trial: int, arm: int, version: int | None, shoppers: Iterable[str], goes_on: int = 0) -> None:
        """Each reads the message now; the first `goes_on` of them write on an hour later and are answered."""
        said_in, now = variant(trial, arm, version), self.shop.clock()
        rows = []
        for place, shopper in enumerate(shoppers):
            told = self._row(shopper, self.context, "greet", 1) | {"variant": said_in}
            rows.append(told | {"created_at": now, "sent_at": now})
            if place < goes_on:
                answer = self._row(shopper, "shortlist", "find_product", 2)
                rows.append(answer | {"created_at": now + HOUR, "sent_at": now + HOUR})
        with self.shop.storage.writes() as session:
            session.execute(insert(OutboxRow), rows)

    def _row(self, shopper: str, name: str, intent: str, turn: int) -> dict[str, object]:
        return {
            "conversation": f"c-{shopper}",
            "shopper": shopper,
            "name": name,
            "message": "{}",
            "locale": self.locale,
            "market": "DE",
            "intent": intent,
            "turn": turn,
            "variant": "",
            "state": "sent",
            "pieces": 0,
            "attempts": 0,
            "text": "",
        }

    # ---- what shoppers do

    def orders(self, shopper: str, after: timedelta, state: str = "paid") -> str:
        at = self.shop.clock() + after
        order = OrderRow(
            id=f"o-{shopper}-{after.total_seconds():.0f}",
            shopper=shopper,
            conversation=f"c-{shopper}",
            state=state,
            revision=1,
            search="",
            body="{}",
            created_at=at,
            placed_at=at,
        )
        self._add(order)
        return order.id

    def calls_a_person(self, shopper: str, after: timedelta) -> None:
        at = self.shop.clock() + after
        self._add(CaseRow(conversation=f"c-{shopper}", shopper=shopper, flag="asked", facts="{}", opened_at=at))

    def opts_out(self, shopper: str, after: timedelta) -> None:
        at, about = self.shop.clock() + after, "marketing"
        self._add(ConsentRow(shopper=shopper, about=about, given=False, channel="web", source="m", wording="", at=at))

    def blocks(self, shopper: str, after: timedelta) -> None:
        self._add(ReachRow(conversation=f"c-{shopper}", shopper=shopper, blocked_at=self.shop.clock() + after))

    def asks_money_back(self, shopper: str, after: timedelta) -> None:
        order, at = self.orders(shopper, after), self.shop.clock() + after
        self._add(EventRow(order_id=order, seq=1, kind="RefundApproved", body="{}", at=at, announced=True))

    def speaks_french(self, shopper: str, after: timedelta) -> None:
        at = self.shop.clock() + after
        answer = self._row(shopper, "language_changed", "change_language", 2 if after > timedelta() else 0)
        self._add(OutboxRow(**answer | {"locale": "fr", "created_at": at, "sent_at": at}))

    def late(self, shopper: str) -> None:
        """What they were told took a minute."""
        told = update(OutboxRow).where(col(OutboxRow.shopper) == shopper)
        with self.shop.storage.writes() as session:
            session.execute(told.values(sent_at=self.shop.clock() + timedelta(minutes=1)))

    def _add(self, row: object) -> None:
        with self.shop.storage.writes() as session:
            session.add(row)

    def looks(self, after: timedelta = timedelta(days=2)) -> None:
        """Time passes, and the scheduled look comes round."""
        self.shop.clock.move(after)
        self.experiments.run()


def found(trying: Trying, trial: int) -> Experiment:
    """The experiment as it is now."""
    with trying.shop.storage.reads() as session:
        trial_now = experiment_store.experiment(session, trial)
    assert trial_now is not None
    return trial_now


def version(trying: Trying, trial: int, arm: int = 1) -> int | None:
    return found(trying, trial).arms[arm].arm.version


def both_read(trying: Trying, trial: int, each: int, control: int, variant: int) -> tuple[list[str], list[str]]:
    """So many shoppers of either arm, and how many of them go on."""
    arms = trying.shoppers(trial, 0, each), trying.shoppers(trial, 1, each)
    trying.reads(trial, 0, None, arms[0], control)
    trying.reads(trial, 1, version(trying, trial), arms[1], variant)
    return arms
