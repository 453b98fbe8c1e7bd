"""Orders as if they had happened: each step is the real one, taken at a moment in the past. For tests and demos."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypedDict

from sqlmodel import Session

from orders import accounts, stock_store, store
from orders.actions import (
    CancelOrder,
    ConfirmQuote,
    Consent,
    ExchangeLines,
    MakeQuote,
    OnOrder,
    ParcelNews,
    ParcelReport,
    ReportDamaged,
    ReturnLines,
    Swap,
)
from orders.answers import Facts, Reason, Refusal
from orders.changes import Change, StockMove
from orders.decisions import decide
from orders.doing import do
from orders.errands import ErrandKind, key_of
from orders.events import Event
from orders.ids import OrderId, ShopperId, Sku
from orders.line import Line, LineQuantity
from orders.logistics import report
from orders.order import Address, Order
from orders.performing import Done, new_order_id, quoted
from orders.policy import Policy
from orders.quote import Basket, quote_for
from orders.settling import captured, placed, refund_paid
from orders.states import OrderState
from orders.stock import Offer, Source
from orders.timers import TimerKind

if TYPE_CHECKING:
    from orders.service import Seed

DAY: Final = timedelta(days=1)
OPEN: Final = ("draft", "awaiting_confirmation", "expired")
BEFORE_DELIVERY: Final = {
    "shipped": ParcelNews.SHIPPED,
    "delayed": ParcelNews.DELAYED,
    "lost": ParcelNews.LOST,
    "returned_to_sender": ParcelNews.RETURNED_TO_SENDER,
}
AFTER_DELIVERY: Final = (
    "delivered", "return_requested", "returned", "exchange_requested", "exchanged", "refund_pending",
    "partially_refunded", "refunded",
)  # fmt: skip
STATES: Final = (*OPEN, "confirmed", "processing", "cancelled", *BEFORE_DELIVERY, *AFTER_DELIVERY)


def seeded(session: Session, seed: "Seed", now: datetime, policy: Policy) -> Done | Refusal:
    """Bring a fresh quote to the state the seed wants, write it, and tell nobody."""
    order = _quote(session, seed, policy)
    if isinstance(order, Refusal):
        return order
    if seed.state not in STATES:
        return Refusal(Reason.NOT_PLACED, order.id)
    others = _others(session, order)
    if seed.state.startswith("exchange") and not others:
        return Refusal(Reason.SAME_VARIANT, order.id)
    maker = _Maker(Change(order, seed.placed_at, policy), seed, now, others)
    maker.make()
    change = maker.change
    events: tuple[Event, ...] = tuple(change.events)
    change.stock.clear()
    if change.order.state is OrderState.QUOTED:
        for line in order.lines:
            change.move_stock(StockMove.HOLD, line.sku, line.quantity)
    saved = store.insert_order(session, change)
    store.mark_told(session, events)
    store.finish_errands_of(session, saved.id, maker.finished)
    accounts.keep_what_was_used(session, saved, events)
    return Done(saved, events)


def _quote(session: Session, seed: "Seed", policy: Policy) -> Order | Refusal:
    """Priced as on its day, with stock enough unless it is still to be sold."""
    offers = stock_store.offers(session, [sku for sku, _ in seed.lines])
    if seed.state != "awaiting_confirmation":
        offers = {sku: replace(offer, stock=10_000, reserved=0) for sku, offer in offers.items()}
    order_id = new_order_id(session)
    currency = _currency(seed, offers)
    basket = Basket(seed.lines, _complete(seed.address, seed.market, policy), seed.market, currency)
    quote = quote_for(basket, offers, policy, seed.placed_at, order_id)
    if isinstance(quote, Refusal):
        return quote
    wish = MakeQuote(
        shopper=seed.shopper,
        conversation=seed.conversation,
        lines=seed.lines,
        address=seed.address,
        market=seed.market,
        currency=currency,
        method=seed.method,
        email=seed.email,
    )
    order = quoted(wish, quote, order_id, seed.placed_at)
    state = OrderState.DRAFT if seed.state == "draft" else order.state
    return replace(order, state=state, quote_expires_at=seed.placed_at + 365 * DAY)


def _currency(seed: "Seed", offers: Mapping[Sku, Offer]) -> str:
    """The market's currency, or the one that all its goods are priced in where that is another."""
    priced = [{price.currency for price in offer.prices} for offer in offers.values()]
    common = set.intersection(*priced) if priced else set()
    return seed.currency if seed.currency in common or not common else min(common)


