"""Reads tables of delimited text, row by row: what a column is called, and where a row cannot be read."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from matching.feeds.rows import FieldError
from matching.feeds.source import LONGEST_LINE

Cells = Mapping[str, str]
"""A row by its columns; empty cells are left out."""

_BOMS: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_NAMES: Final = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}
_UNDECODED: Final = re.compile("[\udc80-\udcff]")
"""Bytes that were not UTF-8, as `surrogateescape` keeps them."""
csv.field_size_limit(LONGEST_LINE)


def table(
    lines: Iterable[bytes], delimiter: str, needed: tuple[str, ...], aliases: Mapping[str, str]
) -> Iterator[tuple[int, Cells | FieldError]]:
    """Rows with the line they begin on. A table without a needed column is one error on line 1, and no rows.

    Columns are matched whatever their case, spaces and signs ("Variant SKU" is variant_sku) and by their `aliases`.
    """
    lines = iter(lines)
    start = next(lines, b"")
    if start[:2] in _BOMS:
        yield 1, FieldError(None, f"is {_BOMS[start[:2]]}; save the file as UTF-8")
        return
    rows = csv.reader(_texts(chain([start] if start else [], lines)), delimiter=delimiter, strict=True)
    head, last = next(rows, None), rows.line_num
    if head is None:
        yield 1, FieldError(None, "is empty; the first line names the columns")
        return
    columns = [aliases.get(name, name) for name in (plain(cell) for cell in head)]
    if missing := [name for name in needed if name not in columns]:
        yield 1, FieldError(None, _no_table("".join(head), delimiter, missing, head))
        return
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield last + 1, FieldError(None, f"is no row: {error}; is a quote left open?")
            last = rows.line_num
            continue
        if row is None:
            return
        first, last = last + 1, rows.line_num
        if any(cell.strip() for cell in row):
            yield first, _cells(columns, row)


def plain(name: str) -> str:
    """A column's name without case, spaces, signs and a namespace: "g:image link" is image_link."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip().removeprefix("\ufeff").casefold().removeprefix("g:")).strip("_")


def _texts(lines: Iterable[bytes]) -> Iterator[str]:
    """What is not UTF-8 stays recognisable, so that only its own row is refused."""
    for number, raw in enumerate(lines):
        yield raw.decode("utf-8-sig" if number == 0 else "utf-8", "surrogateescape")


def _cells(columns: list[str], row: list[str]) -> Cells | FieldError:
    if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
        return FieldError(None, f"has {len(row)} cells for {len(columns)} columns; is a quote or delimiter missing?")
    cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name and cell.strip()}
    for name, cell in cells.items():
        if not cell.isascii() and _UNDECODED.search(cell):
            return FieldError(name, "is not UTF-8; save the file with that encoding")
    return cells


def _no_table(first: str, delimiter: str, missing: list[str], head: list[str]) -> str:
    others = [name for sign, name in _NAMES.items() if sign != delimiter and first.count(sign) >= 2]
    if len(head) == 1 and others:
        return f"separates its columns by {others[0]}, not by {_NAMES[delimiter]}"
    return f"names no column {', '.join(missing)}; the first line has to name the columns"
