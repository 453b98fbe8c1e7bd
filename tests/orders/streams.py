"""Random streams of commands against a Counter, with retries, duplicates, stale versions, lost answers and crashes.

The books are audited all the way; at the end time passes until nothing is due, and nobody's money may be left behind.
Longer than 400 lines because a stream's commands, its faults and what must hold after them are read together.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from orders import errands, service
from orders.actions import (
    AbandonQuote,
    Action,
    ApproveRefund,
    AskRefund,
    CancelLine,
    CancelOrder,
    ChangeAddress,
    ChangeVariant,
    ConfirmQuote,
    Consent,
    DeclineRefund,
    ExchangeLines,
    Goodwill,
    OnOrder,
    ParcelNews,
    ParcelReport,
    Remedy,
    ReportDamaged,
    ReportLost,
    ReportMissing,
    ReportWrongItem,
    ReturnLines,
    Swap,
    UndoCancel,
    Withdraw,
)
from orders.answers import Decision, Refusal
from orders.events import ReshipPromised
from orders.ids import LineId, OrderId, ParcelId, RefundId, ShopperId, Sku
from orders.line import LineQuantity
from orders.money import Money
from orders.order import Order
from orders.payments.base import Answer, PaymentProvider, ProviderUnavailable
from orders.payments.demo import DemoPayments
from orders.service import Done
from orders.states import OrderState, ParcelState, PaymentPurpose, PaymentState
from tests.orders.counter import AUSTIN, BONN, JANA, SHELF, Counter, an_offer

SKUS = tuple(offer.sku for offer in SHELF)
PRICES = {offer.sku: offer.prices[0].plain() for offer in SHELF}
METHODS = ("card_4242", "card_4242", "card_0341", "card_0002", "card_0003", "gift_card_1")


class UncertainPayments:
    """The demo provider behind a bad line: calls are lost on the way there, answers on the way back."""

    def __init__(self, inner: DemoPayments, dice: Random) -> None:
        self.inner, self.dice = inner, dice

    def charge(self, key: str, amount: Money, method: str, now: datetime) -> Answer:
        return self._through(lambda: self.inner.charge(key, amount, method, now))

    def pay_out(self, key: str, charge_key: str, amount: Money, now: datetime) -> Answer:
        return self._through(lambda: self.inner.pay_out(key, charge_key, amount, now))

    def find(self, key: str, now: datetime) -> Answer | None:
        return self.inner.find(key, now)

    def _through(self, call: Callable[[], Answer]) -> Answer:
        fate = self.dice.random()
        if fate < 0.1:
            raise ProviderUnavailable("lost on the way there")
        answer = call()
        if fate < 0.2:
            raise ProviderUnavailable("lost on the way back")
        return answer


@dataclass
class Stream:
    """One run. `trace` says what was done, for whoever looks into a failure."""

    folder: Path
    seed: int
    trace: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seen: dict[str, ParcelState] = field(default_factory=dict)
    used: list[OnOrder] = field(default_factory=list)
    performed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        self.shop = Counter(self.folder)
        line: PaymentProvider = UncertainPayments(self.shop.payments, self.dice)
        self.shop.providers = replace(self.shop.providers, payments=line)
        self.orders: list[OrderId] = []
        self.stock = {offer.sku: offer.stock for offer in SHELF}

    # ---- running

    def run(self, steps: int) -> list[str]:
        """The faults found, empty when every invariant held all the way."""
        for _ in range(steps):
            try:
                self._step()
            except ValueError as error:  # What a step that must never be taken, or an uneven ledger entry, raises.
                self.faults.append(str(error))
            else:
                self._check()
            if self.faults:
                return self.faults
        self._end()
        return self.faults

    def _step(self) -> None:
        kinds = {
            self._shopper: 40,
            self._quote: 4,
            self._confirm: 5,
            self._buy: 5,
            self._work: 20,
            self._time: 8,
            self._carrier: 12,
            self._staff: 5,
            self._repeat: 3,
            self._market: 2,
        }
        self.dice.choices(list(kinds), list(kinds.values()))[0]()

    def _note(self, what: object) -> None:
        self.trace.append(f"{self.shop.now:%d %H:%M} {what}")

    def _do(self, action: Action) -> Done | Refusal:
        before = self._rows() if self.dice.random() < 0.2 else None
        answer = self.shop.does(action)
        self._note(f"{type(action).__name__}: {answer.reason if isinstance(answer, Refusal) else 'done'} {action}")
        if isinstance(answer, Refusal) and before is not None and before != self._rows():
            self.faults.append(f"a refused {type(action).__name__} changed rows")
        if isinstance(answer, Done):
            self.performed.add(type(action).__name__)
            if answer.order.id not in self.orders:
                self.orders.append(answer.order.id)
        return answer

    def _rows(self) -> list[object]:
        with self.shop.open() as session:
            kept = [service.any_order(session, order) for order in self.orders]
            offers = service.offers(session, SKUS)
        return [*kept, *offers.values()]

    # ---- commands

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
        self._do(replace(wish, replaces=old.id) if old and self.dice.random() < 0.2 else wish)

    def _recent(self) -> list[Order]:
        """The last six, in the order they were made: not by their ids, which are drawn anew in every run."""
        with self.shop.open() as session:
            found = {order.id: order for order in service.orders_of(session, JANA)}
        return [found[order] for order in self.orders[-6:]]

    def _buy(self) -> None:
        """A basket all the way to its door, or somewhere on the way there."""
        picks = self.dice.sample(SKUS[:6], self.dice.randint(1, 3))
        wish = self.shop.quote_wish(
            *[(str(sku), self.dice.choice((1, 1, 2, 3))) for sku in picks],
            address=self.dice.choice((BONN, BONN, AUSTIN)),
        )
        answer = self._do(wish)
        if isinstance(answer, Refusal):
            return
        order = answer.order
        yes = ConfirmQuote(**self.shop.on(order), quote_hash=order.quote_hash, consent=Consent.ORDER_WORDS)
        self._shopper_does(yes)
        for _ in range(self.dice.choice((0, 1, 2, 4, 5))):
            self._work()
            self.shop.now += timedelta(days=self.dice.choice((0, 0, 1)))

    def _confirm(self) -> None:
        waiting = [order for order in self._recent() if order.state is OrderState.QUOTED]
        if not waiting:
            return self._quote()
        order = self.dice.choice(waiting)
        consent = self.dice.choice((Consent.LABELLED_BUTTON, Consent.ORDER_WORDS, Consent.BARE_YES))
        yes = ConfirmQuote(**self.shop.on(order), quote_hash=order.quote_hash, consent=consent)
        return self._shopper_does(yes)

    def _shopper(self) -> None:
        order = self._order()
        if order is not None and order.lines:
            self._shopper_does(self._wish(order))

    def _wish(self, order: Order) -> OnOrder:
        dice, head, line = self.dice, self.shop.on(order), self.dice.choice(order.lines)
        piece = LineQuantity(line.id, dice.choice((0, 1, 1, 1, 1, 2, 3)))
        parcel = dice.choice(order.parcels).id if order.parcels and dice.random() < 0.5 else None
        if order.state is OrderState.CANCELLED and dice.random() < 0.6:
            return UndoCancel(**head)
        address = replace(order.address, line1="New Street 1", country=dice.choice(("DE", order.address.country)))
        wishes: tuple[Callable[[], OnOrder], ...] = (
            lambda: AbandonQuote(**head),
            lambda: CancelOrder(**head),
            lambda: CancelLine(**head, line=line.id, quantity=piece.quantity),
            lambda: CancelLine(**head, line=LineId("no-such-line"), quantity=1),
            lambda: UndoCancel(**head),
            lambda: ChangeAddress(**head, address=address),
            lambda: ChangeVariant(**head, line=line.id, new_sku=dice.choice(SKUS)),
            lambda: ChangeVariant(**head, line=line.id, new_sku=dice.choice(SKUS)),
            lambda: ReturnLines(**head, lines=(piece,)),
            lambda: ReturnLines(**head, lines=tuple(LineQuantity(each.id, 1) for each in order.lines)),
            lambda: Withdraw(**head),
            lambda: Withdraw(**head, lines=(piece,)),
            lambda: ExchangeLines(**head, swaps=(Swap(line.id, piece.quantity, dice.choice(SKUS)),)),
            lambda: ExchangeLines(**head, swaps=(Swap(line.id, 1, dice.choice(SKUS)),)),
            lambda: ReportDamaged(**head, lines=(piece,)),
            lambda: ReportWrongItem(**head, lines=(piece,)),
            lambda: ReportMissing(**head, lines=(piece,), photos=("photo",)),
            lambda: ReportLost(**head, parcel=parcel),
            lambda: ReportLost(**head, remedy=Remedy.RESHIP),
            lambda: AskRefund(**head),
        )
        return dice.choice(wishes)()

    def _shopper_does(self, action: OnOrder) -> None:
        wrong = self.dice.random()
        if wrong < 0.04:
            action = replace(action, expected_version=action.expected_version - 1)
        elif wrong < 0.08:
            action = replace(action, shopper=ShopperId("mallory"))
        with self.shop.open() as session:
            promised = service.preview(session, action, self.shop.now, policy=self.shop.policy)
        before = self.shop.order(action.order)
        answer = self._do(action)
        if isinstance(answer, Done):
            if wrong < 0.08:
                self.faults.append(f"done for a stranger, or for a stale view: {action}")
            self.used.append(action)
            self._as_promised(action, promised, before, answer.order)

    def _as_promised(self, action: OnOrder, promised: Decision | Refusal, before: Order, after: Order) -> None:
        if isinstance(promised, Refusal):
            self.faults.append(f"{type(action).__name__} was refused in the preview and done")
            return
        charged = sum(p.amount.minor for p in after.payments) - sum(p.amount.minor for p in before.payments)
        if charged != (promised.charge.minor if promised.charge else 0):
            self.faults.append(f"{type(action).__name__} charges {charged}, the preview said {promised.charge}")
        due = promised.refund.amount.minor if promised.refund else 0
        given = sum(r.amount.minor for r in after.refunds) - sum(r.amount.minor for r in before.refunds)
        if isinstance(action, CancelOrder):
            given = after.refundable.minor if due else 0
        if given != due:
            self.faults.append(f"{type(action).__name__} refunds {given}, the preview said {due}")

    def _repeat(self) -> None:
        """The same yes once more, as a double click or a redelivered message brings it."""
        if not self.used:
            return
        action = self.dice.choice(self.used)
        again = replace(action, expected_version=self.shop.order(action.order).version)
        if isinstance(self._do(again), Done):
            self.faults.append(f"one yes was used twice: {again}")

    def _staff(self) -> None:
        asked = [order for order in self._recent() if _asked(order)]
        order = asked[0] if asked and self.dice.random() < 0.7 else self._order()
        if order is None:
            return
        refund = order.refunds[-1].id if order.refunds else RefundId("none")
        amount = Money(self.dice.choice((0, 100, 500, 20_000)), order.currency)
        self._do(
            self.dice.choice(
                (
                    ApproveRefund(order=order.id, refund=refund, staff="alex"),
                    DeclineRefund(order=order.id, refund=refund, staff="alex", reason="no"),
                    Goodwill(order=order.id, amount=amount, staff="alex", key=f"key-{self.dice.randint(1, 30)}"),
                )
            )
        )

    def _carrier(self) -> None:
        order = self._order()
        if order is None:
            return
        parcel = self.dice.choice(order.parcels).id if order.parcels and self.dice.random() < 0.6 else None
        late = timedelta(hours=self.dice.choice((0, 0, 0, 30)))
        self._do(
            ParcelReport(
                order=order.id,
                news=self.dice.choice(tuple(ParcelNews)),
                at=self.shop.now - late,
                parcel=ParcelId("no-such-parcel") if self.dice.random() < 0.03 else parcel,
                external_id=f"scan-{self.dice.randint(1, 400)}" if self.dice.random() < 0.5 else "",
                pushed=self.dice.random() < 0.3,
            )
        )

    def _market(self) -> None:
        """A price moves, or new stock comes in."""
        offer = self.dice.choice(SHELF)
        with self.shop.writes() as session:
            now = service.offers(session, [offer.sku])[offer.sku]
            more = self.dice.choice((0, 2, 5))
            price = self.dice.choice(("19.99", str(offer.prices[0].plain())))
            service.load_offers(session, [an_offer(offer.sku, price, now.stock + more)])
        self.stock[offer.sku] += more
        self._note(f"market {offer.sku} {price} +{more}")

    def _time(self) -> None:
        self.shop.now += self.dice.choice(
            (timedelta(minutes=5), timedelta(minutes=40), timedelta(hours=9), timedelta(days=1), timedelta(days=6))
        )

    def _work(self) -> None:
        """Some of what is due, with crashes between the call outside and its booking, and bookings that come twice."""
        now = self.shop.now
        with self.shop.writes() as session:
            for timer in service.due_timers(session, now, self.dice.randint(1, 5)):
                told = service.fire_timer(session, timer, now, policy=self.shop.policy)
                self._note(f"timer {timer.kind}: {[type(event).__name__ for event in told]}")
            leased = service.lease_errands(session, now, "worker", self.dice.randint(1, 5))
        for errand in leased:
            outcome = errands.run(errand, self.shop.providers, now)
            if self.dice.random() < 0.1:
                self._note(f"crash before booking {errand.key}")
                continue
            for _ in range(self.dice.choice((1, 1, 1, 2))):
                with self.shop.writes() as session:
                    service.settle_errand(session, errand, outcome, now, policy=self.shop.policy)
            self._note(f"errand {errand.key}: {type(outcome).__name__}")

    # ---- checking

    def _check(self) -> None:
        if self.dice.random() < 0.3:
            self.faults += self.shop.breaches()
        for order in self._recent():
            for parcel in order.parcels:
                self._check_parcel(parcel.id, parcel.state)
            for line in order.lines:
                if line.price.plain() not in (PRICES[line.sku], "19.99"):
                    self.faults.append(f"{line.sku} was sold at {line.price}")

    def _check_parcel(self, parcel: str, state: ParcelState) -> None:
        was, self.seen[parcel] = self.seen.get(parcel), state
        corrected = bool(self.trace) and "CORRECTED" in self.trace[-1]
        if was is ParcelState.DELIVERED and state is not was and not corrected:
            self.faults.append(f"{parcel} went back from delivered to {state}")

    def _end(self) -> None:
        """Half a year later everything is settled, the bank agrees, and no piece was lost from the shelf."""
        for _ in range(15):
            self.shop.passes(timedelta(days=12))
        self.faults += self.shop.breaches()
        orders = [self.shop.order(order) for order in self.orders]
        for order in orders:
            self._check_end(order)
        self._check_bank(orders)
        self._check_shelf()

    def _check_bank(self, orders: list[Order]) -> None:
        ours = {
            f"charge:{payment.id}": payment.captured - sum_paid_back(order, payment.id)
            for order in orders
            for payment in order.payments
            if payment.captured.minor
        }
        if ours != self.shop.payments.charges():
            self.faults.append(f"the bank says {self.shop.payments.charges()}, our books {ours}")

    def _check_end(self, order: Order) -> None:
        if order.state in (OrderState.QUOTED, OrderState.CONFIRMED):
            self.faults.append(f"{order.id} is still {order.state} at the end of time")
        open_pieces = sum(line.open_quantity for line in order.lines)
        ended = order.state in (OrderState.CANCELLED, OrderState.EXPIRED)
        if order.captured.minor and (ended or open_pieces) and order.refundable.minor and not _asked(order):
            self.faults.append(f"{order.id} kept {order.refundable} for goods that never came")

    def _check_shelf(self) -> None:
        for sku, came in self.stock.items():
            out = sum(_taken(order, sku) for order in map(self.shop.order, self.orders))
            with self.shop.open() as session:
                told = [e for order in self.orders for e in service.events_of(session, order)]
            lines = {line.id: line for order in map(self.shop.order, self.orders) for line in order.lines}
            out += sum(
                piece.quantity
                for event in told
                if isinstance(event, ReshipPromised)
                for piece in event.lines
                if lines[piece.line].sku == sku
            )
            if came - out != self.shop.stock(sku)[0]:
                self.faults.append(f"{sku}: {came} came in, {out} went out, {self.shop.stock(sku)} are there")


def sum_paid_back(order: Order, payment: str) -> Money:
    nothing = Money.zero(order.currency)
    for refund in order.refunds:
        for part in refund.parts:
            nothing = nothing + part.amount if part.payment == payment and part.done else nothing
    return nothing


def _asked(order: Order) -> bool:
    return any(refund.state == "asked" for refund in order.refunds)


def _taken(order: Order, sku: Sku) -> int:
    """Pieces an order took from the shelf and did not give back."""
    if order.state in (OrderState.DRAFT, OrderState.QUOTED, OrderState.EXPIRED):
        return 0
    pending = [p for p in order.payments if p.state is PaymentState.PENDING and p.purpose is PaymentPurpose.DIFFERENCE]
    assert not pending
    return sum(line.quantity - line.cancelled - line.changed for line in order.lines if line.sku == sku)
