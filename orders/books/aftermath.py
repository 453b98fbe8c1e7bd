"""What came after the purchase in the other shop: each change decided and done by our own rules, at its moment.

Deadlines do not count, because the other shop has granted them; amounts may be lower or higher than ours, within what
was paid. Pure.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypedDict

from orders.actions import (
    CancelLine,
    CancelOrder,
    ExchangeLines,
    OnOrder,
    ParcelNews,
    ParcelReport,
    ReportDamaged,
    ReportLost,
    ReportMissing,
    ReportWrongItem,
    ReturnLines,
    Swap,
    Withdraw,
)
from orders.answers import Decision, Facts, RefundDue, Refusal
from orders.books.amounts import adjusted
from orders.books.entries import ChangeEntry, ChangeKind, NewGoods, OrderEntry
from orders.books.pricing import CannotTake, Premises, checked_moment, money
from orders.changes import Change
from orders.claims import settle_return
from orders.decisions import decide
from orders.doing import do
from orders.errands import ErrandKind, key_of
from orders.falling_due import fire
from orders.ids import OrderId, ShopperId, Sku
from orders.line import LineQuantity
from orders.logistics import report
from orders.money import Money
from orders.order import Claim, Order
from orders.pieces import REASON_OF_RETURN
from orders.refunds import open_refund, refund_due
from orders.settling import captured, placed, refund_paid
from orders.spreading import goodwill_lines
from orders.states import ClaimKind, ParcelState, RefundReason
from orders.stock import Offer
from orders.timers import Timer, TimerKind

Step = tuple[datetime, Callable[[], None]]

_FOR_EVER: Final = 36_500
_TWO_DAYS: Final = 48
_ABOUT_ALL: Final = frozenset({ChangeKind.CANCELLED, ChangeKind.GOODWILL, ChangeKind.NEVER_CAME})
"""Kinds that name no lines."""
_SENT_BACK: Final = frozenset({ChangeKind.RETURNED, ChangeKind.WITHDRAWN, ChangeKind.EXCHANGED})

_QUALITY: Final[dict[ChangeKind, type[ReportDamaged | ReportWrongItem | ReportMissing]]] = {
    ChangeKind.DAMAGED: ReportDamaged,
    ChangeKind.WRONG_ITEM: ReportWrongItem,
    ChangeKind.MISSING: ReportMissing,
}


class Head(TypedDict):
    """What every shopper's action carries; spread into its constructor."""

    shopper: ShopperId
    order: OrderId
    expected_version: int
    confirmation: str


class Aftermath:
    """The changes of one order. `done` are keys of errands, and `over` timers, that have nothing to do any more."""

    def __init__(self, entry: OrderEntry, change: Change, shop: Premises) -> None:
        self.entry, self.change, self.shop = entry, change, shop
        self.done: set[str] = set()
        self.over: set[tuple[TimerKind, str]] = set()

    def steps(self) -> list[Step]:
        return [step for at in range(len(self.entry.changes)) for step in Course(self, at).steps()]


