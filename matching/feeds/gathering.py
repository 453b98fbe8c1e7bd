"""Reads a feed into its store, once from front to back; what was read before a crash is not read again."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

from matching.feeds import FORMATS
from matching.feeds.base import Complaint, Told
from matching.feeds.fields import identifier
from matching.feeds.quality import Quality
from matching.feeds.reading import Gone, RowReader
from matching.feeds.rows import FieldError, Line, Rows
from matching.feeds.source import Cut, FeedFile
from matching.feeds.store import FeedStore
from matching.lexicon import Lexicon
from orders.ids import Sku

STEP: Final = 2_000
"""Rows that are made safe together."""


class Watch(Protocol):
    """Whoever wants to see how an import goes."""

    def refused(self, complaint: Complaint) -> None: ...

    def reading(self, quality: Quality, share: float) -> None:
        """How much of the file was read, from 0 to 1."""

    def writing(self, done: int, of: int) -> None:
        """Products that are in the catalog now."""


@dataclass(frozen=True, slots=True)
class Source:
    """A feed's file, its format (a name in FORMATS), and what is known beside it."""

    path: Path
    form: str
    told: Told


@dataclass(frozen=True, slots=True)
class Gatherer:
    """`at` is called at each point where a crash leaves something half done; `step` rows are what it may cost."""

    source: Source
    store: FeedStore
    lexicon: Lexicon
    watch: Watch
    at: Callable[[str], None] = lambda point: None
    step: int = STEP

    def gather(self) -> Quality:
        """The whole feed is in the store when this returns; a changed file is begun anew."""
        quality = Quality.from_json(self.store.said("quality") or Quality().to_json())
        if self.store.said("whole") is not None:
            if self._digest() == self.store.said("digest"):
                return quality
            self.store.empty()
            return self.gather()
        form = FORMATS[self.source.form]
        with FeedFile(self.source.path) as file:
            rows = form.rows(file.cut(form.cut), self.source.told.currency)
            if self._is_where_it_was(rows, file):
                self._read(rows, file, quality)
                return quality
        self.store.empty()
        return self.gather()

    def _digest(self) -> str:
        with FeedFile(self.source.path) as file:
            for _ in file.cut(Cut.PIECES):
                pass
            return file.digest()

    def _is_where_it_was(self, rows: Rows, file: FeedFile) -> bool:
        """Pass over what was read before. False where that part of the file is different now."""
        done = int(self.store.said("rows") or 0)
        return not done or (sum(1 for _ in islice(rows, done)) == done and file.digest() == self.store.said("digest"))

    def _read(self, rows: Rows, file: FeedFile, quality: Quality) -> None:
        reader = RowReader(self.lexicon, self.source.told, self.store)
        for number, line in rows:
            self._take(number, line, reader, quality)
            if quality.rows % self.step == 0:
                self._save(file, quality)
        self._save(file, quality, whole="yes")

    def _save(self, file: FeedFile, quality: Quality, **more: str) -> None:
        self.at("before save")
        self.store.save(rows=str(quality.rows), digest=file.digest(), quality=quality.to_json(), **more)
        self.at("saved")
        self.watch.reading(quality, file.read / file.size if file.size else 1.0)

    def _take(self, number: int, line: Line | FieldError, reader: RowReader, quality: Quality) -> None:
        notes: list[Complaint] = []
        try:
            if isinstance(line, FieldError):
                raise line
            read = reader.read(number, line, notes)
        except FieldError as error:
            complaint, sku = Complaint(number, error.field, error.reason), _sku_of(line)
            self.store.keep_refused(complaint, sku)
            quality.refuse(complaint, named=sku is not None)
            self.watch.refused(complaint)
            return
        if isinstance(read, Gone):
            self.store.keep_gone(read)
            quality.take_away()
        else:
            self.store.keep(read)
            quality.take(read, notes, self.lexicon.concepts)


def _sku_of(line: Line | FieldError) -> Sku | None:
    """The SKU of a row that was refused for something else."""
    try:
        sku = None if isinstance(line, FieldError) else identifier(line, "sku")
    except FieldError:
        return None
    return Sku(sku) if sku else None
