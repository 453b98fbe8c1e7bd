"""A shop's order room on a real SQLite file, with demo provider, carrier and supplier, on a clock that tests move."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypedDict

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel, create_engine

from orders import errands, service
from orders.actions import (
    Action,
    ConfirmQuote,
    Consent,
    MakeQuote,
    ParcelNews,
    ReturnLines,
)
from orders.answers import Refusal
from orders.carriers.demo import DemoCarrier
from orders.errands import Providers
from orders.events import Event
from orders.ids import ConversationId, OrderId, ProductId, ShopperId, Sku, SupplierId
from orders.lifecycle import headline
from orders.line import LineQuantity
from orders.money import Money
from orders.order import Address, Order
from orders.payments.base import Answer, PaymentProvider, Standing
from orders.payments.demo import DemoPayments
from orders.policy import Policy, standard
from orders.service import Done
from orders.states import Tier
from orders.stock import Offer, Source
from orders.suppliers.demo import DemoSupplier
from orders.wal import write_ahead

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
JANA = ShopperId("jana")
BONN = Address("Jana Vogt", "Lindenweg 8", "Bonn", "53111", "DE")
AUSTIN = Address("Al Reyes", "12 Elm St", "Austin", "78701", "US", region="TX")


def eur(amount: str) -> Money:
    return Money.parse(amount, "EUR")


def usd(amount: str) -> Money:
    return Money.parse(amount, "USD")


def an_offer(sku: str, price: str = "40.00", stock: int = 10, product: str = "") -> Offer:
    """An offer in EUR and USD at the same figure."""
    return Offer(
        sku=Sku(sku),
        product=ProductId(product or sku.split("-")[0]),
        title=sku.split("-")[0].title(),
        options=(("size", sku.rsplit("-", 1)[-1]),),
        prices=(eur(price), usd(price)),
        stock=stock,
        sources=(Source(SupplierId("demo"), Tier.LOCAL),),
    )


SHELF = (
    an_offer("coat-M", "40.00"),
    an_offer("coat-L", "40.00"),
    an_offer("coat-XL", "55.00"),
    an_offer("coat-S", "25.00"),
    an_offer("lamp-one", "9.99", 20),
    an_offer("rug-big", "180.00", 3),
    an_offer("last-piece", "12.00", 1),
)


def sqlite_engine(path: Path) -> Callable[[], Session]:
    """Sessions that may write, as `bot/storage.py` opens them."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        setattr(connection, "isolation_level", None)  # noqa: B010 - sqlite3 alone has it
        cursor = connection.cursor()
        write_ahead(cursor)
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    SQLModel.metadata.create_all(engine)
    return lambda: Session(engine, expire_on_commit=False)


class EmptyCards:
    """A provider that has every charge declined from now on."""

    def __init__(self, before: PaymentProvider) -> None:
        self.before = before

    def charge(self, key: str, amount: Money, method: str, now: datetime) -> Answer:
        return Answer(Standing.DECLINED, "no money left")

    def pay_out(self, key: str, charge_key: str, amount: Money, now: datetime) -> Answer:
        return self.before.pay_out(key, charge_key, amount, now)

    def find(self, key: str, now: datetime) -> Answer | None:
        return self.before.find(key, now)


class Head(TypedDict):
    shopper: ShopperId
    order: OrderId
    expected_version: int
    confirmation: str


