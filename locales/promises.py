"""What no model may say in its own words, by language: the lists of `promises.toml`. What they are held against, and
how words are compared, is the reader's business."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Final

from locales import FOLDER, LocaleError, read_toml

_FILE: Final = FOLDER / "promises.toml"
_RANGE: Final = re.compile("(.)-(.)")


@dataclass(frozen=True, slots=True)
class Pointing:
    """What speaks of one product. An empty article says that goods need none, "*" that they need none with words in
    front of them either."""

    words: tuple[str, ...]
    pronouns: tuple[str, ...]
    articles: tuple[str, ...]
    verbs: tuple[str, ...]
    beginnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promises:
    """The letters a language writes beside a to z, parts of words, and whole words."""

    letters: str
    parts: tuple[str, ...]
    words: tuple[str, ...]
    pointing: Pointing


@cache
def promises() -> Mapping[str, Promises]:
    """By language. Raises LocaleError for a table that is not as it must be."""
    return {language: _read(language, table) for language, table in read_toml(_FILE).items()}


def _read(language: str, table: object) -> Promises:
    if not isinstance(table, Mapping) or set(table) != {"letters", "parts", "words", "pointing"}:
        raise LocaleError(f"{_FILE.name} [{language}] must have letters, parts, words and pointing, and nothing else")
    letters, pointing = table["letters"], table["pointing"]
    if not isinstance(letters, str) or not isinstance(pointing, Mapping):
        raise LocaleError(f"{_FILE.name} [{language}]: letters is a text, pointing a table")
    names = [field.name for field in fields(Pointing)]
    if set(pointing) != set(names):
        raise LocaleError(f"{_FILE.name} [{language}.pointing] must have {', '.join(names)}, and nothing else")
    points = Pointing(*(_listed(language, name, pointing[name]) for name in names))
    return Promises(
        _RANGE.sub(_range, letters),
        _listed(language, "parts", table["parts"]),
        _listed(language, "words", table["words"]),
        points,
    )


def _range(found: re.Match[str]) -> str:
    return "".join(map(chr, range(ord(found[1]), ord(found[2]) + 1)))


def _listed(language: str, name: str, told: object) -> tuple[str, ...]:
    if not isinstance(told, list):
        raise LocaleError(f"{_FILE.name} [{language}]: {name} is a list")
    return tuple(map(str, told))
