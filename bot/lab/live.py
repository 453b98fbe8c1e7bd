"""Texts of the lab as every process says them, those of experiments before live ones: at most a second old."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot.lab import experiment_store, store
from bot.storage import Storage
from dialogue.experiments import Running, variant
from dialogue.override import Live, Override
from locales import Locale

log = logging.getLogger(__name__)

SECONDS: Final = 1.0
"""How old what is known may be: what is published is said by every process a second later."""
Texts = Mapping[tuple[str, str], tuple[int, str, tuple[str, ...]]]
Trials = Mapping[tuple[str, str], Running]
_NOTHING: Final[tuple[Texts, Trials]] = ({}, {})


@dataclass
class LiveTexts:
    """An `Override` of the wording. When the database does not answer, what was known last goes on being said. A
    database in memory is nobody else's: what is published there is read when it is (`read`)."""

    storage: Storage
    clock: Callable[[], float] = time.monotonic
    _said: tuple[Texts, Trials] = _NOTHING
    _read_at: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(
        self, locale: Locale, context: str, english: str, number: int | None, shopper: str = "", /
    ) -> Live | None:
        texts, trials = self._known()
        return said_in(texts, locale, context, english, number, trials if shopper else {}, shopper)

    def _known(self) -> tuple[Texts, Trials]:
        if self.storage.is_shared and self._is_old():
            with self._lock:
                if self._is_old():
                    self.read()
        return self._said

    def _is_old(self) -> bool:
        return self._read_at is None or self.clock() - self._read_at >= SECONDS

    def read(self) -> None:
        """Now; not inside a transaction."""
        self._read_at = self.clock()
        try:
            with self.storage.reads() as session:
                self._said = store.live(session), experiment_store.running(session)
        except SQLAlchemyError:
            log.warning("Which texts are live could not be read; what was known is said")


def said_in(  # noqa: PLR0913 - what a text is asked for with
    texts: Texts,
    locale: Locale,
    context: str,
    english: str,
    number: int | None,
    trials: Trials = _NOTHING[1],
    shopper: str = "",
) -> Live | None:
    """The text that goes before the file's: the locale's, or its language's unless the variant words it itself. An
    experiment's goes first, for a shopper whose arm is said. None where there is none for this English."""
    for code in (locale.code, locale.language) if texts or trials else ():
        trial, live = trials.get((code, context)), texts.get((code, context))
        arm = trial.arm_for(shopper) if trial is not None and trial.english == english else None
        if trial is not None and arm is not None:
            return Live(_form(arm.forms, locale, number), variant(trial.id, arm.number, arm.version))
        if live is not None and live[1] == english:
            return Live(_form(live[2], locale, number), f"v{live[0]}")
        if code == locale.code and locale.words_itself(context, english):
            return None
    return None


def _form(forms: tuple[str, ...], locale: Locale, number: int | None) -> str:
    return forms[min(locale.form(number), len(forms) - 1)]


def read_again(override: Override) -> None:
    """What has just changed is said in this process at once; every other one looks within a second."""
    if isinstance(override, LiveTexts):
        override.read()
