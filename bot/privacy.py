"""Export and erasure over every room's tables. What the law makes us keep stays without a name.

`TABLES` says for each table how it belongs to a person; a test holds it against all tables there are.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Table, delete, or_, select, text, update
from sqlmodel import Session, SQLModel

from bot import store as bot_store
from bot.desk.slack import store as slack_store
from bot.storage import Storage
from dialogue.plan import ChoreKind
from orders import service
from orders.ids import ConversationId, ShopperId
from orders.order import Address, Order
from orders.states import RefundReason

_orders: Final = TypeAdapter(Order)
_addresses: Final = TypeAdapter(Address)


@dataclass(frozen=True, slots=True)
class Personal:
    """Rows of a person: `column` holds the shopper's id, or a key into another personal table (`via`)."""

    column: str
    via: tuple[str, str] | None = None
    keep: bool = False
    """Kept without a name when the person is erased: bookkeeping (GDPR art. 17(3)(b))."""
    hides: frozenset[str] = frozenset()
    """Columns that are not theirs to know."""


WHETHER_FOUND: Final = frozenset({"sent_to", "order_id", "salt", "digest", "state", "attempts", "next_at", "asked_key"})
"""What would tell somebody who asks for a code whether an order of somebody else fits."""


TABLES: Final[Mapping[str, Personal]] = {
    "link": Personal("shopper"),
    "link_code": Personal("shopper", hides=frozenset({"salt", "digest"})),
    "shopper": Personal("id"),
    "fact": Personal("shopper"),
    "consent": Personal("shopper"),
    "conversation": Personal("shopper"),
    "inbox": Personal("shopper"),
    "outbox": Personal("shopper"),
    "sent_message": Personal("reply", ("outbox", "id")),
    "reach": Personal("shopper"),
    "decision": Personal("shopper"),
    "model_use": Personal("shopper"),
    "desk_case": Personal("shopper"),
    "staff_note": Personal("case_id", ("desk_case", "id")),
    "slack_thread": Personal("shopper"),
    "slack_post": Personal("shopper"),
    "chore": Personal("shopper"),
    "pace": Personal("shopper"),
    "orders": Personal("shopper", keep=True),
    "order_event": Personal("order_id", ("orders", "id"), keep=True),
    "posting": Personal("order_id", ("orders", "id"), keep=True),
    "confirmation": Personal("order_id", ("orders", "id"), keep=True),
    "errand": Personal("order_id", ("orders", "id"), keep=True),
    "timer": Personal("order_id", ("orders", "id"), keep=True),
    "parcel_news": Personal("order_id", ("orders", "id"), keep=True),
    "order_decision": Personal("order_id", ("orders", "id"), keep=True),
    "access_code": Personal("shopper", hides=WHETHER_FOUND),
    "access_grant": Personal("shopper"),
    "customer": Personal("id"),
    "taken_over": Personal("shopper"),
    "stock_wish": Personal("shopper"),
    "gift_card": Personal("holder", keep=True),
    "gift_move": Personal("card", ("gift_card", "id"), keep=True),
}
IMPERSONAL: Final = frozenset(
    {
        "product", "variant", "product_news", "catalog_clock", "offer", "offer_clock", "stock_watch", "demo_clock",
        "slack_pace", "message_template", "session_content", "link_try", "wording",
        "experiment", "experiment_arm", "experiment_look", "secret", "spent_link",
    }
)  # fmt: skip
"""Tables that hold nothing about anybody; `link_try` counts, for an hour, by a fingerprint."""

NOTHING: Final = "{}"
"""What `export` says about somebody of whom nothing is stored."""

_WRITTEN: Final = frozenset({"note", "reason"})
"""Where in an event somebody's own words may stand."""
_REASONS: Final = frozenset(RefundReason)
_NOT_TOLD: Final = frozenset({"lease_owner", "lease_until", "owner", "leased_until", "search", "key"})


def export(session: Session, shopper: ShopperId) -> str:
    """Everything stored about a person, as readable JSON by table."""
    found = {name: _rows(session, name, shopper) for name in TABLES}
    return json.dumps({name: rows for name, rows in found.items() if rows}, ensure_ascii=False, indent=2, default=str)


