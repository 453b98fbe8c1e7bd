"""How experiments end: by themselves with a note, by a person, with a winner, and because the text was changed."""

from datetime import timedelta

import pytest

from bot.lab import store
from bot.lab.experiment_store import ArmState, State
from bot.lab.experiments import EVERY, NotTried, proven_better, winners
from bot.lab.live import LiveTexts
from bot.lab.publish import NotFit, SomebodyElse
from bot.wiring import Shop
from locales.sources import Source
from tests.at_once import at_once
from tests.bot.lab.trying import HOUR, SHORT, WARM, Trying, both_read, found, version

DAY = timedelta(days=1)


@pytest.fixture
def trying(shop: Shop) -> Trying:
    return Trying(shop)


def said(trying: Trying, shopper: str) -> str:
    """Which text of the lab's a shopper reads now."""
    english = trying.lab.source("greeting").english
    live = LiveTexts(trying.shop.storage)(trying.shop.locales["en"], "greeting", english, None, shopper)
    return live.variant if live else "the file's"


def ended(trying: Trying, trial: int) -> str:
    now = found(trying, trial)
    assert now.state is State.ENDED and now.ended_at is not None
    return now.note


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        ("calls_a_person", "more conversations go to a person"),
        ("opts_out", "more shoppers want to hear no more"),
        ("asks_money_back", "more money is asked back"),
        ("speaks_french", "more shoppers change the language"),
        ("late", "more messages arrive late"),
    ],
)
def test_an_arm_that_harms_stops_by_itself_within_minutes_and_its_shoppers_read_what_they_did(
    trying: Trying, harm: str, why: str
) -> None:
    trial = trying.starts(WARM, SHORT, smallest=0.05)
    for arm in (0, 1, 2):
        readers = trying.shoppers(trial, arm, 200, arms=3)
        trying.reads(trial, arm, version(trying, trial, arm), readers)
        for shopper in readers[: 45 if arm == 1 else 5]:
            trying.late(shopper) if harm == "late" else getattr(trying, harm)(shopper, HOUR)
    assert said(trying, readers_of(trying, trial, 1)) == f"x{trial}.1:v{version(trying, trial, 1)}"
    trying.looks(after=EVERY)
    stopped = found(trying, trial).arms[1]
    assert (stopped.state, stopped.note) == (ArmState.STOPPED, f"Stopped by itself: {why}.")
    assert said(trying, readers_of(trying, trial, 1)) == "the file's"
    assert said(trying, readers_of(trying, trial, 2)) == f"x{trial}.2:v{version(trying, trial, 2)}"
    assert found(trying, trial).state is State.RUNNING


def readers_of(trying: Trying, trial: int, arm: int) -> str:
    (shopper,) = trying.shoppers(trial, arm, 1, arms=3)
    return shopper


def test_a_version_that_wins_and_does_harm_is_never_made_live(trying: Trying) -> None:
    trial = trying.starts(WARM, SHORT)
    for arm, succeed in ((0, 200), (1, 900), (2, 200)):
        readers = trying.shoppers(trial, arm, 1_000, arms=3)
        trying.reads(trial, arm, version(trying, trial, arm), readers, succeed)
        for shopper in readers[-150 if arm == 1 else -1 :]:
            trying.opts_out(shopper, HOUR)
    trying.looks(after=2 * DAY)
    kept = trying.experiments.looks(trial)
    assert found(trying, trial).arms[1].state is ArmState.STOPPED
    assert (proven_better(kept), winners(found(trying, trial), kept)) == ({1}, set())
    with pytest.raises(NotTried, match="proven better"):
        trying.experiments.choose(trial, 1, "Anna")


def test_an_experiment_whose_last_variant_was_stopped_ends(trying: Trying) -> None:
    trial = trying.starts(WARM)
    _, variant = both_read(trying, trial, 200, 60, 60)
    for shopper in variant[:60]:
        trying.calls_a_person(shopper, HOUR)
    trying.looks()
    assert ended(trying, trial) == "Every version that was tried was stopped."
    assert found(trying, trial).arms[1].note == "Stopped by itself: more conversations go to a person."


def test_a_variant_that_is_proven_worse_is_said_no_more(trying: Trying) -> None:
    trial = trying.starts(WARM)
    both_read(trying, trial, 300, 150, 60)
    trying.looks()
    assert found(trying, trial).arms[1].note == "Stopped by itself: 30.0 points fewer take the next step."


def test_an_uneven_split_ends_it_and_no_result_is_told(trying: Trying) -> None:
    trial = trying.starts(WARM)
    trying.reads(trial, 0, None, trying.shoppers(trial, 0, 1_100), 300)
    trying.reads(trial, 1, version(trying, trial), trying.shoppers(trial, 1, 900), 800)
    trying.looks()
    assert ended(trying, trial).startswith("Its arms were read by 1,100, 900 shoppers")
    assert all(look.bound is None for look in trying.experiments.looks(trial))
    with pytest.raises(NotTried, match="proven better"):
        trying.experiments.choose(trial, 1, "Anna")


