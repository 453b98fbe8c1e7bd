"""Texts that were published in the lab, as every process says them: read from the database, at most a second old."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot.lab import store
from bot.storage import Storage
from dialogue.override import Live
from locales import Locale

log = logging.getLogger(__name__)

SECONDS: Final = 1.0
"""How old what is known may be: what is published is said by every process a second later."""
Texts = Mapping[tuple[str, str], tuple[int, str, tuple[str, ...]]]


@dataclass
class LiveTexts:
    """An `Override` of the wording. When the database does not answer, what was known last goes on being said. A
    database in memory is nobody else's: what is published there is read when it is (`read`)."""

    storage: Storage
    clock: Callable[[], float] = time.monotonic
    _texts: Texts = field(default_factory=dict)
    _read_at: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, locale: Locale, context: str, english: str, number: int | None) -> Live | None:
        return said_in(self._known(), locale, context, english, number)

    def _known(self) -> Texts:
        if self.storage.is_shared and self._is_old():
            with self._lock:
                if self._is_old():
                    self.read()
        return self._texts

    def _is_old(self) -> bool:
        return self._read_at is None or self.clock() - self._read_at >= SECONDS

    def read(self) -> None:
        """Now; not inside a transaction."""
        self._read_at = self.clock()
        try:
            with self.storage.reads() as session:
                self._texts = store.live(session)
        except SQLAlchemyError:
            log.warning("Which texts are live could not be read; what was known is said")


def said_in(texts: Texts, locale: Locale, context: str, english: str, number: int | None) -> Live | None:
    """The text that goes before the file's: the locale's, or its language's unless the variant words it itself. None
    where there is none for this English."""
    for code in (locale.code, locale.language) if texts else ():
        found = texts.get((code, context))
        if found is not None and found[1] == english:
            identity, _, forms = found
            return Live(forms[min(locale.form(number), len(forms) - 1)], identity)
        if code == locale.code and locale.words_itself(context, english):
            return None
    return None
