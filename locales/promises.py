"""What no model may say in its own words, by language: the lists of `promises.toml`. What they are held against, and
how words are compared, is the reader's business."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from locales import FOLDER, LocaleError, read_toml

_FILE: Final = FOLDER / "promises.toml"


@dataclass(frozen=True, slots=True)
class Promises:
    """The letters a language writes beside a to z, parts of words, and whole words."""

    letters: str
    parts: tuple[str, ...]
    words: tuple[str, ...]


@cache
def promises() -> Mapping[str, Promises]:
    """By language. Raises LocaleError for a table that is not as it must be."""
    return {language: _read(language, table) for language, table in read_toml(_FILE).items()}


def _read(language: str, table: object) -> Promises:
    if not isinstance(table, Mapping) or set(table) != {"letters", "parts", "words"}:
        raise LocaleError(f"{_FILE.name} [{language}] must have letters, parts and words, and nothing else")
    letters, parts, words = table["letters"], table["parts"], table["words"]
    if not isinstance(letters, str) or not isinstance(parts, list) or not isinstance(words, list):
        raise LocaleError(f"{_FILE.name} [{language}]: letters is a text, parts and words are lists")
    return Promises(letters, tuple(map(str, parts)), tuple(map(str, words)))
