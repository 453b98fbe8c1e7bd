"""What asking a model has cost, and how often its answer was not taken; from the bills in the database."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlmodel import Session

from dialogue import model_use_store
from dialogue.model_use_store import Spent
from orders.ids import ConversationId

DEAREST: Final = 5


def dollars(millionths: int) -> str:
    """Such as $0.0042."""
    return f"${Decimal(millionths).scaleb(-6).quantize(Decimal('0.0001'))}"


def costs(session: Session, since: datetime) -> list[str]:
    """Lines for people: the sum, each outcome, and the conversations that cost most."""
    spent = model_use_store.spent_since(session, since)
    if not spent:
        return ["No model was asked."]
    turns = sum(each.turns for each in spent)
    lines = [f"{turns} turns asked, {dollars(sum(each.cost for each in spent))} since {since:%Y-%m-%d}"]
    lines += [_outcome(each) for each in spent]
    for conversation, asked, cost in model_use_store.dearest_since(session, since, DEAREST):
        lines.append(f"  conversation {conversation}: {dollars(cost)}, turns asked: {asked}")
    return lines


def cost_of(session: Session, conversation: ConversationId) -> str:
    """One line about a conversation; empty where no model was asked in it."""
    spent = model_use_store.spent_on(session, conversation)
    if not spent:
        return ""
    outcomes = ", ".join(f"{each.outcome} {each.turns}" for each in spent)
    return f"{dollars(sum(each.cost for each in spent))} ({outcomes})"


def _outcome(spent: Spent) -> str:
    return (
        f"  {spent.outcome}: {spent.turns} turns, {dollars(spent.cost)} "
        f"({spent.input} tokens in, {spent.cached} from the cache, {spent.output} out)"
    )
