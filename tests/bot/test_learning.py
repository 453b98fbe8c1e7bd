"""When a shop has its languages learned beside it. That they are learned is shown by every set-up (`make test`)."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from bot.learning import is_first, languages
from locales import load_locales

T = TypeVar("T")


def test_a_cache_that_lacks_a_language_is_that_of_a_first_start(tmp_path: Path) -> None:
    locales = load_locales()
    every = languages(locales)
    for code in every:
        assert is_first(tmp_path, locales)
        (tmp_path / f"phrases-{code}.npy").touch()
    assert not is_first(tmp_path, locales)


def test_variants_are_learned_as_their_language() -> None:
    every = languages(load_locales())
    assert len(every) == len(set(every)) == 15
    assert not any("_" in code for code in every)


LEARNS = """
from pathlib import Path
from bot.learning import learn_all
from bot.settings import Settings
from locales import load_locales

if __name__ == "__main__":
    learn_all(Settings(SHOPKEEP_CACHE=Path("cache")), load_locales(), spare=100)
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="Linux tells of a process's children")
def test_who_is_killed_while_others_learn_takes_them_along(tmp_path: Path) -> None:
    (tmp_path / "learns.py").write_text(LEARNS)
    with subprocess.Popen([sys.executable, "learns.py"], cwd=tmp_path, stderr=subprocess.DEVNULL) as shop:
        told = Path(f"/proc/{shop.pid}/task/{shop.pid}/children")
        learners = _eventually(lambda: [each for each in told.read_text().split() if _is_learner(each)])
        shop.kill()
    _eventually(lambda: not [each for each in learners if _is_learner(each)])


def _is_learner(process: str) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def _eventually(look: Callable[[], T]) -> T:
    until = time.monotonic() + 60
    while not (found := look()):
        assert time.monotonic() < until
        time.sleep(0.1)
    return found
