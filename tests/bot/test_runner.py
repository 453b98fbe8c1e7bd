"""The local runner: nothing overlaps within a key, nothing woken is forgotten."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bot.runner.local import LocalRunner


@contextmanager
def running(runner: LocalRunner) -> Iterator[LocalRunner]:
    runner.start()
    yield runner
    runner.stop()


def test_a_woken_key_is_drained() -> None:
    drained = threading.Event()
    with running(LocalRunner(lambda key: drained.set(), lambda: None)) as runner:
        runner.wake("c-1")
        assert drained.wait(5)


def test_one_key_is_never_drained_twice_at_once_and_a_wake_up_meanwhile_is_not_lost() -> None:
    inside, most, calls = [0], [0], [0]
    lock, entered, go_on = threading.Lock(), threading.Event(), threading.Event()

    def drain(key: str) -> None:
        with lock:
            inside[0] += 1
            calls[0] += 1
            most[0] = max(most[0], inside[0])
        entered.set()
        go_on.wait(5)
        with lock:
            inside[0] -= 1

    with running(LocalRunner(drain, lambda: None, threads=3)) as runner:
        runner.wake("c-1")
        assert entered.wait(5)
        for _ in range(5):
            runner.wake("c-1")
        go_on.set()
        for _ in range(500):
            if calls[0] == 2:
                break
            threading.Event().wait(0.01)
    assert (most[0], calls[0]) == (1, 2)


def test_different_keys_are_drained_side_by_side() -> None:
    meeting = threading.Barrier(2, timeout=5)

    def waits_for_the_other() -> None:
        meeting.wait()

    with running(LocalRunner(lambda key: waits_for_the_other(), lambda: None, threads=2)) as runner:
        runner.wake("c-1")
        runner.wake("c-2")
        threading.Event().wait(0.2)
    assert not meeting.broken


def test_forgotten_work_is_swept_from_the_start() -> None:
    swept = threading.Event()
    with running(LocalRunner(lambda key: None, swept.set, every=60)):
        assert swept.wait(5)
