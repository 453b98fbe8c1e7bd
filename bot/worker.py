"""What to do when woken: unfinished turns, unsent replies, chores, due errands and timers; leases and back-off.

Everything here may be done twice or by two processes: leases make that rare, versions and keys make it harmless.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlmodel import Session

from bot import pace_store
from bot import store as bot_store
from bot.channels import layout
from bot.channels.base import Channel, ChannelGone, ChannelRejected, ChannelUnavailable, Delivery, SentFile
from bot.clock import Clock
from bot.fetching import Fetch, fetch_attachments
from bot.post import LETTERS, Post
from bot.storage import Storage
from dialogue import chats, outbox_store, restock, store
from dialogue.engine import Engine
from dialogue.messages.base import File, Message
from dialogue.outbox_store import Reply
from dialogue.plan import Case, Flag
from dialogue.replacing import replaced
from dialogue.wording import Wording, Wordings
from orders import accounts, service
from orders.errands import Errand, Outcome, TryAgain
from orders.events import Event
from orders.ids import ConversationId, Sku
from orders.timers import Timer

log = logging.getLogger(__name__)

ORDERS: Final = "orders"
"""The key under which errands and timers are drained; every other key is a conversation."""

TURN_ATTEMPTS: Final = 4
"""A turn, or news of an order, that failed this often is put before a person."""

GIVE_UP_AFTER: Final = timedelta(hours=24)
"""A reply that could not be delivered for this long is dropped: nobody waits for it any more."""


def attempt(what: str, work: Callable[[], object]) -> bool:
    """The last resort of all that runs unattended: a failure is logged and does not spread. Whether it went well."""
    try:
        work()
    except Exception:  # Whatever it was: who waits behind it has done nothing wrong.
        log.exception("%s failed", what)
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """`owner` names this process in leases; `paper` makes a file at the last moment; `chore` runs what bot does."""

    engine: Engine
    storage: Storage
    wordings: Wordings
    channels: dict[str, Channel]
    run_errand: Callable[[Errand], Outcome]
    paper: Callable[[File, Reply], SentFile]
    chore: Callable[[bot_store.Chore], None]
    told: Callable[[Message], Message]
    """A Message as it is told: with a secret that is made at this moment and kept in no outbox."""
    clock: Clock
    owner: str
    post: Post
    fetchers: dict[str, Fetch] = field(default_factory=dict)
    """By channel: what turns an attachment's address into content of ours."""
    lease_for: timedelta = timedelta(seconds=30)
    at: Callable[[str], None] = field(default=lambda point: None)

    def drain(self, key: str) -> bool:
        """Work off everything that waits under a key; False when some of it may still wait. What fails is logged, put
        off, and flagged; never raises."""
        if key == ORDERS:
            return attempt("The orders' drain", self.orders)
        if key == LETTERS:
            return attempt("The post", self.letters)
        conversation, done = ConversationId(key), list[bool]()
        if not attempt(f"The drain of {key}", lambda: done.append(self.converse(conversation))):
            attempt(f"Putting {key} off", lambda: self._back_off(conversation))
        return any(done)

    def sweep(self) -> None:
        """Find work that nobody woke us for: after a crash, a lost wake-up, or when something falls due."""
        attempt("The sweep", self._sweep)
        self.drain(ORDERS)
        self.drain(LETTERS)

    def _sweep(self) -> None:
        for conversation in self.waiting():
            self.drain(conversation)

    def waiting(self) -> tuple[ConversationId, ...]:
        now = self.clock()
        with self.storage.reads() as session:
            found = store.conversations_with_work(session, now)
            chores = tuple(chore.conversation for chore in bot_store.waiting_chores(session))
            resting = store.resting(session, chores, now)
        return tuple(dict.fromkeys((*found, *(each for each in chores if each not in resting))))

    # ---- conversations

    def converse(self, conversation: ConversationId) -> bool:
        """Answer, deliver, do chores, until nothing waits. False when another drain holds the lease, or took it.

        Each drain leases for itself: the sweep and a woken thread of one process may come at the same moment.
        """
        owner = f"{self.owner}-{secrets.token_hex(4)}"
        while self._lease(conversation, owner):
            try:
                fetch_attachments(self.storage, self.fetchers, conversation, self.clock())
                self.engine.run_turn(conversation)
                self.deliver(conversation, owner)
                self.chores(conversation, owner)
            finally:
                with self.storage.notes() as session:
                    held = store.release(session, conversation, owner)
                    waits = store.has_unread(session, conversation)
            if not waits:
                return held
        return False

    def _lease(self, conversation: ConversationId, owner: str) -> bool:
        now = self.clock()
        with self.storage.notes() as session:
            return store.lease(session, conversation, owner, now, now + self.lease_for)

    def _back_off(self, conversation: ConversationId) -> None:
        now = self.clock()
        with self.storage.writes() as session:
            attempts = store.put_off(session, conversation, now, _pause)
        if attempts >= TURN_ATTEMPTS:
            self.engine.give_up(conversation, attempts)

    # ---- replies

    def deliver(self, conversation: ConversationId, owner: str) -> None:
        """Send what waits, in order, as long as `owner` holds the conversation.

        A reply the channel cannot take now holds back those behind it.
        """
        with self.storage.notes() as session:
            reached = store.address_of(session, conversation)
            if reached is None or reached[0] not in self.channels:
                return
            reply = self._next(session, conversation, owner)
        channel, address = self.channels[reached[0]], reached[1]
        while reply is not None:
            reply = self._send(reply, channel, address, owner)

    def _next(self, session: Session, conversation: ConversationId, owner: str) -> Reply | None:
        """The reply to send now; None when there is none, or another worker has the conversation.

        The lease is renewed for it: what was sent before may have taken nearly as long as a lease lasts.
        """
        now = self.clock()
        if store.lease(session, conversation, owner, now, now + self.lease_for):
            return next(iter(outbox_store.waiting(session, conversation, now, limit=1)), None)
        log.warning("Conversation %s went to another worker while its replies were being sent", conversation)
        return None

    def _send(self, reply: Reply, channel: Channel, address: str, owner: str) -> Reply | None:
        """Send one; the reply that may follow it. A long one goes on behind the pieces that went out before."""
        told = self.told(reply.message)
        wording = self.wordings.render(told, reply.locale, reply.market, reply.shopper)
        external_id: str | None = None
        try:
            self.at("before send")
            deliveries = self._deliveries(reply, wording, channel, address)
            for number, delivery in enumerate(deliveries[reply.pieces :], start=reply.pieces + 1):
                if (number > 1 and not self._is_next(reply, owner)) or not self._is_time(reply, channel):
                    return None
                external_id = channel.deliver(delivery)
                if number < len(deliveries):
                    self._note_piece(reply, number)
            self.at("after send")
        except ChannelUnavailable as unavailable:
            return self._following(reply, owner) if self._put_off(reply, unavailable) else None
        except ChannelRejected as rejected:
            self._give_up(reply, rejected)
            return self._following(reply, owner)
        # What was sent, to the letter: a text may have gone live meanwhile. Only a secret is left out.
        kept = wording if told is reply.message else self.wordings.render(reply.message, reply.locale, reply.market)
        with self.storage.notes() as session:
            outbox_store.mark_sent(session, reply, kept.text, external_id, self.clock(), wording.variant)
            following = self._next(session, reply.conversation, owner)
        self.at("after sent is noted")
        return following

    def _is_time(self, reply: Reply, channel: Channel) -> bool:
        """Whether the channel's pace allows a message now; else the reply waits, and nothing overtakes it."""
        able, now = channel.capabilities, self.clock()
        if able.pace is None and able.chat_pace is None:
            return True
        paces = ((channel.name, able.pace), (reply.conversation, able.chat_pace))
        with self.storage.notes() as session:
            wait = pace_store.reserve(session, paces, reply.shopper, now)
            if wait:
                outbox_store.wait_until(session, reply.id, now + wait)
        return not wait

    def _note_piece(self, reply: Reply, number: int) -> None:
        with self.storage.notes() as session:
            outbox_store.mark_piece(session, reply, number)

    def _give_up(self, reply: Reply, why: ChannelRejected) -> None:
        """Dropped, and put before a person. Who is not there any more is sent nothing else that waits."""
        log.warning("Reply %s of conversation %s was rejected: %s", reply.id, reply.conversation, why)
        now = self.clock()
        with self.storage.writes() as session:
            gone = outbox_store.waiting(session, reply.conversation, now) if isinstance(why, ChannelGone) else (reply,)
            for each in gone or (reply,):
                outbox_store.drop(session, each.id, now, str(why))
            stuck = [each for each in gone or (reply,) if chats.tell_elsewhere(session, each, now) is None]
            if stuck:
                self._tell_desk(session, reply, now)

    def _tell_desk(self, session: Session, reply: Reply, now: datetime) -> None:
        """A case that names every reply of this conversation that did not arrive, and why."""
        talk = store.conversation(session, reply.conversation)
        if talk is not None:
            lost = outbox_store.undelivered_to(session, reply.conversation)
            tried = tuple(f"{each.message.name()} was not delivered: {each.failure}" for each in lost)
            self.engine.desk.flagged(session, talk, Case(flag=Flag.BROKEN, opened_at=now, tried=tried))

    def _is_next(self, reply: Reply, owner: str) -> bool:
        """Whether the rest of a long reply is still ours to send."""
        found = self._following(reply, owner)
        return found is not None and found.id == reply.id

    def _following(self, reply: Reply, owner: str) -> Reply | None:
        """What is to be sent now in the conversation of this reply."""
        with self.storage.notes() as session:
            return self._next(session, reply.conversation, owner)

    def _deliveries(self, reply: Reply, wording: Wording, channel: Channel, address: str) -> tuple[Delivery, ...]:
        files = tuple(self.paper(file, reply) for file in wording.files)
        laid = layout.deliveries(
            wording,
            channel.capabilities,
            reply=reply.id,
            address=address,
            files=files,
            intent=reply.intent,
            order=reply.order,
        )
        may_edit = channel.capabilities.edits and len(laid) == 1 and not files and not wording.cards
        before = self._replaced(reply, wording.text) if may_edit else None
        return (replace(laid[0], replaces=before),) if before else laid

    def _replaced(self, reply: Reply, text: str) -> str | None:
        with self.storage.reads() as session:
            return replaced(outbox_store.before(session, reply), reply, text)

    def _put_off(self, reply: Reply, unavailable: ChannelUnavailable) -> bool:
        """Whether it was given up instead, and the next one may follow."""
        now = self.clock()
        with self.storage.writes() as session:
            if now - reply.created_at > GIVE_UP_AFTER:
                outbox_store.drop(session, reply.id, now, f"given up after a day: {unavailable}")
                if chats.tell_elsewhere(session, reply, now) is None:
                    self._tell_desk(session, reply, now)
                return True
            pause = timedelta(seconds=unavailable.after) if unavailable.after is not None else _pause(reply.attempts)
            outbox_store.put_off(session, reply.id, now + pause)
        return False

    def chores(self, conversation: ConversationId, owner: str) -> None:
        """Do what a turn asked of this room, once the shopper was told: nobody is erased in mid-sentence.

        What has failed rests as long as its conversation is put off.
        """
        now = self.clock()
        with self.storage.reads() as session:
            chores = bot_store.waiting_chores(session, conversation)
            told = bool(chores) and outbox_store.is_told(session, conversation)
            may = told and not store.resting(session, (conversation,), now)
        for chore in chores if may and self._lease(conversation, owner) else ():
            self.at("before chore")
            self.chore(chore)
            self.at("after chore")

    def letters(self) -> None:
        """Send what waits. One that fails comes back after a minute and holds up no other."""
        for send in self.post.tasks():
            attempt("Sending a letter", send)

    # ---- orders

    def orders(self) -> None:
        """Fire due timers, run due errands, tell what happened; again until nothing is due."""
        if self._is_quiet():
            return
        while self._is_due() and (self._timers() or self._errands()):
            pass
        told = [self._tell(event) for event in self.engine.untold()]
        told += self._restocked()
        for conversation in dict.fromkeys(told):
            if conversation is not None:
                self.drain(conversation)

    def _is_quiet(self) -> bool:
        """Whether nothing is due, untold or back in stock: nearly always so, and known in one look."""
        now = self.clock()
        with self.storage.reads() as session:
            due = service.next_errand_at(session)
            quiet = (due is None or due > now) and not service.has_news(session)
            return quiet and not accounts.restocked(session)

    def _tell(self, event: Event) -> ConversationId | None:
        """Who has something to hear now. What cannot be told is put off, flagged when it keeps failing, and holds up
        no other."""
        what, told = f"Telling {type(event).__name__} of {event.order}", list[ConversationId | None]()
        if not attempt(what, lambda: told.append(self.engine.announce(event))):
            attempt(f"Putting off: {what}", lambda: self.engine.put_off_telling(event, _pause, TURN_ATTEMPTS))
        return told[0] if told else None

    def _restocked(self) -> list[ConversationId]:
        """Who waits for goods that are there again, and has something to hear now. What fails holds up no other."""
        told: list[ConversationId] = []
        for sku in restock.restocked(self.engine):
            attempt(f"Telling that {sku} is back", partial(self._tell_restocked, sku, told))
        return told

    def _tell_restocked(self, sku: Sku, told: list[ConversationId]) -> None:
        told.extend(restock.tell_of(self.engine, sku))

    def _is_due(self) -> bool:
        with self.storage.reads() as session:
            due = service.next_errand_at(session)
        return due is not None and due <= self.clock()

    def _timers(self) -> bool:
        """Whether one fired. One that fails stays due and holds up no other."""
        now = self.clock()
        with self.storage.reads() as session:
            timers = service.due_timers(session, now)
        fired = [attempt(f"Timer {timer.id} of {timer.order}", partial(self._fire, timer, now)) for timer in timers]
        return any(fired)

    def _fire(self, timer: Timer, now: datetime) -> None:
        with self.storage.writes() as session:
            service.fire_timer(session, timer, now)
            self.at("before timer commit")

    def _errands(self) -> bool:
        """Whether there were any. One that cannot be booked comes back when its lease ends; no other waits for it."""
        with self.storage.writes() as session:
            errands = service.lease_errands(session, self.clock(), self.owner)
        for errand in errands:
            attempt(f"Booking errand {errand.id} of {errand.order}", partial(self._run, errand))
        return bool(errands)

    def _run(self, errand: Errand) -> None:
        self.at("before provider call")
        outcome = self._outcome(errand)
        self.at("after provider call")
        with self.storage.writes() as session:
            service.settle_errand(session, errand, outcome, self.clock())
            self.at("before errand commit")
        self.at("after errand")

    def _outcome(self, errand: Errand) -> Outcome:
        """What the call outside brought. One that broke off in our own hands is tried again, and flagged like any."""
        heard: list[Outcome] = []
        attempt(f"Errand {errand.id} of {errand.order}", lambda: heard.append(self.run_errand(errand)))
        return heard[0] if heard else TryAgain("the call broke off")


def _pause(attempts: int) -> timedelta:
    """How long to wait after so many failures: 1, 2, 4 … seconds, five minutes at most."""
    return timedelta(seconds=min(2**attempts, 300))
