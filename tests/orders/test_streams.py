"""Random streams of commands keep every invariant, and would notice each planted bug."""

from collections import Counter
from functools import partial
from pathlib import Path
from typing import get_args

import pytest

from benchmarks.table import show
from orders.actions import Action
from tests.orders.bugs import BUGS
from tests.orders.cores import on_all_cores
from tests.orders.streams import Run, Stream, run_stream

STREAMS, STEPS = 20, 1_000
SOAK_STREAMS = 1_000


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return list(on_all_cores(partial(run_stream, steps=STEPS), range(STREAMS)))


def test_no_stream_of_commands_breaks_an_invariant(runs: list[Run]) -> None:
    broken = [run for run in runs if run.faults]
    assert not broken, "\n".join((f"seed {broken[0].seed}", *broken[0].last, *broken[0].faults))


def test_the_streams_are_twenty_thousand_steps(runs: list[Run]) -> None:
    assert sum(run.steps for run in runs) >= 20_000


def test_the_streams_drive_at_least_25_kinds_of_command_and_every_action_there_is(runs: list[Run]) -> None:
    """Counted where they were performed, not where they were refused."""
    performed = sum((run.performed for run in runs), Counter[str]())
    kinds = {kind.split()[0] for kind in performed}
    assert {action.__name__ for action in get_args(Action)} <= kinds
    assert len(performed) >= 25


@pytest.mark.parametrize("name", BUGS)
def test_the_streams_notice_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Mostly at the seed that is written down; another kind of command moves it, so the next few are tried too."""
    BUGS[name].plant(monkeypatch)
    assert any(_fault(tmp_path / str(seed), seed) for seed in range(BUGS[name].seed, BUGS[name].seed + 15))


def _fault(folder: Path, seed: int) -> bool:
    folder.mkdir()
    return Stream(folder, seed).run(150) != []


@pytest.mark.soak
def test_no_invariant_breaks_in_a_million_steps(capsys: pytest.CaptureFixture[str]) -> None:
    done, kinds = 0, Counter[str]()
    for run in on_all_cores(partial(run_stream, steps=STEPS), range(1_000, 1_000 + SOAK_STREAMS)):
        assert run.faults == [], "\n".join((f"seed {run.seed}", *run.last, *run.faults))
        done += run.steps
        kinds += run.performed
    with capsys.disabled():
        show(
            "Random streams", ["", ""], [["steps", f"{done:,}"], ["kinds of command", str(len(kinds))], ["faults", "0"]]
        )
    assert done >= 1_000_000
