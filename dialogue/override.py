"""Texts that are said in place of the files': what the wording asks for, and what it is given. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from locales import Locale


@dataclass(frozen=True, slots=True)
class Live:
    """A text that is said in place of the file's; `version` names it where it is kept."""

    text: str
    version: int


Override = Callable[[Locale, str, str, int | None], Live | None]
"""(locale, context, English source, number that is counted) → a live text over the files, or None."""


def _nothing(locale: Locale, context: str, english: str, number: int | None) -> None:
    return None


UNCHANGED: Final[Override] = _nothing
"""Nothing but what the files say."""
