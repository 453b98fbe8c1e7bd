"""The verbs of `shopkeep catalog`. Each prints for a person and returns the exit status: 0 well, 1 something is
wrong."""

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from bot.import_report import shown, tell, write_report
from bot.importing import MOST_REPORTED, Import, Imported, identity_of
from bot.settings import Settings
from bot.updating import update_offers
from bot.wiring import open_storage, words_of_feeds
from locales import load_locales
from matching.concepts import Concepts
from matching.demo.build import CATALOG
from matching.feeds import format_of
from matching.feeds.base import Told
from matching.feeds.charts import ChartError, read_charts
from matching.feeds.gathering import Gatherer, Source
from matching.feeds.source import lines_of
from matching.feeds.store import BeingImported, FeedStore
from orders.ids import Sku

_console = Console(soft_wrap=True, highlight=False, markup=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line says about a feed. `report` is a file for the quality report."""

    file: Path
    form: str = ""
    told: Told
    size_chart: Path | None = None
    delete_missing: bool = False
    report: Path | None = None


def check_catalog(asked: Asked) -> int:
    """Read a feed and say what is in it and what is wrong with it; nothing is stored."""
    lexicon = words_of_feeds(load_locales())
    if (source := _source(asked, lexicon.concepts)) is None:
        return 1
    with TemporaryDirectory() as folder, closing(FeedStore.open(Path(folder) / "feed.db", "")) as store:
        with shown(_console) as watch:
            quality = Gatherer(source, store, lexicon, watch).gather()
        tell(_console, quality)
        if asked.report:
            write_report(asked.report, quality, store.refusals(MOST_REPORTED))
        products = store.products()
    _say(f"{products} products with {quality.taken} variants can be loaded; {quality.refused} rows not.")
    return 1 if quality.refused or not quality.taken else 0


def import_catalog(settings: Settings, asked: Asked) -> int:
    """Sell what this file offers, beside what is sold already; the built-in goods leave. Running shops take over each
    batch within seconds of its being written."""
    lexicon = words_of_feeds(load_locales())
    if (source := _source(asked, lexicon.concepts)) is None:
        return 1
    with closing(open_storage(settings)) as storage, shown(_console) as watch:
        job = Import(
            storage=storage,
            source=source,
            lexicon=lexicon,
            scratch=scratch_file(settings, source),
            watch=watch,
            delete_missing=asked.delete_missing,
            built_in=built_in(),
        )
        try:
            done = job.run()
        except BeingImported:
            _say(f"{asked.file} is being imported by another process.")
            return 1
        except (KeyboardInterrupt, OSError, sqlite3.Error, DBAPIError) as error:
            _say(f"Cut off ({type(error).__name__}). Run the same command again: it goes on where it stopped.")
            return 1
    _tell_import(done, asked)
    return 1 if done.quality.refused or not done.quality.rows else 0


def update_catalog(settings: Settings, asked: Asked) -> int:
    """Prices, stock and markets of goods that are sold already. A running shop sees them within a second."""
    if not _is_there(asked.file):
        return 1
    with closing(open_storage(settings)) as storage:
        done = update_offers(storage, asked.file, asked.told.currency, lambda complaint: _say(f"refused: {complaint}"))
    _say(f"Read {done.lines:,} lines: {done.changed:,} offers changed, {done.refused:,} lines were refused.")
    return 1 if done.refused or not done.lines else 0


def _tell_import(done: Imported, asked: Asked) -> None:
    tell(_console, done.quality)
    if asked.report:
        write_report(asked.report, done.quality, done.refused)
    if done.kept_missing:
        _say("Nothing was removed for being missing: the feed has rows of which not even the SKU could be read.")
    removed = f", removed {done.removed:,} variants" if done.removed else ""
    _say(
        f"Imported {done.products:,} products with {done.quality.taken:,} variants; {done.quality.refused:,} rows not."
        f" New or different: {done.variants:,} variants, {done.offers:,} offers{removed}."
    )


def built_in() -> tuple[Sku, ...]:
    """SKUs of the goods that a shop without a catalog shows."""
    return tuple(Sku(json.loads(line)["sku"]) for line in lines_of(CATALOG))


def scratch_file(settings: Settings, source: Source) -> Path:
    """Beside a SQLite database, else in `var`; of its own for each database, file, and way of reading it."""
    url = make_url(settings.database_url)
    beside = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
    folder = Path(str(url.database)).parent if beside else Path("var")
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(f"{settings.database_url}\n{identity_of(source)}".encode()).hexdigest()[:16]
    return folder / f"import-{name}.db"


def _source(asked: Asked, concepts: Concepts) -> Source | None:
    """What is to be read; None, and said why, where it cannot be."""
    if not _is_there(asked.file):
        return None
    try:
        charts = read_charts(asked.size_chart, concepts) if asked.size_chart else ()
    except ChartError as error:
        _say(f"The size chart cannot be used. {error}")
        return None
    return Source(asked.file, format_of(asked.file, asked.form), replace(asked.told, charts=charts))


def _is_there(file: Path) -> bool:
    if not file.is_file():
        _say(f"There is no file {str(file)!r}.")
        return False
    return True


def _say(text: str) -> None:
    _console.print(text)
