"""Random streams of commands keep every invariant, and would notice each planted bug."""

from pathlib import Path

import pytest

from tests.orders.bugs import BUGS
from tests.orders.streams import Stream

STREAMS, STEPS = 10, 200
SOAK_STREAMS = 2_500


@pytest.mark.parametrize("seed", range(STREAMS))
def test_no_stream_of_commands_breaks_an_invariant(tmp_path: Path, seed: int) -> None:
    stream = Stream(tmp_path, seed)
    assert stream.run(STEPS) == [], "\n".join(stream.trace[-30:])


@pytest.mark.parametrize("name", BUGS)
def test_the_streams_notice_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    BUGS[name].plant(monkeypatch)
    assert Stream(tmp_path, BUGS[name].seed).run(100) != []


@pytest.mark.soak
def test_no_invariant_breaks_in_half_a_million_steps(tmp_path: Path) -> None:
    for seed in range(1_000, 1_000 + SOAK_STREAMS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        assert Stream(folder, seed).run(200) == [], f"seed {seed}"