class Course:
    """One change from its first day to its refund."""

    def __init__(self, after: Aftermath, at: int) -> None:
        self.after, self.change, self.shop = after, after.change, after.shop
        self.told: ChangeEntry = after.entry.changes[at]
        self.place = f"changes[{at}]"
        self.refunds: list[str] = []
        self.claim: Claim | None = None

    def steps(self) -> list[Step]:
        """Moment and deed; a refund that was paid before its goods came back is booked as they come."""
        told = self.told
        self._check()
        begun = self._moment("at", told.at)
        found: list[Step] = [(begun, self._begin)]
        opened = begun
        if told.kind is ChangeKind.CANCELLED and (over := self._undo_until()) <= self.shop.now:
            opened = over
            found.append((over, self._give_back))
        if told.received_at is not None:
            opened = max(begun, self._moment("received_at", told.received_at))
            found.append((opened, self._receive))
        if told.new is not None:
            found += self._new_goods(told.new, opened)
        if told.refund is not None and told.refund.paid_at is not None:
            found.append((max(opened, self._moment("refund.paid_at", told.refund.paid_at)), self._pay_out))
        return found

    def _check(self) -> None:
        told = self.told
        for field, wanted in (
            ("lines", told.kind not in _ABOUT_ALL),
            ("parcel", told.kind is ChangeKind.NEVER_CAME),
            ("new", told.kind is ChangeKind.EXCHANGED),
        ):
            there = bool(getattr(told, field))
            if there is not wanted:
                raise CannotTake(f"{self.place}.{field}", f"{'has no place' if there else 'is missing'} in {told.kind}")
        if told.received_at is not None and told.kind not in _SENT_BACK:
            raise CannotTake(f"{self.place}.received_at", f"has no place in {told.kind}")
        if told.kind is ChangeKind.EXCHANGED and len(told.lines) != 1:
            raise CannotTake(f"{self.place}.lines", "one line is exchanged at a time")
        if told.refund is not None and told.kind is ChangeKind.RETURNED and told.received_at is None:
            raise CannotTake(f"{self.place}.received_at", "is missing: goods are refunded when they are back")

    def _moment(self, field: str, at: datetime) -> datetime:
        return checked_moment(self.after.entry, self.shop, f"{self.place}.{field}", at, at)

    # ---- the change itself

    def _begin(self) -> None:
        pieces = tuple(self._piece(at) for at in range(len(self.told.lines)))
        match self.told.kind:
            case ChangeKind.EXCHANGED:
                self._exchange(pieces[0])
            case ChangeKind.NEVER_CAME:
                self._never_came()
            case ChangeKind.GOODWILL:
                self._goodwill()
            case ChangeKind.LINE_CANCELLED:
                for piece in pieces:
                    self._do(CancelLine(**self._head(), line=piece.line, quantity=piece.quantity))
            case _:
                self._do(self._action(pieces))

    def _action(self, pieces: tuple[LineQuantity, ...]) -> OnOrder:
        head, kind, reason = self._head(), self.told.kind, self.told.reason
        if kind is ChangeKind.CANCELLED:
            return CancelOrder(**head, reason=reason)
        if kind is ChangeKind.RETURNED:
            return ReturnLines(**head, lines=pieces, reason=reason)
        if kind is ChangeKind.WITHDRAWN:
            return Withdraw(**head, lines=pieces)
        return _QUALITY[kind](**head, lines=pieces, reason=reason)

    def _piece(self, at: int) -> LineQuantity:
        told, lines = self.told.lines[at], self.change.order.lines
        if told.line > len(lines):
            raise CannotTake(f"{self.place}.lines[{at}].line", f"there are {len(lines)} lines, none is {told.line}")
        return LineQuantity(lines[told.line - 1].id, told.quantity)

    def _head(self) -> Head:
        order = self.change.order
        return {
            "shopper": order.shopper,
            "order": order.id,
            "expected_version": order.version,
            "confirmation": "books",
        }

    def _do(self, action: OnOrder, offers: dict[Sku, Offer] | None = None) -> None:
        """Decided as if every deadline were still to come, done under the order's own terms."""
        order, known = self.change.order, len(self.change.order.refunds)
        facts = Facts(now=self.change.now, offers=offers or {})
        decision = decide(_without_deadlines(order), action, self.change.policy, facts)
        if isinstance(decision, Refusal):
            raise CannotTake(self.place, f"{self.told.kind} is not possible there: {decision.reason.value}")
        do(self.change, action, self._as_told(decision))
        self.claim = self.change.order.claims[-1] if decision.claim is not None else None
        if self.claim is not None and self.told.number:
            self.claim = replace(self.claim, return_carrier=self.told.carrier, return_number=self.told.number)
            self.change.put_claim(self.claim)
        self._opened(known)

    def _as_told(self, decision: Decision) -> Decision:
        if self.told.kind is ChangeKind.CANCELLED:
            return replace(decision, undo_until=self._undo_until())
        if decision.refund is None:
            return decision
        due = replace(decision.refund, needs_person="")
        return replace(decision, refund=self._due(due))

    def _due(self, due: RefundDue) -> RefundDue:
        """With the amount that the books say; several lines cancelled at once share none, so they keep ours."""
        told = self.told.refund
        if told is None or (self.told.kind is ChangeKind.LINE_CANCELLED and len(self.told.lines) > 1):
            return due
        return adjusted(self.change.order, due, self._amount(), f"{self.place}.refund.amount")

    def _amount(self) -> Money:
        place = f"{self.place}.refund.amount"
        if self.told.refund is None:
            raise CannotTake(place, "is missing")
        return money(place, self.told.refund.amount, self.change.order.currency)

    def _opened(self, known: int) -> None:
        self.refunds += [refund.id for refund in self.change.order.refunds[known:]]

    # ---- what belongs to some kinds only

    def _undo_until(self) -> datetime:
        """What the other shop has paid back, or is about to, cannot be taken back any more."""
        minutes = 0 if self.told.refund is not None else self.shop.policy.windows.undo_minutes
        return self.told.at + timedelta(minutes=minutes)

    def _give_back(self) -> None:
        known = len(self.change.order.refunds)
        timers = [timer for timer in self.change.timers if timer.kind is TimerKind.UNDO_OVER]
        for timer in timers:
            fire(self.change, Timer(0, timer.kind, self.change.order.id, timer.ref, timer.due_at))
            self.after.over.add((timer.kind, timer.ref))
        self._opened(known)
        refund = self.change.order.refunds[-1]
        if self.told.refund is not None and self._amount() != refund.amount:
            what = f"a cancelled order gives back all that was paid: {refund.amount}"
            raise CannotTake(f"{self.place}.refund.amount", what)

    def _never_came(self) -> None:
        at, known = self.told.parcel or 0, len(self.after.entry.parcels)
        if at > known:
            raise CannotTake(f"{self.place}.parcel", f"there are {known} parcels, none is {at}")
        self._do(ReportLost(**self._head(), parcel=self.change.order.parcels[at - 1].id))
        self.after.over.add((TimerKind.LOST, self.change.order.parcels[at - 1].id))

    def _goodwill(self) -> None:
        amount, known = self._amount(), len(self.change.order.refunds)
        if amount.is_zero() or amount > self.change.order.refundable:
            most = self.change.order.refundable
            raise CannotTake(f"{self.place}.refund.amount", f"{amount} is not between zero and the {most} still held")
        due = RefundDue(amount, RefundReason.GOODWILL, goodwill_lines(self.change.order, amount))
        open_refund(self.change, due)
        self._opened(known)

    def _receive(self) -> None:
        """Goods are back. A return is refunded if the books say so, else it is still being looked at."""
        if self.claim is None:
            raise CannotTake(f"{self.place}.received_at", "has no place: nothing was sent back")
        policy, known = self.change.policy, len(self.change.order.refunds)
        windows = policy.windows.model_copy(update={"inspection_hours": _TWO_DAYS})
        self.change.policy = policy.model_copy(update={"windows": windows})
        number = self.claim.return_number
        told = ParcelReport(
            order=self.change.order.id, news=ParcelNews.RETURN_RECEIVED, at=self.change.now, number=number
        )
        report(self.change, told)
        self.change.policy = policy
        self.after.over.add((TimerKind.RETURN_DUE, self.claim.id))
        if self.told.refund is not None and self.claim.kind is not ClaimKind.EXCHANGE:
            self._settle(self.claim)
        self._opened(known)

    def _settle(self, claim: Claim) -> None:
        order, reason = self.change.order, REASON_OF_RETURN[claim.kind]
        due = refund_due(order, claim.lines, reason, self.change.policy, Facts(now=self.change.now))
        received = order.claim(claim.id) or claim
        settle_return(self.change, received, self._due(due))
        self.after.over.add((TimerKind.INSPECTION, claim.id))

    def _pay_out(self) -> None:
        if not self.refunds:
            raise CannotTake(f"{self.place}.refund", "nothing was to be given back there")
        for errand in self.change.errands:
            if errand.kind is ErrandKind.PAY_OUT_REFUND and errand.ref.split("/", 1)[0] in self.refunds:
                refund_paid(self.change, errand.ref)
                self.after.done.add(key_of(errand.kind, errand.ref))

    # ---- exchanges

    def _exchange(self, piece: LineQuantity) -> None:
        new = self.told.new
        offer = self.shop.offers.get(Sku(new.sku)) if new else None
        if new is None or offer is None:
            raise CannotTake(f"{self.place}.new.sku", "there is no product with this variant that could be taken")
        currency = self.change.order.currency
        price = money(f"{self.place}.new.price", new.price, currency)
        if price.is_zero():
            raise CannotTake(f"{self.place}.new.price", "is zero")
        # As it must have been for the exchange to happen.
        sold = replace(offer, prices=(price,), stock=piece.quantity, reserved=0, markets=())
        self._do(ExchangeLines(**self._head(), swaps=(Swap(piece.line, piece.quantity, sold.sku),)), {sold.sku: sold})
        charge = self.change.order.payments[-1] if self.claim and self.change.order.payments[-1].claim else None
        if charge is None or self.claim is None or charge.claim != self.claim.id:
            return
        paid = new.payment
        if paid is None or money(f"{self.place}.new.payment.amount", paid.amount, currency) != charge.amount:
            raise CannotTake(f"{self.place}.new.payment", f"must be the difference of {charge.amount}")
        captured(self.change, replace(charge, method=paid.method, reference=paid.reference or charge.id))

    def _new_goods(self, new: NewGoods, back: datetime) -> list[Step]:
        steps: list[Step] = []
        for field, at, news in (
            ("shipped_at", new.shipped_at, ParcelNews.SHIPPED),
            ("delivered_at", new.delivered_at, ParcelNews.DELIVERED),
        ):
            if at is None:
                continue
            if self.told.received_at is None:
                raise CannotTake(f"{self.place}.received_at", "is missing: new goods leave when the old ones are back")
            when = max(back, self._moment(f"new.{field}", at))
            steps.append((when, self._sent if news is ParcelNews.SHIPPED else self._arrived))
        if new.delivered_at is not None and new.shipped_at is None:
            raise CannotTake(f"{self.place}.new.shipped_at", "is missing")
        return steps

    def _sent(self) -> None:
        for parcel in self.change.order.parcels:
            if self.claim is not None and parcel.claim == self.claim.id and parcel.state is ParcelState.WAITING:
                self.change.put_parcel(replace(parcel, followed=False))
                placed(self.change, replace(parcel, followed=False), f"books-{parcel.id}")
        self._news(ParcelNews.SHIPPED)

    def _arrived(self) -> None:
        self._news(ParcelNews.DELIVERED)

    def _news(self, news: ParcelNews) -> None:
        new, order = self.told.new, self.change.order
        for parcel in order.parcels:
            if new is not None and self.claim is not None and parcel.claim == self.claim.id:
                told = ParcelReport(
                    order=order.id,
                    news=news,
                    at=self.change.now,
                    parcel=parcel.id,
                    carrier=new.carrier,
                    number=new.number,
                    pushed=True,
                )
                report(self.change, told)


def _without_deadlines(order: Order) -> Order:
    """For deciding alone: windows never close, and every promise has passed."""
    terms = replace(order.terms, return_days=_FOR_EVER, quality_days=_FOR_EVER, withdrawal_days=_FOR_EVER)
    lines = tuple(replace(line, promised_by=order.created_at, returnable=True) for line in order.lines)
    return replace(order, terms=terms, lines=lines)
