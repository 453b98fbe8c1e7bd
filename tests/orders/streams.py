"""Random streams of commands against a Counter: retries, duplicates, old and late ones, lost answers, power cuts.

After each step everything is checked for the orders it touched (`watching.py`), their Events are replayed
(`replay.py`), and at the end time passes until nothing is due and nobody's money may be left behind.
"""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import event

from orders import errands, service
from orders.actions import Action, ConfirmQuote, Consent, DisputeReport, MakeQuote, OnOrder, ParcelReport
from orders.answers import Decision, Refusal
from orders.errands import Errand, Outcome
from orders.events import Event
from orders.ids import GiftCardId, OrderId, ShopperId, SupplierId
from orders.order import Order
from orders.payments.base import PaymentProvider
from orders.payments.demo import DemoPayments
from orders.service import Done
from orders.states import OrderState
from orders.suppliers.demo import DemoSupplier
from orders.timers import Timer
from tests.orders.bad_line import UncertainPayments
from tests.orders.counter import AUSTIN, BONN, SHELF, Counter, an_offer, eur, usd
from tests.orders.watching import SALE, Watch, asked, asked_for
from tests.orders.wishes import METHODS, a_banks_word, a_carriers_word, a_shoppers_wish, a_word_of_staff

SKUS = tuple(offer.sku for offer in SHELF)
LAST = 6
"""So many of the latest orders are spoken about."""
Answered = TypeVar("Answered")


class PowerCut(Exception):
    """The process ends in the middle of a transaction."""


