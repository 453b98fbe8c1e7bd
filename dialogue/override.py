"""Texts that are said in place of the files': what the wording asks for, and what it is given. Pure."""

from dataclasses import dataclass
from typing import Final, Protocol

from locales import Locale


@dataclass(frozen=True, slots=True)
class Live:
    """A text that is said in place of the file's. `variant` names it where what was sent is kept: "v17" for a version
    of the lab's, "x3.1:v18" for an arm of an experiment."""

    text: str
    variant: str


class Override(Protocol):
    """What is asked for every text: a live one over the files, or None."""

    def __call__(
        self, locale: Locale, context: str, english: str, number: int | None, shopper: str = "", /
    ) -> Live | None:
        """`number` is what is counted. `shopper` is the person it is told to, by whom an experiment chooses; "" where
        it is told to nobody in particular, or is no Message."""
        ...


def _nothing(locale: Locale, context: str, english: str, number: int | None, shopper: str = "", /) -> None:
    return None


UNCHANGED: Final[Override] = _nothing
"""Nothing but what the files say."""
