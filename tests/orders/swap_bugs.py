"""Bugs of swaps to plant: several lines of one wish that are not treated as one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from orders import exchanges, settling
from orders.answers import Decision
from orders.changes import Change
from orders.events import Swapped
from orders.exchanges import Way
from orders.ids import ClaimId, LineId
from orders.line import Line
from orders.order import Order, RefundLine


class Plant(Protocol):
    def setattr(self, target: object, name: str, value: object) -> None: ...


def only_one_is_taken_back(plant: Plant) -> None:
    """The difference was declined, and all lines but the first stay what they were changed to."""
    back = settling._back_to_old_lines

    def first_back(change: Change, new_lines: Sequence[LineId], claim: ClaimId | None) -> tuple[Swapped, ...]:
        return back(change, new_lines[:1], claim)

    plant.setattr(settling, "_back_to_old_lines", first_back)


def only_one_is_charged(plant: Plant) -> None:
    """Several lines become dearer, and the difference of one of them is charged."""
    priced = exchanges._priced

    def first_priced(order: Order, new_lines: tuple[Line, ...], moved: tuple[RefundLine, ...], way: Way) -> Decision:
        decision = priced(order, new_lines, moved, way)
        if decision.charge is None or len(new_lines) == 1:
            return decision
        first = new_lines[0].paid.total - moved[0].shares.total
        return replace(decision, charge=first) if first.minor > 0 else decision

    plant.setattr(exchanges, "_priced", first_priced)
