"""Queries of customers. Transactions are the callers'."""

from collections.abc import Iterable
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from orders.customers import Customer
from orders.ids import ShopperId
from orders.rows import connection_of, insert_into, insert_once, is_sqlite
from orders.tables import CustomerRow

_customers: Final = TypeAdapter(Customer)
_BODY: Final = select(col(CustomerRow.body)).where(col(CustomerRow.id) == bindparam("of"))


def find(session: Session, customer: ShopperId) -> Customer | None:
    body = connection_of(session).execute(_BODY, {"of": customer}).scalar()
    return _customers.validate_json(body) if body is not None else None


def hold(session: Session, customer: ShopperId) -> Customer:
    """To change them: nobody else does until the transaction ends. Somebody new where there is no such customer."""
    empty = _customers.dump_json(Customer(customer, "")).decode()
    insert_once(session, CustomerRow, {"id": customer, "email": "", "body": empty})
    row = select(col(CustomerRow.body)).where(col(CustomerRow.id) == customer)
    return _customers.validate_json(session.scalars(row if is_sqlite(session) else row.with_for_update()).one())


def with_emails(session: Session, emails: Iterable[str]) -> tuple[ShopperId, ...]:
    """Everybody who gave one of these e-mail addresses, in any case, by id; several people may share one."""
    wanted = [email.strip().casefold() for email in emails]
    ids = select(col(CustomerRow.id)).where(col(CustomerRow.email).in_(wanted)).order_by(col(CustomerRow.id))
    return tuple(map(ShopperId, session.scalars(ids)))


def emails_of(session: Session, customers: Iterable[ShopperId]) -> dict[ShopperId, str]:
    """The e-mail addresses of those who gave one, in lower case."""
    named = select(col(CustomerRow.id), col(CustomerRow.email))
    known = named.where(col(CustomerRow.id).in_(set(customers)), col(CustomerRow.email) != "")
    return {ShopperId(customer): email for customer, email in session.execute(known)}


def all_customers(session: Session) -> Iterable[Customer]:
    """By id."""
    for body in session.scalars(select(col(CustomerRow.body)).order_by(col(CustomerRow.id))):
        yield _customers.validate_json(body)


def save(session: Session, customer: Customer) -> None:
    """Insert, or replace what was known of them."""
    values = {"email": customer.email.strip().casefold(), "body": _customers.dump_json(customer).decode()}
    statement = insert_into(session, CustomerRow).values(id=customer.id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