class Counter:
    """Where orders are made, changed and looked at. Everything it does goes through `orders.service`."""

    def __init__(self, folder: Path, payments: PaymentProvider | None = None) -> None:
        self.open = sqlite_engine(folder / "shop.db")
        self.now = MONDAY
        self.policy: Policy = standard()
        self.payments = DemoPayments(folder / "bank.db")
        self.providers = Providers(
            payments or self.payments,
            {"demo": DemoCarrier()},
            {SupplierId("demo"): DemoSupplier(folder / "supplier.db")},
        )
        self._yes = count(1)
        with self.writes() as session:
            service.load_offers(session, SHELF)

    @contextmanager
    def writes(self) -> Iterator[Session]:
        with self.open() as session:
            yield session
            session.commit()

    # ---- doing

    def does(self, action: Action) -> Done | Refusal:
        with self.writes() as session:
            return service.perform(session, action, self.now, policy=self.policy)

    def refuses(self, action: Action) -> str:
        answer = self.does(action)
        assert isinstance(answer, Refusal), answer
        return answer.reason.value

    def done(self, action: Action) -> Order:
        answer = self.does(action)
        assert isinstance(answer, Done), answer
        return answer.order

    def quote_wish(self, *lines: tuple[str, int], address: Address = BONN, method: str = "card_4242") -> MakeQuote:
        return MakeQuote(
            shopper=JANA,
            conversation=ConversationId("talk"),
            lines=tuple((Sku(sku), quantity) for sku, quantity in lines),
            address=address,
            market=address.country,
            currency=self.policy.markets[address.country].currency,
            method=method,
            email="jana@example.com",
        )

    def quotes(self, *lines: tuple[str, int], address: Address = BONN, method: str = "card_4242") -> Order:
        return self.done(self.quote_wish(*lines, address=address, method=method))

    def confirms(self, order: Order, consent: Consent = Consent.LABELLED_BUTTON) -> Done | Refusal:
        return self.does(ConfirmQuote(**self.on(order), quote_hash=order.quote_hash, consent=consent))

    def on(self, order: Order) -> "Head":
        """What every shopper's action carries, with a fresh yes: `CancelOrder(**shop.on(order))`."""
        return {
            "shopper": order.shopper,
            "order": order.id,
            "expected_version": order.version,
            "confirmation": f"yes-{next(self._yes)}",
        }

    def buys(self, *lines: tuple[str, int], address: Address = BONN, method: str = "card_4242") -> Order:
        """Confirmed, charged and placed with the supplier."""
        order = self.quotes(*(lines or (("coat-M", 1),)), address=address, method=method)
        answer = self.confirms(order)
        assert isinstance(answer, Done), answer
        self.works()
        return self.order(order)

    def receives(self, *lines: tuple[str, int], address: Address = BONN) -> Order:
        """Bought and delivered, four days later."""
        order = self.buys(*lines, address=address)
        self.days(4)
        return self.order(order)

    def hears(self, order: Order, news: ParcelNews, number: str = "") -> Done | Refusal:
        with self.writes() as session:
            return service.report_parcel(session, order.id, news, self.now, number=number)

    def cards_are_declined(self) -> None:
        self.providers = replace(self.providers, payments=EmptyCards(self.payments))

    def returns(self, order: Order, *pieces: tuple[int, int]) -> Order:
        lines = tuple(LineQuantity(order.lines[at].id, quantity) for at, quantity in pieces)
        return self.done(ReturnLines(**self.on(order), lines=lines))

    # ---- time

    def works(self) -> list[Event]:
        """Fire what is due and run errands until nothing is due."""
        happened: list[Event] = []
        while True:
            with self.writes() as session:
                timers = service.due_timers(session, self.now)
                for timer in timers:
                    happened += service.fire_timer(session, timer, self.now, policy=self.policy)
                leased = service.lease_errands(session, self.now, "worker")
            for errand in leased:
                outcome = errands.run(errand, self.providers, self.now)
                with self.writes() as session:
                    happened += service.settle_errand(session, errand, outcome, self.now, policy=self.policy)
            if not timers and not leased:
                return happened

    def passes(self, time: timedelta) -> list[Event]:
        self.now += time
        return self.works()

    def days(self, days: int) -> list[Event]:
        return [event for _ in range(days) for event in self.passes(timedelta(days=1))]

    # ---- looking

    def order(self, order: Order | OrderId) -> Order:
        with self.open() as session:
            found = service.any_order(session, order if isinstance(order, str) else order.id)
        assert found is not None
        return found

    def headline(self, order: Order) -> str:
        return headline(self.order(order), self.now).value

    def told(self, order: Order) -> list[str]:
        with self.open() as session:
            return [type(event).__name__ for event in service.events_of(session, order.id)]

    def stock(self, sku: str) -> tuple[int, int]:
        """On hand and reserved."""
        with self.open() as session:
            offer = service.offers(session, [Sku(sku)])[Sku(sku)]
        return offer.stock, offer.reserved

    def charges(self) -> list[str]:
        """ "payment 49.39 done" and the like, oldest first."""
        with self.open() as session:
            return [
                f"{charge.kind} {charge.amount.plain()} {'done' if charge.done else 'pending'}"
                for charge in service.charges_of(session, JANA)
            ]

    def breaches(self) -> tuple[str, ...]:
        with self.open() as session:
            return tuple(f"{breach.invariant}: {breach.found}" for breach in service.audit(session))
