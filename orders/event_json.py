"""Events as they are stored: their kind and their facts as JSON."""

from pydantic import TypeAdapter, ValidationError

from orders.events import KINDS, Event

_adapters: dict[str, TypeAdapter[Event]] = {}


def _adapter(kind: str) -> TypeAdapter[Event]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(KINDS[kind])
    return _adapters[kind]


def to_json(event: Event) -> str:
    return _adapter(type(event).__name__).dump_json(event).decode()


def from_json(kind: str, text: str) -> Event:
    """Read an Event back. Raises KeyError for an unknown kind and pydantic's ValidationError for wrong facts."""
    return _adapter(kind).validate_json(text)


def readable(kind: str, text: str) -> Event | None:
    """The Event, or None for what only another version of the shop can read."""
    try:
        return from_json(kind, text)
    except (KeyError, ValidationError):
        return None
