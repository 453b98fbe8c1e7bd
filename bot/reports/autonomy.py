"""How much is decided without a person: shares from the decision records of both rooms, by stage."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from dialogue.tables import DecisionRow
from orders.tables import OrderDecisionRow

OURS: Final = ("agent", "model", "rule", "rules")
"""Who decides without a person; every other actor is a member of staff by name."""
SHOPPER: Final = "shopper"
"""What the shopper decides is not ours to count."""


@dataclass(frozen=True, slots=True)
class Share:
    """Decisions of one stage, and how many of them a person took."""

    stage: str
    decisions: int
    by_person: int

    @property
    def percent(self) -> str:
        """Share decided without a person; a dash while there is nothing to count."""
        return f"{100 * (self.decisions - self.by_person) / self.decisions:.1f} %" if self.decisions else "–"


def by_stage(session: Session) -> tuple[Share, ...]:
    """One Share for each stage, alphabetically."""
    counts: dict[str, list[int]] = {}
    for table in (DecisionRow, OrderDecisionRow):
        by_person = func.sum(case((col(table.actor).in_(OURS), 0), else_=1))
        ours = select(col(table.stage), func.count(), by_person).where(col(table.actor) != SHOPPER)
        rows = session.execute(ours.group_by(col(table.stage)))
        for stage, decisions, people in rows:
            found = counts.setdefault(str(stage), [0, 0])
            found[0] += int(decisions)
            found[1] += int(people or 0)
    return tuple(Share(stage, *counts[stage]) for stage in sorted(counts))


def autonomy(session: Session) -> Share:
    """All stages together."""
    shares = by_stage(session)
    return Share("all", sum(share.decisions for share in shares), sum(share.by_person for share in shares))
