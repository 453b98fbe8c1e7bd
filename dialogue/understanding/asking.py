"""Asking a model about a turn: only in time, with money left, and where the service has not failed again and again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

from dialogue.conversation import Conversation
from dialogue.understanding.breaker import Breaker
from dialogue.understanding.model import SHORTEST, UNAVAILABLE, ModelFailed, Why
from dialogue.understanding.spending import NOTHING_USED, Bill, Purse, Use, price_of
from dialogue.view import View

REPLY_WITHIN: Final = timedelta(seconds=12)
"""From the shopper's last message to our reply."""
KEPT_FOR_REPLY: Final = timedelta(seconds=2)
"""Of it, for planning, settling and sending."""

T = TypeVar("T")


class About(Protocol):
    """What is asked about: a turn's View, or what stands for one. It tells who pays, and when."""

    @property
    def conversation(self) -> Conversation: ...

    @property
    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Stands for what is asked about outside of a turn: whose conversation pays, and when."""

    conversation: Conversation
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What all who ask one model share."""

    purse: Purse
    breaker: Breaker = field(default_factory=Breaker)

    def ask(self, call: Callable[[float], T], view: About, left: float, tick: Callable[[], float]) -> T:
        """The answer of `call`, which is given the seconds that are `left`. `tick` gives seconds of a clock that only
        goes forward. Raises ModelFailed."""
        if left < SHORTEST:
            raise ModelFailed(Why.NO_TIME)
        if not self.purse.may_spend(view.conversation.shopper, view.now):
            raise ModelFailed(Why.NO_BUDGET)
        if not self.breaker.lets_through(tick()):
            raise ModelFailed(Why.RESTING)
        try:
            answer = call(left)
        except ModelFailed as failed:
            if failed.why in UNAVAILABLE:
                self.breaker.failed(tick())
            else:
                self.breaker.succeeded()
            raise
        self.breaker.succeeded()
        return answer

    def pay(self, model: str, view: About, outcome: str, use: Use = NOTHING_USED) -> None:
        talk = view.conversation
        self.purse.pay(Bill(talk.id, talk.shopper, view.now, model, outcome, use, price_of(model).of(use)))


def seconds_left(view: View, now: datetime | None = None) -> float:
    """For the model: of the time that a reply may take, what is left since the last message came."""
    waited = (now or view.now) - view.inbounds[-1].at
    return (REPLY_WITHIN - KEPT_FOR_REPLY - max(waited, timedelta(0))).total_seconds()
