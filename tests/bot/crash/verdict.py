"""What a shop looks like from outside once a flow is over, and what must be so however often it was killed."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.storage import Storage
from dialogue import outbox_store, store
from orders import service
from orders.lifecycle import headline
from tests.bot.crash.flows import FLOWS
from tests.builders import NOW

HEARD = ("say", "press", "staff")


@dataclass(frozen=True)
class Outcome:
    """Everything a shopper, a bank and a supplier can see."""

    unread: int
    kept: int
    said: tuple[str, ...]
    unsent: int
    orders: tuple[str, ...]
    bank: tuple[tuple[str, int], ...]
    supplied: int
    breaches: tuple[str, ...]
    posted: Counter[str]
    """How often each delivery was posted, by its id and name."""


def outcome(folder: Path) -> Outcome:
    storage = Storage(f"sqlite:///{folder}/shop.db")
    with storage.reads() as session:
        talk = store.find_conversation(session, "test", "jana")
        assert talk is not None
        unread, _ = store.backlog(session)
        replies = outbox_store.said(session, talk.id)
        orders = service.orders_of(session, talk.shopper)
        found = Outcome(
            unread=unread,
            kept=len(store.history(session, talk.id)),
            said=tuple(reply.message.name() for reply in replies),
            unsent=sum(reply.state != "sent" for reply in replies),
            orders=tuple(headline(order, NOW).value for order in orders),
            bank=_bank(folder / "shop-demo-payments.db"),
            supplied=_rows(folder / "shop-demo-supplier.db"),
            breaches=tuple(str(breach) for breach in service.audit(session)),
            posted=_posted(folder / "world"),
        )
    storage.close()
    return found


def faults(found: Outcome, wanted: Outcome, flow: str) -> list[str]:
    """What is not as in the run that nobody killed; one repeated delivery is allowed."""
    messages = sum(verb in HEARD for verb, _ in FLOWS[flow])
    repeated = sum(found.posted.values()) - len(found.posted)
    checks = {
        f"{found.unread} messages were acknowledged and never read": found.unread == 0,
        f"{found.kept} messages are kept of {messages} sent": found.kept == messages,
        f"said {found.said} instead of {wanted.said}": found.said == wanted.said,
        f"{found.unsent} replies were never sent": found.unsent == 0,
        f"orders are {found.orders} instead of {wanted.orders}": found.orders == wanted.orders,
        f"the bank saw {found.bank} instead of {wanted.bank}": found.bank == wanted.bank,
        f"the supplier got {found.supplied} orders instead of {wanted.supplied}": found.supplied == wanted.supplied,
        f"books: {found.breaches}": not found.breaches,
        f"{repeated} deliveries were repeated: {found.posted}": repeated <= 1,
        f"posted {len(found.posted)} deliveries of {len(found.said)}": len(found.posted) == len(found.said),
    }
    return [fault for fault, well in checks.items() if not well]


def _posted(file: Path) -> Counter[str]:
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return Counter(f"{line['id']} {line['name']}" for line in lines)


def _bank(file: Path) -> tuple[tuple[str, int], ...]:
    """(charge or refund, minor units) of every movement that was done, in no particular order."""
    with closing(sqlite3.connect(file)) as books:
        rows = books.execute("SELECT charge_key, minor FROM payments WHERE standing = 'done'").fetchall()
    return tuple(sorted(("refund" if charge else "charge", minor) for charge, minor in rows))


def _rows(file: Path) -> int:
    with closing(sqlite3.connect(file)) as books:
        (table,) = next(iter(books.execute("SELECT name FROM sqlite_master WHERE type = 'table'")))
        return int(books.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])
