"""How understanding is measured: thresholds that turn lines down."""

import pytest

from benchmarks.intents import Guess, Verdict, best_threshold, strict_threshold, verdict
from benchmarks.understanding import Heard, bins, calibration_error

GUESSES = (
    Guess("track", 0.9, "track"), Guess("track", 0.6, "cancel"), Guess("cancel", 0.5, "cancel"),
    Guess("cancel", 0.4, None), Guess("track", 0.2, None),
)  # fmt: skip


def test_what_is_below_the_threshold_is_turned_down() -> None:
    assert verdict(GUESSES, 0.0) == Verdict(accuracy=0.4, in_scope=2 / 3, turned_down=0.0)
    assert verdict(GUESSES, 0.45) == Verdict(accuracy=0.8, in_scope=2 / 3, turned_down=1.0)
    assert verdict(GUESSES, 0.95) == Verdict(accuracy=0.4, in_scope=0.0, turned_down=1.0)


def test_what_is_taken_for_nothing_is_turned_down_however_sure() -> None:
    assert verdict([Guess(None, 0.99, None)], 0.5).turned_down == 1.0


def test_the_best_threshold_is_the_lowest_of_the_most_accurate() -> None:
    assert best_threshold(GUESSES) == 0.5


def test_a_strict_threshold_turns_down_as_much_as_was_asked() -> None:
    assert strict_threshold(GUESSES, 0.5) == 0.4
    assert strict_threshold(GUESSES, 1.0) == 0.5


def test_the_calibration_error_is_the_distance_of_confidence_and_truth() -> None:
    beliefs = [(0.95, True)] * 9 + [(0.95, False)] + [(0.55, True)] * 3 + [(0.55, False)] * 7
    low, high = bins(beliefs)
    assert (low.count, low.right, high.right) == (10, 0.3, 0.9)
    assert calibration_error([low, high]) == pytest.approx((0.25 + 0.05) / 2)


def test_full_confidence_falls_into_the_last_bin() -> None:
    assert len(bins([(1.0, True), (0.91, True)])) == 1


def test_below_the_threshold_a_sentence_counts_as_out_of_scope() -> None:
    heard = Heard("track_order", 0.4, "track_order")
    assert heard.taken(0.3) == "track_order" and heard.taken(0.5) == "out_of_scope"
    assert heard.belief == (0.6, False)