def _complete(address: Address, market: str, policy: Policy) -> Address:
    """Enough of an address to price by: what a test left out does not keep its order from having happened."""
    regions = policy.markets[market].regions if market in policy.markets else {}
    known = not regions or policy.region_of(market, address) is not None
    return Address(
        name=address.name.strip() or "-",
        line1=address.line1.strip() or "-",
        city=address.city.strip() or "-",
        postcode=address.postcode.strip() or "-",
        country=address.country,
        region=address.region if known else next(iter(regions)),
    )


def _others(session: Session, order: Order) -> list[Offer]:
    """What the first line could be exchanged for: its sisters, or where it has none, anything else."""
    line = order.lines[0]
    found = stock_store.sisters(session, line.product) + stock_store.offers_since(session, 0, 20)[:20]
    return [
        replace(offer, stock=10_000, reserved=0)
        for offer in found
        if offer.sku != line.sku and offer.price_in(order.currency) is not None
    ]


class _Maker:
    """Takes one step after another on the change, at rising moments between the order's day and now."""

    def __init__(self, change: Change, seed: "Seed", now: datetime, sisters: Sequence[Offer]) -> None:
        self.change, self.seed, self.now, self.finished = change, seed, now, list[str]()
        self.sisters = sisters

    def make(self) -> None:
        state = self.seed.state
        if state in OPEN:
            self._leave_open(state)
            return
        self._paid()
        if state == "cancelled":
            self._at(0.5)
            self._do(lambda head: CancelOrder(**head, reason="seeded"))
            kinds = (ErrandKind.PLACE_WITH_SUPPLIER, ErrandKind.CANCEL_WITH_SUPPLIER)
            self.finished += [key_of(kind, parcel.id) for kind in kinds for parcel in self.change.order.parcels]
            return
        if state != "confirmed":
            self._placed()
        if state in BEFORE_DELIVERY or state in AFTER_DELIVERY:
            self._news(ParcelNews.SHIPPED, 0.4)
        if state in BEFORE_DELIVERY and state != "shipped":
            self._news(BEFORE_DELIVERY[state], 0.8)
        if state in AFTER_DELIVERY:
            self._news(ParcelNews.DELIVERED, 0.7)
            self._after_delivery(state)

    def _leave_open(self, state: str) -> None:
        expires_at = self.now if state == "expired" else self.now + timedelta(minutes=30)
        if state == "expired":
            self.change.enter(OrderState.EXPIRED)
        self.change.order = replace(self.change.order, quote_expires_at=expires_at)
        if state == "awaiting_confirmation":
            self.change.timer(TimerKind.QUOTE_EXPIRY, "", expires_at)

    def _paid(self) -> None:
        order = self.change.order
        self._do(lambda head: ConfirmQuote(**head, quote_hash=order.quote_hash, consent=Consent.LABELLED_BUTTON))
        captured(self.change, self.change.order.payments[0])

    def _placed(self) -> None:
        for parcel in self.change.order.parcels:
            placed(self.change, parcel, f"seed-{parcel.id}")

    def _news(self, news: ParcelNews, share: float) -> None:
        self._at(share)
        for at, parcel in enumerate(self.change.order.parcels):
            number = self.seed.number or f"JD{sum(map(ord, self.change.order.id)) * 7919:012d}"
            told = ParcelReport(
                order=self.change.order.id,
                news=news,
                at=self.change.now,
                parcel=parcel.id,
                carrier=self.seed.carrier or "DHL",
                number=f"{number}-{at + 1}" if at else number,
                eta=self.seed.eta,
                pushed=True,
            )
            report(self.change, told)
        self.finished += [key_of(ErrandKind.PLACE_WITH_SUPPLIER, parcel.id) for parcel in self.change.order.parcels]
        self.finished += [key_of(ErrandKind.FOLLOW_PARCEL, parcel.id) for parcel in self.change.order.parcels]

    def _after_delivery(self, state: str) -> None:
        self._at(0.9)
        everything = tuple(LineQuantity(line.id, line.kept) for line in self.change.order.lines)
        first = (LineQuantity(everything[0].line, 1),)
        if state in ("return_requested", "returned"):
            self._do(lambda head: ReturnLines(**head, lines=everything, reason="seeded"))
            if state == "returned":
                self._returned()
        elif state in ("exchange_requested", "exchanged"):
            swap = Swap(first[0].line, 1, self.sisters[0].sku)
            self._do(lambda head: ExchangeLines(**head, swaps=(swap,), reason="seeded"), self.sisters)
            if state == "exchanged":
                self._exchanged()
        elif state in ("refund_pending", "refunded", "partially_refunded"):
            pieces = first if state == "partially_refunded" else everything
            self._do(lambda head: ReportDamaged(**head, lines=pieces, reason="seeded"))
            self._pay_refunds(hold=state == "refund_pending")

    def _exchanged(self) -> None:
        for payment in self.change.order.payments:
            captured(self.change, payment)
        self._returned()
        self._placed()
        self._news(ParcelNews.SHIPPED, 0.95)
        self._news(ParcelNews.DELIVERED, 0.97)

    def _returned(self) -> None:
        windows = self.change.policy.windows
        if self.seed.state == "returned":
            # still being looked at: the refund has not been opened yet
            windows = windows.model_copy(update={"inspection_hours": 48})
        self.change.policy = self.change.policy.model_copy(update={"windows": windows})
        told = ParcelReport(order=self.change.order.id, news=ParcelNews.RETURN_RECEIVED, at=self.change.now)
        report(self.change, told)

    def _pay_refunds(self, *, hold: bool) -> None:
        """Pay out now, or leave the refund on its way for three more days."""
        waiting = [errand for errand in self.change.errands if errand.kind is ErrandKind.PAY_OUT_REFUND]
        if hold:
            self.change.errands = [
                replace(errand, due_at=self.now + 3 * DAY) if errand in waiting else errand
                for errand in self.change.errands
            ]
            return
        for errand in waiting:
            refund_paid(self.change, errand.ref)

    def _at(self, share: float) -> None:
        self.change.now = self.seed.placed_at + (self.now - self.seed.placed_at) * share

    def _do(self, action_of: "Callable[[_Head], OnOrder]", more: Sequence[Offer] = ()) -> None:
        order = self.change.order
        action = action_of(
            {"shopper": order.shopper, "order": order.id, "expected_version": order.version, "confirmation": "seed"}
        )
        offers = {line.sku: _offer(line) for line in order.lines} | {offer.sku: offer for offer in more}
        decision = decide(order, action, self.change.policy, Facts(now=self.change.now, offers=offers))
        if isinstance(decision, Refusal):
            raise ValueError(f"a seeded {type(action).__name__} was refused: {decision.reason}")
        if decision.refund is not None:
            decision = replace(decision, refund=replace(decision.refund, needs_person=""))
        do(self.change, action, decision)


class _Head(TypedDict):
    """What every shopper's action carries; spread into its constructor."""

    shopper: ShopperId
    order: OrderId
    expected_version: int
    confirmation: str


def _offer(line: Line) -> Offer:
    """An offer as it must have been for the line to be sold."""
    return Offer(
        sku=line.sku,
        product=line.product,
        title=line.title,
        options=line.options,
        prices=(line.price,),
        stock=10_000,
        sources=(Source(line.supplier, line.tier),),
    )
