"""Works that begin at the same moment."""

import threading
from collections.abc import Callable


def at_once(*works: Callable[[], object]) -> None:
    """Start all of them at the same moment and wait for their ends."""
    line = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        line.wait()
        work()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