def erase(session: Session, shopper: ShopperId) -> None:
    """Forget a person. Orders stay for the books, without name, street, e-mail or photos."""
    nobody = f"erased-{secrets.token_hex(8)}"
    service.forget_access(session, shopper)
    _blank_orders(session, shopper, nobody)
    for name in reversed(list(TABLES)):
        entry = TABLES[name]
        if not entry.keep:
            session.execute(delete(_table(name)).where(_mine(name, shopper)))


def forget_everybody(session: Session) -> None:
    """Empty every table but the catalog's. For the JSON door's `reset`."""
    for table in reversed(SQLModel.metadata.sorted_tables):
        if table.name in TABLES or table.name == "demo_clock":
            session.execute(delete(table))


def run(chore: bot_store.Chore, storage: Storage) -> None:
    """A chore of a Plan, safe to repeat. Erasing takes the chore along."""
    match chore.kind:
        case ChoreKind.ERASE:
            forget(storage, chore.shopper)


def forget(storage: Storage, shopper: ShopperId) -> None:
    """Erase a person, in the database's files too: nobody finds them there with an editor. What was posted about
    them in Slack is to be deleted there."""
    with storage.writes() as session:
        slack_store.unpost(session, shopper)
        erase(session, shopper)
    if storage.is_sqlite:
        with storage.engine.connect() as connection:
            # What was deleted must leave the log file too, not only the tables.
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _rows(session: Session, name: str, shopper: ShopperId) -> list[dict[str, object]]:
    rows = session.execute(select(_table(name)).where(_mine(name, shopper))).mappings()
    hidden = _NOT_TOLD | TABLES[name].hides
    return [{key: value for key, value in row.items() if key not in hidden} for row in rows]


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def _blank_orders(session: Session, shopper: ShopperId, nobody: str) -> None:
    """Nobody changes an order between its reading and its blanking, and who read it before must read it again: no name
    comes back, and nothing that was booked is lost."""
    table, events = _table("orders"), _table("order_event")
    theirs = select(table.c.id, table.c.body).where(table.c.shopper == shopper).order_by(table.c.id).with_for_update()
    for order_id, body in session.execute(theirs).all():
        order = _orders.validate_json(body)
        changed: dict[str, object] = {"shopper": nobody, "conversation": nobody, "search": str(order_id).casefold()}
        changed |= {"email": "", "postcode": "", "name": "", "revision": table.c.revision + 1}
        blank = _blank(replace(order, shopper=ShopperId(nobody), conversation=ConversationId(nobody)))
        session.execute(
            update(table).where(table.c.id == order_id).values(body=_orders.dump_json(blank).decode(), **changed)
        )
        for event_id, told in session.execute(select(events.c.id, events.c.body).where(events.c.order_id == order_id)):
            body = json.loads(told)
            gone: dict[str, object] = {key: _coded(body[key]) for key in _WRITTEN & body.keys()}
            if "address" in body:
                gone["address"] = _addresses.dump_python(blank.address, mode="json")
            if gone:
                session.execute(update(events).where(events.c.id == event_id).values(body=json.dumps(body | gone)))
    # What is left on a card is still theirs who has its code.
    cards = _table("gift_card")
    session.execute(update(cards).where(cards.c.holder == shopper).values(holder=""))
    decisions = _table("order_decision")
    session.execute(update(decisions).where(decisions.c.shopper == shopper).values(shopper=nobody))


def _blank(order: Order) -> Order:
    """Country and region stay for tax; name, street, town, photos and what anybody wrote about it go."""
    place = order.address
    address = Address(name="", line1="", city="", postcode="", country=place.country, region=place.region)
    claims = tuple(replace(claim, photos=(), reason="") for claim in order.claims)
    refunds = tuple(replace(refund, note="") for refund in order.refunds)
    return replace(order, address=address, email="", claims=claims, refunds=refunds, cancel_reason="")


def _coded(reason: str) -> str:
    """One of our own reasons; what somebody wrote may name anybody."""
    return reason if reason in _REASONS else ""


def _mine(name: str, shopper: ShopperId) -> ColumnElement[bool]:
    """Which rows of a table are this person's, under an earlier id of theirs too. Links are erased last: they tell."""
    entry, table = TABLES[name], _table(name)
    if entry.via is None:
        links = _table("link")
        before = select(links.c.joined).where(links.c.shopper == shopper)
        return or_(table.c[entry.column] == shopper, table.c[entry.column].in_(before))
    other, key = entry.via
    return table.c[entry.column].in_(select(_table(other).c[key]).where(_mine(other, shopper)))
