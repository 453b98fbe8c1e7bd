"""Draws the machines as they are in `lifecycle.py`; `python -m orders.machines` writes `docs/order_states.md`."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from orders.lifecycle import DISPUTE_STEPS, ORDER_STEPS, PARCEL_STEPS, REFUND_STEPS
from orders.states import DisputeState, OrderState, ParcelState, RefundState

FILE: Final = Path(__file__).parents[1] / "docs" / "order_states.md"
_HEAD: Final = """# The states of an order, its parcels, refunds and disputes

Drawn by `python -m orders.machines` from the tables in `orders/lifecycle.py`; no other step is ever taken. What a
shopper hears is one word computed from the first three (`lifecycle.headline`).
"""

S = TypeVar("S", bound=StrEnum)


def drawn() -> str:
    """The whole document, in Markdown with Mermaid diagrams."""
    parts = (
        _machine("Order", ORDER_STEPS, [OrderState.DRAFT, OrderState.QUOTED]),
        _machine("Parcel", PARCEL_STEPS, [ParcelState.WAITING]),
        _machine("Refund", REFUND_STEPS, [RefundState.ASKED]),
        _machine("Dispute", DISPUTE_STEPS, [DisputeState.OPEN]),
    )
    return "\n".join((_HEAD, *parts))


def _machine(title: str, steps: Mapping[S, frozenset[S]], starts: Iterable[S]) -> str:
    lines = [f"    [*] --> {start.value}" for start in starts]
    for state, following in steps.items():
        lines += [f"    {state.value} --> {after.value}" for after in steps if after in following]
        lines += [] if following else [f"    {state.value} --> [*]"]
    return "\n".join((f"## {title}\n", "```mermaid", "stateDiagram-v2", *lines, "```\n"))


if __name__ == "__main__":
    FILE.write_text(drawn(), encoding="utf-8")
