"""What becomes of simulated orders: each fate says what happens when, and what the order is owed for it by then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from orders.actions import (
    ApproveRefund,
    AskRefund,
    CancelLine,
    CancelOrder,
    ConfirmQuote,
    Consent,
    MakeQuote,
    OnOrder,
    ParcelNews,
    ParcelReport,
    Remedy,
    ReportDamaged,
    ReportLost,
    ReportMissing,
    ReturnLines,
    Withdraw,
)
from orders.ids import ConversationId, LineId, ShopperId, Sku
from orders.line import LineQuantity
from orders.order import Address, Order
from orders.service import Done
from orders.states import OrderState, ParcelState, RefundState
from tests.orders.counter import MONDAY
from tests.orders.reckoning import CALIFORNIA, GERMANY, TEXAS, Bill, Bought, Place
from tests.orders.simulation import NEVER, PRICES, SECOND, SLOW, TIERS, Case, Owed, Simulation, sku

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
UNDO, CHOICE, GRACE = 15 * MINUTE, 24 * HOUR, 24 * HOUR
STAFF_NEEDS = 20 * HOUR


class Life:
    """One order on its way."""

    def __init__(self, world: Simulation, case: Case) -> None:
        self.world, self.case, self.dice = world, case, world.dice
        self.start = case.quoted_at

    # ---- what happens

    @property
    def order(self) -> Order:
        return self.world.shop.order(self.case.order)

    @property
    def now(self) -> datetime:
        return self.world.shop.now

    def then(self, after: timedelta, step: Callable[[], None]) -> None:
        self.world.at(self.now + after, step)

    def does(self, make: Callable[[Order], OnOrder]) -> bool:
        """The shopper does it, presses again, and asks for their money once more for good measure."""
        order = self.order
        action = make(order)
        done = isinstance(self.world.shop.does(action), Done)
        if self.dice.random() < 0.3:
            self.world.shop.does(replace(action, expected_version=self.order.version))
        return done

    def tries(self, make: Callable[[Order], OnOrder]) -> None:
        self.does(make)

    def surely(self, make: Callable[[Order], OnOrder]) -> None:
        if not self.does(make):
            self.world.cases.remove(self.case)
            raise AssertionError(f"{self.case.fate}: {make(self.order)} was refused: {self.order}")

    def asks_again(self) -> None:
        """Whoever has had a refund, or has no right to one, tries for another one."""
        head = self.world.shop.on(self.order)
        wishes: tuple[Callable[[], OnOrder], ...] = (
            lambda: AskRefund(**head),
            lambda: ReportLost(**head),
            lambda: CancelOrder(**head),
        )
        self.world.shop.does(self.dice.choice(wishes)())

    def news(self, *told: ParcelNews, tier: str = "") -> None:
        """Each piece of news comes once or twice."""
        shop = self.world.shop
        promised = self._promise(tier) if tier else None
        for parcel in self.order.parcels:
            if parcel.state is ParcelState.CANCELLED or (promised is not None and parcel.promised_by != promised):
                continue
            for each in told:
                report = ParcelReport(
                    order=self.order.id, news=each, at=self.now, parcel=parcel.id, external_id=f"{parcel.id}/{each}"
                )
                for _ in range(self.dice.choice((1, 1, 2))):
                    shop.does(report)

    def placed(self, what: Callable[[], None]) -> None:
        """Two hours after the yes, or as soon as the supplier knows."""
        order = self.order
        if order.parcels and all(parcel.state is not ParcelState.WAITING for parcel in order.parcels):
            what()
        else:
            self.then(HOUR, partial(self.placed, what))

    def owes(self, minor: int, by: datetime, *, guaranteed: bool = False) -> None:
        if minor:
            self.case.owed.append(Owed(minor, by, guaranteed))

    def delivered(self, after: Callable[[], None]) -> None:
        """Shipped at once and there within the fastest promise."""
        self.news(ParcelNews.SHIPPED)
        arrives = timedelta(hours=self.dice.randint(20, 60))
        self.then(arrives, partial(self._arrive, after))

    def _arrive(self, after: Callable[[], None]) -> None:
        self.news(ParcelNews.DELIVERED)
        self.then(timedelta(hours=self.dice.randint(1, 200)), after)

    def late(self) -> None:
        """What the guarantee owes for all lines: each tier on its own promised day, in one refund per day."""
        for tier in sorted({line.tier for line in self.case.bill.lines}, key=self._promise):
            self.owes(self._tier(tier), self._promise(tier) + GRACE, guaranteed=True)

    def _promise(self, tier: str) -> datetime:
        """The last second of the promised day where the order goes, as the shop stores it."""
        place = self.case.bill.place
        there = self.start.astimezone(ZONES[place.country]) + timedelta(days=place.days[tier])
        return there.replace(hour=23, minute=59, second=59, microsecond=0).astimezone(UTC)

    def _tier(self, tier: str) -> int:
        bill = self.case.bill
        at = [number for number, line in enumerate(bill.lines) if line.tier == tier]
        return bill.total if len(at) == len(bill.lines) else sum(bill.in_full(n, bill.lines[n].quantity) for n in at)

    def pick(self) -> tuple[int, int, LineQuantity]:
        """A line, some of its pieces, and how to name them."""
        at = self.dice.randrange(len(self.case.bill.lines))
        pieces = self.dice.randint(1, self.case.bill.lines[at].quantity)
        return at, pieces, LineQuantity(LineId(self.order.lines[at].id), pieces)

    def approve(self) -> None:
        for refund in self.order.refunds:
            if refund.state is RefundState.ASKED:
                word = ApproveRefund(order=self.order.id, refund=refund.id, staff="alex")
                self.world.shop.does(word)
                self.world.shop.does(word)

    # ---- fates

    def fine(self) -> None:
        self.delivered(self.asks_again)

    def late_within_grace(self) -> None:
        self.news(ParcelNews.SHIPPED, ParcelNews.DELAYED)
        for tier in {line.tier for line in self.case.bill.lines}:
            when = self._promise(tier) + timedelta(hours=self.dice.randint(0, 22))
            self.world.at(when, partial(self.news, ParcelNews.DELIVERED, tier=tier))

    def silent(self) -> None:
        self.news(ParcelNews.SHIPPED)
        self.late()
        self._then_found()

    def never_sent(self) -> None:
        self.late()
        self.world.at(self.case.owed[-1].by + DAY, self.asks_again)

    def _then_found(self) -> None:
        """Some turn up after they have been paid for: nothing more is given, nothing is taken back."""
        if self.dice.random() < 0.4:
            self.world.at(self.case.owed[-1].by + DAY, partial(self.news, ParcelNews.DELIVERED))
        self.world.at(self.case.owed[-1].by + 2 * DAY, self.asks_again)

    def lost(self) -> None:
        self.news(ParcelNews.SHIPPED)
        self.then(timedelta(hours=self.dice.randint(5, 50)), partial(self._reported, ParcelNews.LOST))

    def sent_back(self) -> None:
        self.news(ParcelNews.SHIPPED, ParcelNews.UNDELIVERABLE)
        self.then(timedelta(hours=self.dice.randint(5, 50)), partial(self._reported, ParcelNews.RETURNED_TO_SENDER))

    def _reported(self, news: ParcelNews) -> None:
        """Of one parcel; the others arrive. Nobody asks, and it is paid after the time for choosing."""
        tiers = [line.tier for line in self.case.bill.lines]
        bad = self.dice.choice(tiers)
        for tier in set(tiers):
            self.news(news if tier == bad else ParcelNews.DELIVERED, tier=tier)
        self.owes(self._tier(bad), self.now + CHOICE, guaranteed=True)
        self.world.at(self.case.owed[-1].by + DAY, self.asks_again)

    def lost_and_asked(self) -> None:
        self.news(ParcelNews.SHIPPED, ParcelNews.LOST)
        self.owes(self.case.bill.total, self.now + 3 * HOUR)
        self.then(3 * HOUR, partial(self.surely, lambda order: ReportLost(**self.world.shop.on(order))))
        self.then(2 * DAY, self.asks_again)

    def reshipped(self) -> None:
        """The shopper wants the goods; they come the second time, or their new promise is kept with money."""
        self.news(ParcelNews.SHIPPED, ParcelNews.LOST)
        self.surely(lambda order: ReportLost(**self.world.shop.on(order), remedy=Remedy.RESHIP))
        self.start = self.now
        if self.dice.random() < 0.5:
            self.then(3 * HOUR, partial(self.placed, self.fine))
        else:
            self.late()

    def unavailable(self) -> None:
        """The supplier of one parcel declines, and there is no other: its money goes back at once."""
        declined = next(line for line in self.case.bill.lines if line.sku.endswith(NEVER))
        self.owes(self._tier(declined.tier), self.now + 6 * HOUR)
        self.then(2 * HOUR, partial(self.placed, self.fine))

    def second_supplier(self) -> None:
        self.fine()

    def damaged(self) -> None:
        self.delivered(partial(self._claim, ReportDamaged))

    def missing(self) -> None:
        self.delivered(partial(self._claim, ReportMissing))

    def _claim(self, kind: type[ReportDamaged | ReportMissing]) -> None:
        at, pieces, named = self.pick()
        minor = self.case.bill.in_full(at, pieces)
        self.surely(lambda order: kind(**self.world.shop.on(order), lines=(named,)))
        by_person = minor > self.case.bill.place.limit
        self.owes(minor, self.now + (STAFF_NEEDS if by_person else timedelta(0)))
        self.then(STAFF_NEEDS, self.approve)
        more = LineQuantity(named.line, self.case.bill.lines[at].quantity)
        self.then(2 * DAY, partial(self.tries, lambda order: kind(**self.world.shop.on(order), lines=(more,))))

    def returned(self) -> None:
        self.delivered(partial(self._send_back, lambda head, lines: ReturnLines(**head, lines=lines)))

    def _send_back(self, make: Callable[..., OnOrder]) -> None:
        at, pieces, named = self.pick()
        self.surely(lambda order: make(self.world.shop.on(order), (named,)))
        arrives = timedelta(hours=self.dice.randint(3, 40))
        self.then(arrives, partial(self._is_back, self.case.bill.without(at, pieces)))

    def _is_back(self, minor: int) -> None:
        """Told twice, as carriers do."""
        self.owes(minor, self.now)
        back = ParcelReport(order=self.order.id, news=ParcelNews.RETURN_RECEIVED, at=self.now)
        self.world.shop.does(back)
        self.world.shop.does(back)

    def withdrawn_before_it_left(self) -> None:
        self.owes(self.case.bill.total, self.now)
        self.surely(lambda order: Withdraw(**self.world.shop.on(order)))
        self.then(DAY, self.asks_again)

    def cancelled(self) -> None:
        self.owes(self.case.bill.total, self.now + UNDO)
        self.surely(lambda order: CancelOrder(**self.world.shop.on(order)))
        self.then(DAY, self.asks_again)

    def line_cancelled(self) -> None:
        at, pieces, named = self.pick()
        self.owes(self.case.bill.without(at, pieces), self.now)
        self.surely(lambda order: CancelLine(**self.world.shop.on(order), line=named.line, quantity=pieces))
        if self.order.state is OrderState.PAID:
            self.then(3 * HOUR, partial(self.placed, partial(self.delivered, self.asks_again)))

    def paid_too_late(self) -> None:
        """The bank answers when the order has been given up: the money goes straight back."""
        self.owes(self.case.bill.total, self.now + SLOW + 12 * HOUR)

    def paid_later(self) -> None:
        self.fine()

    def declined(self) -> None:
        """Nothing was charged, so nothing is owed, however often it is asked for."""
        self.then(2 * HOUR, self.asks_again)

    def declined_later(self) -> None:
        self.declined()


FATES = {
    "fine": 14, "late_within_grace": 8, "silent": 12, "never_sent": 4, "lost": 12, "sent_back": 8, "lost_and_asked": 6,
    "reshipped": 5, "unavailable": 4, "second_supplier": 4, "damaged": 8, "missing": 5, "returned": 9,
    "withdrawn_before_it_left": 3, "cancelled": 5, "line_cancelled": 5, "declined": 4, "declined_later": 3,
    "paid_later": 3, "paid_too_late": 3,
}  # fmt: skip
METHODS = {
    "declined": "card_0341", "declined_later": "card_0003", "paid_later": "card_0002", "paid_too_late": "card_slow",
}  # fmt: skip
AT_ONCE = ("unavailable", "paid_too_late", "declined", "declined_later")
ONE_PARCEL = ("lost_and_asked", "reshipped")
ZONES = {"DE": ZoneInfo("Europe/Berlin"), "US": ZoneInfo("America/New_York")}
ADDRESSES = {"DE": ("Bonn", "53111"), "US": ("Austin", "78701")}


def begin(world: Simulation, name: str) -> None:
    """Somebody puts a basket together in the course of a week, and gets a fate."""
    dice = world.dice
    fate = dice.choices(list(FATES), list(FATES.values()))[0]
    at = MONDAY + timedelta(minutes=dice.randint(0, 7 * 24 * 60))
    world.at(at, partial(_quote, world, fate, name))


def _quote(world: Simulation, fate: str, name: str) -> None:
    dice = world.dice
    places = (GERMANY,) if fate == "withdrawn_before_it_left" else (GERMANY, GERMANY, TEXAS, CALIFORNIA)
    bill = _basket(world, fate, dice.choice(places))
    city, postcode = ADDRESSES[bill.place.country]
    wish = MakeQuote(
        shopper=ShopperId(f"shopper-{name}"),
        conversation=ConversationId(f"talk-{name}"),
        lines=tuple((Sku(line.sku), line.quantity) for line in bill.lines),
        address=Address("Jana Vogt", "Lindenweg 8", city, postcode, bill.place.country, region=bill.place.region),
        market=bill.place.country,
        currency=bill.place.currency,
        method=METHODS.get(fate, "card_4242"),
    )
    order = world.shop.done(wish)
    paid = 0 if fate in ("declined", "declined_later") else bill.total
    case = Case(fate, order.id, bill, world.shop.now, paid)
    world.cases.append(case)
    life = Life(world, case)
    life.surely(
        lambda order: ConfirmQuote(**world.shop.on(order), quote_hash=order.quote_hash, consent=Consent.LABELLED_BUTTON)
    )
    _go_on(life)


def _go_on(life: Life) -> None:
    play: Callable[[], None] = getattr(life, life.case.fate)
    if life.case.fate in AT_ONCE:
        play()
    else:
        life.then(2 * HOUR, partial(life.placed, play))


def _basket(world: Simulation, fate: str, place: Place) -> Bill:
    dice = world.dice
    names = dice.sample(list(PRICES), dice.randint(1, 3))
    tiers = [dice.choice(TIERS)] * 3 if fate in ONE_PARCEL else [dice.choice(TIERS) for _ in names]
    if fate == "never_sent":  # Its supplier is asked every six hours, so that far ones would take long.
        tiers = ["local"] * 3
    ends = {"unavailable": NEVER, "second_supplier": SECOND}
    lines = []
    for name, tier in zip(names, tiers, strict=False):
        # A supplier declines a parcel as a whole, so for all of it there is another one, or for none.
        how = ends.get(fate, "new") if tier == tiers[0] else "new"
        lines.append(Bought(sku(name, tier, how), PRICES[name], dice.randint(1, 3), tier))
    return Bill(place, tuple(lines))
