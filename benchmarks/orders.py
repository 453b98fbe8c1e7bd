"""Order actions per second on SQLite and on Postgres, beside the floor: the same rows inserted and updated bare.

What an action writes is recorded, statement by statement, and run again on a new database by nothing but the driver,
with as many commits: no reading, no deciding, no objects. SQLite waits for the disk at each commit (`synchronous=FULL`)
in both; Postgres is one of the run's own on the same disk.
"""

import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlmodel import Session

from benchmarks.databases import new_database, postgres_server
from benchmarks.table import show
from bot import schema
from bot.storage import Storage
from orders import errands, service
from orders.actions import Action, AskRefund, CancelOrder, ConfirmQuote, Consent, MakeQuote, ParcelNews, ParcelReport
from orders.errands import Providers
from orders.ids import ConversationId, OrderId, ProductId, ShopperId, Sku, SupplierId
from orders.money import Money
from orders.order import Address, Order
from orders.payments.demo import DemoPayments
from orders.service import Done, Seed
from orders.states import Tier
from orders.stock import Offer, Source

TIMES: Final = 200
NOW: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SHOPPER, TALK = ShopperId("bench"), ConversationId("bench")
BONN: Final = Address("Jana Vogt", "Lindenweg 8", "Bonn", "53111", "DE")
LINES: Final = ((Sku("coat-M"), 1), (Sku("lamp-one"), 2))
SHELF: Final = [
    Offer(
        sku=sku,
        product=ProductId(sku),
        title=sku,
        options=(),
        prices=(Money(3995, "EUR"),),
        stock=1_000_000,
        sources=(Source(SupplierId("demo"), Tier.LOCAL),),
    )
    for sku, _ in LINES
]

One = Sequence[object] | Mapping[str, object]
"""What fills the places of one statement."""


@dataclass
class Written:
    """One transaction's inserts and updates, and what it was for; "" for what is not measured."""

    what: str
    statements: list[tuple[str, list[One]]] = field(default_factory=list)


class Shop:
    """Performs actions one by one, takes their time, and notes what they write."""

    def __init__(self, url: str) -> None:
        self.storage = Storage(url)
        schema.bring_up_to_date(self.storage)
        self.seconds: dict[str, float] = defaultdict(float)
        self.written: list[Written] = []
        self._yes = 0
        event.listen(self.storage.engine, "before_cursor_execute", self._note)

    def _note(  # What SQLAlchemy calls many may be one statement with the values of many rows.
        self, _: Connection, __: DBAPICursor, statement: str, values: One | list[One], ___: object, ____: bool
    ) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            self.written[-1].statements.append((statement, values if isinstance(values, list) else [values]))

    @contextmanager
    def timed(self, what: str) -> Iterator[Session]:
        self.written.append(Written(what))
        started = time.perf_counter()
        with self.storage.writes() as session:
            yield session
        self.seconds[what] += time.perf_counter() - started

    def does(self, what: str, action: Action) -> Order:
        with self.timed(what) as session:
            answer = service.perform(session, action, NOW)
        assert isinstance(answer, Done), answer
        return answer.order

    def close(self) -> None:
        self.storage.close()

    def yes(self) -> str:
        self._yes += 1
        return f"yes-{self._yes}"


def quote_and_confirm(shop: Shop) -> None:
    what = "quote + confirm"
    order = shop.does(
        what,
        MakeQuote(
            shopper=SHOPPER, conversation=TALK, lines=LINES, address=BONN, market="DE", currency="EUR", method="card_1"
        ),
    )
    shop.does(
        what,
        ConfirmQuote(
            shopper=SHOPPER,
            order=order.id,
            expected_version=order.version,
            confirmation=shop.yes(),
            quote_hash=order.quote_hash,
            consent=Consent.LABELLED_BUTTON,
        ),
    )


def work(shop: Shop, bank: DemoPayments) -> list[OrderId]:
    """The charges of what was confirmed; which orders are paid then."""
    paid: list[OrderId] = []
    while True:
        with shop.timed("") as session:
            leased = service.lease_errands(session, NOW, "bench", 50)
        for errand in leased:
            outcome = errands.run(errand, Providers(bank), NOW) if errand.kind == "charge" else errands.Finished()
            with shop.timed("book a charge" if errand.kind == "charge" else "") as session:
                service.settle_errand(session, errand, outcome, NOW)
            paid += [errand.order] if errand.kind == "charge" else []
        if not leased:
            return paid


def seeded(shop: Shop, state: str) -> list[Order]:
    seed = Seed(
        shopper=SHOPPER, conversation=TALK, lines=LINES, state=state, address=BONN, market="DE", currency="EUR",
        method="card_1", placed_at=NOW,
    )  # fmt: skip
    with shop.timed("") as session:
        answers = [service.seed_order(session, seed, NOW) for _ in range(TIMES)]
    return [answer.order for answer in answers if isinstance(answer, Done)]


def play(shop: Shop) -> None:
    with shop.timed("") as session:
        service.load_offers(session, SHELF)
    for _ in range(TIMES):
        quote_and_confirm(shop)
    for order_id in work(shop, DemoPayments()):
        with shop.storage.reads() as session:
            order = service.any_order(session, order_id)
        assert order is not None
        cancel = CancelOrder(shopper=SHOPPER, order=order.id, expected_version=order.version, confirmation=shop.yes())
        shop.does("cancel", cancel)
    for order in seeded(shop, "shipped"):
        shop.does("parcel report", ParcelReport(order=order.id, news=ParcelNews.DELIVERED, at=NOW))
    for order in seeded(shop, "lost"):
        ask = AskRefund(shopper=SHOPPER, order=order.id, expected_version=order.version, confirmation=shop.yes())
        shop.does("refund decided", ask)


def bare(url: str, written: Sequence[Written]) -> dict[str, float]:
    """Seconds for the same rows by the driver alone."""
    seconds: dict[str, float] = defaultdict(float)
    with closing(Storage(url)) as storage:
        schema.bring_up_to_date(storage)
        connection = storage.engine.raw_connection()
        cursor = connection.cursor()
        for each in written:
            started = time.perf_counter()
            if storage.is_sqlite:
                cursor.execute("BEGIN IMMEDIATE")
            for statement, rows in each.statements:
                for row in rows:
                    cursor.execute(statement, row)
                    if cursor.description:
                        cursor.fetchall()
            connection.commit()
            seconds[each.what] += time.perf_counter() - started
        connection.close()
    return seconds


def measured(fresh: Callable[[], str]) -> dict[str, tuple[float, float]]:
    """Actions per second through the service and bare, by action."""
    with closing(Shop(fresh())) as shop:
        play(shop)
    floor = bare(fresh(), shop.written)
    return {what: (TIMES / shop.seconds[what], TIMES / floor[what]) for what in shop.seconds if what}


def main() -> None:
    names = iter(range(100))
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        sqlite = measured(lambda: f"sqlite:///{Path(folder)}/{next(names)}.db")
        postgres = measured(lambda: new_database(server))
    rows = [
        [
            what,
            *(f"{figure:,.0f}" for figure in sqlite[what]),
            f"{sqlite[what][0] / sqlite[what][1]:.0%}",
            *(f"{figure:,.0f}" for figure in postgres[what]),
            f"{postgres[what][0] / postgres[what][1]:.0%}",
        ]
        for what in sqlite
    ]
    head = ["a second", "SQLite", "bare", "of it", "Postgres", "bare", "of it"]
    show(f"Order actions, one at a time, {TIMES} each, beside the same rows inserted and updated bare", head, rows)
