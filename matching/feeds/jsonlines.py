"""Reads catalogs of JSON lines, one SKU a line: the catalog line of the chat contract."""

import json
from collections.abc import Iterable

from matching.feeds.rows import FieldError, Json, Line, Rows
from matching.feeds.source import LONGEST_LINE


def read_jsonlines(pieces: Iterable[bytes], currency: str) -> Rows:
    """Blank lines are passed over."""
    for number, raw in enumerate(pieces, start=1):
        if not raw.strip():
            continue
        try:
            line = _parsed(raw, first=number == 1)
        except FieldError as error:
            yield number, error
        else:
            yield number, {"currency": currency, **line} if currency else line


def _parsed(raw: bytes, *, first: bool) -> Line:
    if len(raw) > LONGEST_LINE:
        raise FieldError(None, f"is longer than {LONGEST_LINE} bytes")
    try:
        value: Json = json.loads(raw.decode("utf-8-sig" if first else "utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise FieldError(None, f"is not UTF-8 at byte {error.start + 1}") from error
    except RecursionError as error:
        raise FieldError(None, "is nested too deeply") from error
    except ValueError as error:
        raise FieldError(None, f"is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise FieldError(None, "is not a JSON object")
    return value


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not a number of JSON")
