"""The local mailbox: letters are kept here instead of being sent, so that everything works without a mail server."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from itertools import count
from pathlib import Path
from typing import Final

from bot import files
from bot.clock import Clock
from bot.mail import Letter, written

KEPT: Final = timedelta(days=1)
"""Letters are not kept for longer: they hold what opens people's orders."""
_SENDER: Final = "shop@localhost"


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter in the mailbox."""

    at: datetime
    letter: Letter


class Mailbox:
    """A Mailer that keeps letters in a folder only its owner may read, or in memory where there is none."""

    def __init__(self, folder: Path | None, clock: Clock) -> None:
        self._folder, self._clock = folder, clock
        self._numbers = count(1)
        self._kept: list[Kept] = []

    def send(self, letter: Letter) -> None:
        now = self._clock()
        self._forget_old(now)
        if self._folder is None:
            self._kept.append(Kept(now, letter))
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{now.timestamp():.6f}-{time.monotonic_ns()}-{next(self._numbers)}.eml"
        with files.replacing(self._folder / name, files.OWN) as stream:
            stream.write(written(letter, _SENDER).as_bytes())

    def letters(self) -> tuple[Kept, ...]:
        """All there are, oldest first."""
        self._forget_old(self._clock())
        return tuple(self._kept) if self._folder is None else tuple(_read(self._folder))

    def _forget_old(self, now: datetime) -> None:
        if self._folder is None:
            self._kept = [each for each in self._kept if each.at > now - KEPT]
            return
        for file, at in _files(self._folder):
            if at <= now - KEPT:
                file.unlink(missing_ok=True)
        files.clear_away(self._folder.glob(f"*{files.BESIDE}"), KEPT.total_seconds())

    def clear(self) -> None:
        self._kept.clear()
        for file, _ in _files(self._folder) if self._folder else ():
            file.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[tuple[Path, datetime]]:
    """Letters with when they were written, oldest first."""
    for file in sorted(folder.glob("*.eml")) if folder.is_dir() else ():
        with contextlib.suppress(ValueError):
            yield file, datetime.fromtimestamp(float(file.name.split("-")[0]), tz=UTC)


def _read(folder: Path) -> Iterator[Kept]:
    for file, at in _files(folder):
        message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        body = message.get_body(("plain",))
        text = body.get_content().rstrip("\n") if body is not None else ""
        locale = str(message["Content-Language"] or "en").replace("-", "_")
        yield Kept(at, Letter(str(message["To"]), str(message["Subject"]), text, locale))
