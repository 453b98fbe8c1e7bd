"""The running shop as its doors see it. Built by `wiring.py`; keeps no truth of its own."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Final

from bot import privacy
from bot import store as bot_store
from bot.channels.base import Channel
from bot.claude import Helped
from bot.clock import Clock
from bot.desk.hours import Hours
from bot.desk.rising import RISING, Rising
from bot.lab.experiments import LOOKING, Experiments
from bot.lab.publish import Lab
from bot.mailbox import Mailbox
from bot.post import LETTERS
from bot.ready import goods_of
from bot.runner.local import LocalRunner
from bot.settings import Settings
from bot.shelf import Shelf, offers_in
from bot.storage import Storage
from bot.worker import ORDERS, Worker, attempt
from dialogue import outbox_store, store
from dialogue.engine import Engine
from dialogue.understanding.base import Understander
from dialogue.wording import Wordings
from locales import Locales
from matching.demo.pictures import picture
from matching.lexicon import Lexicon
from matching.matcher import Matcher
from orders import service
from orders.errands import Providers
from orders.ids import ConversationId, Sku
from orders.policy import Policy
from orders.stock import Offer

LONGEST_WAIT: Final = 12.0
"""Seconds that a page waits for what another thread is at."""


@dataclass(kw_only=True)
class Shop:
    """Everything that is running, for doors to use. Built by `open_shop`."""

    settings: Settings
    locales: Locales
    lexicon: Lexicon
    finder: Matcher
    policy: Policy
    shelf: Shelf
    providers: Providers
    worker: Worker
    ears: Understander
    """Who understands without a model."""
    helped: Helped
    """Who translates and words for staff, where there is a model; nothing of it ever goes to a shopper by itself."""
    learn: Callable[[], None] = lambda: None
    """Gets every language ready. It takes seconds, so doors that stay open do it beside their first work."""
    listeners: list[Callable[[], None]] = field(default_factory=list)
    """Called after something happened to an order or at the desk; pages look again then."""
    tasks: dict[str, Callable[[], object]] = field(default_factory=dict)
    """Work that doors bring along, by the key it is woken under; every sweep wakes it too."""
    _newest: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self.tasks[RISING] = Rising(
            storage=self.storage,
            clock=self.clock,
            after=timedelta(minutes=self.settings.rise_minutes),
            answer_within=timedelta(hours=self.settings.answer_hours),
            hours=Hours.read(self.settings.desk_hours),
            wake=lambda conversation: self.runner.wake(conversation),
        ).run
        self.tasks[LOOKING] = self.experiments.run

    @property
    def storage(self) -> Storage:
        return self.worker.storage

    @property
    def clock(self) -> Clock:
        return self.worker.clock

    @property
    def engine(self) -> Engine:
        return self.worker.engine

    @property
    def wordings(self) -> Wordings:
        return self.worker.wordings

    @cached_property
    def experiments(self) -> Experiments:
        """What is tried on texts."""
        return Experiments(Lab(self.storage, self.locales, self.clock), self.wordings.override)

    @property
    def channels(self) -> dict[str, Channel]:
        """By name; a door adds its own before it opens."""
        return self.worker.channels

    @property
    def mailbox(self) -> Mailbox | None:
        """Where letters are kept; None while they are sent through a mail server."""
        mailer = self.worker.post.mailer
        return mailer if isinstance(mailer, Mailbox) else None

    @property
    def understander(self) -> Understander:
        return self.engine.mind.understander

    @cached_property
    def runner(self) -> LocalRunner:
        settings = self.settings
        return LocalRunner(
            self.follow_up, self.sweep, self.look_round, threads=settings.workers, every=settings.sweep_seconds
        )

    def drain(self, key: str) -> None:
        """Work off a key, then let search see what it changed in stock, and pages what happened to orders."""
        if key in self.tasks:
            attempt(f"The task {key}", self.tasks[key])
            return
        self.worker.drain(key)
        if key != LETTERS:  # They change neither.
            self.look_round()

    def follow_up(self, key: str) -> None:
        """`drain` for the runner: what a turn asked to be done outside is done right after it."""
        self.drain(key)
        if key not in (ORDERS, LETTERS, *self.tasks):
            self.runner.wake(ORDERS)
            self.runner.wake(LETTERS)

    def finish(self, conversation: ConversationId) -> None:
        """Work a conversation off here and now; while another thread holds it, that one is waited for."""
        until = time.monotonic() + LONGEST_WAIT
        while not self.worker.drain(conversation) and self._waits(conversation) and time.monotonic() < until:
            time.sleep(0.02)

    def _waits(self, conversation: ConversationId) -> bool:
        """Whether a message waits for its turn, or what a turn said could be delivered here and is not yet."""
        with self.storage.reads() as session:
            reached = store.address_of(session, conversation)
            here = reached is not None and reached[0] in self.channels
            unsent = here and outbox_store.waiting(session, conversation, self.clock())
            return store.has_unread(session, conversation) or bool(unsent)

    def sweep(self) -> None:
        self.worker.sweep()
        for key in self.tasks:
            self.runner.wake(key)
        self.look_round()

    def look_round(self) -> None:
        """Let search see what changed in stock and prices, and pages what happened to orders."""
        attempt("The look round", self._look_round)

    def _look_round(self) -> None:
        with self.storage.reads() as session:
            self.shelf.refresh(session)
            newest = (service.newest_event(session), *bot_store.newest_case(session))
        if newest != self._newest:
            self._newest = newest
            for listener in self.listeners:
                listener()

    def new_id(self) -> str:
        return secrets.token_hex(8)

    def pass_days(self, days: int) -> None:
        """Move the clock on and remember it, so that a restarted demo does not go back in time."""
        self.clock.move(timedelta(days=days))
        with self.storage.writes() as session:
            bot_store.keep_clock(session, self.clock.ahead)

    def forget_everything(self) -> None:
        """As it was when the catalog had just been loaded: nobody known, nothing ordered, stock as the feed says."""
        with self.storage.writes() as session:
            privacy.forget_everybody(session)
            service.load_offers(session, self._offers)
            service.restock(session, self._offers)
        if self.mailbox is not None:
            self.mailbox.clear()
        self.clock.set_back()
        with self.storage.reads() as session:
            self.shelf.refresh(session)

    @cached_property
    def _offers(self) -> tuple[Offer, ...]:
        return offers_in(goods_of(self.settings.catalog, self.lexicon))

    def picture(self, sku: str) -> str | None:
        """An SVG of a variant; None for a SKU that is not in the catalog."""
        product = self.finder.product_of(Sku(sku))
        if product is None:
            return None
        variant = product.variant(sku)
        return picture(
            product.category,
            variant.color if variant else None,
            product.patterns[0] if product.patterns else None,
            product.id,
        )

    def close(self) -> None:
        self.storage.close()
