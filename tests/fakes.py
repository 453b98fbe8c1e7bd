"""One fake per protocol, and the planted bugs that sweeps must catch, as named switches."""

import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path

from bot.channels.base import Capabilities, ChannelError, Delivery
from bot.wiring import Shop
from dialogue import outbox_store, store
from dialogue.buttons import command_of
from dialogue.commands import Command, FactSaid
from dialogue.engine import Engine
from dialogue.inbound import Arrival
from dialogue.outbox_store import Reply
from dialogue.settle import settle
from dialogue.turn import Thought
from dialogue.understanding.base import Reading
from dialogue.view import View
from orders import errands
from orders.errands import Errand, Outcome
from orders.ids import ConversationId


@dataclass
class Scripted:
    """An Understander that knows exactly these sentences; buttons mean what they always mean."""

    sentences: Mapping[str, Sequence[Command]]
    facts: Mapping[str, Sequence[FactSaid]] = field(default_factory=dict)
    locales: Mapping[str, str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    broken: Exception | None = None
    before: Callable[[], None] = lambda: None

    def understand(self, view: View) -> Reading:
        self.before()
        if self.broken is not None:
            raise self.broken
        commands: list[Command] = []
        for inbound in view.inbounds:
            self.heard.append(inbound.text)
            commands += [command_of(inbound.button)] if inbound.button else self.sentences.get(inbound.text, ())
        texts = [inbound.text for inbound in view.inbounds]
        return Reading(
            commands=tuple(commands),
            confidence=1.0 if commands else 0.1,
            facts=tuple(fact for text in texts for fact in self.facts.get(text, ())),
            locale=next((self.locales[text] for text in texts if text in self.locales), None),
        )


@dataclass
class RecordingChannel:
    """A channel that remembers, and fails as it is told: the next of `failures` is raised instead of delivering.

    `during` happens while it delivers.
    """

    name: str = "test"
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(buttons=20, button_length=80, cards=True, files=True)
    )
    delivered: list[Delivery] = field(default_factory=list)
    failures: list[ChannelError] = field(default_factory=list)
    during: Callable[[], object] = lambda: None

    def deliver(self, delivery: Delivery) -> str | None:
        self.during()
        if self.failures:
            raise self.failures.pop(0)
        self.delivered.append(delivery)
        return f"x{len(self.delivered)}"

    def said(self) -> list[str]:
        return [delivery.name for delivery in self.delivered]

    def button(self, prefix: str) -> str:
        """The newest button whose id starts so."""
        return next(
            button.id
            for delivery in reversed(self.delivered)
            for button in delivery.buttons
            if button.id.startswith(prefix)
        )


class PostedChannel(RecordingChannel):
    """Remembers in a file, line by line, as the world outside does: what is posted stays posted after a kill."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def deliver(self, delivery: Delivery) -> str | None:
        line = {
            "id": delivery.id,
            "name": delivery.name,
            "text": delivery.text,
            "buttons": [button.id for button in delivery.buttons],
        }
        post(self._file, json.dumps(line))
        return None


def post(file: Path, line: str) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
        stream.flush()
        os.fsync(stream.fileno())


# ---- planted bugs


class NoUniqueKey(Engine):
    """Every copy of a message is taken for a new one."""

    def accept(self, arrival: Arrival) -> ConversationId | None:
        return Engine.accept(self, replace(arrival, external_id=f"{arrival.external_id}-{secrets.token_hex(4)}"))


class NoVersionCheck(Engine):
    """Settles on top of whatever the conversation has become meanwhile."""

    def _settle(self, thought: Thought) -> None:
        with self.storage.writes() as session:
            current = store.conversation(session, thought.view.conversation.id)
            assert current is not None
            view = replace(thought.view, conversation=replace(thought.view.conversation, version=current.version))
            now, policy = self.clock(), self.counter(self.clock()).policy
            settle(session, replace(thought, view=view), self.says, self.desk, policy, now, links=self.links)


class HandledBeforeSettled(Engine):
    """Marks messages as handled first and answers them afterwards."""

    def run_turn(self, conversation: ConversationId) -> bool:
        view = self.view(conversation)
        if view is None:
            return False
        with self.storage.writes() as session:
            store.mark_handled(session, view.inbounds, None, self.clock())
        self.at("after marking")
        thought = self.understood(view)
        self._settle(thought)
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBeforeCommitted(Engine):
    """Sends replies from inside the transaction that decides them, by `send`: straight to the channel."""

    send: Callable[[Reply], object]

    def _settle(self, thought: Thought) -> None:
        now = self.clock()
        with self.storage.writes() as session:
            settle(session, thought, self.says, self.desk, self.counter(now).policy, now, links=self.links)
            for reply in outbox_store.waiting(session, thought.view.conversation.id, now):
                self.send(reply)
                outbox_store.mark_sent(session, reply, "", None, now)
            self.at("before settle commit")


def _with_engine(shop: Shop, kind: Callable[..., Engine]) -> Engine:
    """The shop's engine as one of these, in its worker too."""
    parts = {each.name: getattr(shop.engine, each.name) for each in fields(Engine)}
    shop.worker = replace(shop.worker, engine=kind(**parts))
    return shop.engine


def _new_key_each_time(shop: Shop) -> None:
    def run(errand: Errand) -> Outcome:
        fresh = replace(errand, key=f"{errand.key}-{secrets.token_hex(4)}", attempts=0)
        return errands.run(fresh, shop.providers, shop.clock())

    shop.worker = replace(shop.worker, run_errand=run)


def _send_before_commit(shop: Shop) -> None:
    def send(reply: Reply) -> None:
        worded = shop.wordings.render(reply.message, reply.locale, reply.market)
        shop.channels["test"].deliver(
            Delivery(f"{reply.id}.1", "", worded.name, worded.text, worded.locale, buttons=worded.buttons)
        )

    _with_engine(shop, partial(SentBeforeCommitted, send=send))


BUGS: Mapping[str, Callable[[Shop], object]] = {
    "drop the unique key": lambda shop: _with_engine(shop, NoUniqueKey),
    "skip the version check": lambda shop: _with_engine(shop, NoVersionCheck),
    "mark handled before settling": lambda shop: _with_engine(shop, HandledBeforeSettled),
    "send before commit": _send_before_commit,
    "a new key for each attempt": _new_key_each_time,
}
