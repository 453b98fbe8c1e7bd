"""How people speak, learned in processes of their own: it is most of what a first start takes, and the shop goes on
answering meanwhile."""

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Sequence
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Final

from bot.settings import Settings
from dialogue.understanding.base import Understander
from dialogue.understanding.offline import Offline
from locales import Locales, load_locales

LEARNERS: Final = 4
"""Processes that learn languages side by side at most: each takes half a gigabyte meanwhile."""
GENTLY: Final = 10
"""By how much other work goes before that of a learner."""


def languages(locales: Locales) -> list[str]:
    """Those to learn, the longest first: variants are understood as their language."""
    spoken = (code for code in locales.codes if "_" not in code and locales[code].has_phrases)
    return sorted(spoken, key=lambda code: -(locales.folder / code / "phrases.toml").stat().st_size)


def is_first(cache: Path, locales: Locales) -> bool:
    """Whether a cache holds fewer languages than there are: nobody has learned them all here."""
    return len(list(cache.glob("phrases-*.npy"))) < len(languages(locales))


def learn_all(settings: Settings, locales: Locales, *, spare: int = 0) -> bool:
    """Learns every language and keeps it in `settings.cache`; whether all went well. `spare` processors are left to
    others. Who ends meanwhile ends the learners too."""
    every = languages(locales)
    several = max(1, min((os.cpu_count() or 1) - spare, LEARNERS))
    context = get_context("spawn")
    learners = [
        context.Process(target=_learn, args=(settings, every[first::several]), daemon=True) for first in range(several)
    ]
    for learner in learners:
        learner.start()
    for learner in learners:
        learner.join()
    return all(learner.exitcode == 0 for learner in learners)


def make_ready(heard: Understander, settings: Settings, locales: Locales) -> None:
    """Every language of a shop that is open. At the first start other processes learn them; here they are read."""
    if not isinstance(heard, Offline):
        return
    if settings.cache is not None and is_first(settings.cache, locales):
        learn_all(settings, locales, spare=1)
    heard.warm(locales.codes)
    _hand_back()


def _hand_back() -> None:
    """Memory that was let go while languages were read, to the system: the C library of Linux keeps it otherwise."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "malloc_trim"):
        library.malloc_trim(0)


def _end_with_the_shop() -> None:
    """A shop that is stopped by a signal ends none of its children."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _learn(settings: Settings, codes: Sequence[str]) -> None:
    from bot.wiring import lexicon_of, listening
    from matching.encoder.static import load_static

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # The process that started this one is told, and ends it.
    threading.Thread(target=_end_with_the_shop, name="parent", daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(GENTLY)
    locales = load_locales()
    listening(locales, lexicon_of(locales), load_static(), settings.cache, codes)
