"""What an import tells people: its course while it runs, and the quality of the feed when it is done."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from matching.feeds.base import Complaint
from matching.feeds.gathering import Watch
from matching.feeds.quality import ATTRIBUTES, Quality, most_frequent

EVERY: Final = 5.0
"""Seconds between two plain lines about how far an import is."""
MOST_SHOWN: Final = 12


class Plain:
    """Lines for files and pipes: each refused row, and now and then how far it is."""

    def __init__(self, console: Console) -> None:
        self._console, self._began, self._told = console, time.monotonic(), time.monotonic()

    def refused(self, complaint: Complaint) -> None:
        self._console.print(f"refused: {complaint}")

    def reading(self, quality: Quality, share: float) -> None:
        if self._is_time():
            self._console.print(f"read {share:4.0%}: {rate(quality, time.monotonic() - self._began)}")

    def writing(self, done: int, of: int) -> None:
        if self._is_time():
            self._console.print(f"wrote {done:,} of {of:,} products")

    def _is_time(self) -> bool:
        now = time.monotonic()
        due = now - self._told >= EVERY
        self._told = now if due else self._told
        return due


class Bar:
    """The same for a terminal, with a bar under the refused rows."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._began = progress, time.monotonic()
        self._task = progress.add_task("reading", total=1.0, said="")

    def refused(self, complaint: Complaint) -> None:
        self._progress.console.print(f"refused: {complaint}")

    def reading(self, quality: Quality, share: float) -> None:
        said = rate(quality, time.monotonic() - self._began)
        self._progress.update(self._task, description="reading", completed=share, said=said)

    def writing(self, done: int, of: int) -> None:
        self._progress.update(self._task, description="writing", completed=done, total=of, said=f"{done:,} products")


@contextmanager
def shown(console: Console) -> Iterator[Watch]:
    if not console.is_terminal:
        yield Plain(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bar(progress)


def rate(quality: Quality, seconds: float) -> str:
    """How many rows there were, and how many a second."""
    return f"{quality.rows:,} rows, {quality.refused:,} refused, {quality.rows / max(seconds, 0.001):,.0f} rows/s"


def tell(console: Console, quality: Quality) -> None:
    """The quality of a feed, as tables: empty ones are left out."""
    for title, counts in (("refused because", quality.refusals), ("mended", quality.repairs)):
        _table(console, (title, "rows"), [(name, f"{count:,}") for name, count in most_frequent(counts, MOST_SHOWN)])
    known = [
        (name or "(unknown)", f"{said['rows']:,}", ", ".join(f"{each} {said[each]}" for each in ATTRIBUTES))
        for name, said in list(quality.percent_known().items())[:MOST_SHOWN]
    ]
    _table(console, ("category", "rows", "known, in percent"), known)
    unknown = [
        (kind, f"{sum(counts.values()):,}", ", ".join(f"{said} ({count})" for said, count in most_frequent(counts, 5)))
        for kind, counts in quality.unknown.items()
    ]
    _table(console, ("unknown words", "rows", "most frequent"), unknown)
    alike = {"the same as another": quality.duplicates} if quality.duplicates else {}
    goods = {f"without {name}": count for name, count in quality.lacking.items()} | alike
    _table(console, ("goods", "rows"), [(name, f"{count:,}") for name, count in goods.items()])


def _table(console: Console, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    if rows:
        table = Table(*head)
        for row in rows:
            table.add_row(*row)
        console.print(table)


def write_report(file: Path, quality: Quality, refused: tuple[Complaint, ...]) -> None:
    """The whole report as JSON; of refused rows as many as are given."""
    report: Mapping[str, object] = {
        "rows": quality.rows,
        "taken": quality.taken,
        "deleted": quality.gone,
        "refused": quality.refused,
        "refused_because": quality.refusals,
        "mended": quality.repairs,
        "known_percent": quality.percent_known(),
        "unknown": {kind: dict(most_frequent(counts, len(counts))) for kind, counts in quality.unknown.items()},
        "duplicates": quality.duplicates,
        "without": quality.lacking,
        "refused_rows": [{"line": each.line, "field": each.field, "reason": each.reason} for each in refused],
    }
    file.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
