"""Simulated orders, most of which go wrong, from quote to the last timer on one clock: who was owed what by when, and
what they got.

Each order has a fate that is drawn at its start; `fates.py` plays it. The world is a bank behind a bad line, a worker
that crashes and books twice, shoppers who ask again and again, and suppliers that never send or decline.
"""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from orders import errands, service
from orders.errands import Providers
from orders.ids import OrderId, ProductId, Sku, SupplierId
from orders.money import Money
from orders.order import Order, Refund
from orders.payments.base import Answer, Standing
from orders.payments.demo import DemoPayments
from orders.states import RefundState, Tier
from orders.stock import Offer, Source
from orders.suppliers.base import Handover, Receipt, SupplierOrder
from orders.suppliers.demo import DemoSupplier
from tests.orders.bad_line import UncertainPayments
from tests.orders.counter import MONDAY, Counter
from tests.orders.reckoning import Bill

Step = Callable[[], None]
PRICES = {"mug": 999, "lamp": 1995, "vase": 3333, "coat": 4000, "rug": 17_995, "cable": 249}
TIERS = ("local", "regional", "overseas")
PAID_WITHIN = timedelta(hours=12)
"""From a refund's approval until the bank has it, with a line that loses every fifth call."""
SLOW = timedelta(hours=30)
END = MONDAY + timedelta(days=250)
"""Long after the last window has closed."""
NEVER, SECOND = "never", "second"
"""How a supplier's SKU ends that is declined by all, or by the first alone."""


def sku(goods: str, tier: str, how: str = "new") -> str:
    return f"{goods}-{tier}-{how}"


def shelf() -> list[Offer]:
    return [
        Offer(
            sku=Sku(sku(goods, tier, how)),
            product=ProductId(f"{goods}-{tier}"),
            title=goods,
            options=(),
            prices=(Money(price, "EUR"), Money(price, "USD")),
            stock=1_000_000,
            sources=tuple(
                Source(SupplierId(name), Tier(tier)) for name in ("demo", *(("other",) if how == SECOND else ()))
            ),
        )
        for goods, price in PRICES.items()
        for tier in TIERS
        for how in ("new", NEVER, SECOND)
    ]


class SilentSupplier(DemoSupplier):
    """Takes orders and says no more: what becomes of parcels is told by the fates."""

    def __init__(self, ending: str) -> None:
        super().__init__()
        self.ending = ending

    def place(self, key: str, order: SupplierOrder, now: datetime) -> Receipt:
        declined = any(name.endswith((NEVER, self.ending)) for name, _ in order.lines)
        lines = tuple((Sku("x-never"), n) if declined else (Sku("x"), n) for _, n in order.lines)
        return super().place(key, replace(order, lines=lines), now)

    def handover(self, key: str, now: datetime) -> Handover | None:
        return None


