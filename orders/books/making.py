"""Takes an order of the books to where it stands now: every step is the shop's own, at the moment the books tell.

Pure. What the rules would refuse, or what would leave the books uneven, raises CannotTake; nothing of it is kept.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from orders.actions import ParcelNews, ParcelReport
from orders.auditing import Books as Written
from orders.auditing import breaches_of
from orders.books.aftermath import Aftermath
from orders.books.entries import ChangeKind, OrderEntry, ParcelEntry, ParcelState
from orders.books.pricing import CannotTake, Premises, checked_moment, money, opened
from orders.changes import Change, StockMove
from orders.errands import ErrandKind, key_of
from orders.events import OrderTakenOver
from orders.ids import ParcelId
from orders.lifecycle import Headline, headline
from orders.line import LineQuantity
from orders.logistics import report
from orders.money import total
from orders.order import Order, Parcel
from orders.settling import captured, hold_gift, paid_by_gift, placed
from orders.states import OrderState, PaymentPurpose
from orders.states import ParcelState as At
from orders.timers import TimerKind

Step = tuple[datetime, Callable[[], None]]

OPEN: Final = (Headline.DRAFT, Headline.AWAITING_CONFIRMATION, Headline.EXPIRED)
_ENDS: Final = {
    ParcelState.DELIVERED: ParcelNews.DELIVERED,
    ParcelState.LOST: ParcelNews.LOST,
    ParcelState.RETURNED_TO_SENDER: ParcelNews.RETURNED_TO_SENDER,
}
_EARLY: Final = (ErrandKind.CHARGE, ErrandKind.CANCEL_WITH_SUPPLIER, ErrandKind.FOLLOW_RETURN)
"""Done by the other shop, or never to be done: of goods that are sent back to it we hear from a person or a carrier."""


def made(entry: OrderEntry, shop: Premises) -> Change:
    """The order with its ledger, events, errands and timers, ready to be written. Raises CannotTake."""
    maker = _Maker(entry, shop)
    try:
        maker.make()
    except ValueError as error:
        # A step that the machines do not allow, or an uneven entry: the books contradict themselves.
        raise CannotTake("", str(error)) from error
    return maker.change


class _Maker:
    def __init__(self, entry: OrderEntry, shop: Premises) -> None:
        self.entry, self.shop = entry, shop
        order = opened(entry, shop)
        if entry.state is Headline.DRAFT:
            order = replace(order, state=OrderState.DRAFT)
        self.change = Change(order, shop.now, shop.policy)
        self.parcels: list[ParcelId] = []

    def make(self) -> None:
        if self.entry.state in OPEN:
            self._left_open()
            self._say(self.change.order.state)
            return
        self._say(OrderState.CONFIRMED)
        self._plan()
        self._pay()
        for parcel in self.parcels:
            self._parcel(parcel, lambda own: placed(self.change, own, f"books-{own.id}"))
        after = Aftermath(self.entry, self.change, self.shop)
        for at, step in sorted([*self._journeys(), *after.steps()], key=lambda each: each[0]):
            self.change.now = at
            step()
        self.change.now = self.shop.now
        self._tidy(after)
        self._check()

    def _say(self, state: OrderState) -> None:
        self.change.say(OrderTakenOver(**self.change.head(), total=self.change.order.total, state=state))

    # ---- quotes

    def _left_open(self) -> None:
        for place in ("payments", "parcels", "changes"):
            if getattr(self.entry, place):
                raise CannotTake(place, f"an order that is {self.entry.state} has none")
        expires_at = self.shop.now + timedelta(minutes=self.shop.policy.windows.quote_minutes)
        change, state = self.change, self.entry.state
        if state is Headline.EXPIRED:
            change.enter(OrderState.EXPIRED)
        elif state is Headline.AWAITING_CONFIRMATION:
            for line in change.order.lines:
                change.move_stock(StockMove.HOLD, line.sku, line.quantity)
            change.order = replace(change.order, quote_expires_at=expires_at)
            change.timer(TimerKind.QUOTE_EXPIRY, "", expires_at)

    # ---- money

    def _pay(self) -> None:
        order, entry = self.change.order, self.entry
        amounts = [money(f"payments[{at}].amount", p.amount, order.currency) for at, p in enumerate(entry.payments)]
        if any(amount.is_zero() for amount in amounts):
            raise CannotTake("payments", "a payment is above zero")
        paid = total(amounts, order.currency)
        if paid != order.total:
            raise CannotTake("payments", f"sum to {paid}, the order costs {order.total}")
        self.change.now = entry.placed_at
        self.change.enter(OrderState.CONFIRMED)
        self.change.order = replace(self.change.order, placed_at=entry.placed_at)
        cards = [at for at, payment in enumerate(entry.payments) if payment.method in self.shop.cards]
        for at in cards:
            card = self.shop.cards[entry.payments[at].method]
            if card.balance.currency != order.currency or card.holder not in (None, order.shopper):
                raise CannotTake(f"payments[{at}].method", "is another customer's gift card, or of another currency")
            hold_gift(self.change, card.id, amounts[at])
        for at, payment in enumerate(entry.payments):
            if at not in cards:
                charge = self.change.new_payment(PaymentPurpose.ORDER, amounts[at], payment.method)
                self.change.now = self.moment(f"payments[{at}].paid_at", payment.paid_at, entry.placed_at)
                captured(self.change, replace(charge, reference=payment.reference or charge.id))
        if len(cards) == len(entry.payments):
            paid_by_gift(self.change)
        self.change.now = entry.placed_at

    # ---- parcels

    def _plan(self) -> None:
        """Parcels that the other shop has ordered or sent; what is in none of them is ordered by our own rules."""
        for at, told in enumerate(self.entry.parcels):
            pieces = tuple(self._piece(at, which, told) for which in range(len(told.lines)))
            first = self.change.line(pieces[0].line)
            parcel = Parcel(
                id=self.change.next_parcel(),
                lines=pieces,
                supplier=first.supplier,
                state=At.WAITING,
                promised_by=max(self.change.line(piece.line).promised_by for piece in pieces),
                planned_at=self.entry.placed_at,
                followed=False,
            )
            self.change.put_parcel(parcel)
            self.parcels.append(parcel.id)
        for line in self.change.order.lines:
            sent = sum(p.quantity for parcel in self.change.order.parcels for p in parcel.lines if p.line == line.id)
            if sent > line.quantity:
                raise CannotTake("parcels", f"hold {sent} of {line.sku!r}, of which {line.quantity} were sold")

    def _piece(self, at: int, which: int, told: ParcelEntry) -> LineQuantity:
        piece, lines = told.lines[which], self.change.order.lines
        if piece.line > len(lines):
            raise CannotTake(
                f"parcels[{at}].lines[{which}].line", f"there are {len(lines)} lines, none is {piece.line}"
            )
        return LineQuantity(lines[piece.line - 1].id, piece.quantity)

    def _journeys(self) -> list[Step]:
        steps: list[Step] = []
        for at, told in enumerate(self.entry.parcels):
            if told.state is ParcelState.ORDERED:
                continue
            place = f"parcels[{at}]"
            left_at = self.moment(f"{place}.shipped_at", told.shipped_at, self.entry.placed_at)
            steps.append((left_at, self._news(at, ParcelNews.SHIPPED, left_at)))
            if told.state is ParcelState.DELAYED:
                steps.append((self.shop.now, self._news(at, ParcelNews.DELAYED, self.shop.now)))
            if told.state in _ENDS:
                ended_at = self._ended(place, told, left_at)
                steps.append((ended_at, self._news(at, _ENDS[told.state], ended_at)))
        return steps

    def _ended(self, place: str, told: ParcelEntry, left_at: datetime) -> datetime:
        if told.ended_at is None and told.state is ParcelState.DELIVERED:
            raise CannotTake(f"{place}.ended_at", "is missing: when was it delivered?")
        ended_at = self.moment(f"{place}.ended_at", told.ended_at, self.shop.now)
        if ended_at < left_at:
            raise CannotTake(f"{place}.ended_at", "lies before it was shipped")
        return ended_at

    def _news(self, at: int, news: ParcelNews, when: datetime) -> Callable[[], None]:
        told = self.entry.parcels[at]
        refunded = any(c.kind is ChangeKind.NEVER_CAME and c.parcel == at + 1 for c in self.entry.changes)

        def step() -> None:
            if news in (ParcelNews.LOST, ParcelNews.RETURNED_TO_SENDER) and not refunded:
                # The time to choose between money and goods begins when we hear of it.
                self.change.now = self.shop.now
            report(
                self.change,
                ParcelReport(
                    order=self.change.order.id,
                    news=news,
                    at=when,
                    parcel=self.parcels[at],
                    carrier=told.carrier,
                    number=told.number,
                    eta=told.eta,
                    pushed=True,
                ),
            )

        return step

    def _parcel(self, parcel: ParcelId, do: Callable[[Parcel], None]) -> None:
        own = self.change.order.parcel(parcel)
        if own is not None:
            do(own)

    def moment(self, place: str, at: datetime | None, otherwise: datetime) -> datetime:
        return checked_moment(self.entry, self.shop, place, at, otherwise)

    # ---- ending

    def _tidy(self, after: Aftermath) -> None:
        """What the other shop has done already is not done again; stock was counted by it, too."""
        change = self.change
        change.stock.clear()
        waiting = {parcel.id for parcel in change.order.parcels if parcel.state is At.WAITING}
        ours = {parcel.id for parcel in change.order.parcels if parcel.followed}
        change.errands = [
            errand
            for errand in change.errands
            if errand.kind not in _EARLY
            and key_of(errand.kind, errand.ref) not in after.done
            and (errand.kind is not ErrandKind.PLACE_WITH_SUPPLIER or errand.ref in waiting)
            and (errand.kind is not ErrandKind.FOLLOW_PARCEL or errand.ref in ours)
        ]
        overdue = self.shop.now + timedelta(days=self.shop.policy.windows.return_overdue_days)
        change.timers = [
            replace(timer, due_at=max(timer.due_at, overdue)) if timer.kind is TimerKind.RETURN_DUE else timer
            for timer in change.timers
            if timer.kind is not TimerKind.PAYMENT_EXPIRY and (timer.kind, timer.ref) not in after.over
        ]

    def _check(self) -> None:
        order = self.change.order
        found = state_of(order)
        if found is not self.entry.state:
            raise CannotTake("state", f"says {self.entry.state}, but parcels and changes say {found}")
        books = Written(
            self.change.postings,
            self.change.events,
            frozenset(timer.kind for timer in self.change.timers),
            frozenset(key_of(errand.kind, errand.ref) for errand in self.change.errands),
        )
        for breach in breaches_of(order, books):
            raise CannotTake("", f"{breach.invariant} ({breach.found})")


def state_of(order: Order) -> Headline:
    """The headline without regard to the time of day: what is merely overdue is not yet "delayed"."""
    return headline(order, order.created_at)


def card_money(change: Change) -> tuple[dict[str, int], dict[str, int]]:
    """What this order took off gift cards, and what went back onto them, per card, in minor units."""
    taken: dict[str, int] = {}
    given: dict[str, int] = {}
    for gift in change.gifts:
        sums = taken if gift.amount.minor < 0 else given
        sums[gift.card] = sums.get(gift.card, 0) + abs(gift.amount.minor)
    return taken, given
