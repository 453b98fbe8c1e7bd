"""Takeovers with everybody at once: three people claim and write, the shopper goes on, turns break off, Slack repeats.

A sweep counts what must never be: an answer of the agent while a person has the conversation, a reply twice, a reply of
somebody who has not got it, a reply lost, a word of the team's notes before the shopper.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final
from urllib.parse import quote

from bot.channels.connection import Heard, Knock
from bot.desk.slack import blocks, store
from bot.desk.slack.connection import FORM, JSON
from bot.desk.slack.door import Door
from bot.desk.slack.store import ANSWER, Thread
from bot.wiring import Shop
from dialogue import outbox_store
from dialogue.inbound import Attachment
from dialogue.messages.handover import StaffSays
from orders.ids import ConversationId
from tests.at_once import at_once
from tests.bot.slack.desk import CHANNEL, STAFF, Desk, recording, signed
from tests.builders import an_arrival
from tests.peers.slack import Json

Files = tuple[Attachment, ...]
NOTE: Final = "canary of the team"
URL: Final = "https://shop.example/hooks/slack"


class Broken(Exception):
    """A turn or a write that breaks off."""


class AnybodyAnswers(Door):
    """Planted bug: whoever writes in a thread is passed on."""

    def _accept(self, thread: Thread, name: str, verb: str, text: str, external_id: str, *files: Files) -> None:
        super()._accept(thread, name, "reply" if verb == ANSWER else verb, text, external_id, *files)


class NotesGoOut(Door):
    """Planted bug: what the team wrote for itself goes along."""

    def _accept(self, thread: Thread, name: str, verb: str, text: str, external_id: str, *files: Files) -> None:
        super()._accept(thread, name, verb, f"{text}\n{NOTE}" if verb == ANSWER else verb, external_id, *files)


class NewIdsEachTime(Door):
    """Planted bug: what Slack repeats is taken for something new."""

    def _accept(self, thread: Thread, name: str, verb: str, text: str, external_id: str, *files: Files) -> None:
        super()._accept(thread, name, verb, text, external_id + self._shop.new_id(), *files)


BUGS: Final = {"anybody answers": AnybodyAnswers, "notes go out": NotesGoOut, "new ids each time": NewIdsEachTime}


@dataclass
class Breaks:
    """Breaks off at one in so many of the points that the engine passes, while it is on."""

    dice: random.Random
    one_in: int = 25
    is_on: bool = False

    def __call__(self, point: str) -> None:
        if self.is_on and self.dice.randrange(self.one_in) == 0:
            raise Broken(point)


@dataclass
class Sweep:
    """`faults` names what went wrong, with the number of the takeover."""

    desk: Desk
    seed: int
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.breaks = Breaks(self.dice)
        _breaking(self.desk.shop, self.breaks)
        # A turn that broke off is tried again at once: the clock stands still meanwhile.
        self.shop = self.desk.shop

    def run(self, times: int) -> list[str]:
        for number in range(times):
            self.faults += [f"{number}: {fault}" for fault in self._takeover(number)]
        return self.faults

    def _takeover(self, number: int) -> Iterator[str]:
        customer = self.desk.customer(f"shopper-{number}")
        customer.says("a person please")
        talk = customer.talk().id
        root = self._opened(number, talk)
        sent = {name: [self._reply(user, name, number, each, root) for each in (1, 2)] for user, name in STAFF.items()}
        claims = {name: self._press(user, blocks.CLAIM, root) for user, name in STAFF.items()}
        works = [partial(self._all_taken, [claims[name], *sent[name]]) for name in STAFF.values()]
        self.dice.shuffle(works)
        self.breaks.is_on = True
        at_once(*works, partial(self._shopper, number), partial(self._drains, talk))
        self.breaks.is_on = False
        self._all_taken([knock for knocks in sent.values() for knock in knocks] + list(claims.values()))
        self._turns(talk)
        holder = customer.talk().staff or ""
        user = next(user for user, name in STAFF.items() if name == holder)
        self._all_taken([self._press(user, blocks.HAND_BACK, root)] * 2)
        self._turns(talk)
        self.desk.slack.mirror.run()
        yield from self._wrong(talk, holder, {_text(number, holder, each) for each in (1, 2)})

    def _wrong(self, talk: ConversationId, holder: str, owed: set[str]) -> Iterator[str]:
        with self.shop.storage.reads() as session:
            said = outbox_store.said(session, talk)
        names = [each.message.name() for each in said]
        begin, end = names.index("staff_here"), next(i for i, name in enumerate(names) if name.startswith("agent_back"))
        if set(names[begin:end]) - {"staff_here", "staff_says"}:
            yield f"said while {holder} had it: {names[begin:end]}"
        if Counter(names)["staff_here"] != 1:
            yield "announced more than once"
        words = [each.message for each in said if isinstance(each.message, StaffSays)]
        told = Counter(each.text for each in words)
        if any(each.staff != holder for each in words):
            yield f"words of others than {holder}"
        if any(count > 1 for count in told.values()):
            yield f"said twice: {told}"
        if not owed <= set(told):
            yield f"lost: {owed - set(told)}"
        if any(NOTE in (each.text or "") or NOTE in each.message.model_dump_json() for each in said):
            yield "a note went out"
        if any(each.state != "sent" for each in said):
            yield "not delivered"

    # ---- everybody at once

    def _shopper(self, number: int) -> None:
        for text in ("hello", "thanks"):
            arrival = an_arrival(text, address=f"shopper-{number}")
            self._until_done(partial(self.shop.engine.accept, arrival))

    def _drains(self, talk: ConversationId) -> None:
        for _ in range(6):
            self.shop.worker.drain(talk)

    def _all_taken(self, knocks: list[Knock]) -> None:
        """As Slack does: what was not answered with 200 is sent again."""
        for knock in knocks:
            for _ in range(100):
                if isinstance(self.desk.slack.parse(knock), Heard):
                    break

    def _until_done(self, work: Callable[[], object]) -> None:
        for _ in range(100):
            try:
                work()
            except Broken:
                continue
            return

    def _opened(self, number: int, talk: ConversationId) -> str:
        """The thread of a conversation, as if its first message were posted: what is posted is other tests' matter."""
        self.desk.slack.mirror.run()
        ts = f"1750000{number:03d}.000100"
        with self.shop.storage.writes() as session:
            thread = next(each for each in store.open_threads(session) if each.conversation == talk)
            store.place_thread(session, thread.id, CHANNEL, ts)
        return ts

    def _turns(self, talk: ConversationId) -> None:
        """Every turn and reply that waits, those that broke off included."""
        for _ in range(3):
            self.shop.worker.drain(talk)
            self.desk.pass_seconds(400)
        self.shop.worker.drain(talk)

    def _reply(self, user: str, name: str, number: int, each: int, root: str) -> Knock:
        body = self.desk.reply_body(user, f"{_text(number, name, each)}\n// {NOTE}", root)
        return _knock(json.dumps(body).encode(), JSON)

    def _press(self, user: str, action: str, root: str) -> Knock:
        body = recording("block_actions")
        value = str(self.desk.thread_of(root))
        given = {"action_id": action, "value": value, "type": "button", "block_id": "case"}
        given["action_ts"] = f"{self.dice.randrange(10**9)}.{self.dice.randrange(10**6)}"
        channel: Json = {"id": CHANNEL, "name": "desk"}
        payload = {**body, "user": {"id": user, "username": "x"}, "actions": [given], "channel": channel}
        return _knock(f"payload={quote(json.dumps(payload))}".encode(), FORM)


def _text(number: int, staff: str, each: int) -> str:
    return f"Answer {each} of {staff} to shopper {number}"


def _knock(body: bytes, kind: str) -> Knock:
    headers = {name.lower(): value for name, value in signed(body).items()}
    return Knock({**headers, "content-type": kind}, body, URL)


def _breaking(shop: Shop, at: Callable[[str], None]) -> None:
    """The shop's engine and worker pass their points through `at`."""
    shop.worker = replace(shop.worker, engine=replace(shop.worker.engine, at=at), at=at)
