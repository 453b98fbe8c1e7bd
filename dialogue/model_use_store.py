"""Queries over what asking a model used and cost. Transactions are the callers'; nothing commits here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from dialogue.tables import ModelUseRow
from dialogue.understanding.spending import Bill
from orders.ids import ConversationId, ShopperId

_SUMMED: Final = (
    col(ModelUseRow.input_tokens) + col(ModelUseRow.written_tokens),
    col(ModelUseRow.cached_tokens),
    col(ModelUseRow.output_tokens),
    col(ModelUseRow.cost),
)


@dataclass(frozen=True, slots=True)
class Spent:
    """Turns with one outcome, in one conversation or many: how many, their tokens, and millionths of a dollar.

    `input` includes what was written to the prompt cache; `cached` was read from it.
    """

    outcome: str
    turns: int
    input: int
    cached: int
    output: int
    cost: int


def keep(session: Session, bill: Bill) -> None:
    use = bill.use
    row = ModelUseRow(
        conversation=bill.conversation,
        shopper=bill.shopper,
        at=bill.at,
        model=bill.model,
        outcome=bill.outcome,
        requests=use.requests,
        input_tokens=use.input,
        written_tokens=use.written,
        cached_tokens=use.cached,
        output_tokens=use.output,
        cost=bill.cost,
    )
    session.add(row)


def cost_since(session: Session, since: datetime, shopper: ShopperId | None = None) -> int:
    """Millionths of a dollar, of one shopper or of all."""
    query = select(func.coalesce(func.sum(col(ModelUseRow.cost)), 0)).where(col(ModelUseRow.at) >= since)
    if shopper is not None:
        query = query.where(col(ModelUseRow.shopper) == shopper)
    return int(session.execute(query).scalar_one())


def spent_since(session: Session, since: datetime) -> tuple[Spent, ...]:
    """By outcome, the most frequent first."""
    return _by_outcome(session, col(ModelUseRow.at) >= since)


def spent_on(session: Session, conversation: ConversationId) -> tuple[Spent, ...]:
    """In one conversation, by outcome, the most frequent first."""
    return _by_outcome(session, col(ModelUseRow.conversation) == conversation)


def dearest_since(session: Session, since: datetime, limit: int) -> tuple[tuple[ConversationId, int, int], ...]:
    """(conversation, turns, cost) of those that cost most."""
    cost = func.sum(col(ModelUseRow.cost))
    query = (
        select(col(ModelUseRow.conversation), func.count(), cost)
        .where(col(ModelUseRow.at) >= since)
        .group_by(col(ModelUseRow.conversation))
        .order_by(cost.desc(), col(ModelUseRow.conversation))
        .limit(limit)
    )
    return tuple((ConversationId(of), int(turns), int(spent)) for of, turns, spent in session.execute(query))


def _by_outcome(session: Session, of: ColumnElement[bool]) -> tuple[Spent, ...]:
    turns = func.count()
    sums = [func.sum(each) for each in _SUMMED]
    query = (
        select(col(ModelUseRow.outcome), turns, *sums)
        .where(of)
        .group_by(col(ModelUseRow.outcome))
        .order_by(turns.desc(), col(ModelUseRow.outcome))
    )
    return tuple(Spent(outcome, *map(int, counts)) for outcome, *counts in session.execute(query))
