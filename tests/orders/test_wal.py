"""Several processes that open the same new file in the same moment."""

import multiprocessing
import sqlite3
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from bot.storage import Storage
from orders.payments.demo import DemoPayments
from orders.suppliers.demo import DemoSupplier
from orders.wal import write_ahead

FILES, PROCESSES = 40, 4


def _bank(path: Path) -> None:
    DemoPayments(path)


def _supplier(path: Path) -> None:
    DemoSupplier(path)


def _shop(path: Path) -> None:
    storage = Storage(f"sqlite:///{path}")
    with storage.reads():
        pass
    storage.close()


def _open_all(opens: Callable[[Path], None], folder: Path, start: Barrier) -> None:
    for number in range(FILES):
        start.wait(60)
        opens(folder / f"{number}.db")


@pytest.mark.parametrize("opens", [_bank, _supplier, _shop])
def test_processes_that_open_a_new_file_together_wait_for_each_other(
    opens: Callable[[Path], None], tmp_path: Path
) -> None:
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(PROCESSES)
    crew = [spawn.Process(target=_open_all, args=(opens, tmp_path, start)) for _ in range(PROCESSES)]
    for process in crew:
        process.start()
    for process in crew:
        process.join()
    assert [process.exitcode for process in crew] == [0] * PROCESSES


def test_a_file_that_stays_locked_is_an_error_in_the_end(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "held.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        write_ahead(sqlite3.connect(tmp_path / "held.db", timeout=0), patience_s=0.05)
    holder.close()


def test_another_error_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("no database at all" * 100, encoding="utf-8")
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        write_ahead(sqlite3.connect(tmp_path / "letter.txt"), patience_s=60)
