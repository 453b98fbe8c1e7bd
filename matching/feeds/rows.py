"""What every format is read into: catalog lines, each with the line of the file it stands on."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Line = Mapping[str, Json]
"""A catalog line of the chat contract; `deleted` set to true takes its SKU away."""


class FieldError(ValueError):
    """A field that makes its line unusable."""

    def __init__(self, field: str | None, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


Rows = Iterator[tuple[int, Line | FieldError]]
"""Rows with the line they begin on, counted from 1; an error for one that cannot be read at all."""


class Reader(Protocol):
    """Reads the rows of one format as they come, holding no more than one of them. Never raises for what a file
    contains: what is wrong is a row too.

    `pieces` are the bytes of the file, cut as `Format.cut` says. `currency` (ISO 4217) goes to lines that name none.
    """

    def __call__(self, pieces: Iterable[bytes], currency: str) -> Rows: ...