@dataclass
class Stream:
    """One run. `trace` says what was done, for whoever looks into a failure."""

    folder: Path
    seed: int
    trace: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    sent: "Tally[str]" = field(default_factory=Tally)
    """Commands given, by kind."""
    performed: "Tally[str]" = field(default_factory=Tally)
    """Commands that were not refused, by kind."""
    _yeses: set[str] = field(default_factory=set)
    _used: list[OnOrder] = field(default_factory=list)
    _late: list[OnOrder | ParcelReport] = field(default_factory=list)
    _unbooked: list[tuple[Errand, Outcome]] = field(default_factory=list)
    _touched: list[OrderId] = field(default_factory=list)
    _cards: list[GiftCardId] = field(default_factory=list)
    _cut_in: int = 0
    """The power is cut before so many more statements have run; 0 while it stays on."""

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        self.shop = Counter(self.folder)
        # In memory, as no stream outlives its process: their files would wait for the disk at each call.
        self.shop.payments, suppliers = DemoPayments(), {SupplierId("demo"): DemoSupplier()}
        line: PaymentProvider = UncertainPayments(self.shop.payments, self.dice, empty=0.15)
        self.shop.providers = replace(self.shop.providers, payments=line, suppliers=suppliers)
        self.watch = Watch(self.shop)
        with self.shop.open() as session:
            self._database = session.connection().engine
        event.listen(self._database, "before_cursor_execute", lambda *_: self._pulse())
        event.listen(self._database, "commit", lambda *_: self._pulse())

    # ---- running

    def run(self, steps: int) -> list[str]:
        """The faults found, empty when every invariant held all the way. A step is one command, timer or errand."""
        while self.sent.total() < steps and not self.faults:
            self._touched.clear()
            try:
                self._step()
            except ValueError as error:  # What a step that must never be taken, or an uneven ledger entry, raises.
                self.faults.append(str(error))
            else:
                corrected = bool(self.trace) and "CORRECTED" in self.trace[-1]
                self.faults += self.watch.look(self._touched, corrected=corrected)
        if not self.faults:
            self._end()
        return self.faults

    def close(self) -> None:
        self._database.dispose()

    def _step(self) -> None:
        kinds = {
            self._shopper: 40,
            self._quote: 3,
            self._confirm: 5,
            self._buy: 5,
            self._work: 16,
            self._time: 6,
            self._carrier: 12,
            self._staff: 5,
            self._repeat: 3,
            self._market: 4,
            self._overtaken: 3,
            self._gift: 1,
            self._bank: 3,
        }
        self.dice.choices(list(kinds), list(kinds.values()))[0]()

    def _end(self) -> None:
        """Half a year later everything is settled."""
        for errand, outcome in self._unbooked:
            self._book(errand, outcome)
        for _ in range(15):
            self.shop.passes(timedelta(days=12))
        self.faults += self.watch.end()

    def _note(self, what: object) -> None:
        self.trace.append(f"{self.shop.now:%d %H:%M} {what}")

    def _count(self, kind: str, *, performed: bool = True) -> None:
        self.sent[kind] += 1
        if performed:
            self.performed[kind] += 1

    # ---- power cuts

    def _pulse(self) -> None:
        if self._cut_in:
            self._cut_in -= 1
            if not self._cut_in:
                raise PowerCut

    def _surely(self, work: Callable[[], Answered]) -> Answered:
        """Do it; now and then the power is cut between two of its writes, then nothing is left of it, and it is done
        once more."""
        if self.dice.random() >= 0.06:
            return work()
        before, self._cut_in = self.watch.rows(), self.dice.randint(1, 16)
        try:
            return work()
        except PowerCut:
            self._note("power cut")
            self._database.dispose()
            if before != self.watch.rows():
                self.faults.append("a step that was cut off left something behind")
        finally:
            self._cut_in = 0
        return work()

    # ---- commands

    def _do(self, action: Action) -> Done | Refusal:
        before = self.watch.rows() if self.dice.random() < 0.2 else None
        answer = self._surely(lambda: self.shop.does(action))
        refused = isinstance(answer, Refusal)
        self._note(f"{type(action).__name__}: {answer.reason if isinstance(answer, Refusal) else 'done'} {action}")
        news = f" {action.news}" if isinstance(action, ParcelReport | DisputeReport) else ""
        self._count(f"{type(action).__name__}{news}", performed=not refused)
        if isinstance(answer, Refusal) and before is not None and before != self.watch.rows():
            self.faults.append(f"a refused {type(action).__name__} changed rows")
        if isinstance(answer, Done):
            self._touched.append(answer.order.id)
            self.watch.orders.setdefault(answer.order.id, answer.order)
            if isinstance(action, MakeQuote) and action.replaces:
                self._touched.append(action.replaces)
        return answer

    def _recent(self) -> list[Order]:
        return list(self.watch.orders.values())[-LAST:]

    def _order(self) -> Order | None:
        """Mostly one that is paid and recent."""
        recent = self._recent()
        paid = [order for order in recent if order.state is OrderState.PAID]
        cancelled = [order for order in recent if order.undo_until and order.undo_until > self.shop.now]
        if cancelled and self.dice.random() < 0.3:
            return self.dice.choice(cancelled)
        return self.dice.choice(paid if paid and self.dice.random() < 0.85 else recent) if recent else None

    def _quote(self) -> None:
        picks = self.dice.sample(SKUS, self.dice.randint(1, 3))
        lines = [(sku, self.dice.choice((0, 1, 1, 1, 2, 2, 3))) for sku in picks]
        wish = self.shop.quote_wish(
            *[(str(sku), quantity) for sku, quantity in lines],
            address=self.dice.choice((BONN, AUSTIN)),
            method=self.dice.choice(METHODS),
        )
        old = self._order()
        card = self.dice.choice(self._cards) if self._cards and self.dice.random() < 0.4 else None
        replaces = old.id if old and self.dice.random() < 0.2 else None
        self._do(replace(wish, replaces=replaces, gift_card=card))

    def _buy(self) -> None:
        """A basket all the way to its door, or somewhere on the way there."""
        picks = self.dice.sample(SKUS[:6], self.dice.randint(1, 3))
        wish = self.shop.quote_wish(
            *[(str(sku), self.dice.choice((1, 1, 2, 3))) for sku in picks],
            address=self.dice.choice((BONN, BONN, AUSTIN)),
        )
        card = self.dice.choice(self._cards) if self._cards and self.dice.random() < 0.3 else None
        answer = self._do(replace(wish, gift_card=card))
        if isinstance(answer, Refusal):
            return
        self._yes(answer.order, Consent.ORDER_WORDS)
        for _ in range(self.dice.choice((0, 0, 1, 2, 3, 5))):
            self._work()
            self.shop.now += timedelta(days=self.dice.choice((0, 0, 1)))

    def _yes(self, order: Order, consent: Consent) -> None:
        self._shopper_does(ConfirmQuote(**self.shop.on(order), quote_hash=order.quote_hash, consent=consent))

    def _confirm(self) -> None:
        waiting = [order for order in self._recent() if order.state is OrderState.QUOTED]
        if not waiting:
            return self._quote()
        consent = self.dice.choice((Consent.LABELLED_BUTTON, Consent.ORDER_WORDS, Consent.BARE_YES))
        return self._yes(self.dice.choice(waiting), consent)

    def _shopper(self) -> None:
        if (order := self._order()) is None or not order.lines:
            return
        wish = a_shoppers_wish(order, self.shop.on(order), self.dice, SKUS)
        if self.dice.random() < 0.04:
            self._late.append(wish)
        else:
            self._shopper_does(wish)

    def _shopper_does(self, action: OnOrder) -> None:
        wrong = self.dice.random()
        if wrong < 0.04:
            action = replace(action, expected_version=action.expected_version - 1)
        elif wrong < 0.08:
            action = replace(action, shopper=ShopperId("mallory"))
        before = self.watch.orders[action.order]
        promised = self._promised(action) if self.dice.random() < 0.4 else None
        answer = self._do(action)
        if isinstance(answer, Done):
            if wrong < 0.08:
                self.faults.append(f"done for a stranger, or for a stale view: {action}")
            self._use(action)
            if promised is not None:
                self._as_promised(action, promised, before, answer.order)

    def _promised(self, action: OnOrder) -> Decision | Refusal:
        with self.shop.open() as session:
            return service.preview(session, action, self.shop.now, policy=self.shop.policy)

    def _use(self, action: OnOrder) -> None:
        if action.confirmation and action.confirmation in self._yeses:
            self.faults.append(f"one yes was used twice: {action}")
        self._yeses.add(action.confirmation)
        self._used.append(action)

    def _as_promised(self, action: OnOrder, promised: Decision | Refusal, before: Order, after: Order) -> None:
        if isinstance(promised, Refusal):
            self.faults.append(f"{type(action).__name__} was refused in the preview and done")
            return
        charged = sum(p.amount.minor for p in after.payments) - sum(p.amount.minor for p in before.payments)
        if charged != (promised.charge.minor if promised.charge else 0):
            self.faults.append(f"{type(action).__name__} charges {charged}, the preview said {promised.charge}")
        due = promised.refund.amount.minor if promised.refund else 0
        given = sum(r.amount.minor for r in after.refunds) - sum(r.amount.minor for r in before.refunds)
        if after.undo_until and after.undo_until != before.undo_until:
            given = (after.refundable - asked_for(after)).minor if due else 0
        if given != due:
            self.faults.append(f"{type(action).__name__} refunds {given}, the preview said {due}")

    def _repeat(self) -> None:
        """The same yes once more, as a double click or a redelivered message brings it."""
        if not self._used:
            return
        action = self.dice.choice(self._used[-20:])
        again = replace(action, expected_version=self.watch.orders[action.order].version)
        if isinstance(self._do(again), Done) and again.confirmation:
            self.faults.append(f"one yes was used twice: {again}")

    def _overtaken(self) -> None:
        """A command that later ones have overtaken on its way."""
        if self._late:
            action = self._late.pop(0)
            if isinstance(action, ParcelReport):
                self._do(action)
            else:
                self._shopper_does(action)

    def _staff(self) -> None:
        waiting = [order for order in self._recent() if asked(order)]
        given = [order for order in self._recent() if order.refunds]
        order = self.dice.choice(waiting or given or [None]) if self.dice.random() < 0.7 else self._order()
        if order is not None:
            self._do(a_word_of_staff(order, self.dice))

    def _carrier(self) -> None:
        if (order := self._order()) is None:
            return
        news = a_carriers_word(order, self.dice, self.shop.now)
        if self.dice.random() < 0.1:
            self._late.append(news)
        else:
            self._do(news)

    def _market(self) -> None:
        """A price moves, or new stock comes in."""
        offer = self.dice.choice(SHELF)
        with self.shop.writes() as session:
            now = service.offers(session, [offer.sku])[offer.sku]
            more = self.dice.choice((0, 2, 5, 9))
            price = self.dice.choice((SALE, str(offer.prices[0].plain())))
            service.load_offers(session, [an_offer(offer.sku, price, now.stock + more)])
        self.watch.stock[offer.sku] += more
        self._count("load offers")
        self._note(f"market {offer.sku} {price} +{more}")

    def _gift(self) -> None:
        with self.shop.writes() as session:
            money = self.dice.choice((eur, usd))(self.dice.choice(("5.00", "30.00", "200.00")))
            self._cards.append(service.issue_gift_card(session, money, self.shop.now).id)
        self._count("issue gift card")

    def _bank(self) -> None:
        if (order := self._order()) is not None and order.payments:
            self._do(a_banks_word(order, self.dice))

    def _time(self) -> None:
        self.shop.now += self.dice.choice(
            (timedelta(minutes=2), timedelta(minutes=20), timedelta(hours=9), timedelta(days=1), timedelta(days=4))
        )

    # ---- errands and timers

    def _work(self) -> None:
        """Some of what is due: bookings that come twice, out of order, much later, or get lost in a crash."""
        now = self.shop.now
        with self.shop.open() as session:
            due = service.due_timers(session, now, self.dice.randint(1, 5))
        for timer in due:
            told = self._surely(partial(self._fire, timer))
            self._touched.append(timer.order)
            self._count(f"timer {timer.kind}")
            self._note(f"timer {timer.kind}: {[type(event).__name__ for event in told]}")
        with self.shop.writes() as session:
            leased = service.lease_errands(session, now, "worker", self.dice.randint(1, 5))
        ended = [(errand, errands.run(errand, self.shop.providers, now)) for errand in leased]
        self.dice.shuffle(ended)
        for errand, outcome in ended:
            fate = self.dice.random()
            if fate < 0.1:
                self._note(f"crash before booking {errand.key}")
            elif fate < 0.14:
                self._unbooked.append((errand, outcome))
            else:
                self._book(errand, outcome)
        if self._unbooked and self.dice.random() < 0.2:
            self._book(*self._unbooked.pop(0))
        self._touched += [errand.order for errand, _ in ended]

    def _fire(self, timer: Timer) -> tuple[Event, ...]:
        with self.shop.writes() as session:
            return service.fire_timer(session, timer, self.shop.now, policy=self.shop.policy)

    def _book(self, errand: Errand, outcome: Outcome) -> None:
        self._touched.append(errand.order)
        for _ in range(self.dice.choice((1, 1, 1, 2))):
            self._surely(lambda: self._settle(errand, outcome))
            self._count(f"errand {errand.kind}")
        self._note(f"errand {errand.key}: {type(outcome).__name__}")

    def _settle(self, errand: Errand, outcome: Outcome) -> None:
        with self.shop.writes() as session:
            service.settle_errand(session, errand, outcome, self.shop.now, policy=self.shop.policy)


@dataclass(frozen=True)
class Run:
    """What a whole stream came to, for another process."""

    seed: int
    steps: int
    performed: "Tally[str]"
    faults: list[str]
    last: list[str]
    """What was done just before, where there are faults."""


def run_stream(seed: int, steps: int) -> Run:
    with TemporaryDirectory() as folder:
        stream = Stream(Path(folder), seed)
        faults = stream.run(steps)
        stream.close()
    return Run(seed, stream.sent.total(), stream.performed, faults, stream.trace[-30:] if faults else [])
