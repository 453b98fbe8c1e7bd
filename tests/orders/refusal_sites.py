"""Where the rules refuse what, read from their source; and which of these places a scenario has gone through."""

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import orders
from orders.answers import Reason

Site = tuple[str, str, Reason]
"""A file, a function in it, and a code that it may answer with."""

ROOM = Path(orders.__file__).parent
SILENT = ("answers", "seeding")
"""The list of all codes itself, and what only tests do."""


def sites() -> set[Site]:
    """Every function of the room that names a code."""
    found: set[Site] = set()
    for file in ROOM.glob("*.py"):
        functions = [each for each in ast.parse(file.read_text("utf-8")).body if isinstance(each, ast.FunctionDef)]
        for function in functions if file.stem not in SILENT else ():
            found |= {(file.stem, function.name, code) for code in _named_in(function)}
    return found


def _named_in(function: ast.FunctionDef) -> Iterator[Reason]:
    for each in ast.walk(function):
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == "Reason":
            yield Reason[each.attr]


@contextmanager
def entered() -> Iterator[set[tuple[str, str]]]:
    """The functions of the room, by file and name, that the block goes into."""
    seen: set[tuple[str, str]] = set()

    def note(frame: FrameType, happened: str, _: object) -> None:
        file = Path(frame.f_code.co_filename)
        if happened == "call" and file.parent == ROOM:
            seen.add((file.stem, frame.f_code.co_name))

    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(None)
