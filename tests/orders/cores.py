"""Long sweeps on all cores: each item in a process of its own choosing, answers in the order of the items."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def on_all_cores(task: Callable[[Item], Answer], items: Sequence[Item]) -> Iterator[Answer]:
    """Raises whatever a task raises. `task` is a function of a module, as it is looked up by name over there."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(os.cpu_count() or 1, len(items)), mp_context=spawn) as pool:
        yield from pool.map(task, items)