def test_the_winner_is_made_live_and_everybody_reads_it(trying: Trying) -> None:
    trial = trying.starts(WARM)
    both_read(trying, trial, 300, 90, 165)
    with pytest.raises(NotTried, match="proven better"):
        trying.experiments.choose(trial, 1, "Anna")
    trying.looks()
    assert found(trying, trial).state is State.RUNNING
    live = trying.experiments.choose(trial, 1, "Cleo")
    assert (live.state, live.published_by) == (store.State.LIVE, "Cleo")
    assert ended(trying, trial) == "Cleo made version 1 live: 25.0 points more take the next step."
    assert found(trying, trial).arms[1].state is ArmState.CHOSEN
    assert {said(trying, f"s{number}") for number in range(20)} == {f"v{live.id}"}


def test_an_experiment_that_has_all_its_shoppers_ends(trying: Trying) -> None:
    trial = trying.starts(WARM, smallest=0.2)
    size = found(trying, trial).per_arm
    both_read(trying, trial, size, size // 2, size // 2)
    trying.looks()
    assert ended(trying, trial) == "Every arm has its shoppers; no difference of 20.0 points was found."


def test_a_person_stops_it_and_everybody_reads_what_they_did(trying: Trying) -> None:
    trial = trying.starts(WARM)
    assert {said(trying, f"s{number}").partition(":")[0] for number in range(20)} == {f"x{trial}.0", f"x{trial}.1"}
    trying.experiments.stop(trial, "Ben")
    assert ended(trying, trial) == "Ben stopped it."
    assert {said(trying, f"s{number}") for number in range(20)} == {"the file's"}
    with pytest.raises(SomebodyElse, match="ended already"):
        trying.experiments.stop(trial, "Ben")


def test_a_look_is_kept_for_every_twentieth_and_one_process_looks(trying: Trying) -> None:
    trial = trying.starts(WARM, smallest=0.2)
    step = found(trying, trial).per_arm // 20 + 1
    for _ in range(4):
        both_read(trying, trial, step, step // 2, step // 2)
        trying.shop.clock.move(timedelta(days=2))
        at_once(*[trying.experiments.run] * 3)
        trying.looks(after=EVERY)
    kept = trying.experiments.looks(trial)
    assert [(look.arm, look.tally.counted) for look in kept] == [
        (arm, step * n) for n in (1, 2, 3, 4) for arm in (0, 1)
    ]
    trying.experiments.run()
    assert len(trying.experiments.looks(trial)) == 8


# ---- a text that is changed meanwhile


def test_publishing_a_text_ends_what_is_tried_on_it_at_once(trying: Trying) -> None:
    trial = trying.starts(WARM)
    other = trying.reviewed(SHORT)
    assert found(trying, trial).state is State.RUNNING
    trying.lab.publish(other, "Cleo")
    assert ended(trying, trial) == ("Cleo published version 2 of this text: what was tried is not what shoppers read.")
    assert said(trying, "s1") == f"v{other}"


def test_rolling_a_text_back_ends_what_is_tried_on_it(trying: Trying) -> None:
    trying.lab.publish(trying.reviewed(SHORT), "Cleo")
    trial = trying.starts(WARM)
    assert found(trying, trial).control.version is not None
    trying.lab.roll_back("greeting", "en", "Ben")
    assert ended(trying, trial).startswith("Ben rolled this text back")
    assert said(trying, "s1") == "the file's"


def test_a_changed_english_text_ends_it_and_is_said_meanwhile(trying: Trying) -> None:
    trial = trying.starts(WARM)
    source = trying.lab.source("greeting")
    trying.lab.sources["greeting"] = Source("greeting", "Hello again! What is it?", source.note)  # type: ignore[index]
    assert said(trying, "s1") == "the file's"
    trying.looks()
    assert ended(trying, trial).startswith("The English text has changed")
    with pytest.raises(NotFit, match="English text has changed"):
        trying.lab.publish(version(trying, trial) or 0, "Ben")


def test_a_changed_text_of_the_language_ends_what_is_tried_on_its_variant(trying: Trying) -> None:
    variant = Trying(trying.shop, locale="en_AU")
    trial = variant.starts(WARM)
    trying.lab.publish(trying.reviewed(SHORT), "Cleo")
    variant.looks()
    assert ended(variant, trial).startswith("The text that shoppers read otherwise has changed")


def test_a_second_experiment_on_a_text_waits_for_the_first(trying: Trying) -> None:
    trial = trying.starts(WARM)
    with pytest.raises(SomebodyElse, match="runs already"):
        trying.starts(SHORT)
    trying.experiments.stop(trial, "Ben")
    assert trying.starts("Hi there! What may I find you?") == trial + 1