class SlowBank(DemoPayments):
    """Of a charge to `…_slow` nobody knows for a day and a quarter; then it is done."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: dict[str, tuple[datetime, Money]] = {}

    def charge(self, key: str, amount: Money, method: str, now: datetime) -> Answer:
        if not method.endswith("_slow"):
            return super().charge(key, amount, method, now)
        self._asked.setdefault(key, (now, amount))
        return Answer(Standing.UNKNOWN)

    def find(self, key: str, now: datetime) -> Answer | None:
        known = super().find(key, now)
        if known is not None or key not in self._asked:
            return known
        at, amount = self._asked[key]
        return super().charge(key, amount, "card", now) if now >= at + SLOW else Answer(Standing.UNKNOWN)


@dataclass(frozen=True)
class Owed:
    """A refund that one order is due: exactly so much, approved by then."""

    minor: int
    by: datetime
    guaranteed: bool = False
    """Nobody has to ask for it."""


@dataclass
class Case:
    """One order, what it was to cost, and what it is owed by the rules."""

    fate: str
    order: OrderId
    bill: Bill
    quoted_at: datetime
    captured: int
    owed: list[Owed] = field(default_factory=list)


@dataclass
class Figures:
    """Sums over all orders, per fate where a fate is named."""

    orders: "Tally[str]" = field(default_factory=Tally)
    refunds: "Tally[str]" = field(default_factory=Tally)
    minor: "Tally[str]" = field(default_factory=Tally)
    guarantees: int = 0
    missed: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    inexact: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def __add__(self, more: "Figures") -> "Figures":
        return Figures(*(getattr(self, name) + getattr(more, name) for name in self.__dataclass_fields__))


class Simulation:
    """One shop and some orders in it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = Random(seed)
        self.shop = Counter(folder)
        self.bank = SlowBank()
        suppliers = {SupplierId("demo"): SilentSupplier(SECOND), SupplierId("other"): SilentSupplier(NEVER)}
        line = UncertainPayments(self.bank, self.dice)
        self.shop.providers = Providers(line, self.shop.providers.carriers, suppliers)
        with self.shop.writes() as session:
            service.load_offers(session, shelf())
        self.cases: list[Case] = []
        self._plan: list[tuple[datetime, int, Step]] = []
        self._number = count()

    def at(self, when: datetime, step: Step) -> None:
        heappush(self._plan, (when, next(self._number), step))

    def run(self) -> Figures:
        """From one moment at which something is due to the next, until nothing is."""
        while (then := self._next()) is not None and then < END:
            self.shop.now = max(self.shop.now, then)
            while self._plan and self._plan[0][0] <= self.shop.now:
                heappop(self._plan)[2]()
            self._work()
        return self._judged()

    def _next(self) -> datetime | None:
        with self.shop.open() as session:
            due = service.next_errand_at(session)
        planned = [self._plan[0][0]] if self._plan else []
        return min((at for at in (due, *planned) if at is not None), default=None)

    # ---- the worker

    def _work(self) -> None:
        """What is due now, once round: what that makes due at this very moment comes with the next one."""
        now = self.shop.now
        with self.shop.writes() as session:
            for timer in service.due_timers(session, now):
                service.fire_timer(session, timer, now, policy=self.shop.policy)
            leased = service.lease_errands(session, now, "worker")
        for errand in leased:
            outcome = errands.run(errand, self.shop.providers, now)
            if self.dice.random() < 0.05:
                continue  # The worker dies before it has booked; its lease runs out.
            with self.shop.writes() as session:
                for _ in range(self.dice.choice((1, 1, 1, 2))):
                    service.settle_errand(session, errand, outcome, now, policy=self.shop.policy)

    # ---- the judge

    def _judged(self) -> Figures:
        figures = Figures()
        charged = self.bank.charges()
        for case in self.cases:
            order = self.shop.order(case.order)
            figures += judged(case, order)
            kept = sum(money.minor for key, money in charged.items() if key.startswith(f"charge:{order.id}-"))
            if kept != case.captured - sum(owed.minor for owed in case.owed):
                figures.inexact.append(f"{case.fate} {order.id}: the bank keeps {kept}, owed {case.owed}")
        figures.other += self.shop.breaches()
        if self._next() is not None:
            figures.other.append(f"something is still due at {self._next()}")
        return figures


def judged(case: Case, order: Order) -> Figures:
    """What one order got, held against what it was owed."""
    name, figures = f"{case.fate} {order.id}", Figures()
    figures.orders[case.fate] += 1
    if order.captured.minor != case.captured:
        figures.other.append(f"{name}: {order.captured.minor} captured instead of {case.captured}")
    got = sorted((r for r in order.refunds if r.state is not RefundState.DECLINED), key=lambda refund: refund.asked_at)
    for refund in got:
        figures.refunds[case.fate] += 1
        figures.minor[f"{case.fate} {order.currency}"] += refund.amount.minor
    for owed, given in zip(case.owed, got, strict=False):
        figures.guarantees += owed.guaranteed
        if given.amount.minor != owed.minor:
            figures.inexact.append(f"{name}: {given.amount.minor} instead of {owed.minor}")
        if not in_time(given, owed):
            figures.late.append(f"{name}: {given.approved_at} and {given.paid_out_at} instead of {owed.by}")
    for owed in case.owed[len(got) :]:
        (figures.missed if owed.guaranteed else figures.other).append(f"{name}: nothing given, {owed}")
    figures.twice += [f"{name}: {more.reason} {more.amount.minor}" for more in got[len(case.owed) :]]
    return figures


def in_time(given: Refund, owed: Owed) -> bool:
    if given.approved_at is None or given.paid_out_at is None:
        return False
    return given.approved_at <= owed.by and given.paid_out_at <= owed.by + PAID_WITHIN


def simulate(seed: int, orders: int) -> Figures:
    """So many orders in a shop of their own."""
    from tests.orders.fates import begin

    with TemporaryDirectory() as folder:
        simulation = Simulation(Path(folder), seed)
        for number in range(orders):
            begin(simulation, f"{seed}-{number}")
        return simulation.run()
