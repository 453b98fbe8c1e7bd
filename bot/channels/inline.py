"""Turns in the caller's own thread: what a message brings about is delivered before the call returns."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.channels.base import Capabilities, Delivery
from bot.post import LETTERS
from bot.worker import ORDERS, TURN_ATTEMPTS
from dialogue import store
from dialogue.inbound import Arrival
from orders import service
from orders.ids import ConversationId

if TYPE_CHECKING:
    from bot.wiring import Shop

WAKINGS: Final = 5_000
"""How often at most due work is looked for while the clock moves on; a parcel is followed every six hours."""


class Inline:
    """A channel that keeps what is delivered until it is taken. For one thread at a time."""

    def __init__(self, shop: "Shop", name: str, capabilities: Capabilities) -> None:
        self.name, self.capabilities = name, capabilities
        self._shop = shop
        self._delivered: list[Delivery] = []
        shop.channels[name] = self

    def deliver(self, delivery: Delivery) -> str | None:
        self._delivered.append(delivery)
        return None

    @property
    def delivered(self) -> tuple[Delivery, ...]:
        """What the last call has brought so far."""
        return tuple(self._delivered)

    def hear(self, arrival: Arrival) -> tuple[Delivery, ...]:
        """Everything that this message leads to and that is delivered on this channel."""
        with self._collecting() as delivered:
            conversation = self._shop.engine.accept(arrival)
            if conversation is not None:
                self._answer(conversation)
        return tuple(delivered)

    def settle(self) -> tuple[Delivery, ...]:
        """Do what is due now; what it leads to."""
        with self._collecting() as delivered:
            self._shop.drain(ORDERS)
        return tuple(delivered)

    def leap(self, days: int) -> tuple[Delivery, ...]:
        """Move the clock on, stopping wherever something falls due, so that it happens in order and on its day."""
        clock = self._shop.clock
        target = clock() + timedelta(days=days)
        with self._collecting() as delivered:
            for _ in range(WAKINGS):
                due = self._next_due()
                if due is None or due > target:
                    break
                clock.move(max(due - clock(), timedelta(seconds=1)))
                self._shop.drain(ORDERS)
            clock.move(max(target - clock(), timedelta(0)))
            self._shop.drain(ORDERS)
        return tuple(delivered)

    def _next_due(self) -> datetime | None:
        with self._shop.storage.reads() as session:
            return service.next_errand_at(session)

    def _answer(self, conversation: ConversationId) -> None:
        """Until the message is handled; a turn that keeps failing ends with a person."""
        for _ in range(TURN_ATTEMPTS):
            if self._shop.worker.drain(conversation):
                break
            with self._shop.storage.reads() as session:
                if not store.has_unread(session, conversation):
                    break
        self._shop.drain(ORDERS)
        self._shop.drain(LETTERS)

    @contextmanager
    def _collecting(self) -> Iterator[list[Delivery]]:
        delivered: list[Delivery] = []
        self._delivered = delivered
        yield delivered
