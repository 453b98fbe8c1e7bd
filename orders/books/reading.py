"""Reads the bytes of a books file into entries. What cannot be read is named with its place; the rest is kept."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from pydantic import ValidationError

from orders.books.entries import CustomerEntry, OrderEntry, ProductEntry
from orders.customers import has_card_number

LARGEST: Final = 100_000_000
"""Bytes of one file. Larger books come in parts: entries of a later file may name those of an earlier one."""
_LISTS: Final = ("customers", "products", "orders")
_WORDS: Final[Mapping[str, str]] = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "must be text",
    "string_unicode": "is no valid text (a lone surrogate)",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "tuple_type": "must be a list",
    "too_short": "is empty",
    "timezone_aware": "has no zone; write 2026-05-03T10:00:00Z",
    "datetime_from_date_parsing": "is no moment; write 2026-05-03T10:00:00Z",
    "datetime_parsing": "is no moment; write 2026-05-03T10:00:00Z",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "is longer than {max_length} characters",
}
_PATTERNS: Final[Mapping[str, str]] = {
    "[0-9]{1,12}": 'is no amount; write "54.04", not below zero and with at most three decimals',
    "[A-Za-z0-9#]": "is no id: letters, digits and # . _ : @ + - only, at most 100",
    "[A-Z]{2}": "is no country code of two capital letters",
}
_E = TypeVar("_E", CustomerEntry, ProductEntry, OrderEntry)


class NoBooks(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """An entry that was not taken: the place in the file, as `orders[3].lines[0].price`, and the reason."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Read(Generic[_E]):
    """A good entry: where it stood, and its JSON as it came."""

    place: str
    entry: _E
    text: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """A file as read."""

    customers: list[Read[CustomerEntry]] = field(default_factory=list)
    products: list[Read[ProductEntry]] = field(default_factory=list)
    orders: list[Read[OrderEntry]] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Places of refused entries by `customers/ID`, `products/ID` and `sku/SKU`, for those who refer to them."""
    lists: list[str] = field(default_factory=list)
    """Those of the lists that the file has, empty ones included."""


def read(raw: bytes) -> Sheets:
    """Everything in a file. Raises NoBooks where there is nothing to be read at all."""
    whole = _parsed(raw)
    sheets = Sheets(lists=[name for name in _LISTS if name in whole])
    for name in whole:
        if name not in _LISTS:
            sheets.complaints.append(Complaint(_plain(name), f"is not known here; there are {', '.join(_LISTS)}"))
    sheets.customers.extend(_entries(whole, "customers", CustomerEntry, sheets))
    sheets.products.extend(_entries(whole, "products", ProductEntry, sheets))
    sheets.orders.extend(_entries(whole, "orders", OrderEntry, sheets))
    return sheets


def _parsed(raw: bytes) -> dict[str, object]:
    if len(raw) > LARGEST:
        raise NoBooks(f"has {len(raw):,} bytes; at most {LARGEST:,} are read at once, so give it in parts")
    try:
        whole = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise NoBooks(f"is not UTF-8 text (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise NoBooks(f"is not JSON: {error.msg} in line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise NoBooks("is nested too deeply") from error
    except ValueError as error:
        raise NoBooks(f"is not JSON that can be read: {error}") from error
    if not isinstance(whole, dict):
        raise NoBooks(f"must hold one JSON object with {', '.join(_LISTS)}, not a {_kind(whole)}")
    return whole


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"one object has {_plain(twice)!r} twice")
    return found


def _no_number(text: str) -> object:
    raise ValueError(f"{text} is no JSON number")


def _kind(value: object) -> str:
    return {list: "list", dict: "object", str: "text", bool: "truth value", type(None): "null"}.get(
        type(value), "number"
    )


def _entries(whole: Mapping[str, object], name: str, form: type[_E], sheets: Sheets) -> Iterator[Read[_E]]:
    given = whole.get(name, [])
    if not isinstance(given, list):
        sheets.complaints.append(Complaint(name, f"must be a list, not a {_kind(given)}"))
        return
    seen: dict[str, str] = {}
    for at, raw in enumerate(given):
        place = f"{name}[{at}]"
        try:
            entry = form.model_validate(raw)
        except ValidationError as error:
            sheets.complaints.extend(_complaints(place, error))
            sheets.refused.update((ref, place) for ref in _refs(name, raw))
            continue
        if entry.id in seen:
            sheets.complaints.append(Complaint(f"{place}.id", f"{entry.id!r} is {seen[entry.id]} already"))
            continue
        seen[entry.id] = place
        yield Read(place, entry, json.dumps(raw, ensure_ascii=False, separators=(",", ":")))


def _refs(name: str, raw: object) -> Iterator[str]:
    """What others may call a refused entry by."""
    if not isinstance(raw, dict):
        return
    if isinstance(raw.get("id"), str):
        yield f"{name}/{raw['id']}"
    variants = raw.get("variants") if name == "products" else None
    for variant in variants if isinstance(variants, list) else []:
        if isinstance(variant, dict) and isinstance(variant.get("sku"), str):
            yield f"sku/{variant['sku']}"


def _complaints(place: str, error: ValidationError) -> Iterator[Complaint]:
    found = error.errors(include_url=False)
    for each in found:
        inside = [other for other in found if len(other["loc"]) > len(each["loc"])]
        if each["type"] == "too_short" and any(other["loc"][: len(each["loc"])] == each["loc"] for other in inside):
            # Nothing good was left of the list; what was wrong with its parts is told.
            continue
        where = place
        for part in each["loc"]:
            # pydantic tells of a mapping's wrong key by "[key]" behind it.
            named = f"[{part}]" if isinstance(part, int) else f".{_plain(part)}"
            where += "" if part == "[key]" else named
        context = {str(name): value for name, value in each.get("ctx", {}).items()}
        yield Complaint(where, _reason(each["type"], each["msg"], each["input"], context))


def _reason(kind: str, message: str, given: object, context: Mapping[str, object]) -> str:
    shown = f"{_shown(given)} " if isinstance(given, str | int | float) and kind != "string_unicode" else ""
    if kind == "missing":
        return _WORDS[kind]
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern", ""))
        return shown + next((text for part, text in _PATTERNS.items() if part in pattern), "is not as it should be")
    if kind == "enum" or kind == "literal_error":
        return f"{shown}is not one of {context.get('expected', '')}".replace("'", "")
    if kind == "value_error":
        text = message.removeprefix("Value error, ")
        return text if "card number" in text else shown + text
    return (shown if kind not in ("extra_forbidden", "too_short") else "") + (
        _WORDS[kind].format(**context) if kind in _WORDS else message
    )


def _shown(given: object) -> str:
    """The value in a few characters; what looks like a card number is repeated nowhere, logs included."""
    if has_card_number(str(given)):
        return "what looks like a card number"
    text = json.dumps(given, ensure_ascii=True)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _plain(text: str) -> str:
    """A name from the file as it may be printed anywhere."""
    shown = json.dumps(text[:60], ensure_ascii=False)[1:-1] if text.isprintable() else json.dumps(text[:60])[1:-1]
    return shown.encode("utf-8", "backslashreplace").decode()
