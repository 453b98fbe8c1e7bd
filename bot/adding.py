"""Adds a language: makes the files that it lacks, and lets it be spoken once they are full. A variant of a language
("pt_PT") is a folder that only holds what differs.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from babel import Locale as Cldr
from babel import UnknownLocaleError

from bot.languages import ALL_INTENTS, ENOUGH_SENTENCES, SPOKEN_BY, standing
from locales import SOURCE, Locales, Toml, load_locales, read_toml
from locales.sources import Source, update_replies

_SHOWN: Final = 3
"""English lines that stand beside an empty list, for the idea."""


class NoSuchLanguage(ValueError):
    """A code that is no language, or a variant of one that the shop does not speak."""


def add(folder: Path, code: str, sources: tuple[Source, ...]) -> tuple[str, ...]:
    """Makes what is missing, overwrites nothing, and returns what keeps the language from being spoken. Where that is
    nothing, it is spoken from now on. Raises NoSuchLanguage."""
    cldr = _known(code)
    language = code.split("_")[0]
    if code != language:
        if language not in load_locales(folder).codes:
            raise NoSuchLanguage(f"{code!r} is a variant of {language!r}, which is not spoken yet; add that first")
        _speak(folder / code, cldr)
        return ()
    _make(folder, code, sources)
    lacking = standing(Locales(folder), code, sources).missing
    if not lacking:
        _speak(folder / code, cldr)
    return lacking


def _known(code: str) -> Cldr:
    try:
        return Cldr.parse(code)
    except (UnknownLocaleError, ValueError) as error:
        raise NoSuchLanguage(f"{code!r} is no language; write one like 'nb', or a variant like 'pt_PT'") from error


def _speak(folder: Path, cldr: Cldr) -> None:
    folder.mkdir(exist_ok=True)
    name = cldr.get_display_name() or str(cldr)
    said = (
        "# What this locale is called by its own speakers, and which way it is written.\n"
        f"name = {json.dumps(name[:1].upper() + name[1:], ensure_ascii=False)}\n"
        f"rtl = {str(cldr.text_direction == 'rtl').lower()}\n"
    )
    _write(folder / SPOKEN_BY, said)


def _make(folder: Path, code: str, sources: tuple[Source, ...]) -> None:
    own, english = folder / code, folder / SOURCE
    own.mkdir(exist_ok=True)
    _write(own / "phrases.toml", "\n".join(_phrases(read_toml(english / "phrases.toml"))))
    _write(own / "terms.toml", "\n".join(_terms(read_toml(english / "terms.toml"))))
    _write(own / "tests.toml", "\n".join(_tests()))
    if not (own / "LC_MESSAGES" / "replies.po").exists():
        update_replies(sources, own / "LC_MESSAGES" / "replies.po", code)


def _write(file: Path, text: str) -> None:
    if not file.exists():
        file.write_text(text, encoding="utf-8")


def _phrases(english: Toml) -> Iterator[str]:
    """Every entry empty or left out, with some of the English beside it."""
    yield "# How people say things; docs/phrases.md describes this file. The English lines only give the idea."
    for section, entries in english.items():
        lists = _flat(section, entries)
        for table, found in lists.items():
            yield f"\n[{table}]"
            for name, words in found.items():
                listed = ", ".join(json.dumps(word, ensure_ascii=False) for word in words[:_SHOWN])
                yield f"# {json.dumps(name)} = [{listed}]"


def _flat(section: str, entries: object) -> dict[str, dict[str, list[str]]]:
    """A section's lists by table; entries with variants are tables of their own."""
    found: dict[str, dict[str, list[str]]] = {section: {}}
    for name, value in entries.items() if isinstance(entries, Mapping) else ():
        if isinstance(value, Mapping):
            found[f"{section}.{name}"] = {each: list(words) for each, words in value.items() if isinstance(words, list)}
        elif isinstance(value, list):
            found[section][name] = [str(word) for word in value]
    return found


def _terms(english: Toml) -> Iterator[str]:
    """Every concept without words, its English title beside it."""
    yield "# The shop's words; docs/terms.md describes this file."
    for kind, entries in english.items():
        yield f"\n[{kind}]"
        for name, entry in entries.items() if isinstance(entries, Mapping) else ():
            title = entry.get("title", name) if isinstance(entry, Mapping) else name
            yield f'{name} = {{ title = "", words = [] }}  # {title}'


def _tests() -> Iterator[str]:
    yield f"# What people write and what it means: {ENOUGH_SENTENCES} sentences or more for each of these intents,"
    yield "# written by another hand than phrases.toml and before it. docs/phrases.md describes the format."
    yield f"# {', '.join(ALL_INTENTS)}\n"
