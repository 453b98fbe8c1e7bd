"""Events as they are stored: their kind and their facts as JSON."""

import json
from typing import Final

from pydantic import TypeAdapter, ValidationError

from orders.events import KINDS, Event

_NOW_CALLED: Final = {"VariantChanged": "LinesChanged"}
_OF_ONE_LINE: Final = frozenset({"VariantChanged", "ChangeReverted"})
_SWAP: Final = frozenset({"old", "new", "quantity"})

_adapters: dict[str, TypeAdapter[Event]] = {}


def _adapter(kind: str) -> TypeAdapter[Event]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(KINDS[kind])
    return _adapters[kind]


def to_json(event: Event) -> str:
    return _adapter(type(event).__name__).dump_json(event).decode()


def from_json(kind: str, text: str) -> Event:
    """Read an Event back. Raises KeyError for an unknown kind and pydantic's ValidationError for wrong facts."""
    return _adapter(_NOW_CALLED.get(kind, kind)).validate_json(_as_of_now(kind, text))


def _as_of_now(kind: str, text: str) -> str:
    """Changes of one line alone named it in fields of their own; now every change names its swaps."""
    if kind not in _OF_ONE_LINE or '"swaps"' in text:
        return text
    facts = json.loads(text)
    if not isinstance(facts, dict) or not facts.keys() >= _SWAP:
        return text
    swap = {name: facts.pop(name) for name in sorted(_SWAP)}
    return json.dumps({**facts, "swaps": [swap]})


def readable(kind: str, text: str) -> Event | None:
    """The Event, or None for what only another version of the shop can read."""
    try:
        return from_json(kind, text)
    except (KeyError, ValidationError):
        return None
