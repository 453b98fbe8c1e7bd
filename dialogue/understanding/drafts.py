"""A need being put together while a message is read. Pure."""

from dataclasses import dataclass, field

from dialogue.understanding.spans import Span
from matching.need import Room


@dataclass(slots=True)
class Draft:
    """What is known of the need so far; lists keep the order said."""

    category: Span | None = None
    lists: dict[str, list[str]] = field(default_factory=dict)
    one: dict[str, str] = field(default_factory=dict)
    quantity: int = 1
    rooms_to_fit: list[Room] = field(default_factory=list)
    start: int = 0
    end: int = 0

    def add(self, name: str, value: str) -> None:
        values = self.lists.setdefault(name, [])
        if value not in values:
            values.append(value)

    def has_content(self) -> bool:
        return self.category is not None or bool(self.lists or self.one or self.rooms_to_fit)


def merge(into: Draft, more: Draft) -> None:
    """What a part without goods of its own says belongs to its neighbour; own words win."""
    for name, values in more.lists.items():
        for value in values:
            into.add(name, value)
    for name, one in more.one.items():
        into.one.setdefault(name, one)
    into.rooms_to_fit.extend(more.rooms_to_fit)
    into.quantity = into.quantity if into.quantity > 1 else more.quantity
    if more.end > more.start:
        into.start, into.end = min(into.start, more.start), max(into.end, more.end)
