"""The shop process is really killed, at every point it passes, and must end as if nothing had happened."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.bot.crash.flows import FLOWS
from tests.bot.crash.verdict import Outcome, faults, outcome
from tests.builders import a_catalog
from tests.fakes import BUGS

ROOT = Path(__file__).parents[3]
EVERY = 13
"""`make test` kills at every thirteenth point, `make soak` at all of them."""
Place = tuple[str, int]
"""A point, and how often it was passed by then."""
CAUGHT_BY: Mapping[str, tuple[str, Place]] = {
    "drop the unique key": ("bought and delivered", ("after accept", 2)),
    "mark handled before settling": ("bought and delivered", ("after marking", 6)),
    "send before commit": ("bought and delivered", ("before settle commit", 1)),
    "a new key for each attempt": ("bought and delivered", ("after provider call", 1)),
}
"""Where each planted bug shows: the flow, and the place of the kill."""


class Nursery:
    """Lives shop processes, each in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._runs = 0
        a_catalog(folder / "catalog.jsonl")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.crash"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.untouched = {flow: self.run(flow, None) for flow in FLOWS}

    def run(self, flow: str, kill_at: Place | None, bug: str | None = None) -> Outcome:
        """One flow, killed once at that point and taken up by a second process."""
        self._runs += 1
        folder = self.folder / f"run-{self._runs}"
        folder.mkdir()
        life = self._live(folder, flow, kill_at, bug)
        if life["killed"]:
            life = self._live(folder, flow, None, bug)
        assert life["well"], f"{flow} did not come to its end after a kill at {kill_at}"
        return outcome(folder)

    def places(self, flow: str) -> list[Place]:
        """Every point an undisturbed run of this flow passes, in order, each time it does."""
        number = list(FLOWS).index(flow) + 1
        passed = (self.folder / f"run-{number}" / "passed").read_text(encoding="utf-8").splitlines()
        return [(point, passed[: index + 1].count(point)) for index, point in enumerate(passed)]

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)

    def _live(self, folder: Path, flow: str, kill_at: Place | None, bug: str | None) -> dict[str, bool]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"folder": str(folder), "flow": flow, "kill_at": kill_at, "bug": bug}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer: dict[str, bool] = json.loads(self._process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    opened = Nursery(tmp_path_factory.mktemp("crash"))
    yield opened
    opened.close()


def sweep(nursery: Nursery, flow: str, every: int) -> Iterator[str]:
    """Faults found when the process is killed at each `every`-th place of a flow."""
    for place in nursery.places(flow)[len(flow) % every :: every]:
        found = nursery.run(flow, place)
        yield from (f"{place}: {fault}" for fault in faults(found, nursery.untouched[flow], flow))


@pytest.mark.parametrize("flow", FLOWS)
def test_a_killed_shop_ends_as_if_nothing_had_happened(nursery: Nursery, flow: str) -> None:
    assert list(sweep(nursery, flow, EVERY)) == []


@pytest.mark.soak
@pytest.mark.parametrize("flow", FLOWS)
def test_a_shop_killed_at_any_point_ends_as_if_nothing_had_happened(nursery: Nursery, flow: str) -> None:
    assert list(sweep(nursery, flow, 1)) == []


@pytest.mark.parametrize("bug", CAUGHT_BY)
def test_the_sweep_catches_a_planted_bug(nursery: Nursery, bug: str) -> None:
    flow, place = CAUGHT_BY[bug]
    assert faults(nursery.run(flow, place), nursery.untouched[flow], flow) == []
    assert faults(nursery.run(flow, place, bug), nursery.untouched[flow], flow) != []


def test_every_planted_bug_is_caught_by_a_kill_or_by_a_race() -> None:
    assert set(CAUGHT_BY) | {"skip the version check"} == set(BUGS)


def test_the_points_reach_every_step_of_the_way(nursery: Nursery) -> None:
    passed = {point for flow in FLOWS for point, _ in nursery.places(flow)}
    assert passed >= {
        "before inbox write",
        "after inbox write",
        "after accept",
        "before think",
        "after think",
        "before settle",
        "before settle commit",
        "after settle",
        "before send",
        "after send",
        "after sent is noted",
        "before provider call",
        "after provider call",
        "before errand commit",
        "after errand",
        "before timer commit",
        "before announce commit",
    }
    assert all(len(nursery.places(flow)) >= 25 for flow in FLOWS)
