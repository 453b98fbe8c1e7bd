"""What tests of a model need: a peer to ask, a clock that a test moves, a purse that it fills."""

from dataclasses import dataclass, field
from datetime import datetime

from dialogue.understanding.breaker import Breaker
from dialogue.understanding.chain import Chain
from dialogue.understanding.claude import STALLED_AFTER, Claude, Wish
from dialogue.understanding.model import When
from dialogue.understanding.spending import Bill
from orders.ids import ShopperId
from tests.dialogue.understanding.scenes import lexicon, offline
from tests.peers.messages import MessagesPeer

KEY = "sk-ant-canary"


@dataclass
class TestClock:
    """Seconds that pass only when somebody waits, and how long each waited."""

    __test__ = False

    now: float = 1000.0
    waited: list[float] = field(default_factory=list)

    def tick(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


@dataclass
class TestPurse:
    """Remembers the bills; `full` says whether there is money."""

    __test__ = False

    full: bool = True
    bills: list[Bill] = field(default_factory=list)

    def may_spend(self, shopper: ShopperId, now: datetime) -> bool:
        return self.full

    def pay(self, bill: Bill) -> None:
        self.bills.append(bill)

    @property
    def outcomes(self) -> list[str]:
        return [bill.outcome for bill in self.bills]


def claude(peer: MessagesPeer, clock: TestClock | None = None, stalled_after: float = STALLED_AFTER) -> Claude:
    """Claude as the shop builds it, asking the peer; with a clock of its own it waits only in that."""
    wish = Wish("claude-haiku-5-5", "low", 2000, stalled_after)
    if clock is None:
        return Claude(KEY, peer.url, wish, lexicon().concepts)
    return Claude(KEY, peer.url, wish, lexicon().concepts, tick=clock.tick, pause=clock.pause)


def chain(peer: MessagesPeer, purse: TestPurse, clock: TestClock, when: When = When.UNSURE) -> Chain:
    model = claude(peer, clock)
    return Chain(
        offline=offline(), model=model, when=when, purse=purse, breaker=Breaker(failures=3, pause=60), tick=clock.tick
    )
